"""Work in a process of its own, which may take neither too long nor too much memory."""

import os
import pickle
import resource
import select
import signal
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

LOOK = 1.0
"""Seconds between two looks at the process."""

T = TypeVar("T")


class TookTooMuch(Exception):
    """The work was ended, because it needed more time or memory than it was given."""


def bounded(
    work: Callable[[], T], *, seconds: float, memory: int, meanwhile: Callable[[], object] = lambda: None
) -> T:
    """What `work` gives, from a copy of this process that is ended after `seconds` or beyond `memory` bytes of its own.

    `meanwhile` is called about once a second until it is done. What `work` changes stays in the copy, so it gives all
    that is wanted of it, as something that can be pickled; it asks no database, whose connections it only shares.
    Raises what `work` raised, TookTooMuch when it was ended.
    """
    with tempfile.TemporaryDirectory(prefix="bounded-") as folder:
        told = _told_by_copy(work, folder, seconds, memory, meanwhile)
    if not told:
        raise TookTooMuch
    try:
        done, given = pickle.loads(told)  # noqa: S301  our own copy wrote it
    except (EOFError, pickle.UnpicklingError) as error:
        raise TookTooMuch from error
    if done:
        return given
    raise given


def _told_by_copy(
    work: Callable[[], object], folder: str, seconds: float, memory: int, meanwhile: Callable[[], object]
) -> bytes:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        tempfile.tempdir = folder  # the copy ends without clearing up behind itself
        _run(work, writing, seconds, memory)
    os.close(writing)
    try:
        return _listen(reading, time.monotonic() + seconds, meanwhile)
    finally:
        os.close(reading)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _listen(reading: int, deadline: float, meanwhile: Callable[[], object]) -> bytes:
    """All that the process writes until it closes its end; nothing when that is too late."""
    told: list[bytes] = []
    while (left := deadline - time.monotonic()) > 0:
        ready, _, _ = select.select([reading], [], [], min(left, LOOK))
        if ready:
            piece = os.read(reading, 1 << 16)
            if not piece:
                return b"".join(told)
            told.append(piece)
        else:
            meanwhile()
    return b""


def _run(work: Callable[[], object], writing: int, seconds: float, memory: int) -> None:
    """The life of the copy. It never comes back into the code of its parent, and ends by itself without one."""
    try:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
            signal.signal(number, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds + 1)
        resource.setrlimit(resource.RLIMIT_DATA, (_held() + memory,) * 2)
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(_told(work))
    finally:
        os._exit(0)


def _held() -> int:
    """Bytes of data that the copy has from its parent, where the system tells: one that has lived long has many."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[5])
    except OSError:
        return 0
    return pages * resource.getpagesize()


def _told(work: Callable[[], object]) -> bytes:
    try:
        return pickle.dumps((True, work()))
    except MemoryError:
        return b""
    except BaseException as error:
        return pickle.dumps((False, error))

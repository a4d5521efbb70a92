"""Work in a copy of the process: what it gives comes back, what it takes is bounded, and it leaves nothing behind."""

import tempfile
import time
from pathlib import Path

import pytest

from ui.bounded import TookTooMuch, bounded

MEMORY = 1024**3


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_what_it_gives_and_what_it_raises_come_back():
    def fail():
        raise ValueError("Not so.")

    assert bounded(lambda: {"pages": 17}, seconds=10, memory=MEMORY) == {"pages": 17}
    with pytest.raises(ValueError, match=r"^Not so\.$"):
        bounded(fail, seconds=10, memory=MEMORY)


def test_too_long_or_too_much_is_ended(folder):
    began = time.monotonic()
    with pytest.raises(TookTooMuch):
        bounded(lambda: time.sleep(60), seconds=0.5, memory=MEMORY)
    assert time.monotonic() - began < 10

    with pytest.raises(TookTooMuch):
        bounded(lambda: len(bytearray(MEMORY)), seconds=10, memory=MEMORY // 2)


def test_temporary_files_go_with_the_copy_even_when_it_is_ended(folder):
    def work():
        kept = tempfile.mkdtemp()
        (Path(kept) / "typeface").write_bytes(b"1")
        return kept

    def hang():
        work()
        time.sleep(60)

    kept = Path(bounded(work, seconds=10, memory=MEMORY))
    assert kept.is_relative_to(folder)
    with pytest.raises(TookTooMuch):
        bounded(hang, seconds=0.5, memory=MEMORY)

    assert list(folder.iterdir()) == []


def test_memory_of_the_process_itself_does_not_count():
    held = bytearray(300 * 1024**2)  # as of a worker that has lived long

    assert bounded(lambda: len(bytearray(100 * 1024**2)), seconds=10, memory=200 * 1024**2) == 100 * 1024**2
    assert len(held) == 300 * 1024**2

"""What the request in hand was refused. It is noted where a step is refused, inside a transaction that is undone, and
recorded by the middleware after it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Refusal:
    """Why something can't be done now; where it is a step of a workflow, which one and on what."""

    reasons: tuple[str, ...]
    subject: str = ""
    step: str = ""


_noted: ContextVar[list[Refusal] | None] = ContextVar("refusals", default=None)


@contextmanager
def collected() -> Iterator[list[Refusal]]:
    """The refusals that are noted meanwhile."""
    refusals: list[Refusal] = []
    before = _noted.set(refusals)
    try:
        yield refusals
    finally:
        _noted.reset(before)


def note(refusal: Refusal) -> None:
    """Keep it for whoever collects; nobody does outside of a request."""
    noted = _noted.get()
    if noted is not None:
        noted.append(refusal)

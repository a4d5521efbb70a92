"""Writing to a log, and checking that nobody rewrote it. Lines are added inside the transaction of what they tell."""

from collections.abc import Iterable, Iterator
from hashlib import sha256 as hashed
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit.choices import Kind
from audit.models import Chain, Entry

SITE = "site"
"""The log of what belongs to nothing else: sign-ins, refusals elsewhere, questionnaires."""


def hold(matter: str) -> Chain:
    """Lock the log until the end of the transaction.

    Whoever changes rows and records it holds the log first, before any other row: two who do so wait for each
    other here, and never crosswise.
    """
    chain, _made = Chain.objects.select_for_update(no_key=True).get_or_create(matter=matter)
    return chain


def hold_all(matters: Iterable[str]) -> None:
    """Lock several logs until the end of the transaction, always in the same order; two statements."""
    names = set(matters)
    Chain.objects.bulk_create([Chain(matter=name) for name in sorted(names)], ignore_conflicts=True)
    list(Chain.objects.select_for_update(no_key=True).filter(matter__in=names).order_by("pk"))


@transaction.atomic
def record(kind: str, *, matter: str, by: Any, subject: str = "", **detail: Any) -> Entry:
    """Add a line to the log of `matter`: what happened, about what, by whom (None for the system or a visitor).

    `detail` must fit JSON, and holds no secret.
    """
    chain = hold(matter)
    entry = Entry(
        chain=chain,
        number=chain.number + 1,
        at=timezone.now(),
        kind=kind,
        actor=getattr(by, "pk", None),
        actor_name=str(by)[:300] if by is not None and by.pk else "",
        subject=subject.replace("\0", "")[:300],  # PostgreSQL keeps none
        detail=detail,
    )
    entry.digest = entry.sealed_after(chain.digest)
    entry.save(force_insert=True)
    chain.number, chain.digest = entry.number, entry.digest
    chain.save(update_fields=["number", "digest"])
    return entry


def record_download(
    *,
    matter: str,
    by: Any,
    name: str,
    content: bytes | None = None,
    size: int | None = None,
    sha256: str = "",
) -> Entry:
    """Record that a file which isn't public is sent to this person. It comes first: what can't be recorded isn't sent.

    Size and hash are those of `content` where it is at hand, else as far as they are known.
    """
    if content is not None:
        size, sha256 = len(content), hashed(content).hexdigest()
    return record(Kind.DOWNLOADED, matter=matter, by=by, subject=name, size=size, sha256=sha256)


def faults(matter: str, *, newest: int | None = None) -> Iterator[int]:
    """The numbers of the lines that were changed, added or lost since they were written; none when all is well.

    With `newest` only so many of the last lines are looked at, two statements in any case.
    """
    chain = Chain.objects.with_highest().filter(matter=matter).first()
    if chain is None:
        return
    expected = 1 if newest is None else max(chain.number - newest, 0) + 1
    previous, fits = "", True
    lines = Entry.objects.of(matter).filter(number__gte=expected - 1, number__lte=chain.number)
    for entry in lines.iterator(chunk_size=1000):
        if entry.number >= expected:
            yield from range(expected, entry.number)
            fits = entry.digest == entry.sealed_after(previous)
            if not fits:
                yield entry.number
            expected = entry.number + 1
        previous = entry.digest
    yield from range(expected, chain.number + 1)
    yield from range(chain.number + 1, (chain.highest or 0) + 1)
    if fits and expected == chain.number + 1 and previous != chain.digest:
        yield chain.number

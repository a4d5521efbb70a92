"""Whose turn it is with a section: rows that are only ever added, and the newest of them repeated on the section."""

from collections.abc import Iterable

from django.utils import timezone

from accounts.models import User
from assessments.models import Section, Turn


def give_turn(sections: Iterable[Section], holder: str, *, by: User | None, note: str = "") -> list[Turn]:
    """From now on these sections are with this side; two statements, however many they are."""
    now = timezone.now()
    rows = [Turn(section=section, holder=holder, note=note, at=now, by=by) for section in sections]
    Turn.objects.bulk_create(rows)
    Section.objects.filter(pk__in=[row.section_id for row in rows]).update(holder=holder, held_since=now)
    return rows

"""The home of an assessment: its domains with their pages."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from accounts.models import User
from assessments.choices import ANSWERABLE, Holder
from assessments.models import Assessment, Handover, Part, ReviewQuery, Section, Turn
from assessments.permissions import Right
from assessments.report.clock import HOLDER, days_held, days_in_words
from assessments.report.queues import count_queries, is_late, queries_in_words


@dataclass(frozen=True)
class SectionLine:
    """One domain, with the parts that the reader may see; `pass_to` is the side to which they may pass it."""

    section: Section
    parts: tuple[Part, ...]
    answered: int
    total: int
    holder: str
    days: str
    overdue: bool
    pass_to: str
    queries: str


def task_list(
    assessment: Assessment, user: User, held: frozenset[str], now: datetime.datetime | None = None
) -> list[SectionLine]:
    """The domains of the questionnaire in order, with their parts and how much of each is answered.

    Each part has in `handed` the contributors who have it: all of them for those who hand over, else oneself.
    """
    parts: dict[int, list[Part]] = {}
    visible = Part.objects.filter(section__assessment=assessment).visible_to(user, held)
    handed = _handed(assessment, user, held)
    for part in visible.with_progress(user, held).in_order():
        part.handed = handed.get(part.pk, [])
        parts.setdefault(part.section_id, []).append(part)
    turns: dict[int, list[Turn]] = {}
    for turn in Turn.objects.filter(section__assessment=assessment).in_order():
        turns.setdefault(turn.section_id, []).append(turn)
    may_pass = Right.ANSWER in held and assessment.answerable
    shown = [part.pk for row in parts.values() for part in row]
    queries = ReviewQuery.objects.filter(answer__part__in=shown).unresolved().visible_to(user, held)
    counts, now = count_queries(queries), now or timezone.now()
    return [
        _line(
            section,
            tuple(parts[section.pk]),
            days=days_in_words(days_held(turns.get(section.pk, []), now)),
            today=timezone.localdate(now),
            may_pass=may_pass,
            queries=queries_in_words(counts.get(section.pk, {})),
        )
        for section in assessment.sections.in_order()
        if section.pk in parts
    ]


def _handed(assessment: Assessment, user: User, held: frozenset[str]) -> dict[int, list[Handover]]:
    handovers = Handover.objects.filter(role__assessment=assessment)
    found: dict[int, list[Handover]] = {}
    for handover in handovers.in_order() if Right.HAND_OVER in held else handovers.of(user).in_order():
        found.setdefault(handover.part_id, []).append(handover)
    return found


def _line(
    section: Section,
    parts: tuple[Part, ...],
    *,
    days: str,
    today: datetime.date,
    may_pass: bool,
    queries: str,
) -> SectionLine:
    return SectionLine(
        section=section,
        parts=parts,
        answered=sum(part.answered for part in parts),
        total=sum(part.total for part in parts),
        holder=str(HOLDER.get(section.holder, "")),
        days=days,
        overdue=is_late(section, today),
        pass_to=other_side(section.holder) if may_pass and section.state in ANSWERABLE else "",
        queries=queries,
    )


def other_side(holder: str) -> str:
    """To whom a section goes that is passed on while it is answered."""
    return Holder.RESEARCHER if holder == Holder.GOVERNMENT else Holder.GOVERNMENT

"""Gives the seeded assessments a story of reviewing: two thirds of their sections are not open any more."""

import datetime
from itertools import groupby

from django.utils import timezone

from assessments.choices import Holder, QueryState, SectionState, VerdictValue
from assessments.models import Answer, ReviewQuery, Section, SectionEvent, Turn, Verdict

OPEN = 2  # domains that stay open: in these the load writes
STATES = (SectionState.SUBMITTED, SectionState.IN_REVIEW, SectionState.RETURNED, SectionState.APPROVED)
HOLDERS = {
    SectionState.SUBMITTED: Holder.REVIEWER,
    SectionState.IN_REVIEW: Holder.REVIEWER,
    SectionState.APPROVED: Holder.NOBODY,
}
STEPS = {
    SectionState.OPEN: (),
    SectionState.SUBMITTED: ("submit",),
    SectionState.IN_REVIEW: ("submit", "start review", "return", "submit", "start review"),
    SectionState.RETURNED: ("submit", "start review", "return"),
    SectionState.APPROVED: ("submit", "start review", "approve"),
}
JUDGED, ASKED = 5, 2  # answers of a section that have a verdict, and a query


def tell(assessments, coordinator, reviewer):
    """States and dates, with whom each section is since when, steps, verdicts and queries."""
    sections = list(Section.objects.filter(assessment__in=assessments).in_order().order_by("pk"))
    for number, section in enumerate(sections):
        _settle(section, number)
    Section.objects.bulk_update(sections, ["state", "due_date", "holder", "held_since"])
    Turn.objects.bulk_create(Turn(section=one, holder=one.holder, by=coordinator) for one in sections)
    SectionEvent.objects.bulk_create(
        SectionEvent(
            subject=one,
            name=step,
            source="open",
            target=one.state,
            by=coordinator if step == "submit" else reviewer,
        )
        for one in sections
        for step in STEPS[one.state]
    )
    _discuss(sections, coordinator, reviewer)


def _settle(section, number):
    today = timezone.localdate()
    if section.domain.number > OPEN:
        section.state = STATES[number % len(STATES)]
    section.due_date = today + datetime.timedelta(days=number * 7 % 60 - 20)
    section.held_since = timezone.now() - datetime.timedelta(days=number * 11 % 30)
    section.holder = HOLDERS.get(section.state, (Holder.RESEARCHER, Holder.GOVERNMENT)[number % 2])


def _discuss(sections, coordinator, reviewer):
    discussed = [s for s in sections if s.state in (SectionState.IN_REVIEW, SectionState.RETURNED)]
    rows = Answer.objects.filter(part__section__in=discussed, current__isnull=False)
    answers = rows.select_related("part").order_by("part__section", "pk")
    groups = [list(group) for _, group in groupby(answers, key=lambda answer: answer.part.section_id)]
    Verdict.objects.bulk_create(
        Verdict(revision_id=answer.current_id, value=VerdictValue.ACCEPTED, by=reviewer)
        for group in groups
        for answer in group[:JUDGED]
    )
    ReviewQuery.objects.bulk_create(
        ReviewQuery(
            answer=answer,
            section_id=answer.part.section_id,
            revision_id=answer.current_id,
            state=state,
            opened_by=reviewer,
        )
        for group in groups
        for answer, state in zip(group[:ASKED], (QueryState.OPEN, QueryState.ANSWERED), strict=False)
    )
    ReviewQuery.objects.bulk_create(
        ReviewQuery(
            answer=group[-1],
            section_id=group[-1].part.section_id,
            state=QueryState.RESOLVED,
            opened_by=coordinator,
        )
        for group in groups
    )

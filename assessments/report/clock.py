"""With whom, for how many days, until when."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext_lazy

from accounts.models import User
from assessments.choices import SIDES, AssessmentState, Holder
from assessments.models import Assessment, Handover, RoleAssignment, Section, Turn
from ui.text import listed

HOLDER: dict[str, str | Promise] = {
    Holder.RESEARCHER: gettext_lazy("with the researcher"),
    Holder.GOVERNMENT: gettext_lazy("with the government"),
    Holder.REVIEWER: gettext_lazy("with the reviewer"),
    Holder.NOBODY: gettext_lazy("nothing left to do"),
}
DAYS: dict[str, Any] = {
    Holder.RESEARCHER: ngettext_lazy(
        "%(days)d day with the researcher", "%(days)d days with the researcher", "days"
    ),
    Holder.GOVERNMENT: ngettext_lazy(
        "%(days)d day with the government", "%(days)d days with the government", "days"
    ),
    Holder.REVIEWER: ngettext_lazy(
        "%(days)d day with the reviewer", "%(days)d days with the reviewer", "days"
    ),
}
SOON = datetime.timedelta(days=7)


def days_held(turns: Iterable[Turn], now: datetime.datetime) -> dict[str, int]:
    """How many days each side had the section, from its turns in order until `now`.

    A day counts by the calendar of the site's time zone, for who holds the section at its end; so the days of all
    sides add up to the days from the first turn until now.
    """
    ordered = list(turns)
    days: dict[str, int] = {}
    ends = [timezone.localdate(turn.at) for turn in ordered[1:]] + [timezone.localdate(now)]
    for turn, end in zip(ordered, ends, strict=False):
        days[turn.holder] = days.get(turn.holder, 0) + (end - timezone.localdate(turn.at)).days
    return days


def held_in_words(section: Section, today: datetime.date) -> str:
    """“3 days with the reviewer”; “with the reviewer” on the first day; empty while nobody has it yet."""
    days = (today - timezone.localdate(section.held_since)).days if section.held_since else 0
    return days_in_words({section.holder: days}) or str(HOLDER.get(section.holder, ""))


def days_in_words(days: dict[str, int]) -> str:
    """“12 days with the researcher, 3 days with the government”; empty while nobody had it for a day."""
    return listed(DAYS[side] % {"days": days[side]} for side in DAYS if days.get(side))


@dataclass(frozen=True)
class Due:
    """A section or a page that is overdue, or due soon, and waits for somebody."""

    assessment: Assessment
    title: str
    url: str
    date: datetime.date
    overdue: bool


def people_to_remind(today: datetime.date) -> set[int]:
    """The keys of all for whom something is overdue or due within a week, and who want to hear of it."""
    sections = Section.objects.due(today + SOON)
    waiting = {(pk, SIDES[holder]) for pk, holder in sections.values_list("assessment", "holder")}
    roles = RoleAssignment.objects.filter(
        assessment__state=AssessmentState.COLLECTING, role__in=SIDES.values()
    )
    people = {
        user
        for user, assessment, role in roles.values_list("user", "assessment", "role")
        if (assessment, role) in waiting
    }
    people.update(Handover.objects.due(today + SOON).values_list("role__user", flat=True))
    return set(User.objects.reminded().filter(pk__in=people).values_list("pk", flat=True))


def due_for(user: User, today: datetime.date) -> list[Due]:
    """What waits for this person and is overdue or due within a week, as far as they may see it now.

    Titles and addresses are in the language of the moment.
    """
    roles = set(RoleAssignment.objects.filter(user=user).values_list("assessment", "role"))
    mine = {assessment for assessment, _role in roles}
    held = Section.objects.due(today + SOON).filter(assessment__in=mine).for_reminding()
    sections = [section for section in held if (section.assessment_id, SIDES[section.holder]) in roles]
    pages = Handover.objects.due(today + SOON).filter(role__user=user)
    found = [*(_section_due(section, today) for section in sections), *_pages_due(pages, today)]
    return sorted(found, key=lambda due: (due.assessment.pk, due.date))


def _section_due(section: Section, today: datetime.date) -> Due:
    date = section.due_date or today
    page = "section-review" if section.holder == Holder.REVIEWER else "section-check"
    return Due(
        assessment=section.assessment,
        title=f"{section.domain.number} {section.domain.short_name}",
        url=reverse(page, args=[section.assessment_id, section.domain.slug]),
        date=date,
        overdue=date < today,
    )


def _pages_due(pages: Iterable[Handover], today: datetime.date) -> Iterator[Due]:
    for handover in pages:
        part, date = handover.part, handover.due or today
        yield Due(
            assessment=part.section.assessment,
            title=f"{part.number} {part.subcategory.title}",
            url=part.get_absolute_url(),
            date=date,
            overdue=date < today,
        )

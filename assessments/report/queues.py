"""The lines of the queues: of a reviewer's over all assessments, and of a coordinator's overview."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from accounts.models import User
from assessments.choices import ANSWERABLE, ANSWERING, QueryState, Role, SectionState
from assessments.models import (
    Answer,
    Assessment,
    ReviewQuery,
    RoleAssignment,
    Section,
    SectionEvent,
)
from assessments.permissions import RIGHTS
from assessments.querysets import ReviewQueryQuerySet
from assessments.report.clock import held_in_words
from assessments.rules import Belonging
from ui.text import listed

QUERIES: dict[str, Any] = {
    QueryState.OPEN: ngettext_lazy("%(number)d open query", "%(number)d open queries", "number"),
    QueryState.ANSWERED: ngettext_lazy("%(number)d query answered", "%(number)d queries answered", "number"),
}


# Queries ----------------------------------------------------------------------------------------------


def count_queries(queries: ReviewQueryQuerySet) -> dict[int, dict[str, int]]:
    """How many of these queries each section has, by its key and their state; one statement."""
    found: dict[int, dict[str, int]] = {}
    for section, state, number in queries.per_section():
        found.setdefault(section, {})[state] = number
    return found


def queries_in_words(numbers: dict[str, int]) -> str:
    """“2 open queries, 1 query answered”; empty where there are none."""
    return listed(str(QUERIES[state] % {"number": numbers[state]}) for state in QUERIES if numbers.get(state))


# The reviewer's ---------------------------------------------------------------------------------------


@dataclass
class ReviewLine:
    """A section in the queue of a reviewer: how far it is, and `elsewhere` why it must be somebody else's work.

    `changed` counts the answers that say something else than at the submission before; empty at the first one.
    """

    section: Section
    url: str
    held: str
    overdue: bool
    queries: str
    elsewhere: str = ""
    started_by: str = ""
    answers: int = 0
    verdicts: int = 0
    changed: int | None = None


@dataclass
class _Story:
    """What the steps of a section say: when it was submitted, and who began to review it last."""

    submitted: list[datetime.datetime] = field(default_factory=list)
    reviewer: User | None = None


def review_lines(user: User, sections: Iterable[Section], today: datetime.date) -> list[ReviewLine]:
    """These sections, of `for_queue`, as the reviewer sees them; five statements, however many they are."""
    shown = list(sections)
    stories, elsewhere = _stories(shown), _elsewhere(user, shown)
    queries = ReviewQuery.objects.filter(section__in=shown).unresolved()
    counts = count_queries(queries.readable(RIGHTS[Role.REVIEWER]))
    lines = {}
    for section in shown:
        story = stories.get(section.pk, _Story())
        in_review = section.state == SectionState.IN_REVIEW and story.reviewer not in (None, user)
        lines[section.pk] = ReviewLine(
            section=section,
            url=page_of(section),
            held=held_in_words(section, today),
            overdue=is_late(section, today),
            queries=queries_in_words(counts.get(section.pk, {})),
            elsewhere=elsewhere.get(section.pk, ""),
            started_by=story.reviewer.name if in_review and story.reviewer else "",
        )
    _count_answers(lines, stories)
    return list(lines.values())


def is_late(section: Section, today: datetime.date) -> bool:
    """Whether its date has passed and it isn't approved."""
    late = section.due_date is not None and section.due_date < today
    return late and section.state != SectionState.APPROVED


def page_of(section: Section) -> str:
    """Where the section is read or reviewed now."""
    page = "section-check" if section.state in ANSWERABLE else "section-review"
    return reverse(page, args=[section.assessment_id, section.domain.slug])


def _stories(sections: list[Section]) -> dict[int, _Story]:
    steps = SectionEvent.objects.filter(subject__in=sections, name__in=["submit", "start review"])
    found: dict[int, _Story] = {}
    for step in steps.select_related("by").order_by("at", "pk"):
        story = found.setdefault(step.subject_id, _Story())
        if step.name == "submit":
            story.submitted.append(step.at)
        else:
            story.reviewer = step.by
    return found


def _elsewhere(user: User, sections: list[Section]) -> dict[int, str]:
    """Why somebody else must review these, by their keys: the rules ask the same of one section."""
    own = Answer.objects.filter(part__section__in=sections).written_by(user).order_by()
    written = set(own.values_list("part__section", flat=True).distinct())
    answering = RoleAssignment.objects.filter(user=user, role__in=ANSWERING).countries()
    found = {}
    for section in sections:
        country = section.assessment.country
        theirs = frozenset({user.pk} if country.pk in answering else ())
        if section.pk in written:
            found[section.pk] = _("You wrote answers in this section, so someone else must review it.")
        elif Belonging(country, answering=theirs, reviewing=frozenset()).includes(user):
            text = _(
                "You belong to %s, by your account or by a role there, so someone else must review this."
            )
            found[section.pk] = text % country.name
    return found


def _count_answers(lines: dict[int, ReviewLine], stories: dict[int, _Story]) -> None:
    answers = Answer.objects.filter(part__section__in=list(lines)).answered()
    rows = answers.with_standing().order_by().values_list("part__section", "current__at", "standing_verdict")
    since = {pk: _submission_before(lines[pk].section, story) for pk, story in stories.items()}
    for section, at, verdict in rows:
        line = lines[section]
        line.answers += 1
        line.verdicts += verdict is not None
        if (before := since.get(section)) is not None:
            line.changed = (line.changed or 0) + (at > before)


def _submission_before(section: Section, story: _Story) -> datetime.datetime | None:
    """The submission with which the reviewer compares: the one before, while the last one lies with them."""
    compared = story.submitted if section.state in ANSWERABLE else story.submitted[:-1]
    return compared[-1] if compared else None


# The coordinator's ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SectionStand:
    """Where a section stands, and with whom for how long."""

    section: Section
    held: str
    overdue: bool


@dataclass(frozen=True)
class OversightLine:
    """An assessment with its sections in order, and the people who have never signed in."""

    assessment: Assessment
    sections: tuple[SectionStand, ...]
    never_signed_in: tuple[RoleAssignment, ...]


def oversight_lines(assessments: Iterable[Assessment], today: datetime.date) -> list[OversightLine]:
    """These assessments, in their order; two statements, however many they are."""
    shown = list(assessments)
    sections: dict[int, list[SectionStand]] = {}
    for section in Section.objects.filter(assessment__in=shown).in_order():
        stand = SectionStand(section, held_in_words(section, today), is_late(section, today))
        sections.setdefault(section.assessment_id, []).append(stand)
    absent: dict[int, dict[int, RoleAssignment]] = {}  # by assessment and person, who may have several roles
    for role in RoleAssignment.objects.filter(assessment__in=shown).never_signed_in().with_invitation():
        absent.setdefault(role.assessment_id, {})[role.user_id] = role
    return [
        OversightLine(one, tuple(sections.get(one.pk, ())), tuple(absent.get(one.pk, {}).values()))
        for one in shown
    ]

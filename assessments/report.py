"""What the pages show of assessments, gathered with a fixed number of statements."""

import datetime
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from assessments.choices import ANSWERABLE, AssessmentState, Role, SectionState
from assessments.models import Answer, Assessment, Part, Section
from assessments.permissions import RIGHTS, Right
from instruments.models import Indicator

HOLDER: dict[str, str | Promise] = {
    SectionState.OPEN: gettext_lazy("with those who answer"),
    SectionState.RETURNED: gettext_lazy("with those who answer"),
    SectionState.SUBMITTED: gettext_lazy("with the reviewer"),
    SectionState.IN_REVIEW: gettext_lazy("with the reviewer"),
    SectionState.APPROVED: gettext_lazy("nothing left to do"),
}


@dataclass(frozen=True)
class Task:
    """Something that waits for the reader. `first` puts it before the others of the same date."""

    title: str
    url: str
    status: str
    due_date: datetime.date | None = None
    number: int | None = None
    colour: str = ""
    first: bool = False


@dataclass(frozen=True)
class Work:
    """One assessment as its member sees it: the roles held in it, and what waits."""

    assessment: Assessment
    roles: tuple[str, ...]
    tasks: tuple[Task, ...]
    visible: bool
    profile_visible: bool


def work_of(user: User) -> list[Work]:
    """Every assessment in which the person has a role, newest first."""
    return [_work(assessment, user) for assessment in Assessment.objects.for_work(user)]


def _work(assessment: Assessment, user: User) -> Work:
    roles = sorted(
        {row.role for row in assessment.roles.all() if row.user_id == user.pk},
        key=lambda role: list(Role).index(Role(role)),
    )
    held = frozenset[Right]().union(*(RIGHTS[role] for role in roles))
    approved = assessment.state in (AssessmentState.APPROVED, AssessmentState.CLOSED)
    tasks = [*_assessment_tasks(assessment, held), *_section_tasks(assessment, held)]
    if Right.ANSWER not in held:
        tasks += _part_tasks(assessment, user)
    return Work(
        assessment=assessment,
        roles=tuple(str(Role(role).label) for role in roles),
        tasks=tuple(sorted(tasks, key=lambda task: (not task.first, task.due_date or datetime.date.max))),
        visible=Right.VIEW in held,
        profile_visible=approved and Right.VIEW_PROFILE in held,
    )


def _assessment_tasks(assessment: Assessment, held: frozenset[str]) -> list[Task]:
    if assessment.state == AssessmentState.SET_UP and Right.MANAGE in held:
        title = _("Name the people, set the dates and launch")
        return [Task(title, assessment.get_absolute_url(), assessment.get_state_display(), first=True)]
    return []


def _section_tasks(assessment: Assessment, held: frozenset[str]) -> list[Task]:
    if assessment.state != AssessmentState.COLLECTING:
        return []
    sections = sorted(assessment.sections.all(), key=lambda section: section.domain.number)
    return [_task(assessment, section) for section in sections if _waits_for(section, held)]


def _part_tasks(assessment: Assessment, user: User) -> list[Task]:
    """The pages handed over to a contributor, while they can be answered."""
    if assessment.state != AssessmentState.COLLECTING:
        return []
    parts = [part for row in assessment.roles.all() if row.user_id == user.pk for part in row.parts.all()]
    return [
        Task(
            title=f"{part.number} {part.subcategory.title}",
            url=part.get_absolute_url(),
            status=part.section.get_state_display(),
            due_date=part.section.due_date,
            number=part.section.domain.number,
            colour=part.section.domain.colour,
            first=part.section.state == SectionState.RETURNED,
        )
        for part in sorted(parts, key=lambda part: (part.section.domain.number, part.subcategory.number))
        if part.section.state in ANSWERABLE
    ]


def _waits_for(section: Section, held: frozenset[str]) -> bool:
    if section.state in ANSWERABLE:
        return Right.ANSWER in held
    return Right.REVIEW in held and section.state != SectionState.APPROVED


def _task(assessment: Assessment, section: Section) -> Task:
    page = "section-check" if section.state in ANSWERABLE else "section-review"
    return Task(
        title=section.domain.short_name,
        url=reverse(page, args=[assessment.pk, section.domain.slug]),
        status=section.get_state_display(),
        due_date=section.due_date,
        number=section.domain.number,
        colour=section.domain.colour,
        first=section.state == SectionState.RETURNED,
    )


@dataclass(frozen=True)
class SectionLine:
    """One domain on the assessment's home, with the parts that the reader may see."""

    section: Section
    parts: tuple[Part, ...]
    answered: int
    total: int
    holder: str


def task_list(assessment: Assessment, user: User, held: frozenset[str]) -> list[SectionLine]:
    """The domains of the questionnaire in order, with their parts and how much of each is answered."""
    parts: dict[int, list[Part]] = {}
    visible = Part.objects.filter(section__assessment=assessment).visible_to(user, held)
    for part in visible.with_progress().in_order():
        parts.setdefault(part.section_id, []).append(part)
    return [
        _line(section, tuple(parts[section.pk]))
        for section in assessment.sections.in_order()
        if section.pk in parts
    ]


def _line(section: Section, parts: tuple[Part, ...]) -> SectionLine:
    return SectionLine(
        section=section,
        parts=parts,
        answered=sum(part.answered for part in parts),
        total=sum(part.total for part in parts),
        holder=str(HOLDER[section.state]),
    )


def earlier_answers(assessment: Assessment, answers: list[Answer]) -> dict[int, list[Answer]]:
    """What the round before said on the questions from which these come, by the key of each answer."""
    previous = assessment.previous
    if previous is None:
        return {}
    asked = [answer.indicator_id for answer in answers]
    origins = Indicator.objects.filter(pk__in=asked).ancestries(previous.instrument)
    wanted = [pk for origin in origins.values() for pk in origin.indicators]
    said = {answer.indicator_id: answer for answer in Answer.objects.earlier(previous, wanted)}
    return {
        answer.pk: [said[pk] for pk in origins[answer.indicator_id].indicators if pk in said]
        for answer in answers
        if answer.indicator_id in origins
    }

"""What waits for a person, over all assessments."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.choices import ANSWERABLE, AssessmentState, HandoverState, Role, SectionState
from assessments.models import Assessment, Handover, Section, Turn
from assessments.permissions import RIGHTS, Right
from assessments.report.clock import HOLDER


@dataclass(frozen=True)
class Task:
    """Something that waits for the reader. `first` puts it before the others of the same date.

    `holder` says in words with whom it is; `hand_back` is the address where a contributor hands a page back.
    """

    title: str
    url: str
    status: str
    due_date: datetime.date | None = None
    overdue: bool = False
    holder: str = ""
    hand_back: str = ""
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


@dataclass(frozen=True)
class _Desk:
    """Whose work it is, on which day, and what stands beside the assessments: turns by section, pages handed over."""

    user: User
    today: datetime.date
    holders: dict[int, str]
    handovers: dict[int, list[Handover]]


def work_of(
    user: User, today: datetime.date | None = None, *, among: Iterable[Assessment] | None = None
) -> list[Work]:
    """Every assessment in which the person has a role, newest first; or those of `for_work` that are given."""
    assessments = list(Assessment.objects.for_work(user) if among is None else among)
    handovers: dict[int, list[Handover]] = {}
    for handover in Handover.objects.filter(role__assessment__in=assessments).in_order():
        handovers.setdefault(handover.role.assessment_id, []).append(handover)
    sections = Section.objects.filter(assessment__in=assessments)
    desk = _Desk(user, today or timezone.localdate(), Turn.objects.holders(sections), handovers)
    return [_work(assessment, desk) for assessment in assessments]


def _work(assessment: Assessment, desk: _Desk) -> Work:
    roles = sorted(
        {row.role for row in assessment.roles.all() if row.user_id == desk.user.pk},
        key=lambda role: list(Role).index(Role(role)),
    )
    held = frozenset[Right]().union(*(RIGHTS[role] for role in roles))
    approved = assessment.state in (AssessmentState.APPROVED, AssessmentState.CLOSED)
    tasks = _assessment_tasks(assessment, held)
    if assessment.state == AssessmentState.COLLECTING:
        tasks += [*_section_tasks(assessment, held, desk), *_page_tasks(assessment, held, desk)]
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


def _section_tasks(assessment: Assessment, held: frozenset[str], desk: _Desk) -> list[Task]:
    sections = sorted(assessment.sections.all(), key=lambda section: section.domain.number)
    return [_section_task(assessment, section, desk) for section in sections if _waits_for(section, held)]


def _waits_for(section: Section, held: frozenset[str]) -> bool:
    if section.state in ANSWERABLE:
        return Right.ANSWER in held
    return Right.REVIEW in held and section.state != SectionState.APPROVED


def _section_task(assessment: Assessment, section: Section, desk: _Desk) -> Task:
    page = "section-check" if section.state in ANSWERABLE else "section-review"
    return Task(
        title=section.domain.short_name,
        url=reverse(page, args=[assessment.pk, section.domain.slug]),
        status=section.get_state_display(),
        due_date=section.due_date,
        overdue=section.due_date is not None and section.due_date < desk.today,
        holder=str(HOLDER.get(desk.holders.get(section.pk, ""), "")),
        number=section.domain.number,
        colour=section.domain.colour,
        first=section.state == SectionState.RETURNED,
    )


def _page_tasks(assessment: Assessment, held: frozenset[str], desk: _Desk) -> list[Task]:
    """A contributor's pages while they can be answered, and pages handed back to who looks at them."""
    answers = Right.ANSWER in held
    tasks = []
    for handover in desk.handovers.get(assessment.pk, []):
        looks = desk.user.pk == handover.handed_by_id or (answers and Right.HAND_OVER in held)
        if handover.role.user_id == desk.user.pk and not answers:
            tasks += [_page_task(handover, desk)] if handover.part.section.state in ANSWERABLE else []
        elif looks and handover.state == HandoverState.HANDED_BACK:
            tasks.append(_page_to_look_at(handover))
    return tasks


def _page_task(handover: Handover, desk: _Desk) -> Task:
    part, mine = handover.part, handover.state == HandoverState.HANDED_OVER
    return Task(
        title=f"{part.number} {part.subcategory.title}",
        url=part.get_absolute_url() if mine else handover.get_absolute_url(),
        status=_("With you") if mine else handover.get_state_display(),
        due_date=handover.due if mine else None,
        overdue=handover.overdue_on(desk.today),
        hand_back=reverse("handover-step", args=[handover.role.assessment_id, handover.pk, "hand-back"])
        if mine
        else "",
        number=part.section.domain.number,
        colour=part.section.domain.colour,
        first=mine and part.section.state == SectionState.RETURNED,
    )


def _page_to_look_at(handover: Handover) -> Task:
    part = handover.part
    return Task(
        title=f"{part.number} {part.subcategory.title}",
        url=handover.get_absolute_url(),
        status=_("Handed back by %s") % handover.role.user.name,
        number=part.section.domain.number,
        colour=part.section.domain.colour,
        first=True,
    )

"""What waits for a person, over all assessments."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from accounts.models import User
from assessments.choices import ANSWERABLE, AssessmentState, HandoverState, QueryState, Role, SectionState
from assessments.models import Assessment, Handover, ReviewQuery, RoleAssignment, Section
from assessments.permissions import RIGHTS, Right
from assessments.report.clock import HOLDER
from assessments.report.queues import QUERIES, count_queries, page_of
from places.models import Jurisdiction

LAST = (True, datetime.date.max)
WAITING: dict[str, Any] = QUERIES | {
    QueryState.OPEN: ngettext_lazy("%(number)d query to answer", "%(number)d queries to answer", "number")
}


@dataclass(frozen=True)
class Asked:
    """What the address of “My work” asks for: words of the place’s name, a role, a state, only what is overdue.

    The state is one of an assessment, or one of a section that waits.
    """

    words: str = ""
    role: str = ""
    state: str = ""
    overdue: bool = False

    @property
    def of_sections(self) -> str:
        return "" if self.state in AssessmentState.values else self.state

    @property
    def narrows_tasks(self) -> bool:
        return self.overdue or bool(self.of_sections)


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
    """Whose work it is, on which day, what is asked for, and what stands beside the assessments: queries that wait,
    by section and state, and pages handed over."""

    user: User
    today: datetime.date
    asked: Asked = Asked()
    queries: dict[int, dict[str, int]] = field(default_factory=dict)
    handovers: dict[int, list[Handover]] = field(default_factory=dict)

    def asks_for(self, section: Section, *, late: bool = False) -> bool:
        """Whether tasks of this section are wanted; `late` where the task itself is."""
        overdue = late or (section.due_date is not None and section.due_date < self.today)
        return self.asked.of_sections in ("", section.state) and (overdue or not self.asked.overdue)


def find_work(user: User, asked: Asked = Asked(), today: datetime.date | None = None) -> list[int]:
    """The keys of the assessments in which the person has a role and that are asked for.

    Those with something returned to the person come first, then by the date on which something of theirs is due;
    those in which nothing waits are last, and the newest before the others.
    """
    found = Assessment.objects.for_work(user).named(asked.words, Jurisdiction.objects)
    if asked.role:
        found = found.with_any(RoleAssignment.objects.filter(user=user, role=asked.role))
    if asked.state in AssessmentState.values:
        found = found.filter(state=asked.state)
    tasks = Section.objects.waiting_for(user, ReviewQuery.objects.waiting_for(user))
    if asked.of_sections:
        tasks = tasks.filter(state=asked.of_sections)
    if asked.overdue:
        tasks = tasks.overdue_for(user, today or timezone.localdate())
    urgency = tasks.urgency(user)
    keys = found.values_list("pk", flat=True)
    listed = [pk for pk in keys if pk in urgency] if asked.narrows_tasks else keys
    return sorted(listed, key=lambda pk: urgency.get(pk, LAST))


def work_of(
    user: User,
    today: datetime.date | None = None,
    *,
    asked: Asked = Asked(),
    among: Iterable[int] | None = None,
) -> list[Work]:
    """What waits in these assessments of `find_work`, as far as it is asked for; in all of them when none are given."""
    keys = list(find_work(user, asked, today) if among is None else among)
    rows = Assessment.objects.for_work(user).in_bulk(keys)
    assessments = [rows[pk] for pk in keys if pk in rows]
    handovers: dict[int, list[Handover]] = {}
    for handover in Handover.objects.filter(role__assessment__in=assessments).in_order():
        handovers.setdefault(handover.role.assessment_id, []).append(handover)
    queries = ReviewQuery.objects.waiting_for(user).filter(section__assessment__in=assessments)
    desk = _Desk(user, today or timezone.localdate(), asked, count_queries(queries), handovers)
    return [_work(assessment, desk) for assessment in assessments]


def _work(assessment: Assessment, desk: _Desk) -> Work:
    roles = sorted(
        {row.role for row in assessment.roles.all() if row.user_id == desk.user.pk},
        key=lambda role: list(Role).index(Role(role)),
    )
    held = frozenset[Right]().union(*(RIGHTS[role] for role in roles))
    approved = assessment.state in (AssessmentState.APPROVED, AssessmentState.CLOSED)
    tasks = [] if desk.asked.narrows_tasks else _assessment_tasks(assessment, held)
    if assessment.state == AssessmentState.COLLECTING:
        tasks += [*_section_tasks(assessment, held, desk), *_page_tasks(assessment, held, desk)]
        tasks += _query_tasks(assessment, desk)
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
    return [
        _section_task(section, desk)
        for section in sections
        if _waits_for(section, held) and desk.asks_for(section)
    ]


def _waits_for(section: Section, held: frozenset[str]) -> bool:
    if section.state in ANSWERABLE:
        return Right.ANSWER in held
    return Right.REVIEW in held and section.state != SectionState.APPROVED


def _section_task(section: Section, desk: _Desk) -> Task:
    return Task(
        title=section.domain.short_name,
        url=page_of(section),
        status=section.get_state_display(),
        due_date=section.due_date,
        overdue=section.due_date is not None and section.due_date < desk.today,
        holder=str(HOLDER.get(section.holder, "")),
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
        if not desk.asks_for(handover.part.section, late=handover.overdue_on(desk.today)):
            continue
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


def _query_tasks(assessment: Assessment, desk: _Desk) -> list[Task]:
    """The queries that wait, those to answer before those that were answered."""
    found = []
    for state, words in WAITING.items():
        wanted = [section.pk for section in assessment.sections.all() if desk.asks_for(section)]
        number = sum(desk.queries.get(section, {}).get(state, 0) for section in wanted)
        if number:
            title, status = str(words % {"number": number}), str(QueryState(state).label)
            found.append(Task(title, reverse("query-list", args=[assessment.pk]), status, first=True))
    return found

"""Who takes part in an assessment, role by role; and what somebody loses with a role."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.choices import country_names
from accounts.models import User
from assessments.choices import QueryState, Role
from assessments.models import Assessment, Handover, ReviewQuery, RoleAssignment, Verdict
from assessments.permissions import RIGHTS, Right, may_assign
from ui.text import listed

NEEDED_TO_LAUNCH = (Role.RESEARCHER, Role.FOCAL_POINT, Role.REVIEWER)

DOES = {
    Role.COORDINATOR: gettext_lazy("Sets the dates, names people, follows all sections, and publishes."),
    Role.RESEARCHER: gettext_lazy("Answers the questionnaire and submits sections."),
    Role.FOCAL_POINT: gettext_lazy(
        "Answers and submits for the government, hands pages over, and records its consent."
    ),
    Role.CONTRIBUTOR: gettext_lazy("Answers the pages handed over, and sees no others."),
    Role.REVIEWER: gettext_lazy(
        "Reviews the answers, returns or approves sections, and writes the findings."
    ),
    Role.TRANSLATOR: gettext_lazy("Translates the profile."),
    Role.OBSERVER: gettext_lazy("Reads the answers."),
}
"""What people of a role do, in one sentence."""


@dataclass(frozen=True)
class Member:
    """Somebody with a role. `invited_at` where they never opened their account; `pages` are those handed over."""

    assignment: RoleAssignment
    country: str
    pages: tuple[Handover, ...]
    removable: bool
    invited_at: datetime.datetime | None

    @property
    def user(self) -> User:
        return self.assignment.user


@dataclass(frozen=True)
class RoleGroup:
    """The people of one role, as far as they are on this page; `total` on all pages."""

    role: str
    label: str
    does: str
    total: int
    members: tuple[Member, ...]
    needed: bool


def role_groups(
    assessment: Assessment, assignments: Iterable[RoleAssignment], *, held: frozenset[str], whole: bool
) -> list[RoleGroup]:
    """These people (of `for_people_page`) by role, in the order of the roles; two statements.

    `held` are the reader's rights. With `whole` also the roles that nobody has.
    """
    rows = list(assignments)
    pages: dict[int, list[Handover]] = {}
    for handover in Handover.objects.filter(role__in=[row.pk for row in rows]).in_order():
        pages.setdefault(handover.role_id, []).append(handover)
    totals = dict(
        assessment.roles.order_by().values("role").annotate(total=Count("pk")).values_list("role", "total")
    )
    names = country_names()
    members: dict[str, list[Member]] = {}
    for row in rows:
        members.setdefault(row.role, []).append(_member(row, names, pages, held))
    return [
        RoleGroup(
            role=role,
            label=str(role.label),
            does=str(DOES[role]),
            total=totals.get(role, 0),
            members=tuple(members.get(role, ())),
            needed=role in NEEDED_TO_LAUNCH,
        )
        for role in Role
        if role in members or (whole and role not in totals)
    ]


def _member(
    row: Any, countries: Mapping[str, str], pages: dict[int, list[Handover]], held: frozenset[str]
) -> Member:
    unopened = row.user.last_login is None and not row.user.has_usable_password()
    return Member(
        assignment=row,
        country=countries.get(row.user.country, ""),
        pages=tuple(pages.get(row.pk, ())),
        removable=may_assign(held, row.role),
        invited_at=row.invited_at if unopened else None,
    )


def losses(assignment: RoleAssignment) -> list[str]:
    """What changes for this person and for the others when the role is taken away, in sentences."""
    person, assessment = assignment.user, assignment.assessment
    others = list(assessment.roles.exclude(pk=assignment.pk).values_list("user", "role"))
    kept = [role for user, role in others if user == person.pk]
    return [
        *_rights_lost(assignment.role, kept),
        *_pages_lost(assignment),
        *_work_left(assignment),
        *_role_unmanned(assignment.role, [role for _user, role in others]),
    ]


def _rights_lost(role: str, kept: list[str]) -> list[str]:
    names = listed(Role(each).label for each in kept)
    left = frozenset[Right]().union(*(RIGHTS[each] for each in kept))
    if names and Right.VIEW in left:
        return [_("They keep what their other roles allow: %s.") % names]
    if names:
        return [_("They no longer see the answers. They keep what their other roles allow: %s.") % names]
    return [_("They no longer see this assessment at all, nor its files.")]


def _pages_lost(assignment: RoleAssignment) -> list[str]:
    numbers = [handover.part.number for handover in assignment.handovers.in_order()]
    if not numbers:
        return []
    return [_("These pages are no longer handed over to them: %s.") % listed(numbers)]


def _work_left(assignment: RoleAssignment) -> list[str]:
    """What the person began in this assessment and somebody else has to end."""
    person, assessment = assignment.user, assignment.assessment
    found = []
    queries = ReviewQuery.objects.filter(answer__assessment=assessment, assigned_to=person)
    if waiting := queries.exclude(state=QueryState.RESOLVED).count():
        text = ngettext(
            "%d query is assigned to them: assign it to somebody else.",
            "%d queries are assigned to them: assign them to somebody else.",
            waiting,
        )
        found.append(text % waiting)
    verdicts = Verdict.objects.private().filter(by=person, revision__answer__assessment=assessment)
    if assignment.role == Role.REVIEWER and (unsent := verdicts.count()):
        text = ngettext(
            "%d verdict of theirs isn’t sent yet: the next reviewer finds it on the desk.",
            "%d verdicts of theirs aren’t sent yet: the next reviewer finds them on the desk.",
            unsent,
        )
        found.append(text % unsent)
    return found


def _role_unmanned(role: str, others: list[str]) -> list[str]:
    if role in others or role not in NEEDED_TO_LAUNCH:
        return []
    return [_("Nobody else is named as: %s. Name a successor instead, or somebody new.") % Role(role).label]

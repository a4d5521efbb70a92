from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.workflow import invite
from assessments import tasks
from assessments.choices import Role, RoleChange
from assessments.models import Assessment, Part, RoleAssignment, RoleEvent
from assessments.permissions import Right, sync
from workflows.engine import TransitionRefused
from workflows.problems import Problem


def may_assign(held: frozenset[str], role: str) -> bool:
    """Coordinators name everybody; a focal point names contributors."""
    return Right.MANAGE in held or (role == Role.CONTRIBUTOR and Right.HAND_OVER in held)


def give_role(*, assessment: Assessment, user: User, role: str, by: User) -> RoleAssignment:
    """The person's role, given now where they didn't have it; whoever calls it has checked the right.

    Guardian's rows are made equal to the roles by `sync`, once the role's pages are known too.
    """
    assignment, given = RoleAssignment.objects.get_or_create(
        assessment=assessment, user=user, role=role, defaults={"assigned_by": by}
    )
    if given:
        _record(assignment, RoleChange.GIVEN, by)
    return assignment


def _record(assignment: RoleAssignment, change: str, by: User, successor: User | None = None) -> None:
    RoleEvent.objects.create(
        assessment_id=assignment.assessment_id,
        user_id=assignment.user_id,
        role=assignment.role,
        change=change,
        successor=successor,
        by=by,
    )


@transaction.atomic
def assign_role(
    *, assessment: Assessment, user: User, role: str, by: User, parts: Iterable[Part] = ()
) -> RoleAssignment:
    """Give a person a role; a contributor's parts are replaced by these. Raises PermissionDenied."""
    if not may_assign(by.rights_on(assessment), role):
        raise PermissionDenied
    assignment = give_role(assessment=assessment, user=user, role=role, by=by)
    assignment.parts.set(
        Part.objects.filter(section__assessment=assessment, pk__in=[part.pk for part in parts]),
        through_defaults={"handed_by": by},
    )
    sync(user=user, assessment=assessment)
    return assignment


@transaction.atomic
def invite_to_role(
    *, assessment: Assessment, email: str, name: str, language: str, role: str, by: User
) -> User:
    """Give the person of this address a role, with an account and an invitation by mail where there is none.

    Raises PermissionDenied, or ValidationError when the address is unusable; then nobody is invited.
    """
    if not may_assign(by.rights_on(assessment), role):
        raise PermissionDenied
    user = invite(email=email, name=name, language=language, by=by)
    give_role(assessment=assessment, user=user, role=role, by=by)
    sync(user=user, assessment=assessment)
    return user


@transaction.atomic
def remove_role(*, assignment: RoleAssignment, by: User) -> None:
    """Take a role away; it ends with the person's next request. Raises PermissionDenied.

    Raises TransitionRefused for the last coordinator: an assessment is never left without one.
    """
    assessment, user = assignment.assessment, assignment.user
    if not may_assign(by.rights_on(assessment), assignment.role):
        raise PermissionDenied
    Assessment.objects.select_for_update().get(pk=assessment.pk)
    others = assessment.roles.filter(role=Role.COORDINATOR).exclude(pk=assignment.pk)
    if assignment.role == Role.COORDINATOR and not others.exists():
        raise TransitionRefused([Problem(_("Name another coordinator first: an assessment always has one."))])
    _record(assignment, RoleChange.REMOVED, by)
    assignment.delete()
    sync(user=user, assessment=assessment)


@transaction.atomic
def hand_on(*, assignment: RoleAssignment, email: str, name: str, language: str, by: User) -> User:
    """Give the role to a successor, invited where needed; the person who had it loses it.

    A contributor's pages go along as they are, with their dates, notes and history; the successor gets a mail
    about those still to be answered. Raises PermissionDenied, or ValidationError when the address is unusable or
    is the person's own.
    """
    assessment, person = assignment.assessment, assignment.user
    if not may_assign(by.rights_on(assessment), assignment.role):
        raise PermissionDenied
    Assessment.objects.select_for_update().get(pk=assessment.pk)
    successor = invite(email=email, name=name, language=language, by=by)
    if successor == person:
        raise ValidationError({"email": _("This person has the role already: name somebody else.")})
    inherited, _given = RoleAssignment.objects.get_or_create(
        assessment=assessment, user=successor, role=assignment.role, defaults={"assigned_by": by}
    )
    moved = _move_pages(assignment, inherited)
    _record(assignment, RoleChange.HANDED_ON, by, successor)
    assignment.delete()
    for user in (person, successor):
        sync(user=user, assessment=assessment)
    if moved:
        transaction.on_commit(lambda: tasks.send_handovers.delay(moved), robust=True)
    return successor


def _move_pages(assignment: RoleAssignment, successor: RoleAssignment) -> list[int]:
    """The keys of the pages that the successor has to answer now, and didn't have already."""
    moved = assignment.handovers.exclude(part__in=successor.handovers.values("part"))
    still_open = list(moved.with_the_contributor().values_list("pk", flat=True))
    moved.update(role=successor)
    return still_open

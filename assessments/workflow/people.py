from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import workflow as accounts
from accounts.models import User
from accounts.workflow import invite
from assessments.choices import Role, RoleChange
from assessments.models import Assessment, Part, RoleAssignment, RoleEvent, matter_of
from assessments.permissions import Right, may_assign, sync, sync_people
from assessments.rules import belonging
from assessments.workflow.notices import tell_pages, tell_role
from audit.choices import Kind
from audit.workflow import hold, record
from workflows.engine import TransitionRefused
from workflows.problems import Problem


def give_role(
    *, assessment: Assessment, user: User, role: str, by: User, told: bool = True
) -> RoleAssignment:
    """The person's role, given now where they didn't have it; whoever calls it has checked the right.

    Guardian's rows are made equal to the roles by `sync`, once the role's pages are known too. A mail tells the
    person, unless another one does (`told=False`). Raises ValidationError, beside `email`, for someone who can't get
    the role.
    """
    assignment, given = _take_up(assessment, user, role, by)
    if given:
        event = _record(assignment, RoleChange.GIVEN, by)
        if told:
            tell_role(assessment=assessment, event=event, to=user)
    return assignment


def _take_up(assessment: Assessment, user: User, role: str, by: User) -> tuple[RoleAssignment, bool]:
    """The role's row, and whether it is new. The person is locked: another assessment may give a role just now."""
    held = RoleAssignment.objects.filter(assessment=assessment, user=user, role=role).first()
    if held is not None:
        return held, False
    person = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if refusal := belonging(assessment, [person]).refusal(person, role):
        raise ValidationError({"email": refusal})
    made = RoleAssignment.objects.create(assessment=assessment, user=user, role=role, assigned_by=by)
    return made, True


def _record(assignment: RoleAssignment, change: str, by: User, successor: User | None = None) -> RoleEvent:
    who = {"person": assignment.user_id, "name": str(assignment.user), "role": assignment.role}
    if successor is not None:
        who |= {"successor": successor.pk, "successor_name": str(successor)}
    matter = matter_of(assignment.assessment_id)
    record(Kind.ROLE, matter=matter, by=by, subject=str(assignment.user), change=change, **who)
    return RoleEvent.objects.create(
        assessment_id=assignment.assessment_id,
        user_id=assignment.user_id,
        role=assignment.role,
        change=change,
        successor=successor,
        by=by,
    )


def _hold_for(assessment: Assessment, role: str, by: User) -> None:
    """Let nobody else change roles here until the end of the transaction; raises PermissionDenied.

    The right is asked for only then: whoever loses it at this moment has lost it.
    """
    hold(assessment.matter)
    if not may_assign(by.rights_on(assessment), role):
        raise PermissionDenied


@transaction.atomic
def assign_role(
    *, assessment: Assessment, user: User, role: str, by: User, parts: Iterable[Part] = ()
) -> RoleAssignment:
    """Give a person a role; a contributor's parts are replaced by these.

    Raises PermissionDenied, or ValidationError for someone who can't get the role.
    """
    _hold_for(assessment, role, by)
    assignment = give_role(assessment=assessment, user=user, role=role, by=by)
    if role == Role.CONTRIBUTOR:
        assignment.parts.set(
            Part.objects.filter(section__assessment=assessment, pk__in=[part.pk for part in parts]),
            through_defaults={"handed_by": by},
        )
    sync(user=user, assessment=assessment)
    return assignment


@transaction.atomic
def invite_to_role(
    *, assessment: Assessment, email: str, name: str, language: str, role: str, by: User, country: str = ""
) -> User:
    """Give the person of this address a role, with an account and an invitation by mail where there is none.

    Raises PermissionDenied, or ValidationError when the address is unusable or the person can't get the role; then
    nobody is invited.
    """
    _hold_for(assessment, role, by)
    user = invite(email=email, name=name, language=language, country=country, by=by)
    give_role(assessment=assessment, user=user, role=role, by=by)
    sync(user=user, assessment=assessment)
    return user


@transaction.atomic
def remove_role(*, assignment: RoleAssignment, by: User) -> None:
    """Take a role away; it ends with the person's next request. Raises PermissionDenied.

    Raises RoleAssignment.DoesNotExist when it was taken away meanwhile, and TransitionRefused for the last
    coordinator whose account is open: an assessment is never left without one.
    """
    assessment, user = assignment.assessment, assignment.user
    _hold_for(assessment, assignment.role, by)
    assignment = RoleAssignment.objects.get(pk=assignment.pk)
    others = assessment.roles.filter(role=Role.COORDINATOR, user__is_active=True).exclude(pk=assignment.pk)
    if assignment.role == Role.COORDINATOR and not others.exists():
        raise TransitionRefused([Problem(_("Name another coordinator first: an assessment always has one."))])
    _record(assignment, RoleChange.REMOVED, by)
    assignment.delete()
    sync(user=user, assessment=assessment)


@transaction.atomic
def hand_on(
    *, assignment: RoleAssignment, email: str, name: str, language: str, by: User, country: str = ""
) -> User:
    """Give the role to a successor, invited where needed; the person who had it loses it.

    A contributor's pages go along as they are, with their dates, notes and history; the successor gets a mail
    about those still to be answered. Raises PermissionDenied; RoleAssignment.DoesNotExist when it was taken away
    meanwhile; ValidationError when the address is unusable or is the person's own, or belongs to someone who can't
    get the role.
    """
    assessment, person = assignment.assessment, assignment.user
    _hold_for(assessment, assignment.role, by)
    assignment = RoleAssignment.objects.get(pk=assignment.pk)
    successor = invite(email=email, name=name, language=language, country=country, by=by)
    if successor == person:
        raise ValidationError({"email": _("This person has the role already: name somebody else.")})
    inherited, _given = _take_up(assessment, successor, assignment.role, by)
    moved = _move_pages(assignment, inherited)
    event = _record(assignment, RoleChange.HANDED_ON, by, successor)
    assignment.delete()
    sync_people(users=[person.pk, successor.pk], assessment=assessment)
    if moved:
        tell_pages(assessment=assessment, pages=moved, to=successor, by=by)
    else:
        tell_role(assessment=assessment, event=event, to=successor)
    return successor


@transaction.atomic
def invite_again(*, assignment: RoleAssignment, by: User) -> None:
    """Send someone who never signed in a new invitation, at most once an hour.

    Raises PermissionDenied, or TransitionRefused with the reason why not.
    """
    if not by.has_perm(Right.MANAGE, assignment.assessment):
        raise PermissionDenied
    accounts.invite_again(user=assignment.user, by=by)


def _move_pages(assignment: RoleAssignment, successor: RoleAssignment) -> list[int]:
    """The keys of the pages that the successor has to answer now, and didn't have already."""
    moved = assignment.handovers.exclude(part__in=successor.handovers.values("part"))
    still_open = list(moved.with_the_contributor().values_list("pk", flat=True))
    moved.update(role=successor)
    return still_open

"""Roles for many people at once, from a list that was read: all of them or none."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.choices import country_names
from accounts.models import User
from accounts.workflow import invite
from assessments.choices import ANSWERING, Outcome, Role
from assessments.document import MOST_PEOPLE, Fault, Naming, one_of_each
from assessments.models import Assessment, RoleAssignment
from assessments.permissions import Right, sync_people
from assessments.rules import Belonging, belonging
from assessments.workflow.people import give_role
from audit.workflow import hold


class FaultyList(Exception):
    """The list can't be taken as it stands; `faults` lists everything that was found."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


@dataclass(frozen=True)
class Planned:
    """What a row of the list would do; `person` is the account of its address, or what it would be."""

    naming: Naming
    person: User
    outcome: str

    @property
    def country(self) -> str:
        return country_names().get(self.person.country, "")

    def get_outcome_display(self) -> str:
        return str(Outcome(self.outcome).label)

    def get_role_display(self) -> str:
        return str(Role(self.naming.role).label)


def plan_roles(*, assessment: Assessment, rows: Sequence[Naming], by: User) -> list[Planned]:
    """What the list would do, row by row; nothing is saved. The number of statements is fixed.

    Raises PermissionDenied, or FaultyList with everything that stands against it.
    """
    if not by.has_perm(Right.MANAGE, assessment):
        raise PermissionDenied
    return _plan(assessment, rows)


@transaction.atomic
def assign_in_bulk(*, assessment: Assessment, rows: Sequence[Naming], by: User) -> list[Planned]:
    """Give all of these people their roles, invited where needed; who has the role already keeps it as it is.

    Raises PermissionDenied, or FaultyList; then nobody is named or invited.
    """
    hold(assessment.matter)
    if not by.has_perm(Right.MANAGE, assessment):
        raise PermissionDenied
    planned = _plan(assessment, rows, lock=True)
    people: dict[str, User] = {}
    for row in sorted(planned, key=lambda row: row.naming.email):  # the same order for everybody: no deadlock
        if row.outcome != Outcome.NOTHING:
            people[row.naming.email] = _name(assessment, row, by)
    sync_people(users=[user.pk for user in people.values()], assessment=assessment)
    return planned


def _name(assessment: Assessment, row: Planned, by: User) -> User:
    told = row.person
    try:
        user = invite(email=told.email, name=told.name, language=told.language, country=told.country, by=by)
        give_role(assessment=assessment, user=user, role=row.naming.role, by=by)
    except ValidationError as error:
        raise FaultyList([row.naming.fault("email", " ".join(error.messages))]) from error
    return user


# What stands against it ------------------------------------------------------------------------------


def _plan(assessment: Assessment, rows: Sequence[Naming], *, lock: bool = False) -> list[Planned]:
    if len(rows) > MOST_PEOPLE:
        raise FaultyList([Fault("", 0, "", _("There are too many rows: at most %d.") % MOST_PEOPLE)])
    known = User.objects.with_emails(row.email for row in rows)
    accounts = {
        user.email.lower(): user for user in (known.select_for_update(no_key=True) if lock else known)
    }
    sides = belonging(assessment, accounts.values())
    held = set(
        RoleAssignment.objects.filter(assessment=assessment, user__in=accounts.values()).values_list(
            "user", "role"
        )
    )
    faults = [*_faults_between(rows, accounts)]
    planned = []
    for row in rows:
        user = accounts.get(row.email)
        person = user or _new(row, assessment)
        has_it = (person.pk, row.role) in held
        faults += [] if has_it else _faults_of(row, person, sides)
        planned.append(Planned(row, person, Outcome.NOTHING if has_it else _outcome(user)))
    if faults:
        raise FaultyList(one_of_each(faults))
    return planned


def _outcome(user: User | None) -> str:
    if user is None:
        return Outcome.INVITE
    return Outcome.GIVE if user.has_usable_password() else Outcome.AGAIN


def _new(row: Naming, assessment: Assessment) -> User:
    """The account that would be made."""
    working = assessment.working_language
    language = row.language or (working if working in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE)
    return User(email=row.email, name=row.name, language=language, country=row.country)


def _faults_of(row: Naming, person: User, sides: Belonging) -> Iterator[Fault]:
    """What stands against one row by itself."""
    if row.role not in Role.values or row.role == Role.CONTRIBUTOR:
        yield row.fault(
            "role", _("Contributors aren’t named here: they come by the pages handed over to them.")
        )
    if not person.name:
        yield row.fault("name", _("Write the name: there is no account of this address yet."))
    if refusal := sides.refusal(person, row.role):
        yield row.fault("role", refusal)


def _faults_between(rows: Sequence[Naming], accounts: Collection[str]) -> Iterator[Fault]:
    """What rows say of the same person that can't be true together."""
    first: dict[str, Naming] = {}
    seen: Counter[tuple[str, str]] = Counter()
    sides: dict[str, set[bool]] = {}
    for row in rows:
        before = first.setdefault(row.email, row)
        seen[row.email, row.role] += 1
        if seen[row.email, row.role] > 1:
            yield row.fault("email", _("This person stands in the list with this role already."))
        if row.email not in accounts and (row.name, row.country) != (before.name, before.country):
            column = "name" if row.name != before.name else "country"
            yield row.fault(column, _("Row %d says something else of the same address.") % before.row)
        if row.role in (*ANSWERING, Role.REVIEWER):
            sides.setdefault(row.email, set()).add(row.role == Role.REVIEWER)
            if len(sides[row.email]) > 1:
                yield row.fault("role", _("Nobody can both answer and review in one country."))

import datetime
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.workflow import invite
from assessments.choices import Role
from assessments.models import Answer, Assessment, Part, RoleAssignment, Section
from assessments.permissions import SET_UP, Right, sync
from instruments.choices import InstrumentState, Scope
from instruments.models import Domain, Indicator, Instrument, Subcategory
from places.models import Jurisdiction
from workflows.engine import TransitionRefused
from workflows.problems import Problem


def _check_questionnaire(instrument: Instrument, jurisdiction: Jurisdiction) -> None:
    if instrument.state != InstrumentState.PUBLISHED:
        raise ValidationError({"instrument": _("This questionnaire isn’t published.")})
    if jurisdiction.is_country != (instrument.scope == Scope.NATIONAL):
        raise ValidationError({"instrument": _("This questionnaire isn’t made for a place of this level.")})


@transaction.atomic
def set_up_assessment(
    *,
    jurisdiction: Jurisdiction,
    instrument: Instrument,
    round: int,  # noqa: A002  the word of the field
    year: int,
    working_language: str,
    data_cutoff_date: datetime.date,
    by: User,
) -> Assessment:
    """A new assessment with a section per domain, a part per subcategory and a place for each answer.

    `by` becomes its coordinator. Raises PermissionDenied, or ValidationError when this round or year of the
    place exists already, or the questionnaire isn't published or isn't made for it.
    """
    if not by.has_perm(SET_UP):
        raise PermissionDenied
    _check_questionnaire(instrument, jurisdiction)
    assessment = Assessment(
        jurisdiction=jurisdiction,
        instrument=instrument,
        scope=instrument.scope,
        round=round,
        year=year,
        working_language=working_language,
        data_cutoff_date=data_cutoff_date,
        created_by=by,
    )
    assessment.full_clean()
    assessment.save()
    _make_places_for_answers(assessment)
    RoleAssignment.objects.create(assessment=assessment, user=by, role=Role.COORDINATOR, assigned_by=by)
    sync(user=by, assessment=assessment)
    return assessment


def _make_places_for_answers(assessment: Assessment) -> None:
    domains = Domain.objects.filter(instrument=assessment.instrument_id).in_order()
    sections = Section.objects.bulk_create(
        Section(assessment=assessment, domain=domain) for domain in domains
    )
    section_of = {section.domain_id: section for section in sections}
    subcategories = Subcategory.objects.filter(domain__in=section_of).order_by("domain__number", "number")
    parts = Part.objects.bulk_create(
        Part(section=section_of[subcategory.domain_id], subcategory=subcategory)
        for subcategory in subcategories
    )
    part_of = {part.subcategory_id: part for part in parts}
    Answer.objects.bulk_create(
        Answer(
            assessment=assessment,
            part=part_of[indicator.subcategory_id],
            indicator=indicator,
            asked=indicator.depends_on_id is None,
        )
        for indicator in Indicator.objects.filter(instrument=assessment.instrument_id).in_order()
    )


def may_assign(held: frozenset[str], role: str) -> bool:
    """Coordinators name everybody; a focal point names contributors."""
    return Right.MANAGE in held or (role == Role.CONTRIBUTOR and Right.HAND_OVER in held)


@transaction.atomic
def assign_role(
    *, assessment: Assessment, user: User, role: str, by: User, parts: Iterable[Part] = ()
) -> RoleAssignment:
    """Give a person a role; a contributor's parts are replaced by these. Raises PermissionDenied."""
    if not may_assign(by.rights_on(assessment), role):
        raise PermissionDenied
    assignment, _created = RoleAssignment.objects.get_or_create(
        assessment=assessment, user=user, role=role, defaults={"assigned_by": by}
    )
    assignment.parts.set(
        Part.objects.filter(section__assessment=assessment, pk__in=[part.pk for part in parts]),
        through_defaults={"handed_by": by},
    )
    sync(user=user, assessment=assessment)
    return assignment


@transaction.atomic
def invite_to_role(
    *,
    assessment: Assessment,
    email: str,
    name: str,
    language: str,
    role: str,
    by: User,
    parts: Iterable[Part] = (),
) -> User:
    """Give the person of this address a role, with an account and an invitation by mail where there is none.

    Raises PermissionDenied, or ValidationError when the address is unusable; then nobody is invited.
    """
    if not may_assign(by.rights_on(assessment), role):
        raise PermissionDenied
    user = invite(email=email, name=name, language=language, by=by)
    assign_role(assessment=assessment, user=user, role=role, parts=parts, by=by)
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
    assignment.delete()
    sync(user=user, assessment=assessment)


@transaction.atomic
def set_due_dates(*, assessment: Assessment, dates: dict[int, datetime.date], by: User) -> None:
    """Set the due date of each section named by its key. Raises PermissionDenied."""
    if not by.has_perm(Right.MANAGE, assessment):
        raise PermissionDenied
    sections = list(assessment.sections.filter(pk__in=dates))
    for section in sections:
        section.due_date = dates[section.pk]
    Section.objects.bulk_update(sections, ["due_date"])

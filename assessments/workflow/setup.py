import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.choices import Role
from assessments.models import Answer, Assessment, Part, Section
from assessments.permissions import SET_UP, sync
from assessments.workflow.people import give_role
from instruments.choices import InstrumentState, Scope
from instruments.models import Domain, Indicator, Instrument, Subcategory
from places.models import Jurisdiction


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
    give_role(assessment=assessment, user=by, role=Role.COORDINATOR, by=by)
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

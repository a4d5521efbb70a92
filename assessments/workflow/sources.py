from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.choices import Disclosure, SourceKind
from assessments.models import Answer, Assessment, Part, Source
from assessments.permissions import Right
from assessments.workflow.disclosing import write_source
from audit.workflow import hold
from ui.text import listed
from workflows.engine import TransitionRefused
from workflows.problems import Problem


def add_source(
    *,
    assessment: Assessment,
    by: User,
    kind: str,
    title: str,
    translated_title: str = "",
    number: str = "",
    year: int | None = None,
    url: str = "",
) -> Source:
    """Tell a source once, so that answers can cite it. What was said in an interview isn't public from the start.

    Raises PermissionDenied or ValidationError, or TransitionRefused when the assessment collects no answers.
    """
    if not may_add_sources(assessment, by):
        raise PermissionDenied
    if not assessment.answerable:
        state = assessment.get_state_display()
        raise TransitionRefused([Problem(_("Sources can’t be added now: the state is “%s”.") % state)])
    source = Source(
        assessment=assessment,
        kind=kind,
        title=title,
        translated_title=translated_title,
        number=number,
        year=year,
        url=url,
        disclosure=starts_as(kind),
        added_by=by,
    )
    source.full_clean()
    source.save()
    return source


def starts_as(kind: str) -> Disclosure:
    """What may be shown of a source that was just told."""
    return Disclosure.BASIS if kind == SourceKind.INTERVIEW else Disclosure.PUBLIC


def may_add_sources(assessment: Assessment, by: User) -> bool:
    """Whoever may answer some part may tell sources."""
    if by.has_perm(Right.ANSWER, assessment):
        return True
    return Part.objects.handed_to(by, assessment).exists()


def may_change_source(source: Source, by: User) -> bool:
    """Those who answer everywhere change every source, a contributor those told by themselves."""
    if by.has_perm(Right.ANSWER, source.assessment):
        return True
    return source.added_by_id == by.pk and Part.objects.handed_to(by, source.assessment).exists()


@transaction.atomic
def change_source(*, source: Source, by: User, **fields: Any) -> Source:
    """Tell a source anew: kind, title, translated_title, number, year, url.

    One that turns out to be an interview is public no longer, as if it had been told as one.
    Raises PermissionDenied or ValidationError, or TransitionRefused when the assessment collects no answers or
    an approved answer rests on the source.
    """
    if not may_change_source(source, by):
        raise PermissionDenied
    hold(source.assessment.matter)
    lock_library(source.assessment)
    refuse_if_settled(source)
    turns = fields.get("kind") == SourceKind.INTERVIEW != source.kind
    for name, value in fields.items():
        setattr(source, name, value)
    source.full_clean()
    source.save(update_fields=list(fields))
    if turns and source.disclosure == Disclosure.PUBLIC:
        write_source(source, Disclosure.BASIS, by=by, reason=_("It is an interview."))
    return source


def lock_library(assessment: Assessment) -> None:
    """Raises TransitionRefused unless the assessment collects answers; nobody changes its sources meanwhile."""
    locked = Assessment.objects.select_for_update(no_key=True).get(pk=assessment.pk)
    if not locked.answerable:
        state = locked.get_state_display()
        raise TransitionRefused([Problem(_("Sources can’t be changed now: the state is “%s”.") % state)])


def refuse_if_settled(source: Source) -> None:
    """Raises TransitionRefused when an approved answer rests on the source."""
    codes = Answer.objects.approved_on(source).values_list("indicator__code", flat=True)
    if codes:
        words = _("An approved answer rests on this source, so it stays as it is: %(codes)s.")
        raise TransitionRefused([Problem(words % {"codes": listed(codes)})])

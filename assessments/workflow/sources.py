from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.models import Assessment, Part, Source
from assessments.permissions import Right
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
    """Tell a source once, so that answers can cite it.

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
        added_by=by,
    )
    source.full_clean()
    source.save()
    return source


def may_add_sources(assessment: Assessment, by: User) -> bool:
    """Whoever may answer some part may tell sources."""
    if by.has_perm(Right.ANSWER, assessment):
        return True
    return Part.objects.handed_to(by, assessment).exists()

"""What may be shown of answers and sources: who says so, when, and a line of the log for each change.

Everybody who changes it holds the log first, so that changes, approvals and publishing wait for each other.
"""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from assessments import rules
from assessments.choices import AssessmentState, Disclosure, SectionState
from assessments.models import Answer, Assessment, Section, Source
from assessments.permissions import Right
from assessments.querysets import AnswerQuerySet
from assessments.signals import disclosure_changed
from audit.choices import Kind
from audit.workflow import hold, record
from workflows.engine import TransitionRefused
from workflows.problems import Problem

ENDED = (AssessmentState.CLOSED, AssessmentState.CANCELLED)


def may_disclose_now(assessment: Assessment, held: Iterable[str]) -> bool:
    """Whether those with these rights can still change it: after the end of an assessment coordinators alone."""
    return Right.MANAGE in held or (Right.DISCLOSE in held and assessment.state not in ENDED)


@transaction.atomic
def disclose_answer(*, answer: Answer, value: str, by: User, reason: str = "") -> int:
    """From now on this may be shown of an answer; returns how many answers changed.

    Questions that are asked because of an internal answer tell what it says, so their answers become internal with
    it. Raises PermissionDenied; ValidationError for a missing reason, which is asked for once the section is
    approved; TransitionRefused when the assessment has ended, or when the answer it depends on is internal.
    """
    assessment = _hold(answer.assessment, by)
    if value != Disclosure.INTERNAL and (problems := list(rules.decided_internally(answer))):
        raise TransitionRefused(problems)
    answers = Answer.objects.with_what_tells_it(answer, value)
    changed = _disclose(assessment, answers, value, by, reason)
    answer.disclosure = value
    return changed


@transaction.atomic
def disclose_section(*, section: Section, value: str, by: User, reason: str = "") -> int:
    """The same for all answers of a section; returns how many changed. Raises as `disclose_answer`."""
    assessment = _hold(section.assessment, by)
    return _disclose(assessment, Answer.objects.filter(part__section=section), value, by, reason)


@transaction.atomic
def disclose_source(*, source: Source, value: str, by: User, reason: str = "") -> int:
    """From now on this may be shown of a source; returns how many changed, one or none.

    Raises as `disclose_answer`; the reason is asked for once an approved answer cites the source.
    """
    assessment = _hold(source.assessment, by)
    source.disclosure = Source.objects.values_list("disclosure", flat=True).get(pk=source.pk)
    if source.disclosure == value:
        return 0
    _ask_reason(reason, settled=Answer.objects.approved_on(source).exists())
    write_source(source, value, by=by, reason=reason)
    disclosure_changed.send(Source, assessment=assessment, by=by)
    return 1


def write_source(source: Source, value: str, *, by: User, reason: str = "") -> None:
    """The row and the line of the log; whoever calls it holds the log and has checked the right."""
    Source.objects.filter(pk=source.pk).update(disclosure=value)
    change = {"old": source.disclosure, "new": value, "reason": reason.strip()}
    _record(source.assessment, by, f"source {source.pk}", source=source.pk, **change)
    source.disclosure = value


def write_answers(
    assessment: Assessment, answers: AnswerQuerySet, value: str, *, by: User, reason: str = ""
) -> int:
    """The rows that don't say so yet, and a line of the log for each value they had. As `write_source`."""
    rows = answers.exclude(disclosure=value).in_order()
    changed = list(rows.values_list("pk", "disclosure", "indicator__code"))
    Answer.objects.filter(pk__in=[pk for pk, _old, _code in changed]).update(disclosure=value)
    for old in sorted({old for _pk, old, _code in changed}):
        codes = [code for _pk, each, code in changed if each == old]
        change = {"old": old, "new": value, "reason": reason.strip()}
        _record(assessment, by, f"answer {', '.join(codes)}", answers=codes, **change)
    return len(changed)


def _hold(assessment: Assessment, by: User) -> Assessment:
    """The assessment as it is now, with its log held; raises PermissionDenied or TransitionRefused."""
    hold(assessment.matter)
    held = by.rights_on(assessment)
    if Right.DISCLOSE not in held:
        raise PermissionDenied
    present = Assessment.objects.get(pk=assessment.pk)
    if not may_disclose_now(present, held):
        words = _("This can’t be changed any more: the state is “%s”. Ask a coordinator.")
        raise TransitionRefused([Problem(words % present.get_state_display())])
    return present


def _disclose(assessment: Assessment, answers: AnswerQuerySet, value: str, by: User, reason: str) -> int:
    settled = answers.exclude(disclosure=value).filter(part__section__state=SectionState.APPROVED)
    _ask_reason(reason, settled=settled.exists())
    changed = write_answers(assessment, answers, value, by=by, reason=reason)
    if changed:
        disclosure_changed.send(Answer, assessment=assessment, by=by)
    return changed


def _ask_reason(reason: str, *, settled: bool) -> None:
    if settled and not reason.strip():
        raise ValidationError({"reason": _("It is approved already: say why this is changed.")})


def _record(assessment: Assessment, by: User, subject: str, **change: object) -> None:
    record(Kind.DISCLOSED, matter=assessment.matter, by=by, subject=subject, **change)

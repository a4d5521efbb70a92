"""What reviewers say of answers, and what those who answer reply."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from assessments import rules
from assessments.choices import SectionState, VerdictValue
from assessments.models import Answer, RemarkReply, Section, Verdict
from assessments.permissions import Right
from assessments.workflow.answering import lock_for_answering
from workflows.engine import TransitionRefused
from workflows.problems import Problem


@dataclass(frozen=True)
class VerdictDraft:
    """A reviewer's judgement of one revision; an empty value takes an earlier one of this round back.

    `seen` is the key of the verdict that the reviewer had before them, 0 where there was none; None: whatever it is.
    """

    revision_id: int
    value: str
    remark: str = ""
    seen: int | None = None


@dataclass(frozen=True)
class Unkept:
    """A draft that met what its author hadn't seen: `other_text` in the answer, or the verdict that stands (or none)."""

    draft: VerdictDraft
    standing: Verdict | None = None
    other_text: bool = False


@transaction.atomic
def record_verdicts(*, section: Section, drafts: Iterable[VerdictDraft], by: User) -> list[Unkept]:
    """Keep the reviewer's verdicts on the answers as they stand; nobody else sees them before they are sent.

    What the reviewer hadn't seen is never judged or written over: such drafts come back, and the others are kept.
    Raises PermissionDenied, or TransitionRefused when the section isn't in review, or is the reviewer's own or of
    their own country.
    """
    locked = _lock_for_judging(section, by)
    wanted = {draft.revision_id: draft for draft in drafts}
    found = Answer.objects.filter(part__section=locked, current__in=wanted).values_list("current", flat=True)
    current = set(found)
    known = {v.revision_id: v for v in Verdict.objects.on_current(locked).standing().select_related("by")}
    changed = [
        draft for pk, draft in wanted.items() if pk in current and _said(draft) != _said(known.get(pk))
    ]
    met = [draft for draft in changed if not _saw(draft, known.get(draft.revision_id), by)]
    _write([draft for draft in changed if draft not in met], by)
    elsewhere = [Unkept(draft, other_text=True) for pk, draft in wanted.items() if pk not in current]
    return elsewhere + [Unkept(draft, known.get(draft.revision_id)) for draft in met]


@transaction.atomic
def accept_rest(*, section: Section, revisions: Iterable[int], by: User) -> int:
    """Accept those of these texts that are still current, without a verdict and without an unresolved query.

    Gives how many they are. Raises as `record_verdicts`.
    """
    locked = _lock_for_judging(section, by)
    rest = Answer.objects.filter(part__section=locked, current__in=list(revisions)).unjudged()
    found = list(rest.order_by("pk").values_list("current", flat=True))
    _write([VerdictDraft(pk, VerdictValue.ACCEPTED) for pk in found], by)
    return len(found)


@transaction.atomic
def reply_to_remark(*, verdict: Verdict, body: str, by: User) -> RemarkReply:
    """What those who answer say to a change that a reviewer asked for; it is never changed. Said twice, it is one.

    Raises Section.DoesNotExist where `by` doesn't see the answer, PermissionDenied, also where no change was asked
    for, or TransitionRefused when the section can't be answered now.
    """
    section = lock_for_answering(by=by, parts__answers=verdict.revision.answer_id)
    asked = Verdict.objects.sent().filter(pk=verdict.pk, value=VerdictValue.CHANGE_NEEDED)
    if not asked.exists():
        raise PermissionDenied
    if not body.strip():
        raise TransitionRefused([Problem(_("Write a reply."))])
    newest = RemarkReply.objects.filter(verdict=verdict).order_by("-pk").first()
    if newest is not None and (newest.body, newest.by_id) == (body.strip(), by.pk):
        return newest
    language = section.assessment.working_language
    return RemarkReply.objects.create(verdict=verdict, body=body.strip(), language=language, by=by)


def _lock_for_judging(section: Section, by: User) -> Section:
    if not by.has_perm(Right.REVIEW, section.assessment):
        raise PermissionDenied
    locked = Section.objects.select_for_update(of=["self"]).select_related("assessment").get(pk=section.pk)
    if locked.state != SectionState.IN_REVIEW:
        raise TransitionRefused(
            [Problem(_("Verdicts can’t be given now: the state is “%s”.") % locked.get_state_display())]
        )
    checks = rules.assessment_running, rules.own_work, rules.own_country
    if problems := [problem for check in checks for problem in check(locked, by)]:
        raise TransitionRefused(problems)
    return locked


def _said(judged: VerdictDraft | Verdict | None) -> tuple[str, str]:
    return (judged.value, judged.remark) if judged else ("", "")


def _saw(draft: VerdictDraft, standing: Verdict | None, by: User) -> bool:
    """Their own verdict reviewers know, also where the page hasn't heard of it yet."""
    own = standing is not None and standing.by_id == by.pk
    return own or draft.seen in (None, standing.pk if standing else 0)


def _write(drafts: list[VerdictDraft], by: User) -> None:
    """In place of what was said in this round; what was sent in earlier ones stays."""
    Verdict.objects.private().filter(revision__in=[draft.revision_id for draft in drafts]).delete()
    Verdict.objects.bulk_create(
        Verdict(revision_id=draft.revision_id, value=draft.value, remark=draft.remark, by=by)
        for draft in drafts
        if draft.value
    )

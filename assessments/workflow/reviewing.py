from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from assessments import rules
from assessments.choices import SectionState
from assessments.models import Answer, Section, Verdict
from assessments.permissions import Right
from workflows.engine import TransitionRefused
from workflows.problems import Problem


@dataclass(frozen=True)
class VerdictDraft:
    """A reviewer's judgement of one revision; an empty value takes an earlier one back."""

    revision_id: int
    value: str
    remark: str = ""


@transaction.atomic
def record_verdicts(*, section: Section, drafts: Iterable[VerdictDraft], by: User) -> None:
    """Keep the reviewer's verdicts on the answers as they stand; nobody else sees them before they are sent.

    Raises PermissionDenied, or TransitionRefused when the section isn't in review or is the reviewer's own.
    """
    if not by.has_perm(Right.REVIEW, section.assessment):
        raise PermissionDenied
    locked = Section.objects.select_for_update().get(pk=section.pk)
    if locked.state != SectionState.IN_REVIEW:
        raise TransitionRefused(
            [Problem(_("Verdicts can’t be given now: the state is “%s”.") % locked.get_state_display())]
        )
    if problems := list(rules.own_work(locked, by)):
        raise TransitionRefused(problems)
    _write(locked, {draft.revision_id: draft for draft in drafts}, by)


def _write(section: Section, drafts: dict[int, VerdictDraft], by: User) -> None:
    known = {verdict.revision_id: verdict for verdict in Verdict.objects.on_current(section)}
    current = Answer.objects.filter(part__section=section, current__in=drafts).values_list(
        "current", flat=True
    )
    changed = [
        drafts[pk]
        for pk in current
        if pk not in known or (known[pk].value, known[pk].remark) != _said(drafts[pk])
    ]
    Verdict.objects.on_current(section).filter(
        revision__in=[d.revision_id for d in changed if not d.value]
    ).delete()
    Verdict.objects.bulk_create(
        [
            Verdict(revision_id=draft.revision_id, value=draft.value, remark=draft.remark, by=by)
            for draft in changed
            if draft.value
        ],
        update_conflicts=True,
        unique_fields=["revision"],
        update_fields=["value", "remark", "by", "at", "sent_at"],
    )


def _said(draft: VerdictDraft) -> tuple[str, str]:
    return draft.value, draft.remark

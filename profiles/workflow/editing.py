from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.permissions import Right
from instruments.models import Domain
from profiles.choices import FindingKind, Inclusion
from profiles.models import (
    Finding,
    FindingBasis,
    FindingText,
    FindingTextRevision,
    Profile,
    ProfileText,
)
from profiles.workflow.writing import keep_words
from workflows.engine import TransitionRefused
from workflows.problems import Problem

INCLUSION = {True: Inclusion.INCLUDED, False: Inclusion.LEFT_OUT, None: Inclusion.UNDECIDED}


@dataclass(frozen=True)
class Decision:
    """On which list a finding is, whether it is in the profile (None while nobody has decided), and why not."""

    kind: str
    included: bool | None
    reason: str = ""


@dataclass(frozen=True)
class FindingDraft:
    """What the desk says of one finding; `included` is None while nobody has decided.

    `compared`: its text was held against the answers as approved now. `reason` is kept where it is left out.
    `seen`: the revision of its text that was edited; `was`: what the page showed as decided. What is as it was shown
    stays as somebody else has made it since. Without them everything is replaced.
    """

    finding_id: int
    kind: str
    included: bool | None
    body: str
    compared: bool = False
    reason: str = ""
    seen: int | None = None
    was: Decision | None = None


def lock(profile: Profile, by: User) -> None:
    """Only a holder of the right edits, and only while the profile is being written.

    Raises PermissionDenied or TransitionRefused. Until the transaction ends nobody else edits it.
    """
    if not by.has_perm(Right.EDIT_FINDINGS, profile.assessment):
        raise PermissionDenied
    locked = Profile.objects.select_for_update().get(pk=profile.pk)
    if not locked.editable:
        raise TransitionRefused(
            [Problem(_("The profile can’t be edited now: its state is “%s”.") % locked.get_state_display())]
        )
    Profile.objects.filter(pk=profile.pk).update(edited_at=timezone.now(), edited_by=by)


@transaction.atomic
def save_findings(*, profile: Profile, domain: Domain, drafts: Iterable[FindingDraft], by: User) -> list[int]:
    """Write the desk of one domain: in the profile, left out or undecided, on which list, with what text.

    A finding that changes lists goes to the end of the other one; whose text was edited or compared rests on the
    answers as approved now. Gives the keys of those that someone else has written since they were seen, where this
    draft says something else: nothing of it is saved. Raises PermissionDenied, or TransitionRefused when the profile
    isn't being written.
    """
    lock(profile, by)
    wanted = {draft.finding_id: draft for draft in drafts}
    rows = profile.findings.filter(domain=domain, pk__in=wanted).prefetch_related("texts")
    found = [(finding, wanted[finding.pk]) for finding in rows.in_order()]
    texts = {finding.pk: text_of(finding, profile.language) for finding, _draft in found}
    edited = {f.pk for f, draft in found if not _same(texts[f.pk].body, draft.body)}
    behind = {f.pk: draft.seen for f, draft in found if draft.seen not in (None, texts[f.pk].revision)}
    edited -= _untouched(edited & behind.keys(), texts, wanted)
    moved = [f.pk for f, _draft in found if f.pk in edited & behind.keys()]
    saved = [(finding, draft) for finding, draft in found if finding.pk not in moved]
    _arrange(profile, domain, saved)
    changed = [f.pk for f, _draft in saved if f.pk in edited]
    for pk in changed:
        texts[pk].body = wanted[pk].body
    keep_words([texts[pk] for pk in changed], by=by)
    _rest_on_present_answers([f.pk for f, draft in saved if draft.compared or f.pk in edited])
    return moved


def text_of(finding: Finding, language: str) -> FindingText:
    """Its text in this language, a new one where there is none."""
    known = (text for text in finding.texts.all() if text.language == language)
    return next(known, FindingText(finding=finding, language=language, revision=0))


def _same(one: str, other: str) -> bool:
    """Browsers send line breaks of their own."""
    return one.replace("\r\n", "\n").strip() == other.replace("\r\n", "\n").strip()


def _untouched(keys: set[int], texts: dict[int, FindingText], drafts: dict[int, FindingDraft]) -> set[int]:
    """Those whose draft says what the text said when it was seen: somebody else alone has changed it."""
    if not keys:
        return set()
    said = FindingTextRevision.objects.filter(text__in=[texts[pk].pk for pk in keys])
    rows = said.filter(number__in={drafts[pk].seen for pk in keys})
    bodies = {(text, number): body for text, number, body in rows.values_list("text", "number", "body")}
    shown = {pk: bodies.get((texts[pk].pk, drafts[pk].seen or 0), "") for pk in keys}
    return {pk for pk in keys if _same(shown[pk], drafts[pk].body)}


def _arrange(profile: Profile, domain: Domain, saved: list[tuple[Finding, FindingDraft]]) -> None:
    last = {kind: _last_position(profile, domain, kind) for kind in FindingKind.values}
    for finding, draft in saved:
        _decide(finding, draft)
        if draft.kind not in (draft.was.kind if draft.was else finding.kind, finding.kind):
            last[draft.kind] += 1
            finding.kind, finding.position = draft.kind, last[draft.kind]
    fields = ["inclusion", "kind", "position", "reason", "merged_into"]
    Finding.objects.bulk_update([finding for finding, _draft in saved], fields)


def _decide(finding: Finding, draft: FindingDraft) -> None:
    if draft.was and (draft.included, draft.reason) == (draft.was.included, draft.was.reason):
        return
    finding.inclusion = INCLUSION[draft.included]
    left_out = finding.inclusion == Inclusion.LEFT_OUT
    finding.reason = draft.reason if left_out else ""
    finding.merged_into = finding.merged_into if left_out else None


def _last_position(profile: Profile, domain: Domain, kind: str) -> int:
    positions = (
        profile.findings.filter(domain=domain, kind=kind)
        .order_by("-position")
        .values_list("position", flat=True)
    )
    return positions.first() or 0


def _rest_on_present_answers(finding_ids: list[int]) -> None:
    bases = list(
        FindingBasis.objects.outdated()
        .filter(finding__in=finding_ids, revision__answer__approved__isnull=False)
        .select_related("revision__answer__approved")
    )
    for basis in bases:
        basis.revision = basis.revision.answer.approved  # type: ignore[assignment]  # the filter leaves no empty one
    FindingBasis.objects.bulk_update(bases, ["revision"])


@transaction.atomic
def restore_words(*, finding: Finding, number: int, seen: int, by: User) -> bool:
    """Let the finding say again what this revision of its text said; that is one revision more.

    False where it says that already. Raises PermissionDenied, or TransitionRefused when the profile isn't being
    written, or someone else has written the text since `seen`.
    """
    lock(finding.profile, by)
    text = text_of(finding, finding.profile.language)
    wanted = text.revisions.get(number=number)
    if wanted.body == text.body:
        return False
    unmoved(text, seen)
    text.body = wanted.body
    keep_words([text], by=by)
    return True


def unmoved(text: FindingText, seen: int) -> None:
    """Refuses where someone has written this text since that revision of it."""
    if text.revision != seen:
        raise TransitionRefused(
            [Problem(_("Somebody has changed this text meanwhile: read it as it is now, then try again."))]
        )


@transaction.atomic
def write_text(
    *, profile: Profile, key: str, body: str, by: User, seen: int | None = None
) -> ProfileText | None:
    """Write one of the profile's texts in its own language; an empty body takes it away, but not out of its history.

    `seen` is the revision that was edited: gives None, and saves nothing, where someone else has written since.
    Raises as `save_findings` does.
    """
    lock(profile, by)
    known = ProfileText.objects.filter(profile=profile, key=key, language=profile.language).first()
    text = known or ProfileText(profile=profile, key=key, language=profile.language, revision=0)
    words = body.strip()
    if seen is not None and seen != text.revision and words != text.body:
        return None
    if words != text.body:
        text.body = words
        keep_words([text], by=by)
    return text

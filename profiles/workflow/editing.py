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
from profiles.models import Finding, FindingBasis, FindingText, Profile, ProfileText
from workflows.engine import TransitionRefused
from workflows.problems import Problem

INCLUSION = {True: Inclusion.INCLUDED, False: Inclusion.LEFT_OUT, None: Inclusion.UNDECIDED}


@dataclass(frozen=True)
class FindingDraft:
    """What the desk says of one finding; `included` is None while nobody has decided.

    `compared`: its text was held against the answers as approved now.
    """

    finding_id: int
    kind: str
    included: bool | None
    body: str
    compared: bool = False


def _lock(profile: Profile, by: User) -> None:
    """Only a holder of the right edits, and only while the profile is being written."""
    if not by.has_perm(Right.EDIT_FINDINGS, profile.assessment):
        raise PermissionDenied
    locked = Profile.objects.select_for_update().get(pk=profile.pk)
    if not locked.editable:
        raise TransitionRefused(
            [Problem(_("The profile can’t be edited now: its state is “%s”.") % locked.get_state_display())]
        )
    Profile.objects.filter(pk=profile.pk).update(edited_at=timezone.now(), edited_by=by)


@transaction.atomic
def save_findings(*, profile: Profile, domain: Domain, drafts: Iterable[FindingDraft], by: User) -> None:
    """Write the desk of one domain: in the profile, left out or undecided, on which list, with what text.

    A finding that changes lists goes to the end of the other one. Raises PermissionDenied, or
    TransitionRefused when the profile isn't being written.
    """
    _lock(profile, by)
    wanted = {draft.finding_id: draft for draft in drafts}
    findings = list(profile.findings.filter(domain=domain, pk__in=wanted).in_order())
    last = {kind: _last_position(profile, domain, kind) for kind in FindingKind.values}
    for finding in findings:
        draft = wanted[finding.pk]
        finding.inclusion = INCLUSION[draft.included]
        if draft.kind != finding.kind:
            last[draft.kind] += 1
            finding.kind, finding.position = draft.kind, last[draft.kind]
    Finding.objects.bulk_update(findings, ["inclusion", "kind", "position"])
    FindingText.objects.bulk_create(
        [FindingText(finding=f, language=profile.language, body=wanted[f.pk].body) for f in findings],
        update_conflicts=True,
        unique_fields=["finding", "language"],
        update_fields=["body"],
    )
    _rest_on_present_answers([finding.pk for finding in findings if wanted[finding.pk].compared])


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
def move_finding(*, finding: Finding, up: bool, by: User) -> None:
    """Change places with the neighbour above or below on the same list; at the end nothing happens."""
    _lock(finding.profile, by)
    row = Finding.objects.get(pk=finding.pk)
    siblings = list(
        Finding.objects.filter(profile=row.profile_id, domain=row.domain_id, kind=row.kind).in_order()
    )
    here = siblings.index(row)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(siblings):
        return
    siblings[here], siblings[there] = siblings[there], siblings[here]
    for position, sibling in enumerate(siblings, start=1):
        sibling.position = position
    Finding.objects.bulk_update(siblings, ["position"])


@transaction.atomic
def write_text(*, profile: Profile, key: str, language: str, body: str, by: User) -> None:
    """Write one of the profile's texts in one language; an empty body removes it."""
    _lock(profile, by)
    texts = ProfileText.objects.filter(profile=profile, key=key, language=language)
    if body.strip():
        ProfileText.objects.update_or_create(
            profile=profile, key=key, language=language, defaults={"body": body.strip()}
        )
    else:
        texts.delete()

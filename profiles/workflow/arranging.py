"""How the findings of a domain are put in order, split and merged."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from instruments.models import Domain
from profiles.choices import Inclusion
from profiles.models import Finding, FindingBasis, FindingText, Profile
from profiles.workflow.editing import lock, text_of, unmoved
from profiles.workflow.writing import keep_words
from workflows.engine import TransitionRefused
from workflows.problems import Problem

MOST = 300
"""Findings of one domain: many more than any questionnaire gives, and what one page can hold."""


@transaction.atomic
def order_findings(*, profile: Profile, domain: Domain, kind: str, order: Iterable[int], by: User) -> None:
    """Put findings of one list in this order; they take the places that they hold together, the others keep theirs.

    Raises PermissionDenied, or TransitionRefused when the profile isn't being written.
    """
    lock(profile, by)
    rows = {row.pk: row for row in _list(profile, domain, kind)}
    wanted = [rows[key] for key in dict.fromkeys(order) if key in rows]
    turn = iter(wanted)
    _number([next(turn) if row in wanted else row for row in rows.values()])


@transaction.atomic
def move_finding(*, finding: Finding, up: bool, by: User) -> None:
    """Change places with the neighbour above or below on the same list; at the end nothing happens."""
    lock(finding.profile, by)
    row = Finding.objects.get(pk=finding.pk)
    rows = _list(row.profile, row.domain, row.kind)
    here = rows.index(row)
    there = here - 1 if up else here + 1
    if 0 <= there < len(rows):
        rows[here], rows[there] = rows[there], rows[here]
        _number(rows)


@transaction.atomic
def split_finding(*, finding: Finding, first: str, second: str, seen: int, by: User) -> Finding:
    """Let the finding say the first text, and a new one behind it on its list the second; both rest on the same answers.

    The new one is in the profile as the first is. `seen` is the revision of the text that was split. Asked again
    with the same, it gives the finding that was made. Raises PermissionDenied, or TransitionRefused when the profile
    isn't being written, the text has changed since, or the domain is full.
    """
    lock(finding.profile, by)
    row = _fresh(finding)
    text = text_of(row, row.profile.language)
    rows = _list(row.profile, row.domain, row.kind)
    here = rows.index(row)
    if (text.body, text.revision) == (first, seen + 1) and here + 1 < len(rows):
        after = _fresh(rows[here + 1])
        if text_of(after, text.language).body == second:
            return after
    unmoved(text, seen)
    _room_for_one(row)
    new = Finding.objects.create(
        profile=row.profile,
        domain=row.domain,
        kind=row.kind,
        position=row.position + 1,
        inclusion=row.inclusion,
        reason=row.reason,
    )
    _number([*rows[: here + 1], new, *rows[here + 1 :]])
    text.body = first
    keep_words([text], by=by)
    keep_words([FindingText(finding=new, language=text.language, body=second)], by=by)
    FindingBasis.objects.bulk_create(
        FindingBasis(finding=new, revision_id=basis.revision_id) for basis in row.bases.order_by("pk")
    )
    return new


@transaction.atomic
def merge_findings(*, finding: Finding, others: Mapping[int, int], body: str, seen: int, by: User) -> None:
    """Let one finding say what it and others of its domain said: it rests on the answers of all of them.

    The others are left out, and remember where they went; including one again undoes that. `others` are their keys
    with the revision of the text that was seen. Asked again with the same, nothing happens. Raises
    PermissionDenied, or TransitionRefused when the profile isn't being written, one of the texts has changed since,
    or one of the findings is left out.
    """
    lock(finding.profile, by)
    row = _fresh(finding)
    text = text_of(row, row.profile.language)
    rows = row.profile.findings.filter(domain=row.domain_id, pk__in=others).exclude(pk=row.pk)
    found: list[Finding] = list(rows.in_order().prefetch_related("texts", "bases"))
    if text.body == body and found and all(other.merged_into_id == row.pk for other in found):
        return
    if not found or any(each.inclusion == Inclusion.LEFT_OUT for each in (row, *found)):
        raise TransitionRefused(
            [Problem(_("One of the findings is left out by now: choose again which to merge."))]
        )
    unmoved(text, seen)
    for other in found:
        unmoved(text_of(other, text.language), others[other.pk])
        other.inclusion, other.merged_into = Inclusion.LEFT_OUT, row
        other.reason = _("Merged into another finding")
    Finding.objects.bulk_update(found, ["inclusion", "merged_into", "reason"])
    _unite_bases(row, found)
    text.body = body
    keep_words([text], by=by)


def _fresh(finding: Finding) -> Finding:
    rows: Any = Finding.objects.select_related("profile__assessment", "domain")
    found: Finding = rows.prefetch_related("texts").get(pk=finding.pk)
    return found


def _list(profile: Profile, domain: Domain, kind: str) -> list[Finding]:
    rows: Any = profile.findings.filter(domain=domain, kind=kind)
    return list(rows.order_by("position", "pk"))


def _number(rows: Sequence[Finding]) -> None:
    moved = []
    for position, row in enumerate(rows, start=1):
        if row.position != position:
            row.position = position
            moved.append(row)
    Finding.objects.bulk_update(moved, ["position"])


def _room_for_one(finding: Finding) -> None:
    if Finding.objects.filter(profile=finding.profile_id, domain=finding.domain_id).count() >= MOST:
        raise TransitionRefused([Problem(_("This domain has %d findings: it can’t have more.") % MOST)])


def _unite_bases(finding: Finding, others: Sequence[Finding]) -> None:
    """Each answer once: of one on which the finding rests already, it keeps the revision that was compared."""
    known = set(finding.bases.values_list("revision__answer", flat=True))
    rows = FindingBasis.objects.filter(finding__in=others).order_by("finding__position", "pk")
    new: dict[int, int] = {}
    for answer, revision in rows.values_list("revision__answer", "revision"):
        if answer not in known:
            new.setdefault(answer, revision)
    FindingBasis.objects.bulk_create(
        FindingBasis(finding=finding, revision_id=revision) for revision in new.values()
    )

"""Remarks that reviewers use again and again. Whoever reviews or coordinates an assessment keeps them."""

import json
from hashlib import sha256

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.models import StandardRemark
from assessments.permissions import oversees
from workflows.engine import TransitionRefused
from workflows.problems import Problem

Texts = dict[str, tuple[str, str]]
"""Title and body by the code of the language; a language without both is left out."""


def texts_of(remark: StandardRemark) -> Texts:
    said = {code: (_stored(remark, "title", code), _stored(remark, "body", code)) for code in _languages()}
    return {code: text for code, text in said.items() if any(text)}


def digest_of(texts: Texts) -> str:
    """What a page carries, to know whether the remark has been changed since it was shown."""
    return sha256(json.dumps(texts, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def add_remark(*, texts: Texts, by: User) -> StandardRemark:
    """Offer a remark from now on; one that the person has added already in the same words stays the only one.

    Raises PermissionDenied for whoever neither reviews nor coordinates an assessment.
    """
    _refuse_others(by)
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # a double click waits here
    columns = _columns(texts)
    known = StandardRemark.objects.filter(added_by=by, retired=False, **columns).order_by("pk").first()
    return known or StandardRemark.objects.create(added_by=by, **columns)


@transaction.atomic
def change_remark(*, remark: StandardRemark, texts: Texts, seen: str, by: User) -> None:
    """Give the remark these texts instead of those with the digest `seen`; reviews sent so far keep theirs.

    Raises as `add_remark`, or TransitionRefused when someone else has changed it meanwhile.
    """
    _refuse_others(by)
    row = StandardRemark.objects.select_for_update().get(pk=remark.pk)
    present = texts_of(row)
    if present == texts:
        return
    if digest_of(present) != seen:
        raise TransitionRefused([Problem(_("Somebody changed this remark since you opened the page."))])
    for name, text in _columns(texts).items():
        setattr(row, name, text)
    row.save()


def retire_remark(*, remark: StandardRemark, by: User) -> None:
    """No longer offer it; where it was used it stays. Raises as `add_remark`."""
    _refuse_others(by)
    StandardRemark.objects.filter(pk=remark.pk).update(retired=True)


def offer_remark(*, remark: StandardRemark, by: User) -> None:
    """Offer a retired one again. Raises as `add_remark`."""
    _refuse_others(by)
    StandardRemark.objects.filter(pk=remark.pk).update(retired=False)


def _refuse_others(by: User) -> None:
    if not by.is_active or not oversees(by):
        raise PermissionDenied


def _languages() -> list[str]:
    return list(settings.MODELTRANSLATION_LANGUAGES)


def _stored(remark: StandardRemark, field: str, code: str) -> str:
    return getattr(remark, f"{field}_{code}") or ""


def _columns(texts: Texts) -> dict[str, str | None]:
    """The columns of all languages; empty ones hold nothing, so that another language stands in for them."""
    columns: dict[str, str | None] = {}
    for code in _languages():
        title, body = texts.get(code, ("", ""))
        columns |= {f"title_{code}": title or None, f"body_{code}": body or None}
    return columns

"""What names and descriptions are called in the languages that the site lacks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.permissions import Right
from profiles.models import NameTranslation, Profile
from profiles.querysets import has_own_names, names_in


@dataclass(frozen=True)
class NameDraft:
    """What the English name `source` is in another language; `seen` is what stood there when it was edited."""

    source: str
    body: str
    seen: str = ""


@transaction.atomic
def save_names(*, profile: Profile, language: str, drafts: Iterable[NameDraft], by: User) -> list[NameDraft]:
    """Write these names; an empty one takes the translation away. They serve every profile that prints them.

    Each that says something new is to be reviewed. Gives the drafts whose name someone else has written since it was seen: they are not saved. Raises
    PermissionDenied, or ValidationError for a language in which the profile takes no names.
    """
    _may_translate(profile, language, by)
    printed = {name.source for name in names_in(profile)}
    wanted = [draft for draft in drafts if draft.source in printed]
    known = _locked(language, [draft.source for draft in wanted])
    kept: list[NameDraft] = []
    for draft in wanted:
        row = known.get(draft.source) or NameTranslation(language=language, source=draft.source, body="")
        body = draft.body.strip()
        if body == row.body:
            continue
        if draft.seen != row.body:
            kept.append(draft)
            continue
        row.body, row.written_by = body, by
        row.reviewed_at = row.reviewed_by = None
        row.save()
    return kept


@transaction.atomic
def review_names(*, profile: Profile, language: str, seen: Mapping[str, str], by: User) -> list[str]:
    """Say of the translations of these English names, as they were read, that they are right.

    Gives the names of which that can't be said: one's own translation is reviewed by someone else, and one that was
    written since it was read is read again. Raises as `save_names` does.
    """
    _may_translate(profile, language, by)
    printed = {name.source for name in names_in(profile)}
    known = _locked(language, [source for source in seen if source in printed])
    right = [
        source
        for source, row in known.items()
        if row.body and row.body == seen[source] and row.written_by_id != by.pk
    ]
    NameTranslation.objects.filter(pk__in=[known[source].pk for source in right], reviewed_at=None).update(
        reviewed_at=timezone.now(), reviewed_by=by
    )
    return [source for source in seen if source not in right]


def _may_translate(profile: Profile, language: str, by: User) -> None:
    if not by.has_perm(Right.TRANSLATE, profile.assessment):
        raise PermissionDenied
    if has_own_names(language) or not profile.languages.filter(language=language).exists():
        raise ValidationError(_("Names aren’t translated into this language."))


def _locked(language: str, sources: Iterable[str]) -> dict[str, NameTranslation]:
    rows = NameTranslation.objects.select_for_update().filter(language=language, source__in=list(sources))
    return {row.source: row for row in rows}

"""A profile in other languages: each of its texts is translated, and reviewed by someone else."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.permissions import Right
from profiles.models import Profile, ProfileLanguage, Written
from profiles.workflow.writing import keep_words
from ui.languages import is_language
from workflows.engine import TransitionRefused
from workflows.problems import Problem


@dataclass(frozen=True)
class TranslationDraft:
    """What `source`, a text in the profile's own language, is in another one.

    `source_revision` is the revision of the source that was translated; `seen` the revision of the translation that
    was edited, 0 for none, None where any may be replaced.
    """

    source: Written
    body: str
    source_revision: int
    seen: int | None = None


@transaction.atomic
def save_translations(
    *, profile: Profile, language: str, drafts: Iterable[TranslationDraft], by: User
) -> list[TranslationDraft]:
    """Write these translations; an empty one takes it away. Each that says something new is to be reviewed.

    Saved as it stood, it translates the source as that reads now. Gives the drafts of which someone else has written
    the translation since it was seen: they are not saved. Raises PermissionDenied, or ValidationError for a language
    that the profile does not have.
    """
    _lock(profile, language, by)
    kept: list[TranslationDraft] = []
    by_model: dict[type[Written], list[TranslationDraft]] = {}
    for draft in drafts:
        by_model.setdefault(type(draft.source), []).append(draft)
    for model, wanted in by_model.items():
        texts = _translations(model, [draft.source for draft in wanted], language)
        changed = []
        for draft in wanted:
            text, body = texts[draft.source.pk], draft.body.strip()
            if draft.seen is not None and draft.seen != text.revision and body != text.body:
                kept.append(draft)
            elif body != text.body or (body and draft.source_revision != text.source_revision):
                text.body, text.source_revision = body, draft.source_revision
                changed.append(text)
        keep_words(changed, by=by)
    return kept


@transaction.atomic
def review_translations(
    *,
    profile: Profile,
    language: str,
    sources: Sequence[Written],
    by: User,
    seen: Mapping[Written, int] | None = None,
) -> list[Written]:
    """Say of the translations of these texts that they are right; gives those of which that can't be said.

    One's own translation is reviewed by someone else; a stale one is translated anew first; and one that was written
    since it was read, as `seen` tells by the revisions read, is read again. Raises as `save_translations` does.
    """
    _lock(profile, language, by)
    refused: list[Written] = []
    by_model: dict[type[Written], list[Written]] = {}
    for source in sources:
        by_model.setdefault(type(source), []).append(source)
    now = timezone.now()
    for model, wanted in by_model.items():
        texts = _translations(model, wanted, language)
        right = []
        for source in wanted:
            text = texts[source.pk]
            read = seen is None or seen.get(source) == text.revision
            if read and _reviewable(text, source, by):
                right.append(text.pk)
            else:
                refused.append(source)
        rows: Any = model.objects
        rows.filter(pk__in=right, reviewed_at=None).update(reviewed_at=now, reviewed_by=by)
    return refused


def _reviewable(text: Written, source: Written, by: User) -> bool:
    return bool(text.body) and text.source_revision == source.revision and text.written_by_id != by.pk


@transaction.atomic
def add_language(*, profile: Profile, language: str, by: User) -> None:
    """The profile is to appear in this language too (a code of the Unicode CLDR).

    Raises PermissionDenied, or ValidationError where there is no such language.
    """
    if not by.has_perm(Right.TRANSLATE, profile.assessment):
        raise PermissionDenied
    if not is_language(language):
        raise ValidationError(_("There is no such language."))
    ProfileLanguage.objects.get_or_create(profile=profile, language=language)


@transaction.atomic
def remove_language(*, profile: Profile, language: str, by: User) -> None:
    """The profile is not to appear in this language after all; what was translated stays, unseen.

    Raises PermissionDenied, or TransitionRefused for the profile’s own language and for one with an edition.
    """
    if not by.has_perm(Right.TRANSLATE, profile.assessment):
        raise PermissionDenied
    if language == profile.language:
        raise TransitionRefused([Problem(_("The profile is written in this language."))])
    if profile.editions.filter(language=language).exists():
        raise TransitionRefused([Problem(_("There are editions in this language."))])
    profile.languages.filter(language=language).delete()


def _lock(profile: Profile, language: str, by: User) -> None:
    if not by.has_perm(Right.TRANSLATE, profile.assessment):
        raise PermissionDenied
    locked = Profile.objects.select_for_update().get(pk=profile.pk)
    if language == locked.language or not locked.languages.filter(language=language).exists():
        raise ValidationError(_("The profile isn’t translated into this language."))


def _translations(model: type[Written], sources: Sequence[Written], language: str) -> dict[int, Written]:
    """By the key of its source, each translation as it stands; an empty new one where there is none."""
    names: tuple[str, ...] = model.NAMED_BY
    keys = [f"{name}_id" if name != "key" else name for name in names]
    rows: Any = model.objects
    wanted = {f"{names[0]}__in": [getattr(source, keys[0]) for source in sources]}
    known = {
        tuple(getattr(row, key) for key in keys): row for row in rows.filter(language=language, **wanted)
    }
    found: dict[int, Written] = {}
    for source in sources:
        named = tuple(getattr(source, key) for key in keys)
        new = model(language=language, revision=0, **dict(zip(keys, named, strict=True)))
        found[source.pk] = known.get(named, new)
    return found

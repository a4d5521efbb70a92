"""How the words of a text are saved: the newest ones in its row, all of them in its revisions."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from accounts.models import User
from profiles.models import Written

FIELDS = ["body", "revision", "source_revision", "written_at", "written_by", "reviewed_at", "reviewed_by"]


def keep_words(texts: Sequence[Written], *, by: User | None) -> None:
    """Save texts of one kind whose `body` (or `source_revision`) was set anew: each is one revision more.

    None of them is reviewed any more. Two statements for those that are new and two for those that are not,
    however many; `by` is None where an approved answer speaks.
    """
    now = timezone.now()
    for text in texts:
        text.revision = 1 if text.pk is None else text.revision + 1
        text.written_at, text.written_by = (now, by) if by else (None, None)
        text.reviewed_at = text.reviewed_by = None
    _keep(texts)
    _keep_revisions(texts, by)


def _keep(texts: Sequence[Written]) -> None:
    if not texts:
        return
    rows: Any = type(texts[0]).objects
    new = [text for text in texts if text.pk is None]
    known = [text for text in texts if text.pk is not None]
    rows.bulk_create(new)
    rows.bulk_update(known, FIELDS)


def _keep_revisions(texts: Sequence[Written], by: User | None) -> None:
    if texts:
        kind: Any = type(texts[0])
        said = kind.revisions.rel.related_model
        said.objects.bulk_create(
            said(text=text, number=text.revision, body=text.body, by=by) for text in texts
        )

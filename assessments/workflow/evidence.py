import secrets
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.models import Assessment, EvidenceFile, Source
from assessments.workflow.sources import (
    add_source,
    lock_library,
    may_change_source,
    refuse_if_settled,
)

MAX_FILES = 20  # of one source: a text with its annexes, not an archive
MAX_TOTAL = 500 * 1024 * 1024  # bytes of one assessment, so that a thousand of them fit on one disk
FOLDER = "evidence"


@transaction.atomic
def tell_source(*, assessment: Assessment, by: User, upload: Any = None, **fields: Any) -> Source:
    """A new source, with a file where one came along. Raises as `add_source` and `add_file`."""
    source = add_source(assessment=assessment, by=by, **fields)
    if upload:
        add_file(source=source, upload=upload, by=by)
    return source


@transaction.atomic
def add_file(*, source: Source, upload: Any, by: User) -> EvidenceFile:
    """Keep a file that shows what the source says; `upload` is what an UploadField gave.

    Raises PermissionDenied, ValidationError for `file` when the source has this file already or there is no room
    for it, or TransitionRefused when the assessment collects no answers. When the disk is full, OSError; then
    nothing is kept.
    """
    if not may_change_source(source, by):
        raise PermissionDenied
    lock_library(source.assessment)
    _refuse_surplus(source, upload.inspected.sha256, upload.inspected.size)
    stored = f"{FOLDER}/{secrets.token_hex(16)}"
    try:
        with transaction.atomic():
            file = EvidenceFile.objects.create(
                source=source,
                name=upload.inspected.name,
                stored=stored,
                sha256=upload.inspected.sha256,
                size=upload.inspected.size,
                media_type=upload.inspected.media_type,
                uploaded_by=by,
            )
            default_storage.save(stored, upload)
    except BaseException:
        default_storage.delete(stored)  # what was written of it
        raise
    return file


def _refuse_surplus(source: Source, sha256: str, size: int) -> None:
    if source.files.filter(sha256=sha256).exists():
        raise ValidationError({"file": _("This source has this very file already.")})
    if source.files.count() >= MAX_FILES:
        raise ValidationError({"file": _("A source has 20 files at most. Put several into one.")})
    if EvidenceFile.objects.filter(source__assessment=source.assessment_id).total_size() + size > MAX_TOTAL:
        words = _("The files of this assessment take 500 MB, and that is the limit. Remove some first.")
        raise ValidationError({"file": words})


@transaction.atomic
def remove_file(*, file: EvidenceFile, by: User) -> None:
    """Take a file away; its content goes once that is committed.

    Raises PermissionDenied, or TransitionRefused when the assessment collects no answers or an approved answer
    rests on the source.
    """
    if not may_change_source(file.source, by):
        raise PermissionDenied
    lock_library(file.source.assessment)
    refuse_if_settled(file.source)
    stored = file.stored
    file.delete()
    transaction.on_commit(partial(default_storage.delete, stored), robust=True)

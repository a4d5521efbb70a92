import hashlib
import io
import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

import pikepdf
from celery import shared_task
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles import report
from profiles.choices import EditionState, FileFormat, Stage
from profiles.document import files_of
from profiles.models import Edition, EditionFile
from profiles.snapshot import Snapshot
from profiles.tasks.beat import Beat, claim
from ui.bounded import TookTooMuch, bounded
from ui.pdf import PdfFailed
from ui.pdf_checks import Remark, remarks
from workflows.engine import TransitionRefused, perform

LONGEST = 60
"""Seconds after which the making of a PDF, its checks, or the making of the other files is given up."""

MEMORY = 1024**3
"""Bytes that each of them may take."""

log = logging.getLogger(__name__)


@shared_task
def render_edition(edition_id: int) -> None:
    """Make the files of an edition that waits for them, check the PDF, store them, and finish or fail the edition.

    Safe to deliver often, even at once: one job claims the edition, and a killed job’s claim runs out.
    """
    if not claim(Edition.objects.filter(pk=edition_id)):
        return
    edition = Edition.objects.get(pk=edition_id)
    try:
        _make(edition)
    except PdfFailed as failed:
        _end(edition, "fail", note=str(failed))
    except TookTooMuch:
        _end(edition, "fail", note=_("Its texts are too long to be laid out: shorten the longest of them."))
    except Exception:
        log.exception("Edition %s could not be made.", edition_id)
        note = _("Something went wrong that nobody foresaw. Try again, or tell the administrators.")
        _end(edition, "fail", note=note)
    else:
        later = edition.appears_at is not None and edition.appears_at > timezone.now()
        _end(edition, "hold" if later else "finish")


def _make(edition: Edition) -> None:
    """Raises PdfFailed with what the checks found, in words, or with what could not be laid out."""
    snapshot = Snapshot.from_json(edition.snapshot)
    beat = Beat(Edition.objects.filter(pk=edition.pk, state=EditionState.RENDERING))
    pdf = _bounded(lambda: _laid_out(snapshot), beat)
    if isinstance(pdf, str):
        raise PdfFailed(pdf)
    beat.reach(Stage.CHECKS)
    told: list[Remark] = _bounded(lambda: remarks(pdf), beat)
    Edition.objects.filter(pk=edition.pk).update(checks=[asdict(remark) for remark in told])
    if faults := [str(remark) for remark in told if remark.fails]:
        raise PdfFailed(_("The PDF failed its accessibility checks: %s") % "; ".join(faults))
    beat.reach(Stage.FILES)
    others: dict[str, bytes] = _bounded(lambda: files_of(snapshot), beat)
    picture = _bounded(lambda: _pictured(snapshot), beat)
    _store(edition, pdf, others)
    if picture is not None:
        _keep(edition, FileFormat.PNG, picture)


def _bounded(work: Callable[[], Any], beat: Beat) -> Any:
    return bounded(work, seconds=LONGEST, memory=MEMORY, meanwhile=beat)


def _laid_out(snapshot: Snapshot) -> bytes | str:
    """The PDF, or why there is none."""
    try:
        return report.render_pdf(snapshot)
    except PdfFailed as failed:
        return str(failed)


def _pictured(snapshot: Snapshot) -> bytes | None:
    """The picture of an edition; none where it can’t be drawn, which is no reason against the edition."""
    try:
        return report.render_picture(snapshot)
    except PdfFailed as failed:
        log.warning("No picture of %s: %s", snapshot.title, failed)
        return None


def _store(edition: Edition, pdf: bytes, others: Mapping[str, bytes]) -> None:
    """Keep the files of an edition, each under the digest of its content.

    Nothing can end a write to a disk that hangs; but the worker is silent then, and another one may begin.
    """
    with pikepdf.open(io.BytesIO(pdf)) as document:
        pages = len(document.pages)
    _keep(edition, FileFormat.PDF, pdf, pages)
    for file_format, content in others.items():
        _keep(edition, file_format, content)


def _keep(edition: Edition, file_format: str, content: bytes, pages: int = 0) -> None:
    """The row comes after the whole file: what a killed worker left half written is never served, and written anew."""
    digest = hashlib.sha256(content).hexdigest()
    name = f"editions/{digest}.{file_format}"
    if not _is_stored(name, content):
        default_storage.delete(name)
        name = default_storage.save(name, ContentFile(content))
    about = {"file": name, "sha256": digest, "bytes": len(content), "pages": pages}
    EditionFile.objects.update_or_create(edition=edition, format=file_format, defaults=about)


def _is_stored(name: str, content: bytes) -> bool:
    if not default_storage.exists(name):
        return False
    with default_storage.open(name) as stored:
        return bool(stored.read() == content)


def _end(edition: Edition, step: str, note: str = "") -> None:
    """The tables stand above the jobs, so a job names the table that its result moves on."""
    try:
        perform("edition", step, edition, by=None, note=note)
    except TransitionRefused:
        return  # meanwhile it was ended, because what may be shown was changed

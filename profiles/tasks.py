import hashlib
import io

import pikepdf
from celery import shared_task
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from profiles import report
from profiles.choices import EditionState
from profiles.models import Edition
from profiles.snapshot import Snapshot
from ui.pdf import PdfFailed
from ui.pdf_checks import failures
from workflows.engine import TransitionRefused, perform


@shared_task
def render_edition(edition_id: int) -> None:
    """Make the PDF of an edition that waits for it, check it, store it, and finish or fail the edition.

    Safe to run twice: the file is stored under the hash of its content, and only a waiting edition moves.
    """
    edition = Edition.objects.filter(pk=edition_id, state=EditionState.RENDERING).first()
    if edition is None:
        return
    try:
        pdf = report.render_pdf(Snapshot.from_json(edition.snapshot))
    except PdfFailed as failed:
        _end(edition, "fail", note=str(failed))
        return
    if faults := failures(pdf):
        _end(edition, "fail", note=_("The PDF failed its accessibility checks: %s") % "; ".join(faults))
        return
    _store(edition, pdf)
    _end(edition, "finish")


def _store(edition: Edition, pdf: bytes) -> None:
    digest = hashlib.sha256(pdf).hexdigest()
    name = f"editions/{digest}.pdf"
    if not default_storage.exists(name):
        name = default_storage.save(name, ContentFile(pdf))
    with pikepdf.open(io.BytesIO(pdf)) as document:
        pages = len(document.pages)
    Edition.objects.filter(pk=edition.pk, state=EditionState.RENDERING).update(
        pdf=name, pdf_sha256=digest, pdf_bytes=len(pdf), pdf_pages=pages
    )


def _end(edition: Edition, step: str, note: str = "") -> None:
    """The tables stand above the jobs, so a job names the table that its result moves on."""
    try:
        perform("edition", step, edition, by=None, note=note)
    except TransitionRefused:
        return  # the same job, delivered twice, has finished in the meantime

import io
import secrets
from collections.abc import Callable
from typing import Any

import pikepdf
from celery import shared_task
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles import report
from profiles.models import Proof
from profiles.snapshot import Snapshot
from profiles.tasks.beat import Beat, claim
from ui.bounded import TookTooMuch, bounded
from ui.pdf import PdfFailed
from ui.pdf_checks import failures

LONGEST = 60
"""Seconds after which the making of a PDF, or its checks, is given up."""

MEMORY = 1024**3
"""Bytes that each of them may take."""


@shared_task
def make_proof(proof_id: int) -> None:
    """Make the PDF of a draft that waits for it. Safe to deliver often: one job claims it, and it is made once."""
    if not claim(Proof.objects.filter(pk=proof_id)):
        return
    proof = Proof.objects.get(pk=proof_id)
    beat = Beat(Proof.objects.unmade().filter(pk=proof_id))
    try:
        pdf = _made(Snapshot.from_json(proof.snapshot), beat)
    except PdfFailed as failed:
        failure = str(failed)
    except TookTooMuch:
        failure = _("Its texts are too long to be laid out: shorten the longest of them.")
    else:
        keep_proof(proof, pdf)
        return
    Proof.objects.unmade().filter(pk=proof.pk).update(failure=failure)


def _bounded(work: Callable[[], Any], beat: Beat) -> Any:
    return bounded(work, seconds=LONGEST, memory=MEMORY, meanwhile=beat)


def _made(snapshot: Snapshot, beat: Beat) -> bytes:
    """Raises PdfFailed where it can't be laid out, or not everybody could read it."""
    pdf = _bounded(lambda: _laid_out(snapshot), beat)
    if isinstance(pdf, str):
        raise PdfFailed(pdf)
    if faults := _bounded(lambda: failures(pdf), beat):
        raise PdfFailed(_("The PDF failed its accessibility checks: %s") % "; ".join(faults))
    return bytes(pdf)


def _laid_out(snapshot: Snapshot) -> bytes | str:
    """The PDF, or why there is none."""
    try:
        return report.render_pdf(snapshot, draft=True)
    except PdfFailed as failed:
        return str(failed)


def keep_proof(proof: Proof, pdf: bytes) -> None:
    """Keep the file, unless the proof was thrown away or made by another job meanwhile."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        pages = len(document.pages)
    name, kept = f"proofs/{secrets.token_hex(16)}.pdf", False
    about = {"file": name, "bytes": len(pdf), "pages": pages, "failure": ""}
    try:
        default_storage.save(name, ContentFile(pdf))
        waiting = Proof.objects.filter(pk=proof.pk, made_at=None)
        kept = waiting.update(**about, made_at=timezone.now()) == 1
    finally:
        if not kept:
            default_storage.delete(name)  # what was written of it

"""The PDF of a draft: asked for, made by the worker, and thrown away once the profile says something else."""

import datetime
from functools import partial

from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from assessments.permissions import Right
from audit.workflow import hold
from profiles import report, tasks
from profiles.models import Profile, Proof
from profiles.tasks.beat import SILENT_AFTER, STARTS, broken_off

LOST_AFTER = datetime.timedelta(seconds=45)
"""What no worker has begun with for as long may be lost. A second job finds nothing to do."""


@transaction.atomic
def ask_for_proof(*, profile: Profile, language: str, by: User) -> Proof:
    """Have the worker make the PDF of what the profile says now, marked as a draft on each page.

    The same content gives the same proof, and one that wasn't made is tried again. Proofs of what the profile said
    before are thrown away. Raises PermissionDenied.
    """
    if not by.has_perm(Right.VIEW_PROFILE, profile.assessment):
        raise PermissionDenied
    hold(profile.assessment.matter)
    locked = Profile.objects.for_detail().select_for_update(of=["self"]).get(pk=profile.pk)
    snapshot = report.build(locked, language, published_date=timezone.localdate())
    digest = report.digest_of_content(snapshot)
    _throw_away(locked, language, digest)
    proof, is_new = Proof.objects.get_or_create(
        profile=locked, language=language, digest=digest, defaults={"snapshot": snapshot.to_json()}
    )
    if is_new or proof.failure or proof.given_up(timezone.now()):
        proof.failure, proof.asked_at, proof.beat_at, proof.attempts = "", timezone.now(), None, 0
        proof.save(update_fields=["failure", "asked_at", "beat_at", "attempts"])
        _queue(proof)
    return proof


def _throw_away(profile: Profile, language: str, digest: str) -> None:
    old = Proof.objects.filter(profile=profile, language=language).exclude(digest=digest)
    for name in old.exclude(file="").values_list("file", flat=True):
        transaction.on_commit(partial(default_storage.delete, name), robust=True)
    old.delete()


def _queue(proof: Proof) -> None:
    transaction.on_commit(lambda: tasks.make_proof.delay(proof.pk), robust=True)


@transaction.atomic
def requeue_lost_proofs() -> int:
    """Queue again what a worker or a broker has lost, for as long as anybody would wait; returns how many.

    What was begun with `STARTS` times has failed.
    """
    now = timezone.now()
    lost = Proof.objects.lost(now - LOST_AFTER, now - SILENT_AFTER).defer("snapshot")
    lost.filter(attempts__gte=STARTS).update(failure=broken_off())
    again = list(lost.filter(attempts__lt=STARTS))
    for proof in again:
        _queue(proof)
    return len(again)

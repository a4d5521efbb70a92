import datetime
from collections.abc import Collection, Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.choices import AssessmentState
from assessments.models import Assessment
from assessments.permissions import Right
from audit.workflow import hold
from profiles import report
from profiles.choices import EditionState, Stage
from profiles.models import Edition, Profile, StandingText, StandingTextRevision
from profiles.tasks.beat import SILENT_AFTER, STARTS, broken_off
from profiles.workflow.findings import draft_profile
from profiles.workflow.tables import EDITION, queue_rendering
from workflows.engine import TransitionRefused, perform

LOST_AFTER = datetime.timedelta(minutes=5)
"""What no worker has begun with for as long was lost by the broker."""


@transaction.atomic
def publish(
    *,
    profile: Profile,
    language: str,
    by: User,
    appears_at: datetime.datetime | None = None,
    note: str = "",
) -> Edition:
    """Freeze what the profile says in this language and have its files made; it appears when that is done.

    With `appears_at` it waits for that moment. `note` tells the readers what has changed since the edition that is
    published now, in the language of the edition. While one is in the making, that one is given.

    Raises PermissionDenied, or TransitionRefused with all that is missing; then there is no edition.
    """
    if not by.has_perm(Right.PUBLISH, profile.assessment):
        raise PermissionDenied
    hold(profile.assessment.matter)
    locked = Profile.objects.for_detail().select_for_update(of=["self"]).get(pk=profile.pk)
    editions = Edition.objects.filter(profile=locked, language=language)
    waiting = editions.in_the_making().first()
    if waiting is not None:
        return waiting
    number = (editions.aggregate(last=Max("number"))["last"] or 0) + 1
    day = timezone.localdate(appears_at) if appears_at else timezone.localdate()
    snapshot = report.build(locked, language, published_date=day, number=number, note=note.strip())
    edition = Edition.objects.create(
        profile=locked,
        language=language,
        number=number,
        snapshot=snapshot.to_json(),
        requested_by=by,
        appears_at=appears_at,
        note=note.strip(),
    )
    perform(EDITION, "publish", edition, by=by)
    return edition


@transaction.atomic
def let_appear(*, edition: Edition) -> None:
    """Publish an edition whose moment has come, or call it off where it may not appear any more."""
    try:
        with transaction.atomic():
            perform(EDITION, "appear", edition, by=None)
    except TransitionRefused as refused:
        waiting = Edition.objects.waiting().filter(pk=edition.pk).first()
        if waiting is not None and waiting.appears_at is not None and waiting.appears_at <= timezone.now():
            perform(EDITION, "lapse", waiting, by=None, note=str(refused))


@transaction.atomic
def heed_disclosure(*, assessment: Assessment) -> None:
    """What may be shown was changed: findings on what isn't internal any more, and no edition of what was shown before.

    An edition in the making that would say something else now is ended, and can be asked for anew. What is
    published stays.
    """
    profile = Profile.objects.for_detail().filter(assessment=assessment).first()
    if profile is None:
        return
    if assessment.state in (AssessmentState.APPROVED, AssessmentState.CLOSED):
        draft_profile(assessment=assessment)
    for edition in Edition.objects.in_the_making().filter(profile=profile):
        if report.says_otherwise(edition.snapshot, profile):
            note = _("What may be shown was changed meanwhile: publish it anew.")
            step = "lapse" if edition.state == EditionState.WAITING else "fail"
            perform(EDITION, step, edition, by=None, note=note)


def let_due_appear() -> int:
    """Publish every edition whose moment has come; returns how many there were. One that fails stops no other."""
    due = list(Edition.objects.due(timezone.now()).without_snapshot())
    for edition in due:
        let_appear(edition=edition)
    return len(due)


def requeue_lost() -> int:
    """Queue again what a worker or a broker has lost; returns how many. A second delivery does no harm.

    A killed worker is noticed after `SILENT_AFTER`; what no worker has begun with may only stand in a long queue.
    What was begun with `STARTS` times has failed.
    """
    now = timezone.now()
    lost = list(Edition.objects.lost(now - LOST_AFTER, now - SILENT_AFTER).without_snapshot())
    for edition in lost:
        if edition.attempts >= STARTS:
            _give_up(edition)
    again = [edition for edition in lost if edition.attempts < STARTS]
    _queue_again(again, now)
    return len(again)


def _give_up(edition: Edition) -> None:
    try:
        perform(EDITION, "fail", edition, by=None, note=broken_off())
    except TransitionRefused:
        return  # meanwhile it came to another end


@transaction.atomic
def _queue_again(editions: Collection[Edition], now: datetime.datetime) -> None:
    rows = Edition.objects.filter(pk__in=[edition.pk for edition in editions])
    rows.update(requested_at=now, beat_at=None, stage=Stage.QUEUED)
    for edition in editions:
        queue_rendering(edition)


@transaction.atomic
def load_standing_texts(*, texts: Mapping[str, Mapping[str, str]]) -> int:
    """Add the standing texts (key → language → body) that are missing; edited ones are left as they are."""
    known = set(StandingText.objects.values_list("key", "language"))
    missing = [
        StandingText(key=key, language=language, body=body)
        for key, bodies in texts.items()
        for language, body in bodies.items()
        if (key, language) not in known
    ]
    StandingText.objects.bulk_create(missing)
    StandingTextRevision.objects.bulk_create(
        StandingTextRevision(text=text, number=text.revision, body=text.body) for text in missing
    )
    return len(missing)

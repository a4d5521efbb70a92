import datetime
from collections.abc import Iterable, Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from assessments.permissions import Right
from profiles import report
from profiles.models import Consent, ConsentLanguage, Edition, Profile, StandingText
from profiles.workflow.tables import EDITION, PROFILE, queue_rendering
from workflows.engine import perform

LOST_AFTER = datetime.timedelta(minutes=5)
"""A worker needs seconds; one that was killed never says so."""


@transaction.atomic
def record_consent(
    *,
    profile: Profile,
    name: str,
    capacity: str,
    date: datetime.date,
    letter: str,
    languages: Iterable[str],
    by: User,
) -> Consent:
    """Record who consents to publication for the government, in which languages, with the letter's reference.

    Raises PermissionDenied, or TransitionRefused when the profile isn't cleared; then nothing is recorded.
    """
    if not by.has_perm(Right.CONSENT, profile.assessment):
        raise PermissionDenied
    Profile.objects.select_for_update().get(pk=profile.pk)
    profile.consents.filter(ended_at=None).update(ended_at=timezone.now())
    consent = Consent.objects.create(
        profile=profile, name=name, capacity=capacity, date=date, letter=letter, recorded_by=by
    )
    ConsentLanguage.objects.bulk_create(
        ConsentLanguage(consent=consent, language=language) for language in sorted(set(languages))
    )
    perform(PROFILE, "record consent", profile, by=by)
    return consent


@transaction.atomic
def publish(*, profile: Profile, language: str, by: User) -> Edition:
    """Freeze what the profile says in this language and have its PDF made; it appears when that is done.

    Raises PermissionDenied, or TransitionRefused with all that is missing; then there is no edition.
    """
    if not by.has_perm(Right.PUBLISH, profile.assessment):
        raise PermissionDenied
    locked = Profile.objects.for_detail().select_for_update(of=["self"]).get(pk=profile.pk)
    editions = Edition.objects.filter(profile=locked, language=language)
    waiting = editions.in_the_making().first()
    if waiting is not None:
        return waiting
    number = (editions.aggregate(last=Max("number"))["last"] or 0) + 1
    snapshot = report.build(locked, language, published_date=timezone.localdate())
    edition = Edition.objects.create(
        profile=locked, language=language, number=number, snapshot=snapshot.to_json(), requested_by=by
    )
    perform(EDITION, "publish", edition, by=by)
    return edition


@transaction.atomic
def requeue_lost() -> int:
    """Queue again what a worker or a broker has lost; returns how many. A second delivery does no harm."""
    lost = list(Edition.objects.lost(timezone.now() - LOST_AFTER))
    Edition.objects.filter(pk__in=[edition.pk for edition in lost]).update(requested_at=timezone.now())
    for edition in lost:
        queue_rendering(edition)
    return len(lost)


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
    return len(missing)

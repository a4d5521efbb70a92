"""Published profiles that say just what a test needs: rows and a snapshot, put on the shelves by the real function."""

import datetime
from dataclasses import dataclass, replace
from functools import cache
from itertools import count

from django.utils import timezone

from accounts.models import User
from assessments.choices import AssessmentState
from assessments.models import Assessment
from portal.workflow import shelve
from profiles.choices import EditionState, FileFormat, FindingKind, ProfileState
from profiles.models import Edition, EditionEvent, EditionFile, Profile
from profiles.snapshot import DomainPart, FindingLine
from tests.factories.instruments import COLOURS
from tests.factories.snapshots import quilmes

_keys = count(1000)


@dataclass(frozen=True)
class Says:
    """A finding: what it says, and where it stands."""

    body: str
    kind: str = FindingKind.DEVELOPED
    domain: int = 1
    indicators: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    key: int | None = None  # one of its own unless given


@cache
def _some_snapshot():
    return quilmes()


def snapshot_of(*findings, domains=2, **changes):
    """A snapshot with these findings in `domain-1`, `domain-2` …"""
    parts = [_domain(number, findings) for number in range(1, domains + 1)]
    return replace(_some_snapshot(), domains=tuple(parts), **changes)


def _domain(number, findings):
    lines = {
        kind: tuple(
            FindingLine(next(_keys) if say.key is None else say.key, say.body, (), say.indicators, say.tags)
            for say in findings
            if (say.domain, say.kind) == (number, kind)
        )
        for kind in FindingKind
    }
    name, colour = f"Domain {number}", COLOURS[number % 3]
    return DomainPart(
        number, f"domain-{number}", name, name, "", colour, colour, lines["developed"], lines["potential"]
    )


def make_profile(place, instrument, *, year=2022, number=1):
    """A profile of that round with nothing published yet."""
    by = User.objects.order_by("pk").first() or User.objects.create(email="ada@example.org", name="Ada")
    assessment = Assessment.objects.create(
        jurisdiction=place,
        instrument=instrument,
        scope=instrument.scope,
        round=number,
        year=year,
        working_language="en",
        data_cutoff_date=datetime.date(year, 11, 30),
        state=AssessmentState.CLOSED,
        created_by=by,
    )
    return Profile.objects.create(assessment=assessment, state=ProfileState.CONSENTED)


def publish_saying(profile, *findings, language="en", age=0, **changes):
    """The profile is published in this language so many days ago, and says this."""
    assessment = profile.assessment
    about = {
        "language": language,
        "scope": assessment.scope,
        "year": assessment.year,
        "round": assessment.round,
        "name": assessment.jurisdiction.name,
    }
    edition = Edition.objects.create(
        profile=profile,
        language=language,
        number=1,
        state=EditionState.PUBLISHED,
        snapshot=snapshot_of(*findings, **about | changes).to_json(),
        requested_by=assessment.created_by,
        published_at=timezone.now() - datetime.timedelta(days=age),
    )
    EditionFile.objects.create(
        edition=edition, format=FileFormat.PDF, file="none.pdf", sha256="0" * 64, bytes=1, pages=1
    )
    EditionEvent.objects.create(
        subject=edition, name="finish", source="rendering", target="published", by=assessment.created_by
    )
    shelve(profile=Profile.objects.for_detail().get(pk=profile.pk))
    return edition

"""What is published, kept beside the editions for lists and searches."""

from django.conf import settings
from django.db import transaction

from places.models import Jurisdiction
from places.regions import region_of
from portal.models import Publication, PublishedFinding, PublishedTag
from portal.version import change_version
from portal.words import kept_words, mark
from profiles.choices import FindingKind
from profiles.models import Edition, Profile
from profiles.snapshot import DomainPart, FindingLine, Snapshot

NAMES = ("name", "official_name")

MINUTE = 60
NUMBERS = 2**13
"""More than an edition has findings."""
EDITIONS = 2**24
"""More than there are editions."""


@transaction.atomic
def shelve(*, profile: Profile) -> None:
    """Tell lists and searches what the published editions of the profile say now, and no other.

    Safe to repeat. Every cached page is made anew once the transaction is committed.
    """
    editions = list(Edition.objects.public().filter(profile=profile).order_by("pk"))
    PublishedFinding.objects.filter(edition__profile=profile).delete()
    Publication.objects.filter(profile=profile).delete()
    if editions:
        _shelve_profile(profile, editions)
        for edition in editions:
            _shelve_findings(profile, edition)
    transaction.on_commit(change_version, robust=True)


def _shelve_profile(profile: Profile, editions: list[Edition]) -> None:
    assessment, place = profile.assessment, profile.assessment.jurisdiction
    told = {text for edition in editions for text in _names_in(Snapshot.from_json(edition.snapshot))}
    for each in (place, place.country or place):
        known = (getattr(each, f"{n}_{code}") for n in NAMES for code in settings.MODELTRANSLATION_LANGUAGES)
        told.update(name for name in known if name)
    Publication.objects.create(
        profile=profile,
        place=place,
        country=place.country or place,
        kind=place.kind,
        scope=assessment.scope,
        year=assessment.year,
        round=assessment.round,
        published_at=max(edition.published_at for edition in editions if edition.published_at),
        search=kept_words(*sorted(told)),
    )


def _names_in(snapshot: Snapshot) -> tuple[str, ...]:
    return snapshot.title, snapshot.name, snapshot.country


def _shelve_findings(profile: Profile, edition: Edition) -> None:
    snapshot = Snapshot.from_json(edition.snapshot)
    place = profile.assessment.jurisdiction
    names = _names_in(snapshot)
    lines = list(enumerate(snapshot.findings, start=1))
    marks = _marks_of(edition, snapshot, place.country or place)
    findings = PublishedFinding.objects.bulk_create(
        PublishedFinding(  # type: ignore[misc]  # published_at: what is published has it
            id=key_of(edition, number),
            edition=edition,
            number=number,
            key=line.key,
            language=edition.language,
            place=place,
            country=place.country or place,
            scope=snapshot.scope,
            year=snapshot.year,
            published_at=edition.published_at,
            domain=domain.slug,
            kind=kind,
            body=line.body,
            search=" ".join([kept_words(line.body, *names), *marks, *_marks(domain, kind, line)]),
        )
        for number, (domain, kind, line) in lines
    )
    PublishedTag.objects.bulk_create(
        PublishedTag(finding=finding, tag=tag)
        for finding, (_number, (_domain, _kind, line)) in zip(findings, lines, strict=True)
        for tag in line.tags
    )


def key_of(edition: Edition, number: int) -> int:
    """The key of that finding of a published edition: the greater, the later it was published."""
    assert edition.published_at is not None  # noqa: S101  the database holds it together with the state
    minutes = int(edition.published_at.timestamp()) // MINUTE
    return (minutes * EDITIONS + edition.pk) * NUMBERS + NUMBERS - number


def _marks_of(edition: Edition, snapshot: Snapshot, country: Jurisdiction) -> list[str]:
    """What every finding of the edition can be filtered by."""
    return [
        mark("language", edition.language),
        mark("scope", snapshot.scope),
        mark("year", snapshot.year),
        mark("country", country.slug),
        mark("region", region_of(country.iso_code)),
    ]


def _marks(domain: DomainPart, kind: FindingKind, line: FindingLine) -> list[str]:
    """What one finding can be filtered by."""
    return [mark("domain", domain.slug), mark("kind", kind), *(mark("tag", tag) for tag in line.tags)]

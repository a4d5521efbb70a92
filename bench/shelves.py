"""Published profiles by bulk inserts, and what lists and searches know of them: as `shelve` would have written it.

Half of the places lie in one country, the others in all countries in turn. Every fifth profile is the second round of
a place, every tenth has a French edition too. All say what the demonstration says, each under the name of its place.
"""

import datetime
from dataclasses import replace

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from assessments.choices import AssessmentState
from assessments.models import Assessment
from bench import download
from bench.findings import TAG
from places.choices import Kind
from places.models import Jurisdiction
from places.regions import region_of
from portal.models import Publication, PublishedFinding, PublishedTag
from portal.words import kept_words, mark
from portal.workflow import key_of
from profiles.choices import EditionState, FileFormat, ProfileState
from profiles.models import Edition, EditionEvent, EditionFile, Profile
from tests.factories.snapshots import quilmes

CHUNK = 500  # profiles in one transaction
SECOND_ROUNDS, IN_FRENCH = 5, 10
TAGGED = 3  # one finding in so many speaks to the objective
CUTOFF = datetime.date(2022, 6, 30)


def fill(total, instrument, by):
    """So many published profiles; returns the first of them."""
    said = quilmes()
    default_storage.save(f"editions/{download.NAME}", ContentFile(download.CONTENT))
    lines = _lines(said)
    firsts = total - total // SECOND_ROUNDS
    towns = _towns(firsts)
    rounds = [(town, 2022, 1) for town in towns] + [(town, 2025, 2) for town in towns[: total - firsts]]
    first, now = None, timezone.now()
    for start in range(0, total, CHUNK):
        with transaction.atomic():
            moments = [now - datetime.timedelta(minutes=total - start - n) for n in range(CHUNK)]
            some = list(zip(rounds[start : start + CHUNK], moments, strict=False))
            profiles = _profiles(some, instrument, by)
            editions = _editions(profiles, some, said, by)
            _shelve(profiles, editions, some, lines)
            first = first or profiles[0]
    return first


def _towns(total):
    countries = list(Jurisdiction.objects.countries().exclude(iso_code="AR").order_by("pk"))
    main = Jurisdiction.objects.get(iso_code="AR")
    return Jurisdiction.objects.bulk_create(
        Jurisdiction(
            kind=Kind.CITY if number % 2 else Kind.MUNICIPALITY,
            country=main if number % 2 == 0 else countries[number // 2 % len(countries)],
            slug=f"town-{number}",
            name_en=f"Town {number:05}",
            official_name_en=f"Municipality of Town {number:05}",
        )
        for number in range(total)
    )


def _profiles(some, instrument, by):
    assessments = Assessment.objects.bulk_create(
        Assessment(
            jurisdiction=town,
            instrument=instrument,
            scope=instrument.scope,
            year=year,
            round=number,
            working_language="en",
            data_cutoff_date=CUTOFF,
            state=AssessmentState.CLOSED,
            created_by=by,
        )
        for (town, year, number), _moment in some
    )
    return Profile.objects.bulk_create(
        Profile(assessment=one, state=ProfileState.CONSENTED) for one in assessments
    )


def _editions(profiles, some, said, by):
    editions = Edition.objects.bulk_create(
        Edition(
            profile=profile,
            language=language,
            number=1,
            state=EditionState.PUBLISHED,
            snapshot=_snapshot(said, town, year, number, language),
            requested_by=by,
            published_at=moment,
        )
        for place, (profile, ((town, year, number), moment)) in enumerate(zip(profiles, some, strict=True))
        for language in (("en", "fr") if place % IN_FRENCH == 0 else ("en",))
    )
    EditionFile.objects.bulk_create(
        EditionFile(
            edition=edition,
            format=FileFormat.PDF,
            file=f"editions/{download.NAME}",
            sha256=f"{edition.pk:064x}",  # each edition its own, as they have
            bytes=len(download.CONTENT),
            pages=40,
        )
        for edition in editions
    )
    EditionEvent.objects.bulk_create(
        EditionEvent(subject=edition, name="finish", source="rendering", target="published", by=by)
        for edition in editions
    )
    return editions


def _snapshot(said, town, year, number, language):
    country = town.country
    return replace(
        said,
        language=language,
        title=town.official_name_en,
        name=town.name_en,
        country=country.name_en,
        year=year,
        round=number,
        address=f"{town.address}/{year}",
    ).to_json()


def _lines(said):
    """Of each finding: its domain, its kind, itself, and its own words and marks."""
    return [
        (
            domain.slug,
            kind,
            line,
            f"{kept_words(line.body)} {mark('domain', domain.slug)} {mark('kind', kind)}"
            + (f" {mark('tag', TAG)}" if line.key % TAGGED == 0 else ""),
        )
        for domain in said.domains
        for kind, found in (("developed", domain.developed), ("potential", domain.potential))
        for line in found
    ]


def _shelve(profiles, editions, some, lines):
    where = {}
    for profile, ((town, year, number), moment) in zip(profiles, some, strict=True):
        names = kept_words(town.official_name_en, town.name_en, town.country.name_en)
        where[profile.pk] = town, year, number, moment, names
    Publication.objects.bulk_create(
        Publication(
            profile_id=key,
            place=town,
            country=town.country,
            kind=town.kind,
            scope="local",
            year=year,
            round=number,
            published_at=moment,
            search=names,
        )
        for key, (town, year, number, moment, names) in where.items()
    )
    findings = _findings(editions, where, lines)
    tagged = {number for number, (*_, words) in enumerate(lines, start=1) if mark("tag", TAG) in words}
    PublishedTag.objects.bulk_create(
        PublishedTag(finding=each, tag=TAG) for each in findings if each.number in tagged
    )


def _findings(editions, where, lines):
    return PublishedFinding.objects.bulk_create(
        PublishedFinding(
            id=key_of(edition, number),
            edition=edition,
            number=number,
            key=number,
            language=edition.language,
            place=town,
            country=town.country,
            scope="local",
            year=year,
            published_at=moment,
            domain=domain,
            kind=kind,
            body=line.body,
            search=f"{words} {names} {_marks(edition, town, year)}",
        )
        for edition in editions
        for town, year, _number, moment, names in [where[edition.profile_id]]
        for number, (domain, kind, line, words) in enumerate(lines, start=1)
    )


def _marks(edition, town, year):
    """What every finding of the edition can be filtered by."""
    country = town.country
    told = {"language": edition.language, "scope": "local", "year": year, "country": country.slug}
    return " ".join(mark(*pair) for pair in (told | {"region": region_of(country.iso_code)}).items())

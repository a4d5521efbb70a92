"""Profiles and their editions, as they are answered."""

from typing import Any

from api.querysets import PROFILES, Page, in_region, page_of
from api.report import addresses, parts
from api.schema.answers import Edition, Profile, ProfileOfList
from api.schema.questions import ProfileQuestion
from portal.models import Publication
from profiles.document.wording import citation
from profiles.models import Edition as EditionRow
from profiles.snapshot import Snapshot


def profiles(asked: ProfileQuestion) -> Page:
    """The published profiles asked for, newest first; three statements."""
    found = Publication.objects.all()
    if asked.region:
        found = in_region(found, asked.region)
    exact = {"country__slug": asked.country, "kind": asked.kind, "scope": asked.scope, "year": asked.year}
    found = found.filter(**{name: value for name, value in exact.items() if value is not None})
    if asked.language:
        found = found.in_language(EditionRow.objects, asked.language)
    if asked.q:
        found = found.matching(asked.q)
    shown = Publication.objects.for_list(EditionRow.objects)
    return page_of(found, shown, PROFILES, asked.cursor, asked.limit)


def line(publication: Any) -> ProfileOfList:
    return ProfileOfList(**_fields(publication), editions=_editions(publication))


def profile(country: str, place: str, year: int) -> Profile | None:
    """The published profile of this place and year, with all editions that have a page; None where there is none."""
    rows = Publication.objects.filter(year=year, country__slug=country, place__slug=place or country)
    rows = rows.filter(place__country__isnull=not place).for_list(EditionRow.objects)
    found = rows.newest_first().first()
    if found is None:
        return None
    readable = EditionRow.objects.readable().filter(profile=found.profile).without_snapshot()
    others = readable.exclude(state="published").prefetch_related("files").order_by("language", "-number")
    earlier = [_of(found.profile, each) for each in others]
    return Profile(
        **_fields(found),
        editions=_editions(found),
        earlier_editions=[parts.edition(each) for each in earlier],
    )


def edition(country: str, place: str, year: int, name: str) -> Edition | None:
    """One edition that has a page, `en-1`, with its snapshot; None where there is none."""
    language, _dash, number = name.rpartition("-")
    rows = EditionRow.objects.readable().at(country=country, place=place, year=year)
    rows = rows.filter(language=language, number=int(number))
    found = rows.select_related("profile__assessment__jurisdiction__country").prefetch_related("files")
    row = found.order_by("-pk").first()
    if row is None:
        return None
    snapshot = Snapshot.from_json(row.snapshot)
    return Edition(
        **parts.edition_fields(_of(row.profile, row)), citation=citation(snapshot), snapshot=snapshot
    )


def _fields(publication: Any) -> dict[str, Any]:
    written, assessment = publication.profile, publication.profile.assessment
    place = assessment.jurisdiction
    country = place.country or place
    name = addresses.profile_id(written)
    return {
        "id": name,
        "place": parts.place(place),
        "country": parts.place(country),
        "region": parts.region(country.iso_code),
        "scope": publication.scope,
        "year": publication.year,
        "round": publication.round,
        "instrument": addresses.instrument_id(assessment.instrument),
        "published_at": publication.published_at,
        "page": addresses.profile_page(written),
        "url": addresses.api(f"profiles/{name}"),
    }


def _editions(publication: Any) -> list[Any]:
    written = publication.profile
    return [parts.edition(_of(written, each)) for each in written.public_editions]


def _of(written: Any, row: EditionRow) -> EditionRow:
    """The edition, and through it its files, know the profile that is at hand: no statement asks for it again."""
    row.profile = written
    for file in row.files.all():
        file.edition = row
    return row

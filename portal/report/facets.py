"""What there is to choose from, and how the world is laid out; read once for each version of what is published."""

from dataclasses import dataclass, field

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from places.choices import Kind
from places.models import Jurisdiction
from places.regions import region_name, region_of
from portal.models import Publication
from portal.version import kept
from profiles.models import Edition
from ui.languages import own_name
from ui.text import folded

Choices = list[tuple[str, str]]

ELSEWHERE = ""
"""The code of the region of countries that the list of regions doesn’t have."""


@dataclass(frozen=True)
class Country:
    """A country with something published: of its national level, of a place in it, or of both."""

    pk: int
    slug: str
    name: str
    national: bool
    local: bool


@dataclass(frozen=True)
class Region:
    code: str
    name: str
    countries: list[Country] = field(default_factory=list)


def facets() -> dict[str, Choices]:
    """Of each filter the choices that lead to something, in the language of the page."""
    return kept("facets", _facets)


def _facets() -> dict[str, Choices]:
    published = Publication.objects.all()
    countries = sorted(countries_in(), key=_by_name)
    return {
        "region": [(region.code, region.name) for region in atlas() if region.code],
        "country": [(country.slug, country.name) for country in countries],
        "level": [(kind, str(Kind(kind).label)) for kind in published.kinds()],
        "year": [(str(year), str(year)) for year in published.years()],
        "language": [(code, own_name(code)) for code in Edition.objects.public().languages()],
    }


def atlas() -> list[Region]:
    """The regions by name, and in each the countries that have something published, by name."""
    return kept("atlas", _atlas)


def countries_in(region: str | None = None) -> list[Country]:
    """The countries that have something published: all, or those of one region."""
    return [country for each in atlas() if region in (None, each.code) for country in each.countries]


def _atlas() -> list[Region]:
    scopes: dict[int, set[str]] = {}
    for country, scope in Publication.objects.scopes():
        scopes.setdefault(country, set()).add(scope)
    regions: dict[str, Region] = {}
    for row in Jurisdiction.objects.filter(pk__in=scopes).order_by("pk"):
        code = region_of(row.iso_code)
        known = scopes[row.pk]
        country = Country(row.pk, row.slug, row.name, "national" in known, "local" in known)
        regions.setdefault(code, Region(code, _region_name(code))).countries.append(country)
    for region in regions.values():
        region.countries.sort(key=_by_name)
    return sorted(regions.values(), key=lambda region: (region.code == ELSEWHERE, folded(region.name)))


def _region_name(code: str) -> str:
    return region_name(code, get_language() or "en") if code else _("Elsewhere")


def _by_name(row: Country | Jurisdiction) -> tuple[str, int]:
    return folded(row.name), row.pk


def coverage() -> dict[str, int]:
    """How many countries and how many local authorities have a published profile."""
    return kept("coverage", Publication.objects.coverage)


def places_in(country: Jurisdiction) -> list[int]:
    """The keys of the places in a country that have a published profile, by name in the language of the page."""

    def read() -> list[int]:
        local = Publication.objects.filter(country=country).exclude(place=country)
        return [
            row.pk for row in sorted(Jurisdiction.objects.filter(pk__in=local.values("place")), key=_by_name)
        ]

    return kept(f"places.{country.pk}", read)

"""What comes nearest to a search that found nothing."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from places.models import Jurisdiction
from places.regions import region_name, region_of
from portal.models import Publication
from portal.report.facets import countries_in
from profiles.models import Edition

SHOWN = 3


@dataclass(frozen=True)
class Nearest:
    """The newest profiles of a country or region, and the filter that shows them all."""

    name: str
    field: str
    value: str
    publications: list[Publication]


def nearest(*, name: str = "", country: str = "", region: str = "", **others: str) -> Nearest | None:
    """Profiles of the country that was chosen or named, else of its region, else of the region that was chosen."""
    where = _country(name, country)
    found = Publication.objects.newest_first().for_list(Edition.objects)
    if where and (publications := _some(found.filter(country=where))):
        return Nearest(where.name, "country", where.slug, publications)
    code = region or (region_of(where.iso_code) if where else "")
    if code and (publications := _some(found.in_countries(each.pk for each in countries_in(code)))):
        return Nearest(region_name(code, get_language() or "en"), "region", code, publications)
    return None


def _country(name: str, slug: str) -> Jurisdiction | None:
    """Only countries are looked at: which places in them are being assessed is nobody's business yet."""
    countries = Jurisdiction.objects.countries()
    found: Jurisdiction | None = None
    if slug:
        found = countries.filter(slug=slug).first()
    elif name:
        found = countries.matching(name).order_by("name", "pk").first()
    return found


def _some(found: Any) -> list[Publication]:
    return list(found[:SHOWN])

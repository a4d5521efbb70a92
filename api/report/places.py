"""Places with a published profile, by name of address."""

from typing import Any

from django.db.models import Prefetch

from api.querysets import PLACES, Page, in_region, page_of, published_places
from api.report import parts
from api.schema.answers import PlaceOfList
from api.schema.questions import PlaceQuestion
from places.models import Jurisdiction
from portal.models import Publication


def places(asked: PlaceQuestion) -> Page:
    """The places asked for, countries in the order of the alphabet and places inside them; two statements."""
    found = shown = published_places(Jurisdiction.objects.all(), Publication.objects)
    if asked.region:
        found = in_region(found, asked.region, "iso")
    if asked.country:
        found = found.filter(of=asked.country)
    if asked.kind:
        found = found.filter(kind=asked.kind)
    profiles = Prefetch("publications", Publication.objects.order_by("-year", "-pk"))
    shown = shown.select_related("country").prefetch_related(profiles)
    return page_of(found, shown, PLACES, asked.cursor, asked.limit)


def line(row: Any) -> PlaceOfList:
    years = [publication.year for publication in row.publications.all()]
    return PlaceOfList(
        **parts.place_fields(row),
        country=parts.place(row.country) if row.country else None,
        region=parts.region(row.iso),
        profiles=[f"{row.address}/{year}" for year in dict.fromkeys(years)],
    )

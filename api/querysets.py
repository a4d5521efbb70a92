"""Reads of the open data: which rows were asked for, and lists in pages that stay in step however long they get."""

import base64
import datetime
import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce, Concat

from places.regions import countries_by_region

GREATEST_KEY = 2**63 - 1


class FaultyCursor(Exception):
    """It wasn’t taken from a link."""


@dataclass(frozen=True)
class Step:
    """One field that a list is ordered by, and what its values are."""

    field: str
    kind: type
    newest_first: bool = False

    def read(self, value: Any) -> Any:
        if self.kind is datetime.datetime and isinstance(value, str):
            read = datetime.datetime.fromisoformat(value)
            if read.tzinfo is None:
                raise FaultyCursor
            return read.astimezone(datetime.UTC)
        right = isinstance(value, self.kind) and not isinstance(value, bool)
        if not right or (isinstance(value, int) and abs(value) > GREATEST_KEY):
            raise FaultyCursor
        if isinstance(value, str) and not value.isprintable():
            raise FaultyCursor
        return value


@dataclass(frozen=True)
class Page:
    """`next` and `previous` are cursors, empty where there is no such page."""

    rows: list[Any]
    next: str
    previous: str


PROFILES = (
    Step("published_at", datetime.datetime, newest_first=True),
    Step("profile_id", int, newest_first=True),
)
FINDINGS = (Step("id", int, newest_first=True),)
PLACES = (Step("of", str), Step("inside", str))
"""The last step of each order tells any two rows apart."""


def page_of(rows: Any, shown: Any, order: tuple[Step, ...], cursor: str | None, limit: int) -> Page:
    """So many rows from where the cursor says, as `shown` fetches them, in one statement beside what that prefetches.

    No row of the pages before is read, and only those of the page are joined with anything. A row that appears or goes
    meanwhile moves no other one across the edge of a page.
    """
    backwards, values = _read(cursor, order) if cursor else (False, ())
    if values:
        rows = rows.filter(_beyond(order, values, backwards))
    names = _names(order, backwards)
    found = list(shown.filter(pk__in=rows.order_by(*names).values("pk")[: limit + 1]).order_by(*names))
    more, found = len(found) > limit, found[:limit]
    if backwards:
        found.reverse()
    ahead, behind = (bool(cursor), more) if backwards else (more, bool(cursor))
    return Page(
        rows=found,
        next=_write("n", order, found[-1]) if ahead and found else "",
        previous=_write("p", order, found[0]) if behind and found else "",
    )


def _names(order: tuple[Step, ...], backwards: bool) -> list[str]:
    return [f"-{step.field}" if step.newest_first != backwards else step.field for step in order]


def _beyond(order: tuple[Step, ...], values: tuple[Any, ...], backwards: bool) -> Q:
    """Whatever comes after these values; its first part lets the database begin in the middle of an index."""
    found, same = Q(), Q()
    for step, value in zip(order, values, strict=True):
        towards = "lt" if step.newest_first != backwards else "gt"
        found |= same & Q((f"{step.field}__{towards}", value))
        same &= Q((step.field, value))
    first = order[0]
    edge = "lte" if first.newest_first != backwards else "gte"
    return Q((f"{first.field}__{edge}", values[0])) & found


def _write(direction: str, order: tuple[Step, ...], row: Any) -> str:
    values = [getattr(row, step.field) for step in order]
    told = [value.isoformat() if isinstance(value, datetime.datetime) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps([direction, *told]).encode()).decode().rstrip("=")


def _read(cursor: str, order: tuple[Step, ...]) -> tuple[bool, tuple[Any, ...]]:
    try:
        direction, *values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        read = tuple(step.read(value) for step, value in zip(order, values, strict=True))
    except (ValueError, TypeError, OverflowError, RecursionError) as fault:
        raise FaultyCursor from fault
    if direction not in ("n", "p"):
        raise FaultyCursor
    return direction == "p", read


# What was asked for -----------------------------------------------------------------------------------


def in_region(rows: Any, code: str, field: str = "country__iso_code") -> Any:
    """Those in a region; none where there is no such region."""
    return rows.filter(**{f"{field}__in": countries_by_region().get(code, frozenset())})


def published_places(places: Any, publications: Any) -> Any:
    """Countries and places that have a published profile, each with `of` and `inside`, by which they are ordered."""
    return places.filter(Exists(publications.filter(place=OuterRef("pk")))).annotate(
        of=Coalesce("country__slug", "slug"),
        iso=Coalesce("country__iso_code", "iso_code"),
        inside=Case(When(country=None, then=Value("")), default="slug", output_field=models.CharField()),
    )


def profiles_for_table(publications: Any, editions: Any) -> tuple[Any, Any]:
    """For a file of all profiles: a row of each, and the languages of each as (profile, language); two statements."""
    own = ("profile_id", "kind", "scope", "year", "round", "published_at")
    rows = publications.order_by("profile_id").values(
        *own,
        iso=F("country__iso_code"),
        country_slug=F("country__slug"),
        country_name=_named("country"),
        place_name=_named("place"),
        address=_address("place"),
        slug=F("profile__assessment__instrument__slug"),
        version=F("profile__assessment__instrument__version"),
    )
    languages = editions.public().order_by("profile_id", "language").values_list("profile_id", "language")
    return rows, languages


def findings_for_table(findings: Any, tags: Any) -> tuple[Any, Any]:
    """For a file of all findings: a row of each, and the tags of each as (finding, tag); two statements."""
    own = ("pk", "number", "key", "language", "scope", "year", "published_at", "domain", "kind", "body")
    rows = findings.order_by("pk").values(
        *own,
        iso=F("country__iso_code"),
        address=_address("place"),
        edition_number=F("edition__number"),
    )
    return rows, tags.order_by("finding_id", "tag").values_list("finding_id", "tag")


def _named(place: str) -> Coalesce:
    """In English, or in the first other language there is a name in."""
    names = (f"{place}__name_{code}" for code in settings.MODELTRANSLATION_LANGUAGES)
    return Coalesce(*names, Value(""), output_field=models.CharField())


def _address(place: str) -> Case:
    text = models.CharField()
    inside = Concat(f"{place}__country__slug", Value("/"), f"{place}__slug", output_field=text)
    return Case(
        When(**{f"{place}__country": None}, then=f"{place}__slug"),
        default=inside,
        output_field=text,
    )

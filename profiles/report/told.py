"""The page of a published profile, laid out once for what is told of its place, and anew when that changes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Self

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from profiles.choices import EditionState
from profiles.document.wording import citation
from profiles.models import Edition
from profiles.report.described import description, linked_data
from profiles.report.published import change_log, withdrawals
from profiles.snapshot import Snapshot
from ui.languages import languages_in_words

State = tuple[int, str, datetime | None]
Round = tuple[int, str]
"""Its year, and the address of its profile."""
Named = tuple[str, str]
"""Name and address of a page."""


@dataclass(frozen=True)
class Told:
    """The editions of a place that the public hears of, in all rounds; and the one that is read, in which language.

    What an edition says never changes. So two of these that show the same edition are the same as long as every edition
    is what it was, since the same moment: a key alone would not do, for a restored database gives keys out again.
    """

    language: str  # of the page
    address: str  # of the profile
    shown: int  # the key of the edition
    states: tuple[State, ...]
    edition: Edition = field(compare=False)
    at_place: Sequence[Edition] = field(compare=False)

    @classmethod
    def of(cls, edition: Edition, at_place: Sequence[Edition], language: str) -> Self:
        states = tuple((each.pk, each.state, each.published_at) for each in at_place)
        return cls(language, edition.profile.public_url, edition.pk, states, edition, at_place)

    @property
    def editions(self) -> list[Edition]:
        """Of the profile that is read, newest of each language first."""
        return [each for each in self.at_place if each.profile_id == self.edition.profile_id]

    @property
    def published(self) -> list[Edition]:
        return [each for each in self.editions if each.state == EditionState.PUBLISHED]

    def rounds(self) -> dict[str, list[Round]]:
        """The newer and the older published rounds, newest first."""
        shown = self.edition.profile.assessment.round
        others = {each.profile for each in self.at_place if each.state == EditionState.PUBLISHED}
        rows = sorted(((p.assessment.round, p.assessment.year, p.public_url) for p in others), reverse=True)
        return {
            "newer": [(year, address) for number, year, address in rows if number > shown],
            "earlier": [(year, address) for number, year, address in rows if number < shown],
        }


@dataclass(frozen=True)
class Page:
    """What the page of a profile says between masthead and foot, and what its head says of it."""

    title: str
    year: int
    head: SafeString
    main: SafeString


@lru_cache(maxsize=200)
def laid_out(told: Told) -> Page:
    """In at most three statements; in none once this process has laid it out."""
    prefetch_related_objects([told.edition, *told.published], "files")
    snapshot = Snapshot.from_json(Edition.objects.values_list("snapshot", flat=True).get(pk=told.shown))
    context = _context(told, snapshot)
    head, main = (render_to_string(f"profiles/_page_{part}.html", context) for part in ("head", "main"))
    return Page(snapshot.title, snapshot.year, head, main)


def canonical(edition: Edition) -> str:
    """The page that search engines name: of the profile, in the language of the edition; its own once it was replaced."""
    if edition.state != EditionState.PUBLISHED:
        return edition.permanent_url
    return edition.profile.page_in(edition.language) or edition.profile.public_url


def _context(told: Told, snapshot: Snapshot) -> dict[str, Any]:
    edition, published = told.edition, told.published
    languages = [(each, each.profile.page_in(each.language) or each.permanent_url) for each in published]
    return {
        "edition": edition,
        "snapshot": snapshot,
        "page_language": told.language,
        "site_url": settings.SITE_URL,
        "description": description(snapshot),
        "linked_data": linked_data(edition, snapshot, published),
        "canonical": canonical(edition),
        "languages": languages,
        "available": languages_in_words(each.language for each in published),
        "elsewhere": [(each, page) for each, page in languages if each.language != edition.language],
        **_named(edition, snapshot),
        "newer": next((each for each in published if _replaces(each, edition)), None),
        "withdrawn": withdrawals(told.editions),
        "rounds": told.rounds(),
        "published": published,
        "changes": change_log(told.editions),
        "citation": citation(snapshot),
        "permanent_url": edition.permanent_url,
    }


def _replaces(newer: Edition, edition: Edition) -> bool:
    return newer.language == edition.language and newer.number > edition.number


def _named(edition: Edition, snapshot: Snapshot) -> dict[str, Named | None]:
    """The place, and the country that it lies in where it isn't one."""
    place = edition.profile.assessment.jurisdiction
    if place.country is None:
        return {"place": (snapshot.name, reverse("country-detail", args=[place.slug])), "country": None}
    country = place.country.slug
    return {
        "place": (snapshot.name, reverse("place-detail", args=[country, place.slug])),
        "country": (snapshot.country, reverse("country-detail", args=[country])),
    }

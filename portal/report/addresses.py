"""Which pages there are, for search engines, gathered with few statements however many there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Max

from instruments.models import Domain, Instrument
from portal.models import Publication
from profiles.models import Edition

SITE_LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


@dataclass(frozen=True)
class Address:
    """A page without the language before it, the languages it is in, and when it last changed."""

    path: str
    languages: tuple[str, ...] = SITE_LANGUAGES
    changed_at: datetime | None = None


def last_published_at() -> datetime | None:
    """The moment of the newest profile."""
    newest: datetime | None = Publication.objects.aggregate(newest=Max("published_at"))["newest"]
    return newest


def profile_addresses() -> list[Address]:
    """Each published profile, in the languages of the site in which it has an edition; two statements."""
    languages: dict[int, set[str]] = {}
    for profile, language in Edition.objects.public().order_by().values_list("profile", "language"):
        languages.setdefault(profile, set()).add(language)
    rows = Publication.objects.order_by("profile").values_list(
        "profile", "place__country__slug", "place__slug", "year", "published_at"
    )
    return [
        Address(
            path=f"profiles/{_joined(country, place)}/{year}/",
            languages=_of_site(languages.get(profile, set())),
            changed_at=changed_at,
        )
        for profile, country, place, year, changed_at in rows
    ]


def _of_site(languages: set[str]) -> tuple[str, ...]:
    """Where the site has none of them, the page shows the edition under the first language of the site."""
    return tuple(code for code in SITE_LANGUAGES if code in languages) or (settings.LANGUAGE_CODE,)


def place_addresses() -> list[Address]:
    """Each country and place with something published."""
    rows = Publication.objects.order_by("country", "place").values_list(
        "country__slug", "place__slug", "published_at"
    )
    newest: dict[str, datetime] = {}
    for country, place, published_at in rows:
        for path in {country, place if country == place else _joined(country, place)}:
            newest[path] = max(published_at, newest.get(path, published_at))
    return [Address(f"profiles/{path}/", changed_at=changed_at) for path, changed_at in newest.items()]


def domain_slugs() -> list[str]:
    """The domains of the newest questionnaire."""
    newest = Instrument.objects.published().order_by("-published_at", "-pk")[:1]
    found: Iterable[str] = (
        Domain.objects.filter(instrument__in=newest.values("pk")).in_order().values_list("slug", flat=True)
    )
    return list(found)


def _joined(country: str | None, place: str) -> str:
    return f"{country}/{place}" if country else place

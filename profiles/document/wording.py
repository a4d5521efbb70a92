"""What an edition says of itself, in the language of the moment: the same on the page, in the PDF and in Word."""

import datetime

from django.conf import settings
from django.utils import translation
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from profiles.snapshot import Snapshot
from ui.languages import language_name

LOCAL = "local"
ROUNDS = (
    gettext_lazy("first round"),
    gettext_lazy("second round"),
    gettext_lazy("third round"),
    gettext_lazy("fourth round"),
    gettext_lazy("fifth round"),
)


def citation(snapshot: Snapshot) -> str:
    """How the edition asks to be cited, in its own language."""
    with translation.override(snapshot.language):
        year = (parse_date(snapshot.published_date) or datetime.date.min).year
        names = {
            "publisher": settings.SITE_NAME,
            "published": year,
            "title": snapshot.title,
            "country": snapshot.country,
            "year": snapshot.year,
            "url": address_of(snapshot),
        }
        if snapshot.name == snapshot.country:
            return _("%(publisher)s (%(published)d). %(title)s: profile %(year)d. %(url)s") % names
        return _("%(publisher)s (%(published)d). %(title)s (%(country)s): profile %(year)d. %(url)s") % names


def address_of(snapshot: Snapshot) -> str:
    """Where the profile is published."""
    return f"{settings.SITE_URL}/{snapshot.language}/profiles/{snapshot.address}/"


def round_in_words(number: int) -> str:
    """`first round`; where words get long, `round 6`."""
    return str(ROUNDS[number - 1]) if number <= len(ROUNDS) else _("round %d") % number


def programme(snapshot: Snapshot) -> str:
    if snapshot.scope == LOCAL:
        return _("Local Migration Governance Indicators")
    return _("Migration Governance Indicators")


def title_in_words(snapshot: Snapshot) -> str:
    """The title of the whole document, as programs list it."""
    names = {
        "place": snapshot.title,
        "country": snapshot.country,
        "programme": programme(snapshot),
        "year": snapshot.year,
    }
    if snapshot.name == snapshot.country:
        return _("%(place)s: %(programme)s, Profile %(year)s") % names
    return _("%(place)s, %(country)s: %(programme)s, Profile %(year)s") % names


def edition_in_words(snapshot: Snapshot) -> str:
    names = {
        "language": language_name(snapshot.language),
        "published": date_format(snapshot.published, pgettext("format of a date", "j F Y")),
        "cutoff": date_format(snapshot.data_cutoff, "YEAR_MONTH_FORMAT"),
    }
    return _("%(language)s edition, published %(published)s. Data up to %(cutoff)s.") % names

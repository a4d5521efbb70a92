"""Identifiers and addresses. An identifier is what addresses of the site are made of, and means the same for ever."""

from typing import Any

from django.conf import settings
from django.utils import translation

from api.choices import LANGUAGE, PREFIX


def profile_id(profile: Any) -> str:
    """`argentina/quilmes/2022`."""
    return f"{profile.assessment.jurisdiction.address}/{profile.assessment.year}"


def edition_id(edition: Any) -> str:
    """`argentina/quilmes/2022/en-1`."""
    return f"{profile_id(edition.profile)}/{edition.language}-{edition.number}"


def anchor_of(key: int, number: int) -> str:
    """`finding-12`; `line-3` in the few editions whose findings have no names of their own."""
    return f"finding-{key}" if key else f"line-{number}"


def instrument_id(instrument: Any) -> str:
    """`mgi-local/2`."""
    return f"{instrument.slug}/{instrument.version}"


def api(path: str) -> str:
    """The address of something here: `profiles/argentina/quilmes/2022`."""
    return f"{settings.SITE_URL}{PREFIX}/{path}"


def page(path: str, language: str = LANGUAGE) -> str:
    """A page for readers, in this language where the site has it."""
    shown = language if language in dict(settings.LANGUAGES) else LANGUAGE
    return f"{settings.SITE_URL}/{shown}/{path}"


def docs() -> str:
    """The documentation for people."""
    return page("open-data/api/")


def profile_page(profile: Any, language: str = LANGUAGE) -> str:
    return page(f"profiles/{profile_id(profile)}/", language)


def edition_page(edition: Any) -> str:
    name = f"{edition.language}-{edition.number}"
    return f"{profile_page(edition.profile, edition.language)}editions/{name}/"


def file_url(file: Any) -> str:
    """The same whatever the language of the moment."""
    with translation.override(LANGUAGE):
        return f"{settings.SITE_URL}{file.permanent_url}"

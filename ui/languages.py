from collections.abc import Iterable
from functools import lru_cache

from babel import Locale, localedata
from babel.core import UnknownLocaleError
from babel.lists import format_list
from django.conf import settings
from django.utils.translation import get_language

from ui.text import folded

LONGEST_CODE = 10


def language_name(code: str) -> str:
    """The language's name in the language of the page (Unicode CLDR), or its code when CLDR has none."""
    return _name(code, _page())


def _page() -> str:
    return (get_language() or "en").replace("-", "_")


@lru_cache(maxsize=2000)
def _name(code: str, page: str) -> str:
    try:
        return Locale.parse(code, sep="-").get_display_name(page) or code
    except (UnknownLocaleError, ValueError):
        return code


def languages_in_words(codes: Iterable[str]) -> str:
    """`English, French and Spanish`, in the language of the page."""
    return format_list([language_name(code) for code in codes], locale=_page())


@lru_cache(maxsize=1000)
def own_name(code: str) -> str:
    """The language's name in itself, as readers of it look for it: `Español`."""
    try:
        return (Locale.parse(code, sep="-").display_name or code).capitalize()
    except (UnknownLocaleError, ValueError):
        return code


@lru_cache(maxsize=1000)
def direction(code: str) -> str:
    """`rtl` for languages written from right to left, else `ltr`."""
    try:
        return Locale.parse(code, sep="-").text_direction
    except (UnknownLocaleError, ValueError):
        return "ltr"


def in_language(path: str, code: str) -> str:
    """The same page in another language of the site: the first part of each path is the language."""
    _before, _language, rest = path.split("/", 2)
    return f"/{code}/{rest}"


def data_languages() -> list[tuple[str, str]]:
    """Code and name of each language in which names of places and questionnaires are kept."""
    return [(code, own_name(code)) for code in settings.MODELTRANSLATION_LANGUAGES]


def data_language() -> str:
    """The language in which this page says such names: its own, else the one that stands in for it."""
    own = get_language() or ""
    return (
        own if own in settings.MODELTRANSLATION_LANGUAGES else settings.MODELTRANSLATION_FALLBACK_LANGUAGES[0]
    )


def is_language(code: str) -> bool:
    """Whether Unicode CLDR knows this code: `pt`, `ar`, `zh-hans`."""
    try:
        return bool(Locale.parse(code, sep="-").display_name)
    except (UnknownLocaleError, ValueError):
        return False


def language_choices() -> list[tuple[str, str]]:
    """Code and name of each language that CLDR has data for, by their names in the language of the page."""
    return _choices(_page())


@lru_cache(maxsize=20)
def _choices(page: str) -> list[tuple[str, str]]:
    names = Locale.parse(page).languages
    known = [
        (code.replace("_", "-").lower(), name)
        for code, name in names.items()
        if len(code) <= LONGEST_CODE and localedata.exists(code)
    ]
    return sorted(known, key=lambda choice: folded(choice[1]))

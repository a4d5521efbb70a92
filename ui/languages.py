from babel import Locale
from babel.core import UnknownLocaleError
from django.utils.translation import get_language


def language_name(code: str) -> str:
    """The language's name in the language of the page (Unicode CLDR), or its code when CLDR has none."""
    try:
        return (
            Locale.parse(code, sep="-").get_display_name((get_language() or "en").replace("-", "_")) or code
        )
    except (UnknownLocaleError, ValueError):
        return code


def own_name(code: str) -> str:
    """The language's name in itself, as readers of it look for it: `Español`."""
    try:
        return (Locale.parse(code, sep="-").display_name or code).capitalize()
    except (UnknownLocaleError, ValueError):
        return code


def direction(code: str) -> str:
    """`rtl` for languages written from right to left, else `ltr`."""
    try:
        return Locale.parse(code, sep="-").text_direction
    except (UnknownLocaleError, ValueError):
        return "ltr"

import unicodedata
from collections.abc import Mapping

import pycountry
from babel import Locale
from django.utils.translation import get_language


def country_choices() -> list[tuple[str, str]]:
    """The countries of ISO 3166-1 by code, with their names in the language of the moment (Unicode CLDR)."""
    names = country_names()
    named = [(country.alpha_2, names.get(country.alpha_2, country.name)) for country in pycountry.countries]
    return sorted(named, key=lambda choice: without_marks(choice[1]))


def country_names() -> Mapping[str, str]:
    """What countries are called in the language of the moment, by their code."""
    names: Mapping[str, str] = Locale.parse(get_language() or "en", sep="-").territories
    return names


def without_marks(text: str) -> str:
    """The text in small letters without accents, to sort and compare by."""
    return "".join(
        sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign)
    )

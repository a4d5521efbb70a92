import pycountry
from babel import Locale
from django import template
from django.conf import settings
from django.utils.translation import get_language

from ui.templatetags.ui import as_kept

register = template.Library()


@register.filter
def place_name(place):
    """The place's name. In a language in which names aren't kept: a country's by Unicode CLDR, any other as it is kept."""
    return country_name(place) or as_kept(place.name)


def country_name(place):
    """What a country is called in a language in which names of places aren't kept; empty in any other, and for others."""
    language = get_language() or settings.LANGUAGE_CODE
    known = place.is_country and pycountry.countries.get(alpha_2=place.iso_code)
    if language in settings.MODELTRANSLATION_LANGUAGES or not known:
        return ""
    return str(Locale.parse(language, sep="-").territories.get(place.iso_code, ""))

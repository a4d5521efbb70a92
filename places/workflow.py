import pycountry
from babel import Locale
from django.conf import settings
from django.db import transaction
from django.utils.text import slugify

from places.choices import Kind
from places.models import Jurisdiction


def country_names(code: str) -> dict[str, str]:
    """The country's short name in each language of the data (Unicode CLDR), as `name_en` and so on."""
    names = {
        language: Locale(language).territories.get(code, "")
        for language in settings.MODELTRANSLATION_LANGUAGES
    }
    return {f"name_{language}": name for language, name in names.items() if name}


@transaction.atomic
def load_countries() -> int:
    """Add the countries of ISO 3166-1 that are missing, with CLDR's names; returns how many were added.

    Existing rows are left as they are: an administrator may have corrected them.
    """
    known = set(Jurisdiction.objects.countries().values_list("iso_code", flat=True))
    new = []
    for country in pycountry.countries:
        names = country_names(country.alpha_2)
        if country.alpha_2 in known or "name_en" not in names:
            continue
        official = {key.replace("name", "official_name"): name for key, name in names.items()}
        slug = slugify(names["name_en"])
        new.append(Jurisdiction(kind=Kind.COUNTRY, iso_code=country.alpha_2, slug=slug, **names, **official))
    Jurisdiction.objects.bulk_create(new)
    return len(new)


def add_place(
    *,
    kind: str,
    country: Jurisdiction,
    slug: str,
    names: dict[str, str],
    official_names: dict[str, str],
    parent: Jurisdiction | None = None,
) -> Jurisdiction:
    """Add a place inside a country, names by language code; raises ValidationError when it can't stand."""
    place = Jurisdiction(kind=kind, country=country, parent=parent, slug=slug)
    for language, name in names.items():
        setattr(place, f"name_{language}", name)
        setattr(place, f"official_name_{language}", official_names[language])
    place.full_clean()
    place.save()
    return place


@transaction.atomic
def add_country(
    *,
    iso_code: str,
    slug: str,
    names: dict[str, str],
    official_names: dict[str, str],
    footnotes: dict[str, str],
) -> Jurisdiction:
    """Add a country that ISO 3166-1 does not have, names and footnotes by language code.

    Its code is one of those that the standard leaves to users (`XA` to `XZ`). Raises ValidationError when it can't
    stand.
    """
    country = Jurisdiction(kind=Kind.COUNTRY, iso_code=iso_code, slug=slug)
    for language, name in names.items():
        setattr(country, f"name_{language}", name)
        setattr(country, f"official_name_{language}", official_names[language])
        setattr(country, f"footnote_{language}", footnotes[language])
    country.full_clean()
    country.save()
    return country

"""The regions of the world by their M49 codes, and the countries in them."""

from functools import cache
from pathlib import Path

from babel import Locale
from ruamel.yaml import YAML

FILE = Path(__file__).parent / "data" / "regions.yaml"


@cache
def countries_by_region() -> dict[str, frozenset[str]]:
    """By the code of each region (`019`), the ISO 3166 codes of its countries."""
    rows = YAML(typ="safe").load(FILE)["regions"]
    return {code: frozenset(countries) for code, countries in rows.items()}


def region_of(iso_code: str) -> str:
    """The code of the region in which a country lies; empty where the list doesn’t have it."""
    return next((code for code, countries in countries_by_region().items() if iso_code in countries), "")


def region_name(code: str, language: str) -> str:
    """What a region is called in a language, such as “Americas”."""
    return str(Locale.parse(language, sep="-").territories[code])

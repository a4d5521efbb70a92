"""A few countries and places in them; all countries come from `load_countries`, which takes a second."""

from places.choices import Kind
from places.models import Jurisdiction
from places.workflow import add_place

LANGUAGES = ("en", "fr", "es")
COUNTRIES = {
    "AR": ("argentina", "Argentina", "Argentine", "Argentina"),
    "DE": ("germany", "Germany", "Allemagne", "Alemania"),
}


def make_country(code="AR"):
    slug, *names = COUNTRIES[code]
    texts = {f"name_{language}": name for language, name in zip(LANGUAGES, names, strict=True)}
    official = {f"official_name_{language}": name for language, name in zip(LANGUAGES, names, strict=True)}
    return Jurisdiction.objects.create(kind=Kind.COUNTRY, iso_code=code, slug=slug, **texts, **official)


def make_place(name="Quilmes", country=None, kind=Kind.MUNICIPALITY):
    """A place inside a country, called alike in each language."""
    titles = {"en": f"Municipality of {name}", "fr": f"Municipalité de {name}", "es": f"Municipio de {name}"}
    return add_place(
        kind=kind,
        country=country or make_country(),
        slug=name.lower(),
        names=dict.fromkeys(LANGUAGES, name),
        official_names=titles,
    )

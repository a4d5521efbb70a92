"""What the findings explorer shows: the choices of its filters, what is found, and what to try where nothing is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Exists, F, OuterRef, Value
from django.db.models.functions import Concat
from django.utils import translation

from instruments.choices import Scope, TagFramework
from instruments.models import Domain, Tag
from places.models import Jurisdiction
from places.regions import region_name, region_of
from portal.models import Publication, PublishedFinding, PublishedTag
from portal.report.editions import page_of
from portal.version import kept
from portal.words import asked_words
from profiles.models import Edition
from ui.languages import own_name
from ui.text import folded, marked

MOST = 1000
"""How many findings are shown of those that are found."""

LOOKED_AT = 300
"""How many findings in other languages are looked at, where there are none in the language asked for."""

Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class DomainName:
    number: int
    slug: str
    short_name: str
    colour: str


@dataclass(frozen=True)
class Facets:
    """What findings can be filtered by, in the language of the page; everything occurs."""

    domains: list[DomainName]
    regions: Choices
    countries: Choices
    levels: Choices
    years: Choices
    tags: list[tuple[str, Choices]]
    languages: Choices


@dataclass(frozen=True)
class Hit:
    """One finding that was found: its text in pieces with whether a piece was asked for, and where it stands."""

    finding: PublishedFinding
    pieces: list[tuple[str, bool]]
    domain: DomainName | None
    url: str


def facets() -> Facets:
    """From the cache, until something else is published."""
    return kept("findings", _facets)


def _facets() -> Facets:
    published = Publication.objects.all()
    countries = list(Jurisdiction.objects.filter(pk__in=published.values("country")))
    countries.sort(key=lambda country: (folded(country.name), country.pk))
    language = translation.get_language() or "en"
    regions = {region_of(country.iso_code) for country in countries} - {""}
    scopes = set(published.order_by("scope").values_list("scope", flat=True).distinct())
    return Facets(
        domains=_domains(),
        regions=sorted(((code, region_name(code, language)) for code in regions), key=_by_name),
        countries=[(country.slug, country.name) for country in countries],
        levels=[(scope.value, str(scope.label)) for scope in Scope if scope in scopes],
        years=[(str(year), str(year)) for year in published.years()],
        tags=_tags(),
        languages=[(code, own_name(code)) for code in Edition.objects.public().languages()],
    )


def _by_name(choice: tuple[str, str]) -> str:
    return folded(choice[1])


def _domains() -> list[DomainName]:
    """Each once, as the newest questionnaire that has it names it."""
    rows = Domain.objects.exclude(instrument__state="draft").order_by("instrument__published_at", "pk")
    newest = {row.slug: DomainName(row.number, row.slug, row.short_name, row.colour) for row in rows}
    return sorted(newest.values(), key=lambda domain: (domain.number, domain.slug))


def _tags() -> list[tuple[str, Choices]]:
    """The objectives and targets that findings speak to, by their framework."""
    name = Concat(F("framework"), Value("-"), F("code"))
    spoken_to = Exists(PublishedTag.objects.filter(tag=OuterRef("name")))
    tags = sorted(Tag.objects.annotate(name=name).filter(spoken_to), key=_place_of)
    return [
        (str(TagFramework(framework).label), [(tag.key, f"{tag.code} {tag.title}") for tag in rows])
        for framework, rows in groupby(tags, key=lambda tag: tag.framework)
    ]


def _place_of(tag: Tag) -> tuple[str, list[tuple[int, str]]]:
    """2 before 10, and 16.2 before 16.a."""
    return tag.framework, [(int(part) if part.isdecimal() else MOST, part) for part in tag.code.split(".")]


def hits(keys: Iterable[int], text: str) -> list[Hit]:
    """The findings with these keys, newest first, with what of them was asked for; one statement."""
    names = {domain.slug: domain for domain in facets().domains}
    asked = asked_words(text)
    found = PublishedFinding.objects.filter(pk__in=list(keys)).for_list()
    return [
        Hit(finding, marked(finding.body, asked), names.get(finding.domain), _address_of(finding))
        for finding in found
    ]


def _address_of(finding: PublishedFinding) -> str:
    """Where it stands in its profile; where the edition doesn’t name its findings, its domain there."""
    anchor = f"finding-{finding.key}" if finding.key else finding.domain
    return f"{page_of(finding.edition)}#{anchor}"


def other_languages(filters: Mapping[str, str], text: str) -> Choices:
    """Languages in which there are findings with this text and these filters, where there are none in the one asked."""
    without = {name: value for name, value in filters.items() if name != "language"}
    keys = PublishedFinding.objects.newest_keys(without, text, LOOKED_AT)
    found = PublishedFinding.objects.filter(pk__in=keys).languages()
    return [(code, own_name(code)) for code in found]

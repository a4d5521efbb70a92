"""What the pages of the domains show: what each is about, on both levels, and who has done something in it."""

from dataclasses import dataclass, field

from instruments.choices import Scope
from instruments.models import Domain, Indicator, Instrument
from portal.models import PublishedFinding
from portal.report.exploring import Hit, hits
from profiles.choices import FindingKind

PRACTICES = 6


@dataclass(frozen=True)
class Page:
    """A subcategory with its questions, each with its code."""

    number: str  # "2.1"
    title: str
    questions: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Level:
    """A domain as the newest questionnaire of one level has it."""

    scope: Scope
    domain: Domain
    pages: list[Page]


@dataclass(frozen=True)
class Subject:
    """A domain, on the levels that have it; its names are those of the first."""

    levels: list[Level]

    @property
    def domain(self) -> Domain:
        return self.levels[0].domain


def subjects() -> list[Subject]:
    """Every domain of the newest published questionnaire of each level, in order, with what it asks; three statements."""
    newest = {row.scope: row for row in Instrument.objects.published().order_by("published_at", "pk")}
    found: dict[str, list[Level]] = {}
    pages = _pages(list(newest.values()))
    domains = Domain.objects.filter(instrument__in=newest.values()).select_related("instrument").in_order()
    for scope in Scope:
        for domain in (row for row in domains if row.instrument.scope == scope):
            found.setdefault(domain.slug, []).append(Level(scope, domain, pages.get(domain.pk, [])))
    ordered = sorted(found.values(), key=lambda levels: (levels[0].domain.number, levels[0].domain.slug))
    return [Subject(levels) for levels in ordered]


def _pages(instruments: list[Instrument]) -> dict[int, list[Page]]:
    """By the key of each domain, its subcategories with their questions."""
    rows = Indicator.objects.filter(instrument__in=instruments).in_order()
    found: dict[int, dict[int, Page]] = {}
    for row in rows.select_related("subcategory__domain"):
        subcategory = row.subcategory
        of_domain = found.setdefault(subcategory.domain_id, {})
        number = f"{subcategory.domain.number}.{subcategory.number}"
        page = of_domain.setdefault(subcategory.pk, Page(number, subcategory.title))
        page.questions.append((row.code, row.question))
    return {domain: list(of_domain.values()) for domain, of_domain in found.items()}


def practices(slug: str, language: str) -> list[Hit]:
    """The newest well-developed findings of the domain in this language."""
    filters = {"language": language, "domain": slug, "kind": FindingKind.DEVELOPED.value}
    keys = PublishedFinding.objects.newest_keys(filters, "", PRACTICES)
    return hits(keys, "") if keys else []

"""What pages and workbooks show of a questionnaire, gathered with a fixed number of statements."""

from typing import Any

from instruments.choices import EvidenceRule, IndicatorKind, Outcome, Scope
from instruments.models import Domain, Indicator, Instrument, Option, Scale, Subcategory
from instruments.schema import (
    LANGUAGES,
    Document,
    DomainQuestions,
    DomainShape,
    Head,
    IndicatorShape,
    Lineage,
    OptionShape,
    ScaleShape,
    ShowIf,
    SubcategoryShape,
    Translated,
)


def document_of(instrument: Instrument) -> Document:
    """What the stored questionnaire says, as the file or workbook said it from which it was loaded."""
    domains = list(Domain.objects.filter(instrument=instrument).in_order().prefetch_related("subcategories"))
    pages: dict[int, list[Indicator]] = {}
    for indicator in Indicator.objects.filter(instrument=instrument).whole().in_order():
        pages.setdefault(indicator.subcategory_id, []).append(indicator)
    scales = Scale.objects.filter(instrument=instrument)
    return Document(
        head=_head(instrument),
        domains=[_domain(domain, Scope(instrument.scope)) for domain in domains],
        scales=[_scale(scale) for scale in scales.in_order().prefetch_related("options")],
        questionnaire=[_questions(domain, pages) for domain in domains],
    )


def stored_versions(head: Head) -> tuple[Instrument | None, Instrument | None]:
    """The version that the head names, and the one to compare it with: that one, or else the one it follows."""
    versions = {row.version: row for row in Instrument.objects.filter(slug=head.slug).for_detail()}
    known = versions.get(head.version)
    return known, known or versions.get(head.follows or "")


def questions_of(instrument: Instrument) -> list[Domain]:
    """The domains as their page shows them: each with its `pages`, each of these with its `questions`."""
    domains = list(Domain.objects.filter(instrument=instrument).in_order().prefetch_related("subcategories"))
    asked: dict[int, list[Indicator]] = {}
    indicators = Indicator.objects.filter(instrument=instrument).whole()
    for indicator in indicators.prefetch_related("scale__options").in_order():
        asked.setdefault(indicator.subcategory_id, []).append(indicator)
    for domain in domains:
        domain.pages = sorted(domain.subcategories.all(), key=lambda page: page.number)
        for page in domain.pages:
            page.questions = asked[page.pk]
    return domains


def _text(row: Any, field: str) -> Translated:
    return Translated(**{language: getattr(row, f"{field}_{language}") for language in LANGUAGES})


def _head(instrument: Instrument) -> Head:
    return Head(
        slug=instrument.slug,
        scope=Scope(instrument.scope),
        version=instrument.version,
        title=_text(instrument, "title"),
        provenance=_text(instrument, "provenance"),
        follows=instrument.predecessor.version if instrument.predecessor else None,
    )


def _domain(domain: Domain, scope: Scope) -> DomainShape:
    return DomainShape(
        number=domain.number,
        slug=domain.slug,
        colour=domain.colour,
        colour_dark=domain.colour_dark,
        short_name=_text(domain, "short_name"),
        long_name=_text(domain, "long_name"),
        description={scope: _text(domain, "description")},
    )


def _scale(scale: Scale) -> ScaleShape:
    options = sorted(scale.options.all(), key=lambda option: option.position)
    return ScaleShape(key=scale.key, options=[_option(option) for option in options])


def _option(option: Option) -> OptionShape:
    return OptionShape(
        value=option.value,
        label=_text(option, "label"),
        outcome=Outcome(option.outcome),
        needs_statement=option.needs_statement,
        needs_source=option.needs_source,
        exclusive=option.exclusive,
    )


def _questions(domain: Domain, pages: dict[int, list[Indicator]]) -> DomainQuestions:
    subcategories = sorted(domain.subcategories.all(), key=lambda subcategory: subcategory.number)
    return DomainQuestions(
        domain=domain.slug, subcategories=[_page(page, pages[page.pk]) for page in subcategories]
    )


def _page(subcategory: Subcategory, indicators: list[Indicator]) -> SubcategoryShape:
    return SubcategoryShape(
        title=_text(subcategory, "title"), indicators=[_indicator(row) for row in indicators]
    )


def _indicator(row: Indicator) -> IndicatorShape:
    lineage = {"relation": row.relation, "from": [before.code for before in row.predecessors.all()]}
    return IndicatorShape(
        code=row.code,
        kind=IndicatorKind(row.kind),
        scale=row.scale.key if row.scale else None,
        required=row.required,
        evidence=EvidenceRule(row.evidence),
        show_if=_show_if(row),
        tags=tuple(tag.key for tag in row.tags.all()),
        lineage=Lineage.model_validate(lineage),
        question=_text(row, "question"),
        guidance=_text(row, "guidance"),
    )


def _show_if(row: Indicator) -> ShowIf | None:
    if row.depends_on is None:
        return None
    return ShowIf(code=row.depends_on.code, options=tuple(option.value for option in row.shown_by.all()))

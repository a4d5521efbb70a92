"""Published questionnaires, their domains and tags, as they are answered."""

from typing import Any

from django.conf import settings

from api.report import addresses
from api.report.parts import texts
from api.schema import questionnaires as answers
from instruments.choices import Scope
from instruments.models import Domain, Indicator, Instrument, Tag
from instruments.report import questions_of


def domains() -> list[answers.Domain]:
    """Each domain once, as the newest published questionnaire of each scope describes it; one statement."""
    rows = Domain.objects.filter(instrument__in=Instrument.objects.frozen()).select_related("instrument")
    newest: dict[str, dict[str, Any]] = {}
    for row in rows.order_by("instrument__published_at", "instrument__pk", "number", "pk"):
        newest.setdefault(row.slug, {})[row.instrument.scope] = row
    found = [_domain(slug, by_scope) for slug, by_scope in newest.items()]
    return sorted(found, key=lambda domain: (domain.number, domain.id))


def _domain(slug: str, by_scope: dict[str, Any]) -> answers.Domain:
    row = max(by_scope.values(), key=lambda each: (each.instrument.published_at, each.instrument.pk))
    return answers.Domain(
        id=slug,
        number=row.number,
        short_name=texts(row, "short_name"),
        long_name=texts(row, "long_name"),
        description={Scope(scope): texts(each, "description") for scope, each in sorted(by_scope.items())},
    )


def tags() -> list[answers.Tag]:
    """What the questions of published questionnaires speak to; one statement."""
    asked = Indicator.objects.filter(instrument__in=Instrument.objects.frozen())
    rows = Tag.objects.filter(pk__in=asked.values("tags")).in_order()
    return [
        answers.Tag(id=row.key, framework=row.framework, code=row.code, title=texts(row, "title"))
        for row in rows
    ]


def instruments() -> list[answers.InstrumentOfList]:
    """Every version that was ever published, newest first; one statement."""
    rows = Instrument.objects.frozen().for_detail().order_by("-published_at", "-pk")
    return [answers.InstrumentOfList(**_head(row)) for row in rows]


def instrument(slug: str, version: str) -> answers.Instrument | None:
    """One version with all it asks, in a fixed number of statements; None where it was never published."""
    row = Instrument.objects.frozen().for_detail().filter(slug=slug, version=version).first()
    if row is None:
        return None
    return answers.Instrument(**_head(row), domains=[_asked(domain) for domain in questions_of(row)])


def _head(row: Instrument) -> dict[str, Any]:
    name, title = addresses.instrument_id(row), texts(row, "title")
    return {
        "id": name,
        "slug": row.slug,
        "version": row.version,
        "scope": row.scope,
        "state": row.state,
        "title": title,
        "provenance": texts(row, "provenance"),
        "languages": [code for code in settings.MODELTRANSLATION_LANGUAGES if code in title],
        "published_at": row.published_at,
        "follows": addresses.instrument_id(row.predecessor) if row.predecessor else None,
        "url": addresses.api(f"instruments/{name}"),
    }


def _asked(domain: Any) -> answers.DomainAsked:
    return answers.DomainAsked(
        id=domain.slug,
        number=domain.number,
        short_name=texts(domain, "short_name"),
        long_name=texts(domain, "long_name"),
        description=texts(domain, "description"),
        subcategories=[
            answers.Subcategory(
                number=f"{domain.number}.{page.number}",
                title=texts(page, "title"),
                questions=[_question(row) for row in page.questions],
            )
            for page in domain.pages
        ],
    )


def _question(row: Any) -> answers.QuestionAsked:
    options = sorted(row.scale.options.all(), key=lambda option: option.position) if row.scale else []
    depends = row.depends_on
    return answers.QuestionAsked(
        code=row.code,
        kind=row.kind,
        question=texts(row, "question"),
        options=[answers.Option(value=option.value, label=texts(option, "label")) for option in options],
        asked_if=answers.AskedIf(code=depends.code, options=sorted(o.value for o in row.shown_by.all()))
        if depends
        else None,
        tags=sorted(tag.key for tag in row.tags.all()),
        lineage=answers.Lineage(
            relation=row.relation, before=sorted(before.code for before in row.predecessors.all())
        ),
    )

"""Findings of published editions, as they are answered."""

from typing import Any

from api.querysets import FINDINGS, Page, in_region, page_of
from api.report import addresses, parts
from api.schema.answers import Finding
from api.schema.questions import FindingQuestion
from portal.models import PublishedFinding

SAME = ("domain", "kind", "scope", "year", "language")


def findings(asked: FindingQuestion) -> Page:
    """The findings asked for, newest edition first and each in the order of its page; two statements."""
    found = PublishedFinding.objects.all()
    exact = {name: getattr(asked, name) for name in SAME} | {"country__slug": asked.country}
    found = found.filter(**{name: value for name, value in exact.items() if value is not None})
    if asked.region:
        found = in_region(found, asked.region)
    if asked.tag:
        found = found.tagged(asked.tag)
    if asked.q:
        found = found.matching(asked.q)
    shown = PublishedFinding.objects.for_list().defer("edition__snapshot", "search").prefetch_related("tags")
    return page_of(found, shown, FINDINGS, asked.cursor, asked.limit)


def line(row: Any) -> Finding:
    place = row.edition.profile.assessment.jurisdiction
    edition, anchor = addresses.edition_id(row.edition), addresses.anchor_of(row.key, row.number)
    return Finding(
        id=f"{edition}#{anchor}",
        profile=addresses.profile_id(row.edition.profile),
        edition=edition,
        place=parts.named(place),
        country=parts.named(place.country or place),
        scope=row.scope,
        year=row.year,
        language=row.language,
        domain=row.domain,
        kind=row.kind,
        text=row.body,
        tags=sorted(tag.tag for tag in row.tags.all()),
        published_at=row.published_at,
        page=f"{addresses.edition_page(row.edition)}#{anchor}",
    )

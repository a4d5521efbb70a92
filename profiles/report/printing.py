"""The PDF of an edition."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from profiles.choices import FindingKind
from profiles.document.data import as_json
from profiles.document.wording import citation
from profiles.report.bounds import refuse_too_long
from profiles.snapshot import Snapshot, SourceLine
from ui import pdf
from ui.wheel import wheel_segments

TEMPLATE = "profiles/pdf/profile.html"
INK = "#1b1f2a"
TABS = 200  # millimetres of a page’s edge for the marks of the domains,
TAB_STEP = 24  # and at most so many from one to the next


def pdf_context(snapshot: Snapshot, *, draft: bool = False) -> dict[str, Any]:
    """What the PDF's templates are given."""
    colours = {domain.number: domain.colour for domain in snapshot.domains}
    step = min(TAB_STEP, TABS / max(len(snapshot.domains), 1))
    return {
        "draft": draft,
        "snapshot": snapshot,
        "segments": wheel_segments(snapshot.domains),
        "domains": [(domain, round(step * index)) for index, domain in enumerate(snapshot.domains)],
        "sources": list(_cited(snapshot)),
        "annex": [(domain, colours.get(domain.number, INK)) for domain in snapshot.annex],
        "citation": citation(snapshot),
        "publisher": settings.SITE_NAME,
    }


@dataclass(frozen=True)
class Place:
    """Where a finding cites a source for the first time in its domain."""

    anchor: str
    domain: int


@dataclass(frozen=True)
class CitedSource:
    line: SourceLine
    places: tuple[Place, ...]


@dataclass(frozen=True)
class CitedGroup:
    label: str
    sources: tuple[CitedSource, ...]


def _cited(snapshot: Snapshot) -> Iterator[CitedGroup]:
    """The list of sources, and for each the ways back to where it is cited."""
    places = _places(snapshot)
    for group in snapshot.sources:
        lines = (CitedSource(line, tuple(places.get(line.mark, {}).values())) for line in group.sources)
        yield CitedGroup(group.label, tuple(lines))


def _places(snapshot: Snapshot) -> dict[int, dict[int, Place]]:
    """By the number of a source: the first place in each domain, in the order of the pages."""
    found: dict[int, dict[int, Place]] = {}
    for domain in snapshot.domains:
        for kind in FindingKind.values:
            for position, finding in enumerate(getattr(domain, kind), start=1):
                for mark in finding.sources:
                    anchor = f"cited-{mark}-{domain.number}-{kind}-{position}"  # as the template names it
                    found.setdefault(mark, {}).setdefault(domain.number, Place(anchor, domain.number))
    return found


def render_pdf(snapshot: Snapshot, *, draft: bool = False) -> bytes:
    """The accessible PDF of an edition, with its data attached. Raises `ui.pdf.PdfFailed`; takes seconds.

    A draft says so on each page, and carries no data: nobody could tell that they are a draft’s.
    """
    refuse_too_long(snapshot)
    if draft:
        return pdf.render(TEMPLATE, pdf_context(snapshot, draft=True), language=snapshot.language)
    with translation.override(snapshot.language):
        description = _("The same content as data (JSON)")
    attachment = pdf.Attachment("profile.json", as_json(snapshot), description)
    return pdf.render(TEMPLATE, pdf_context(snapshot), language=snapshot.language, attachments=[attachment])

"""What pages, PDF and data of a profile show, each gathered in a fixed number of statements."""

from profiles.document.wording import citation
from profiles.report.building import build, cited_sources, paragraphs, says_otherwise
from profiles.report.catalogue import Change, Comparison, as_po, compare
from profiles.report.consultation import (
    WHOLE,
    by_place,
    consultation_of,
    digest_of_content,
    place_of,
    places_of,
)
from profiles.report.described import described, description, linked_data
from profiles.report.glossary import terms_in
from profiles.report.pages import ADDRESSES, CONTACT, PageText, as_page, page_text
from profiles.report.parts import advised_against, domains_of, texts_of
from profiles.report.picturing import render_picture
from profiles.report.printing import pdf_context, render_pdf
from profiles.report.published import change_log, editions_naming, editions_on, withdrawals
from profiles.report.told import Told, canonical, laid_out
from profiles.report.translating import (
    FINDINGS,
    TEXTS,
    Coverage,
    Segment,
    coverage,
    names_beside,
    segments,
    translations_then,
    with_targets,
)

__all__ = [
    "ADDRESSES",
    "CONTACT",
    "FINDINGS",
    "TEXTS",
    "WHOLE",
    "Change",
    "Comparison",
    "Coverage",
    "PageText",
    "Segment",
    "Told",
    "advised_against",
    "as_page",
    "as_po",
    "build",
    "by_place",
    "canonical",
    "change_log",
    "citation",
    "cited_sources",
    "compare",
    "consultation_of",
    "coverage",
    "described",
    "description",
    "digest_of_content",
    "domains_of",
    "editions_naming",
    "editions_on",
    "laid_out",
    "linked_data",
    "names_beside",
    "page_text",
    "paragraphs",
    "pdf_context",
    "place_of",
    "places_of",
    "render_pdf",
    "render_picture",
    "says_otherwise",
    "segments",
    "terms_in",
    "texts_of",
    "translations_then",
    "with_targets",
    "withdrawals",
]

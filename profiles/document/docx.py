"""An edition as a document of Word, for those who work on with its text."""

import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import RGBColor
from docx.text.paragraph import Paragraph

from profiles.document.markdown import write_markdown
from profiles.document.word import Writer, plain
from profiles.document.wording import citation, edition_in_words, programme, round_in_words, title_in_words
from profiles.snapshot import AnnexDomain, DomainPart, FindingLine, Snapshot, SourceLine
from ui.text import listed

FILLED, OPEN = "●", "○"
LEGAL = ("disclaimer", "rights", "credits")


PROPERTY_LENGTH = 255
"""The most characters that a property of a DOCX document holds."""


def as_docx(snapshot: Snapshot) -> bytes:
    """All that the edition says, with headings, lists, links and numbered sources; nothing but text and styles."""
    with translation.override(snapshot.language):
        writer = Writer(snapshot.language, snapshot.title, _("Page"))
        _describe(writer, snapshot)
        _write_cover(writer, snapshot)
        _write_contents(writer, _headings(snapshot))
        _write_opening(writer, snapshot)
        for domain in snapshot.domains:
            _write_domain(writer, snapshot, domain)
        _write_sources(writer, snapshot)
        _write_annex(writer, snapshot)
        _write_closing(writer, snapshot)
        return writer.content()


def _describe(writer: Writer, snapshot: Snapshot) -> None:
    about = writer.document.core_properties
    moment = datetime.datetime.combine(snapshot.published, datetime.time())
    about.title = plain(title_in_words(snapshot))[:PROPERTY_LENGTH]
    about.author = plain(str(settings.SITE_NAME))[:PROPERTY_LENGTH]
    about.last_modified_by, about.comments, about.keywords = about.author, "", ""
    about.created = about.modified = moment
    about.revision = 1


def _write_cover(writer: Writer, snapshot: Snapshot) -> None:
    writer.paragraph("Title", snapshot.title + ("*" if snapshot.footnote else ""))
    if snapshot.country != snapshot.name:
        writer.paragraph("Subtitle", snapshot.country)
    kicker = _("Profile %(year)s") % {"year": snapshot.year}
    told = listed([kicker, round_in_words(snapshot.round)]) if snapshot.round > 1 else kicker
    writer.paragraph("Subtitle", f"{programme(snapshot)}. {told}")
    writer.paragraph("Normal", edition_in_words(snapshot))
    if snapshot.number:
        writer.paragraph("Normal", _("Edition %(number)s") % {"number": snapshot.number})
    if snapshot.footnote:
        writer.paragraph("Normal", f"* {snapshot.footnote}")
    if snapshot.note:
        _heading(writer, _("What has changed in this edition"))
        _write_paragraphs(writer, snapshot.note.splitlines())


def _headings(snapshot: Snapshot) -> list[tuple[str, str]]:
    """Name and text of each heading of the first level, in order."""
    texts = snapshot.texts
    return [
        *[("objective", _("Objective"))] * ("objective" in texts),
        *[(text.key, text.heading) for text in snapshot.opening],
        *[("framework", _("The framework"))] * ("framework" in texts),
        *[(_place(domain), f"{domain.number} {domain.long_name}") for domain in snapshot.domains],
        *[("sources", _("Sources"))] * bool(snapshot.sources),
        *[("annex", _("Annex: the indicators"))] * bool(snapshot.annex),
        *[("method", _("How this profile was made"))] * ("method" in texts),
        *[(text.key, text.heading) for text in snapshot.closing],
        ("citation", _("Suggested citation")),
    ]


def _write_contents(writer: Writer, headings: list[tuple[str, str]]) -> None:
    """A table of contents that Word can make anew, with page numbers."""
    paragraphs = []
    for number, (place, text) in enumerate(headings):
        paragraph = writer.paragraph()
        if number == 0:
            paragraph.paragraph_format.page_break_before = True
            _add_field(paragraph, r'TOC \o "1-1" \h \z \u')
        writer.link(paragraph, text, place=place)
        paragraphs.append(paragraph)
    _add_mark(paragraphs[-1], "end")


def _add_field(paragraph: Paragraph, instruction: str) -> None:
    _add_mark(paragraph, "begin")
    text = OxmlElement("w:instrText")
    text.set(qn("xml:space"), "preserve")
    text.text = instruction
    paragraph.add_run()._r.append(text)  # noqa: SLF001  python-docx has no other door
    _add_mark(paragraph, "separate")


def _add_mark(paragraph: Paragraph, kind: str) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(mark)  # noqa: SLF001  python-docx has no other door


def _write_opening(writer: Writer, snapshot: Snapshot) -> None:
    _write_standing(writer, snapshot, "objective", _("Objective"))
    for text in snapshot.opening:
        _heading(writer, text.heading, place=text.key)
        write_markdown(writer, text.body)
    _write_standing(writer, snapshot, "framework", _("The framework"))


def _write_closing(writer: Writer, snapshot: Snapshot) -> None:
    _write_standing(writer, snapshot, "method", _("How this profile was made"))
    for text in snapshot.closing:
        _heading(writer, text.heading, place=text.key)
        write_markdown(writer, text.body)
    _heading(writer, _("Suggested citation"), place="citation")
    writer.paragraph("Normal", citation(snapshot))
    names = (_("Disclaimer"), _("Use of this profile"), _("Credits"))
    for key, name in zip(LEGAL, names, strict=True):
        _write_standing(writer, snapshot, key, name)


def _write_standing(writer: Writer, snapshot: Snapshot, key: str, heading: str) -> None:
    if key in snapshot.texts:
        _heading(writer, heading, place=key)
        _write_paragraphs(writer, snapshot.texts[key])


def _write_domain(writer: Writer, snapshot: Snapshot, domain: DomainPart) -> None:
    heading = _heading(writer, f"{domain.number} {domain.long_name}", place=_place(domain))
    heading.paragraph_format.page_break_before = True
    heading.runs[0].font.color.rgb = RGBColor.from_string(domain.colour.removeprefix("#").upper())
    writer.paragraph("Normal", domain.description)
    lists = (
        (
            FILLED,
            _("Migration Governance: examples of well-developed areas"),
            domain.developed,
            "empty_developed",
        ),
        (OPEN, _("Areas with potential for further development"), domain.potential, "empty_potential"),
    )
    for sign, name, findings, empty in lists:
        _heading(writer, name, level=2)
        if findings:
            _write_findings(writer, findings, writer.list(sign, domain.colour.removeprefix("#")))
        else:
            _write_paragraphs(writer, snapshot.texts.get(empty, ()))


def _write_findings(writer: Writer, findings: tuple[FindingLine, ...], number: int) -> None:
    for finding in findings:
        paragraph = writer.item(number)
        writer.run(paragraph, finding.body)
        for position, mark in enumerate(finding.sources):
            if position:
                writer.run(paragraph, ", ").font.superscript = True
            writer.link(paragraph, str(mark), place=f"source_{mark}").font.superscript = True


def _write_sources(writer: Writer, snapshot: Snapshot) -> None:
    if not snapshot.sources:
        return
    _heading(writer, _("Sources"), place="sources").paragraph_format.page_break_before = True
    for group in snapshot.sources:
        _heading(writer, group.label, level=2)
        for line in group.sources:
            _write_source(writer, line)


def _write_source(writer: Writer, line: SourceLine) -> None:
    paragraph = writer.paragraph()
    if line.mark:
        writer.place(paragraph, f"source_{line.mark}")
        writer.run(paragraph, f"{line.mark}. ").font.bold = True
    writer.run(paragraph, line.title, line.language)
    if line.number:
        writer.run(paragraph, ", " + _("No. %(number)s") % {"number": line.number})
    if line.year:
        writer.run(paragraph, f", {line.year}")
    if line.url:
        writer.run(paragraph, " ")
        writer.link(paragraph, line.url, url=line.url)


def _write_annex(writer: Writer, snapshot: Snapshot) -> None:
    if not snapshot.annex:
        return
    _heading(writer, _("Annex: the indicators"), place="annex").paragraph_format.page_break_before = True
    writer.paragraph("Normal", snapshot.instrument)
    for domain in snapshot.annex:
        _write_annex_domain(writer, domain)


def _write_annex_domain(writer: Writer, domain: AnnexDomain) -> None:
    _heading(writer, f"{domain.number} {domain.short_name}", level=2)
    for group in domain.groups:
        _heading(writer, f"{group.number} {group.title}", level=3)
        number = writer.list("–")
        for code, question in group.indicators:
            writer.run(writer.item(number), f"{code} {question}")


def _heading(writer: Writer, text: str, *, level: int = 1, place: str = "") -> Paragraph:
    paragraph = writer.paragraph(f"Heading {level}")
    writer.run(paragraph, text)
    if place:
        writer.place(paragraph, place)
    return paragraph


def _write_paragraphs(writer: Writer, paragraphs: tuple[str, ...] | list[str]) -> None:
    for text in paragraphs:
        if text.strip():
            writer.paragraph("Normal", text)


def _place(domain: DomainPart) -> str:
    return f"domain_{domain.number}"

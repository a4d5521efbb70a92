"""What Word needs beyond text: styles, lists with signs of their own, links, places to link to; always the same bytes."""

import io
import re
import zipfile
from itertools import count

from docx import Document
from docx.document import Document as DocxDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor, Twips
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from assessments.document.word import add_footer, set_language
from ui.languages import direction

FORBIDDEN = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MOMENT = (1980, 1, 1, 0, 0, 0)
"""The oldest that a ZIP file can tell: when its parts were written says nothing."""

LEVELS = 9
"""Of a list, as many as Word has."""

INDENT = 425
"""Of one level, in twentieths of a point."""

TEXT_FONT, HEADING_FONT, SCRIPT_FONT = "Calibri", "Cambria", "Arial"
INK, MUTED, ACCENT = RGBColor(0x1B, 0x1F, 0x2A), RGBColor(0x56, 0x5D, 0x6B), RGBColor(0x12, 0x45, 0x7F)
STYLES = {
    "Normal": (TEXT_FONT, 11, INK, 0, 6),
    "Title": (HEADING_FONT, 30, INK, 120, 6),
    "Subtitle": (TEXT_FONT, 12, ACCENT, 0, 6),
    "Heading 1": (HEADING_FONT, 20, INK, 24, 8),
    "Heading 2": (TEXT_FONT, 12, INK, 14, 4),
    "Heading 3": (TEXT_FONT, 11, INK, 10, 3),
    "Heading 4": (TEXT_FONT, 11, MUTED, 8, 3),
    "Quote": (TEXT_FONT, 11, MUTED, 4, 6),
    "List Bullet": (TEXT_FONT, 11, INK, 0, 5),
    "List Number": (TEXT_FONT, 11, INK, 0, 5),
}
"""Typeface, size, colour, and space before and after, in points."""


class Writer:
    """A document of Word that is being written; each list, link and place has its own number."""

    def __init__(self, language: str, title: str, page: str) -> None:
        self.document: DocxDocument = Document()
        self.language = language
        self._places, self._lists = count(1), count(1000)
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.2)
        section.top_margin = section.bottom_margin = Cm(2.4)
        set_language(self.document, language)
        for name in STYLES:
            _set_style(self.document, name)
        add_footer(self.document, plain(title), plain(page))

    def paragraph(self, style: str = "Normal", text: str = "") -> Paragraph:
        """A paragraph at the end; in a language from right to left it starts at the right."""
        paragraph = self.document.add_paragraph(style=style)
        if direction(self.language) == "rtl":
            properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001  python-docx has no other door
            properties.insert_element_before(OxmlElement("w:bidi"), *AFTER_BIDI)
        if text:
            self.run(paragraph, text)
        return paragraph

    def run(self, paragraph: Paragraph, text: str, language: str = "") -> Run:
        """Words at the end of a paragraph, in their own language where one is given."""
        run = paragraph.add_run(plain(text))
        self._tell(run, language or self.language)
        return run

    def link(self, paragraph: Paragraph, text: str, *, url: str = "", place: str = "") -> Run:
        """Words that lead to an address, or to a place of the document."""
        link: BaseOxmlElement = OxmlElement("w:hyperlink")
        if url:
            link.set(qn("r:id"), self.document.part.relate_to(plain(url), RELATIONSHIP_TYPE.HYPERLINK, True))
        else:
            link.set(qn("w:anchor"), place)
        run = self.run(paragraph, text)
        run.font.color.rgb = ACCENT
        run.font.underline = bool(url)
        link.append(run._r)  # noqa: SLF001  python-docx has no other door
        paragraph._p.append(link)  # noqa: SLF001  python-docx has no other door
        return run

    def place(self, paragraph: Paragraph, name: str) -> None:
        """Let links lead to the paragraph by this name."""
        number = str(next(self._places))
        for kind in ("start", "end"):
            mark: BaseOxmlElement = OxmlElement(f"w:bookmark{kind.capitalize()}")
            mark.set(qn("w:id"), number)
            if kind == "start":
                mark.set(qn("w:name"), name)
            paragraph._p.append(mark)  # noqa: SLF001  python-docx has no other door

    def list(self, sign: str = "", colour: str = "565D6B") -> int:
        """A new list, with a sign, or else with numbers that start at 1. Its items name it by what this gives."""
        number = next(self._lists)
        levels = "".join(_level(level, sign, colour) for level in range(LEVELS))
        numbering = self.document.part.numbering_part.element
        shape = (
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">'
            f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
        )
        numbering.find(qn("w:num")).addprevious(parse_xml(shape))
        numbering.append(
            parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>')
        )
        return number

    def item(self, number: int, *, level: int = 0, numbered: bool = False) -> Paragraph:
        """An empty item of a list."""
        paragraph = self.paragraph("List Number" if numbered else "List Bullet")
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001  python-docx has no other door
        properties.get_or_add_ilvl().val = min(level, LEVELS - 1)
        properties.get_or_add_numId().val = number
        return paragraph

    def continued(self, level: int) -> Paragraph:
        """An empty paragraph that goes on with an item, below its words."""
        paragraph = self.paragraph("List Bullet")
        properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001  python-docx has no other door
        properties.get_or_add_numPr().get_or_add_numId().val = 0
        paragraph.paragraph_format.left_indent = Twips(INDENT * (level + 1))
        paragraph.paragraph_format.first_line_indent = Twips(0)
        return paragraph

    def content(self) -> bytes:
        """The file. The same writing gives the same bytes; nothing in it is loaded from elsewhere."""
        relations = self.document.part.package.rels
        for key in [key for key, each in relations.items() if each.reltype.endswith("/thumbnail")]:
            del relations[key]
        written, settled = io.BytesIO(), io.BytesIO()
        self.document.save(written)
        with (
            zipfile.ZipFile(written) as source,
            zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as target,
        ):
            for part in source.infolist():
                entry = zipfile.ZipInfo(part.filename, MOMENT)
                entry.compress_type = zipfile.ZIP_DEFLATED
                target.writestr(entry, source.read(part))
        return settled.getvalue()

    def _tell(self, run: Run, language: str) -> None:
        properties = run._r.get_or_add_rPr()  # noqa: SLF001  python-docx has no other door
        if direction(language) != "ltr" or direction(self.language) != "ltr":
            properties.append(_switch("w:rtl", on=direction(language) == "rtl"))
        if language != self.language:
            told: BaseOxmlElement = OxmlElement("w:lang")
            told.set(qn("w:bidi" if direction(language) == "rtl" else "w:val"), language)
            properties.append(told)


AFTER_BIDI = (
    "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents",
    "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment", "w:textboxTightWrap", "w:outlineLvl",
    "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange",
)  # fmt: skip


def plain(text: str) -> str:
    """The text without what no XML can hold."""
    return FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _set_style(document: DocxDocument, name: str) -> None:
    font, size, colour, before, after = STYLES[name]
    style = document.styles[name]
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "eastAsia"):
        fonts.set(qn(f"w:{script}"), font)
    fonts.set(qn("w:cs"), SCRIPT_FONT)
    style.font.size, style.font.color.rgb = Pt(size), colour
    style.font.bold, style.font.italic = name in ("Heading 2", "Heading 3", "Heading 4"), False
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    style.paragraph_format.keep_with_next = name.startswith("Heading")
    if name == "Title":
        style.element.pPr.remove(style.element.pPr.find(qn("w:pBdr")))


def _switch(name: str, *, on: bool) -> BaseOxmlElement:
    element: BaseOxmlElement = OxmlElement(name)
    if not on:
        element.set(qn("w:val"), "0")
    return element


def _level(level: int, sign: str, colour: str) -> str:
    shape = ("bullet", sign) if sign else ("decimal", f"%{level + 1}.")
    indent = INDENT * (level + 1)
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{shape[0]}"/><w:lvlText w:val="{shape[1]}"/>'
        f'<w:lvlJc w:val="start"/><w:pPr><w:ind w:start="{indent}" w:hanging="{INDENT}"/></w:pPr>'
        f'<w:rPr><w:color w:val="{colour}"/></w:rPr></w:lvl>'
    )

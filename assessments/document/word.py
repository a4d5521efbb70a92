"""What Word needs beyond text: styles, language, lists with boxes to tick, header rows and page numbers."""

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

from ui.languages import direction

LINE, NOTE = "MGI line", "MGI note"
BOX, CROSS = 901, 902
"""The numbers of the two lists: with an empty box, and with a crossed one."""

INK = RGBColor(0x1F, 0x29, 0x33)
FONT = "Calibri"
HEADINGS = {1: (20, 0, 6), 2: (15, 18, 6), 3: (12, 16, 4)}
"""Size, and space before and after, in points."""


def set_up_styles(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(2)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size, normal.font.color.rgb = FONT, Pt(11), INK
    normal.paragraph_format.space_after = Pt(4)
    for level, (size, before, after) in HEADINGS.items():
        style = document.styles[f"Heading {level}"]
        style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), INK
        style.element.rPr.rFonts.attrib.clear()
        style.font.name = FONT
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    _add_line(document)
    note = document.styles.add_style(NOTE, WD_STYLE_TYPE.PARAGRAPH)
    note.base_style = normal
    note.font.size = Pt(10)
    _add_lists(document)


def _add_line(document: Document) -> None:
    """An empty paragraph with a line below it: nothing to read aloud, and room to write."""
    style = document.styles.add_style(LINE, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(0), Pt(0)
    style.paragraph_format.line_spacing = Pt(24)
    line = '<w:{} w:val="single" w:sz="4" w:space="1" w:color="6B7280"/>'
    edges = "".join(line.format(edge) for edge in ("bottom", "between"))
    border = parse_xml(f"<w:pBdr {nsdecls('w')}>{edges}</w:pBdr>")
    style.element.get_or_add_pPr().insert_element_before(border, "w:spacing")


def _add_lists(document: Document) -> None:
    numbering = document.part.numbering_part.element
    first = numbering.find(qn("w:num"))
    for number, sign in ((BOX, "☐"), (CROSS, "☒")):
        shape = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/>'
            f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="{sign}"/>'
            '<w:lvlJc w:val="start"/><w:pPr><w:ind w:start="567" w:hanging="425"/></w:pPr><w:rPr>'
            '<w:rFonts w:ascii="Segoe UI Symbol" w:hAnsi="Segoe UI Symbol" w:cs="Segoe UI Symbol"/></w:rPr>'
            "</w:lvl></w:abstractNum>"
        )
        first.addprevious(shape)
        numbering.append(
            parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>')
        )


def number_list(paragraph: Paragraph, number: int) -> None:
    """Make the paragraph an item of one of the two lists."""
    paragraph.style = "List Paragraph"
    paragraph.paragraph_format.space_after = Pt(2)
    numbering = paragraph._p.get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001  python-docx has no other door
    numbering.get_or_add_ilvl().val = 0
    numbering.get_or_add_numId().val = number


def set_language(document: Document, language: str) -> None:
    """Of all text, so that it is spoken and hyphenated right; and its direction."""
    document.core_properties.language = language
    defaults = document.styles.element.find(qn("w:docDefaults"))
    told = defaults.find(f".//{qn('w:lang')}")
    for attribute in ("w:val", "w:eastAsia", "w:bidi"):
        told.set(qn(attribute), language)
    if direction(language) == "rtl":
        normal = document.styles["Normal"].element
        normal.get_or_add_pPr().append(OxmlElement("w:bidi"))
        normal.get_or_add_rPr().append(OxmlElement("w:rtl"))


def mark_header(table: Table) -> None:
    """The first row is a header: read out with each cell, and repeated on each page."""
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    row = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001  python-docx has no other door
    row.append(OxmlElement("w:cantSplit"))
    row.append(OxmlElement("w:tblHeader"))


def add_footer(document: Document, title: str, page: str) -> None:
    tabs = document.styles["Footer"].element.pPr.find(qn("w:tabs"))
    tabs.getparent().remove(tabs)
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(16.6), WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run(f"{title}\t{page} ")
    _add_field(paragraph, "PAGE")
    paragraph.add_run(" / ")
    _add_field(paragraph, "NUMPAGES")


def _add_field(paragraph: Paragraph, name: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run: BaseOxmlElement = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001  python-docx has no other door

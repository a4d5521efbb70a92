"""Writing a section as a document to print and fill in by hand, made so that screen readers read it in order."""

import io

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from docx import Document
from docx.document import Document as DocxDocument
from docx.shared import Cm, Pt
from docx.table import Table

from assessments.document.contents import Citing, Contents, Row, date_in, kept_internal
from assessments.document.shape import clean
from assessments.document.word import (
    BOX,
    CROSS,
    LINE,
    NOTE,
    add_footer,
    mark_header,
    number_list,
    set_language,
    set_up_styles,
)
from assessments.models import Pack
from instruments.choices import IndicatorKind

LINES = 4
"""Lines to write a statement on; half as many where one stands there already."""
EMPTY_ROWS = 2
WIDTHS = (3.0, 7.2, 3.0, 3.4)
"""Of the columns of sources, in centimetres."""


def write_paper(contents: Contents, pack: Pack) -> bytes:
    """The section as a DOCX file, in the language of the contents; `pack` says who made it and its key."""
    with translation.override(contents.language):
        document = Document()
        set_up_styles(document)
        set_language(document, contents.language)
        document.core_properties.title = contents.title
        document.core_properties.author = str(settings.SITE_NAME)
        document.core_properties.comments = ""
        _write_opening(document, contents, pack)
        group = ""
        for row in contents.rows:
            if row.group != group:
                group = row.group
                document.add_heading(clean(group), level=2)
            _write_question(document, row, dict(contents.kinds))
        add_footer(document, contents.title, _("Page"))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _write_opening(document: DocxDocument, contents: Contents, pack: Pack) -> None:
    document.add_heading(clean(contents.title), level=1)
    document.add_paragraph(clean(contents.questionnaire), style=NOTE)
    made = {"date": date_format(pack.made_at.date()), "key": pack.key}
    for text in (
        _(
            "Tick one answer to each question, unless it says that several are possible, and write on the lines. "
            "What stands there already is what the answer says today."
        ),
        _("The language of the statements is: %s.") % contents.working_language,
        _("Please give it back to %(name)s, %(email)s.")
        % {"name": pack.made_by.name, "email": pack.made_by.email},
        _("Made on %(date)s. Key: %(key)s") % made,
    ):
        document.add_paragraph(clean(text))


def _write_question(document: DocxDocument, row: Row, kinds: dict[str, str]) -> None:
    document.add_heading(clean(f"{row.code} {row.question}"), level=3)
    if row.internal:
        document.add_paragraph(kept_internal(), style=NOTE)
        return
    for text in (row.asked_when, row.guidance):
        if text:
            document.add_paragraph(clean(text), style=NOTE)
    _write_choices(document, row)
    if row.written:
        _write_field(document, _value_label(row), _value(row), lines=1)
    lines = LINES // 2 if row.now.statement else LINES
    _write_field(document, _("Statement"), row.now.statement, lines)
    _write_field(document, _("Applies to"), row.now.applies_to, lines=1)
    as_of = date_format(row.now.as_of_date) if row.now.as_of_date else ""
    _write_field(document, _("As of (date)"), as_of, lines=1)
    _write_sources(document, row, kinds)


def _write_choices(document: DocxDocument, row: Row) -> None:
    if not row.choices:
        return
    label = _("Answer")
    if row.several:
        label = _("Answer (several are possible)")
    elif row.written:
        label = _("Or one of these")
    _write_label(document, label)
    chosen = row.chosen()
    for choice in row.choices:
        now = choice in chosen
        text = _("%s (the answer today)") % choice.label if now else choice.label
        number_list(document.add_paragraph(clean(text)), CROSS if now else BOX)


def _value_label(row: Row) -> str:
    labels = {
        IndicatorKind.YEAR: _("Year"),
        IndicatorKind.NUMBER: pgettext("kind of answer", "Number"),
        IndicatorKind.DATE: _("Date"),
    }
    return labels.get(IndicatorKind(row.kind), _("Answer"))


def _value(row: Row) -> str:
    date = date_in(row.now.value) if row.kind == IndicatorKind.DATE else None
    return date_format(date) if date else row.now.value


def _write_label(document: DocxDocument, label: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run(clean(label)).bold = True
    paragraph.paragraph_format.keep_with_next = True
    paragraph.paragraph_format.space_before = Pt(8)


def _write_field(document: DocxDocument, label: str, text: str, lines: int) -> None:
    """A label with what stands there now, and lines to write on."""
    _write_label(document, label)
    if text:
        document.add_paragraph(clean(text))
    for _number in range(lines):
        document.add_paragraph(style=LINE)


# Sources ----------------------------------------------------------------------------------------------


def _write_sources(document: DocxDocument, row: Row, kinds: dict[str, str]) -> None:
    _write_label(document, _("Sources"))
    titles = [_("Kind"), _("Official title"), _("Number, year"), _("Article or page")]
    table = document.add_table(rows=1, cols=len(titles), style="Table Grid")
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = Cm(width)
    for cell, title in zip(table.rows[0].cells, titles, strict=True):
        cell.text = title
        cell.paragraphs[0].runs[0].bold = True
    mark_header(table)
    for citing in row.now.citations:
        _add_row(table, _cells(citing, kinds))
    for _number in range(EMPTY_ROWS):
        _add_row(table, [""] * len(titles))


def _cells(citing: Citing, kinds: dict[str, str]) -> list[str]:
    place = citing.locator
    if citing.quote:
        place = "\n".join(part for part in (citing.locator, _("“%s”") % citing.quote) if part)
    title = "\n".join(part for part in (citing.title, citing.url) if part)
    numbers = ", ".join(part for part in (citing.number, str(citing.year or "")) if part)
    return [kinds[citing.kind], title, numbers, place]


def _add_row(table: Table, texts: list[str]) -> None:
    for cell, text, width in zip(table.add_row().cells, texts, WIDTHS, strict=True):
        cell.text, cell.width = clean(text), Cm(width)

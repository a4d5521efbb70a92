"""Writing a section as a workbook: what may be filled in is unlocked, everything else is protected."""

import datetime
import io
import re

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.packaging.custom import StringProperty
from openpyxl.worksheet.worksheet import Worksheet

from assessments.document.contents import Citing, Contents, Row, date_in, kept_internal
from assessments.document.lists import Rules
from assessments.document.look import (
    DATE,
    HEADING,
    INPUT,
    LOCKED,
    WHOLE,
    add_styles,
    fit_rows,
    name_range,
    name_table,
    protect,
    set_up_print,
    write,
    write_header,
)
from assessments.document.shape import (
    ANSWERS,
    ANSWERS_NAME,
    DIGITS,
    KEY_NAME,
    LENGTHS,
    SEPARATOR,
    SOURCES,
    SOURCES_NAME,
)
from assessments.models import Pack
from instruments.choices import IndicatorKind
from ui.languages import direction

EMPTY_ROWS = 40
"""Rows for further sources, at least; two a question where these are more."""

FIRST_DATE = datetime.date(1900, 3, 1)
"""Earlier days are other days in some spreadsheets."""


def write_workbook(contents: Contents, pack: Pack) -> bytes:
    """The section as an XLSX file, in the language of the contents; `pack` says who made it and its key."""
    with translation.override(contents.language):
        workbook = Workbook()
        add_styles(workbook)
        how_to = workbook.active
        how_to.title = _("How to")
        answers, sources, lists = map(workbook.create_sheet, (_("Answers"), _("Sources"), _("Lists")))
        rules = Rules(lists)
        _write_answers(answers, contents, rules)
        _write_sources(sources, contents, rules)
        _write_how_to(how_to, contents, pack)
        lists.sheet_state = "hidden"
        _finish(workbook, contents, pack)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def _finish(workbook: Workbook, contents: Contents, pack: Pack) -> None:
    workbook.properties.title = contents.title
    workbook.properties.language = contents.language
    workbook.properties.creator = str(settings.SITE_NAME)
    workbook.custom_doc_props.append(StringProperty(name=KEY_NAME, value=str(pack.key)))
    workbook.security.lockStructure = True
    for sheet in workbook.worksheets:
        sheet.sheet_view.rightToLeft = direction(contents.language) == "rtl"
        set_up_print(sheet, contents.title)
        fit_rows(sheet)
        protect(sheet)


# Answers ----------------------------------------------------------------------------------------------


def _write_answers(sheet: Worksheet, contents: Contents, rules: Rules) -> None:
    titles = [
        _("Code"),
        _("Question"),
        _("What counts"),
        _("Asked when"),
        _("Answer"),
        _("Year, number, date or text"),
        _("Statement"),
        _("Applies to"),
        _("As of (date)"),
    ]
    write_header(sheet, titles, [10, 38, 46, 20, 26, 18, 60, 24, 14])
    for number, row in enumerate(contents.rows, start=2):
        _write_row(
            {name: sheet.cell(number, column) for column, name in enumerate(ANSWERS, start=1)}, row, rules
        )
    sheet.freeze_panes = "C2"
    sheet.print_title_rows = "1:1"
    name_table(sheet, ANSWERS_NAME, 1, len(ANSWERS), len(contents.rows) + 1)


def _write_row(cells: dict[str, Cell], row: Row, rules: Rules) -> None:
    for name, text in (
        ("code", row.code),
        ("question", row.question),
        ("guidance", _guidance(row)),
        ("asked_when", row.asked_when),
    ):
        write(cells[name], text, LOCKED)
    if row.internal:
        for name in ("answer", "value", "statement", "applies_to", "as_of_date"):
            write(cells[name], "", LOCKED)
        return
    _write_choice(cells["answer"], row, rules)
    _write_value(cells["value"], row, rules)
    for name, text in (("statement", row.now.statement), ("applies_to", row.now.applies_to)):
        write(cells[name], text, INPUT)
        rules.text(cells[name].parent, cells[name].coordinate, name)
    _write_date(cells["as_of_date"], row.now.as_of_date, rules)


def _guidance(row: Row) -> str:
    if row.internal:
        return kept_internal()
    if not row.several:
        return row.guidance
    labels = SEPARATOR.join(choice.label for choice in row.choices)
    note = _("Several answers are possible. Write them with “;” between them: %s") % labels
    return f"{row.guidance}\n\n{note}"


def _write_choice(cell: Cell, row: Row, rules: Rules) -> None:
    write(cell, SEPARATOR.join(choice.label for choice in row.chosen()), INPUT if row.choices else LOCKED)
    if row.choices:
        rule = rules.choose_several if row.several else rules.choose
        rule(cell.parent, cell.coordinate, [choice.label for choice in row.choices])


def _write_value(cell: Cell, row: Row, rules: Rules) -> None:
    value = row.now.value if row.written else ""
    if row.kind == IndicatorKind.DATE:
        _write_date(cell, date_in(value), rules)
    elif row.kind in (IndicatorKind.YEAR, IndicatorKind.NUMBER):
        _write_number(cell, value)
        rule = rules.year if row.kind == IndicatorKind.YEAR else rules.number
        rule(cell.parent, cell.coordinate)
    else:
        write(cell, value, INPUT if row.written else LOCKED)
        if row.written:
            rules.text(cell.parent, cell.coordinate, "value")


def _write_number(cell: Cell, value: str) -> None:
    """As a number where the spreadsheet keeps it as it is written, else as text."""
    if re.fullmatch(r"0|-?[1-9]\d*", value) and len(value.lstrip("-")) <= DIGITS:
        cell.style, cell.number_format = INPUT, WHOLE
        cell.value = int(value)
    else:
        write(cell, value, INPUT)
        cell.number_format = "General"


def _write_date(cell: Cell, date: datetime.date | None, rules: Rules) -> None:
    """As a date where all spreadsheets know it, else as text."""
    write(cell, date.isoformat() if date else "", INPUT)
    cell.number_format = DATE
    if date and date >= FIRST_DATE:
        cell.value = date
        cell.number_format = DATE
    rules.date(cell.parent, cell.coordinate)


# Sources ----------------------------------------------------------------------------------------------


def _write_sources(sheet: Worksheet, contents: Contents, rules: Rules) -> None:
    titles = [
        _("Code of the question"),
        _("Kind"),
        _("Official title"),
        _("Number"),
        _("Year"),
        _("Web address"),
        _("Article or page"),
        _("Quotation"),
    ]
    write_header(sheet, titles, [12, 20, 56, 16, 10, 40, 20, 60])
    told = [(row.code, citing) for row in contents.rows for citing in row.now.citations]
    empty = max(EMPTY_ROWS, 2 * len(contents.rows))
    codes = [row.code for row in contents.told]
    for number, (code, citing) in enumerate([*told, *[("", None)] * empty], start=2):
        _write_source(sheet, number, code, citing, dict(contents.kinds))
    last = len(told) + empty + 1
    if codes:
        rules.choose(sheet, f"A2:A{last}", codes)
    rules.choose(sheet, f"B2:B{last}", [label for _kind, label in contents.kinds])
    rules.year(sheet, f"E2:E{last}")
    for letter, name in zip("ABCDEFGH", SOURCES, strict=True):
        if name in LENGTHS:
            rules.text(sheet, f"{letter}2:{letter}{last}", name)
    sheet.freeze_panes = "B2"
    sheet.print_title_rows = "1:1"
    name_table(sheet, SOURCES_NAME, 2, len(SOURCES), last)


def _write_source(
    sheet: Worksheet, number: int, code: str, citing: Citing | None, kinds: dict[str, str]
) -> None:
    told = citing.as_dict() | {"kind": kinds[citing.kind]} if citing else {}
    for column, name in enumerate(SOURCES, start=1):
        cell = sheet.cell(number, column)
        if name == "year":
            _write_number(cell, str(told.get(name) or ""))
        else:
            write(cell, code if name == "code" else told.get(name, ""), INPUT)


# How to -----------------------------------------------------------------------------------------------


def _write_how_to(sheet: Worksheet, contents: Contents, pack: Pack) -> None:
    sheet.column_dimensions["A"].width = 24
    sheet.column_dimensions["B"].width = 90
    write(sheet["A1"], contents.title, HEADING)
    sheet.merge_cells("A1:B1")
    sheet.row_dimensions[1].height = 26
    for number, (label, text) in enumerate(_how_to(contents, pack), start=2):
        write(sheet.cell(number, 1), label, LOCKED)
        write(sheet.cell(number, 2), text, LOCKED)
        if label == _("Key"):
            name_range(sheet, KEY_NAME, f"$B${number}")


def _how_to(contents: Contents, pack: Pack) -> list[tuple[str, str]]:
    return [
        (_("Questionnaire"), contents.questionnaire),
        (
            _("Where to write"),
            _(
                "In the white cells of the sheets “Answers” and “Sources”. Grey cells are locked. "
                "What stands there already is what the answer says today: change it, or leave it as it is."
            ),
        ),
        (_("Answers"), _("Choose from the list that opens in the cell. What you can’t answer stays empty.")),
        (
            _("Statement"),
            _(
                "One or two sentences that others can check: what is in place, since when, and who runs it. "
                "The language of the statements is: %s."
            )
            % contents.working_language,
        ),
        (
            _("Sources"),
            _(
                "One row for each source: choose the code of the question, then tell the law, policy or page. "
                "The same source may stand under several questions."
            ),
        ),
        (
            _("What happens then"),
            _("Someone compares your workbook with the answers, and takes over each answer, or doesn’t."),
        ),
        (_("Send it back to"), f"{pack.made_by.name}, {pack.made_by.email}"),
        (_("Made on"), date_format(pack.made_at.date())),
        (_("Key"), str(pack.key)),
    ]

"""How the sheets of a workbook look, print and are protected: calm, legible, and never by colour alone."""

import math
import unicodedata
from collections.abc import Sequence

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.worksheet import Worksheet

from assessments.document.shape import in_cell

HEADER, LOCKED, INPUT, HEADING, PLAIN = "mgi header", "mgi locked", "mgi input", "mgi heading", "mgi plain"
INK, GREY, LINE, SHADE = "FF1F2933", "FF6B7280", "FF9AA5B1", "FFF1F1EC"
TEXT, DATE, WHOLE = "@", "yyyy-mm-dd", "0"
A4 = 9
LINE_HEIGHT, HIGHEST = 15, 409  # points; no spreadsheet has higher rows

FORMULA_SIGNS = ("=", "+", "-", "@", "\t")
"""What a spreadsheet would take for the beginning of a formula."""


def add_styles(workbook: Workbook) -> None:
    top = Alignment(vertical="top", wrap_text=True)
    side = Side(style="thin", color=LINE)
    shade = PatternFill("solid", fgColor=SHADE)
    ink = {"name": "Calibri", "size": 11, "color": INK}
    styles = [
        NamedStyle(
            HEADER,
            font=Font(bold=True, **ink),
            fill=PatternFill("solid", fgColor="FFDDE3EA"),
            border=Border(bottom=Side(style="medium", color=INK)),
            alignment=Alignment(vertical="center", wrap_text=True),
        ),
        NamedStyle(
            LOCKED, font=Font(**ink), fill=shade, border=Border(bottom=side, right=side), alignment=top
        ),
        NamedStyle(
            INPUT,
            font=Font(**ink),
            border=Border(left=side, right=side, top=side, bottom=side),
            alignment=top,
            protection=Protection(locked=False),
            number_format=TEXT,
        ),
        NamedStyle(HEADING, font=Font(name="Calibri", size=16, bold=True, color=INK), alignment=top),
        NamedStyle(PLAIN, font=Font(**ink), alignment=top),
    ]
    for style in styles:
        workbook.add_named_style(style)


def write(cell: Cell, text: str, style: str) -> None:
    """Text is always text: what begins like a formula is none."""
    cell.style = style
    if text:
        cell.value = in_cell(text)
        cell.data_type = "s"
        if text.startswith(FORMULA_SIGNS):
            cell.number_format = TEXT
            cell.quotePrefix = True


def write_header(sheet: Worksheet, titles: Sequence[str], widths: Sequence[int]) -> None:
    for column, (title, width) in enumerate(zip(titles, widths, strict=True), start=1):
        write(sheet.cell(1, column), title, HEADER)
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.row_dimensions[1].height = 32


class GrowingRow(RowDimension):
    """A row that begins with a height, and still grows with what is written into it."""

    customHeight = False  # noqa: N815  openpyxl's name


def fit_rows(sheet: Worksheet, first: int = 2) -> None:
    """Rows as high as their text, by a guess: not every spreadsheet measures rows when it opens a file."""
    for cells in sheet.iter_rows(min_row=first):
        lines = max(_lines(cell, sheet.column_dimensions[cell.column_letter].width) for cell in cells)
        row = cells[0].row
        height = min(HIGHEST, LINE_HEIGHT * lines + 4)
        sheet.row_dimensions[row] = GrowingRow(sheet, index=row, ht=height)


def _lines(cell: Cell, width: float) -> int:
    """How many lines the text of the cell takes; wide characters count twice."""
    text = str(cell.value or "")
    sizes = (
        sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in line)
        for line in text.split("\n")
    )
    return sum(max(1, math.ceil(size / width)) for size in sizes)


def set_up_print(sheet: Worksheet, title: str) -> None:
    """Landscape, as wide as the paper, the header row on each page, and the pages counted."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.oddFooter.left.text = title.replace("&", "&&")
    sheet.oddFooter.right.text = "&P / &N"


def protect(sheet: Worksheet) -> None:
    """Without a password: against slips, not against people. Rows and columns may be made larger."""
    sheet.protection.sheet = True
    sheet.protection.formatRows = False
    sheet.protection.formatColumns = False


def name_range(sheet: Worksheet, name: str, cells: str) -> None:
    """A name that other programs, the reader and screen readers find these cells by."""
    place = f"{quote_sheetname(sheet.title)}!{cells}"
    sheet.parent.defined_names[name] = DefinedName(name, attr_text=place)


def name_table(sheet: Worksheet, name: str, number: int, columns: int, rows: int) -> None:
    """The table, also under the name from which screen readers take the header row as titles of the columns."""
    last = get_column_letter(columns)
    name_range(sheet, name, f"$A$1:${last}${rows}")
    name_range(sheet, f"ColumnTitleRegion{number}.A1.{last}{rows}.{number}", f"$A$1:${last}$1")

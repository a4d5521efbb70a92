"""The sheets of a workbook as text, with the place of each cell."""

import datetime
import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from instruments.workbook.layout import COLUMNS, OPTIONAL

ESCAPED = re.compile("_x005F_(?=x[0-9A-Fa-f]{4}_)|_x000D_")
"""An underscore that workbooks escape, and the carriage return that some programs put before a line feed."""


@dataclass(frozen=True)
class CellFault:
    """One thing that is wrong: the sheet, the row (from 1; 0: the sheet as a whole), the column, the reason."""

    sheet: str
    row: int
    column: str
    reason: str

    def __str__(self) -> str:
        where = [self.sheet, str(self.row) if self.row else "", self.column]
        return ": ".join([*filter(None, where), self.reason])


@dataclass(frozen=True)
class Line:
    """One row of a sheet: its text by the name of the column. What a sheet lacks is empty."""

    sheet: str
    number: int
    texts: dict[str, str]
    letters: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.texts.get(column, "")

    def fault(self, column: str, reason: str) -> CellFault:
        """A fault in this row; the column is told by its letter and name."""
        letter = self.letters.get(column, "")
        return CellFault(self.sheet, self.number, f"{letter} {column}".strip(), reason)


def lines_of(book: Any, sheet: str, faults: list[CellFault]) -> list[Line]:
    """The rows of the sheet that hold anything; what is wrong with its head is added to `faults`."""
    if sheet not in book.sheetnames:
        faults.append(CellFault(sheet, 0, "", _("there is no sheet of this name")))
        return []
    rows = book[sheet].iter_rows(values_only=True)
    columns = _columns(sheet, next(rows, ()), faults)
    letters = {name: get_column_letter(index + 1) for index, name in columns.items()}
    return [
        Line(sheet, number, texts, letters)
        for number, row in enumerate(rows, start=2)
        if any(
            (texts := {columns[i]: text_of(value) for i, value in enumerate(row) if i in columns}).values()
        )
    ]


def _columns(sheet: str, head: tuple[Any, ...], faults: list[CellFault]) -> dict[int, str]:
    """The known columns by their position."""
    found: dict[int, str] = {}
    for index, value in enumerate(head):
        name, letter = text_of(value), get_column_letter(index + 1)
        if name in found.values():
            faults.append(
                CellFault(sheet, 1, f"{letter} {name}", _("this column stands here more than once"))
            )
        elif name in COLUMNS[sheet]:
            found[index] = name
        elif name:
            faults.append(CellFault(sheet, 1, f"{letter} {name}", _("nothing is known of this column")))
    faults += [
        CellFault(sheet, 1, name, _("this column is missing"))
        for name in COLUMNS[sheet]
        if name not in OPTIONAL and name not in found.values()
    ]
    return found


def text_of(value: Any) -> str:
    """What a cell says, as a person reads it; programs keep whole numbers and days in their own ways."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return ESCAPED.sub(lambda match: "_" if match[0] == "_x005F_" else "", str(value)).strip()

"""Reading the cells of a workbook that people filled in: what can't be read is a fault with its place and reason."""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assessments.document.shape import LENGTHS, YEARS, clean, from_cell, is_control


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: the sheet, the row (from 1; 0 when it is about no row), the column, the reason."""

    sheet: str
    row: int
    column: str
    reason: str

    def __str__(self) -> str:
        return f"{self.sheet} {self.column}{self.row or ''}: {self.reason}"


class Line:
    """One row of a sheet. Asking for a cell that can't be read notes a fault and gives nothing."""

    def __init__(self, number: int, cells: dict[str, Cell], sheet: str, faults: list[Fault]) -> None:
        self.number = number
        self._cells, self._sheet, self._faults = cells, sheet, faults

    @property
    def empty(self) -> bool:
        return all(cell.value is None or not str(cell.value).strip() for cell in self._cells.values())

    def fault(self, name: str, reason: str) -> None:
        letter = get_column_letter(list(self._cells).index(name) + 1)
        self._faults.append(Fault(self._sheet, self.number, letter, reason))

    def has(self, name: str) -> bool:
        return self._value(name) not in (None, "")

    def raw(self, name: str) -> str:
        """As it stands in the cell."""
        value = self._value(name)
        return from_cell(value) if isinstance(value, str) else _as_text(value)

    def text(self, name: str, known: str = "") -> str:
        """The text of the cell; a number that was typed is taken as it is written.

        What is `known` may be longer than what may be written anew.
        """
        text = self.raw(name)
        if any(is_control(sign) for sign in text):
            self.fault(name, _("This text has control characters in it: type it again."))
            return ""
        text = clean(text)
        if text != known and len(text) > LENGTHS.get(name, len(text)):
            sizes = {"most": LENGTHS[name], "length": len(text)}
            self.fault(
                name, _("This text is too long: at most %(most)d characters, it has %(length)d.") % sizes
            )
        return text

    def number_in(self, name: str) -> str:
        """A number in digits, as answers keep it."""
        text = self.text(name).replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
        if text and not re.fullmatch(r"-?\d{1,15}([.,]\d{1,6})?", text, re.ASCII):
            self.fault(name, _("This isn’t a number: write it in digits, such as 1250."))
            return ""
        return text

    def year(self, name: str) -> int | None:
        text = self.text(name)
        if not text:
            return None
        if not re.fullmatch(r"\d{4}", text, re.ASCII) or not YEARS[0] <= int(text) <= YEARS[1]:
            self.fault(name, _("This isn’t a year: write four digits, such as 2019."))
            return None
        return int(text)

    def date(self, name: str) -> datetime.date | None:
        value = self._value(name)
        if isinstance(value, datetime.datetime):
            return value.date()
        if isinstance(value, datetime.date):
            return value
        text = self.text(name)
        try:
            return datetime.date.fromisoformat(text) if text else None
        except ValueError:
            self.fault(name, _("This isn’t a date: write year, month and day, such as 2024-05-31."))
            return None

    def _value(self, name: str) -> object:
        """What the cell holds; nothing, and a fault, where a program would have to work it out."""
        cell = self._cells[name]
        if cell.data_type == "f":
            self._once(name, _("This cell holds a formula: write the text or number itself."))
            return None
        if cell.data_type == "e":
            self._once(
                name, _("This cell holds an error of the spreadsheet: write the text or number itself.")
            )
            return None
        return cell.value

    def _once(self, name: str, reason: str) -> None:
        letter = get_column_letter(list(self._cells).index(name) + 1)
        fault = Fault(self._sheet, self.number, letter, reason)
        if fault not in self._faults:
            self._faults.append(fault)


def _as_text(value: object) -> str:
    """A cell in which a program has put something else than text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return str(value)


def lines(sheet: Worksheet, columns: Sequence[str], most: int, faults: list[Fault]) -> Iterator[Line]:
    """The rows below the header that hold anything; more than `most` rows are a fault, and are left unread."""
    for number, cells in enumerate(sheet.iter_rows(min_row=2, max_col=len(columns)), start=2):
        line = Line(number, dict(zip(columns, cells, strict=True)), sheet.title, faults)
        if line.empty:
            continue
        if number > most + 1:
            faults.append(Fault(sheet.title, number, "A", _("There are too many rows: at most %d.") % most))
            return
        yield line

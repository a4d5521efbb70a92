"""What may be filled into a cell: drop-downs from a hidden sheet, and rules for years, numbers, dates and lengths."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from assessments.document.look import PLAIN, write
from assessments.document.shape import LENGTHS, YEARS

LONGEST_MESSAGE = 255
"""Characters that a spreadsheet shows beside a cell at most."""


class Rules:
    """The rules of one workbook. Each distinct list stands once on the hidden sheet, a column each."""

    def __init__(self, lists: Worksheet) -> None:
        self._lists = lists
        self._columns: dict[tuple[str, ...], str] = {}
        self._rules: dict[tuple[Worksheet, object], DataValidation] = {}

    def choose(self, sheet: Worksheet, cell: str, labels: Sequence[str]) -> None:
        message = _("Choose from the list, or leave the cell empty.")
        self._add(sheet, cell, message, type="list", formula1=self._column(tuple(labels)))

    def choose_several(self, sheet: Worksheet, cell: str, labels: Sequence[str]) -> None:
        """Several can't be chosen from a drop-down: a message beside the cell says what may stand there."""
        message = _("One or more of these, with “;” between them: %s") % "; ".join(labels)
        self._add(sheet, cell, message, type="textLength", operator="lessThanOrEqual", formula1="5000")

    def year(self, sheet: Worksheet, cell: str) -> None:
        first, last = map(str, YEARS)
        message = _("A year with four digits.")
        self._add(sheet, cell, message, type="whole", operator="between", formula1=first, formula2=last)

    def number(self, sheet: Worksheet, cell: str) -> None:
        limits = {"formula1": "-1E+15", "formula2": "1E+15"}
        self._add(sheet, cell, _("A number in digits."), type="decimal", operator="between", **limits)

    def date(self, sheet: Worksheet, cell: str) -> None:
        message = _("A date: year, month and day.")
        limits = {"formula1": "DATE(1950,1,1)", "formula2": "DATE(2100,12,31)"}
        self._add(sheet, cell, message, type="date", operator="between", **limits)

    def text(self, sheet: Worksheet, cell: str, name: str) -> None:
        message = _("At most %d characters.") % LENGTHS[name]
        self._add(
            sheet, cell, message, type="textLength", operator="lessThanOrEqual", formula1=str(LENGTHS[name])
        )

    def _column(self, labels: tuple[str, ...]) -> str:
        """The address of these labels on the hidden sheet, written there when they are new."""
        if labels not in self._columns:
            column = len(self._columns) + 1
            for row, label in enumerate(labels, start=1):
                write(self._lists.cell(row, column), label, PLAIN)
            letter = get_column_letter(column)
            place = f"{quote_sheetname(self._lists.title)}!${letter}$1:${letter}${len(labels)}"
            self._columns[labels] = place
        return self._columns[labels]

    def _add(self, sheet: Worksheet, cell: str, message: str, **rule: str) -> None:
        """Cells with the same rule share it: a workbook with a rule for each cell opens slowly."""
        key = sheet, (message, *sorted(rule.items()))
        if key not in self._rules:
            self._rules[key] = DataValidation(
                allow_blank=True,
                showErrorMessage=True,
                showInputMessage=True,
                errorTitle=_("This can’t stand here")[:32],
                error=message[:LONGEST_MESSAGE],
                prompt=message[:LONGEST_MESSAGE],
                **rule,
            )
            sheet.add_data_validation(self._rules[key])
        self._rules[key].add(cell)

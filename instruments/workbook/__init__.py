"""A questionnaire as an XLSForm workbook: written (`writing`), read with all faults (`reading`), compared."""

from instruments.workbook.comparison import Change, FieldChange, compare
from instruments.workbook.reading import CellFault, FaultyWorkbook, read
from instruments.workbook.writing import export

__all__ = ["CellFault", "Change", "FaultyWorkbook", "FieldChange", "compare", "export", "read"]

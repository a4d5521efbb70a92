"""Workbooks that came from outside, opened only once they can't hurt."""

import io
import re
import warnings
from typing import Any
from zipfile import ZipFile, ZipInfo

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException

from uploads.archives import chunks, damaged
from uploads.inspection import inspect
from uploads.kinds import XLSX
from uploads.refusal import Refused

MAX_ROWS = 20_000
MAX_COLUMNS = 50
MAX_TAGS = 1_000_000  # of all parts; a cell takes four, and reading that many two seconds
ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
BEYOND = re.compile(rb"""\sr\s*=\s*["'](?:A[Y-Z]|[B-Z][A-Z]|[A-Z]{3,})[0-9]+["']""", re.IGNORECASE)


def open_workbook(data: bytes, *, formulas: bool = False) -> openpyxl.Workbook:
    """The workbook, to be read only (`iter_rows(values_only=True)`), with values in place of formulas.

    With `formulas` they stay as they are written, for a reader who takes none. Raises Refused, as `inspect` does, for anything but a harmless XLSX, and for a sheet of more than 20,000
    rows or 50 columns.
    """
    inspect(io.BytesIO(data), name="", allowed=(XLSX,))
    with ZipFile(io.BytesIO(data)) as archive:
        _check_parts(archive)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what a workbook lacks in styles is nobody's concern here
        try:
            book = openpyxl.load_workbook(
                io.BytesIO(data), read_only=True, data_only=not formulas, keep_links=False
            )
            for sheet in book.worksheets:
                sheet.reset_dimensions()  # what a sheet says of its own size is not believed
                _check_rows(sheet)
        except (
            InvalidFileException,
            AttributeError,
            IndexError,
            KeyError,
            OSError,
            TypeError,
            ValueError,
        ) as error:
            raise damaged() from error
    return book


def _check_parts(archive: ZipFile) -> None:
    """By counting, in a fraction of the time that reading takes."""
    tags = 0
    for member in archive.infolist():
        rows, found = _counted(archive, member)
        tags += found
        if rows > MAX_ROWS or tags > MAX_TAGS:
            raise _too_large()


def _counted(archive: ZipFile, member: ZipInfo) -> tuple[int, int]:
    rows = tags = 0
    sheet = "worksheets/" in member.filename
    kept = b""
    for chunk in chunks(archive, member):
        tags += chunk.count(b"<")
        if sheet:
            seen = kept + chunk
            cut = seen.rfind(b"<")
            whole, kept = seen[:cut], seen[max(cut, len(seen) - 512) :]
            rows += len(ROW.findall(whole))
            if BEYOND.search(whole):
                raise _too_large()
    return rows, tags


def _check_rows(sheet: Any) -> None:
    rows = sheet.iter_rows(values_only=True)
    for number, row in enumerate(rows, start=1):
        if number > MAX_ROWS or len(row) > MAX_COLUMNS:
            raise _too_large()


def _too_large() -> Refused:
    return Refused(_("This workbook is too large: 20,000 rows and 50 columns a sheet are the limit."))

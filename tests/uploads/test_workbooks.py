"""Workbooks from outside are opened only when they are small and harmless."""

import time

import pytest

from tests.factories import files
from uploads.refusal import Refused
from uploads.workbooks import open_workbook

TOO_LARGE = "This workbook is too large: 20,000 rows and 50 columns a sheet are the limit."


def sheet(rows, head=b""):
    return files.with_sheet(
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        + head
        + b"<sheetData>"
        + rows
        + b"</sheetData></worksheet>"
    )


def rows_of(book):
    return [list(each.iter_rows(values_only=True)) for each in book.worksheets]


def test_workbook_is_read():
    assert rows_of(open_workbook(files.xlsx([("code", "labél"), ("1.1.1", 2022)]))) == [
        [("code", "labél"), ("1.1.1", 2022)]
    ]


def test_as_large_as_allowed():
    wide, long = files.xlsx([range(50)]), files.xlsx([("x",)] * 20_000)

    assert [len(rows_of(open_workbook(data))[0]) for data in (wide, long)] == [1, 20_000]


@pytest.mark.parametrize(
    "make",
    [
        lambda: files.xlsx([("x",)] * 20_001),
        lambda: files.xlsx([range(51)]),
        lambda: sheet(b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>'),
        lambda: sheet(b'<row r="1"><c r="XFD1"><v>1</v></c></row>'),
        lambda: sheet(b"<row>" + b"<c><v>1</v></c>" * 51 + b"</row>"),
        lambda: sheet(
            b"<row>" + b"<c><v>1</v></c>" * 40 + b"</row>",
            b"".join(b'<x n="%d"/>' % n for n in range(1_000_000)),
        ),
    ],
    ids=["rows", "columns", "a row far down", "a cell far out", "cells without a place", "tags"],
)
def test_too_large_is_refused_at_once(make):
    data = make()
    began = time.process_time()

    with pytest.raises(Refused) as refused:
        open_workbook(data)

    assert str(refused.value.reason) == TOO_LARGE
    assert time.process_time() - began < 0.5


def test_what_a_sheet_says_of_its_size_is_not_believed():
    data = sheet(b'<row r="1"><c r="A1"><v>1</v></c></row>', b'<dimension ref="A1:XFD1048576"/>')

    assert rows_of(open_workbook(data)) == [[(1,)]]


def test_merged_cells_to_the_end_of_the_world_cost_nothing():
    data = files.with_sheet(
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1">'
        b'<v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'
    )

    assert rows_of(open_workbook(data)) == [[(1,)]]


@pytest.mark.parametrize(
    "data", [b"", b"x", files.docx(), files.pdf(), files.xlsx_bomb(), files.xlsx()[:-40]]
)
def test_anything_else_is_refused(data):
    with pytest.raises(Refused):
        open_workbook(data)


def test_workbook_without_its_parts_is_refused():
    data = files.repacked(files.xlsx(), lambda name, content: None if name == "xl/workbook.xml" else content)

    with pytest.raises(Refused):
        open_workbook(data)

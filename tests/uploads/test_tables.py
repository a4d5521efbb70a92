"""Tables in plain text: read as spreadsheets of the world write them, refused when they are something else."""

import io

import pytest

from tests.cost import least_cpu
from tests.factories import files
from uploads.inspection import inspect
from uploads.kinds import CSV, EVERY_KIND, XLSX
from uploads.refusal import Refused
from uploads.tables import open_table

ROWS = [["e-mail", "nom"], ["ada@example.org", "Zoë Núñez, Œuvre"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_table_is_read_whatever_program_wrote_it(encoding, separator, end):
    text = end.join(separator.join(f'"{cell}"' for cell in row) for row in ROWS) + end

    assert open_table(text.encode(encoding)) == ROWS


def test_rows_are_counted_as_a_spreadsheet_does():
    assert open_table(b'a;b\n"two\nlines";x\n\nlast;y') == [
        ["a", "b"],
        ["two\nlines", "x"],
        [],
        ["last", "y"],
    ]


def test_separator_inside_quotation_marks_is_none():
    assert open_table(b'"name, first, last, all";e-mail\nA, B;c') == [
        ["name, first, last, all", "e-mail"],
        ["A, B", "c"],
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"a,b\n\x00,c", "This is no table in plain text, whatever its name says. Save it as CSV or XLSX."),
        (b"a,b\n\x81,c", "This is no table in plain text, whatever its name says. Save it as CSV or XLSX."),
        (b'a,b\n"c,d', "This table can’t be read: check its quotation marks, or save it as XLSX."),
        (
            b"a,b\nc," + b" " * 3000 + b"<script>alert(1)</script>" + b" " * 3000,
            "Web pages and SVG pictures can hold programs, so they aren’t taken. Save it as PDF.",
        ),
        (b"," * 51, "This table is too large: 1 MB, 20,000 rows and 50 columns are the limit."),
        (b"\n" * 20_001, "This table is too large: 1 MB, 20,000 rows and 50 columns are the limit."),
        (b"a" * (2**20 + 1), "This table is too large: 1 MB, 20,000 rows and 50 columns are the limit."),
    ],
    ids=["zeros", "no encoding", "quotation mark", "web page", "columns", "rows", "bytes"],
)
def test_anything_else_is_refused_at_once(data, reason):
    def refuse():
        with pytest.raises(Refused) as refused:
            open_table(data)
        assert str(refused.value.reason) == reason

    assert least_cpu(refuse, 0.5) < 0.5


def test_table_is_taken_only_where_it_is_asked_for():
    table = io.BytesIO(b"e-mail,name\n")

    assert inspect(table, name="people.csv", allowed=(XLSX, CSV)).media_type == "text/csv"
    with pytest.raises(Refused):
        inspect(table, name="people.csv", allowed=EVERY_KIND)


@pytest.mark.parametrize(
    "data",
    [
        b"<!doctype html><p>",
        files.pdf(),
        files.docx(),
        files.picture(),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"MZ\x90\x00\x03",
        b"",
    ],
    ids=["web page", "pdf", "docx", "picture", "old office", "program", "empty"],
)
def test_other_files_by_the_name_of_a_table_are_refused(data):
    with pytest.raises(Refused):
        inspect(io.BytesIO(data), name="people.csv", allowed=(XLSX, CSV))


def test_table_by_another_name_is_refused():
    with pytest.raises(Refused) as refused:
        inspect(io.BytesIO(b"a,b\n"), name="people.html", allowed=(XLSX, CSV))

    assert str(refused.value.reason) == (
        "The name ends in “.html”, but this is a CSV file. Mend the name and try again."
    )

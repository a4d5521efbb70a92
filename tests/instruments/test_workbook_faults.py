"""Workbooks that can't be loaded: every fault, by sheet, row and column. And what loading one would change."""

import io

import openpyxl
import pytest

from instruments import workbook
from instruments.workbook import Change, FaultyWorkbook, FieldChange, compare
from instruments.workbook.writing import write
from tests.factories.instruments import in_each_language, make_document, make_instrument
from uploads.refusal import Refused

ASKED = {
    "T1.1.2": {"kind": "multiple", "show_if": ("T1.1.1", ["yes"])},
    "T1.2.1": {"kind": "year", "scale": "unanswered"},
}
ROWS = {
    "domain_1": 2,
    "domain_1_1": 3,
    "T1_1_1": 4,
    "T1_1_2": 5,
    "T1_2_1": 8,
    "T1_2_1_instead": 9,
    "T2_1_1": 14,
}
"""Where the rows of the sheet `survey` stand."""


@pytest.fixture
def book():
    return openpyxl.load_workbook(io.BytesIO(write(make_document(asked=ASKED), state="draft")))


def column_of(book, sheet, name):
    return [cell.value for cell in book[sheet][1]].index(name) + 1


def put(book, sheet, row, column, value):
    number = ROWS.get(row, row) if sheet == "survey" else row
    book[sheet].cell(number, column_of(book, sheet, column)).value = value


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def faults_of(book):
    with pytest.raises(FaultyWorkbook) as faulty:
        workbook.read(saved(book))
    return [str(fault) for fault in faulty.value.faults]


FAULTS = {
    "question in one language only": (
        "survey", "T1_1_1", "label::French (fr)", None,
        "survey: 4: D label::French (fr): must be filled",
    ),
    "question too long": (
        "survey", "T1_1_1", "hint::English (en)", "x" * 10_001,
        "survey: 4: F hint::English (en): must have at most 10000 characters",
    ),
    "title of a subcategory too long": (
        "survey", "domain_1_1", "label::Spanish (es)", "x" * 121,
        "survey: 3: C label::English (en): es has 121 characters; at most 120 are kept",
    ),
    "code malformed": (
        "survey", "T2_1_1", "code", "t 1",
        "survey: 14: L code: holds characters that can’t stand here, or none",
    ),
    "scale that isn’t there": (
        "survey", "T1_2_1", "scale", "nothing",
        "survey: 9: A type: the row 8 names another scale",
    ),
    "choice of another scale than the type": (
        "survey", "T1_1_1", "scale", "groups",
        "survey: 4: N scale: the type names another scale",
    ),
    "kind unlike the type": (
        "survey", "T1_1_1", "kind", "year",
        "survey: 4: M kind: the type says another kind",
    ),
    "kind unknown": (
        "survey", "T1_1_1", "kind", "essay",
        "survey: 4: M kind: must be one of these: 'choice', 'multiple', 'number', 'year', 'text' or 'date'",
    ),
    "type that isn’t kept": (
        "survey", "T1_1_1", "type", "geopoint",
        "survey: 4: A type: the type geopoint can’t be kept",
    ),
    "condition of another form": (
        "survey", "T1_1_2", "relevant", "${T1_1_1} != 'no'",
        "survey: 5: J relevant: "
        "write it as ${name}='value', several with “or” between them, all with one name",
    ),
    "condition of a group": (
        "survey", "domain_1", "relevant", "${T1_1_1}='yes'",
        "survey: 2: J relevant: can’t be kept: only questions have conditions",
    ),
    "condition on what isn’t there": (
        "survey", "T1_1_2", "relevant", "${T9}='yes'",
        "survey: 5: J relevant: no indicator T9 stands before this one in its domain",
    ),
    "condition on an option that isn’t there": (
        "survey", "T1_1_2", "relevant", "${T1_1_1}='perhaps'",
        "survey: 5: J relevant: the scale of T1.1.1 has no option perhaps",
    ),
    "constraint of its own": (
        "survey", "T1_1_1", "constraint", ". != 'yes'",
        "survey: 4: K constraint: can’t be kept: it follows from kind and scale",
    ),
    "required neither yes nor no": (
        "survey", "T1_1_1", "required", "perhaps",
        "survey: 4: I required: write yes, or leave it empty",
    ),
    "tag unknown": (
        "survey", "T1_1_1", "tags", "gcm-99",
        "survey: 4: P tags: there is no tag gcm-99",
    ),
    "lineage without a version before": (
        "survey", "T1_1_1", "predecessors", "T1",
        "survey: 4: Q relation: what is new comes from no other indicator\n"
        "survey: 4: Q relation: the questionnaire doesn’t say which version it follows",
    ),
    "colour malformed": (
        "survey", "domain_1", "colour", "blue",
        "survey: 2: U colour: holds characters that can’t stand here, or none",
    ),
    "number that is none": (
        "survey", "domain_1", "number", "one",
        "survey: 2: T number: must be a whole number",
    ),
    "domain twice": (
        "survey", "domain_1", "domain", "domain-2",
        "survey: 2: S domain: slug domain-2 stands here more than once\n"
        "survey: 12: S domain: slug domain-2 stands here more than once\n"
        "survey: 2: S domain: domain domain-2 stands here more than once\n"
        "survey: 12: S domain: domain domain-2 stands here more than once",
    ),
    "group that isn’t ended": (
        "survey", 11, "type", None,
        "survey: 11: A type: the type “” can’t be kept\n"
        "survey: 13: A type: groups go two deep: a domain, and its subcategories\n"
        "survey: 14: A type: a question stands in the subcategory of a domain\n"
        "survey: 2: A type: this group isn’t ended\n"
        "survey: 12: holds nothing",
    ),
    "outcome unknown": (
        "choices", 2, "outcome", "good",
        "choices: 2: F outcome: must be one of these: 'well_developed', 'potential', 'either' or 'nothing'",
    ),
    "option twice": (
        "choices", 3, "name", "yes",
        "choices: 2: B name: option yes stands here more than once\n"
        "choices: 3: B name: option yes stands here more than once",
    ),
    "flag that is none": (
        "choices", 2, "needs_source", "maybe",
        "choices: 2: H needs_source: write yes, or leave it empty",
    ),
    "scope unknown": (
        "settings", 2, "scope", "planetary",
        "settings: 2: E scope: must be one of these: 'national' or 'local'",
    ),
    "version that isn’t loaded": (
        "settings", 2, "follows", "0",
        "settings: 2: F follows: small 0 isn’t loaded and published yet",
    ),
    "title missing": (
        "settings", 2, "questionnaire_title::Spanish (es)", None,
        "settings: 2: J questionnaire_title::Spanish (es): must be filled",
    ),
    "column unknown": (
        "survey", 1, "tags", "topics",
        "survey: 1: P topics: nothing is known of this column",
    ),
    "column twice": (
        "survey", 1, "tags", "scale",
        "survey: 1: P scale: this column stands here more than once",
    ),
    "column missing": (
        "survey", 1, "number", None,
        "survey: 1: number: this column is missing",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_fault_names_sheet_row_column_and_reason(db, book, name):
    sheet, row, column, value, expected = FAULTS[name]
    put(book, sheet, row, column, value)

    assert faults_of(book) == expected.split("\n")


def test_many_faults_are_told_at_once(db, book):
    put(book, "survey", "T1_1_1", "label::French (fr)", None)
    put(book, "survey", "T2_1_1", "hint::Spanish (es)", "  ")
    put(book, "choices", 2, "outcome", "good")
    put(book, "settings", 2, "version", "1/2")

    assert faults_of(book) == [
        "settings: 2: C version: holds characters that can’t stand here, or none",
        "choices: 2: F outcome: must be one of these: 'well_developed', 'potential', 'either' or 'nothing'",
        "survey: 4: D label::French (fr): must be filled",
        "survey: 14: H hint::Spanish (es): must be filled",
    ]


def test_sheet_that_is_missing(db, book):
    del book["choices"]

    assert faults_of(book) == ["choices: there is no sheet of this name"]


def test_settings_without_a_row(db, book):
    book["settings"].delete_rows(2)

    assert faults_of(book) == ["settings: 2: this row is empty"]


def test_what_is_no_workbook_is_refused(db):
    with pytest.raises(Refused):
        workbook.read(b"just words")


# What programs and people do to a workbook without harm -----------------------------------------------


def test_numbers_empty_rows_and_columns_of_ours_left_out_do_no_harm(db, book):
    before = workbook.read(saved(book))
    survey = book["survey"]
    survey.delete_cols(column_of(book, "survey", "predecessors"))
    put(book, "survey", "domain_1", "number", 1.0)
    put(book, "settings", 2, "version", 1)
    put(book, "choices", 2, "needs_source", True)
    survey.insert_rows(4)

    assert workbook.read(saved(book)) == before


def test_row_that_says_what_stands_instead_of_a_value_may_name_the_scale_alone(db, book):
    before = workbook.read(saved(book))
    put(book, "survey", "T1_2_1", "scale", None)

    assert workbook.read(saved(book)) == before


def test_form_made_elsewhere_may_leave_code_and_kind_to_name_and_type(db, book):
    before = workbook.read(saved(book))
    for row in ("T1_1_1", "T1_1_2", "T2_1_1"):
        put(book, "survey", row, "code", None)
        put(book, "survey", row, "kind", None)
        put(book, "survey", row, "scale", None)
        put(book, "survey", row, "constraint", None)
    put(book, "survey", "T1_1_2", "relevant", '${T1_1_1} = "yes"')

    assert workbook.read(saved(book)) == before


# What would change ------------------------------------------------------------------------------------


def test_same_questionnaire_changes_nothing():
    assert compare(make_document(), make_document()) == []


def test_changes_are_told_by_code_field_and_language():
    question = in_each_language("Question T1.1.1?") | {"fr": "Autre question ?"}

    found = compare(
        make_document(),
        make_document(
            ((2, 1), (2,)),
            asked={
                "T1.1.1": {"question": question, "required": False},
                "T1.1.2": {"tags": ["gcm-1", "gcm-2"]},
            },
        ),
    )

    assert found == [
        Change(
            "T1.1.1",
            "changed",
            (
                FieldChange("question", "fr", "Question T1.1.1? (fr)", "Autre question ?"),
                FieldChange("required", "", "Yes", "No"),
            ),
        ),
        Change("T1.1.2", "changed", (FieldChange("tags", "", "", "gcm-1, gcm-2"),)),
        Change("T2.1.2", "added"),
    ]


def test_what_goes_is_told_too():
    assert compare(make_document(((2,), (1,))), make_document(((1,),))) == [
        Change("Domain domain-2", "removed"),
        Change("T1.1.2", "removed"),
        Change("Subcategory 2.1", "removed"),
        Change("T2.1.1", "removed"),
    ]


def test_without_anything_before_everything_is_added():
    assert {change.what for change in compare(None, make_document())} == {"added"}


def test_workbook_of_a_version_names_what_its_indicators_were(db):
    make_instrument()
    asked = {"T1.1.1": {"lineage": ("merged", ["T1.1.1", "T1.1.2"])}}
    written = make_document(asked=asked, version="2", follows="1")
    data = write(written, state="draft")

    assert workbook.read(data) == written
    book = openpyxl.load_workbook(io.BytesIO(data))
    put(book, "survey", "T1_1_1", "predecessors", "T1.1.1 T9")
    assert faults_of(book) == ["survey: 4: R predecessors: version 1 has no indicator T9"]

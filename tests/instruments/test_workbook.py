"""Questionnaires as workbooks: what is written, and that it comes back as it went."""

import io
import re
import shutil
import subprocess

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyxform.xls2xform import convert

from instruments import document, workbook
from instruments.models import Instrument
from instruments.report import document_of
from instruments.schema import Document
from instruments.workbook.writing import write
from instruments.workflow import load_instrument
from tests.factories.instruments import (
    OPTIONS,
    domain_rows,
    head_row,
    indicator_row,
    make_document,
    make_instrument,
    scale_row,
)
from tests.instruments.test_load_instrument import DATA, SHIPPED

EVERYTHING = {
    "T1.1.1": {"tags": ["gcm-15", "sdg-3.8"]},
    "T1.1.2": {"kind": "multiple", "show_if": ("T1.1.1", ["yes", "partly"]), "evidence": "always"},
    "T1.2.1": {"kind": "year", "scale": "unanswered", "show_if": ("T1.1.1", ["yes"])},
    "T2.1.1": {"kind": "number", "scale": "unanswered", "required": False},
    "T2.1.2": {"kind": "text"},
    "T2.1.3": {"kind": "date", "required": False},
}
SHAPE = ((2, 1), (3,))


def sheets(data):
    """The cells of each sheet by column, as text; empty ones are left out."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {sheet.title: list(rows(sheet)) for sheet in book.worksheets}


def rows(sheet):
    head, *lines = sheet.iter_rows(values_only=True)
    for line in lines:
        yield {name: value for name, value in zip(head, line, strict=True) if value is not None}


def row_of(data, name):
    return next(row for row in sheets(data)["survey"] if row["name"] == name)


# What is written --------------------------------------------------------------------------------------


def test_workbook_has_the_three_sheets_of_a_form(db):
    data = workbook.export(make_instrument(SHAPE, asked=EVERYTHING))

    found = sheets(data)
    assert list(found) == ["survey", "choices", "settings"]
    assert [(row["type"], row["name"]) for row in found["survey"]] == [
        ("begin_group", "domain_1"),
        ("begin_group", "domain_1_1"),
        ("select_one presence", "T1_1_1"),
        ("select_multiple groups", "T1_1_2"),
        ("end_group", "domain_1_1"),
        ("begin_group", "domain_1_2"),
        ("integer", "T1_2_1"),
        ("select_one unanswered", "T1_2_1_instead"),
        ("end_group", "domain_1_2"),
        ("end_group", "domain_1"),
        ("begin_group", "domain_2"),
        ("begin_group", "domain_2_1"),
        ("integer", "T2_1_1"),
        ("select_one unanswered", "T2_1_1_instead"),
        ("text", "T2_1_2"),
        ("date", "T2_1_3"),
        ("end_group", "domain_2_1"),
        ("end_group", "domain_2"),
    ]


def test_row_of_an_indicator_says_all_about_it(db):
    data = workbook.export(make_instrument(SHAPE, asked=EVERYTHING))

    assert row_of(data, "T1_1_2") == {
        "type": "select_multiple groups",
        "name": "T1_1_2",
        "label::English (en)": "Question T1.1.2?",
        "label::French (fr)": "Question T1.1.2? (fr)",
        "label::Spanish (es)": "Question T1.1.2? (es)",
        "hint::English (en)": "Guidance T1.1.2.",
        "hint::French (fr)": "Guidance T1.1.2. (fr)",
        "hint::Spanish (es)": "Guidance T1.1.2. (es)",
        "required": "yes",
        "relevant": "${T1_1_1}='partly' or ${T1_1_1}='yes'",
        "constraint": "not((selected(., 'nobody') or selected(., 'unknown')) and count-selected(.) > 1)",
        "code": "T1.1.2",
        "kind": "multiple",
        "scale": "groups",
        "evidence": "always",
        "relation": "new",
    }


def test_row_of_a_year_lets_people_say_something_instead(db):
    data = workbook.export(make_instrument(SHAPE, asked=EVERYTHING))

    year, instead = row_of(data, "T1_2_1"), row_of(data, "T1_2_1_instead")
    assert (year["required"], year["constraint"], year["kind"]) == (
        "${T1_2_1_instead}=''",
        ". >= 1500 and . <= 2100",
        "year",
    )
    assert instead["relevant"] == year["relevant"] == "${T1_1_1}='yes'"
    assert "required" not in row_of(data, "T2_1_1")


def test_row_of_a_domain_says_its_names_and_colours(db):
    data = workbook.export(make_instrument())

    assert row_of(data, "domain_2") == {
        "type": "begin_group",
        "name": "domain_2",
        "domain": "domain-2",
        "number": "2",
        "colour": "#0f6b63",
        "colour_dark": "#5cc8bc",
        "label::English (en)": "Domain 2",
        "label::French (fr)": "Domain 2 (fr)",
        "label::Spanish (es)": "Domain 2 (es)",
        "long_name::English (en)": "The long name of domain 2",
        "long_name::French (fr)": "The long name of domain 2 (fr)",
        "long_name::Spanish (es)": "The long name of domain 2 (es)",
        "description::English (en)": "What domain 2 looks at in a city.",
        "description::French (fr)": "What domain 2 looks at in a city. (fr)",
        "description::Spanish (es)": "What domain 2 looks at in a city. (es)",
    }


def test_choices_say_what_an_option_asks_for_and_may_become(db):
    data = workbook.export(make_instrument(SHAPE, asked=EVERYTHING))

    found = {(row["list_name"], row["name"]): row for row in sheets(data)["choices"]}
    keys = ("label::French (fr)", "outcome", "needs_statement", "needs_source", "exclusive")
    assert len(found) == sum(len(options) for options in OPTIONS.values())
    assert [found["presence", "yes"].get(key) for key in keys] == [
        "Yes (fr)",
        "well_developed",
        "yes",
        "yes",
        None,
    ]
    assert [found["groups", "nobody"].get(key) for key in keys] == [
        "None of these (fr)",
        "nothing",
        None,
        None,
        "yes",
    ]


def test_settings_name_the_questionnaire_its_version_and_provenance(db):
    make_instrument()
    data = workbook.export(make_instrument(version="2", follows="1", publish=False))

    assert sheets(data)["settings"] == [
        {
            "form_title": "Small questionnaire",
            "form_id": "small",
            "version": "2",
            "default_language": "English (en)",
            "scope": "local",
            "follows": "1",
            "state": "draft",
            "questionnaire_title::English (en)": "Small questionnaire",
            "questionnaire_title::French (fr)": "Small questionnaire (fr)",
            "questionnaire_title::Spanish (es)": "Small questionnaire (es)",
            "provenance::English (en)": "Written for the tests.",
            "provenance::French (fr)": "Written for the tests. (fr)",
            "provenance::Spanish (es)": "Written for the tests. (es)",
        }
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "#N/A", '=HYPERLINK("http://x")'])
def test_text_is_never_a_formula(db, text):
    question = {"en": text, "fr": text, "es": text}
    data = workbook.export(make_instrument(asked={"T1.1.1": {"question": question}}))

    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(data))["survey"].iter_rows() for cell in row]
    assert [(cell.value, cell.data_type) for cell in cells if cell.value == text] == [(text, "s")] * 3


def test_same_questionnaire_gives_the_same_bytes(db):
    instrument = make_instrument()

    assert workbook.export(instrument) == workbook.export(Instrument.objects.get())


# A reader of forms takes it ---------------------------------------------------------------------------


def test_reader_of_forms_takes_every_kind(db):
    data = workbook.export(make_instrument(SHAPE, asked=EVERYTHING))

    result = convert(data)

    assert result.warnings == []
    assert re.findall(
        r'bind nodeset="/data/domain_1/domain_1_1/T1_1_2"[^>]*relevant="([^"]*)"', result.xform
    ) == [" /data/domain_1/domain_1_1/T1_1_1 ='partly' or  /data/domain_1/domain_1_1/T1_1_1 ='yes'"]


@pytest.mark.parametrize("name", SHIPPED)
def test_reader_of_forms_takes_the_shipped_questionnaire(name):
    read = document.read(DATA / name).document

    result = convert(write(read, state="draft"))

    assert result.warnings == []
    assert set(re.findall(r'translation lang="([^"]*)"', result.xform)) == {
        "English (en)",
        "French (fr)",
        "Spanish (es)",
    }


# There and back ---------------------------------------------------------------------------------------


def test_what_is_exported_and_imported_is_exported_the_same(db):
    before = make_instrument()
    asked = EVERYTHING | {"T1.1.1": {"tags": ["gcm-15"], "lineage": ("split", ["T1.1.1"])}}
    instrument = make_instrument(SHAPE, asked=asked, version="2", follows=before.version, publish=False)
    first = workbook.export(instrument)
    instrument.delete()

    again, _changed = load_instrument(document=workbook.read(first))

    assert workbook.export(again) == first
    assert again.digest == instrument.digest


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_questionnaire_comes_back_as_it_went(db, name):
    read = document.read(DATA / name)
    instrument, _changed = load_instrument(document=read.document, tags=read.tags)

    assert workbook.read(workbook.export(instrument)) == read.document == document_of(instrument)


def test_workbook_that_says_the_same_changes_nothing(db):
    instrument = make_instrument(publish=False)

    assert load_instrument(document=workbook.read(workbook.export(instrument))) == (instrument, False)


# Anything anybody may write ---------------------------------------------------------------------------

SCRIPTS = {
    "Latin": st.characters(min_codepoint=0x20, max_codepoint=0x24F, exclude_categories=["Cc"]),
    "Cyrillic": st.characters(min_codepoint=0x400, max_codepoint=0x4FF),
    "Arabic": st.characters(min_codepoint=0x600, max_codepoint=0x6FF),
    "Chinese": st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
    "emoji": st.characters(min_codepoint=0x1F300, max_codepoint=0x1FAFF),
}
BETWEEN = st.sampled_from(["\t", "\n", "\n\n", " ", "=", "+", "-", "@", "_x0041_", "'", '"', "<&>"])
WORDS = st.one_of(*(st.text(letters, min_size=1, max_size=12) for letters in SCRIPTS.values()))
TEXT = (
    st.lists(st.one_of(WORDS, BETWEEN), min_size=1, max_size=6)
    .map("".join)
    .map(str.strip)
    .filter(lambda text: 0 < len(text) <= 80 and "${" not in text)
)
TRANSLATED = st.fixed_dictionaries({"en": TEXT, "fr": TEXT, "es": TEXT})
KIND = st.sampled_from(["choice", "multiple", "number", "year", "text", "date"])


@st.composite
def indicators(draw, code, earlier):
    kind = draw(KIND)
    fields = {
        "required": draw(st.booleans()),
        "evidence": draw(st.sampled_from(["by_option", "always", "never"])),
        "question": draw(TRANSLATED),
        "guidance": draw(TRANSLATED),
    }
    if kind not in ("choice", "multiple"):
        fields["scale"] = draw(st.sampled_from([None, "unanswered"]))
    show_if = None
    if earlier and draw(st.booleans()):
        values = st.sampled_from(["yes", "partly", "no", "unknown"])
        show_if = (draw(st.sampled_from(earlier)), draw(st.lists(values, min_size=1, max_size=4)))
    row = indicator_row(code, kind=kind, show_if=show_if, **fields)
    if kind == "choice" and show_if is None:
        earlier.append(code)
    return row


@st.composite
def documents(draw):
    shape = draw(st.lists(st.lists(st.integers(1, 3), min_size=1, max_size=2), min_size=1, max_size=3))
    domains, parts = domain_rows(shape), []
    for number, pages in enumerate(shape, start=1):
        earlier = []
        subcategories = [
            {
                "title": draw(TRANSLATED),
                "indicators": [draw(indicators(f"T{number}.{page}.{i}", earlier)) for i in range(count)],
            }
            for page, count in enumerate(pages)
        ]
        parts.append({"domain": f"domain-{number}", "subcategories": subcategories})
    for row in domains:
        row |= {"short_name": draw(TRANSLATED), "description": {"local": draw(TRANSLATED)}}
    head = head_row(title=draw(TRANSLATED), provenance=draw(TRANSLATED))
    scales = [scale_row(key) for key in OPTIONS]
    scales[0]["options"][0]["label"] = draw(TRANSLATED)
    return Document.model_validate(
        {"head": head, "domains": domains, "scales": scales, "questionnaire": parts}
    )


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # what fails is small as it is
)
@given(written=documents())
def test_any_questionnaire_comes_back_as_it_went(db, written):
    assert workbook.read(write(written, state="draft")) == written


def test_database_keeps_any_questionnaire_as_it_is(db):
    text = {"en": "Tab\tand\nline", "fr": "Ёлка 中文 😀", "es": "مرحبا"}
    written = make_document(asked={"T1.1.1": {"question": text, "guidance": text}})

    instrument, _changed = load_instrument(document=workbook.read(write(written, state="draft")))

    assert document_of(instrument) == written


# Through another program ------------------------------------------------------------------------------

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None, reason="needs LibreOffice")
def test_workbook_that_another_program_saved_comes_back_as_it_went(db, tmp_path):
    text = {"en": "=1+1\tTab\n\nand _x0041_", "fr": "Ёлка 中文 😀", "es": "مرحبا"}
    written = make_document(SHAPE, asked={"T1.1.1": {"question": text}, "T1.2.1": {"kind": "year"}})
    (tmp_path / "form.xlsx").write_bytes(write(written, state="draft"))
    command = [OFFICE, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile"]
    target = ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", tmp_path / "saved"]

    subprocess.run([*command, *target, tmp_path / "form.xlsx"], check=True, capture_output=True, timeout=120)

    assert workbook.read((tmp_path / "saved" / "form.xlsx").read_bytes()) == written

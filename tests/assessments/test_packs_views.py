"""The pages of packs: giving a section out, bringing a workbook back, and deciding answer by answer."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from docx.oxml.ns import qn

from assessments.models import Pack, PackReturn
from tests.factories.assessments import make_case, submit
from tests.factories.packs import (
    answer_every_kind,
    bring_back,
    filled,
    given_out,
    make_pack_case,
    opened,
    say,
    sheets,
)
from tests.replay import play


@pytest.fixture
def case(db):
    return play(make_pack_case)


def packs_url(case, path=""):
    return f"/en/assessments/{case.assessment.pk}/domain-1/packs/{path}"


def return_url(case, returned):
    return packs_url(case, f"{returned.pack_id}/returns/{returned.pk}/")


def upload(client, case, data, name="filled.xlsx"):
    return client.post(packs_url(case), {"file": SimpleUploadedFile(name, data)})


def returned_with(case, **cells):
    _pack, workbook = given_out(case)
    return bring_back(case, filled(workbook, {"T1.1.1": cells}))


# Giving out -------------------------------------------------------------------------------------------


def test_workbook_is_downloaded_under_a_name_that_says_what_it_is(case, client_for):
    response = client_for(case.focal_point).post(packs_url(case, "new/"), {"language": "fr", "shape": "xlsx"})

    assert response.status_code == 200
    assert response["Content-Disposition"] == 'attachment; filename="quilmes-2022-domain-1-fr.xlsx"'
    assert response["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert opened(response.content).custom_doc_props["mgi_pack"].value == str(Pack.objects.get().key)


def test_document_to_print_is_downloaded(case, client_for):
    response = client_for(case.coordinator).post(packs_url(case, "new/"), {"language": "es", "shape": "docx"})

    assert response["Content-Disposition"] == 'attachment; filename="quilmes-2022-domain-1-es.docx"'
    assert Document(io.BytesIO(response.content)).core_properties.language == "es"


def test_unknown_language_or_shape_is_refused_on_the_page(case, client_for):
    response = client_for(case.focal_point).post(packs_url(case, "new/"), {"language": "tlh", "shape": "pdf"})

    assert response.status_code == 422
    assert sorted(response.context["form"].errors) == ["language", "shape"]
    assert not Pack.objects.exists()


def test_page_lists_what_was_given_out_and_what_came_back(case, client_for):
    returned = returned_with(case, answer="No")

    response = client_for(case.coordinator).get(packs_url(case))

    page = response.content.decode()
    assert list(response.context["object_list"]) == [returned.pack]
    assert "0 of 1 decided" in page
    assert return_url(case, returned) in page
    assert 'type="file"' not in page  # a coordinator answers nothing


# Bringing back ----------------------------------------------------------------------------------------


def test_returned_workbook_leads_to_its_differences(case, client_for):
    _pack, workbook = given_out(case)
    data = filled(workbook, {"T1.1.1": {"answer": "No"}})

    response = upload(client_for(case.focal_point), case, data)

    returned = PackReturn.objects.get()
    assert (response.status_code, response.url) == (302, return_url(case, returned))
    assert (returned.file_name, returned.returned_by) == ("filled.xlsx", case.focal_point)


def test_broken_cells_are_listed_and_nothing_is_kept(case, client_for):
    _pack, workbook = given_out(case)
    data = filled(workbook, {"T1.1.1": {"answer": "Perhaps"}, "T1.1.4": {"value": "many"}})

    response = upload(client_for(case.focal_point), case, data)

    assert response.status_code == 422
    assert [str(fault) for fault in response.context["faults"]] == [
        "Answers E2: “Perhaps” isn’t among the answers: “Yes”, “Partly”, “No”, “Not found”.",
        "Answers F5: This isn’t a number: write it in digits, such as 1250.",
    ]
    assert '<th scope="row">F5</th>' in response.content.decode()
    assert not PackReturn.objects.exists()


@pytest.mark.parametrize("data", [b"", b"no workbook", b"PK\x03\x04 a broken one"])
def test_file_that_is_no_workbook_is_refused_beside_the_field(case, client_for, data):
    response = upload(client_for(case.focal_point), case, data)

    assert response.status_code == 422
    assert len(response.context["return_form"].errors["file"]) == 1


def test_workbook_of_another_section_is_refused_beside_the_field(case, client_for):
    _pack, workbook = given_out(case, number=2)

    response = upload(client_for(case.focal_point), case, workbook)

    assert response.status_code == 422
    assert response.context["return_form"].errors["file"] == [
        "This workbook belongs to another section: 2 Domain 2."
    ]


def test_page_says_why_nothing_can_be_brought_back_now(db, client_for):
    case = make_case()
    _pack, workbook = given_out(case)
    submit(case, case.section())

    response = upload(client_for(case.focal_point), case, workbook)

    assert response.status_code == 409
    assert "Answers can’t be changed now: the state is “Submitted”." in response.content.decode()


# Deciding ---------------------------------------------------------------------------------------------


def test_answer_is_taken_by_its_button(case, client_for):
    returned = returned_with(case, answer="No", statement="It closed.")
    change = returned.changes.get()

    response = client_for(case.focal_point).post(return_url(case, returned), {"take": f"{change.pk}-0"})

    assert (response.status_code, response.url) == (302, f"{return_url(case, returned)}#change-{change.pk}")
    revision = case.answer("T1.1.1").current
    assert (revision.option.value, revision.statement, revision.via) == ("no", "It closed.", "pack")


def test_answer_is_left_by_its_button(case, client_for):
    returned = returned_with(case, answer="No")
    client = client_for(case.focal_point)

    client.post(return_url(case, returned), {"leave": returned.changes.get().pk})

    page = client.get(return_url(case, returned)).content.decode()
    assert "Left as it was" in page
    assert "Take this answer" not in page
    assert case.answer("T1.1.1").current is None


def test_several_answers_are_taken_at_once(case, client_for):
    _pack, workbook = given_out(case)
    returned = bring_back(case, filled(workbook, {"T1.1.1": {"answer": "No"}, "T1.2.1": {"value": "Daily"}}))
    client = client_for(case.focal_point)
    page = client.get(return_url(case, returned))

    together = [f"{each.change.pk}-{each.answer.revision}" for each in page.context["untouched"]]
    client.post(return_url(case, returned), {"take": together})

    assert case.answer("T1.1.1").current.option.value == "no"
    assert case.answer("T1.2.1").current.value == "Daily"


def test_answer_that_changed_meanwhile_is_shown_anew_and_not_overwritten(case, client_for):
    returned = returned_with(case, statement="From the ministry.")
    say(case, "T1.1.1", "From the researcher.")

    response = client_for(case.focal_point).post(
        return_url(case, returned), {"take": f"{returned.changes.get().pk}-0"}
    )

    page = response.content.decode()
    assert response.status_code == 409
    assert "T1.1.1 was changed meanwhile: compare it again." in page
    assert "From the <del>researcher</del>." in page
    assert "From the <ins>ministry</ins>." in page
    assert case.answer("T1.1.1").current.statement == "From the researcher."


def test_page_of_an_older_pack_shows_three_texts(case, client_for):
    say(case, "T1.1.1", "In 2022 it began.", option="yes")
    _pack, workbook = given_out(case)
    say(case, "T1.1.1", "In 2023 it began.", option="yes")
    returned = bring_back(case, filled(workbook, {"T1.1.1": {"statement": "In 2021 it began."}}))

    page = client_for(case.focal_point).get(return_url(case, returned)).content.decode()

    assert "Researcher changed this answer on" in page
    assert "In 2022 it began." in page
    assert "In <del>2023</del> it began." in page
    assert "In <ins>2021</ins> it began." in page


def test_coordinator_reads_the_differences_and_decides_nothing(case, client_for):
    returned = returned_with(case, answer="No")
    client = client_for(case.coordinator)

    assert "Take this answer" not in client.get(return_url(case, returned)).content.decode()
    assert client.post(return_url(case, returned), {"take": "1-0"}).status_code == 403


@pytest.mark.parametrize(("data", "status"), [({}, 422), ({"take": "all"}, 400), ({"leave": "x"}, 400)])
def test_decision_about_nothing_is_refused(case, client_for, data, status):
    returned = returned_with(case, answer="No")

    assert client_for(case.focal_point).post(return_url(case, returned), data).status_code == status


def test_return_is_found_under_its_own_section_and_pack_only(case, client_for):
    returned = returned_with(case, answer="No")
    other, _workbook = given_out(case)
    client = client_for(case.focal_point)
    elsewhere = return_url(case, returned).replace("domain-1", "domain-2")

    assert client.get(packs_url(case, f"{other.pk}/returns/{returned.pk}/")).status_code == 404
    assert client.get(elsewhere).status_code == 404


# The files --------------------------------------------------------------------------------------------


def test_workbook_is_protected_but_for_the_cells_to_fill_in(case):
    answer_every_kind(case)
    _pack, data = given_out(case)
    answers, sources = sheets(opened(data))

    locked = {cell.coordinate: cell.protection.locked for cell in answers[2]}

    assert locked == dict.fromkeys(("A2", "B2", "C2", "D2", "F2"), True) | dict.fromkeys(
        ("E2", "G2", "H2", "I2"), False
    )
    assert {cell.protection.locked for cell in sources[2]} == {False}
    assert [sheet.protection.sheet for sheet in opened(data).worksheets] == [True] * 4
    assert opened(data).worksheets[3].sheet_state == "hidden"


def test_answers_sheet_reads_and_prints_well(case):
    _pack, data = given_out(case)
    workbook = opened(data)
    answers, _sources = sheets(workbook)

    assert [cell.value for cell in answers[1]] == [
        "Code",
        "Question",
        "What counts",
        "Asked when",
        "Answer",
        "Year, number, date or text",
        "Statement",
        "Applies to",
        "As of (date)",
    ]
    assert answers["D3"].value == "Asked when T1.1.1 is answered with “Yes” or “Partly”."
    assert (answers.freeze_panes, answers.print_title_rows) == ("C2", "$1:$1")
    assert (answers.page_setup.orientation, answers.page_setup.fitToWidth) == ("landscape", 1)
    assert workbook.defined_names["ColumnTitleRegion1.A1.I7.1"].attr_text == "'Answers'!$A$1:$I$1"
    rules = {
        str(cells): rule.type for rule in answers.data_validations.dataValidation for cells in rule.sqref
    }
    assert (rules["E2"], rules["F4"], rules["F5"], rules["F6"]) == ("list", "whole", "decimal", "date")


def test_text_that_looks_like_a_formula_is_text(case):
    for code, text in (
        ("T1.1.1", "=HYPERLINK(1)"),
        ("T1.1.3", "@SUM(1)"),
        ("T1.1.4", "-2+3"),
        ("T1.2.1", "+1"),
    ):
        say(case, code, text)
    _pack, data = given_out(case)
    answers, _sources = sheets(opened(data))

    cells = [answers[f"G{row}"] for row in (2, 4, 5, 7)]

    assert [(cell.value, cell.data_type, cell.quotePrefix) for cell in cells] == [
        ("=HYPERLINK(1)", "s", True),
        ("@SUM(1)", "s", True),
        ("-2+3", "s", True),
        ("+1", "s", True),
    ]


def test_document_is_made_for_screen_readers(case, client_for):
    answer_every_kind(case)
    response = client_for(case.focal_point).post(packs_url(case, "new/"), {"language": "en", "shape": "docx"})
    document = Document(io.BytesIO(response.content))

    headings = [(p.style.name, p.text) for p in document.paragraphs if p.style.name.startswith("Heading")]
    texts = [paragraph.text for paragraph in document.paragraphs]
    first = document.tables[0]

    assert headings[:3] == [
        ("Heading 1", "Quilmes 2022: 1 Domain 1"),
        ("Heading 2", "1.1 Subcategory 1.1"),
        ("Heading 3", "T1.1.1 Question T1.1.1?"),
    ]
    assert "Yes (the answer today)" in texts
    assert document.core_properties.title == "Quilmes 2022: 1 Domain 1"
    assert document.styles.element.find(f".//{qn('w:lang')}").get(qn("w:val")) == "en"
    assert first.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [cell.text for cell in first.rows[1].cells] == [
        "Law",
        "Law on Migration\nhttps://example.org/law",
        "25.871, 2004",
        "article 7\n“All have access.”",
    ]
    assert [
        field.get(qn("w:instr")) for field in document.sections[0].footer._element.iter(qn("w:fldSimple"))
    ] == [
        "PAGE",
        "NUMPAGES",
    ]

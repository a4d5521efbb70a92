"""The pages of those who keep the questionnaires."""

import io

import openpyxl
import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile

from instruments import workbook
from instruments.models import Instrument
from instruments.report import document_of
from instruments.workbook.writing import write
from instruments.workflow import load_instrument
from tests.factories.accounts import make_people
from tests.factories.instruments import in_each_language, make_document, make_instrument, tags_of

IMPORT = "/en/questionnaires/import/"
ASKED = {
    "T1.1.1": {"tags": ["gcm-15"]},
    "T1.1.2": {"kind": "multiple", "show_if": ("T1.1.1", ["yes", "partly"]), "evidence": "always"},
    "T1.2.1": {"kind": "year", "scale": "unanswered", "required": False},
}


@pytest.fixture
def keeper(db, client_for):
    """The browser of someone who may keep the questionnaires, and nothing else."""
    person = make_people("Kim")[0]
    person.user_permissions.add(Permission.objects.get(codename="change_instrument"))
    return client_for(person)


def text_of(response):
    return " ".join(response.content.decode().split())


def send(keeper, data, name="questionnaire.xlsx"):
    return keeper.post(IMPORT, {"file": SimpleUploadedFile(name, data)})


def changed(**asked):
    return write(make_document(asked=asked), state="draft")


# Looking ----------------------------------------------------------------------------------------------


def test_list_names_every_version_with_its_state_and_the_one_it_follows(keeper):
    make_instrument()
    make_instrument(version="2", follows="1", publish=False)

    rows = keeper.get("/en/questionnaires/").context["object_list"]

    assert [
        (row.version, row.state, row.predecessor and row.predecessor.version, row.questions) for row in rows
    ] == [
        ("2", "draft", "1", 4),
        ("1", "published", None, 4),
    ]


def test_my_work_leads_to_the_questionnaires(keeper, client_for, case):
    link = '<a href="/en/questionnaires/">'

    assert link in text_of(keeper.get("/en/work/"))
    assert link not in text_of(client_for(case.coordinator).get("/en/work/"))


@pytest.mark.parametrize(
    "words",
    [
        '<span class="code">T1.1.1</span> Question T1.1.1?',
        "Guidance T1.1.1.",
        "One choice: Yes, Partly, No, Not found",
        "Several choices: Workers, Students, Refugees, None of these, Not found",
        "Asked when T1.1.1 is answered “Yes” or “Partly”.",
        "Sources: Always, unless nothing was found",
        "Year: Not found",
        "May be left unanswered.",
        '<span class="tag">GCM 15</span> Title of gcm-15',
        "Since version 1: The same, T1.1.1",
        "What domain 1 looks at in a city.",
    ],
)
def test_page_of_a_version_says_all_about_a_question(keeper, words):
    make_instrument()
    lineage = {"T1.1.1": ASKED["T1.1.1"] | {"lineage": ("same", ["T1.1.1"])}}
    make_instrument(asked=ASKED | lineage, version="2", follows="1")

    assert words in text_of(keeper.get("/en/questionnaires/small/2/"))


def test_version_that_is_not_there(keeper):
    make_instrument()

    assert keeper.get("/en/questionnaires/small/9/").status_code == 404


def test_workbook_is_sent_as_a_file(keeper):
    instrument = make_instrument(asked=ASKED)

    response = keeper.get("/en/questionnaires/small/1/workbook/")

    assert response.headers["Content-Disposition"] == 'attachment; filename="small-1.xlsx"'
    assert response.headers["Content-Type"].endswith("spreadsheetml.sheet")
    assert response.content == workbook.export(instrument)


# Moving -----------------------------------------------------------------------------------------------


def test_draft_is_published_and_retired_with_a_reason(keeper):
    make_instrument(publish=False)

    published = keeper.post("/en/questionnaires/small/1/do/publish/", follow=True)
    retired = keeper.post("/en/questionnaires/small/1/do/retire/", {"note": "A new one is out."}, follow=True)

    assert "Publish the questionnaire: Published." in text_of(published)
    assert "Retire the questionnaire: Retired." in text_of(retired)
    assert "A new one is out." in text_of(retired)
    assert Instrument.objects.get().state == "retired"


def test_step_that_is_not_possible_now_says_why(keeper):
    make_instrument()

    response = keeper.post("/en/questionnaires/small/1/do/publish/")

    assert response.status_code == 409
    assert "the state is now “Published”" in text_of(response)


def test_next_version_is_a_draft_of_its_own(keeper):
    before = make_instrument()

    response = keeper.post("/en/questionnaires/small/1/next/", {"version": "2"}, follow=True)

    draft = Instrument.objects.get(version="2")
    assert response.request["PATH_INFO"] == "/en/questionnaires/small/2/"
    assert "The draft of version 2 is made." in text_of(response)
    assert (draft.state, draft.predecessor) == ("draft", before)


@pytest.mark.parametrize(
    ("version", "reason"),
    [
        ("1", "There is a version 1 already."),
        ("a/b", "Write letters and digits, with a dot or hyphen between them."),
        ("", "This field is required."),
    ],
)
def test_version_that_can_not_be_is_told_at_the_field(keeper, version, reason):
    make_instrument()

    response = keeper.post("/en/questionnaires/small/1/next/", {"version": version})

    assert response.context["form"].errors["version"] == [reason]
    assert Instrument.objects.count() == 1


# Importing --------------------------------------------------------------------------------------------


def test_workbook_is_compared_before_anything_is_loaded(keeper):
    make_instrument(publish=False)
    before = list(Instrument.objects.values())

    response = send(keeper, changed(**{"T1.1.1": {"question": in_each_language("What now?")}}))

    [change] = response.context["changes"]
    assert (change.subject, change.what) == ("T1.1.1", "changed")
    assert (
        'question (fr): <del lang="fr">Question T1.1.1? (fr)</del> <ins lang="fr">What now? (fr)</ins>'
        in text_of(response)
    )
    assert list(Instrument.objects.values()) == before


def test_what_was_shown_is_loaded_as_a_draft(keeper):
    make_instrument(publish=False)
    wanted = make_document(asked=ASKED)
    load_instrument(document=make_document(asked=ASKED, slug="other"), tags=tags_of(wanted))
    page = send(keeper, write(wanted, state="draft"))

    response = keeper.post(
        IMPORT + "load/", {"checked": page.context["load_form"]["checked"].value()}, follow=True
    )

    assert "The draft is loaded." in text_of(response)
    assert document_of(Instrument.objects.get(slug="small")) == wanted


def test_faults_are_listed_by_sheet_row_and_column(keeper):
    book = openpyxl.load_workbook(io.BytesIO(changed()))
    book["survey"]["D4"] = None
    book["choices"]["F2"] = "good"
    out = io.BytesIO()
    book.save(out)

    response = send(keeper, out.getvalue())

    assert response.status_code == 422
    assert "2 faults: nothing can be loaded" in text_of(response)
    assert [(fault.sheet, fault.row, fault.column) for fault in response.context["faults"]] == [
        ("choices", 2, "F outcome"),
        ("survey", 4, "D label::French (fr)"),
    ]
    assert Instrument.objects.count() == 0


def test_published_version_can_not_be_loaded_over(keeper):
    make_instrument()

    response = send(keeper, changed(**{"T1.1.1": {"required": False}}))

    assert "This version never changes any more" in text_of(response)
    assert response.context["load_form"] is None


def test_workbook_that_changes_nothing_offers_nothing(keeper):
    make_instrument(publish=False)

    response = send(keeper, changed())

    assert "nothing would change" in text_of(response)
    assert response.context["load_form"] is None


def test_new_version_is_compared_with_the_one_it_follows(keeper):
    before = make_instrument()
    written = make_document(version="2", follows="1", asked={"T1.1.1": {"required": False}})

    response = send(keeper, write(written, state="draft"))

    assert response.context["compared"] == before
    assert [change.subject for change in response.context["changes"]] == ["Questionnaire", "T1.1.1"]


def test_file_that_is_no_workbook_is_refused_at_the_field(keeper):
    response = send(keeper, b"%PDF-1.7 just words", "report.xlsx")

    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["file"]


def test_load_is_refused_when_the_draft_changed_meanwhile(keeper):
    make_instrument(publish=False)
    page = send(keeper, changed(**{"T1.1.1": {"required": False}}))
    meanwhile = make_instrument(((1,),), publish=False)

    response = keeper.post(
        IMPORT + "load/", {"checked": page.context["load_form"]["checked"].value()}, follow=True
    )

    assert "Something has changed since the workbook was read." in text_of(response)
    assert list(Instrument.objects.all()) == [meanwhile]


def test_load_takes_only_what_was_signed_for_the_same_person(keeper, client_for):
    page = send(keeper, changed())
    checked = page.context["load_form"]["checked"].value()
    other = client_for(make_people("Olga", is_superuser=True)[0])

    other.post(IMPORT + "load/", {"checked": checked})
    keeper.post(IMPORT + "load/", {"checked": checked[:-3] + "abc"})
    keeper.post(IMPORT + "load/")

    assert Instrument.objects.count() == 0

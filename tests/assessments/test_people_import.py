"""Lists of people: read as people write them, shown before anything happens, taken as a whole or not at all."""

import datetime
import io

import openpyxl
import pytest
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from accounts.models import Invitation, User
from accounts.workflow import invite
from assessments.document import Naming, read_people, write_people_template
from assessments.document.people_template import choices
from assessments.forms.people import SALT_OF_LISTS
from assessments.models import AssessmentUserPermission, RoleAssignment, RoleEvent
from assessments.permissions import sync_all
from assessments.workflow import FaultyList, assign_in_bulk, assign_role, plan_roles, remove_role
from audit.models import Entry
from tests.factories import files
from tests.factories.accounts import make_people, make_person
from tests.statements import counted
from uploads.refusal import Refused

TITLES = ("e-mail", "name", "language", "role", "country")
ANA = ("ana@example.org", "Ana Novák", "fr", "researcher", "AR")
BEN = ("ben@example.org", "Ben Okri", "", "Reviewer", "")


def csv_of(*rows, titles=TITLES):
    return "\r\n".join(";".join(row) for row in (titles, *rows)).encode()


def read(data, kind="csv"):
    return read_people(data, kind)


def found_in(data, kind="csv"):
    """What is wrong: row, column, reason."""
    _rows, faults = read(data, kind)
    return [(fault.row, fault.column, fault.reason) for fault in faults]


def texts(rows):
    return [(row.row, row.email, row.name, row.language, row.role, row.country) for row in rows]


# Reading ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_list_is_read_with_the_place_of_each_row(kind):
    make = {"csv": lambda rows: csv_of(*rows), "xlsx": lambda rows: files.xlsx([TITLES, *rows])}[kind]

    rows, faults = read(make([ANA, ("",) * 5, BEN]), kind)

    assert faults == []
    assert texts(rows) == [
        (2, "ana@example.org", "Ana Novák", "fr", "researcher", "AR"),
        (4, "ben@example.org", "Ben Okri", "", "reviewer", ""),
    ]


@pytest.mark.parametrize(
    "titles",
    [
        ("E-mail address", "Name", "Language", "Role", "Country"),
        ("Courriel", "Nom", "Langue", "Rôle", "Pays"),
        ("CORREO ELECTRÓNICO", "nombre", "Idioma", "Funcion", "pais"),
        ("email", "name", "language", "role", "country"),
        ("\ufeffmail", " Nom ", "idioma", "ROLE", "País"),
    ],
)
def test_titles_are_known_in_each_language(titles):
    rows, faults = read(csv_of(ANA, titles=titles))

    assert (texts(rows), faults) == ([(2, "ana@example.org", "Ana Novák", "fr", "researcher", "AR")], [])


@pytest.mark.parametrize(
    ("language", "role", "country", "expected"),
    [
        ("French", "Focal point", "Argentina", ("fr", "focal_point", "AR")),
        ("français", "point focal", "Argentine", ("fr", "focal_point", "AR")),
        ("ESPAÑOL", "OBSERVADOR", "Alemania", ("es", "observer", "DE")),
        ("anglais", "focal_point", "de", ("en", "focal_point", "DE")),
        ("inglés", "translator", "Côte d’Ivoire", ("en", "translator", "CI")),
        ("", "coordinator", "", ("", "coordinator", "")),
    ],
)
def test_words_are_known_in_each_language(language, role, country, expected):
    rows, faults = read(csv_of(("a@example.org", "A", language, role, country)))

    assert faults == []
    assert [(row.language, row.role, row.country) for row in rows] == [expected]


def test_columns_may_stand_in_any_order_and_two_may_be_left_out():
    rows, faults = read(csv_of(("observer", "Ana", "ANA@Example.org"), titles=("role", "name", "e-mail")))

    assert faults == []
    assert texts(rows) == [(2, "ana@example.org", "Ana", "", "observer", "")]


@pytest.mark.parametrize(
    ("data", "faults"),
    [
        (csv_of(), [(0, "", "There is nobody in this list: write one person in each row.")]),
        (b"", [(1, "", "These columns are missing: E-mail address, Name, Role.")]),
        (csv_of(ANA[:2], titles=TITLES[:2]), [(1, "", "These columns are missing: Role.")]),
        (csv_of(titles=(*TITLES, "phone")), [(1, "F", "Nothing is known of this column: “phone”.")]),
        (
            csv_of(titles=(*TITLES, "courriel")),
            [(1, "F", "This column stands here more than once: “courriel”.")],
        ),
        (csv_of((*ANA, "more")), [(2, "F", "This cell stands outside the columns with a title.")]),
        (csv_of(*[ANA] * 201), [(202, "", "There are too many rows: at most 200.")]),
        (
            csv_of(("", "Ana", "", "", "")),
            [(2, "A", "Write one e-mail address, such as name@example.org."), (2, "D", "Write the role.")],
        ),
        (
            csv_of(ANA, ("b@example.org c@example.org", "B", "", "observer", "")),
            [(3, "A", "Write one e-mail address, such as name@example.org.")],
        ),
        (
            csv_of(("a@example.org", "A", "Klingon", "King", "Narnia")),
            [
                (2, "C", "“Klingon” isn’t known here: choose from the list of the template."),
                (2, "D", "“King” isn’t known here: choose from the list of the template."),
                (2, "E", "“Narnia” isn’t known here: choose from the list of the template."),
            ],
        ),
        (
            csv_of(("a@example.org", "A", "", "contributor", "")),
            [(2, "D", "Contributors aren’t named here: they come by the pages handed over to them.")],
        ),
        (
            csv_of(('=HYPERLINK("x")', "+A", "@x", "-observer", "\t=1")),
            [(2, letter, "This begins like a formula: write the text itself.") for letter in "ABCDE"],
        ),
        (
            csv_of(("a@example.org", "<b>A</b>", "", "observer", "")),
            [(2, "B", "This holds a piece of a web page: write plain text, without “<”.")],
        ),
        (
            csv_of(("a@example.org", "A" * 151, "", "observer", "")),
            [(2, "B", "This text is too long: at most 150 characters, it has 151.")],
        ),
    ],
    ids=[
        "nobody", "empty", "column missing", "unknown column", "column twice", "outside", "too many", "empty cells",
        "address", "words", "contributor", "formulas", "web page", "long",
    ],
)  # fmt: skip
def test_everything_that_is_wrong_is_found_with_its_place(data, faults):
    assert found_in(data) == faults


def test_letters_follow_the_columns_of_the_file():
    data = csv_of(("", "Ana", "x"), titles=("role", "name", "e-mail"))

    assert found_in(data) == [
        (2, "A", "Write the role."),
        (2, "C", "Write one e-mail address, such as name@example.org."),
    ]


def test_formula_of_a_workbook_is_never_worked_out():
    data = files.xlsx([TITLES, ("a@example.org", '="A"&"da"', "", "observer", "")])

    assert found_in(data, "xlsx") == [(2, "B", "This cell holds a formula: write the text or number itself.")]


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (files.xlsx_bomb, "xlsx"),
        (lambda: files.repacked(files.xlsx(), lambda n, c: c) + b"<script>", "xlsx"),
        (lambda: files.pack({"xl/vbaProject.bin": b"x"}), "xlsx"),
        (files.docx, "xlsx"),
        (lambda: b"<!doctype html><table><tr><td>e-mail", "csv"),
        (lambda: b"e-mail\x00name", "csv"),
    ],
    ids=["bomb", "two faces", "macro", "other document", "web page", "no text"],
)
def test_hostile_file_is_refused(make, kind):
    with pytest.raises(Refused):
        read(make(), kind)


# The template -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_filled_template_is_read_whatever_its_language(language):
    with translation.override(language):
        book = openpyxl.load_workbook(io.BytesIO(write_people_template()))
        offered = choices()
    sheet = book.worksheets[0]
    for row, (role, tongue, country) in enumerate(
        zip(offered["role"], offered["language"] * 2, offered["country"], strict=False), start=2
    ):
        for column, text in enumerate((f"p{row}@example.org", f"P {row}", tongue, role, country), start=1):
            sheet.cell(row, column).value = text
    target = io.BytesIO()
    book.save(target)

    rows, faults = read(target.getvalue(), "xlsx")

    assert faults == []
    assert [row.role for row in rows] == [
        "coordinator",
        "researcher",
        "focal_point",
        "reviewer",
        "translator",
        "observer",
    ]
    assert [row.language for row in rows] == ["en", "fr", "es", "ar", "en", "fr"]
    assert all(len(row.country) == 2 for row in rows)


def test_every_cell_of_the_template_is_text():
    book = openpyxl.load_workbook(io.BytesIO(write_people_template()))

    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert len(cells) > 250
    assert {cell.data_type for cell in cells} == {"s"}


# What it would do --------------------------------------------------------------------------------------


def naming(row, email, name="", *, role="observer", language="", country=""):
    return Naming(row, email, name, language, role, country, {"email": "A", "name": "B", "role": "D"})


def plan(case, *rows):
    return [
        (row.naming.row, row.person.name, row.outcome)
        for row in plan_roles(assessment=case.assessment, rows=rows, by=case.coordinator)
    ]


def faults_of(case, *rows):
    with pytest.raises(FaultyList) as raised:
        plan_roles(assessment=case.assessment, rows=rows, by=case.coordinator)
    return [(fault.row, fault.column, fault.reason) for fault in raised.value.faults]


def test_plan_says_of_each_row_what_would_happen(case):
    invite(email="invited@example.org", name="Invited", language="en", by=case.coordinator)
    User.objects.filter(pk=case.translator.pk).update(email="Translator@Example.org")

    assert plan(
        case,
        naming(2, "new@example.org", "New"),
        naming(3, "invited@example.org", "Another name"),
        naming(4, "translator@example.org"),
        naming(5, "observer@example.org"),
        naming(6, "new@example.org", "New", role="translator"),
    ) == [
        (2, "New", "invite"),
        (3, "Invited", "again"),
        (4, "Translator", "give"),
        (5, "Observer", "nothing"),
        (6, "New", "invite"),
    ]


def test_plan_saves_nothing_and_takes_the_same_statements_however_many_rows(case):
    case.coordinator.rights_on(case.assessment)
    counts = []
    for number in (1, 3, 200):
        rows = [naming(row, f"p{row}@example.org", f"P {row}") for row in range(2, number + 1)]
        with counted() as sent:
            assert len(plan(case, naming(1, "translator@example.org"), *rows)) == number
        counts.append(len(sent))

    assert counts == [4, 4, 4]
    assert not Invitation.objects.exists()


def test_faults_of_the_plan_stand_at_their_rows(two):
    case = two.own
    User.objects.filter(pk=two.stranger.pk).update(is_active=False)
    make_people("Argentinian", country="AR")

    assert faults_of(
        case,
        naming(2, "new@example.org"),
        naming(3, "stranger@example.org"),
        naming(4, "argentinian@example.org", role="reviewer"),
        naming(5, "researcher@example.org", role="reviewer"),
        naming(6, "second.reviewer@example.org", role="focal_point"),
        naming(7, "twice@example.org", "Twice"),
        naming(8, "twice@example.org", "Twice"),
        naming(9, "both@example.org", "Both", role="reviewer"),
        naming(10, "both@example.org", "Both", role="researcher"),
        naming(11, "other@example.org", "One"),
        naming(12, "other@example.org", "Another", role="translator"),
        naming(13, "last@example.org", "Last", role="contributor"),
    ) == [
        (2, "B", "Write the name: there is no account of this address yet."),
        (3, "D", "The account of Stranger is closed."),
        (4, "D", belongs("Argentinian")),
        (5, "D", belongs("Researcher")),
        (6, "D", "Second reviewer reviews in Argentina, so somebody else must answer there."),
        (8, "A", "This person stands in the list with this role already."),
        (10, "D", "Nobody can both answer and review in one country."),
        (12, "B", "Row 11 says something else of the same address."),
        (13, "D", "Contributors aren’t named here: they come by the pages handed over to them."),
    ]


def belongs(name):
    return (
        f"{name} belongs to Argentina, by the account or by a role there: nobody reviews their own country."
    )


def test_lists_are_for_coordinators_of_the_assessment(two):
    rows = [naming(2, "new@example.org", "New")]
    people = [p for role, p in two.own.people.items() if role != "coordinator"]

    for person in [*people, *two.other.people.values(), two.stranger, two.superuser]:
        for function in (plan_roles, assign_in_bulk):
            with pytest.raises(PermissionDenied):
                function(assessment=two.own.assessment, rows=rows, by=person)

    assert not User.objects.filter(email="new@example.org").exists()


# Taking it -----------------------------------------------------------------------------------------------


def everything():
    """All that a list could change."""
    return {
        "people": list(User.objects.order_by("pk").values_list("email", "name", "language", "country")),
        "roles": list(RoleAssignment.objects.order_by("pk").values_list("user__email", "role")),
        "events": RoleEvent.objects.count(),
        "log": Entry.objects.filter(kind="role").count(),
        "invitations": Invitation.objects.count(),
        "rights": AssessmentUserPermission.objects.count(),
    }


def take(case, *rows, by=None):
    return assign_in_bulk(assessment=case.assessment, rows=rows, by=by or case.coordinator)


def test_everybody_gets_role_account_and_invitation(case, mailoutbox, django_capture_on_commit_callbacks):
    before = everything()

    with django_capture_on_commit_callbacks(execute=True):
        take(
            case,
            naming(2, "zoe@example.org", "Zoë", language="fr", country="DE", role="reviewer"),
            naming(3, "ada@example.org", "Ada"),
            naming(4, "translator@example.org"),
            naming(5, "observer@example.org"),
            naming(6, "zoe@example.org", "Zoë", country="DE", role="coordinator"),
        )

    after = everything()
    assert after["people"][len(before["people"]) :] == [
        ("ada@example.org", "Ada", "en", ""),
        ("zoe@example.org", "Zoë", "fr", "DE"),
    ]
    assert sorted(after["roles"][len(before["roles"]) :]) == [
        ("ada@example.org", "observer"),
        ("translator@example.org", "observer"),
        ("zoe@example.org", "coordinator"),
        ("zoe@example.org", "reviewer"),
    ]
    assert after["events"] - before["events"] == after["log"] - before["log"] == 4
    assert sorted(mail.to[0] for mail in mailoutbox) == [
        "ada@example.org",
        "translator@example.org",
        "zoe@example.org",
    ]
    assert sync_all() == 0


def test_list_with_one_fault_gives_nothing(case, mailoutbox, django_capture_on_commit_callbacks):
    before = everything()

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(FaultyList) as raised:
        take(case, naming(2, "ada@example.org", "Ada"), naming(3, "bob@example.org"))

    assert str(raised.value) == " B3: Write the name: there is no account of this address yet."
    assert (everything(), mailoutbox) == (before, [])


def test_account_that_cannot_be_made_undoes_all(case):
    before = everything()

    with pytest.raises(FaultyList) as raised:
        take(case, naming(2, "ada@example.org", "Ada"), naming(3, "bob@example.org", "Bob", country="ZZ"))

    assert [(fault.row, fault.column) for fault in raised.value.faults] == [(3, "A")]
    assert everything() == before


def test_more_people_than_allowed_are_refused(case):
    with pytest.raises(FaultyList):
        take(case, *[naming(row, f"p{row}@example.org", "P") for row in range(201)])


def test_longest_list_is_taken(case):
    take(case, *[naming(row, f"p{row}@example.org", f"P {row}") for row in range(2, 202)])

    assert case.assessment.roles.filter(role="observer").count() == 201
    assert sync_all() == 0


# The pages ----------------------------------------------------------------------------------------------


def path(case, end=""):
    return f"/en/assessments/{case.assessment.pk}/people/import/{end}"


def send(client, case, data, name="people.csv"):
    return client.post(path(case), {"file": SimpleUploadedFile(name, data)})


def checked(response):
    return {"checked": response.context["checked_form"]["checked"].value()}


def text_of(response):
    return " ".join(response.content.decode().split())


def test_list_is_shown_first_and_taken_on_confirmation(case, client_for):
    client, before = client_for(case.coordinator), everything()

    shown = send(client, case, csv_of(ANA, BEN))
    between = everything()
    done = client.post(path(case, "take/"), checked(shown))

    assert (shown.status_code, done.status_code) == (200, 302)
    assert between == before
    assert "2 roles would be given" in text_of(shown)
    assert everything()["roles"][-2:] == [("ana@example.org", "researcher"), ("ben@example.org", "reviewer")]


def test_confirmation_sent_twice_names_nobody_twice(
    case, client_for, mailoutbox, django_capture_on_commit_callbacks
):
    client = client_for(case.coordinator)
    form = checked(send(client, case, csv_of(ANA, BEN)))

    with django_capture_on_commit_callbacks(execute=True):
        first = client.post(path(case, "take/"), form)
        after = everything()
        second = client.post(path(case, "take/"), form)

    assert (first.status_code, second.status_code) == (302, 302)
    assert everything() == after
    assert sorted(mail.to[0] for mail in mailoutbox) == ["ana@example.org", "ben@example.org"]
    assert "Everybody in the list has the role already." in text_of(client.get(second.url))


def test_list_with_faults_offers_no_confirmation(case, client_for):
    page = send(client_for(case.coordinator), case, csv_of(ANA, ("x", "X", "", "observer", "")))

    assert page.status_code == 422
    assert "checked_form" not in page.context
    assert "1 fault: nobody is named" in text_of(page)
    assert 'name="checked"' not in text_of(page)


def test_what_changed_since_the_list_was_read_is_said(case, client_for):
    client = client_for(case.coordinator)
    form = checked(send(client, case, csv_of(ANA, BEN)))
    ben = make_person("Ben", country="AR")
    User.objects.filter(pk=ben.pk).update(email="ben@example.org")
    before = everything()

    page = client.post(path(case, "take/"), form)

    assert page.status_code == 409
    assert belongs("Ben") in text_of(page)
    assert everything() == before


def test_confirmation_is_good_for_one_person_one_assessment_and_one_hour(two, client_for, monkeypatch):
    case = two.own
    assign_role(
        assessment=two.other.assessment, user=case.coordinator, role="coordinator", by=two.other.coordinator
    )
    assign_role(assessment=case.assessment, user=two.stranger, role="coordinator", by=case.coordinator)
    form = checked(send(client_for(case.coordinator), case, csv_of(ANA)))
    before = everything()

    refused = [
        client_for(two.stranger).post(path(case, "take/"), form),
        client_for(case.coordinator).post(path(two.other, "take/"), form),
        client_for(case.coordinator).post(path(case, "take/"), {"checked": form["checked"] + "x"}),
        client_for(case.coordinator).post(path(case, "take/"), {"checked": signing.dumps({"rows": []})}),
        client_for(case.coordinator).post(path(case, "take/")),
    ]
    later = datetime.datetime.now(datetime.UTC).timestamp() + 3601
    monkeypatch.setattr(signing.time, "time", lambda: later)
    refused.append(client_for(case.coordinator).post(path(case, "take/"), form))

    assert [page.status_code for page in refused] == [409] * 6
    assert {"This page is too old. Send the list once more." in text_of(page) for page in refused} == {True}
    assert everything() == before


def test_right_that_is_gone_at_the_confirmation_counts(case, client_for):
    second = make_person("Second")
    assign_role(assessment=case.assessment, user=second, role="coordinator", by=case.coordinator)
    client = client_for(second)
    form = checked(send(client, case, csv_of(ANA)))
    remove_role(assignment=case.assessment.roles.get(user=second), by=case.coordinator)
    before = everything()

    assert client.post(path(case, "take/"), form).status_code == 404
    assert everything() == before


@pytest.mark.parametrize(
    ("name", "make", "reason"),
    [
        ("people.csv", lambda: b"", "The submitted file is empty."),
        ("people.pdf", files.pdf, "This is a PDF file. Taken here: XLSX, CSV."),
        (
            "people.xlsx",
            files.xlsx_bomb,
            "This file would become far too large when opened, so it isn’t taken.",
        ),
        (
            "people.csv",
            lambda: b"<html><table>",
            "Web pages and SVG pictures can hold programs, so they aren’t taken. Save it as PDF.",
        ),
    ],
)
def test_refused_file_is_told_beside_the_field(case, client_for, name, make, reason):
    page = send(client_for(case.coordinator), case, make(), name)

    assert page.status_code == 422
    assert page.context["form"].errors == {"file": [reason]}


def test_names_are_shown_as_they_are_and_never_as_markup(case, client_for):
    page = send(
        client_for(case.coordinator), case, csv_of(("a@example.org", "A & “B” 'x'>", "", "observer", ""))
    )

    assert "<bdi>A &amp; “B” &#x27;x&#x27;&gt;</bdi>" in page.content.decode()


def test_signed_list_carries_no_more_than_the_rows(case, client_for):
    form = checked(send(client_for(case.coordinator), case, csv_of(ANA)))

    said = signing.loads(form["checked"], salt=SALT_OF_LISTS)

    assert set(said) == {"rows", "assessment", "by"}
    assert [row["email"] for row in said["rows"]] == ["ana@example.org"]


def test_template_is_sent_as_a_file(case, client_for):
    response = client_for(case.coordinator).get(path(case, "template/"))

    assert response.headers["Content-Disposition"] == 'attachment; filename="people.xlsx"'
    assert openpyxl.load_workbook(io.BytesIO(response.content)).sheetnames == ["People", "How to", "Lists"]

"""The log of the site in the administration: to be read, and nothing else."""

from django.contrib.auth.models import Permission

from accounts.models import User
from audit.choices import Kind
from audit.models import Entry
from audit.workflow import SITE, record
from tests.audit.logs import added
from tests.factories.accounts import make_people
from tests.statements import counted

LIST = "/en/admin/audit/entry/"


def administrator(**fields):
    return make_people("Root", is_staff=True, **fields)[0]


def found(response):
    return [(entry.kind, entry.subject) for entry in response.context["cl"].result_list]


def test_log_of_the_site_newest_first_and_no_log_of_an_assessment(case, client_for):
    client = client_for(administrator(is_superuser=True))
    record(Kind.SIGN_IN_FAILED, matter=SITE, by=None, subject="ada@example.org")

    instrument = f"instrument {case.assessment.instrument_id}"
    assert found(client.get(LIST)) == [
        ("sign_in_failed", "ada@example.org"),
        ("signed_in", ""),
        ("step", instrument),
    ]
    other = Entry.objects.of(case.assessment.matter).first()
    assert client.get(f"{LIST}{other.pk}/change/").status_code == 302


def test_log_is_filtered_by_kind_and_searched_by_person(db, client_for):
    root = administrator(is_superuser=True)
    client = client_for(root)
    ada = make_people("Ada")[0]
    record(Kind.SIGN_IN_FAILED, matter=SITE, by=None, subject="ada@example.org")
    record(Kind.SIGNED_OUT, matter=SITE, by=ada)

    assert found(client.get(f"{LIST}?kind__exact=signed_in")) == [("signed_in", "")]
    assert found(client.get(f"{LIST}?q=ada@example")) == [
        ("signed_out", ""),
        ("sign_in_failed", "ada@example.org"),
    ]


def test_nobody_adds_changes_or_deletes_a_line(db, client_for):
    client = client_for(administrator(is_superuser=True))
    line = Entry.objects.get()

    with added() as lines:
        statuses = [
            client.post(f"{LIST}add/", {"subject": "x"}).status_code,
            client.post(f"{LIST}{line.pk}/change/", {"subject": "x"}).status_code,
            client.post(f"{LIST}{line.pk}/delete/", {"post": "yes"}).status_code,
            client.post(LIST, {"action": "delete_selected", "_selected_action": line.pk}).status_code,
        ]

    assert statuses[:3] == [403, 403, 403]
    assert [entry.kind for entry in lines] == ["refused"] * 3
    assert Entry.objects.get(pk=line.pk) == line
    assert b"delete_selected" not in client.get(LIST).content


def test_log_is_read_by_those_with_the_permission_to(db, client_for):
    reader, other = administrator(), make_people("Other", is_staff=True)[0]
    reader.user_permissions.add(Permission.objects.get(codename="view_entry"))

    statuses = [
        client_for(User.objects.get(pk=person.pk)).get(LIST).status_code for person in (reader, other)
    ]

    assert statuses == [200, 403]


def test_list_takes_as_many_statements_for_ten_lines_as_for_one(db, client_for):
    client = client_for(administrator(is_superuser=True))
    client.get(LIST)
    sent = []
    for number in (1, 10):
        for _again in range(number):
            record(Kind.SIGNED_OUT, matter=SITE, by=None)
        with counted() as statements:
            client.get(LIST)
        sent.append(len(statements))

    assert sent == [sent[0]] * 2

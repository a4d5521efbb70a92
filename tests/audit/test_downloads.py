"""Every file that isn't public is recorded before it is sent: one line with its name, size and hash."""

import hashlib

import pytest
from django.db import OperationalError

from assessments.models import Pack
from assessments.views import log, packs, sources
from audit.models import Entry
from audit.workflow import SITE
from instruments.views import library
from tests.audit.logs import added, told
from tests.factories.accounts import make_people
from tests.factories.assessments import keep_file
from tests.factories.profiles import published


def content_of(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def told_of(content):
    return {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


@pytest.fixture
def keeper(db):
    return make_people("Kim", is_superuser=True)[0]


def test_file_of_a_source(case, client_for):
    file, client = keep_file(case), client_for(case.observer)

    with added() as lines:
        content = content_of(client.get(f"/en/assessments/{case.assessment.pk}/files/{file.pk}/"))

    assert [told(line) for line in lines] == [
        (case.assessment.matter, "downloaded", case.observer.pk, file.name)
    ]
    assert lines[0].detail == told_of(content)


def test_file_whose_head_alone_is_asked_for_is_no_line(case, client_for):
    file, client = keep_file(case), client_for(case.observer)

    with added() as lines:
        assert client.head(f"/en/assessments/{case.assessment.pk}/files/{file.pk}/").status_code == 200

    assert lines == []


@pytest.mark.parametrize("shape", ["xlsx", "docx"])
def test_pack(case, client_for, shape):
    client = client_for(case.focal_point)

    with added() as lines:
        response = client.post(
            f"/en/assessments/{case.assessment.pk}/domain-1/packs/new/", {"language": "en", "shape": shape}
        )

    name = f"quilmes-2022-domain-1-en.{shape}"
    assert [told(line) for line in lines] == [
        (case.assessment.matter, "downloaded", case.focal_point.pk, name)
    ]
    assert lines[0].detail == told_of(response.content)


def test_workbook_of_a_questionnaire(case, client_for, keeper):
    client = client_for(keeper)

    with added() as lines:
        response = client.get("/en/questionnaires/small/1/workbook/")

    assert response.status_code == 200
    assert [told(line) for line in lines] == [(SITE, "downloaded", keeper.pk, "small-1.xlsx")]
    assert lines[0].detail == told_of(response.content)


def test_log_itself(case, client_for):
    client = client_for(case.coordinator)

    with added() as lines:
        content_of(client.get(f"/en/assessments/{case.assessment.pk}/log.csv"))

    assert [told(line) for line in lines] == [
        (case.assessment.matter, "downloaded", case.coordinator.pk, "quilmes-2022-log.csv")
    ]


@pytest.mark.pdf
def test_published_files_are_no_lines(case, client_for):
    published(case)
    client = client_for(case.coordinator)

    with added() as lines:
        assert client.get("/en/profiles/argentina/quilmes/2022/quilmes-2022-en.pdf").status_code == 200

    assert lines == []


def test_what_cannot_be_recorded_is_not_sent(case, client_for, keeper, monkeypatch):
    file = keep_file(case)
    clients = [client_for(person) for person in (case.observer, case.focal_point, case.coordinator, keeper)]
    for module in (sources, packs, log, library):
        monkeypatch.setattr(module, "record_download", away)
    before = Entry.objects.count()

    observer, focal_point, coordinator, keeper_ = clients
    base = f"/en/assessments/{case.assessment.pk}/"
    responses = [
        observer.get(f"{base}files/{file.pk}/"),
        focal_point.post(f"{base}domain-1/packs/new/", {"language": "en", "shape": "xlsx"}),
        coordinator.get(f"{base}log.csv"),
        keeper_.get("/en/questionnaires/small/1/workbook/"),
    ]

    assert [response.status_code for response in responses] == [503] * 4
    assert {response.headers["Content-Type"] for response in responses} == {"text/html; charset=utf-8"}
    assert Entry.objects.count() == before
    assert Pack.objects.count() == 1


def away(**told):
    raise OperationalError("the database is away")

"""Files of sources: kept under random names, sent to whoever may see the answers, gone when removed."""

import errno

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import InMemoryStorage, default_storage

from assessments.models import EvidenceFile, Source
from assessments.workflow import add_file, evidence, remove_file, save_answers
from tests.factories import files
from tests.factories.assessments import approve, draft, keep_file, tell_source
from workflows.engine import TransitionRefused


def address(case, file, rest=""):
    return f"/en/assessments/{case.assessment.pk}/files/{file.pk}/{rest}"


def stored():
    """The names of all files in the storage."""
    try:
        return sorted(default_storage.listdir("evidence")[1])
    except FileNotFoundError:
        return []


@pytest.fixture(autouse=True)
def empty_storage(monkeypatch):
    """A storage of its own: files in the one of all tests belong to scenarios that are put back later."""
    monkeypatch.setattr(default_storage, "_wrapped", InMemoryStorage())


@pytest.fixture
def source(case):
    return tell_source(case)


# Keeping and removing ---------------------------------------------------------------------------------


def test_file_is_kept_under_a_random_name(case, source):
    content = files.pdf(deterministic_id=True)

    file = keep_file(case, source, content=content, name="../Ley 25.871.pdf")

    assert (file.name, file.media_type, file.size) == ("Ley 25.871.pdf", "application/pdf", len(content))
    assert (len(file.sha256), file.uploaded_by) == (64, case.researcher)
    assert file.stored.removeprefix("evidence/") in stored()
    assert "25.871" not in file.stored
    assert default_storage.open(file.stored).read() == content


def test_same_file_twice_in_a_source_is_refused(case, source):
    keep_file(case, source)

    with pytest.raises(ValidationError, match="This source has this very file already"):
        keep_file(case, source, name="another name.pdf")

    assert len(stored()) == 1


def test_same_file_may_show_two_sources(case, source):
    keep_file(case, source)
    keep_file(case, tell_source(case, "Decree"))

    assert len(stored()) == 2


def test_source_has_twenty_files_at_most(case, source):
    for number in range(1, 21):
        keep_file(case, source, content=files.picture(size=(number, 1)), name=f"{number}.png")

    with pytest.raises(ValidationError, match="20 files at most"):
        keep_file(case, source)

    assert len(stored()) == 20


def test_assessment_has_500_megabytes_at_most(case, source):
    file = keep_file(case, tell_source(case, "Decree"))
    EvidenceFile.objects.filter(pk=file.pk).update(size=evidence.MAX_TOTAL)

    with pytest.raises(ValidationError, match="take 500 MB"):
        keep_file(case, source)


def test_nobody_but_those_who_answer_keeps_files(two):
    source = tell_source(two.own)
    people = [two.own.reviewer, two.own.observer, two.own.coordinator, two.other.researcher, two.superuser]

    for person in people:
        with pytest.raises(PermissionDenied):
            keep_file(two.own, source, by=person)

    assert stored() == []


def test_contributor_keeps_files_of_sources_told_by_themselves_alone(case, source):
    own = evidence.add_source(assessment=case.assessment, by=case.contributor, kind="law", title="Mine")

    keep_file(case, own, by=case.contributor)
    with pytest.raises(PermissionDenied):
        keep_file(case, source, by=case.contributor)

    assert len(stored()) == 1


def test_removed_file_is_gone_once_that_is_committed(case, source, django_capture_on_commit_callbacks):
    file = keep_file(case, source)

    with django_capture_on_commit_callbacks(execute=True):
        remove_file(file=file, by=case.focal_point)
        assert len(stored()) == 1

    assert (stored(), EvidenceFile.objects.count()) == ([], 0)


def test_file_stays_when_an_approved_answer_rests_on_its_source(case, source):
    file = keep_file(case, source)
    approve(case, case.section(1))

    with pytest.raises(TransitionRefused, match=r"An approved answer rests on this source.*T1\.1\.1"):
        remove_file(file=file, by=case.researcher)

    assert len(stored()) == 1


@pytest.fixture
def full_disk(monkeypatch):
    """The storage itself stays: files of the other tests are in it."""

    def refuse(storage, name, content):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(InMemoryStorage, "_save", refuse)


def test_full_disk_leaves_no_row_and_no_file(case, source, full_disk, client_for):
    response = client_for(case.researcher).post(
        f"/en/assessments/{case.assessment.pk}/sources/{source.pk}/", {"file": files.upload()}
    )

    assert response.status_code == 507
    assert "<h1>No room for files right now</h1>" in response.content.decode()
    assert EvidenceFile.objects.count() == 0


def test_full_disk_leaves_no_new_source_either(case, full_disk, client_for):
    response = client_for(case.researcher).post(
        f"/en/assessments/{case.assessment.pk}/sources/new/",
        {"kind": "law", "title": "Law", "file": files.upload()},
    )

    assert (response.status_code, Source.objects.count()) == (507, 0)


# Sending ----------------------------------------------------------------------------------------------


def test_file_is_sent_to_be_kept_and_never_shown(case, source, client_for):
    content = files.picture()
    file = keep_file(case, source, content=content, name="Décret “15”.png")

    response = client_for(case.observer).get(address(case, file))

    assert b"".join(response.streaming_content) == content
    assert (
        response["Content-Disposition"]
        == "attachment; filename*=utf-8''D%C3%A9cret%20%E2%80%9C15%E2%80%9D.png"
    )
    assert response["Content-Type"] == "image/png"
    assert response["Content-Length"] == str(len(content))
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))


def test_contributor_gets_the_files_of_what_concerns_them(case, source, client_for):
    cited = keep_file(case, source)
    part = case.part("1.1")
    save_answers(part=part, drafts=[draft(case.answer(), "In 2022.", sources=[source])], by=case.researcher)
    told = evidence.add_source(assessment=case.assessment, by=case.contributor, kind="law", title="Mine")
    own = keep_file(case, told, by=case.contributor)
    other = keep_file(case, tell_source(case, "Agreement"))
    client = client_for(case.contributor)

    found = [client.get(address(case, file)) for file in (cited, own, other)]

    assert [response.status_code for response in found] == [200, 200, 404]
    for response in found[:2]:
        response.close()


def test_contributor_no_longer_gets_what_is_no_longer_cited(case, source, client_for):
    file = keep_file(case, source)
    part = case.part("1.1")
    save_answers(part=part, drafts=[draft(case.answer(), "In 2022.", sources=[source])], by=case.researcher)
    save_answers(part=part, drafts=[draft(case.answer(), "In 2022.")], by=case.researcher)

    assert client_for(case.contributor).get(address(case, file)).status_code == 404


def test_file_of_another_assessment_is_not_found_under_this_one(two, client_for):
    file = keep_file(two.other)

    assert client_for(two.own.researcher).get(address(two.own, file)).status_code == 404


def test_file_that_is_lost_on_the_disk_is_not_found(case, source, client_for):
    file = keep_file(case, source)
    default_storage.delete(file.stored)

    assert client_for(case.researcher).get(address(case, file)).status_code == 404


def test_removal_asks_first(case, source, client_for, django_capture_on_commit_callbacks):
    file = keep_file(case, source)
    client = client_for(case.researcher)

    asked = client.get(address(case, file, "remove/"))
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(address(case, file, "remove/"))

    assert "The file goes for good." in asked.content.decode()
    assert done.url == f"/en/assessments/{case.assessment.pk}/sources/{source.pk}/"
    assert stored() == []


def test_files_are_not_kept_any_more_when_the_assessment_is_closed(case, source):
    case.assessment.state = "closed"
    case.assessment.save()

    with pytest.raises(TransitionRefused, match="Sources can’t be changed now: the state is “Closed”"):
        add_file(source=source, upload=files.upload(), by=case.researcher)

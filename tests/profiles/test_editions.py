"""What is published: its files and pages stay what they were, whatever happens below; what is replaced stays reachable."""

import csv
import hashlib
import io
import json

import pytest

from instruments.models import Domain
from profiles.models import Edition, EditionFile, FindingText, NameTranslation, StandingText
from profiles.workflow import EDITION, publish
from tests.factories.assessments import make_case
from tests.factories.profiles import consented, finish, profile_of, published, translate
from tests.replay import play
from workflows.engine import perform

PAGE = "/en/profiles/argentina/quilmes/2022/"
NOTE = "The name of an institution is corrected."
FORMATS = ("pdf", "csv", "json", "docx")


def make_published():
    case = make_case()
    published(case)
    return case


@pytest.fixture
def case(db):
    return play(make_published)


def body_of(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def text_of(response):
    return " ".join(response.content.decode().split())


def replace(case, note=NOTE):
    return finish(publish(profile=profile_of(case), language="en", by=case.coordinator, note=note))


def withdraw(case, note="A ministry asked for it."):
    edition = Edition.objects.public().get(language="en")
    perform(EDITION, "withdraw", edition, by=case.coordinator, note=note)


def kept_files():
    return EditionFile.objects.order_by("edition", "format")


def offered(client, files):
    """What each file is at its own address, and where the newest edition has it."""
    return {
        (file.edition_id, file.format): [body_of(client.get(url)) for url in (file.permanent_url, file.url)]
        for file in files
    }


def change_everything(case):
    case.assessment.jurisdiction.__class__.objects.update(official_name_en="Another place", name_en="Another")
    case.assessment.sources.update(title="Another source")
    case.assessment.instrument.__class__.objects.update(title_en="Another questionnaire")
    Domain.objects.update(short_name_en="Another", long_name_en="Another domain", description_en="Another.")
    FindingText.objects.update(body="Another finding.")
    StandingText.objects.update(body="Another standing text.")
    NameTranslation.objects.all().delete()


# Nothing changes afterwards ---------------------------------------------------------------------------


def test_page_and_files_stay_the_same_whatever_is_changed(case, client):
    files = list(kept_files().select_related("edition__profile__assessment__jurisdiction__country"))
    before = offered(client, files), client.get(PAGE).content

    change_everything(case)

    assert (offered(client, files), client.get(PAGE).content) == before
    assert {file.format for file in files} >= {"pdf", "csv", "json"}


def test_checksums_on_the_page_are_those_of_the_files(case, client):
    page = client.get(PAGE).content.decode()

    for file in kept_files():
        content = body_of(client.get(file.permanent_url))
        assert hashlib.sha256(content).hexdigest() == file.sha256
        assert (len(content), file.sha256 in page, file.permanent_url in page) == (file.bytes, True, True)


def test_data_says_what_the_edition_says(case, client):
    edition = Edition.objects.get()

    data = json.loads(body_of(client.get(edition.url_of("json"))))
    rows = list(csv.DictReader(io.StringIO(body_of(client.get(edition.url_of("csv"))).decode("utf-8-sig"))))

    assert data == edition.snapshot
    findings = [
        (str(d["number"]), kind, str(line["key"]), line["body"])
        for d in data["domains"]
        for kind in ("developed", "potential")
        for line in d[kind]
    ]
    assert [(r["domain_number"], r["kind"], r["finding"], r["text"]) for r in rows] == findings
    assert findings


# Replaced and withdrawn -------------------------------------------------------------------------------


def test_replaced_edition_stays_at_its_own_address_and_says_so(case, client):
    [first] = kept_files().filter(format="pdf")
    content = body_of(client.get(first.permanent_url))

    second = replace(case)

    own = client.get(f"{PAGE}editions/en-1/")
    assert own.status_code == 200
    assert "You are reading an earlier edition." in text_of(own)
    assert NOTE in text_of(own)
    assert "You are reading an earlier edition." not in text_of(client.get(PAGE))
    assert body_of(client.get(first.permanent_url)) == content
    assert client.get(f"{PAGE}editions/en-2/").status_code == 200
    assert client.get(second.url_of("json"))["ETag"] == f'"{second.file_in("json").sha256}"'


def test_change_log_tells_what_became_of_each_edition(case, client):
    replace(case)

    page = text_of(client.get(PAGE))

    assert page.index("Edition 2 in English published") < page.index("Edition 1 in English published")
    assert page.count(NOTE) == 1


def test_withdrawal_takes_the_page_and_every_file_away(case, client):
    replace(case)
    files = list(kept_files())
    addresses = [f"{PAGE}editions/en-1/", f"{PAGE}editions/en-2/", PAGE]

    withdraw(case)

    assert [client.get(address).status_code for address in addresses] == [410, 410, 410]
    assert {client.get(url).status_code for file in files for url in (file.url, file.permanent_url)} == {404}
    assert {
        client.get(file.permanent_url, headers={"if-none-match": f'"{file.sha256}"'}).status_code
        for file in files
    } == {404}
    assert {client.get(file.permanent_url, headers={"range": "bytes=0-9"}).status_code for file in files} == {
        404
    }
    assert "A ministry asked for it." in text_of(client.get(PAGE))


@pytest.mark.parametrize("number", [1, 2])
def test_withdrawn_edition_says_when_and_why_though_a_newer_one_is_published(case, client, number):
    replace(case)
    withdraw(case)
    replace(case)

    response = client.get(f"{PAGE}editions/en-{number}/")

    page = text_of(response)
    assert response.status_code == 410
    assert client.get(f"{PAGE}editions/en-{number}/quilmes-2022-en-{number}.pdf").status_code == 404
    assert f"<h1>Edition {number} in English withdrawn</h1>" in page
    assert "A ministry asked for it." in page
    assert f'<a href="{PAGE}">Read the newest edition</a>' in page
    assert client.get(f"{PAGE}editions/en-3/").status_code == 200


def test_withdrawal_in_one_language_is_told_beside_the_others(case, client):
    profile = profile_of(case)
    translate(case, profile, "fr")
    finish(publish(profile=profile, language="fr", by=case.coordinator))

    withdraw(case)

    page = client.get(PAGE)
    assert page.status_code == 200
    assert "Edition 1 in English withdrawn" in text_of(page)
    assert client.get(f"{PAGE}editions/en-1/").status_code == 410
    assert client.get(f"{PAGE}editions/fr-1/").status_code == 200


@pytest.mark.parametrize("edition", ["en-2", "fr-1", "en", "en-x", "1", "en-1-1", "en--1"])
def test_edition_that_does_not_exist_is_not_found(case, client, edition):
    assert client.get(f"{PAGE}editions/{edition}/").status_code == 404
    assert client.get(f"{PAGE}editions/{edition}/quilmes-2022-{edition}.pdf").status_code == 404


@pytest.mark.parametrize("name", ["quilmes-2022-en-2.pdf", "quilmes-2022-en-1.exe", "other-2022-en-1.pdf"])
def test_file_of_another_name_is_not_found(case, client, name):
    assert client.get(f"{PAGE}editions/en-1/{name}").status_code == 404


# Other rounds -----------------------------------------------------------------------------------------


def test_rounds_of_a_place_lead_to_each_other(case, client):
    first = case.assessment
    later = make_case(
        names=" of the second round",
        place=first.jurisdiction,
        instrument=first.instrument,
        year=2026,
        round=2,
    )
    consented(later)
    finish(publish(profile=profile_of(later), language="en", by=later.coordinator))

    old, new = client.get(PAGE), client.get(PAGE.replace("2022", "2026"))

    assert "There is a newer profile of this place, of 2026." in text_of(old)
    assert 'href="/en/profiles/argentina/quilmes/2026/"' in old.content.decode()
    assert "There is a newer profile" not in text_of(new)
    assert 'href="/en/profiles/argentina/quilmes/2022/"' in new.content.decode()


def test_page_is_sent_anew_when_another_round_appears(case, client):
    etag = client.get(PAGE)["ETag"]
    first = case.assessment
    later = make_case(
        names=" of the second round",
        place=first.jurisdiction,
        instrument=first.instrument,
        year=2026,
        round=2,
    )
    consented(later)
    finish(publish(profile=profile_of(later), language="en", by=later.coordinator))

    assert client.get(PAGE, headers={"if-none-match": etag}).status_code == 200


# Files ------------------------------------------------------------------------------------------------


def test_files_are_what_they_say_and_are_asked_about_again_at_their_own_address(
    case, client, django_assert_num_queries
):
    expected = {
        "pdf": ("application/pdf", "inline"),
        "csv": ("text/csv; charset=utf-8", "attachment"),
        "json": ("application/json", "attachment"),
        "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "attachment"),
    }
    for file in kept_files().select_related("edition__profile__assessment__jurisdiction__country"):
        with django_assert_num_queries(1):
            response = client.get(file.permanent_url)
        assert (response["Content-Type"], response["Content-Disposition"].split(";")[0]) == expected[
            file.format
        ]
        assert (response["Cache-Control"], response["ETag"]) == (
            "public, max-age=300",
            f'"{file.sha256}"',
        )
        assert int(response["Content-Length"]) == file.bytes
        known = client.get(file.permanent_url, headers={"if-none-match": response["ETag"]})
        assert known.status_code == 304

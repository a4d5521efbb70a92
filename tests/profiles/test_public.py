import pytest
from django.core.management.color import no_style
from django.db import connection, transaction

from places.models import Jurisdiction
from profiles.models import Edition, FindingText
from profiles.views.files import byte_range
from profiles.workflow import publish
from tests.factories.assessments import make_case
from tests.factories.instruments import make_instrument
from tests.factories.places import make_country
from tests.factories.profiles import (
    blank_pdf,
    clear,
    consent,
    consented,
    finish,
    introduce,
    make_standing_texts,
    profile_of,
    published,
    written,
)
from tests.factories.published import edition_in, in_two_languages, withdraw
from tests.replay import play

PAGE = "/en/profiles/argentina/quilmes/2022/"
FILE = f"{PAGE}quilmes-2022-en.pdf"


def make_published():
    case = make_case()
    published(case)
    return case


@pytest.fixture
def case(db, request):
    """With a published edition where a test asks for that."""
    return play(make_published if "edition" in request.fixturenames else make_case)


@pytest.fixture
def edition(case):
    return Edition.objects.get()


def text_of(response):
    return " ".join(response.content.decode().split())


# Profile ----------------------------------------------------------------------------------------------


def test_page_says_what_the_snapshot_says_whatever_happens_below(edition, case, client):
    before = client.get(PAGE).content

    FindingText.objects.update(body="Changed.")
    Jurisdiction.objects.filter(slug="quilmes").update(name_en="Elsewhere", official_name_en="Elsewhere")
    edition.profile.texts.update(body="Changed.")

    assert client.get(PAGE).content == before
    assert b"In 2022, the Secretariat answered T1.1.1." in before


def test_page_takes_three_statements_and_later_one(edition, client, django_assert_num_queries):
    with django_assert_num_queries(3):
        first = client.get(PAGE)
    with django_assert_num_queries(1):  # whether what was laid out before is still all that is told
        second = client.get(PAGE)

    assert (second.status_code, second.content) == (200, first.content)


def test_page_in_two_languages_takes_as_many(case, client, django_assert_num_queries):
    in_two_languages(case)

    with django_assert_num_queries(3):
        client.get(PAGE)


@pytest.mark.parametrize("withdrawn", [["fr"], ["es", "fr"]])
def test_what_was_withdrawn_takes_one_more(case, client, django_assert_num_queries, withdrawn):
    profile = consented(case, languages=("en", "es", "fr"))
    finish(publish(profile=profile, language="en", by=case.coordinator))
    for language in withdrawn:
        withdraw(case, edition_in(case, language))

    with django_assert_num_queries(4):
        page = client.get(PAGE)

    assert text_of(page).count("was withdrawn on") == len(withdrawn)


def count_keys_anew(model):
    """From those that are there: on PostgreSQL, undoing a transaction doesn't give its keys back."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)


def test_page_is_of_the_restored_database_whatever_the_process_laid_out_before(case, client):
    """The edition published next has the same key, another text and another PDF."""
    count_keys_anew(Edition)
    with transaction.atomic():
        lost = published(case)
        assert b"A restored introduction." not in client.get(PAGE).content
        transaction.set_rollback(True)
    count_keys_anew(Edition)

    case.assessment.refresh_from_db()
    make_standing_texts()
    profile = written(case)
    introduce(case, profile, "A restored introduction.")
    clear(case, profile)
    consent(case, profile, ["en"])
    profile = profile_of(case)
    edition = finish(publish(profile=profile, language="en", by=case.coordinator), blank_pdf(7))

    page = text_of(client.get(PAGE))
    assert edition.pk == lost.pk
    assert "A restored introduction." in page
    assert "7 pages" in page


@pytest.mark.parametrize("languages", [1, 2])
@pytest.mark.parametrize("path", ["citation.bib", "citation.ris", "editions/en-1/citation.bib"])
def test_reference_takes_two_statements(case, client, django_assert_num_queries, languages, path):
    if languages == 2:
        in_two_languages(case)
    else:
        published(case)

    with django_assert_num_queries(2):
        response = client.get(PAGE + path)

    assert response.status_code == 200


def test_page_is_in_the_language_asked_for_when_published_in_it(case, client):
    in_two_languages(case)

    english, french = text_of(client.get(PAGE)), text_of(client.get(PAGE.replace("/en/", "/fr/")))

    assert '<h1><bdi lang="en" dir="ltr">Municipality of Quilmes</bdi></h1>' in english
    assert '<h1><bdi lang="fr" dir="ltr">Municipalité de Quilmes</bdi></h1>' in french
    assert "In 2022, the Secretariat answered T1.1.1. (fr)" in french
    assert '<a href="/fr/profiles/argentina/quilmes/2022/" lang="fr" hreflang="fr">Français</a>' in english
    assert (
        'rel="alternate" hreflang="fr" href="http://127.0.0.1:8000/fr/profiles/argentina/quilmes/2022/"'
        in english
    )


def test_page_in_another_language_says_which_edition_it_shows(edition, client):
    page = text_of(client.get(PAGE.replace("/en/", "/fr/")))

    assert "Vous lisez l’édition en anglais." in page
    assert '<div class="split-content" lang="en" dir="ltr">' in page


def test_list_without_findings_prints_the_standing_sentence(edition, client):
    page = text_of(client.get(PAGE))

    assert page.count('<p class="none">empty_potential (en)</p>') == 2


def test_page_of_a_country(db, client):
    country = make_country("DE")
    published(
        make_case(place=country, instrument=make_instrument(scope="national", slug="national"), year=2024)
    )

    response = client.get("/en/profiles/germany/2024/")

    assert response.status_code == 200
    assert "Germany, Germany" not in text_of(response)
    assert client.get("/en/profiles/germany/2024/germany-2024-en.pdf").status_code == 200


@pytest.mark.parametrize(
    "path", ["argentina/quilmes/2023/", "germany/quilmes/2022/", "argentina/2022/", "argentina/rosario/2022/"]
)
def test_unknown_profile_is_not_found(edition, client, path):
    assert client.get(f"/en/profiles/{path}").status_code == 404


def test_withdrawn_everywhere_is_gone_with_date_and_reason(edition, case, client):
    withdraw(case, edition)

    response = client.get(PAGE)
    page = text_of(response)

    assert response.status_code == 410
    assert "This profile was withdrawn" in page
    assert "A ministry asked for it." in page
    assert "In 2022, the Secretariat answered T1.1.1." not in page


def test_withdrawn_in_one_language_is_told_beside_the_other(case, client):
    _english, french = in_two_languages(case)
    withdraw(case, french)

    page = text_of(client.get(PAGE))

    assert "The edition in French was withdrawn on" in page
    assert "A ministry asked for it." in page


def test_published_again_only_the_change_log_tells_of_the_withdrawal(edition, case, client):
    withdraw(case, edition)
    finish(publish(profile=edition.profile, language="en", by=case.coordinator), blank_pdf(2))

    page = client.get(PAGE)

    assert page.status_code == 200
    assert page.context["withdrawn"] == []
    assert text_of(page).count("A ministry asked for it.") == 1


def test_page_is_sent_again_only_when_an_edition_changed(case, client):
    profile = consented(case, languages=("en", "fr"))
    finish(publish(profile=profile, language="en", by=case.coordinator))
    first = client.get(PAGE)
    known = {"HTTP_IF_NONE_MATCH": first["ETag"]}

    assert first["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert client.get(PAGE, **known).status_code == 304
    assert client.get(PAGE.replace("/en/", "/fr/"), **known).status_code == 200

    edition_in(case, "fr")

    assert client.get(PAGE, **known).status_code == 200


def test_page_of_someone_signed_in_is_kept_nowhere(edition, case, client_for):
    client = client_for(case.translator)

    response = client.get(PAGE)

    assert "no-store" in response["Cache-Control"]
    assert not response.has_header("ETag")


# File -------------------------------------------------------------------------------------------------


def test_file_is_streamed_with_its_name_and_size(edition, client, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get(FILE)

    assert b"".join(response.streaming_content) == edition.pdf.file.read()
    assert {
        name: response[name] for name in ("Content-Type", "Content-Length", "Content-Disposition", "ETag")
    } == {
        "Content-Type": "application/pdf",
        "Content-Length": str(edition.pdf.bytes),
        "Content-Disposition": 'inline; filename="quilmes-2022-en.pdf"',
        "ETag": f'"{edition.pdf.sha256}"',
    }
    assert response["Cache-Control"] == "public, max-age=300"


def test_file_can_be_asked_about(edition, client):
    response = client.head(FILE)

    assert (response.status_code, response["Content-Length"]) == (200, str(edition.pdf.bytes))


def test_file_that_is_known_is_not_sent(edition, client):
    assert client.get(FILE, HTTP_IF_NONE_MATCH=f'"{edition.pdf.sha256}"').status_code == 304


@pytest.mark.parametrize(
    ("header", "condition", "status"),
    [
        ("bytes=0-9", "", 206),
        ("bytes=0-9", "same", 206),
        ("bytes=0-9", "other", 200),
        ("bytes=999999-", "", 416),
        ("bytes=0-1,4-5", "", 200),
        ("lines=1-2", "", 200),
    ],
)
def test_parts_of_the_file(edition, client, header, condition, status):
    etag = {"": None, "same": f'"{edition.pdf.sha256}"', "other": '"other"'}[condition]
    headers = {"Range": header} | ({"If-Range": etag} if etag else {})

    assert client.get(FILE, headers=headers).status_code == status


def test_part_of_the_file_is_the_part(edition, client):
    response = client.get(FILE, headers={"Range": "bytes=5-9"})

    assert response.content == edition.pdf.file.read()[5:10]
    assert response["Content-Range"] == f"bytes 5-9/{edition.pdf.bytes}"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", None),
        ("bytes=-", None),
        ("bytes=0-", (0, 99)),
        ("bytes=90-200", (90, 99)),
        ("bytes=-10", (90, 99)),
        ("bytes=-500", (0, 99)),
        ("bytes=-0", ()),
        ("bytes=100-", ()),
        ("bytes=9-5", ()),
    ],
)
def test_byte_range_of_a_hundred(header, expected):
    assert byte_range(header, 100) == expected


@pytest.mark.parametrize(
    "name",
    ["quilmes-2022-fr.pdf", "quilmes-2023-en.pdf", "Quilmes-2022-en.pdf", "en.pdf", "argentina-2022-en.pdf"],
)
def test_file_of_another_name_is_not_found(edition, client, name):
    assert client.get(PAGE + name).status_code == 404


def test_file_of_a_withdrawn_edition_is_gone(edition, case, client):
    withdraw(case, edition)

    assert client.get(FILE).status_code == 404


def test_file_of_an_edition_in_the_making_is_not_there(case, client):
    publish(profile=consented(case), language="en", by=case.coordinator)

    assert client.get(FILE).status_code == 404
    assert client.get(PAGE).status_code == 404

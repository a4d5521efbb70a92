import datetime

import pytest

from instruments.models import Instrument
from places.models import Jurisdiction
from profiles.models import FindingText
from profiles.views.public import ProfileList, byte_range
from profiles.workflow import EDITION, publish
from tests.factories.assessments import make_case
from tests.factories.instruments import make_instrument
from tests.factories.places import make_country, make_place
from tests.factories.profiles import blank_pdf, consented, finish, published
from workflows.engine import perform

PAGE = "/en/profiles/argentina/quilmes/2022/"
FILE = f"{PAGE}quilmes-2022-en.pdf"


@pytest.fixture
def edition(case):
    return published(case)


def edition_in(case, language):
    """A published edition in a further language; only its findings are called after it."""
    profile = case.assessment.profile
    texts = FindingText.objects.filter(finding__profile=profile, language="en")
    FindingText.objects.bulk_create(
        FindingText(finding_id=text.finding_id, language=language, body=f"{language}: {text.body}")
        for text in texts
    )
    return finish(publish(profile=profile, language=language, by=case.coordinator))


def withdraw(case, edition, note="A ministry asked for it."):
    perform(EDITION, "withdraw", edition, by=case.coordinator, note=note)


def in_two_languages(case):
    """The assessment of `case` published in English and French."""
    profile = consented(case, languages=("en", "fr"))
    profile.texts.create(key="introduction", language="fr", body="L’introduction.")
    first = finish(publish(profile=profile, language="en", by=case.coordinator))
    return first, edition_in(case, "fr")


def further_profiles(case, names):
    """More published profiles of places in Argentina, with the questionnaire of `case`."""
    country = Jurisdiction.objects.get(slug="argentina")
    for name in names:
        place = make_place(name, country)
        published(make_case(names=f" of {name}", place=place, instrument=case.assessment.instrument))


def text_of(response):
    return " ".join(response.content.decode().split())


# Home -------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_home_without_anything_published_says_so(client):
    page = text_of(client.get("/en/"))

    assert "No profile is published yet." in page
    assert "Who has a profile" not in page
    assert "<svg" not in page


def test_home_draws_the_wheel_of_the_newest_questionnaire(edition, client):
    newer = make_instrument(((1,), (1,), (1,)), slug="newer")
    Instrument.objects.filter(pk=newer.pk).update(
        published_at=datetime.datetime(2031, 1, 1, tzinfo=datetime.UTC)
    )

    page = text_of(client.get("/en/"))

    assert page.count("<path") == 3


def test_home_shows_profiles_and_counts_each_place_once(edition, client):
    response = client.get("/en/")

    assert [profile.pk for profile in response.context["profiles"]] == [edition.profile_id]
    assert response.context["coverage"] == {"countries": 0, "local": 1}
    assert '<a href="/en/profiles/argentina/quilmes/2022/"' in text_of(response)


@pytest.mark.parametrize("more", [(), ("Bariloche", "Rosario")])
def test_home_takes_four_statements(edition, case, client, more, django_assert_num_queries):
    further_profiles(case, more)

    with django_assert_num_queries(4):
        page = client.get("/en/")

    assert len(page.context["profiles"]) == 1 + len(more)


# List -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("more", [(), ("Bariloche", "Rosario")])
def test_list_takes_seven_statements(edition, case, client, more, django_assert_num_queries):
    further_profiles(case, more)

    with django_assert_num_queries(7):
        page = client.get("/en/profiles/")

    assert len(page.context["profiles"]) == 1 + len(more)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 1),
        ("name=quil", 1),
        ("name=Municipalit%C3%A9", 1),
        ("name=argentine", 1),
        ("name=Rosario", 0),
        ("country=argentina", 1),
        ("level=municipality&year=2022&language=en", 1),
        ("language=fr", 1),  # no such choice: left aside
        ("year=never", 1),
        ("name=Rosario&country=argentina", 0),
    ],
)
def test_list_finds(edition, client, query, found):
    response = client.get(f"/en/profiles/?{query}")

    assert (response.status_code, len(response.context["profiles"])) == (200, found)


def test_list_filters_by_the_language_of_editions(case, client):
    in_two_languages(case)
    further_profiles(case, ["Rosario"])

    names = [
        profile.assessment.jurisdiction.name
        for profile in client.get("/en/profiles/?language=fr").context["profiles"]
    ]

    assert names == ["Quilmes"]


def test_list_offers_only_what_leads_somewhere(edition, client):
    choices = {
        name: field.choices[1:]
        for name, field in client.get("/fr/profiles/").context["form"].fields.items()
        if name != "name"
    }

    assert choices == {
        "country": [("argentina", "Argentine")],
        "level": [("municipality", "Municipalité")],
        "year": [("2022", "2022")],
        "language": [("en", "English")],
    }


def test_list_is_newest_first_and_has_pages(edition, case, client, monkeypatch):
    further_profiles(case, ["Rosario"])
    monkeypatch.setattr(ProfileList, "paginate_by", 1)

    pages = [client.get(f"/en/profiles/?country=argentina&page={page}") for page in (1, 2)]

    assert [page.context["profiles"][0].assessment.jurisdiction.slug for page in pages] == [
        "rosario",
        "quilmes",
    ]
    assert "?country=argentina&amp;page=2" in text_of(pages[0])
    assert client.get("/en/profiles/?page=3").status_code == 404


def test_list_without_a_match_says_what_to_do(edition, client):
    assert "No profile matches" in text_of(client.get("/en/profiles/?name=Rosario"))


def test_drafts_are_not_listed(case, client):
    consented(case)

    response = client.get("/en/profiles/")

    assert list(response.context["profiles"]) == []
    assert "No profile is published yet" in text_of(response)


# Profile ----------------------------------------------------------------------------------------------


def test_page_says_what_the_snapshot_says_whatever_happens_below(edition, case, client):
    before = client.get(PAGE).content

    FindingText.objects.update(body="Changed.")
    Jurisdiction.objects.filter(slug="quilmes").update(name_en="Elsewhere", official_name_en="Elsewhere")
    edition.profile.texts.update(body="Changed.")

    assert client.get(PAGE).content == before
    assert b"In 2022, the Secretariat answered T1.1.1." in before


def test_page_takes_three_statements(edition, client, django_assert_num_queries):
    with django_assert_num_queries(3):
        response = client.get(PAGE)

    assert response.status_code == 200


def test_page_in_two_languages_takes_three_statements(case, client, django_assert_num_queries):
    in_two_languages(case)

    with django_assert_num_queries(3):
        client.get(PAGE)


def test_page_is_in_the_language_asked_for_when_published_in_it(case, client):
    in_two_languages(case)

    english, french = text_of(client.get(PAGE)), text_of(client.get(PAGE.replace("/en/", "/fr/")))

    assert '<h1><bdi lang="en" dir="ltr">Municipality of Quilmes</bdi></h1>' in english
    assert '<h1><bdi lang="fr" dir="ltr">Municipalité de Quilmes</bdi></h1>' in french
    assert "fr: In 2022, the Secretariat answered T1.1.1." in french
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


def test_published_again_nothing_is_told_of_the_withdrawal(edition, case, client):
    withdraw(case, edition)
    finish(publish(profile=edition.profile, language="en", by=case.coordinator), blank_pdf(2))

    page = client.get(PAGE)

    assert page.status_code == 200
    assert "A ministry asked for it." not in text_of(page)


def test_page_is_sent_again_only_when_an_edition_changed(case, client):
    profile = consented(case, languages=("en", "fr"))
    finish(publish(profile=profile, language="en", by=case.coordinator))
    first = client.get(PAGE)
    known = {"HTTP_IF_NONE_MATCH": first["ETag"]}

    assert first["Cache-Control"] == "public, max-age=60"
    assert client.get(PAGE, **known).status_code == 304
    assert client.get(PAGE, HTTP_IF_MODIFIED_SINCE=first["Last-Modified"]).status_code == 304
    assert client.get(PAGE.replace("/en/", "/fr/"), **known).status_code == 200

    profile.texts.create(key="introduction", language="fr", body="L’introduction.")
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

    assert b"".join(response.streaming_content) == edition.pdf.read()
    assert {
        name: response[name] for name in ("Content-Type", "Content-Length", "Content-Disposition", "ETag")
    } == {
        "Content-Type": "application/pdf",
        "Content-Length": str(edition.pdf_bytes),
        "Content-Disposition": 'inline; filename="quilmes-2022-en.pdf"',
        "ETag": f'"{edition.pdf_sha256}"',
    }
    assert response["Cache-Control"] == "public, max-age=600"


def test_file_can_be_asked_about(edition, client):
    response = client.head(FILE)

    assert (response.status_code, response["Content-Length"]) == (200, str(edition.pdf_bytes))


def test_file_that_is_known_is_not_sent(edition, client):
    assert client.get(FILE, HTTP_IF_NONE_MATCH=f'"{edition.pdf_sha256}"').status_code == 304


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
    etag = {"": None, "same": f'"{edition.pdf_sha256}"', "other": '"other"'}[condition]
    headers = {"Range": header} | ({"If-Range": etag} if etag else {})

    assert client.get(FILE, headers=headers).status_code == status


def test_part_of_the_file_is_the_part(edition, client):
    response = client.get(FILE, headers={"Range": "bytes=5-9"})

    assert response.content == edition.pdf.read()[5:10]
    assert response["Content-Range"] == f"bytes 5-9/{edition.pdf_bytes}"


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

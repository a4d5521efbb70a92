"""The list of profiles: search and filters in the address, and a way on where nothing is found."""

import pytest
from django.core.cache import cache

from places.models import Jurisdiction
from portal.forms.publications import PublicationFilter
from portal.views.publications import PublicationList
from profiles.models import Edition
from tests.factories.assessments import make_case
from tests.factories.pages import text_of
from tests.factories.places import make_country, make_place
from tests.factories.profiles import consented, published
from tests.factories.published import further_profiles, in_two_languages, national_profile, withdraw
from tests.replay import play


def make_published():
    case = make_case()
    published(case)
    return case


@pytest.fixture
def case(db):
    return play(make_published)


@pytest.fixture
def draft(db):
    return play(make_case)


def names(response):
    return [row.place.name for row in response.context["publications"]]


@pytest.mark.parametrize("more", [(), ("Bariloche", "Rosario")])
@pytest.mark.parametrize(
    "asked",
    [("", 3), ("?name=argent&region=019&country=argentina&level=municipality&year=2022", 4)],
)
def test_list_takes_few_statements(case, client, more, asked, django_assert_num_queries):
    query, number = asked
    further_profiles(case, more)
    client.get("/en/profiles/")

    with django_assert_num_queries(number):
        page = client.get(f"/en/profiles/{query}")

    assert len(page.context["publications"]) == 1 + len(more)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 1),
        ("name=quil", 1),
        ("name=QUÍLMES", 1),
        ("name=Municipalit%C3%A9", 1),
        ("name=argentine", 1),
        ("name=Rosario", 0),
        ("country=argentina", 1),
        ("region=019", 1),
        ("level=municipality&year=2022&language=en", 1),
        ("language=fr", 1),  # no such choice: left aside
        ("year=never", 1),
        ("region=150", 1),
        ("name=Rosario&country=argentina", 0),
    ],
)
def test_list_finds(case, client, query, found):
    response = client.get(f"/en/profiles/?{query}")

    assert (response.status_code, len(response.context["publications"])) == (200, found)


def test_choice_that_leads_nowhere_is_said_and_left_aside(case, client):
    page = text_of(client.get("/en/profiles/?language=fr&name=quilmes"))

    assert "No published profile has this, so the choice is left aside." in page
    assert 'Place: <b dir="auto">quilmes</b>' in page
    assert "Language: <b" not in page


def test_list_filters_by_the_language_of_editions(draft, client):
    in_two_languages(draft)
    further_profiles(draft, ["Rosario"])

    assert names(client.get("/en/profiles/?language=fr")) == ["Quilmes"]


def test_list_filters_by_region(case, client):
    national_profile(make_country("DE"))

    assert names(client.get("/en/profiles/?region=150")) == ["Germany"]


def test_list_offers_only_what_leads_somewhere(case, client):
    choices = {
        name: field.choices[1:]
        for name, field in client.get("/fr/profiles/").context["form"].fields.items()
        if name != "name"
    }

    assert choices == {
        "region": [("019", "Amériques")],
        "country": [("argentina", "Argentine")],
        "level": [("municipality", "Municipalité")],
        "year": [("2022", "2022")],
        "language": [("en", "English")],
    }


def test_list_is_newest_first_and_has_pages(case, client, monkeypatch):
    further_profiles(case, ["Rosario"])
    monkeypatch.setattr(PublicationList, "paginate_by", 1)

    pages = [client.get(f"/en/profiles/?country=argentina&page={page}") for page in (1, 2)]

    assert [names(page) for page in pages] == [["Rosario"], ["Quilmes"]]
    assert "?country=argentina&amp;page=2" in text_of(pages[0])
    assert client.get("/en/profiles/?page=3").status_code == 404


def test_each_choice_can_be_taken_back_alone(case, client):
    form = client.get("/en/profiles/?name=quil&country=argentina&year=2022&page=1").context["form"]

    assert [(each.label, each.value, each.without) for each in form.chosen] == [
        ("Place", "quil", "country=argentina&year=2022"),
        ("Country", "Argentina", "name=quil&year=2022"),
        ("Year", "2022", "name=quil&country=argentina"),
    ]


def test_list_without_a_match_offers_the_choices_whose_end_helps(case, client):
    national_profile(make_country("DE"))

    response = client.get("/en/profiles/?name=quilmes&country=germany&level=country")
    page = text_of(response)

    assert "No profile matches" in page
    assert [each.name for each in response.context["leading_on"]] == ["name"]
    assert '<a href="?country=germany&amp;level=country">Search without “Place: quilmes”</a>' in page


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("name=xyz&country=argentina", "Argentina"),
        ("name=Argentinien Argentina xyz&region=019", "Americas"),
        ("name=ALEMANIA", "Europe"),
        ("name=xyz", None),
    ],
)
def test_list_without_a_match_shows_what_is_nearest(case, client, query, place):
    german = national_profile(make_country("DE"))
    withdraw(german, Edition.objects.get(profile__assessment=german.assessment))
    Jurisdiction.objects.create(
        kind="country", iso_code="FR", slug="france", name="France", official_name="France"
    )
    national_profile(Jurisdiction.objects.get(slug="france"), 2023, names=" of the neighbour")

    nearest = client.get(f"/en/profiles/?{query}").context["nearest"]

    assert (nearest and nearest.name) == place


def test_nothing_is_told_of_places_that_are_at_work(case, client):
    """A place is in the database as soon as its assessment is set up."""
    place, instrument = (
        make_place("Rosario", case.assessment.jurisdiction.country),
        case.assessment.instrument,
    )
    make_case(names=" of Rosario", place=place, instrument=instrument)

    page = text_of(client.get("/en/profiles/?name=Rosario"))

    assert "No profile matches" in page
    assert "Newest profiles of" not in page


def test_empty_list_takes_few_statements_with_every_filter(case, client, django_assert_max_num_queries):
    query = "name=xyz&region=019&country=argentina&level=municipality&year=2022&language=en"
    client.get("/en/profiles/")

    with django_assert_max_num_queries(15):
        assert names(client.get(f"/en/profiles/?{query}")) == []


def test_drafts_are_not_listed(draft, client):
    consented(draft)

    response = client.get("/en/profiles/")

    assert names(response) == []
    assert "No profile is published yet" in text_of(response)


def test_filters_know_what_was_published_meanwhile(case):
    assert [value for value, _label in PublicationFilter().fields["region"].choices] == ["", "019"]

    national_profile(make_country("DE"))

    assert [value for value, _label in PublicationFilter().fields["region"].choices] == ["", "019", "150"]


def test_list_is_made_without_the_cache(case, client, monkeypatch):
    def away(*_args, **_options):
        raise OSError("No space left on device")

    for name in ("get", "set", "get_or_set"):
        monkeypatch.setattr(cache, name, away)

    assert names(client.get("/en/profiles/")) == ["Quilmes"]


@pytest.mark.parametrize(("language", "words"), [("en", "12,345 profiles"), ("fr", "12\u202f345\xa0profils")])
def test_large_counts_are_written_as_the_language_does(case, client, monkeypatch, language, words):
    monkeypatch.setattr(PublicationFilter, "count", lambda _form: 12_345)

    assert words in client.get(f"/{language}/profiles/").content.decode()

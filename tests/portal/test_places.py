"""Regions, countries and places: what is published of each, and what was withdrawn."""

import pytest

from places.models import Jurisdiction
from portal.views import places
from profiles.models import Edition
from tests.factories.assessments import make_case
from tests.factories.pages import text_of
from tests.factories.places import make_country, make_place
from tests.factories.profiles import published
from tests.factories.published import further_profiles, in_two_languages, national_profile, withdraw
from tests.replay import play

COUNTRY, PLACE = "/en/profiles/argentina/", "/en/profiles/argentina/quilmes/"


def make_published():
    case = make_case()
    published(case)
    return case


@pytest.fixture
def case(db):
    return play(make_published)


def argentina():
    return Jurisdiction.objects.get(slug="argentina")


def second_round(case, year=2025):
    """A later published profile of the place of `case`."""
    return later_round(case, names=" later", year=year, round=2)


def third_round(case):
    return later_round(case, names=" third", year=2028, round=3)


def later_round(case, **given):
    assessment = case.assessment
    later = make_case(place=assessment.jurisdiction, instrument=assessment.instrument, **given)
    published(later)
    return later


def years(level):
    return [(one.year, one.before and one.before.year) for one in level.rounds]


# Regions ----------------------------------------------------------------------------------------------


def test_regions_lead_to_the_countries_that_have_something(case, client):
    national_profile(make_country("DE"))

    response = client.get("/en/profiles/places/")

    assert [
        (region.name, [(one.name, one.national, one.local) for one in region.countries])
        for region in response.context["regions"]
    ] == [("Americas", [("Argentina", False, True)]), ("Europe", [("Germany", True, False)])]
    assert '<a href="/en/profiles/argentina/">Argentina</a> <small>local profiles</small>' in text_of(
        response
    )


def test_country_outside_the_list_of_regions_stands_last(case, client):
    land = Jurisdiction.objects.create(
        kind="country", iso_code="XX", slug="exemplia", name="Exemplia", official_name="Exemplia"
    )
    national_profile(land)

    regions = client.get("/en/profiles/places/").context["regions"]

    assert [region.name for region in regions] == ["Americas", "Elsewhere"]


@pytest.mark.django_db
def test_regions_without_anything_published_say_so(client):
    assert "No profile is published yet" in text_of(client.get("/en/profiles/places/"))


# A place ----------------------------------------------------------------------------------------------


def test_place_shows_its_rounds_beside_those_of_its_country(case, client):
    second_round(case)
    national_profile(argentina())

    context = client.get(PLACE).context

    assert [years(level) for level in context["levels"]] == [[(2025, 2022), (2022, None)]]
    assert [years(level) for level in context["of_country"]] == [[(2024, None)]]


def test_place_links_each_language_of_each_round(db, client):
    in_two_languages(play(make_case))

    page = text_of(client.get(PLACE))

    assert '<a href="/en/profiles/argentina/quilmes/2022/" lang="en" hreflang="en">English</a>' in page
    assert '<a href="/fr/profiles/argentina/quilmes/2022/" lang="fr" hreflang="fr">Français</a>' in page
    assert 'href="/en/profiles/argentina/quilmes/2022/quilmes-2022-fr.pdf"' in page


def test_place_without_national_profile_says_so(case, client):
    assert "No profile of the national level of Argentina is published." in text_of(client.get(PLACE))


def test_place_tells_of_a_withdrawn_round(case, client):
    withdraw(case, Edition.objects.get())

    page = text_of(client.get(PLACE))

    assert "This profile was withdrawn" in page
    assert "A ministry asked for it." in page
    assert "Read in" not in page


def test_round_before_is_the_one_that_is_still_published(case, client):
    later = second_round(case)
    third_round(case)
    withdraw(later, Edition.objects.get(profile__assessment=later.assessment))

    [level] = client.get(PLACE).context["levels"]

    assert years(level) == [(2028, 2022), (2025, None), (2022, None)]


@pytest.mark.parametrize("path", ["argentina/rosario/", "argentina/bremen/", "germany/", "germany/quilmes/"])
def test_place_of_which_nothing_was_published_is_not_found(case, client, path):
    make_case(
        names=" at work", place=make_place("Rosario", argentina()), instrument=case.assessment.instrument
    )
    make_country("DE")

    assert client.get(f"/en/profiles/{path}").status_code == 404


def test_year_in_an_address_is_no_place(case, client):
    country = national_profile(argentina()).assessment.jurisdiction

    response = client.get(f"/en/profiles/{country.slug}/2024/")

    assert "profiles/profile_public.html" in [template.name for template in response.templates]


@pytest.mark.parametrize("rounds", [1, 2])
def test_place_takes_four_statements(case, client, rounds, django_assert_num_queries):
    if rounds == 2:
        second_round(case)
    national_profile(argentina())

    with django_assert_num_queries(4):
        client.get(PLACE)


@pytest.mark.parametrize("withdrawn", [1, 2])
def test_what_was_withdrawn_takes_one_more(case, client, withdrawn, django_assert_num_queries):
    for one in [second_round(case), third_round(case)][:withdrawn]:
        withdraw(one, Edition.objects.get(profile__assessment=one.assessment))
    national_profile(argentina())

    with django_assert_num_queries(5):
        client.get(PLACE)


# A country --------------------------------------------------------------------------------------------


def test_country_shows_its_rounds_beside_its_places_by_name(case, client):
    further_profiles(case, ["Avila", "Rosario"])
    Jurisdiction.objects.filter(slug="avila").update(name_en="Ávila")
    national_profile(argentina())

    context = client.get(COUNTRY).context

    assert [years(level) for level in context["levels"]] == [[(2024, None)]]
    assert [(place.name, [one.year for one in rows]) for place, rows in context["places"]] == [
        ("Ávila", [2022]),
        ("Quilmes", [2022]),
        ("Rosario", [2022]),
    ]


def test_places_of_a_country_have_pages(case, client, monkeypatch):
    further_profiles(case, ["Rosario"])
    monkeypatch.setattr(places, "PLACES_ON_A_PAGE", 1)

    second = client.get(f"{COUNTRY}?page=2")

    assert [place.name for place, _rows in second.context["places"]] == ["Rosario"]
    assert "Find a place in Argentina" in text_of(second)
    assert [client.get(f"{COUNTRY}?page={page}").status_code for page in ("3", "0", "x")] == [404, 404, 404]


def test_country_tells_of_withdrawn_profiles_of_its_places(case, client):
    withdraw(case, Edition.objects.get())

    response = client.get(COUNTRY)

    assert response.context["places"] == []
    assert "Withdrawn profiles" in text_of(response)
    assert '<a href="/en/profiles/argentina/quilmes/2022/">Quilmes</a>' in text_of(response)


@pytest.mark.parametrize("more", [(), ("Bariloche", "Rosario")])
def test_country_takes_four_statements(case, client, more, django_assert_num_queries):
    national_profile(argentina())
    further_profiles(case, more)
    client.get(COUNTRY)

    with django_assert_num_queries(4):
        client.get(COUNTRY)


def test_profile_leads_to_its_place_and_country(case, client):
    page = text_of(client.get(f"{PLACE}2022/"))

    assert (
        '<li><a href="/en/profiles/argentina/">Argentina</a></li><li><a href="/en/profiles/argentina/quilmes/">'
        in page
    )

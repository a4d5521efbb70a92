"""The front page: what the indicators are, the ways in, and counts that say what they count."""

import datetime

import pytest

from instruments.models import Instrument
from places.models import Jurisdiction
from tests.factories.assessments import make_case
from tests.factories.instruments import make_instrument
from tests.factories.pages import text_of
from tests.factories.profiles import published
from tests.factories.published import further_profiles, national_profile
from tests.replay import play


def make_published():
    case = make_case()
    published(case)
    return case


@pytest.fixture
def case(db):
    return play(make_published)


@pytest.mark.django_db
def test_home_without_anything_published_says_so(client):
    page = text_of(client.get("/en/"))

    assert "No profile is published yet." in page
    assert "Who has a profile" not in page
    assert "<svg" not in page


def test_home_draws_the_wheel_of_the_newest_questionnaire_and_names_each_domain(case, client):
    newer = make_instrument(((1,), (1,), (1,)), slug="newer")
    Instrument.objects.filter(pk=newer.pk).update(
        published_at=datetime.datetime(2031, 1, 1, tzinfo=datetime.UTC)
    )

    page = text_of(client.get("/en/"))

    assert page.count("<path") == 3
    assert page.count('tabindex="-1"><title>') == 3
    assert page.count('<b aria-hidden="true">') == 3


def test_home_shows_profiles_and_counts_each_place_once(case, client):
    response = client.get("/en/")

    assert [row.place.name for row in response.context["publications"]] == ["Quilmes"]
    assert response.context["coverage"] == {"countries": 0, "local": 1}
    assert '<a href="/en/profiles/argentina/quilmes/2022/"' in text_of(response)


def test_home_counts_anew_when_something_appears(case, client):
    client.get("/en/")

    national_profile(Jurisdiction.objects.get(slug="argentina"))

    assert client.get("/en/").context["coverage"] == {"countries": 1, "local": 1}


def test_home_says_what_the_indicators_are_not(case, client):
    page = text_of(client.get("/en/"))

    assert "They are not" in page
    assert "Not a ranking or a score." in page


def test_search_of_the_home_page_leads_to_the_list(case, client):
    assert '<form class="search" method="get" action="/en/profiles/" role="search"' in text_of(
        client.get("/en/")
    )


@pytest.mark.parametrize("more", [(), ("Bariloche", "Rosario")])
def test_home_takes_four_statements(case, client, more, django_assert_num_queries):
    further_profiles(case, more)
    client.get("/en/")

    with django_assert_num_queries(4):
        page = client.get("/en/")

    assert len(page.context["publications"]) == 1 + len(more)

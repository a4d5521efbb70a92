"""What people see when something doesn't work: in the look of the site, with ways on."""

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from tests.factories.assessments import make_case
from ui.middleware import page_above

PEOPLE = {"HTTP_ACCEPT": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def case(db):
    return make_case()


def form_address(case):
    return f"/fr/assessments/{case.assessment.pk}/people/import/take/"


def test_missing_page_offers_a_search(db, client):
    response = client.get("/en/nothing-here/")

    page = response.content.decode()
    assert response.status_code == 404
    assert f'action="{reverse("profile-list")}"' in page
    assert 'name="name"' in page


def test_search_of_the_missing_page_is_one_that_the_list_knows(db, client):
    assert client.get("/en/profiles/", {"name": "Nowhere"}).context["form"].cleaned_data["name"] == "Nowhere"


def test_address_of_a_form_gives_people_a_page_with_a_way_back(case, client_for):
    response = client_for(case.coordinator).get(form_address(case), **PEOPLE)

    above = f"/fr/assessments/{case.assessment.pk}/people/import/"
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert f'href="{above}"' in response.content.decode()
    assert '<html lang="fr"' in response.content.decode()


@pytest.mark.parametrize(
    "headers", [{}, {"HTTP_ACCEPT": "application/json"}, PEOPLE | {"HTTP_HX_REQUEST": "true"}]
)
def test_programs_get_the_empty_answer(case, client_for, headers):
    response = client_for(case.coordinator).get(form_address(case), **headers)

    assert (response.status_code, response["Allow"], response.content) == (405, "POST", b"")


def test_what_is_sent_to_a_page_that_takes_nothing_gets_the_empty_answer(db, client):
    response = client.post("/en/about/", **PEOPLE)

    assert (response.status_code, response.content) == (405, b"")


@pytest.mark.parametrize(
    ("address", "above"),
    [
        ("/en/assessments/7/people/import/take/", "/en/assessments/7/people/import/"),
        ("/en/assessments/7/queries/3/assign/", "/en/assessments/7/queries/3/"),
        ("/en/nothing/at/all/", None),
        ("/en/", None),
        ("/", None),
    ],
)
def test_page_above_is_the_nearest_that_can_be_read(address, above):
    with translation.override("en"):
        assert page_above(address) == above


@pytest.mark.parametrize("name", ["400", "413", "500", "503", "507"])
@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_pages_for_when_nothing_works_need_no_database_and_no_request(name, language, settings):
    settings.CONTACT_EMAIL = "hello@example.org"

    with translation.override(language):
        page = render_to_string(f"{name}.html")

    assert (page.count("<h1>"), f'href="/{language}/"' in page, "hello@example.org" in page) == (
        1,
        True,
        True,
    )

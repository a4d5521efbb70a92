"""What search engines are told."""

from urllib.robotparser import RobotFileParser

import pytest
from defusedxml import ElementTree
from django.conf import settings
from django.urls import reverse

from portal.models import Publication
from portal.views import sitemaps
from tests.architecture.test_access import TABLE, lines_of, path_of, scenario  # noqa: F401  the fixture
from tests.factories.assessments import make_case
from tests.factories.published import further_profiles, in_two_languages
from tests.replay import play

SPACES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
SITE = settings.SITE_URL


@pytest.fixture
def case(db):
    case = play(make_case)
    in_two_languages(case)
    return case


def urls(response):
    """Address → moment of change and addresses in the languages."""
    assert response.status_code == 200
    return {
        url.findtext("s:loc", namespaces=SPACES): (
            url.findtext("s:lastmod", namespaces=SPACES),
            {link.get("hreflang"): link.get("href") for link in url.findall("x:link", SPACES)},
        )
        for url in ElementTree.fromstring(response.content).findall("s:url", SPACES)
    }


def test_profile_stands_there_in_the_languages_it_has(case, client):
    found = urls(client.get("/sitemap.xml"))
    page = "profiles/argentina/quilmes/2022/"
    date = Publication.objects.get().published_at.date().isoformat()

    alternates = {code: f"{SITE}/{code}/{page}" for code in ("en", "fr")}
    assert found[f"{SITE}/en/{page}"] == (date, alternates)
    assert found[f"{SITE}/fr/{page}"] == (date, alternates)
    assert f"{SITE}/es/{page}" not in found


@pytest.mark.parametrize(
    "page",
    ["", "profiles/", "profiles/places/", "profiles/argentina/", "profiles/argentina/quilmes/", "about/"],
)
def test_other_pages_stand_there_in_each_language(case, client, page):
    found = urls(client.get("/sitemap.xml"))

    assert set(found[f"{SITE}/es/{page}"][1]) == {"ar", "en", "es", "fr"}


def test_every_address_answers(case, client):
    for address in urls(client.get("/sitemap.xml")):
        assert client.get(address.removeprefix(SITE)).status_code == 200


def test_too_many_addresses_are_spread_over_files(case, client, monkeypatch):
    further_profiles(case, ["Rosario"])
    whole = urls(client.get("/sitemap.xml"))
    monkeypatch.setattr(sitemaps, "LIMIT", 5)
    monkeypatch.setattr(sitemaps.AddressSitemap, "limit", 5)

    response = client.get("/sitemap.xml")
    files = [row.text for row in ElementTree.fromstring(response.content).iterfind("s:sitemap/s:loc", SPACES)]
    parts = [urls(client.get(file.removeprefix(SITE))) for file in files]

    assert len(files) > 3
    assert max(len(part) for part in parts) == 5
    assert {address for part in parts for address in part} == set(whole)


@pytest.mark.django_db
def test_nothing_published_leaves_the_pages(client):
    assert f"{SITE}/en/" in urls(client.get("/sitemap.xml"))


def test_unknown_section_is_not_found(case, client):
    assert client.get("/sitemap-nothing.xml").status_code == 404


@pytest.mark.parametrize("more", [(), ("Bariloche", "Rosario")])
def test_site_map_takes_five_statements(case, client, more, django_assert_num_queries):
    further_profiles(case, more)

    with django_assert_num_queries(5):
        client.get("/sitemap.xml")


def rules(client):
    parser = RobotFileParser()
    parser.parse(client.get("/robots.txt").content.decode().splitlines())
    return parser


@pytest.mark.django_db
def test_robots_are_told_of_the_site_map(client):
    assert rules(client).site_maps() == [f"{SITE}/sitemap.xml"]


def test_robots_read_what_is_public_and_nothing_else(scenario, client):  # noqa: F811
    asked = rules(client)
    lines = [line for group in TABLE for line in lines_of(group).items()]
    closed = {path_of(scenario, name, variant) for (name, variant, _method), row in lines if row[0] == "in"}

    assert {path for path in closed if asked.can_fetch("*", SITE + path)} == set()
    for path in urls(client.get("/sitemap.xml")):
        assert asked.can_fetch("*", path)
    assert asked.can_fetch("*", SITE + reverse("edition-public", args=["argentina", "quilmes", 2022, "en-1"]))

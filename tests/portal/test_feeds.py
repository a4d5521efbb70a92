"""The feed of published editions, in one language, narrowed as the list is."""

import pytest
from defusedxml import ElementTree
from django.conf import settings

from portal.version import change_version
from profiles.workflow import publish
from tests.factories.assessments import make_case
from tests.factories.places import make_country
from tests.factories.profiles import finish, profile_of, published
from tests.factories.published import further_profiles, in_two_languages, national_profile
from tests.replay import play

FEED = "/en/profiles/feed/"
ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def make_published():
    case = make_case()
    published(case)
    return case


@pytest.fixture
def case(db):
    return play(make_published)


def read(response):
    assert response.status_code == 200
    return ElementTree.fromstring(response.content)


def titles(response):
    return [entry.findtext(f"{ATOM}title") for entry in read(response).iter(f"{ATOM}entry")]


def test_feed_names_the_newest_editions_of_its_language(case, client):
    further_profiles(case, ["Rosario"])

    response = client.get(FEED)

    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert titles(response) == [
        "Municipality of Rosario (Argentina), 2022",
        "Municipality of Quilmes (Argentina), 2022",
    ]
    assert titles(client.get("/fr/profiles/feed/")) == []


def test_entry_leads_to_the_page_and_carries_its_own_language_and_file(db, client):
    in_two_languages(play(make_case))

    [entry] = read(client.get("/en/profiles/feed/?language=fr")).iter(f"{ATOM}entry")
    links = {link.get("rel"): link.get("href") for link in entry.iter(f"{ATOM}link")}

    assert entry.get(LANG) == "fr"
    assert links == {
        "alternate": f"{settings.SITE_URL}/fr/profiles/argentina/quilmes/2022/",
        "enclosure": f"{settings.SITE_URL}/en/profiles/argentina/quilmes/2022/editions/fr-1/quilmes-2022-fr-1.pdf",
    }
    assert (
        entry.findtext(f"{ATOM}id")
        == f"{settings.SITE_URL}/en/profiles/argentina/quilmes/2022/editions/fr-1/"
    )


def test_edition_that_replaces_another_says_what_has_changed(case, client):
    note = "A date was mended:\v<b>2019</b>"
    finish(publish(profile=profile_of(case), language="en", by=case.coordinator, note=note))

    [entry] = read(client.get(FEED)).iter(f"{ATOM}entry")

    assert entry.findtext(f"{ATOM}summary") == "A date was mended: <b>2019</b>"


@pytest.mark.parametrize(
    ("query", "count"),
    [("", 2), ("region=150", 1), ("country=argentina", 1), ("name=nowhere", 0), ("year=2024", 1)],
)
def test_feed_is_narrowed_as_the_list_is(case, client, query, count):
    national_profile(make_country("DE"))

    assert len(titles(client.get(f"{FEED}?{query}"))) == count


def test_list_and_home_name_the_feed(case, client):
    pages = [client.get(path).content.decode() for path in ("/en/", "/en/profiles/?country=argentina")]

    assert '<link rel="alternate" type="application/atom+xml" href="/en/profiles/feed/"' in pages[0]
    assert 'href="/en/profiles/feed/?country=argentina"' in pages[1]


def test_feed_is_sent_again_only_when_something_has_changed(case, client):
    first = client.get(FEED)
    known = {"If-None-Match": first["ETag"]}

    assert client.get(FEED, headers=known).status_code == 304
    change_version()
    assert client.get(FEED, headers=known).status_code == 200


@pytest.mark.parametrize("more", [(), ("Bariloche", "Rosario")])
def test_feed_takes_three_statements(case, client, more, django_assert_num_queries):
    further_profiles(case, more)
    client.get(FEED)

    with django_assert_num_queries(3):
        assert len(titles(client.get(FEED))) == 1 + len(more)

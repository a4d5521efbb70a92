"""Published pages are made once for everybody, and never given out after something else was published."""

import gzip

import pytest
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.test import Client
from django.urls import reverse

from portal import kept
from portal.version import change_version
from profiles.models import Edition
from profiles.views.published import ProfilePublic
from profiles.workflow import EDITION, load_standing_texts, publish, write_standing_text
from tests.factories.accounts import make_people
from tests.factories.assessments import make_case
from tests.factories.profiles import consented, finish, profile_of, published, translate
from tests.replay import play
from workflows.engine import perform

PAGE = "/en/profiles/argentina/quilmes/2022/"
FRENCH = PAGE.replace("/en/", "/fr/")


def make_published():
    case = make_case()
    published(case)
    return case


@pytest.fixture(autouse=True)
def keeping(settings):
    settings.PAGES_KEPT_SECONDS = 300
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def case(db):
    return play(make_published)


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """What follows the commit of the work in the block has run."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def publish_in(case, language):
    profile = profile_of(case)
    translate(case, profile, language)
    return finish(publish(profile=profile, language=language, by=case.coordinator))


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/en/",
            "/en/about/",
            "/en/glossary/",
            "/en/open-data/api/",
            "/en/domains/",
            "/en/domains/domain-1/",
        ),
        *(
            "/en/profiles/",
            "/en/profiles/places/",
            "/en/profiles/argentina/",
            "/en/profiles/argentina/quilmes/",
        ),
        *("/en/findings/", "/en/findings/?q=first&kind=developed&page=1", PAGE, f"{PAGE}editions/en-1/"),
    ],
)
def test_second_visit_takes_no_statement_and_is_the_same(case, client, path, django_assert_num_queries):
    first = client.get(path)

    with django_assert_num_queries(0):
        second = Client().get(path)

    assert (second.status_code, second.content) == (200, first.content)
    assert {name: first[name] for name in ("ETag", "Content-Type", "Content-Language")} == {
        name: second[name] for name in ("ETag", "Content-Type", "Content-Language")
    }
    assert first["Content-Security-Policy"] == second["Content-Security-Policy"]
    assert (first["X-Frame-Options"], second["X-Frame-Options"]) == ("DENY", "DENY")


def test_browsers_ask_each_time_and_caches_tell_languages_and_people_apart(case, client):
    for _visit in range(2):
        page = client.get(PAGE)

        assert page["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert {each.strip() for each in page["Vary"].split(",")} == {"Accept-Encoding", "Cookie"}
        assert not page.cookies


def test_published_edition_shows_on_the_next_visit(db, client, committed):
    case = make_case()
    profile = consented(case, languages=("en", "fr"))
    with committed():
        finish(publish(profile=profile, language="en", by=case.coordinator))
    before = [client.get(path).content for path in (PAGE, FRENCH, "/en/", "/en/profiles/")]

    with committed():
        publish_in(case, "fr")

    after = [client.get(path) for path in (PAGE, FRENCH, "/en/", "/en/profiles/")]
    assert all(old != new.content for old, new in zip(before, after, strict=True))
    assert "In 2022, the Secretariat answered T1.1.1. (fr)" in after[1].content.decode()


def test_text_of_a_page_that_is_edited_shows_on_the_next_visit(case, client, committed):
    load_standing_texts(texts={"page-about": {"en": "What it said."}})
    keeper = make_people("Keeper", is_superuser=True)[0]
    before = client.get("/en/about/").content.decode()
    with committed():
        write_standing_text(key="page-about", language="en", body="What it says.", by=keeper, seen=1)

    after = client.get("/en/about/").content.decode()

    assert ("What it said." in before, "What it says." in after) == (True, True)


def test_edition_in_the_making_shows_nowhere(case, client):
    before = client.get(PAGE)

    publish(profile=profile_of(case), language="en", by=case.coordinator, note="Only a draft.")
    change_version()

    assert client.get(PAGE).content == before.content


def test_withdrawn_edition_is_gone_on_the_next_visit(case, client, committed):
    assert [client.get(PAGE).status_code for _visit in range(2)] == [200, 200]

    with committed():
        perform(EDITION, "withdraw", Edition.objects.get(), by=case.coordinator, note="A ministry asked.")

    assert client.get(PAGE).status_code == 410
    assert "Quilmes" not in client.get("/en/profiles/").content.decode()


def test_languages_are_never_mixed(case, client):
    english, french = (client.get(path, HTTP_ACCEPT_LANGUAGE="es") for path in (PAGE, FRENCH))
    again = [client.get(path, HTTP_ACCEPT_LANGUAGE="fr") for path in (PAGE, FRENCH)]

    assert [page.content for page in again] == [english.content, french.content]
    assert [page["Content-Language"] for page in again] == ["en", "fr"]
    assert b'<html lang="fr"' in french.content


def test_whoever_is_signed_in_gets_a_page_of_their_own(case, client, client_for):
    anonymous = client.get(PAGE)

    own = client_for(case.translator).get(PAGE)

    assert case.translator.name in own.content.decode()
    assert "no-store" in own["Cache-Control"]
    assert client.get(PAGE).content == anonymous.content


def test_messages_bypass(case, client):
    client.get(PAGE)
    client.cookies["messages"] = "something"

    assert "ETag" not in client.get(PAGE)


def test_page_that_sets_a_cookie_is_not_kept(db, client, monkeypatch):
    monkeypatch.setattr(kept, "PAGES", {"account_login": frozenset()})

    page = client.get(reverse("account_login"))

    assert page.cookies
    assert "ETag" not in page
    assert "public" not in page.get("Cache-Control", "")


def test_queries_that_a_page_heeds_are_kept_each_for_itself(case, client, django_assert_num_queries):
    paths = ["/en/profiles/?name=quil", "/en/profiles/?name=rosario"]
    first = [client.get(path).content for path in paths]

    with django_assert_num_queries(0):
        again = [client.get(path).content for path in paths]

    assert first == again
    assert first[0] != first[1]


@pytest.mark.parametrize("query", ["?utm_source=letter", "?name=" + "a" * 500, "?page=2&x=1"])
def test_queries_that_no_page_heeds_take_no_place(case, client, monkeypatch, query):
    stored = []
    monkeypatch.setattr(kept, "keep", stored.append)

    client.get(f"{PAGE}{query}")

    assert stored == []


def test_any_number_of_addresses_takes_a_fixed_number_of_places(monkeypatch):
    monkeypatch.setattr(kept, "PLACES", 3)
    for number in range(50):
        kept.keep(kept.Kept("now", f"/en/profiles/?name={number}", "", (), b""))

    assert len(cache._cache) == 3
    found = [kept.find(f"/en/profiles/?name={number}")[0] for number in range(50)]
    assert [page for page in found if page] == []  # made from something else than what is published


def test_page_with_the_place_of_another_is_not_mistaken_for_it(case, client, monkeypatch):
    monkeypatch.setattr(kept, "PLACES", 1)
    home = client.get("/en/").content

    assert client.get(PAGE).content != home
    assert client.get("/en/").content == home


def test_head_says_what_get_would(case, client, django_assert_num_queries):
    made = client.head(PAGE)
    page = client.get(PAGE)
    with django_assert_num_queries(0):
        known = client.head(PAGE)

    assert [each["ETag"] for each in (made, known)] == [page["ETag"]] * 2
    assert known["Content-Length"] == str(len(page.content))
    assert (made.content, known.content) == (b"", b"")


def test_known_page_is_not_sent_again(case, client, committed, django_assert_num_queries):
    etag = client.get(PAGE)["ETag"]

    with django_assert_num_queries(0):
        same = client.get(PAGE, HTTP_IF_NONE_MATCH=etag)
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", etag)
    assert same["Cache-Control"] == "public, max-age=0, must-revalidate"

    with committed():
        perform(EDITION, "withdraw", Edition.objects.get(), by=case.coordinator, note="A ministry asked.")
    assert client.get(PAGE, HTTP_IF_NONE_MATCH=etag).status_code == 410


def test_page_is_compressed_for_whoever_takes_it(case, client):
    plain = client.get(PAGE)
    packed = client.get(PAGE, HTTP_ACCEPT_ENCODING="br, gzip")
    refused = client.get(PAGE, HTTP_ACCEPT_ENCODING="br, gzip;q=0")
    unkept = client.get(f"{PAGE}?x=1", HTTP_ACCEPT_ENCODING="gzip")

    assert gzip.decompress(packed.content) == plain.content
    assert (packed["Content-Encoding"], packed["Content-Length"]) == ("gzip", str(len(packed.content)))
    assert packed["ETag"] == plain["ETag"]
    assert "Content-Encoding" not in plain
    assert refused.content == plain.content
    assert gzip.decompress(unkept.content).startswith(b"<!doctype html>")


@pytest.mark.parametrize("query", ["", "?made=up"])
def test_length_is_that_of_what_is_sent(case, client, query):
    for _visit in range(2):
        response = client.get(f"/en/{query}", headers={"accept-encoding": "gzip"})

        assert response.headers["Content-Encoding"] == "gzip"
        assert response.headers["Content-Length"] == str(len(response.content))


def test_page_begun_before_something_was_published_is_not_given_out_after(case, client, monkeypatch):
    """Another process publishes while this one still makes the page out of what it has read."""
    made = ProfilePublic.get_context_data

    def publish_meanwhile(self, **kwargs):
        context = made(self, **kwargs)
        change_version()
        return context

    monkeypatch.setattr(ProfilePublic, "get_context_data", publish_meanwhile)
    client.get(PAGE)
    monkeypatch.undo()

    assert kept.find(PAGE)[0] is None


@pytest.mark.parametrize("missing", ["get_many", "set"])
def test_without_the_cache_pages_are_made_each_time(case, client, monkeypatch, missing):
    def away(*args, **kwargs):
        raise ConnectionError

    monkeypatch.setattr(LocMemCache, missing, away)

    pages = [client.get(PAGE) for _visit in range(2)]

    assert [page.status_code for page in pages] == [200, 200]
    assert pages[0].content == pages[1].content


def test_another_host_is_refused_though_the_page_is_kept(case, client):
    client.get(PAGE)

    assert client.get(PAGE, HTTP_HOST="elsewhere.example").status_code == 400


def test_what_is_kept_is_of_these_style_sheets(case, client, monkeypatch):
    client.get(PAGE)
    assert kept.find(PAGE)[0] is not None

    monkeypatch.setattr(kept.staticfiles_storage, "manifest_hash", "newer", raising=False)

    assert kept.find(PAGE)[0] is None

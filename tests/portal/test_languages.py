"""Every public page in each language of the site: how it says where the others are, and what is local in it."""

import re
from datetime import UTC, datetime

import pytest
from babel.dates import format_date
from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format, number_format
from django.utils.html import strip_tags

from profiles.models import Edition
from profiles.workflow import EDITION, publish
from tests.architecture.test_access import TABLE, lines_of, path_of, scenario
from tests.factories.assessments import make_case
from tests.factories.profiles import finish, profile_of, published
from tests.replay import play
from workflows.engine import perform

__all__ = ["scenario"]  # a fixture

LANGUAGES = [code for code, _name in settings.LANGUAGES]
LINK = re.compile(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">')
CANONICAL = re.compile(r'<link rel="canonical" href="([^"]+)">')
SWITCH = re.compile(r'<a href="([^"]+)" lang="(\w+)" hreflang="\2" rel="alternate">([^<]+)</a>')
PAGE = "/en/profiles/argentina/quilmes/2022/"


def make_published():
    case = make_case()
    published(case)
    return case


@pytest.fixture
def case(db):
    return play(make_published)


def public_pages(scenario, client):
    """Each page of the table that everybody may read: its path, and what it says."""
    for (name, variant, method), cells in lines_of("for everybody").items():
        if cells[0] != "200":
            continue
        with translation.override("en"):
            path = path_of(scenario, name, variant)
        response = client.get(path)
        if method == "GET" and response.headers["Content-Type"].startswith("text/html"):
            yield path, response.content.decode()


def links_of(html):
    return dict(LINK.findall(html))


def at(path):
    return settings.SITE_URL + path


# The switch -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_switch_names_each_other_language_in_itself(client, db, language):
    found = SWITCH.findall(client.get(f"/{language}/about/").content.decode())

    names = {code: name for code, name in settings.LANGUAGES if code != language}
    assert {code: name for _url, code, name in found} == names


@pytest.mark.parametrize("query", ["", "?name=quil&page=1", "?year=2022&language=en&name=%C3%A9t%C3%A9"])
def test_switch_keeps_the_page_and_what_was_asked_for(case, client, query):
    html = client.get(f"/en/profiles/{query}").content.decode()

    found = {code: url.replace("&amp;", "&") for url, code, _name in SWITCH.findall(html)}
    assert found == {code: f"/{code}/profiles/{query}" for code in LANGUAGES if code != "en"}
    assert client.get(found["ar"]).status_code == 200


def test_switch_stands_on_every_public_page_and_leads_to_the_same_one(scenario, client):
    for path, html in public_pages(scenario, client):
        found = {code: url for url, code, _name in SWITCH.findall(html)}
        assert found == {code: f"/{code}{path[3:]}" for code in LANGUAGES if code != "en"}, path
        assert [client.get(url).status_code for url in found.values()] == [200] * len(found), path


# What search engines are told -------------------------------------------------------------------------


def test_every_public_page_says_by_which_address_it_is_known(scenario, client):
    for path, html in public_pages(scenario, client):
        [canonical] = CANONICAL.findall(html)
        assert client.get(canonical.removeprefix(settings.SITE_URL)).status_code == 200, path


@pytest.mark.parametrize("path", ["", "about/", "profiles/"])
def test_page_names_itself_in_every_language_and_for_all_others(case, client, path):
    html = client.get(f"/fr/{path}").content.decode()

    assert links_of(html) == {code: at(f"/{code}/{path}") for code in LANGUAGES} | {
        "x-default": at(f"/{path}")
    }
    assert CANONICAL.findall(html) == [at(f"/fr/{path}")]


def test_address_for_all_others_leads_to_the_reader_s_language(case, client):
    response = client.get("/profiles/", headers={"accept-language": "ar,en;q=0.5"})

    assert (response.status_code, response.url) == (302, "/ar/profiles/")


@pytest.mark.parametrize(
    ("query", "known_by"),
    [
        ("?page=1", "?page=1"),
        ("?name=&page=1", "?page=1"),
        ("?name=quil", ""),
        ("?page=1&year=2022", ""),
        ("?x=1", ""),
    ],
)
def test_filtered_list_is_known_by_the_whole_and_a_page_of_it_by_its_own(case, client, query, known_by):
    html = client.get(f"/en/profiles/{query}").content.decode()

    assert CANONICAL.findall(html) == [at(f"/en/profiles/{known_by}")]
    assert links_of(html)["es"] == at(f"/es/profiles/{known_by}")


def test_profile_is_offered_only_in_languages_in_which_it_is_published(case, client):
    english, arabic = (client.get(path).content.decode() for path in (PAGE, PAGE.replace("/en/", "/ar/")))

    assert links_of(english) == {"en": at(PAGE), "x-default": at(PAGE[3:])}
    assert links_of(arabic) == links_of(english)
    assert CANONICAL.findall(arabic) == CANONICAL.findall(english) == [at(PAGE)]


def test_newest_edition_is_known_by_the_profile_and_an_earlier_one_by_itself(case, client):
    finish(publish(profile=profile_of(case), language="en", by=case.coordinator, note="Mended"))
    earlier, newest = (client.get(f"{PAGE}editions/en-{number}/").content.decode() for number in (1, 2))

    assert CANONICAL.findall(newest) == [at(PAGE)]
    assert CANONICAL.findall(earlier) == [at(f"{PAGE}editions/en-1/")]
    assert links_of(earlier) == {}


@pytest.mark.parametrize(
    "path", ["/en/nothing/", "/en/profiles/argentina/quilmes/1999/", "/en/account/sign-in/"]
)
def test_page_that_is_no_page_of_the_public_is_known_by_no_address(case, client, path):
    html = client.get(path).content.decode()

    assert (CANONICAL.findall(html), links_of(html)) == ([], {})


def test_withdrawn_profile_is_known_by_no_address(case, client):
    perform(EDITION, "withdraw", Edition.objects.get(), by=case.coordinator, note="Asked for")

    assert CANONICAL.findall(client.get(PAGE).content.decode()) == []


def test_whoever_is_signed_in_gets_no_addresses_for_search_engines(case, client_for):
    assert CANONICAL.findall(client_for(case.reviewer).get("/en/about/").content.decode()) == []


# What is local ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "locale"), [("en", "en_GB"), ("fr", "fr"), ("es", "es"), ("ar", "ar")])
def test_dates_are_local(case, client, language, locale):
    html = client.get(f"/{language}/profiles/argentina/quilmes/2022/").content.decode()

    published_at = timezone.localdate(Edition.objects.get().published_at)
    assert format_date(published_at, "long", locale=locale) in " ".join(strip_tags(html).split())


@pytest.mark.parametrize(
    ("language", "number"),
    [("en", "12,345.5"), ("fr", "12\u202f345,5"), ("es", "12\u202f345,5"), ("ar", "12,345.5")],
)
def test_numbers_are_local(language, number):
    with translation.override(language):
        assert number_format(12345.5, use_l10n=True, force_grouping=True).replace("\xa0", "\u202f") == number


def test_years_have_no_separator(case, client):
    for language in LANGUAGES:
        html = strip_tags(client.get(f"/{language}/profiles/").content.decode())
        assert "2022" in html
        assert not re.search(r"2\W022", html)


@pytest.mark.parametrize(
    ("language", "found"),
    [
        ("en", {0: "0 profiles", 1: "1 profile", 2: "2 profiles", 3: "3 profiles"}),
        ("ar", {0: "لا ملفات", 1: "ملف واحد", 2: "ملفان", 3: "3 ملفات", 11: "11 ملفاً", 100: "100 ملف"}),
    ],
)
def test_numbers_of_things_have_the_forms_of_the_language(language, found):
    with translation.override(language):
        told = {
            number: translation.ngettext("%(total)s profile", "%(total)s profiles", number)
            for number in found
        }

    assert {number: text % {"total": number} for number, text in told.items()} == found


def test_arabic_months_and_digits_are_those_that_editions_print():
    with translation.override("ar"):
        assert (
            date_format(datetime(2026, 11, 24, 14, 5, tzinfo=UTC), "DATETIME_FORMAT")
            == "24 نوفمبر 2026، 14:05"
        )
        assert date_format(datetime(2026, 11, 24, tzinfo=UTC), "SHORT_DATE_FORMAT") == "24 نوفمبر 2026"


# Arabic -----------------------------------------------------------------------------------------------


def test_every_public_page_is_there_in_arabic_from_right_to_left(scenario, client):
    for path, _html in public_pages(scenario, client):
        html = client.get(path.replace("/en/", "/ar/", 1)).content.decode()
        assert '<html lang="ar" dir="rtl">' in html, path
        assert "الانتقال إلى المحتوى" in html, path


def test_names_that_arabic_lacks_say_their_language_and_countries_have_theirs(case, client):
    html = client.get("/ar/profiles/").content.decode()

    assert '<span lang="en" dir="ltr">Quilmes</span>' in html
    assert "الأرجنتين" in html
    assert 'lang="en" dir="ltr"' not in client.get("/fr/profiles/").content.decode()


def test_table_names_public_pages():
    assert {"home", "about", "profile-list"} <= {
        name for name, _variant, _method in lines_of("for everybody")
    }
    assert "for everybody" in TABLE

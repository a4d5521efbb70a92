"""The site's own pages: in every language, or in another one that is said; edited by those who keep texts."""

import re
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from profiles import report
from profiles.choices import PageKey, StandingKey
from profiles.management.commands.load_standing_texts import DEFAULT, page_texts, printed_texts
from profiles.models import Edition, StandingText
from profiles.report import ADDRESSES, as_page
from profiles.workflow import load_standing_texts, publish, write_standing_text
from tests.factories.accounts import make_people
from tests.factories.assessments import make_case
from tests.factories.payloads import PAYLOADS
from tests.factories.profiles import consented, profile_of, published
from tests.replay import play
from workflows.engine import TransitionRefused

PATHS = {
    PageKey.ABOUT: "about",
    PageKey.PROCESS: "process",
    PageKey.METHOD: "method",
    PageKey.ACCESSIBILITY: "accessibility",
    PageKey.PRIVACY: "privacy",
    PageKey.OPEN_DATA: "open-data",
    PageKey.GLOSSARY: "glossary",
}
OWN_LANGUAGES = ["ar", "en", "es", "fr"]
SITE = [code for code, _name in settings.LANGUAGES]


def text_of(response):
    return " ".join(response.content.decode().split())


def body_of(response):
    return response.getvalue()


def load():
    call_command("load_standing_texts", stdout=StringIO())


@pytest.fixture
def loaded(db):
    play(load)


def write(language="en", body="A text.", key="page-method"):
    load_standing_texts(texts={key: {language: body}})


def make_keeper():
    person = make_people("Keeper")[0]
    person.user_permissions.set(Permission.objects.filter(codename="change_standingtext"))
    return User.objects.get(pk=person.pk)


# What a page shows ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", SITE)
@pytest.mark.parametrize(("key", "path"), PATHS.items())
def test_page_says_its_text_in_the_language_of_the_page(loaded, client, language, key, path):
    response = client.get(f"/{language}/{path}/")

    shown = response.context["text"]
    body = StandingText.objects.get(key=key, language=language).body
    with translation.override(language):
        assert shown.page == as_page(body)
    assert str(shown.page.html) in response.content.decode()
    assert 'class="notice"' not in text_of(response)


def test_each_key_has_an_address_of_its_own():
    with translation.override("fr"):
        found = {key: reverse(ADDRESSES[key.value.removeprefix("page-")]) for key in PageKey}

    assert found == {key: f"/fr/{path}/" for key, path in PATHS.items()}


def test_page_says_when_it_was_last_changed(db, client, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 3, 5, 12, tzinfo=UTC))
    write()

    assert "Last changed on 5 March 2026" in text_of(client.get("/en/method/"))


def test_text_missing_in_the_language_of_the_page_is_shown_in_english_and_announced(db, client):
    write("es", "# Texto")
    write("en", "# Text")

    page = text_of(client.get("/fr/method/"))

    assert '<div class="prose" lang="en" dir="ltr"><h2 id="text">Text</h2>' in page
    assert 'class="notice"' in page


def test_text_that_only_another_language_has_is_marked_with_its_direction(db, client):
    write("ar", "نص")

    page = text_of(client.get("/en/method/"))

    assert '<div class="prose" lang="ar" dir="rtl"><p>نص</p>' in page
    assert "This page isn’t written in English yet. You are reading it in Arabic." in page


def test_text_that_was_taken_away_counts_as_missing(db, client):
    write("en", "English.")
    write("fr", "Français.")
    write_standing_text(key="page-method", language="fr", body="", by=make_keeper(), seen=1)

    assert client.get("/fr/method/").context["text"].language == "en"


def test_page_that_nobody_has_written_says_so(db, client):
    response = client.get("/en/method/")

    assert (response.status_code, "Nothing is written here yet." in text_of(response)) == (200, True)


@pytest.mark.parametrize(("count", "listed"), [(2, 0), (3, 3)])
def test_page_with_several_headings_has_a_table_of_contents(db, client, count, listed):
    write(body="\n\n".join(f"# Part {number}\n\n## Below\n\nText." for number in range(count)))

    page = text_of(client.get("/en/method/"))

    assert page.count('<li><a href="#part-') == listed
    assert page.count('<h2 id="part-') == count
    assert len(set(re.findall(r' id="([^"]+)"', page))) == len(re.findall(r' id="([^"]+)"', page))


# Who edits it -----------------------------------------------------------------------------------------


def test_only_those_who_keep_texts_see_where_to_edit(db, client_for):
    write()
    link = 'href="/fr/standing-texts/page-method/fr/"'
    somebody = make_people("Somebody")[0]

    seen = [
        link in text_of(client_for(person).get("/fr/method/")) for person in (None, somebody, make_keeper())
    ]

    assert seen == [False, False, True]


def test_what_is_saved_is_on_the_page_at_once_and_the_earlier_text_is_kept(db, client, client_for):
    write(body="Before.")

    client_for(make_keeper()).post("/en/standing-texts/page-method/en/", {"body": "After.", "seen": "1"})

    assert "<p>After.</p>" in text_of(client.get("/en/method/"))
    assert list(StandingText.objects.get().revisions.order_by("number").values_list("body", flat=True)) == [
        "Before.",
        "After.",
    ]


def test_preview_of_a_page_is_what_the_page_would_show(db, client_for):
    sent = {"body": "# A heading\n\n[About](page:about)", "seen": "0", "preview": "1"}

    page = text_of(client_for(make_keeper()).post("/en/standing-texts/page-method/en/", sent))

    assert '<h2 id="a-heading">A heading</h2>' in page
    assert '<a href="/en/about/" rel="noreferrer">About</a>' in page
    assert not StandingText.objects.exists()


def test_lost_race_over_a_page_shows_both(db, client_for):
    keeper = make_keeper()
    write_standing_text(key="page-method", language="en", body="Theirs.", by=keeper, seen=0)

    answer = client_for(keeper).post("/en/standing-texts/page-method/en/", {"body": "Mine.", "seen": "0"})

    assert (answer.status_code, StandingText.objects.get().body) == (409, "Theirs.")


def test_list_tells_pages_from_what_editions_carry(db, client_for):
    write("fr")

    response = client_for(make_keeper()).get("/en/standing-texts/")

    pages = {code: dict(pages) for code, _printed, pages in response.context["languages"]}
    assert (pages["fr"][PageKey.METHOD], pages["en"][PageKey.METHOD]) == (True, False)
    assert {len(each) for each in pages.values()} == {len(PageKey)}


# What a text may hold ---------------------------------------------------------------------------------


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_stays_text(db, client, payload):
    write(body=f"# {payload}\n\n{payload}\n\n| a |\n|---|\n| {payload} |\n\n[x]({payload}) `{payload}`")

    shown = str(client.get("/en/method/").context["text"].page.html).lower()

    tags = set(re.findall(r"<([a-z0-9]+)", shown))
    assert tags <= {
        "h2",
        "p",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "code",
        "a",
        "em",
        "strong",
        "ul",
        "li",
        "blockquote",
    }
    assert set(re.findall(r"<[a-z0-9]+ ([a-z]+)=", shown)) <= {"id", "href", "rel", "scope"}
    assert not re.search(r'href="(?!https?:|mailto:|/en/)', shown)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("page:method", ' href="/en/method/"'),
        ("page:method#limits", ' href="/en/method/#limits"'),
        ("page:nothing", ""),
        ("page:admin:index", ""),
        ("javascript:hit(1)", None),
        ("/en/admin/", ""),
        ("//evil.example/", ""),
        ("https://example.org/", ' href="https://example.org/"'),
    ],
)
def test_only_known_pages_and_whole_addresses_are_links(address, shown):
    with translation.override("en"):
        html = as_page(f"[x]({address})").html

    assert ("<a" not in html) if shown is None else (f'<a{shown} rel="noreferrer">x</a>' in html)


def test_address_to_write_to_is_that_of_the_settings(settings):
    settings.CONTACT_EMAIL = "hello@example.org"

    assert 'href="mailto:hello@example.org"' in as_page("<{contact}>").html


# What is printed is something else --------------------------------------------------------------------


def test_pages_are_no_part_of_what_an_edition_carries(db):
    case = make_case()
    consented(case)
    before = report.build(profile_of(case), "en", published_date=date(2026, 11, 30))

    load()

    after = report.build(profile_of(case), "en", published_date=date(2026, 11, 30))
    assert (after.to_json(), set(after.texts)) == (before.to_json(), set(StandingKey.values))


def test_edition_stays_byte_for_byte_the_same_when_pages_change(db, client):
    case = make_case()
    published(case)
    edition = Edition.objects.get()
    addresses = [edition.permanent_url, *(file.permanent_url for file in edition.files.order_by("format"))]
    before = [body_of(client.get(address)) for address in addresses]

    load()
    StandingText.objects.filter(key__in=PageKey.values).update(body="Changed.")

    assert [body_of(client.get(address)) for address in addresses] == before
    assert len(before) > 1


def test_pages_are_not_asked_for_and_do_not_help_when_an_edition_is_published(db):
    case = make_case()
    consented(case, languages=("en", "fr"))
    load()
    StandingText.objects.filter(key="rights").delete()

    with pytest.raises(TransitionRefused) as refused:
        publish(profile=profile_of(case), language="en", by=case.coordinator)
    load_standing_texts(texts={"rights": {"en": "Rights."}})
    StandingText.objects.filter(key__in=PageKey.values).delete()
    edition = publish(profile=profile_of(case), language="en", by=case.coordinator)

    assert [str(problem) for problem in refused.value.problems] == [
        "A standing text is missing in English: Legal page: use of the text. The site’s staff can write it."
    ]
    assert edition.language == "en"


# Our own texts ----------------------------------------------------------------------------------------


def test_each_page_is_written_in_each_language():
    assert {key: sorted(texts) for key, texts in page_texts().items()} == {
        key.value: OWN_LANGUAGES for key in PageKey
    }


def test_what_editions_carry_is_written_in_each_language_too():
    assert {key: sorted(texts) for key, texts in printed_texts(DEFAULT).items()} == {
        key.value: OWN_LANGUAGES for key in StandingKey
    }


def test_texts_of_all_languages_have_the_same_parts():
    shapes = {}
    for key, texts in page_texts().items():
        for language, body in texts.items():
            html = as_page(body).html
            shape = tuple(html.count(f"<{tag}") for tag in ("h2", "h3", "li", "tr", "a href"))
            shapes.setdefault(key, {})[language] = shape

    assert {key: set(found.values()) for key, found in shapes.items() if len(set(found.values())) > 1} == {}


@pytest.mark.parametrize("language", OWN_LANGUAGES)
def test_links_inside_the_site_lead_to_a_page_and_a_heading_of_it(language):
    texts = {key.removeprefix("page-"): bodies[language] for key, bodies in page_texts().items()}
    anchors = {name: {anchor for anchor, _words in as_page(body).headings} for name, body in texts.items()}

    found = [link for body in texts.values() for link in re.findall(r"\(page:([^)]+)\)", body)]

    assert {name.partition("#")[0] for name in found} <= set(ADDRESSES)
    assert [
        link
        for link in found
        if "#" in link and link.partition("#")[2] not in anchors[link.partition("#")[0]]
    ] == []
    assert any("#" in link for link in found)


@pytest.mark.parametrize("language", ["fr"])
def test_french_puts_a_space_that_holds_before_its_signs(language):
    bodies = [bodies[language] for bodies in page_texts().values()]

    assert [found for body in bodies for found in re.findall(r".{9} [;:?!»]", body)] == []


def test_loading_twice_adds_nothing_and_leaves_what_was_edited(db):
    load()
    keeper = make_keeper()
    write_standing_text(key="page-about", language="es", body="Nuestro.", by=keeper, seen=1)
    count = StandingText.objects.count()

    load()

    assert StandingText.objects.count() == count
    assert StandingText.objects.get(key="page-about", language="es").body == "Nuestro."

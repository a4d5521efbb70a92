"""Answering in a real browser: what is typed is saved by itself, and no text is lost whatever happens."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from assessments.models import Answer
from tests.factories.accounts import PASSWORD
from tests.factories.assessments import make_case
from tests.factories.instruments import make_instrument
from tests.journeys.browser import CHROMIUM
from tests.journeys.questionnaire import Page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (scripts/system-libraries --tests)"),
]

TEXT = "In 2021, the Secretariat of Health opened its offices to all migrants."
SAVED = re.compile(r"^Saved \d\d:\d\d$")
ASKED = {
    "T1.1.2": {"kind": "multiple"},
    "T1.1.3": {"kind": "year", "scale": "unanswered", "show_if": ("T1.1.1", ["yes", "partly"])},
}


@pytest.fixture
def case(turns):
    return make_case(instrument=make_instrument(((4, 1), (1,)), asked=ASKED))


@pytest.fixture
def researcher(case, turns, someone):
    return Page(someone(case.researcher), case, turns).open()


@pytest.fixture
def other(case, turns, someone):
    """The focal point, who works on the same page."""
    return Page(someone(case.focal_point), case, turns)


def test_text_is_saved_soon_after_typing_stops(researcher, turns):
    researcher.page.evaluate("document.addEventListener('input', () => (window.lastKey = Date.now()))")

    with researcher.page.expect_event("requestfinished", lambda request: request.method == "POST") as sent:
        researcher.type(TEXT)

    waited = sent.value.timing["startTime"] - researcher.page.evaluate("window.lastKey")
    assert 0 < waited < 2000  # milliseconds
    expect(researcher.status()).to_have_text(SAVED)
    assert researcher.stored().statement == TEXT
    assert turns.posts_to("/answers/") == 1


def test_each_answer_is_saved_by_itself_when_its_field_is_left(researcher, turns):
    researcher.type("One.", "T1.1.1")
    researcher.type("Two.", "T1.1.4")
    researcher.field("statement", "T1.1.4").press("Tab")

    for code in ("T1.1.1", "T1.1.4"):
        expect(researcher.status(code)).to_have_text(SAVED)
    assert (researcher.stored("T1.1.1").statement, researcher.stored("T1.1.4").statement) == ("One.", "Two.")
    assert turns.posts_to("/answers/") == 2
    assert turns.posts_to("/assessments/") == 0


def test_text_survives_a_killed_tab(researcher):
    written = ""
    for typed, leaves in ((TEXT[:20], False), (TEXT[20:41], True), (TEXT[41:], False)):
        researcher.survive_typing(typed, leaves=leaves)
        written += typed
        assert researcher.stored().statement == written.strip()


def test_text_survives_a_lost_session(researcher, case, turns):
    researcher.type(TEXT[:30]).leave()
    expect(researcher.status()).to_have_text(SAVED)
    with turns:
        Session.objects.all().delete()
    researcher.type(TEXT[30:]).leave()
    expect(researcher.status()).to_contain_text("You are signed out. Your text is kept in this browser.")
    researcher.person.excuse("401")

    researcher.person.press(f"{researcher.place()} .saved a")
    researcher.person.fill(login=case.researcher.email, password=PASSWORD).press()

    assert researcher.person.path.startswith(f"assessments/{case.assessment.pk}/domain-1/1/#answer-")
    expect(researcher.notice().locator(".quote")).to_have_text(TEXT)
    researcher.put_back()
    assert researcher.stored().statement == TEXT


def test_text_is_saved_once_the_site_is_there_again(researcher, turns):
    turns.down = "/answers/"
    researcher.type(TEXT).leave()
    expect(researcher.status()).to_contain_text("Not saved yet. Your text is kept in this browser")
    researcher.person.excuse("503")

    turns.down = None

    expect(researcher.status()).to_have_text(SAVED)
    assert researcher.stored().statement == TEXT


def test_text_is_saved_once_the_line_is_there_again(researcher):
    researcher.person.context.set_offline(True)
    researcher.type(TEXT).leave()
    expect(researcher.status()).to_contain_text("Not saved yet. Your text is kept in this browser")
    researcher.page.locator("button.button[value=next]").press("Enter")
    expect(researcher.status()).to_contain_text("Not saved yet")  # the page waits, rather than being lost
    researcher.person.excuse("ERR_INTERNET_DISCONNECTED")

    researcher.person.context.set_offline(False)

    expect(researcher.status()).to_have_text(SAVED)
    assert researcher.stored().statement == TEXT


def test_text_that_is_not_saved_is_named_on_my_work_and_removed_on_signing_out(researcher, case, turns):
    turns.down = "/answers/"
    researcher.type(TEXT).leave()
    expect(researcher.status()).to_contain_text("Not saved yet")
    person = researcher.person.open("work/").excuse("503")
    kept = person.page.locator("[data-kept-drafts]")
    expect(kept.locator("a")).to_have_text("1.1 Subcategory 1.1, T1.1.1")
    expect(kept.locator(".quote")).to_have_text(TEXT)

    person.page.once("dialog", lambda dialog: dialog.accept())
    person.press(".person button")

    assert person.page.evaluate("Object.keys(localStorage)") == []
    researcher.person.enter(case.researcher)
    expect(researcher.open().notice()).to_have_count(0)


def test_next_person_at_the_browser_sees_no_text_and_removes_none(researcher, case, turns):
    turns.down = "/answers/"
    researcher.type(TEXT).leave()
    expect(researcher.status()).to_contain_text("Not saved yet")
    person = researcher.person.open("work/").excuse("503").enter(case.focal_point)

    expect(researcher.open().notice()).to_have_count(0)
    expect(person.open("work/").page.locator("[data-kept-drafts]")).to_be_hidden()
    person.press(".person button")

    person.enter(case.researcher)
    expect(researcher.open().notice().locator(".quote")).to_have_text(TEXT)


@pytest.mark.parametrize(
    ("keep", "history"),
    [
        ("mine", ["Base.", "Theirs.", "Mine."]),
        ("theirs", ["Base.", "Theirs.", "Mine.", "Theirs."]),
        ("merged", ["Base.", "Theirs.", "Mine.", "Theirs and mine."]),
    ],
)
def test_two_people_at_one_answer_see_both_texts(researcher, other, turns, keep, history):
    researcher.type("Base.").leave()
    expect(researcher.status()).to_have_text(SAVED)
    other.open().write("Theirs.").leave()
    expect(other.status()).to_have_text(SAVED)
    researcher.write("Mine.").leave()
    expect(researcher.status()).to_contain_text("Focal point changed this answer meanwhile.")

    researcher.person.press(f"{researcher.place()} .saved button")
    researcher.person.excuse("409")
    columns = researcher.page.locator(".three-up > div")
    assert [column.locator("[dir=auto]").inner_text() for column in columns.all()] == [
        "Base.",
        "Theirs.",
        "Mine.",
    ]
    if keep == "merged":
        researcher.write("Theirs and mine.")
    researcher.person.press(f"[name=keep][value={keep}]")

    expect(researcher.field("statement")).to_have_value(history[-1])
    expect(researcher.notice()).to_have_count(0)
    with turns:
        revisions = researcher.answer().revisions.order_by("number")
        assert list(revisions.values_list("statement", flat=True)) == history


def test_two_people_at_different_answers_dont_disturb_each_other(researcher, other):
    other.open().type("Theirs.", "T1.1.4").leave("T1.1.4")
    expect(other.status("T1.1.4")).to_have_text(SAVED)

    researcher.type("Mine.").leave()

    expect(researcher.status()).to_have_text(SAVED)
    expect(researcher.page.locator("#presence")).to_have_text("Focal point is editing T1.1.4")
    assert (researcher.stored().statement, researcher.stored("T1.1.4").statement) == ("Mine.", "Theirs.")


def test_question_that_depends_on_another_is_shown_and_folded_at_once(researcher):
    question, hint = researcher.field("value", "T1.1.3"), researcher.page.get_by_text("Asked when T1.1.1")
    expect(question).to_be_hidden()

    researcher.choose("Partly")
    expect(question).to_be_visible()
    expect(hint).to_be_hidden()

    researcher.choose("No")
    expect(question).to_be_hidden()
    expect(hint).to_be_visible()


def test_value_and_option_exclude_each_other(researcher):
    researcher.choose("Yes")
    year, not_found = researcher.field("value", "T1.1.3"), researcher.option("Not found", "T1.1.3")
    year.press_sequentially("2019")
    not_found.press("Space")
    expect(year).to_have_value("")

    year.press_sequentially("2021")
    year.press("Tab")

    expect(not_found).not_to_be_checked()
    expect(researcher.status("T1.1.3")).to_have_text(SAVED)
    revision = researcher.stored("T1.1.3")
    assert (revision.option, revision.value) == (None, "2021")


def test_exclusive_option_stands_alone_among_several(researcher):
    for label in ("Workers", "Students"):
        researcher.choose(label, "T1.1.2")
    researcher.choose("None of these", "T1.1.2")
    expect(researcher.option("Workers", "T1.1.2")).not_to_be_checked()

    researcher.choose("Refugees", "T1.1.2").choose("Workers", "T1.1.2")

    expect(researcher.option("None of these", "T1.1.2")).not_to_be_checked()
    expect(researcher.status("T1.1.2")).to_have_text(SAVED)
    revision = researcher.stored("T1.1.2")
    assert (revision.option, revision.value) == (None, "workers refugees")


def test_enter_in_a_field_saves_and_stays(researcher, case):
    researcher.field("applies_to").fill("All migrants")
    researcher.person.press(f"{researcher.place()} [name$=applies_to]")

    assert researcher.person.path == f"assessments/{case.assessment.pk}/domain-1/1/"
    assert researcher.stored().applies_to == "All migrants"


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
def test_draft_is_never_an_error(case, turns, someone, scripts):
    page = Page(someone(case.researcher, scripts=scripts), case, turns).open()
    long = (("No limit yet. " * 20 + "\n") * 72)[:20_000]
    page.person.press("button[value=stay].button")  # an empty page
    page.choose("Yes")
    if not scripts:
        page.person.press("button[value=stay].button")
    page.field("statement").fill(long)
    page.field("value", "T1.1.3").fill("abcd")
    page.person.press("button[value=next].button")

    assert page.person.path == f"assessments/{case.assessment.pk}/domain-1/2/"
    assert page.stored().statement == long
    assert page.stored("T1.1.3").value == "abcd"
    page.person.open(f"assessments/{case.assessment.pk}/domain-1/check/")
    assert page.person.reads("T1.1.3: write the year with four digits.")
    assert Answer.objects.filter(assessment=case.assessment, revision__gt=0).count() == 2

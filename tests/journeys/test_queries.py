"""Queries in a real browser: what stood on the screen is read, and the whole way works by keyboard and without scripts."""

import pytest
from playwright.sync_api import expect

from assessments.models import MessageRead, ReviewQuery
from tests.factories.assessments import make_case
from tests.factories.instruments import make_instrument
from tests.factories.queries import QUESTION, ask, at, confide, said
from tests.journeys.browser import CHROMIUM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (scripts/system-libraries --tests)"),
]


@pytest.fixture
def case(turns):
    return make_case(instrument=make_instrument(((6, 1), (1,))))


def address(case, path=""):
    return f"assessments/{case.assessment.pk}/{path}"


def read_by(turns, query):
    with turns:
        return sorted(MessageRead.objects.filter(message__query=query).values_list("user__name", flat=True))


def test_message_is_read_once_it_stood_on_the_screen(case, turns, someone):
    first, last = ask(case), ask(case, "T1.1.6")
    researcher = someone(case.researcher).open(address(case, "domain-1/1/"))
    thread, far = (researcher.page.locator(f"#query-{query.pk}") for query in (first, last))
    unread = thread.locator("[data-unread]")
    expect(unread).to_have_count(1)

    thread.scroll_into_view_if_needed()
    researcher.page.wait_for_timeout(1000)
    assert read_by(turns, first) == []
    expect(unread).to_have_count(0)

    assert (read_by(turns, first), read_by(turns, last)) == (["Researcher"], [])
    expect(thread.get_by_role("button", name="Mark as read")).to_have_count(0)
    expect(far.locator("[data-unread]")).to_have_count(1)


def test_message_that_only_passes_by_is_not_read(case, turns, someone):
    query = ask(case, "T1.1.6")
    researcher = someone(case.researcher).open(address(case, "domain-1/1/"))

    researcher.page.locator(f"#query-{query.pk}").scroll_into_view_if_needed()
    researcher.page.wait_for_timeout(500)
    researcher.page.evaluate("window.scrollTo(0, 0)")
    researcher.page.wait_for_timeout(2500)

    assert read_by(turns, query) == []


@pytest.mark.parametrize("scripts", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_query_is_asked_read_answered_and_resolved(case, turns, someone, scripts):
    reviewer = someone(case.reviewer, scripts=scripts).open(address(case, "domain-1/check/"))
    reviewer.press("a[href*='T1.1.1/queries/new/']")
    reviewer.fill(body=QUESTION).choose(assigned_to=str(case.researcher.pk)).press()
    assert reviewer.page.url.endswith(f"/domain-1/check/#answer-{case.answer().pk}")

    with turns:
        query = ReviewQuery.objects.get()
        confide(case)
    researcher = someone(case.researcher, scripts=scripts).open(address(case, "domain-1/1/"))
    if not scripts:
        researcher.press(f"#query-{query.pk} button[form=reading]")
        assert read_by(turns, query) == ["Researcher"]
    researcher.press(f"#query-{query.pk} .under a")
    researcher.fill(body="Article 3.").press()
    assert researcher.page.url.endswith(f"/domain-1/1/#query-{query.pk}")
    assert researcher.reads("Article 3.")
    assert not researcher.reads("Between us")

    reviewer.open(address(case, "queries/")).press(f"tbody a[href$='/queries/{query.pk}/']")
    assert reviewer.reads("Article 3.")
    reviewer.press("button[value=resolve]")
    with turns:
        assert at(query).state == "resolved"
        assert len(said(query)) == 2


@pytest.mark.parametrize("width", [320, pytest.param(1280, marks=pytest.mark.slow)])
def test_pages_of_queries_fit_and_are_accessible(case, turns, someone, width):
    query = ask(case, assigned_to=case.focal_point)
    for role in ("reviewer", "researcher"):
        person = someone(case.in_role(role), width=width)
        for path in ("domain-1/1/", "domain-1/check/", "queries/", f"queries/{query.pk}/"):
            person.open(address(case, path)).look_closely()
    someone(case.reviewer, width=width).open(address(case, "domain-1/1/T1.1.1/queries/new/")).look_closely()

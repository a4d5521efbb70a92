"""The review desk in a real browser: keys, verdicts that are kept at once, and all of it with scripts off."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from assessments.models import RemarkReply, StandardRemark, Verdict
from assessments.workflow import SECTION, VerdictDraft, record_verdicts
from tests.factories.assessments import judge, make_case, start_review
from tests.journeys.browser import CHROMIUM
from workflows.engine import perform

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (scripts/system-libraries --tests)"),
]

KEPT = re.compile(r"^Kept \d")
REMARK = "jack asks: which law, and which article?"  # every letter that is a key


@pytest.fixture
def case(turns):
    """Three answers in their first review."""
    case = make_case()
    start_review(case, case.section(1))
    StandardRemark.objects.create(title="Year", body="Please say in which year.", added_by=case.coordinator)
    return case


class Desk:
    """A reviewer at the desk of the first section."""

    def __init__(self, person, case, turns):
        self.person, self.case, self.turns = person, case, turns
        with turns:
            answers = case.assessment.answers.select_related("indicator")
            self.keys = {answer.indicator.code: answer.pk for answer in answers}

    @property
    def page(self):
        return self.person.page

    def open(self, query=""):
        self.person.open(f"assessments/{self.case.assessment.pk}/domain-1/review/{query}")
        return self

    def answer(self, code):
        return self.page.locator(f"#answer-{self.keys[code]}")

    def field(self, code, name):
        return self.page.locator(f"[name='answer-{self.keys[code]}-{name}']").first

    def status(self, code):
        return self.page.locator(f"#kept-{self.keys[code]}")

    def choice(self, code, label):
        return self.answer(code).get_by_label(label, exact=True)

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def stored(self):
        with self.turns:
            rows = Verdict.objects.order_by("revision__answer__indicator__code", "pk")
            return list(rows.values_list("revision__answer__indicator__code", "value", "remark"))


@pytest.fixture
def desk(case, turns, someone):
    return Desk(someone(case.reviewer), case, turns).open()


def test_verdict_is_kept_as_soon_as_it_is_chosen(desk, turns):
    desk.choice("T1.1.2", "Accepted").press("Space")

    expect(desk.status("T1.1.2")).to_have_text(KEPT)
    expect(desk.page.locator(f"#state-{desk.keys['T1.1.2']}")).to_have_text("Accepted")
    expect(desk.page.locator("#bar")).to_contain_text("1 of 3 judged")
    expect(desk.page.locator("#bar")).to_contain_text("Accept all the rest (2)")
    assert desk.stored() == [("T1.1.2", "accepted", "")]
    assert turns.posts_to("/assessments/") == 1

    desk.choice("T1.1.2", "No verdict yet").press("Space")

    expect(desk.status("T1.1.2")).to_have_text("Taken back")
    assert desk.stored() == []


def test_answers_are_judged_by_keys_alone(desk):
    desk.press("j", "j", "k", "j")
    expect(desk.answer("T1.1.2")).to_be_focused()

    desk.press("a")
    expect(desk.status("T1.1.2")).to_have_text(KEPT)

    desk.press("j", "c")
    expect(desk.field("T1.2.1", "remark")).to_be_focused()
    expect(desk.status("T1.2.1")).to_have_text("Say what has to change: then it is kept.")
    desk.page.keyboard.type(REMARK)
    expect(desk.field("T1.2.1", "remark")).to_have_value(REMARK)
    expect(desk.field("T1.2.1", "remark")).to_be_focused()
    assert desk.stored() == [("T1.1.2", "accepted", "")]

    desk.press("Tab")

    expect(desk.status("T1.2.1")).to_have_text(KEPT)
    assert desk.stored() == [("T1.1.2", "accepted", ""), ("T1.2.1", "change_needed", REMARK)]


def test_sources_are_opened_and_closed_by_a_key(desk):
    sources = desk.answer("T1.1.1").locator("details.cited")
    expect(sources).to_have_attribute("open", "")

    desk.press("j", "s")
    expect(sources).not_to_have_attribute("open", "")

    desk.press("s")
    expect(sources).to_have_attribute("open", "")


def test_list_of_keys_is_shown_and_the_keys_can_be_switched_off_for_good(desk):
    shortcuts = desk.page.locator("#shortcuts")
    expect(shortcuts.locator("summary")).to_be_visible()
    desk.press("?")
    expect(shortcuts).to_have_attribute("open", "")
    expect(shortcuts.locator("kbd")).to_have_text(["j", "k", "a", "c", "s", "?"])
    desk.person.look_closely()

    desk.page.locator("#single-keys").press("Space")
    for page in (desk, desk.open()):
        page.press("j", "a", "s", "?")

    expect(desk.page.locator("#single-keys")).not_to_be_checked()
    expect(shortcuts).not_to_have_attribute("open", "")
    assert desk.stored() == []
    assert desk.page.evaluate("document.activeElement.tagName") == "BODY"

    shortcuts.locator("summary").press("Enter")
    desk.page.locator("#single-keys").press("Space")
    desk.press("j")
    expect(desk.answer("T1.1.1")).to_be_focused()


def test_keys_with_control_are_the_browsers(desk):
    desk.press("j", "Control+a", "Alt+c", "Meta+s")

    expect(desk.answer("T1.1.1")).to_be_focused()
    assert desk.stored() == []


def test_what_was_written_stays_when_the_site_is_away(desk, turns):
    turns.down = "/assessments/"
    desk.press("j", "c")
    desk.page.keyboard.type(REMARK)
    desk.press("Tab")
    expect(desk.status("T1.1.1")).to_contain_text("Not kept: the site doesn’t answer.")
    expect(desk.field("T1.1.1", "remark")).to_have_value(REMARK)
    desk.person.excuse("503")
    turns.down = None

    desk.person.press("#verdicts .form-end .button")

    assert desk.stored() == [("T1.1.1", "change_needed", REMARK)]


def test_what_was_written_stays_when_the_session_is_over(desk, turns):
    with turns:
        Session.objects.all().delete()

    desk.choice("T1.1.1", "Accepted").press("Space")

    expect(desk.status("T1.1.1")).to_contain_text("Not kept: you are signed out.")
    expect(desk.choice("T1.1.1", "Accepted")).to_be_checked()
    assert desk.stored() == []


def test_verdict_of_another_reviewer_is_told(desk, case, turns):
    with turns:
        record_verdicts(
            section=case.section(1),
            drafts=[VerdictDraft(case.answer("T1.1.1").current_id, "change_needed", "Which law?")],
            by=case.second_reviewer,
        )

    desk.choice("T1.1.1", "Accepted").press("Space")

    expect(desk.status("T1.1.1")).to_contain_text("Second reviewer judged this answer meanwhile")
    desk.person.excuse("409")
    assert desk.stored() == [("T1.1.1", "change_needed", "Which law?")]


def test_standard_remark_is_put_into_the_remark(desk):
    desk.press("j", "c")
    desk.page.keyboard.type("Which law?")
    desk.field("T1.1.1", "standard").select_option(label="Year")

    expect(desk.field("T1.1.1", "remark")).to_have_value("Which law?\n\nPlease say in which year.")
    expect(desk.status("T1.1.1")).to_have_text(KEPT)
    expect(desk.field("T1.1.1", "standard")).to_have_value("")
    assert desk.stored() == [("T1.1.1", "change_needed", "Which law?\n\nPlease say in which year.")]


def test_focus_is_never_hidden_by_the_bar(desk):
    """Each control that the Tab key reaches is where one sees it."""
    for _step in range(60):
        desk.press("Tab")
        hidden = desk.page.evaluate(
            """() => {
              const focused = document.activeElement.getBoundingClientRect();
              const bar = document.querySelector(".desk-bar");
              const over = bar.getBoundingClientRect();
              const behind = focused.top >= over.top && focused.top < over.bottom;
              return behind && !bar.contains(document.activeElement);
            }"""
        )
        assert not hidden, desk.page.evaluate("document.activeElement.outerHTML")


@pytest.mark.parametrize("width", [320, pytest.param(1280, marks=pytest.mark.slow)])
def test_desk_in_its_second_review_is_accessible(case, turns, someone, width):
    with turns:
        judge(case, case.section(1), change=["T1.1.1"])
        perform(SECTION, "return", case.section(1), by=case.reviewer, note="Please say more.")
    researcher = someone(case.researcher, width=width)
    for page in ("check/", "1/", f"1/T1.1.1/reply/{the_remark(turns)}/"):
        researcher.open(f"assessments/{case.assessment.pk}/domain-1/{page}").look_closely()
    researcher.fill(body="There is no other law.").press()
    researcher.step(f"assessments/{case.assessment.pk}/domain-1/do/submit/", note="Secretariat")
    desk = Desk(someone(case.reviewer, width=width), case, turns)
    desk.person.step(f"assessments/{case.assessment.pk}/domain-1/do/start-review/")

    desk.open().person.look_closely()
    desk.open("?show=open").person.look_closely()
    desk.person.open(f"assessments/{case.assessment.pk}/domain-1/review/accept-rest/").look_closely()

    assert desk.person.reads("To be judged one by one")


def the_remark(turns):
    with turns:
        return Verdict.objects.get(value="change_needed").pk


def test_whole_review_without_scripts(case, turns, someone):
    desk = Desk(someone(case.reviewer, scripts=False), case, turns).open()
    expect(desk.page.locator("#shortcuts")).to_be_hidden()
    desk.choice("T1.1.1", "Change needed").check()
    desk.person.press("#verdicts .form-end .button")
    expect(desk.page.locator(".error-summary")).to_contain_text("Say what has to change.")
    desk.person.excuse("422")
    desk.field("T1.1.1", "standard").select_option(label="Year")
    desk.person.press("#verdicts .form-end .button")
    assert desk.stored() == [("T1.1.1", "change_needed", "Please say in which year.")]

    desk.person.press("#bar a[href$='accept-rest/']").press()
    desk.person.press("#bar a[href$='do/return/']").fill(note="Please say more.").press()
    assert len(desk.stored()) == 3

    researcher = someone(case.researcher, scripts=False)
    researcher.open(f"assessments/{case.assessment.pk}/domain-1/1/")
    assert researcher.reads("Please say in which year.")
    researcher.press("button[value^='reply-']").fill(body="In none: it was never published.").press()
    assert researcher.reads("In none: it was never published.")
    researcher.step(f"assessments/{case.assessment.pk}/domain-1/do/submit/", note="Secretariat")

    desk.person.step(f"assessments/{case.assessment.pk}/domain-1/do/start-review/")
    desk.open("?show=open")
    assert desk.person.reads("In none: it was never published.")
    desk.choice("T1.1.1", "Accepted").check()
    desk.person.press("#verdicts .form-end .button")
    desk.person.step(f"assessments/{case.assessment.pk}/domain-1/do/approve/")
    with turns:
        assert case.section(1).state == "approved"
        assert RemarkReply.objects.count() == 1

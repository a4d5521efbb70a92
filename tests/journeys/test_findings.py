"""The findings desk in a real browser: dragging, the keys that do the same, and all of it with scripts off."""

import pytest
from playwright.sync_api import expect

from profiles.models import Finding
from profiles.workflow import FindingDraft, save_findings
from tests.factories.assessments import make_case
from tests.factories.desk import finding_of, order_of
from tests.factories.profiles import drafted, profile_of
from tests.journeys.browser import CHROMIUM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (scripts/system-libraries --tests)"),
]

SAID = "In 2022, the Secretariat answered {}."
CODES = ["T1.1.1", "T1.1.2", "T1.2.1"]


@pytest.fixture
def case(turns):
    """Three draft findings on the first list of the first domain."""
    case = make_case()
    drafted(case)
    return case


class Desk:
    """A reviewer at the findings of the first domain."""

    def __init__(self, person, case, turns):
        self.person, self.case, self.turns = person, case, turns
        with turns:
            self.keys = {code: finding_of(code).pk for code in CODES}

    @property
    def page(self):
        return self.person.page

    def open(self):
        self.person.open(f"assessments/{self.case.assessment.pk}/profile/domains/domain-1/")
        return self

    def finding(self, code):
        return self.page.locator(f"#finding-{self.keys[code]}")

    def handle(self, code):
        return self.finding(code).locator(".handle")

    def text(self, code):
        return self.page.locator(f"[name='finding-{self.keys[code]}-body']")

    def press(self, code, value):
        with self.page.expect_navigation():
            self.finding(code).locator(f"button[value='{self.keys[code]}:{value}']").press("Enter")

    def stored(self):
        with self.turns:
            return order_of(profile_of(self.case))

    def shown(self):
        rows = self.page.locator(".drafts[data-kind=developed] > li")
        keys = {str(pk): code for code, pk in self.keys.items()}
        return [keys[row.get_attribute("data-key")] for row in rows.all()]


@pytest.fixture
def desk(case, turns, someone):
    return Desk(someone(case.reviewer), case, turns).open()


def said(*codes):
    return [SAID.format(code) for code in codes]


def test_finding_is_dragged_to_another_place_and_what_was_typed_stays(desk):
    desk.text("T1.1.2").fill("Typed before.")
    desk.handle("T1.1.1").scroll_into_view_if_needed()
    box = desk.handle("T1.1.1").bounding_box()
    mouse = desk.page.mouse
    mouse.move(box["x"] + 10, box["y"] + 10)
    mouse.down()
    mouse.move(box["x"] + 10, box["y"] + 30, steps=3)
    below = desk.finding("T1.1.2").bounding_box()
    mouse.move(box["x"] + 10, below["y"] + below["height"] - 4, steps=8)
    mouse.up()

    expect(desk.page.locator("#moved")).to_have_text("The order is kept: place 2 of 3.")
    assert desk.shown() == ["T1.1.2", "T1.1.1", "T1.2.1"]
    assert desk.stored() == said("T1.1.2", "T1.1.1", "T1.2.1")
    assert desk.text("T1.1.2").input_value() == "Typed before."


def test_finding_is_moved_with_the_keyboard_and_each_step_is_told(desk):
    told = desk.page.locator("#moved")
    handle = desk.handle("T1.2.1")

    handle.press("Space")
    expect(told).to_contain_text("Finding 3 is taken.")
    handle.press("ArrowUp")
    expect(told).to_have_text("Place 2 of 3.")
    handle.press("ArrowUp")
    handle.press("ArrowUp")  # there is nothing above
    expect(told).to_have_text("Place 1 of 3.")
    desk.person.look_closely()
    handle.press("Space")
    expect(told).to_have_text("The order is kept: place 1 of 3.")

    assert desk.stored() == said("T1.2.1", "T1.1.1", "T1.1.2")
    expect(handle).to_be_focused()
    expect(desk.finding("T1.2.1").locator("[data-number]")).to_have_text("Finding 1")


def test_escape_leaves_the_order_as_it_was(desk):
    handle = desk.handle("T1.1.1")

    for key in ("Space", "ArrowDown", "Escape"):
        handle.press(key)

    expect(desk.page.locator("#moved")).to_have_text("It stays at place 1.")
    assert desk.shown() == CODES
    assert desk.stored() == said(*CODES)


def test_order_that_is_not_kept_is_said(desk, turns):
    turns.down = f"/assessments/{desk.case.assessment.pk}/profile/domains/domain-1/order/"

    for key in ("Space", "ArrowDown", "Space"):
        desk.handle("T1.1.1").press(key)

    expect(desk.page.locator("#moved")).to_contain_text("The order isn’t kept")
    desk.person.excuse("503")
    assert desk.stored() == said(*CODES)


def test_two_people_at_one_text(desk, turns):
    desk.text("T1.1.1").fill("My text.")
    with turns:
        draft = FindingDraft(desk.keys["T1.1.1"], "developed", None, "Their text.")
        case = desk.case
        domain = case.section(1).domain
        save_findings(profile=profile_of(case), domain=domain, drafts=[draft], by=case.second_reviewer)

    desk.person.press("main .desk-bar .button")
    desk.person.excuse("409")
    desk.person.look_closely()
    assert desk.person.reads("You and Second reviewer changed this text at the same time")
    assert desk.text("T1.1.1").input_value() == "My text."
    desk.person.press("main [name=theirs]")

    assert desk.stored()[0] == "Their text."


@pytest.mark.parametrize("scripts", [True, False])
def test_findings_are_left_out_moved_split_and_merged(case, turns, someone, scripts):
    desk = Desk(someone(case.reviewer, scripts=scripts), case, turns).open()

    desk.person.tick(f"[name='finding-{desk.keys['T1.2.1']}-included'][value=no]")
    desk.page.fill(f"[name='finding-{desk.keys['T1.2.1']}-reason']", "Said twice.")
    desk.press("T1.1.1", "down")
    desk.text("T1.1.1").fill("In 2022 one. In 2023 two.")
    desk.press("T1.1.1", "split")
    desk.person.look()
    desk.person.press()
    assert desk.stored() == [SAID.format("T1.1.2"), "In 2022 one.", "In 2023 two.", SAID.format("T1.2.1")]

    desk.press("T1.1.2", "merge")
    desk.person.look()
    desk.page.get_by_label("In 2023 two.").press("Space")
    desk.person.press()
    desk.person.press()
    desk.press("T1.1.2", "history")
    desk.person.look()

    with turns:
        rows = Finding.objects.filter(domain__number=1).in_order().prefetch_related("texts")
        stored = [(row.inclusion, row.reason, row.body_in("en")) for row in rows]
    assert stored == [
        ("undecided", "", f"{SAID.format('T1.1.2')} In 2023 two."),
        ("undecided", "", "In 2022 one."),
        ("left_out", "Merged into another finding", "In 2023 two."),
        ("left_out", "Said twice.", SAID.format("T1.2.1")),
    ]

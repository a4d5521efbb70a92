"""A full review in French: two people's texts meet, a query is asked and answered, the section is returned and approved."""

import re

import pytest

from assessments.models import Answer, ReviewQuery
from tests.factories.assessments import CAPACITY, answer_section, make_case, tell_source
from tests.factories.instruments import make_instrument
from tests.journeys.browser import CHROMIUM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (scripts/system-libraries --tests)"),
]

QUESTION = "Quel article de la loi le dit ?"
REPLY = "L’article 3 de la loi n° 25.871."
REMARK = "Précisez l’institution."
MINE = "En 2021, le Secrétariat à la santé a ouvert ses bureaux à tous les migrants."
TOLD = re.compile(r"^Enregistré|a modifié cette réponse")
THEIRS = "En 2021, la commune a ouvert ses bureaux."


@pytest.fixture
def case(turns):
    case = make_case(instrument=make_instrument(((3,),)), working_language="fr")
    answer_section(case, case.section(1))
    tell_source(case, "Loi sur les migrations")
    return case


class Story:
    """Who does what, each at a browser in French."""

    def __init__(self, case, turns, someone, scripts):
        self.case, self.turns = case, turns
        self.address = f"assessments/{case.assessment.pk}/domain-1/"
        people = (case.researcher, case.focal_point, case.reviewer)
        self.researcher, self.focal_point, self.reviewer = (
            someone(person, language="fr", scripts=scripts) for person in people
        )
        with turns:
            answers = case.assessment.answers.select_related("indicator")
            self.keys = {answer.indicator.code: answer.pk for answer in answers}

    def stored(self, code):
        with self.turns:
            return Answer.objects.select_related("current").get(pk=self.keys[code]).current

    def meet(self):
        """Both have the page open; the focal point saves first, the researcher keeps their own text."""
        statement = f"[name='answer-{self.keys['T1.1.1']}-statement']"
        self.researcher.open(f"{self.address}1/")
        self.focal_point.open(f"{self.address}1/")
        for person, text in ((self.focal_point, THEIRS), (self.researcher, MINE)):
            person.page.fill(statement, text)
            if person.scripts:  # saved by itself, or told that it met another text
                person.page.locator(statement).press("Tab")
                person.page.locator(f"#answer-{self.keys['T1.1.1']} .saved").filter(has_text=TOLD).wait_for()
            else:
                with person.page.expect_navigation():
                    person.page.locator("button.button[name=then][value=stay]").first.press("Enter")
        if self.researcher.scripts:
            self.researcher.page.locator(".question .saved button").first.click()
        keep = self.researcher.page.locator("button[name=keep][value=mine]").first
        keep.wait_for()
        with self.researcher.page.expect_navigation():
            keep.press("Enter")
        assert self.stored("T1.1.1").statement == MINE
        self.researcher.excuse("status of 409")  # the two texts met

    def ask(self):
        self.reviewer.step(f"{self.address}do/start-review/")
        self.reviewer.open(f"{self.address}1/T1.1.2/queries/new/").fill(body=QUESTION).press()
        self.reviewer.open(f"{self.address}review/")
        assert self.reviewer.reads(QUESTION)

    def send_back(self):
        self.judge("T1.1.1", "change_needed", REMARK)
        self.reviewer.step(f"{self.address}do/return/", note="Une réponse est à compléter.")

    def judge(self, code, value, remark=""):
        self.reviewer.open(f"{self.address}review/")
        self.reviewer.tick(f"[name='answer-{self.keys[code]}-value'][value={value}]")
        if remark:
            self.reviewer.page.fill(f"[name='answer-{self.keys[code]}-remark']", remark)
        self.reviewer.press("form#verdicts button.button:not([name])")

    def answer(self):
        """The government reads note and remark, changes the answer, replies to the query and submits again."""
        person = self.focal_point.open(f"{self.address}check/")
        assert person.reads("Une réponse est à compléter.")
        assert person.reads(REMARK)
        person.open(f"{self.address}1/")
        person.page.fill(
            f"[name='answer-{self.keys['T1.1.1']}-statement']", MINE + " Depuis 2022 aussi le week-end."
        )
        person.press("button.button[name=then][value=stay]")
        with self.turns:
            query = ReviewQuery.objects.get()
        person.open(f"assessments/{self.case.assessment.pk}/queries/{query.pk}/").fill(body=REPLY).press()
        person.step(f"{self.address}do/submit/", note=CAPACITY)
        return query

    def approve(self, query):
        person = self.reviewer.step(f"{self.address}do/start-review/").open(f"{self.address}review/")
        assert person.reads("Depuis 2022 aussi le week-end.")
        assert person.reads(REPLY)
        person.open(f"assessments/{self.case.assessment.pk}/queries/{query.pk}/")
        person.press("button[name=then][value=resolve]")
        person.open(f"{self.address}review/accept-rest/").press()
        person.step(f"{self.address}do/approve/")


@pytest.mark.parametrize(
    "scripts",
    [
        pytest.param(True, id="with-scripts"),
        pytest.param(False, id="without-scripts", marks=pytest.mark.slow),
    ],
)
def test_full_review_in_french(case, turns, someone, scripts):
    story = Story(case, turns, someone, scripts)

    story.meet()
    story.researcher.step(f"{story.address}do/submit/", note=CAPACITY)
    story.ask()
    story.send_back()
    query = story.answer()
    story.approve(query)

    with turns:
        section = case.section(1)
        query.refresh_from_db()
    assert (section.state, query.state) == ("approved", "resolved")
    assert [message.body for message in query.messages.in_order()] == [QUESTION, REPLY]
    assert [event.name for event in section.events.order_by("pk")] == [
        "submit",
        "start review",
        "return",
        "submit",
        "start review",
        "approve",
    ]

"""What takes longer: a tab killed twenty times, and the whole local questionnaire by keyboard, without scripts."""

import re
from pathlib import Path
from random import Random

import pytest
from django.conf import settings
from django.core.management import call_command

from assessments.choices import SectionState
from instruments.models import Instrument
from tests.factories.accounts import PASSWORD
from tests.factories.assessments import CAPACITY, make_case
from tests.factories.instruments import make_instrument
from tests.journeys.browser import CHROMIUM, Person
from tests.journeys.questionnaire import Page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (scripts/system-libraries --tests)"),
]

LOCAL = Path(settings.BASE_DIR, "instruments", "data", "mgi-local.yaml")
WORDS = "In 2021, the Secretaría de Salud opened its offices – “to all” – à tous, للجميع, всем, 向所有人. "
PAGES = 40


def test_no_character_is_lost_when_the_tab_is_killed_at_twenty_moments(turns, someone):
    case = make_case(instrument=make_instrument())
    page = Page(someone(case.researcher), case, turns).open()
    chance, written, offered = Random(20), "", set()  # noqa: S311  moments, not secrets

    for _ in range(20):
        start, length = chance.randrange(40), chance.randint(1, 40)
        typed = (WORDS * 2)[start : start + length].strip() or "·"  # the site leaves out space at the ends
        delay = chance.choice([0, 5, 20, 60, 1300 // length])
        offered.add(page.survive_typing(typed, leaves=chance.random() < 0.4, delay=delay))
        written += typed
        assert page.stored().statement == written

    assert offered == {True, False}  # some moments were before the text was saved, some after


def test_local_questionnaire_is_answered_by_keyboard_without_scripts(turns, browser, site):
    call_command("load_instrument", str(LOCAL), publish=True, verbosity=0)
    case = make_case(instrument=Instrument.objects.get(scope="local"))
    person = Person(browser, site, scripts=False)
    person.sign_in(case.researcher.email, PASSWORD)

    for _ in case.assessment.sections.in_order():
        resume(person)
        answer_pages(person)
        change_one(person)
        submit(person)
        person.press("nav[aria-label=Main] a[href$='/work/']")

    opened = turns.pages("/assessments/")
    assert len(opened) <= PAGES, sorted(opened)
    posts = 24 + 3 * 6  # the pages; each section changed twice and submitted
    assert turns.posts_to("/assessments/") == posts
    with turns:
        states = case.assessment.sections.values_list("state", flat=True)
        assert set(states) == {SectionState.SUBMITTED}
        answers = case.assessment.answers
        assert answers.asked().count() == answers.answered().count()
    person.close()


def resume(person):
    """From one's work to the first question without an answer in two clicks."""
    person.press(".tasks a").press(".notice a")
    assert re.search(r"/1/#answer-\d+$", person.path)


def answer_pages(person):
    """“No information found” to everything that is asked, until the page of the check comes."""
    while not person.path.endswith("/check/"):
        for question in person.page.locator(".question .asked:not([data-folded])").all():
            question.get_by_label("No information found").press("Space")
        person.press("button.button[name=then][value=next]")


def change_one(person):
    """From the check to an answer and back in three clicks."""
    check = person.path
    person.press(".summary .actions a").tick(".question input[type=radio]")
    person.press(".form-end .button")
    assert person.path == check
    person.press(".summary .actions a")
    person.page.get_by_label("No information found").first.press("Space")
    person.press(".form-end .button")


def submit(person):
    assert person.reads("Submit for review")
    person.press(".steps .button").fill(note=CAPACITY).press()
    assert person.reads("Submitted")

"""How far the worker is with an edition and with the PDF of a draft, on a page that nobody loads again."""

import pytest
from playwright.sync_api import expect

from profiles import tasks
from profiles.choices import EditionState, Stage
from profiles.models import Edition, Proof
from profiles.tasks.beat import Beat, claim
from tests.factories.assessments import make_case
from tests.factories.profiles import blank_pdf, consented, finish, make_standing_texts, written
from tests.journeys.browser import CHROMIUM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (scripts/system-libraries --tests)"),
]

SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])


@pytest.fixture(autouse=True)
def no_worker(monkeypatch):
    """The test does what the worker does, one step after the other."""
    for task in (tasks.render_edition, tasks.make_proof):
        monkeypatch.setattr(task, "delay", lambda key: None)


class Watcher:
    """Looks at one page: with scripts it changes by itself and is never loaded again, without by its link."""

    def __init__(self, person, line):
        self.person, self.line = person, person.page.locator(line)
        if person.scripts:
            person.page.evaluate("window.loadedOnce = true")

    def sees(self, text):
        if not self.person.scripts:
            self.person.press(".rendering a")
        expect(self.line).to_contain_text(text)

    def finds(self, link, href):
        """The link has come, nothing is asked any more, and the page is still the one that was opened."""
        expect(self.line.get_by_role("link", name=link)).to_have_attribute("href", href)
        assert self.line.locator("progress").count() == 0
        if self.person.scripts:
            assert self.person.page.evaluate("window.loadedOnce") is True
            self.person.look_closely()


@SCRIPTS
def test_stages_of_an_edition_come_one_after_the_other_and_then_its_files(turns, someone, scripts):
    with turns:
        case = make_case()
        consented(case)
    person = someone(case.coordinator, scripts=scripts)
    person.open(f"assessments/{case.assessment.pk}/profile/").press("form[action$='/publish/'] .button")
    with turns:
        edition = Edition.objects.get()
    rows = Edition.objects.filter(pk=edition.pk, state=EditionState.RENDERING)
    watcher = Watcher(person, f"#edition-{edition.pk}")

    watcher.sees("In the queue")
    with turns:
        claim(rows)
    watcher.sees("The pages are laid out")
    for stage in (Stage.CHECKS, Stage.FILES):
        with turns:
            Beat(rows).reach(stage)
        watcher.sees(str(stage.label))
    with turns:
        finish(edition)
    watcher.sees("Published on")

    watcher.finds("PDF", "/en/profiles/argentina/quilmes/2022/quilmes-2022-en.pdf")


@SCRIPTS
def test_edition_that_could_not_be_made_says_why_and_what_to_do(turns, someone, scripts):
    with turns:
        case = make_case()
        consented(case)
    person = someone(case.coordinator, scripts=scripts)
    person.open(f"assessments/{case.assessment.pk}/profile/").press("form[action$='/publish/'] .button")
    with turns:
        edition = Edition.objects.get()
    watcher = Watcher(person, f"#edition-{edition.pk}")

    watcher.sees("In the queue")
    with turns:
        tasks.editions._end(edition, "fail", note="No typeface has that character.")
    watcher.sees("No typeface has that character.")

    watcher.finds("Try again", f"/en/editions/{edition.pk}/do/try-again/")


@SCRIPTS
def test_pdf_of_a_draft_is_being_made_and_then_there(turns, someone, scripts):
    with turns:
        case = make_case()
        make_standing_texts()
        written(case)
    person = someone(case.reviewer, scripts=scripts)
    address = f"assessments/{case.assessment.pk}/profile/preview/en/"
    person.open(address).press("#proof button")
    watcher = Watcher(person, "#proof")

    watcher.sees("The PDF of the draft is being made.")
    with turns:
        tasks.proofs.keep_proof(Proof.objects.get(), blank_pdf(2))
    watcher.sees("2 pages")

    watcher.finds("Download the draft", f"/en/{address}draft.pdf")

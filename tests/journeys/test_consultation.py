"""A consultation: a guest comments by way of a link, a reviewer answers, another one clears the profile."""

import pytest

from profiles.models import Comment, PreviewLink, Profile
from tests.factories.assessments import make_case
from tests.factories.consultation import consulted, finding_of
from tests.factories.instruments import make_instrument
from tests.journeys.browser import CHROMIUM, Person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (scripts/system-libraries --tests)"),
]

REMARK = "The decree is of 2021, not of 2022."
ANSWER = "The year is mended."


@pytest.fixture
def case(turns):
    case = make_case(instrument=make_instrument(((2, 1), (1,))))
    consulted(case)
    return case


class Story:
    """Two reviewers, each at a browser, and a guest at another one."""

    def __init__(self, case, turns, someone, guest):
        self.case, self.turns, self.guest = case, turns, guest
        self.address = f"assessments/{case.assessment.pk}/profile/"
        self.reviewer, self.second = (
            someone(person, scripts=guest.scripts) for person in (case.reviewer, case.second_reviewer)
        )
        with turns:
            self.profile = Profile.objects.get()
            self.finding = finding_of(self.profile).pk

    def share(self):
        """The reviewer makes a link; its address is on the page, this once."""
        person = self.reviewer.open(f"{self.address}links/").fill(name="Martina Sosa").press()
        shown = person.page.locator(".secret a").get_attribute("href")
        assert person.open(f"{self.address}links/").page.locator(".secret").count() == 0
        return shown.removeprefix(f"{person.site}/en/")

    def comment(self, path):
        """The guest opens the comment at a finding and sends it, and finds it there."""
        person = self.guest.open(path)
        place = person.page.locator(f"#finding-{self.finding} .talk")
        place.locator("summary").press("Enter")
        place.locator("textarea").fill(REMARK)
        person.press(f"#finding-{self.finding} .talk button")
        assert person.path == f"{path}#finding-{self.finding}"
        assert REMARK in place.inner_text()
        assert "Waits for an answer" in place.inner_text()

    def answer(self):
        person = self.reviewer.open(f"{self.address}comments/?state=waiting")
        assert person.reads("Martina Sosa (by way of a preview link)")
        with self.turns:
            key = Comment.objects.get().pk
        person.tick(f"[name='comment-{key}-outcome'][value=taken_up]")
        person.page.fill(f"[name='comment-{key}-body']", ANSWER)
        person.press("#comments form button")
        assert person.reads("No comment is like that.")

    def clear(self):
        self.second.open(self.address)
        assert self.second.reads("Second reviewer")
        self.second.step(f"{self.address}do/clear/")


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
def test_guest_comments_reviewer_answers_another_one_clears(  # noqa: PLR0917
    case, turns, someone, browser, site, scripts
):
    guest = Person(browser, site, scripts=scripts)
    story = Story(case, turns, someone, guest)

    path = story.share()
    story.comment(path)
    story.second.open(f"{story.address}do/clear/")
    assert story.second.reads("1 comment waits for an answer.")
    story.answer()
    guest.open(path)
    assert guest.reads(ANSWER)
    assert guest.reads("Taken up")
    story.clear()
    guest.open(path)
    assert guest.reads("Comments can be made while the profile is in consultation.")
    guest.close()

    with turns:
        assert Profile.objects.get().state == "cleared"
        assert PreviewLink.objects.get().used_at is not None


def test_page_of_a_draft_fits_a_telephone(case, turns, someone):
    person = someone(case.focal_point, width=320)
    address = f"assessments/{case.assessment.pk}/profile/"

    for path in ("", "preview/en/", "preview/fr/", "comments/"):
        person.open(address + path)
        person.look_closely()

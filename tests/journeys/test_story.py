"""The whole story, played by hand in a real browser: from an empty site to a page, a PDF and a citation."""

import io
import re

import pytest
from django.core import mail
from django.core.management import call_command
from pypdf import PdfReader

from assessments.models import Answer, Assessment
from places.models import Jurisdiction
from profiles.management.commands.load_standing_texts import DEFAULT
from tests.factories.accounts import PASSWORD, allow_setting_up, make_person
from tests.factories.assessments import CAPACITY
from tests.factories.instruments import make_instrument
from tests.factories.places import make_country, make_place
from tests.journeys.browser import CHROMIUM, Person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (scripts/system-libraries --tests)"),
]

STATEMENT = "In 2021, the Secretariat answered {code} and signed an agreement."


@pytest.fixture
def site(turns, live_server):
    call_command("load_standing_texts", DEFAULT, verbosity=0)
    make_instrument()
    make_place("Quilmes", make_country())
    allow_setting_up(make_person("Clara Romero", language="en"))
    return live_server.url


def set_up(coordinator):
    """The coordinator sets the assessment up, names the people and sets the dates."""
    coordinator.sign_in("clara.romero@example.org", PASSWORD).open("assessments/new/")
    page = coordinator.page
    page.select_option("[name=jurisdiction]", str(Jurisdiction.objects.get(slug="quilmes").pk))
    page.select_option("[name=instrument]", index=1)
    page.select_option("[name=working_language]", coordinator.language)
    coordinator.fill(year="2022", round="1", data_cutoff_date="2022-11-30").press()
    assessment = Assessment.objects.get()
    for role in ("researcher", "focal_point", "reviewer"):
        name_someone(coordinator, assessment, role, role)
    name_someone(coordinator, assessment, "reviewer", "second")
    coordinator.open(f"assessments/{assessment.pk}/dates/")
    for field in page.locator("main input[type=date]").all():
        field.fill("2030-06-30")
    coordinator.press()
    coordinator.step(f"assessments/{assessment.pk}/do/launch/")
    return assessment


def name_someone(coordinator, assessment, role, name):
    coordinator.open(f"assessments/{assessment.pk}/people/")
    coordinator.fill(email=f"{name}@example.org", name=name).choose(role=role, language=coordinator.language)
    coordinator.press("section .form-end .button")


def accept_invitation(person, name):
    """Open the link of the mail, choose a password, and arrive at one's work."""
    message = next(message for message in mail.outbox if message.to == [f"{name}@example.org"])
    person.page.goto(re.search(r"https?://\S+/invitation/\S+", message.body).group())
    person.look()
    person.fill(name=name.capitalize(), password=PASSWORD).press()
    assert person.path == "work/"
    return person


def answer_all(person, assessment):
    """Answer the questionnaire page by page with “Save and continue”, each answer citing a source."""
    person.open(f"assessments/{assessment.pk}/sources/new/").choose(kind="agreement")
    person.fill(title="Cooperation agreement", year="2021").press()
    for section in assessment.sections.in_order():
        parts = list(section.parts.in_order())
        person.open(f"assessments/{assessment.pk}/{section.domain.slug}/1/")
        for part in parts:
            for answer in part.answers.select_related("indicator").order_by("indicator__position"):
                answer_one(person, answer)
            person.press("button[name=then][value=next]")
        assert person.path == f"assessments/{assessment.pk}/{section.domain.slug}/check/"
        person.step(f"assessments/{assessment.pk}/{section.domain.slug}/do/submit/", note=CAPACITY)


def answer_one(person, answer, statement=STATEMENT):
    prefix, page = f"answer-{answer.pk}", person.page
    person.tick(f"[name='{prefix}-option']")
    page.fill(f"[name='{prefix}-statement']", statement.format(code=answer.indicator.code))
    if page.locator(f"#{prefix} .sources").count() == 0:
        person.press(f"button[value='cite-{answer.indicator.code}']").tick("main input[type=radio]")
        person.fill(locator="art. 3").press("button[value=cite]")


def review(person, section, *, change=None):
    """Judge every answer, and return the section when one of them needs a change."""
    address = f"assessments/{section.assessment_id}/{section.domain.slug}/"
    person.step(f"{address}do/start-review/").open(f"{address}review/")
    for answer in Answer.objects.filter(part__section=section).select_related("indicator"):
        verdict = "change_needed" if answer.indicator.code == change else "accepted"
        person.tick(f"[name='answer-{answer.pk}-value'][value={verdict}]")
        if verdict == "change_needed":
            person.page.fill(f"[name='answer-{answer.pk}-remark']", "Please name the institution.")
    person.press()
    if change:
        return person.step(f"{address}do/return/", note="One answer needs a change.")
    return person.step(f"{address}do/approve/")


def correct(person, section, code):
    """The returned answer shows the remark; it is changed and submitted again."""
    answer = Answer.objects.select_related("indicator", "part__subcategory").get(indicator__code=code)
    address = f"assessments/{section.assessment_id}/{section.domain.slug}/"
    person.open(f"{address}{answer.part.subcategory.number}/")
    assert person.reads("Please name the institution.")
    answer_one(person, answer, "In 2021, the Secretariat of Health answered {code}.")
    person.press("button.button[name=then][value=stay]").step(f"{address}do/submit/", note=CAPACITY)


def write_profile(person, assessment):
    """Decide on the findings of each domain and write the introduction."""
    address = f"assessments/{assessment.pk}/profile/"
    person.open(address)
    for domain in assessment.instrument.domains.in_order():
        person.open(f"{address}domains/{domain.slug}/")
        for choice in person.page.locator("main input[type=radio][value=yes]").all():
            choice.press("Space")
        person.press("#findings .desk-bar .button")
    person.open(f"{address}texts/introduction/{person.language}/")
    person.page.fill("main textarea", "This profile describes what is in place.")
    person.press().open(f"{address}preview/{person.language}/")
    person.step(f"{address}do/open-consultation/")


@pytest.mark.parametrize(
    ("language", "scripts", "width"),
    [
        pytest.param("en", True, 1280, id="english"),
        pytest.param("fr", True, 320, id="french-narrow", marks=pytest.mark.slow),
        pytest.param("es", False, 1280, id="spanish-without-scripts", marks=pytest.mark.slow),
    ],
)
def test_story_from_set_up_to_publication(browser, site, language, scripts, width):
    def someone():
        return Person(browser, site, language, scripts=scripts, width=width)

    coordinator = someone()
    assessment = set_up(coordinator)
    researcher, focal_point, reviewer, second = (
        accept_invitation(someone(), name) for name in ("researcher", "focal_point", "reviewer", "second")
    )
    first, *others = assessment.sections.in_order()

    answer_all(researcher, assessment)
    review(reviewer, first, change="T1.1.2")
    correct(researcher, first, "T1.1.2")
    for section in (first, *others):
        review(reviewer, section)
    write_profile(reviewer, assessment)
    second.step(f"assessments/{assessment.pk}/profile/do/clear/")
    focal_point.open(f"assessments/{assessment.pk}/profile/consent/")
    focal_point.fill(name="Martín Sosa", capacity="Secretary", date="2022-12-01", letter="Note 123/2022")
    focal_point.tick(f"[name=languages][value={language}]")
    focal_point.press()
    coordinator.open(f"assessments/{assessment.pk}/profile/")
    coordinator.press("form[action$='/publish/'] .button")

    visitor = someone().open("").open("profiles/").open("about/")
    visitor.open("profiles/argentina/quilmes/2022/")
    for code in ("T1.1.1", "T1.2.1", "T2.1.1"):
        assert visitor.reads(STATEMENT.format(code=code))
    assert visitor.reads("In 2021, the Secretariat of Health answered T1.1.2.")
    pdf = visitor.page.request.get(
        f"{site}/{language}/profiles/argentina/quilmes/2022/quilmes-2022-{language}.pdf"
    )
    assert pdf.headers["content-type"] == "application/pdf"
    text = " ".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.body())).pages).split())
    assert "the Secretariat of Health answered T1.1.2." in text
    for person in (coordinator, researcher, focal_point, reviewer, second, visitor):
        person.close()

"""Every state of the pages on which people answer: accessible, and never wider than the window, in four languages."""

from dataclasses import replace

import pytest

from assessments.workflow import SECTION, CitationDraft, save_answers
from tests.factories.assessments import (
    CAPACITY,
    answer_section,
    approve_all,
    cast,
    draft,
    judge,
    launch,
    make_case,
    set_up,
    tell_source,
)
from tests.factories.instruments import in_each_language, make_instrument
from tests.journeys.browser import CHROMIUM
from tests.journeys.questionnaire import Page
from workflows.engine import perform

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (scripts/system-libraries --tests)"),
]

WIDTHS = (320, 1280)
WORDING = (
    "In 2022, the Secretariat of Health of the municipality opened its health centres to all inhabitants, "
    "whatever their nationality or their migration status ({code})."
)
REMARK = "Which act gives the Secretariat this mandate? Please cite the article, and say since when it is in force."
ASKED = {
    "T1.1.1": {
        "question": in_each_language(
            "Does the local authority have measures in place that give migrants access to health services?"
        ),
        "guidance": in_each_language(
            "Answer “Yes” if rules or the established practice of the department give migrants such access."
        ),
    },
    "T1.1.2": {
        "kind": "multiple",
        "evidence": "always",
        "question": in_each_language("Which groups of migrants have access to these health services?"),
    },
    "T1.1.3": {
        "kind": "year",
        "scale": "unanswered",
        "show_if": ("T1.1.1", ["yes", "partly"]),
        "question": in_each_language("In which year were these measures adopted?"),
    },
}
NOT_FOUND = {"T1.1.2": "unknown", "T1.1.3": "unknown"}
SOURCE = {
    "title": "Ordenanza municipal de salud pública y de acceso a los servicios sanitarios",
    "url": "https://example.org/normativa/ordenanzas/2021/salud-publica-y-acceso-a-los-servicios-sanitarios.pdf",
}


def fill(case, part):
    """Page 1.1 answered, with a source quoted."""
    source = tell_source(case, **SOURCE)
    answers = {answer.indicator.code: answer for answer in part.answers.for_page()}
    quoted = CitationDraft(source.pk, "art. 3", "Toda persona accede a los servicios de salud.")
    first = draft(answers["T1.1.1"], WORDING.format(code="T1.1.1"), citations=(quoted,))
    last = draft(answers["T1.1.4"], WORDING.format(code="T1.1.4"), option="no")
    save_answers(part=part, drafts=[first, last], by=case.researcher)


def states(page, case):
    """Goes through the states of the pages, and gives the name of each when it is on the screen."""
    person, section = page.person, case.section()
    yield page.open(), "empty"
    yield person.open(f"assessments/{case.assessment.pk}/domain-1/check/"), "check-missing"
    with page.turns:
        fill(case, case.part())
    yield page.open(), "filled"
    yield from states_of_kept_text(page)
    yield from states_of_conflict(page, case)
    with page.turns:
        answer_section(case, section, options=NOT_FOUND)
        perform(SECTION, "submit", section, by=case.researcher, note=CAPACITY)
    yield page.open(), "read-only"
    with page.turns:
        perform(SECTION, "start review", section, by=case.reviewer)
        judge(case, section, change=["T1.1.1", "T1.1.4"])
        perform(SECTION, "return", section, by=case.reviewer, note=REMARK)
    yield page.open(), "remarks"
    yield person.open(f"assessments/{case.assessment.pk}/domain-1/check/"), "check-returned"


def states_of_kept_text(page):
    page.turns.down = "/answers/"
    with page.page.expect_response("**/answers/*/"):
        page.type(" Since 2023, also at night.").leave()
    yield page, "unsaved"
    yield page.person.open("work/"), "my-work-kept"
    page.turns.down = None
    yield page.open(), "kept"
    page.put_back()
    page.person.excuse("503")


def states_of_conflict(page, case):
    with page.turns:
        theirs = replace(draft(case.answer(), "Their text.", option="partly"), citations=None)
        save_answers(part=case.part(), drafts=[theirs], by=case.focal_point)
    page.write("My text.").leave()
    page.person.press(f"{page.place()} .saved button")
    yield page, "conflict"
    page.person.press("[name=keep][value=mine]").excuse("409")
    yield page, "settled"


def next_round(case, coordinator):
    """The assessment after that, which begins with what this one says."""
    approve_all(case, options=NOT_FOUND, wording="In 2023, the Secretariat answered {code}.")
    assessment = set_up(
        place=case.assessment.jurisdiction,
        instrument=case.assessment.instrument,
        by=coordinator,
        year=2026,
        round=2,
    )
    later = cast(assessment, coordinator, " 2026")
    launch(later)
    return later


def look_at_each_width(person, name):
    for width in WIDTHS:
        person.page.set_viewport_size({"width": width, "height": 900})
        person.look_closely()


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_pages_of_answering_are_accessible_in_every_state(turns, someone, language):
    case = make_case(instrument=make_instrument(((4, 1), (1,)), asked=ASKED))
    person = someone(case.researcher, language=language)
    for _there, name in states(Page(person, case, turns), case):
        look_at_each_width(person, name)

    with turns:
        later = next_round(case, case.coordinator)
    Page(person.enter(later.researcher), later, turns).open()
    look_at_each_width(person, "earlier-round")

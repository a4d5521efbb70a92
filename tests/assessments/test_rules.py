import datetime

import pytest

from assessments import rules
from assessments.models import Section
from assessments.workflow import SECTION, save_answers, set_due_dates
from tests.factories.assessments import (
    answer_before,
    answer_part,
    answer_section,
    draft,
    judge,
    make_case,
    set_up,
    start_review,
    submit,
    tell_source,
)
from tests.factories.instruments import make_instrument
from workflows.engine import perform
from workflows.problems import Problem


def texts(found):
    return [str(problem) for problem in found]


def say(case, code, statement="", **how):
    answer = case.answer(code)
    save_answers(part=answer.part, drafts=[draft(answer, statement, **how)], by=case.researcher)


# Is it complete? ------------------------------------------------------------------------------------


def test_incomplete_answers_lists_every_unanswered_question_with_its_place(case):
    pk = case.assessment.pk
    answers = {code: case.answer(code).pk for code in ("T1.1.1", "T1.1.2", "T1.2.1")}

    found = list(rules.incomplete_answers(case.section(1), case.researcher))

    assert found == [
        Problem("T1.1.1: choose an answer.", f"/en/assessments/{pk}/domain-1/1/#answer-{answers['T1.1.1']}"),
        Problem("T1.1.2: choose an answer.", f"/en/assessments/{pk}/domain-1/1/#answer-{answers['T1.1.2']}"),
        Problem("T1.2.1: choose an answer.", f"/en/assessments/{pk}/domain-1/2/#answer-{answers['T1.2.1']}"),
    ]


def test_incomplete_answers_of_a_complete_section_are_none(case):
    answer_section(case, case.section(1))

    assert list(rules.incomplete_answers(case.section(1), case.researcher)) == []


@pytest.mark.parametrize(
    ("option", "statement", "cited", "missing"),
    [
        (None, "Only words.", False, ["T2.1.1: choose an answer."]),
        ("yes", "", False, ["T2.1.1: write a statement: “Yes” needs one."]),
        ("yes", "In 2022 it began.", False, ["T2.1.1: name a source: “Yes” needs one."]),
        ("yes", "In 2022 it began.", True, []),
        ("partly", "", False, ["T2.1.1: write a statement: “Partly” needs one."]),
        ("partly", "In 2022 it began.", False, []),
        ("no", "", True, ["T2.1.1: write a statement: “No” needs one."]),
        ("no", "There is none.", False, []),
        ("unknown", "", False, []),
    ],
)
def test_incomplete_answers_asks_for_what_the_option_needs(case, option, statement, cited, missing):
    sources = [tell_source(case)] if cited else []

    say(case, "T2.1.1", statement, option=option, sources=sources)

    assert texts(rules.incomplete_answers(case.section(2), case.researcher)) == missing


def test_incomplete_answers_looks_at_the_newest_citations_only(case):
    say(case, "T2.1.1", "In 2022 it began.", sources=[tell_source(case)])
    say(case, "T2.1.1", "In 2022 it began.")

    assert texts(rules.incomplete_answers(case.section(2), None)) == [
        "T2.1.1: name a source: “Yes” needs one."
    ]


def test_optional_question_may_stay_unanswered(case):
    case.assessment.instrument.indicators.filter(code="T2.1.1").update(required=False)

    assert list(rules.incomplete_answers(case.section(2), case.researcher)) == []


# Was it changed? ------------------------------------------------------------------------------------


def returned(case):
    section = case.section(1)
    start_review(case, section)
    judge(case, section, change=["T1.1.2"])
    perform(SECTION, "return", section, by=case.reviewer, note="Please say more.")
    return section


def test_unchanged_answers_names_what_the_reviewer_returned(case):
    section = returned(case)

    assert texts(rules.unchanged_answers(section, case.researcher)) == [
        "T1.1.2: the reviewer asked for a change: change the answer, or reply to the remark."
    ]


def test_unchanged_answers_is_content_with_a_new_revision(case):
    section = returned(case)

    say(case, "T1.1.2", "In 2023 it was widened.", sources=case.assessment.sources.all())

    assert list(rules.unchanged_answers(section, case.researcher)) == []


def test_unchanged_answers_knows_nothing_of_private_verdicts(case):
    section = case.section(1)
    start_review(case, section)

    judge(case, section, change=["T1.1.2"])

    assert list(rules.unchanged_answers(section, case.researcher)) == []


# Is it the time? ------------------------------------------------------------------------------------

RUNNING = {
    "set_up": ["The assessment isn’t collecting answers: its state is “Being set up”."],
    "collecting": [],
    "approved": ["The assessment isn’t collecting answers: its state is “All answers approved”."],
    "closed": ["The assessment isn’t collecting answers: its state is “Closed”."],
    "cancelled": ["The assessment isn’t collecting answers: its state is “Cancelled”."],
}
REOPENABLE = {
    "set_up": ["The assessment has ended: its state is “Being set up”."],
    "collecting": [],
    "approved": [],
    "closed": ["The assessment has ended: its state is “Closed”."],
    "cancelled": ["The assessment has ended: its state is “Cancelled”."],
}


def in_each_state(case, rule):
    section = case.section(1)
    states = [value for value, _ in type(case.assessment)._meta.get_field("state").choices]
    found = {}
    for section.assessment.state in states:
        found[section.assessment.state] = texts(rule(section, None))
    return found


def test_assessment_running_while_it_collects_only(case):
    assert in_each_state(case, rules.assessment_running) == RUNNING


def test_assessment_reopenable_until_it_ends(case):
    assert in_each_state(case, rules.assessment_reopenable) == REOPENABLE


# Is it somebody else’s work? -----------------------------------------------------------------------

OWN_WORK = "You wrote answers in this section, so someone else must review it."


def test_own_work_stands_against_whoever_answered_in_the_section(case):
    answer_before(case, case.reviewer, case.part("1.2"))

    found = {
        (number, person.name): texts(rules.own_work(case.section(number), person))
        for number in (1, 2)
        for person in (case.reviewer, case.second_reviewer)
    }

    assert found == {
        (1, "Reviewer"): [OWN_WORK],
        (1, "Second reviewer"): [],
        (2, "Reviewer"): [],
        (2, "Second reviewer"): [],
    }


def test_own_work_remembers_answers_that_were_overwritten(case):
    answer_before(case, case.reviewer, case.part("1.1"))
    answer_part(case, case.part("1.1"), by=case.researcher, wording="In 2023, {code}.")

    assert texts(rules.own_work(case.section(1), case.reviewer)) == [OWN_WORK]


# Is it reviewed? ------------------------------------------------------------------------------------


def test_nothing_to_change_until_one_answer_is_marked(case):
    section = case.section(1)
    start_review(case, section)
    judge(case, section)
    before = list(rules.nothing_to_change(section, case.reviewer))

    judge(case, section, change=["T1.1.1"])

    assert before == [
        Problem(
            "Mark at least one answer “Change needed”, with a remark, or ask a query.",
            f"/en/assessments/{case.assessment.pk}/domain-1/review/",
        )
    ]
    assert list(rules.nothing_to_change(section, case.reviewer)) == []


def test_nothing_to_change_ignores_verdicts_on_older_revisions(case):
    section = returned(case)
    say(case, "T1.1.2", "In 2023 it was widened.", sources=case.assessment.sources.all())

    assert len(list(rules.nothing_to_change(section, case.reviewer))) == 1


def test_unaccepted_answers_lists_what_has_no_acceptance(case):
    section = case.section(1)
    start_review(case, section, options={"T1.2.1": "unknown"})
    before = texts(rules.unaccepted_answers(section, case.reviewer))

    judge(case, section, change=["T1.1.2"])

    review = f"/en/assessments/{case.assessment.pk}/domain-1/review/"
    assert before == [
        "T1.1.1 isn’t accepted yet.",
        "T1.1.2 isn’t accepted yet.",
        "T1.2.1 isn’t accepted yet.",
    ]
    assert list(rules.unaccepted_answers(section, case.reviewer)) == [
        Problem("T1.1.2 isn’t accepted yet.", f"{review}#answer-{case.answer('T1.1.2').pk}")
    ]


def test_unaccepted_answers_leaves_unanswered_optional_questions_alone(case):
    case.assessment.instrument.indicators.filter(code="T2.1.1").update(required=False)

    assert list(rules.unaccepted_answers(case.section(2), case.reviewer)) == []


# May it begin? --------------------------------------------------------------------------------------


def test_missing_roles_names_each_role_that_nobody_has(db):
    assessment = set_up()
    people = f"/en/assessments/{assessment.pk}/people/"

    assert list(rules.missing_roles(assessment, None)) == [
        Problem("Nobody is named yet as: researcher.", people),
        Problem("Nobody is named yet as: focal point.", people),
        Problem("Nobody is named yet as: reviewer.", people),
    ]


def test_missing_roles_of_one_that_was_cast_are_none(db):
    assert list(rules.missing_roles(make_case(launched=False).assessment, None)) == []


def test_missing_due_dates_until_every_section_has_one(db):
    case = make_case(launched=False)
    first, second = Section.objects.in_order()
    dates = f"/en/assessments/{case.assessment.pk}/dates/"
    day = datetime.date(2030, 1, 1)

    set_due_dates(assessment=case.assessment, dates={first.pk: day}, by=case.coordinator)
    with_one = list(rules.missing_due_dates(case.assessment, None))
    set_due_dates(assessment=case.assessment, dates={second.pk: day}, by=case.coordinator)

    assert with_one == [Problem("Set a due date for each section.", dates)]
    assert list(rules.missing_due_dates(case.assessment, None)) == []


# Do they stay fast? ---------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3, 10])
def test_completeness_takes_the_same_statements_however_many_answers(db, django_assert_num_queries, count):
    case = make_case(instrument=make_instrument(((count,),)))
    section = case.section(1)
    submit(case, section)

    with django_assert_num_queries(3):
        found = list(rules.incomplete_answers(section, case.researcher))
    with django_assert_num_queries(1):
        found += rules.unchanged_answers(section, case.researcher)
    with django_assert_num_queries(1):
        unaccepted = list(rules.unaccepted_answers(section, case.reviewer))

    assert found == []
    assert len(unaccepted) == count

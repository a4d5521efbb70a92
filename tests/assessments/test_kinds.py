"""What an answer of each kind consists of, what submission says about it, and when a question is asked at all."""

import datetime

import pytest

from assessments import rules
from assessments.choices import Role
from assessments.forms import AnswerForm
from assessments.models import Answer, AnswerRevision, Part
from assessments.permissions import RIGHTS
from assessments.workflow import SECTION, AnswerDraft, save_answers
from tests.factories.assessments import (
    CAPACITY,
    answer_section,
    approve,
    approve_all,
    draft,
    make_case,
    option_of,
    tell_source,
)
from tests.factories.instruments import make_instrument
from tests.factories.pages import as_sent, fields_of
from tests.replay import play
from tests.statements import counted
from workflows.engine import TransitionRefused, perform

KINDS = ("choice", "multiple", "number", "year", "text", "date")
CODE = {kind: f"T1.1.{position}" for position, kind in enumerate(KINDS, start=1)}
ASKED = {
    CODE[kind]: {"kind": kind} | ({"scale": "unanswered"} if kind in KINDS[2:] else {}) for kind in KINDS
}


def of_all_kinds():
    return make_case(instrument=make_instrument(((len(KINDS),),), asked=ASKED))


@pytest.fixture
def kinds(db):
    """One page with a question of each kind; those that are written have an option for “not found”."""
    return play(of_all_kinds)


def read(answer, **typed):
    """The option and the value that the form makes of what was typed."""
    form = AnswerForm(as_sent(fields_of(answer, **typed)), answer=answer)
    assert form.is_valid(), form.errors
    made = form.draft()
    return made.option_id, made.value


def say(case, code, *, option=None, value="", statement="", sources=(), **more):
    answer = case.answer(code)
    wanted = draft(answer, statement, option=option, sources=sources)
    wanted = AnswerDraft(**wanted.__dict__ | {"value": value} | more)
    assert save_answers(part=answer.part, drafts=[wanted], by=case.researcher) == []


def lacks(case, code):
    """What submission says about one question."""
    found = [str(problem) for problem in rules.incomplete_answers(case.section(1), case.researcher)]
    return [text.removeprefix(f"{code}: ") for text in found if text.startswith(f"{code}: ")]


# What the form makes of it ----------------------------------------------------------------------------


def test_choice_is_an_option(kinds):
    answer = kinds.answer(CODE["choice"])
    yes = option_of(answer, "yes").pk

    assert read(answer, option=yes) == (yes, "")
    assert read(answer) == (None, "")
    assert read(answer, option=yes, value="smuggled in") == (yes, "")


def test_several_choices_are_their_values_in_one_line(kinds):
    answer = kinds.answer(CODE["multiple"])

    assert read(answer, values=["workers", "refugees"]) == (None, "workers refugees")
    assert read(answer, values=[]) == (None, "")


def test_option_that_excludes_the_others_is_an_option(kinds):
    answer = kinds.answer(CODE["multiple"])
    nobody = option_of(answer, "nobody").pk

    assert read(answer, option=nobody, values=[]) == (nobody, "")


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("number", " 12,5 ", "12,5"),
        ("year", "2022", "2022"),
        ("text", "Two\r\nlines", "Two\nlines"),
        ("date", "2022-11-30", "2022-11-30"),
        ("number", "about a dozen", "about a dozen"),
        ("year", "MMXXII", "MMXXII"),
        ("date", "2022-02-30", "2022-02-30"),
    ],
)
def test_what_is_written_is_a_value_also_while_it_makes_no_sense_yet(kinds, kind, typed, value):
    assert read(kinds.answer(CODE[kind]), value=typed) == (None, value)


@pytest.mark.parametrize("kind", KINDS[1:])
def test_of_a_value_and_an_option_the_one_entered_last_counts(kinds, kind):
    code = CODE[kind]
    typed = {"values": ["workers"]} if kind == "multiple" else {"value": "2020"}
    value = "workers" if kind == "multiple" else "2020"
    unknown = option_of(kinds.answer(code), "unknown").pk

    say(kinds, code, value=value)
    assert read(kinds.answer(code), option=unknown) == (unknown, "")
    say(kinds, code, option="unknown")
    assert read(kinds.answer(code), **typed) == (None, value)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"statement": "x" * 20_001}, "statement"),
        ({"value": "x" * 2001}, "value"),
        ({"applies_to": "x" * 301}, "applies_to"),
        ({"as_of_date": "soon"}, "as_of_date"),
        ({"statement": "a\x00b"}, "statement"),
        ({"option": "x"}, "option"),
        ({"option": "9" * 30}, "option"),
        ({"revision": "-1"}, "revision"),
        ({"revision": "9" * 30}, "revision"),
        ({"revision": None}, "revision"),
    ],
)
def test_only_what_no_column_can_hold_is_refused(kinds, typed, field):
    answer = kinds.answer(CODE["text"])

    assert list(AnswerForm(as_sent(fields_of(answer, **typed)), answer=answer).errors) == [field]


def test_value_of_a_choice_that_is_no_name_is_refused(kinds):
    answer = kinds.answer(CODE["multiple"])

    form = AnswerForm(as_sent(fields_of(answer, values=["<b>"])), answer=answer)

    assert list(form.errors) == ["values"]


@pytest.mark.parametrize(
    ("typed", "date"),
    [
        ("", None),
        ("2022", datetime.date(2022, 1, 1)),
        ("2022-11", datetime.date(2022, 11, 1)),
        ("2022-11-30", datetime.date(2022, 11, 30)),
        ("30/11/2022", datetime.date(2022, 11, 30)),
    ],
)
def test_date_may_be_written_as_people_do(kinds, typed, date):
    answer = kinds.answer(CODE["choice"])
    form = AnswerForm(as_sent(fields_of(answer, as_of_date=typed)), answer=answer)

    assert form.is_valid()
    assert form.draft().as_of_date == date


def test_page_offers_each_kind_its_own_fields(kinds):
    offered = {
        answer.indicator.kind: [
            name
            for name in AnswerForm(answer=answer).offer(language="en").fields
            if name in ("option", "value", "values")
        ]
        for answer in Answer.objects.for_page()
    }

    assert offered == {
        "choice": ["option"],
        "multiple": ["option", "values"],
        "number": ["option", "value"],
        "year": ["option", "value"],
        "text": ["option", "value"],
        "date": ["option", "value"],
    }


# What submission says about it ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "value", "missing"),
    [
        ("choice", "", "choose an answer."),
        ("choice", "yes", "choose among the options."),
        ("multiple", "", "choose an answer."),
        ("multiple", "workers students", ""),
        ("multiple", "workers nobody", "choose among the options."),
        ("multiple", "workers martians", "choose among the options."),
        ("number", "", "write an answer."),
        ("number", "0", ""),
        ("number", "-12,5", ""),
        ("number", "1500000.25", ""),
        ("number", "about a dozen", "write a number in digits."),
        ("number", "1e9", "write a number in digits."),
        ("year", "1499", "write the year with four digits."),
        ("year", "1500", ""),
        ("year", "2099", ""),
        ("year", "22", "write the year with four digits."),
        ("year", "2022/23", "write the year with four digits."),
        ("text", "Anything at all.", ""),
        ("date", "2022-11-30", ""),
        ("date", "2022-02-30", "write the date as year-month-day, for example 2022-11-30."),
        ("date", "30.11.2022", "write the date as year-month-day, for example 2022-11-30."),
    ],
)
def test_value_is_held_against_its_kind_on_submission(kinds, kind, value, missing):
    say(kinds, CODE[kind], value=value, statement="In 2022.")

    assert lacks(kinds, CODE[kind]) == [missing] * bool(missing)


@pytest.mark.parametrize("kind", KINDS)
def test_not_found_answers_a_question_of_any_kind(kinds, kind):
    say(kinds, CODE[kind], option="unknown")

    assert lacks(kinds, CODE[kind]) == []


@pytest.mark.parametrize(
    ("evidence", "said", "cited", "missing"),
    [
        ("by_option", "yes", False, "name a source: “Yes” needs one."),
        ("by_option", "yes", True, ""),
        ("by_option", "no", False, ""),
        ("by_option", "2020", False, ""),
        ("always", "yes", False, "name a source: this question needs one."),
        ("always", "no", False, "name a source: this question needs one."),
        ("always", "no", True, ""),
        ("always", "unknown", False, ""),
        ("always", "2020", False, "name a source: this question needs one."),
        ("always", "2020", True, ""),
        ("never", "yes", False, ""),
        ("never", "2020", False, ""),
    ],
)
def test_source_is_asked_for_as_the_question_says(kinds, evidence, said, cited, missing):
    option, value = (said, "") if said != "2020" else (None, said)
    code = CODE["year"] if value else CODE["choice"]
    kinds.assessment.instrument.indicators.update(evidence=evidence)
    sources = [tell_source(kinds)] if cited else []

    say(kinds, code, option=option, value=value, statement="In 2022.", sources=sources)

    assert lacks(kinds, code) == [missing] * bool(missing)


def test_statement_that_is_too_long_is_kept_and_waits_to_be_shortened(kinds):
    code = CODE["choice"]

    say(kinds, code, option="no", statement="x" * 5001)
    too_long = lacks(kinds, code)
    say(kinds, code, option="no", statement="x" * 5000)

    assert too_long == ["shorten the statement to 5000 characters: it has 5001."]
    assert lacks(kinds, code) == []


@pytest.mark.parametrize(
    ("required", "option", "missing"),
    [
        (True, "no", "confirm or change what was carried over from the round before."),
        (True, None, "choose an answer."),
        (False, "no", "confirm or change what was carried over from the round before."),
        (False, None, "confirm or change what was carried over from the round before."),
    ],
)
def test_what_was_carried_over_waits_to_be_confirmed(kinds, required, option, missing):
    code = CODE["choice"]
    kinds.assessment.instrument.indicators.update(required=required)
    answer = kinds.answer(code)
    wanted = draft(answer, "As in 2020.", option=option)

    save_answers(part=answer.part, drafts=[wanted], by=kinds.researcher, via="carried")

    assert lacks(kinds, code) == [missing]


def test_draft_that_makes_no_sense_yet_breaks_no_page(kinds, client_for):
    for kind, value in [("choice", "x"), ("multiple", "martians"), ("date", "2022-02-30"), ("year", "x")]:
        say(kinds, CODE[kind], value=value)
    address = f"/en/assessments/{kinds.assessment.pk}/domain-1"
    client = client_for(kinds.researcher)

    assert [client.get(f"{address}/{page}/").status_code for page in ("1", "check")] == [200, 200]
    assert "2022-02-30" in client.get(f"{address}/check/").content.decode()


# Asked or not -----------------------------------------------------------------------------------------


def depending():
    asked = {
        "T1.1.2": {"show_if": ("T1.1.1", ["yes", "partly"])},
        "T1.2.1": {"show_if": ("T1.1.1", ["no"])},
        "T1.3.1": {"show_if": ("T1.1.1", ["yes"])},
    }
    return make_case(instrument=make_instrument(((2, 1, 1),), asked=asked))


@pytest.fixture
def shown_if(db):
    """T1.1.1 decides whether T1.1.2 (yes, partly), T1.2.1 (no) and T1.3.1 (yes) are asked."""
    return play(depending)


def asked(case):
    return sorted(case.assessment.answers.asked().values_list("indicator__code", flat=True))


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        ([], ["T1.1.1"]),
        (["yes"], ["T1.1.1", "T1.1.2", "T1.3.1"]),
        (["partly"], ["T1.1.1", "T1.1.2"]),
        (["no"], ["T1.1.1", "T1.2.1"]),
        (["unknown"], ["T1.1.1"]),
        (["yes", "no"], ["T1.1.1", "T1.2.1"]),
        (["yes", None], ["T1.1.1"]),
    ],
)
def test_question_is_asked_while_the_one_it_depends_on_says_so(shown_if, options, codes):
    for option in options:
        say(shown_if, "T1.1.1", option=option, statement="In 2022.")

    assert asked(shown_if) == codes


def test_others_are_asked_or_not_in_one_statement_and_only_when_the_choice_changes(shown_if):
    def statements(option, statement):
        answer = shown_if.answer("T1.1.1")
        drafts = [draft(answer, statement, option=option)]
        with counted() as sent:
            save_answers(part=answer.part, drafts=drafts, by=shown_if.researcher)
        return [sql for sql in sent if sql.startswith("UPDATE") and '"asked"' in sql]

    assert [len(statements(*say)) for say in [("yes", "One."), ("yes", "Two."), ("no", "Two.")]] == [1, 0, 1]


def test_another_assessment_with_the_same_questionnaire_is_left_alone(two):
    first, second = two.own.answer("T1.1.1").indicator, two.own.answer("T1.1.2").indicator
    type(second).objects.filter(pk=second.pk).update(depends_on=first)
    second.shown_by.set([option_of(two.own.answer("T1.1.1"), "yes")])
    Answer.objects.filter(indicator=second).update(asked=False)

    say(two.own, "T1.1.1", option="yes")

    assert (two.own.answer("T1.1.2").asked, two.other.answer("T1.1.2").asked) == (True, False)


def test_what_was_said_before_the_question_fell_away_comes_back_with_it(shown_if):
    say(shown_if, "T1.1.1", option="yes", statement="In 2022.")
    say(shown_if, "T1.1.2", option="no", statement="There is none.")
    say(shown_if, "T1.1.1", option="unknown")
    say(shown_if, "T1.1.1", option="partly", statement="In part.")

    assert shown_if.answer("T1.1.2").asked
    assert shown_if.answer("T1.1.2").current.statement == "There is none."


def progress(case):
    held = RIGHTS[Role.RESEARCHER]
    return Part.objects.with_progress(case.researcher, held).get(pk=case.part("1.1").pk)


def test_question_that_is_not_asked_is_neither_required_nor_counted(shown_if):
    say(shown_if, "T1.1.1", option="partly", statement="In part.")
    say(shown_if, "T1.1.2", option="no", statement="There is none.")
    before = progress(shown_if)
    say(shown_if, "T1.1.1", option="unknown")
    part = progress(shown_if)

    assert (before.answered, before.total) == (2, 2)
    assert (part.answered, part.total) == (1, 1)
    assert list(rules.incomplete_answers(shown_if.section(1), None)) == []
    assert perform(SECTION, "submit", shown_if.section(1), by=shown_if.researcher, note=CAPACITY)


def test_question_that_is_asked_is_required(shown_if):
    say(shown_if, "T1.1.1", option="partly", statement="In part.")

    with pytest.raises(TransitionRefused, match=r"T1\.1\.2: choose an answer\."):
        perform(SECTION, "submit", shown_if.section(1), by=shown_if.researcher, note=CAPACITY)


def test_answer_that_is_not_asked_is_not_approved_and_gives_no_finding(shown_if):
    say(shown_if, "T1.1.1", option="yes", statement="In 2022.", sources=[tell_source(shown_if)])
    say(shown_if, "T1.1.2", option="no", statement="Not to be read.")

    approve_all(shown_if, options={"T1.1.1": "unknown", "T1.1.2": "no"}, wording="{code} it is.")

    approved = AnswerRevision.objects.approved(shown_if.assessment)
    texts = shown_if.assessment.profile.findings.values_list("texts__body", flat=True)
    assert list(approved.values_list("answer__indicator__code", flat=True)) == ["T1.1.1"]
    assert list(texts) == []


def test_reviewer_need_not_accept_what_is_not_asked(shown_if):
    answer_section(shown_if, shown_if.section(1), options={"T1.1.1": "unknown"})

    approve(shown_if, shown_if.section(1), options={"T1.1.1": "unknown"})

    assert shown_if.section(1).state == "approved"

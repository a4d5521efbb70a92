"""A further round begins with what the round before says, as drafts to be confirmed or changed."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from assessments import report, rules
from assessments.choices import Role
from assessments.models import Answer, AnswerRevision, Assessment, Part, Section, Source
from assessments.permissions import RIGHTS
from assessments.workflow import SECTION, AnswerDraft, CitationDraft, carry_forward, save_answers, start_from
from instruments.models import Indicator, Option
from tests.factories.assessments import (
    CAPACITY,
    approve_all,
    draft,
    make_case,
    tell_source,
)
from tests.factories.instruments import make_instrument
from tests.factories.pages import page_of
from tests.replay import play
from tests.statements import counted
from workflows.engine import TransitionRefused, perform

CODES = ["T1.1.1", "T1.1.2", "T1.2.1", "T2.1.1"]


def first_round():
    """Approved in 2022, in Spanish: T1.1.1 is “yes” with a source, T1.1.2 “no”, the others “partly”."""
    case = make_case(working_language="es")
    options = {"T1.1.2": "no", "T1.2.1": "partly", "T2.1.1": "partly"}
    approve_all(case, options=options, wording="En 2022, {code}.")
    return case


@pytest.fixture
def first(db):
    return play(first_round)


def version(number, *, shape=((2, 1), (1,)), **lineage):
    """A version of the small questionnaire; `T1_1_1=("reworded", ["T1.1.2"])`, all others the same."""
    told = {code.replace("_", "."): {"lineage": row} for code, row in lineage.items()}
    same = {code: {"lineage": ("same", [code])} for code in CODES}
    return make_instrument(shape, version=str(number), follows=str(number - 1), asked=same | told)


def next_round(first, instrument=None, *, number=2, year=2024, names=" again", **options):
    """The next round of the same place, launched."""
    instrument = instrument or first.assessment.instrument
    place = first.assessment.jurisdiction
    case = make_case(names=names, place=place, instrument=instrument, round=number, year=year, **options)
    case.assessment.refresh_from_db()
    return case


def said(case):
    """What the answers of a round say: option, statement, as-of date, language, how it came."""
    rows = AnswerRevision.objects.filter(current_of__assessment=case.assessment).values_list(
        "answer__indicator__code", "option__value", "statement", "as_of_date", "language", "via"
    )
    return {code: rest for code, *rest in rows}


def carried(option, code):
    return [option, f"En 2022, {code}.", datetime.date(2022, 11, 30), "es", "carried"]


def earlier(case):
    """By code, the codes of the questions of the round before whose answers stand beside it."""
    found = {}
    for part in Part.objects.filter(section__assessment=case.assessment):
        answers, before = report.page_answers(case.assessment, part, case.researcher, RIGHTS[Role.RESEARCHER])
        for answer in answers:
            found[answer.indicator.code] = [other.indicator.code for other in before.get(answer.pk, [])]
    return found


# What is carried --------------------------------------------------------------------------------------


def test_same_version_carries_every_answer_as_of_the_day_of_the_round_before(first):
    second = next_round(first)

    assert second.assessment.previous == first.assessment
    assert said(second) == {
        "T1.1.1": carried("yes", "T1.1.1"),
        "T1.1.2": carried("no", "T1.1.2"),
        "T1.2.1": carried("partly", "T1.2.1"),
        "T2.1.1": carried("partly", "T2.1.1"),
    }
    assert earlier(second) == {code: [code] for code in CODES}


def test_new_version_carries_what_is_the_same_or_reworded_only(first):
    instrument = version(
        2,
        shape=((3, 1), (1,)),
        T1_1_2=("reworded", ["T1.2.1"]),
        T1_1_3=("split", ["T1.1.1"]),
        T1_2_1=("merged", ["T1.1.2", "T2.1.1"]),
        T2_1_1=("new", []),
    )

    second = next_round(first, instrument)

    assert said(second) == {"T1.1.1": carried("yes", "T1.1.1"), "T1.1.2": carried("partly", "T1.2.1")}
    assert earlier(second) == {
        "T1.1.1": ["T1.1.1"],
        "T1.1.2": ["T1.2.1"],
        "T1.1.3": ["T1.1.1"],
        "T1.2.1": ["T1.1.2", "T2.1.1"],
        "T2.1.1": [],
    }


def test_lineage_is_followed_over_two_versions(first):
    version(2, T1_1_1=("reworded", ["T1.1.2"]), T1_1_2=("split", ["T1.1.1"]), T2_1_1=("new", []))
    third = version(3, T1_1_1=("reworded", ["T1.1.1"]), T2_1_1=("reworded", ["T1.2.1"]))

    second = next_round(first, third)

    assert said(second) == {
        "T1.1.1": carried("no", "T1.1.2"),
        "T1.2.1": carried("partly", "T1.2.1"),
        "T2.1.1": carried("partly", "T1.2.1"),
    }
    assert earlier(second) == {
        "T1.1.1": ["T1.1.2"],
        "T1.1.2": ["T1.1.1"],
        "T1.2.1": ["T1.2.1"],
        "T2.1.1": ["T1.2.1"],
    }


def test_what_was_split_and_merged_again_has_its_predecessor_once(first):
    version(2, T1_1_1=("split", ["T1.1.1"]), T1_1_2=("split", ["T1.1.1"]))
    third = version(3, T1_1_1=("merged", ["T1.1.1", "T1.1.2"]))

    second = next_round(first, third)

    assert earlier(second)["T1.1.1"] == ["T1.1.1"]
    assert "T1.1.1" not in said(second)


def test_third_round_is_carried_from_the_second_alone(first):
    second = next_round(first)
    answer = second.answer()
    save_answers(part=answer.part, drafts=[draft(answer, "In 2024.", option="no")], by=second.researcher)
    Assessment.objects.filter(pk=second.assessment.pk).update(state="closed")

    third = next_round(first, number=3, year=2026, names=" once more")

    assert third.assessment.previous == second.assessment
    assert said(third)["T1.1.1"][:2] == ["no", "In 2024."]


@pytest.mark.parametrize("state", ["set_up", "collecting", "cancelled"])
def test_nothing_is_carried_from_a_round_that_was_not_finished(first, state):
    Assessment.objects.update(state=state)

    second = next_round(first)

    assert second.assessment.previous is None
    assert said(second) == {}
    assert earlier(second) == {code: [] for code in CODES}


def test_cancelled_round_between_is_passed_over(first):
    between = next_round(first)
    Assessment.objects.filter(pk=between.assessment.pk).update(state="cancelled")

    third = next_round(first, number=3, year=2026, names=" once more")

    assert third.assessment.previous == first.assessment


def test_nothing_is_carried_from_another_questionnaire(first):
    second = next_round(first, make_instrument(slug="another"))

    assert said(second) == {}


def test_nothing_is_carried_from_another_place(two):
    Assessment.objects.filter(pk=two.other.assessment.pk).update(state="approved", round=1)
    Assessment.objects.filter(pk=two.own.assessment.pk).update(round=2)

    assert carry_forward(assessment=Assessment.objects.get(round=2), by=two.own.coordinator) == 0


def test_unanswered_question_carries_nothing(first):
    Answer.objects.filter(indicator__code="T1.2.1").update(asked=False)

    assert "T1.2.1" not in said(next_round(first))


def test_own_date_of_an_answer_stays(first):
    Section.objects.update(state="open")
    Assessment.objects.update(state="collecting")
    answer, day = first.answer("T1.1.2"), datetime.date(2021, 5, 1)
    dated = AnswerDraft(**draft(answer, "In 2021.", option="no").__dict__ | {"as_of_date": day})
    Answer.objects.update(approved=None)
    save_answers(part=answer.part, drafts=[dated], by=first.researcher)
    Assessment.objects.update(state="approved")

    assert said(next_round(first))["T1.1.2"] == ["no", "In 2021.", day, "es", "carried"]


# Other scales -----------------------------------------------------------------------------------------


def test_option_that_the_new_scale_lacks_is_left_to_be_chosen(first):
    instrument = version(2)
    Option.objects.filter(scale__instrument=instrument, value="yes").update(value="fully")

    second = next_round(first, instrument)

    assert said(second)["T1.1.1"] == carried(None, "T1.1.1")
    assert said(second)["T1.1.2"] == carried("no", "T1.1.2")
    assert {option.scale.instrument for option in options_of(second)} == {instrument}


def options_of(case):
    revisions = AnswerRevision.objects.filter(answer__assessment=case.assessment, option__isnull=False)
    return Option.objects.filter(pk__in=revisions.values("option"))


def with_a_year():
    asked = {"T1.1.1": {"kind": "year", "scale": "unanswered"}}
    case = make_case(instrument=make_instrument(((2,),), asked=asked), working_language="es")
    answer = case.answer()
    wanted = AnswerDraft(answer.pk, 0, None, "", value="2019")
    save_answers(part=answer.part, drafts=[wanted], by=case.researcher)
    Assessment.objects.update(state="approved")
    return case


@pytest.mark.parametrize(("kind", "value"), [("year", "2019"), ("text", "2019"), ("choice", "")])
def test_value_is_carried_where_the_question_still_takes_one(db, kind, value):
    first = play(with_a_year)
    scale = "presence" if kind == "choice" else "unanswered"
    asked = {"T1.1.1": {"kind": kind, "scale": scale, "lineage": ("reworded", ["T1.1.1"])}}

    second = next_round(first, make_instrument(((2,),), version="2", follows="1", asked=asked))

    assert second.answer().current.value == value


def test_question_that_depends_on_a_carried_answer_is_asked(db):
    asked = {"T1.1.2": {"show_if": ("T1.1.1", ["no"])}}
    first = make_case(instrument=make_instrument(((2,),), asked=asked))
    approve_all(first, options={"T1.1.1": "no", "T1.1.2": "no"})

    second = next_round(first)

    assert second.answer("T1.1.2").asked
    assert second.answer("T1.1.2").current.option.value == "no"


# Sources ----------------------------------------------------------------------------------------------


def test_sources_come_along_once(first):
    second = next_round(first)

    [source] = second.assessment.sources.all()
    assert (source.title, source.added_by) == ("Law on Migration", second.coordinator)
    assert [c.source for c in second.answer().current.citations.all()] == [source]
    assert Source.objects.filter(assessment=first.assessment).count() == 1


def test_source_told_twice_and_cited_twice_comes_along_as_one_with_both_places(first):
    told = [first.assessment.sources.get()]
    told += [first.assessment.sources.create(kind="law", title=told[0].title, added_by=first.researcher)]
    Section.objects.update(state="open")
    Assessment.objects.update(state="collecting")
    Answer.objects.update(approved=None)
    cited = tuple(
        CitationDraft(source.pk, place, place)
        for source, place in zip(told, ("art. 3", "art. 7"), strict=True)
    )
    answer = first.answer()
    save_answers(part=answer.part, drafts=[draft(answer, "En 2022.", citations=cited)], by=first.researcher)
    Assessment.objects.update(state="approved")

    second = next_round(first)

    [citation] = second.answer().current.citations.all()
    assert (citation.locator, citation.quote) == ("art. 3; art. 7", "art. 3\nart. 7")


# Confirming -------------------------------------------------------------------------------------------


def test_section_waits_until_everything_carried_is_confirmed_or_changed(first):
    second = next_round(first)

    with pytest.raises(TransitionRefused) as refused:
        perform(SECTION, "submit", second.section(2), by=second.researcher, note=CAPACITY)

    assert str(refused.value) == "T2.1.1: confirm or change what was carried over from the round before."


def test_answer_is_confirmed_by_its_checkbox_and_stays_in_its_language(first, client_for):
    second = next_round(first)
    address = f"/en/assessments/{second.assessment.pk}/domain-2/1/"
    typed = page_of(second.part("2.1"), T2_1_1={"confirm": "on"})

    client_for(second.researcher).post(address, typed)

    assert said(second)["T2.1.1"] == [*carried("partly", "T2.1.1")[:3], "es", "page"]
    assert list(rules.incomplete_answers(second.section(2), None)) == []


def test_change_of_a_carried_answer_confirms_it_in_the_language_of_this_round(first, client_for):
    second = next_round(first)
    address = f"/en/assessments/{second.assessment.pk}/domain-2/1/"
    typed = page_of(second.part("2.1"), T2_1_1={"statement": "In 2024 it began."})

    client_for(second.researcher).post(address, typed)

    assert said(second)["T2.1.1"][1:] == ["In 2024 it began.", datetime.date(2022, 11, 30), "en", "page"]


def test_page_that_is_saved_untouched_confirms_nothing(first, client_for):
    second = next_round(first)
    address = f"/en/assessments/{second.assessment.pk}/domain-2/1/"

    client_for(second.researcher).post(address, page_of(second.part("2.1")))

    assert said(second)["T2.1.1"] == carried("partly", "T2.1.1")


def test_contributor_confirms_too(first, client_for):
    second = next_round(first)
    address = f"/en/assessments/{second.assessment.pk}/domain-1/1/"

    client_for(second.contributor).post(address, page_of(second.part("1.1"), T1_1_1={"confirm": "on"}))

    assert said(second)["T1.1.1"][-1] == "page"
    assert second.answer().current.by == second.contributor


# Starting from a split or merged one ------------------------------------------------------------------


@pytest.fixture
def merged(first):
    """T1.1.1 was merged from T1.1.1 and T1.1.2, T1.1.2 was split off T1.1.1; the others are new."""
    instrument = version(
        2,
        T1_1_1=("merged", ["T1.1.1", "T1.1.2"]),
        T1_1_2=("split", ["T1.1.1"]),
        T1_2_1=("new", []),
        T2_1_1=("new", []),
    )
    return first, next_round(first, instrument)


@pytest.mark.parametrize(
    ("code", "before", "option"),
    [("T1.1.1", "T1.1.1", "yes"), ("T1.1.1", "T1.1.2", "no"), ("T1.1.2", "T1.1.1", "yes")],
)
def test_answer_starts_from_any_of_its_predecessors(merged, code, before, option):
    first, second = merged

    start_from(answer=second.answer(code), earlier_id=first.answer(before).pk, by=second.contributor)

    assert said(second) == {code: carried(option, before)}
    assert second.answer(code).current.by == second.contributor


def test_sources_come_along_once_however_often_one_starts(merged):
    first, second = merged

    for code in ("T1.1.1", "T1.1.2"):
        start_from(answer=second.answer(code), earlier_id=first.answer("T1.1.1").pk, by=second.researcher)

    assert second.assessment.sources.count() == 1


def test_what_was_said_so_far_stays_in_the_history(merged):
    first, second = merged
    answer = second.answer()
    save_answers(part=answer.part, drafts=[draft(answer, "Mine.", option=None)], by=second.researcher)

    start_from(answer=answer, earlier_id=first.answer().pk, by=second.researcher)

    assert list(answer.revisions.order_by("number").values_list("statement", flat=True)) == [
        "Mine.",
        "En 2022, T1.1.1.",
    ]


@pytest.mark.parametrize(("code", "before"), [("T1.1.2", "T1.1.2"), ("T2.1.1", "T2.1.1")])
def test_answer_does_not_start_from_one_it_does_not_come_from(merged, client_for, code, before):
    first, second = merged
    other = first.answer(before)

    with pytest.raises(Answer.DoesNotExist):
        start_from(answer=second.answer(code), earlier_id=other.pk, by=second.researcher)

    place = "domain-1/1" if code.startswith("T1") else "domain-2/1"
    part = second.part("1.1" if code.startswith("T1") else "2.1")
    address = f"/en/assessments/{second.assessment.pk}/{place}/{code}/start/{other.pk}/"
    assert client_for(second.researcher).post(address, page_of(part)).status_code == 404
    assert said(second) == {}


def test_answer_of_a_first_round_starts_from_nothing(case):
    with pytest.raises(Answer.DoesNotExist):
        start_from(answer=case.answer(), earlier_id=case.answer("T1.1.2").pk, by=case.researcher)


def test_those_who_only_read_start_nothing(merged):
    first, second = merged

    with pytest.raises(PermissionDenied):
        start_from(answer=second.answer(), earlier_id=first.answer().pk, by=second.observer)
    with pytest.raises(Section.DoesNotExist):
        start_from(answer=second.answer(), earlier_id=first.answer().pk, by=first.researcher)


def test_page_starts_an_answer_and_saves_what_else_was_typed(merged, client_for):
    first, second = merged
    page = f"/en/assessments/{second.assessment.pk}/domain-1/1/"
    typed = page_of(second.part("1.1"), T1_1_2={"statement": "Beside it."})

    done = client_for(second.researcher).post(f"{page}T1.1.1/start/{first.answer().pk}/", typed)

    assert (done.status_code, done.url) == (302, f"{page}#answer-{second.answer().pk}")
    assert said(second)["T1.1.1"] == carried("yes", "T1.1.1")
    assert second.answer("T1.1.2").current.statement == "Beside it."


def test_page_shows_what_the_predecessors_say(merged, client_for):
    _first, second = merged

    page = client_for(second.contributor).get(f"/en/assessments/{second.assessment.pk}/domain-1/1/")

    shown = page.content.decode()
    assert shown.count("En 2022, T1.1.1.") == 2
    assert shown.count("En 2022, T1.1.2.") == 1
    assert shown.count("What the assessment of 2022 says") == 3


# The number of statements -----------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3, 15])
def test_carrying_takes_the_same_statements_however_many_answers(db, count):
    first = make_case(instrument=make_instrument(((count,),)))
    for number in range(count):
        tell_source(first, f"Law {number}")
    approve_all(first)
    instrument = first.assessment.instrument
    second = make_case(
        names=" again",
        place=first.assessment.jurisdiction,
        instrument=instrument,
        round=2,
        year=2024,
        launched=False,
    )

    with counted() as sent:
        done = carry_forward(assessment=second.assessment, by=second.coordinator)

    assert done == count
    assert len(sent) == 13


@pytest.mark.parametrize("count", [1, 3])
def test_ancestry_takes_a_statement_a_generation(db, count):
    asked = {f"T1.1.{n}": {"lineage": ("same", [f"T1.1.{n}"])} for n in range(1, count + 1)}
    first = make_instrument(((count,),))
    make_instrument(((count,),), version="2", follows="1", asked=asked)
    third = make_instrument(((count,),), version="3", follows="2", asked=asked)

    asked = dict(third.indicators.values_list("pk", "instrument"))
    with counted() as sent:
        found = Indicator.objects.ancestries(asked, first)

    assert len(found) == count
    assert len(sent) == 2

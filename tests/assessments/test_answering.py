import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction

from assessments.models import Answer, AnswerRevision, Citation, Source
from assessments.workflow import (
    AnswerDraft,
    CitationDraft,
    Conflict,
    add_source,
    may_add_sources,
    save_answers,
)
from instruments.models import Scale
from tests.factories.assessments import draft, make_case, tell_source
from tests.factories.instruments import make_instrument
from workflows.engine import TransitionRefused


def save(case, *drafts, part="1.1", by=None):
    return save_answers(part=case.part(part), drafts=drafts, by=by or case.researcher)


def said(case):
    """Every revision of the assessment: code, number, option, statement, who."""
    return list(
        AnswerRevision.objects.order_by("pk").values_list(
            "answer__indicator__code", "number", "option__value", "statement", "by__name"
        )
    )


# One person ------------------------------------------------------------------------------------------


def test_first_answer_becomes_revision_one(case):
    source = tell_source(case)
    answer = case.answer()

    conflicts = save(case, draft(answer, "In 2022 it began.", sources=[source]))

    answer.refresh_from_db()
    assert conflicts == []
    assert said(case) == [("T1.1.1", 1, "yes", "In 2022 it began.", "Researcher")]
    assert (answer.revision, answer.current, answer.approved) == (1, AnswerRevision.objects.get(), None)
    assert list(Citation.objects.values_list("revision", "source", "locator")) == [
        (answer.current_id, source.pk, "")
    ]


def test_change_makes_a_further_revision_and_keeps_the_first(case):
    save(case, draft(case.answer(), "In 2022 it began."))

    save(case, draft(case.answer(), "In 2023 it began.", option="partly"), by=case.focal_point)

    assert said(case) == [
        ("T1.1.1", 1, "yes", "In 2022 it began.", "Researcher"),
        ("T1.1.1", 2, "partly", "In 2023 it began.", "Focal point"),
    ]
    assert case.answer().current.number == 2


def test_revision_carries_the_working_language(db):
    case = make_case(working_language="es")

    save(case, draft(case.answer(), "Empezó en 2022."))

    assert AnswerRevision.objects.get().language == "es"


def test_incomplete_draft_can_always_be_saved(case):
    save(case, draft(case.answer(), "Only words so far.", option=None))

    assert said(case) == [("T1.1.1", 1, None, "Only words so far.", "Researcher")]


def test_unchanged_answer_makes_no_revision(case):
    source = tell_source(case)
    first = draft(case.answer(), "In 2022 it began.", citations=(CitationDraft(source.pk, "art. 3"),))
    save(case, first)

    conflicts = save(
        case, draft(case.answer(), "In 2022 it began.", citations=(CitationDraft(source.pk, "art. 3"),))
    )

    assert conflicts == []
    assert len(said(case)) == 1


def test_untouched_empty_answer_makes_no_revision(case):
    save(case, draft(case.answer(), option=None))

    assert said(case) == []
    assert case.answer().current is None


@pytest.mark.parametrize("locators", [("art. 4", "art. 3"), ("art. 3", None), ("", "art. 4")])
def test_change_of_a_citation_alone_makes_a_revision(case, locators):
    sources = [tell_source(case, "One"), tell_source(case, "Two")]
    both = tuple(
        CitationDraft(source.pk, locator)
        for source, locator in zip(sources, ("art. 3", "art. 4"), strict=True)
    )
    save(case, draft(case.answer(), "In 2022.", citations=both))
    now = tuple(
        CitationDraft(source.pk, locator)
        for source, locator in zip(sources, locators, strict=True)
        if locator is not None
    )

    save(case, draft(case.answer(), "In 2022.", citations=now))

    newest = case.answer().current
    assert newest.number == 2
    assert [CitationDraft(c.source_id, c.locator) for c in newest.citations.order_by("source")] == list(now)


def test_other_order_of_citations_is_no_change(case):
    cited = tuple(CitationDraft(tell_source(case, title).pk) for title in ("One", "Two"))
    save(case, draft(case.answer(), "In 2022.", citations=cited))

    save(case, draft(case.answer(), "In 2022.", citations=tuple(reversed(cited))))

    assert len(said(case)) == 1


def test_answer_of_another_part_is_left_alone(case):
    elsewhere = case.answer("T1.2.1")

    save(case, draft(elsewhere, "Smuggled in."), part="1.1")

    assert said(case) == []


# Two people ------------------------------------------------------------------------------------------


def test_draft_of_an_older_revision_comes_back_with_both_texts(case):
    answer = case.answer()
    save(case, draft(answer, "Theirs."), by=case.focal_point)
    mine = draft(answer, "Mine.", revision=0)

    conflicts = save(case, mine)

    assert conflicts == [Conflict(mine=mine, theirs=AnswerRevision.objects.get(), base=None)]
    assert (conflicts[0].mine.statement, conflicts[0].theirs.statement) == ("Mine.", "Theirs.")
    assert said(case) == [("T1.1.1", 1, "yes", "Theirs.", "Focal point")]


def test_draft_of_an_older_revision_is_saved_once_it_names_the_newest(case):
    save(case, draft(case.answer(), "Theirs."), by=case.focal_point)

    conflicts = save(case, draft(case.answer(), "Mine after all.", revision=1))

    assert conflicts == []
    assert case.answer().current.statement == "Mine after all."


def test_other_answers_are_saved_beside_a_conflict(case):
    first, second = case.answer("T1.1.1"), case.answer("T1.1.2")
    save(case, draft(first, "Theirs."), by=case.focal_point)

    conflicts = save(case, draft(first, "Mine.", revision=0), draft(second, "Second."))

    assert [conflict.mine.answer_id for conflict in conflicts] == [first.pk]
    assert said(case) == [
        ("T1.1.1", 1, "yes", "Theirs.", "Focal point"),
        ("T1.1.2", 1, "yes", "Second.", "Researcher"),
    ]


def test_stale_draft_in_which_nothing_was_typed_is_no_conflict(case):
    save(case, draft(case.answer(), "In 2022 it began."))
    save(case, draft(case.answer(), "In 2023 it began."), by=case.focal_point)
    untouched = draft(case.answer(), "In 2022 it began.", revision=1)

    conflicts = save(case, untouched)

    assert conflicts == []
    assert case.answer().current.statement == "In 2023 it began."
    assert len(said(case)) == 2


def test_stale_empty_draft_is_no_conflict(case):
    untouched = draft(case.answer(), option=None, revision=0)
    save(case, draft(case.answer(), "In 2022 it began."), by=case.focal_point)

    conflicts = save(case, untouched)

    assert conflicts == []
    assert len(said(case)) == 1


def test_stale_draft_that_says_the_same_as_the_newest_is_no_conflict(case):
    save(case, draft(case.answer(), "In 2022 it began."), by=case.focal_point)

    conflicts = save(case, draft(case.answer(), "In 2022 it began.", revision=0))

    assert conflicts == []
    assert len(said(case)) == 1


def test_draft_of_a_revision_that_never_was_is_a_conflict(case):
    save(case, draft(case.answer(), "Theirs."), by=case.focal_point)

    conflicts = save(case, draft(case.answer(), "Mine.", revision=7))

    assert [conflict.theirs.statement for conflict in conflicts] == ["Theirs."]


# Who may, and when -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "part", "may"),
    [
        ("coordinator", "1.1", False),
        ("researcher", "1.1", True),
        ("focal_point", "1.1", True),
        ("contributor", "1.1", True),
        ("contributor", "1.2", False),
        ("contributor", "2.1", False),
        ("reviewer", "1.1", False),
        ("translator", "1.1", False),
        ("observer", "1.1", False),
    ],
)
def test_answering_is_for_those_whose_part_it_is(case, role, part, may):
    answer = case.part(part).answers.for_page()[0]
    wanted = draft(answer, "In 2022 it began.")

    if may:
        save(case, wanted, part=part, by=case.in_role(role))
    else:
        with pytest.raises(PermissionDenied):
            save(case, wanted, part=part, by=case.in_role(role))

    assert [row[3] for row in said(case)] == ["In 2022 it began."] * may


@pytest.mark.parametrize("role", ["researcher", "focal_point", "contributor"])
def test_people_of_another_assessment_may_not_answer(two, role):
    case = two.own

    with pytest.raises(PermissionDenied):
        save(case, draft(case.answer(), "Smuggled in."), by=two.other.in_role(role))

    assert said(case) == []


@pytest.mark.parametrize(
    ("state", "refusal"),
    [
        ("submitted", "Answers can’t be changed now: the state is “Submitted”."),
        ("in_review", "Answers can’t be changed now: the state is “In review”."),
        ("approved", "Answers can’t be changed now: the state is “Approved”."),
    ],
)
def test_closed_section_refuses(case, state, refusal):
    section = case.section(1)
    type(section).objects.filter(pk=section.pk).update(state=state)

    with pytest.raises(TransitionRefused) as refused:
        save(case, draft(case.answer(), "Too late."))

    assert str(refused.value) == refusal
    assert said(case) == []


@pytest.mark.parametrize(
    ("state", "refusal"),
    [
        ("set_up", "Answers can’t be changed now: the state is “Being set up”."),
        ("approved", "Answers can’t be changed now: the state is “All answers approved”."),
        ("closed", "Answers can’t be changed now: the state is “Closed”."),
        ("cancelled", "Answers can’t be changed now: the state is “Cancelled”."),
    ],
)
def test_assessment_that_does_not_collect_refuses(case, state, refusal):
    type(case.assessment).objects.update(state=state)

    with pytest.raises(TransitionRefused) as refused:
        save(case, draft(case.answer(), "Too late."))

    assert str(refused.value) == refusal
    assert said(case) == []


# The number of statements ----------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3, 10])
def test_saving_takes_the_same_statements_however_many_answers(db, django_assert_num_queries, count):
    case = make_case(instrument=make_instrument(((count,),)))
    source = tell_source(case)
    part = case.part("1.1")
    answers = list(part.answers.for_page())
    drafts = [draft(answer, "In 2022 it began.", sources=[source]) for answer in answers]

    with django_assert_num_queries(9):
        save_answers(part=part, drafts=drafts, by=case.researcher)

    assert len(said(case)) == count


@pytest.mark.parametrize("count", [1, 3, 10])
def test_conflicts_take_the_same_statements_however_many_answers(db, django_assert_num_queries, count):
    case = make_case(instrument=make_instrument(((count,),)))
    part = case.part("1.1")
    answers = list(part.answers.for_page())
    save_answers(part=part, drafts=[draft(answer, "Theirs.") for answer in answers], by=case.focal_point)
    mine = [draft(answer, "Mine.", revision=0) for answer in answers]

    with django_assert_num_queries(7):
        conflicts = save_answers(part=part, drafts=mine, by=case.researcher)

    assert len(conflicts) == count


# What the database keeps -----------------------------------------------------------------------------


def test_revision_never_changes(case):
    save(case, draft(case.answer(), "In 2022 it began."))

    with (
        pytest.raises(DatabaseError, match="assessments_answerrevision rows never change"),
        transaction.atomic(),
    ):
        AnswerRevision.objects.update(statement="Rewritten.")

    assert AnswerRevision.objects.get().statement == "In 2022 it began."


def test_citation_never_changes(case):
    save(case, draft(case.answer(), "In 2022 it began.", sources=[tell_source(case)]))

    with pytest.raises(DatabaseError, match="assessments_citation rows never change"), transaction.atomic():
        Citation.objects.update(locator="art. 99")

    assert Citation.objects.get().locator == ""


def test_indicator_has_one_answer_in_an_assessment(case):
    answer = case.answer()

    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(assessment=case.assessment, part=answer.part, indicator=answer.indicator)


@pytest.mark.parametrize(
    "change", [{"revision": 1}, {"revision": 0, "current": "newest"}, {"approved": "oldest"}]
)
def test_answer_points_at_what_it_says(case, change):
    answer = case.answer()
    for statement in ("First.", "Second."):
        save(case, draft(case.answer(), statement))
    oldest, newest = AnswerRevision.objects.order_by("number")
    values = {key: {"oldest": oldest, "newest": newest}.get(value, value) for key, value in change.items()}
    if change == {"revision": 1}:
        values["current"] = None

    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.filter(pk=answer.pk).update(**values)


# Sources ---------------------------------------------------------------------------------------------


def test_source_is_told_once_with_who_told_it(case):
    source = add_source(
        assessment=case.assessment,
        by=case.contributor,
        kind="law",
        title="Migration Act",
        number="25871",
        year=2004,
        url="https://example.org/25871",
    )

    assert (source.added_by, str(source)) == (case.contributor, "Migration Act, 25871 (2004)")
    assert list(Source.objects.filter(assessment=case.assessment)) == [source]


def test_source_with_an_impossible_year_is_not_told(case):
    with pytest.raises(ValidationError) as raised:
        tell_source(case, year=20004)

    assert raised.value.messages == ["Write the year with four digits."]
    assert not Source.objects.exists()


def test_sources_are_told_by_those_who_answer(two):
    case = two.own
    people = case.people | {"researcher of the other": two.other.researcher, "stranger": two.stranger}

    may = {name: may_add_sources(case.assessment, person) for name, person in people.items()}

    assert may == {
        "coordinator": False,
        "researcher": True,
        "focal_point": True,
        "contributor": True,
        "reviewer": False,
        "translator": False,
        "observer": False,
        "researcher of the other": False,
        "stranger": False,
    }


def test_source_by_someone_who_does_not_answer_is_forbidden(case):
    with pytest.raises(PermissionDenied):
        add_source(assessment=case.assessment, by=case.observer, kind="law", title="Migration Act")


def test_answer_does_not_cite_a_source_of_another_assessment(two):
    foreign = tell_source(two.other, "Secret agreement of Bremen")

    with pytest.raises(PermissionDenied):
        save(two.own, draft(two.own.answer(), "In 2022.", sources=[foreign]))

    assert said(two.own) == []


def test_answer_does_not_take_an_option_of_another_scale(case):
    other = Scale.objects.create(instrument=case.assessment.instrument, key="other")
    option = other.options.create(
        position=1, value="yes", label="Yes", outcome="nothing", needs_statement=False, needs_source=False
    )

    with pytest.raises(PermissionDenied):
        save(case, AnswerDraft(case.answer().pk, 0, option.pk, "In 2022."))

    assert said(case) == []

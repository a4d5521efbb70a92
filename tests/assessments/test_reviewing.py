import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from assessments.models import Answer, AssessmentEvent, SectionEvent, Verdict
from assessments.report import remarks_on
from assessments.signals import assessment_approved, section_reopened
from assessments.workflow import SECTION, VerdictDraft, record_verdicts, save_answers
from tests.factories.assessments import (
    CAPACITY,
    answer_before,
    answer_part,
    approve,
    approve_all,
    draft,
    judge,
    make_case,
    make_in_review,
    start_review,
)
from tests.replay import play
from workflows.engine import TransitionRefused, perform


@pytest.fixture
def case(db, request):
    """With its first section in review where a test asks for that."""
    return play(make_in_review if "section" in request.fixturenames else make_case)


@pytest.fixture
def section(case):
    """The first section, in review: three answers."""
    return case.section(1)


@pytest.fixture
def heard():
    """What the two signals said, as (name, object, by, rows of the event tables at that moment)."""
    said = []

    def on_approved(sender, assessment, by, **kwargs):
        said.append(
            ("approved", assessment, by, AssessmentEvent.objects.count(), SectionEvent.objects.count())
        )

    def on_reopened(sender, section, by, **kwargs):
        said.append(("reopened", section, by, AssessmentEvent.objects.count(), SectionEvent.objects.count()))

    assessment_approved.connect(on_approved)
    section_reopened.connect(on_reopened)
    yield said
    assessment_approved.disconnect(on_approved)
    section_reopened.disconnect(on_reopened)


def verdicts():
    """Every verdict: code, value, remark, by whom, whether it was sent."""
    rows = Verdict.objects.order_by("revision__answer__indicator__code", "pk").select_related(
        "revision__answer__indicator", "by"
    )
    return [
        (v.revision.answer.indicator.code, v.value, v.remark, v.by.name, v.sent_at is not None) for v in rows
    ]


def say(case, section, code, value, *, remark="", by=None):
    draft_ = VerdictDraft(case.answer(code).current_id, value, remark)
    record_verdicts(section=section, drafts=[draft_], by=by or case.reviewer)


def state_of(obj):
    obj.refresh_from_db()
    return obj.state


# Verdicts ---------------------------------------------------------------------------------------------


def test_verdicts_are_kept_and_private(case, section):
    judge(case, section, change=["T1.1.2"])

    assert verdicts() == [
        ("T1.1.1", "accepted", "", "Reviewer", False),
        ("T1.1.2", "change_needed", "Say more in T1.1.2.", "Reviewer", False),
        ("T1.2.1", "accepted", "", "Reviewer", False),
    ]


def test_verdict_can_be_changed_by_another_reviewer(case, section):
    say(case, section, "T1.1.1", "accepted")

    say(case, section, "T1.1.1", "change_needed", remark="Which year?", by=case.second_reviewer)

    assert verdicts() == [("T1.1.1", "change_needed", "Which year?", "Second reviewer", False)]


def test_verdict_said_again_stays_with_whoever_said_it_first(case, section):
    say(case, section, "T1.1.1", "accepted")

    say(case, section, "T1.1.1", "accepted", by=case.second_reviewer)

    assert verdicts() == [("T1.1.1", "accepted", "", "Reviewer", False)]


def test_verdict_left_empty_is_taken_back(case, section):
    judge(case, section)

    say(case, section, "T1.1.2", "")

    assert [row[0] for row in verdicts()] == ["T1.1.1", "T1.2.1"]


def test_verdict_on_an_answer_elsewhere_is_left_alone(case, section):
    answer_part(case, case.part("2.1"))

    say(case, section, "T2.1.1", "accepted")

    assert verdicts() == []


def test_verdict_on_an_older_revision_is_left_alone(case, section):
    old = case.answer("T1.1.1").current_id
    judge(case, section, change=["T1.1.1"])
    perform(SECTION, "return", section, by=case.reviewer, note="Please mend.")
    answer_part(case, case.part("1.1"), wording="In 2023, {code}.")
    perform(SECTION, "submit", section, by=case.researcher, note=CAPACITY)
    perform(SECTION, "start review", section, by=case.reviewer)

    record_verdicts(section=section, drafts=[VerdictDraft(old, "accepted")], by=case.reviewer)

    assert Verdict.objects.get(revision=old).value == "change_needed"


@pytest.mark.parametrize(
    ("state", "refusal"),
    [
        ("open", "Verdicts can’t be given now: the state is “Open”."),
        ("submitted", "Verdicts can’t be given now: the state is “Submitted”."),
        ("returned", "Verdicts can’t be given now: the state is “Returned with remarks”."),
        ("approved", "Verdicts can’t be given now: the state is “Approved”."),
    ],
)
def test_verdicts_only_while_in_review(case, section, state, refusal):
    type(section).objects.filter(pk=section.pk).update(state=state)

    with pytest.raises(TransitionRefused) as refused:
        say(case, section, "T1.1.1", "accepted")

    assert str(refused.value) == refusal
    assert verdicts() == []


def test_verdict_on_own_work_is_refused(case):
    section = case.section(1)
    answer_before(case, case.reviewer, case.part("1.1"))
    answer_part(case, case.part("1.2"))
    perform(SECTION, "submit", section, by=case.researcher, note=CAPACITY)
    perform(SECTION, "start review", section, by=case.second_reviewer)

    with pytest.raises(TransitionRefused) as refused:
        say(case, section, "T1.2.1", "accepted")

    assert str(refused.value) == "You wrote answers in this section, so someone else must review it."
    assert verdicts() == []


def test_verdicts_are_for_reviewers_of_this_assessment(two):
    case = two.own
    section = case.section(1)
    start_review(case, section)
    others = [person for role, person in case.people.items() if role != "reviewer"]

    for person in [*others, two.other.reviewer, two.stranger, two.superuser]:
        with pytest.raises(PermissionDenied):
            say(case, section, "T1.1.1", "accepted", by=person)

    assert verdicts() == []


def test_change_needed_says_why(case, section):
    with pytest.raises(IntegrityError), transaction.atomic():
        say(case, section, "T1.1.1", "change_needed")


@pytest.mark.parametrize("codes", [("T1.1.1",), ("T1.1.1", "T1.1.2", "T1.2.1")])
def test_verdicts_take_the_same_statements_however_many(case, section, django_assert_num_queries, codes):
    drafts = [VerdictDraft(case.answer(code).current_id, "accepted") for code in codes]

    with django_assert_num_queries(11):
        record_verdicts(section=section, drafts=drafts, by=case.reviewer)

    assert [row[0] for row in verdicts()] == list(codes)


# Return ----------------------------------------------------------------------------------------------


def test_return_sends_the_verdicts(case, section):
    judge(case, section, change=["T1.1.2"])

    perform(SECTION, "return", section, by=case.reviewer, note="Please say more.")

    assert state_of(section) == "returned"
    assert verdicts() == [
        ("T1.1.1", "accepted", "", "Reviewer", True),
        ("T1.1.2", "change_needed", "Say more in T1.1.2.", "Reviewer", True),
        ("T1.2.1", "accepted", "", "Reviewer", True),
    ]


def test_return_leaves_the_date_of_verdicts_sent_before(case, section):
    judge(case, section, change=["T1.1.2"])
    perform(SECTION, "return", section, by=case.reviewer, note="Please say more.")
    sent = Verdict.objects.get(value="change_needed").sent_at
    answer = case.answer("T1.1.2")
    save_answers(part=answer.part, drafts=[draft(answer, "In 2023.", option="no")], by=case.researcher)
    perform(SECTION, "submit", section, by=case.researcher, note=CAPACITY)
    perform(SECTION, "start review", section, by=case.reviewer)
    say(case, section, "T1.1.2", "change_needed", remark="Which office?")

    perform(SECTION, "return", section, by=case.reviewer, note="Once more.")

    dates = list(
        Verdict.objects.filter(value="change_needed").order_by("pk").values_list("sent_at", flat=True)
    )
    assert dates[0] == sent
    assert dates[1] > sent


def test_remarks_are_what_was_sent_and_says_something(case, section):
    def remarks():
        found = remarks_on(Answer.objects.filter(part__section=section))
        return {pk: [(remark.text, remark.by) for remark in said] for pk, said in found.items()}

    judge(case, section, change=["T1.1.2"])
    private = remarks()

    perform(SECTION, "return", section, by=case.reviewer, note="Please say more.")

    assert private == {}
    assert remarks() == {case.answer("T1.1.2").pk: [("Say more in T1.1.2.", "Reviewer")]}


# Approve ---------------------------------------------------------------------------------------------


def test_approve_pins_the_answers_as_they_stand(case, section):
    judge(case, section)

    perform(SECTION, "approve", section, by=case.reviewer)

    pinned = Answer.objects.filter(part__section=section).in_order().values_list("current", "approved")
    assert [current == approved for current, approved in pinned] == [True, True, True]
    assert state_of(section) == "approved"
    assert {row[4] for row in verdicts()} == {True}


def test_approve_leaves_other_sections_answers_alone(case, section):
    answer_part(case, case.part("2.1"))
    judge(case, section)

    perform(SECTION, "approve", section, by=case.reviewer)

    assert case.answer("T2.1.1").approved is None


def test_approve_of_one_section_leaves_the_assessment_collecting(case, section, heard):
    judge(case, section)

    perform(SECTION, "approve", section, by=case.reviewer)

    assert state_of(case.assessment) == "collecting"
    assert heard == []


def test_approve_of_the_last_section_approves_the_assessment(case, heard):
    approve_all(case)

    assert state_of(case.assessment) == "approved"
    assert list(AssessmentEvent.objects.order_by("pk").values_list("name", "source", "target", "by")) == [
        ("launch", "set_up", "collecting", case.coordinator.pk),
        ("all approved", "collecting", "approved", None),
    ]
    # the signal came in the same transaction, after the events of both steps
    assert heard == [("approved", case.assessment, case.reviewer, 2, 6)]


def test_failure_of_a_receiver_takes_the_approval_back(case):
    def fail(**kwargs):
        raise RuntimeError("no profile can be made")

    approve(case, case.section(1))
    last = case.section(2)
    start_review(case, last)
    judge(case, last)
    assessment_approved.connect(fail)

    with pytest.raises(RuntimeError):
        perform(SECTION, "approve", last, by=case.reviewer)
    assessment_approved.disconnect(fail)

    assert state_of(last) == "in_review"
    assert state_of(case.assessment) == "collecting"
    assert case.answer("T2.1.1").approved is None
    assert {row[4] for row in verdicts() if row[0] == "T2.1.1"} == {False}


# Reopen ----------------------------------------------------------------------------------------------


def test_reopen_unpins_the_answers_of_the_section_only(case):
    approve_all(case)

    perform(SECTION, "reopen", case.section(2), by=case.coordinator, note="An error in T2.1.1.")

    approved = Answer.objects.in_order().values_list("indicator__code", "approved__number")
    assert list(approved) == [("T1.1.1", 1), ("T1.1.2", 1), ("T1.2.1", 1), ("T2.1.1", None)]


def test_reopen_resumes_an_approved_assessment_and_tells_it(case, heard):
    approve_all(case)
    section = case.section(2)

    perform(SECTION, "reopen", section, by=case.coordinator, note="An error in T2.1.1.")

    assert state_of(section) == "returned"
    assert state_of(case.assessment) == "collecting"
    assert AssessmentEvent.objects.order_by("-pk").values_list("name", "by").first() == ("resume", None)
    assert heard[1:] == [("reopened", section, case.coordinator, 3, 7)]


def test_reopen_while_others_are_open_moves_the_section_only(case, heard):
    approve(case, case.section(1))

    perform(SECTION, "reopen", case.section(1), by=case.coordinator, note="An error.")

    assert AssessmentEvent.objects.count() == 1  # launched, and nothing since
    assert [row[0] for row in heard] == ["reopened"]


def test_reopened_section_can_be_approved_again(case, heard):
    approve_all(case)
    section = case.section(2)
    perform(SECTION, "reopen", section, by=case.coordinator, note="An error in T2.1.1.")

    approve(case, section, wording="In 2024, {code} was mended.")

    assert state_of(case.assessment) == "approved"
    assert case.answer("T2.1.1").approved.statement == "In 2024, T2.1.1 was mended."
    assert [row[0] for row in heard] == ["approved", "reopened", "approved"]

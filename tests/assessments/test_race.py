"""Two people at the same moment, on two real connections. SQLite lets one writer in at a time: nothing to race."""

from functools import partial

import pytest
from django.utils import timezone

from assessments.models import AnswerRevision, AssessmentEvent, Reminder, Section, SectionEvent, Turn
from assessments.tasks import send_reminder
from assessments.workflow import SECTION, pass_section, queue_reminders, save_answer, save_answers
from profiles.models import Profile
from tests.factories.assessments import (
    CAPACITY,
    answer_section,
    approve,
    draft,
    judge,
    make_case,
    start_review,
)
from tests.race import at_once, postgresql_only
from workflows.engine import TransitionRefused, perform

pytestmark = [pytest.mark.django_db(transaction=True), postgresql_only]


TRIALS = 100


@pytest.mark.slow
@pytest.mark.parametrize("way", ["while it is written", "with its page"])
def test_same_answer_saved_at_once_keeps_one_text_and_gives_the_other_back(way):
    case = make_case()
    part = case.part("1.1")

    def save(person, wanted):
        if way == "with its page":
            return save_answers(part=part, drafts=[wanted], by=person)
        saved = save_answer(draft=wanted, by=person)
        return [saved.conflict] if saved.conflict else []

    for trial in range(TRIALS):
        answer = case.answer()
        drafts = {
            person: draft(answer, f"{person.name}, {trial}.")
            for person in (case.researcher, case.focal_point)
        }
        results = at_once(*(partial(save, person, wanted) for person, wanted in drafts.items()))

        kept = case.answer().current
        [lost] = [found for found in results if found]
        assert results.count([]) == 1
        assert kept.number == answer.revision + 1
        assert (lost[0].theirs, lost[0].base) == (kept, answer.current)
        assert {lost[0].mine.statement, kept.statement} == {wanted.statement for wanted in drafts.values()}
    assert AnswerRevision.objects.count() == TRIALS


def test_different_answers_of_a_part_saved_at_once_are_both_kept():
    case = make_case()
    part = case.part("1.1")
    first, second = draft(case.answer("T1.1.1"), "First."), draft(case.answer("T1.1.2"), "Second.")

    results = at_once(
        lambda: save_answers(part=part, drafts=[first], by=case.researcher),
        lambda: save_answers(part=part, drafts=[second], by=case.focal_point),
    )

    assert results == [[], []]
    assert sorted(AnswerRevision.objects.values_list("statement", flat=True)) == ["First.", "Second."]


@pytest.mark.parametrize("attempt", range(5))
def test_answer_saved_while_the_section_is_submitted_is_in_the_submission_or_refused(attempt):
    case = make_case()
    section, part = case.section(2), case.part("2.1")
    answer = case.answer("T2.1.1")
    save_answers(part=part, drafts=[draft(answer, "There is none.", option="no")], by=case.researcher)
    late = draft(answer, "There is none yet.", option="no", revision=1)

    saved, submitted = at_once(
        lambda: save_answer(draft=late, by=case.focal_point),
        lambda: perform(SECTION, "submit", section, by=case.researcher, note=CAPACITY),
    )

    assert submitted.name == "submit"
    texts = list(AnswerRevision.objects.order_by("number").values_list("statement", "at"))
    if isinstance(saved, TransitionRefused):
        assert [text for text, _at in texts] == ["There is none."]
    else:
        assert [text for text, _at in texts] == ["There is none.", "There is none yet."]
        assert texts[-1][1] < submitted.at


def test_two_approvals_at_once_are_one():
    case = make_case()
    section = case.section(1)
    start_review(case, section)
    judge(case, section)

    results = at_once(
        lambda: perform(SECTION, "approve", section, by=case.reviewer),
        lambda: perform(SECTION, "approve", section, by=case.second_reviewer),
    )

    assert sorted(type(result) is TransitionRefused for result in results) == [False, True]
    assert SectionEvent.objects.filter(name="approve").count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_last_two_sections_approved_at_once_approve_the_assessment(attempt):
    case = make_case()
    first, second = case.section(1), case.section(2)
    for section in (first, second):
        start_review(case, section)
        judge(case, section)

    at_once(
        lambda: perform(SECTION, "approve", first, by=case.reviewer),
        lambda: perform(SECTION, "approve", second, by=case.second_reviewer),
    )

    case.assessment.refresh_from_db()
    assert case.assessment.state == "approved"
    assert AssessmentEvent.objects.filter(name="all approved").count() == 1
    assert Profile.objects.filter(assessment=case.assessment).count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_section_reopened_while_the_last_one_is_approved_is_never_left_behind(attempt):
    case = make_case()
    first, last = case.section(1), case.section(2)
    approve(case, first)
    start_review(case, last)
    judge(case, last)

    at_once(
        lambda: perform(SECTION, "reopen", first, by=case.coordinator, note="An error."),
        lambda: perform(SECTION, "approve", last, by=case.reviewer),
    )

    case.assessment.refresh_from_db()
    assert case.assessment.state == "collecting"
    assert sorted(case.assessment.sections.values_list("state", flat=True)) == ["approved", "returned"]


def test_reminder_taken_up_by_two_workers_at_once_is_mailed_once(mailoutbox):
    case = make_case()
    case.assessment.sections.update(due_date=timezone.localdate())
    reminder = Reminder.objects.create(user=case.researcher, date=timezone.localdate())
    mailoutbox.clear()  # of the roles given

    at_once(lambda: send_reminder(reminder.pk), lambda: send_reminder(reminder.pk))

    assert [mail.to for mail in mailoutbox] == [["researcher@example.org"]]


def test_two_schedulers_at_once_remind_everybody_once(mailoutbox):
    case = make_case()
    case.assessment.sections.update(due_date=timezone.localdate())
    now = timezone.localtime().replace(hour=8)
    mailoutbox.clear()  # of the roles given

    at_once(lambda: queue_reminders(now), lambda: queue_reminders(now))

    assert sorted(mail.to[0] for mail in mailoutbox) == ["contributor@example.org", "researcher@example.org"]
    assert Reminder.objects.count() == 2


def test_section_passed_on_and_submitted_at_once_ends_with_the_reviewer_or_is_not_passed():
    case = make_case()
    section = case.section(2)
    answer_section(case, section)

    passed, submitted = at_once(
        lambda: pass_section(section=section, holder="government", by=case.researcher),
        lambda: perform(SECTION, "submit", case.section(2), by=case.focal_point, note=CAPACITY),
    )

    assert isinstance(passed, TransitionRefused | Turn)
    assert isinstance(submitted, SectionEvent)
    assert Section.objects.get(pk=section.pk).holder == "reviewer"

"""Whose turn it is, for how many days, and until when."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from assessments.choices import Holder
from assessments.models import DueDateChange, Section, Turn
from assessments.report import days_held, task_list, work_of
from assessments.report.clock import days_in_words
from assessments.workflow import (
    ASSESSMENT,
    SECTION,
    extend_due_date,
    hand_on,
    hand_over,
    pass_section,
    set_due_dates,
)
from tests.factories.accounts import make_people
from tests.factories.assessments import DUE, answer_section, approve, judge, make_case, start_review, submit
from workflows.engine import TransitionRefused, perform

LATER = DUE + datetime.timedelta(days=15)
DAY = datetime.timedelta(days=1)


def page(case, path=""):
    return f"/en/assessments/{case.assessment.pk}/{path}"


def text_of(response):
    return " ".join(response.content.decode().split())


def turns(section):
    return [turn.holder for turn in section.turns.in_order()]


# Turns ------------------------------------------------------------------------------------------------


def test_launch_begins_with_the_researcher_everywhere(case):
    assert list(Turn.objects.in_order().values_list("section__domain__number", "holder", "by__name")) == [
        (1, "researcher", "Coordinator"),
        (2, "researcher", "Coordinator"),
    ]


def test_assessment_being_set_up_is_nobodys_turn(db):
    make_case(launched=False)

    assert not Turn.objects.exists()


@pytest.mark.parametrize(("role", "side"), [("researcher", "researcher"), ("focal_point", "government")])
def test_submission_goes_to_the_reviewer_and_comes_back_to_the_side_that_submitted(case, role, side):
    section = case.section(2)
    answer_section(case, section)
    perform(SECTION, "submit", section, by=case.in_role(role), note="Research team")
    perform(SECTION, "start review", section, by=case.reviewer)
    judge(case, section, change=["T2.1.1"])
    perform(SECTION, "return", section, by=case.reviewer, note="More, please.")

    assert turns(section) == ["researcher", "reviewer", side]


def test_recall_brings_the_section_back_to_the_side_that_submitted(case):
    section = case.section(2)
    answer_section(case, section)
    perform(SECTION, "submit", section, by=case.focal_point, note="Research team")
    perform(SECTION, "recall", section, by=case.researcher)

    assert turns(section) == ["researcher", "reviewer", "government"]


def test_section_comes_back_to_the_government_when_its_focal_point_has_a_successor(case):
    section, [ada] = case.section(2), make_people("Ada")
    answer_section(case, section)
    perform(SECTION, "submit", section, by=case.focal_point, note="Research team")
    role = case.assessment.roles.get(role="focal_point")
    hand_on(assignment=role, email=ada.email, name="Ada", language="en", by=case.coordinator)
    perform(SECTION, "recall", section, by=ada)

    assert turns(section)[-1] == "government"


def test_approved_section_is_nobodys_turn_and_a_reopened_one_the_researchers(case):
    section = case.section(2)
    approve(case, section)
    perform(SECTION, "reopen", section, by=case.coordinator, note="A law was passed.")

    assert turns(section) == ["researcher", "reviewer", "nobody", "researcher"]


def test_cancelling_ends_the_turns_that_run(case):
    approve(case, case.section(2))

    perform(ASSESSMENT, "cancel", case.assessment, by=case.coordinator, note="No funds.")

    assert turns(case.section(1)) == ["researcher", "nobody"]
    assert turns(case.section(2)) == ["researcher", "reviewer", "nobody"]


def test_section_is_passed_to_the_other_side_with_a_mail(
    case, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        turn = pass_section(
            section=case.section(1), holder="government", by=case.researcher, note=" Yours now. "
        )

    assert (turn.holder, turn.note, turn.by) == ("government", "Yours now.", case.researcher)
    [mail] = mailoutbox
    assert (mail.to, mail.subject) == (
        ["focal.point@example.org"],
        "Quilmes, 2022: “Domain 1” is with you now",
    )
    assert "Researcher writes:\n\nYours now.\n" in mail.body
    assert f"http://127.0.0.1:8000{page(case, 'domain-1/check/')}" in mail.body


def test_section_that_is_there_already_is_not_passed_again(case):
    with pytest.raises(TransitionRefused) as refused:
        pass_section(section=case.section(1), holder="researcher", by=case.focal_point)

    assert str(refused.value) == "The section is there already."


def test_submitted_section_is_not_passed_on(case):
    submit(case, case.section(2))

    with pytest.raises(TransitionRefused) as refused:
        pass_section(section=case.section(2), holder="government", by=case.researcher)

    assert str(refused.value) == "The section can’t be passed on now: the state is “Submitted”."


@pytest.mark.parametrize("holder", ["reviewer", "nobody", "somebody"])
def test_section_is_passed_between_those_who_answer_only(case, holder):
    with pytest.raises(PermissionDenied):
        pass_section(section=case.section(1), holder=holder, by=case.researcher)


def test_passing_on_is_for_those_who_answer_the_assessment(two):
    for by in (two.own.coordinator, two.own.contributor, two.own.reviewer, two.other.researcher):
        with pytest.raises(PermissionDenied):
            pass_section(section=two.own.section(1), holder="government", by=by)


def test_page_passes_to_the_side_it_named_even_when_sent_twice(case, client_for):
    client = client_for(case.researcher)
    asked = client.get(page(case, "domain-1/pass/"))
    typed = {"holder": asked.context["form"]["holder"].value(), "note": "Yours now."}

    done = client.post(page(case, "domain-1/pass/"), typed)
    again = client.post(page(case, "domain-1/pass/"), typed)

    assert "Pass to the government" in text_of(asked)
    assert (done.status_code, done.url) == (302, page(case))
    assert again.status_code == 409
    assert "Yours now.</textarea>" in text_of(again)
    assert turns(case.section(1)) == ["researcher", "government"]


# Days -------------------------------------------------------------------------------------------------

START = datetime.datetime(2030, 3, 1, 12, tzinfo=datetime.UTC)
held = st.lists(
    st.tuples(st.sampled_from(Holder.values), st.integers(min_value=0, max_value=60 * 24 * 40)),
    min_size=1,
    max_size=12,
)


def told(*pairs):
    """Turns that began so many minutes after one another, and the moment when the last one ends."""
    moment, found = START, []
    for holder, minutes in pairs:
        found.append(Turn(holder=holder, at=moment))
        moment += datetime.timedelta(minutes=minutes)
    return found, moment


def test_days_are_counted_for_each_side():
    found, now = told(("researcher", 12 * 24 * 60), ("government", 3 * 24 * 60), ("researcher", 24 * 60))

    assert days_held(found, now) == {"researcher": 13, "government": 3}


def test_day_belongs_to_who_holds_the_section_at_its_end():
    found, now = told(("researcher", 11 * 60), ("government", 2 * 60), ("researcher", 0))

    assert days_held(found, now) == {"researcher": 0, "government": 1}


def test_day_ends_at_midnight_of_the_site():
    found, now = told(("researcher", 11 * 60), ("government", 0))

    with timezone.override("Asia/Tokyo"):
        in_tokyo = days_held(found, now)

    assert days_held(found, now) == {"researcher": 0, "government": 0}
    assert in_tokyo == {"researcher": 1, "government": 0}


@given(pairs=held, zone=st.sampled_from(["UTC", "America/Argentina/Buenos_Aires", "Pacific/Auckland"]))
def test_days_of_all_sides_add_up_to_the_whole_span(pairs, zone):
    found, now = told(*pairs)

    with timezone.override(zone):
        span = timezone.localdate(now) - timezone.localdate(START)
        days = days_held(found, now)

    assert sum(days.values()) == span.days
    assert min(days.values()) >= 0


def test_no_turn_is_no_day():
    assert days_held([], START) == {}


def test_days_are_said_in_words():
    assert days_in_words({"researcher": 12, "nobody": 4, "government": 1, "reviewer": 0}) == (
        "12 days with the researcher, 1 day with the government"
    )


# Due dates --------------------------------------------------------------------------------------------


def changes():
    return list(
        DueDateChange.objects.order_by("pk").values_list(
            "section__domain__number", "old_date", "new_date", "reason", "by__name"
        )
    )


def test_due_date_is_extended_for_a_reason_and_told_to_who_holds_the_section(
    case, mailoutbox, django_capture_on_commit_callbacks
):
    pass_section(section=case.section(1), holder="government", by=case.researcher)

    with django_capture_on_commit_callbacks(execute=True):
        extend_due_date(section=case.section(1), new_date=LATER, reason=" Elections. ", by=case.coordinator)

    assert changes() == [(1, DUE, LATER, "Elections.", "Coordinator")]
    assert case.section(1).due_date == LATER
    [mail] = mailoutbox
    assert (mail.to, mail.subject) == (["focal.point@example.org"], "Quilmes, 2022: due dates were changed")
    assert "- 1 Domain 1: 15 July 2030 instead of 30 June 2030\n" in mail.body
    assert "Coordinator writes:\n\nElections.\n" in mail.body


def test_several_dates_changed_at_once_make_one_mail_a_person(
    case, mailoutbox, django_capture_on_commit_callbacks
):
    dates = dict.fromkeys(case.assessment.sections.values_list("pk", flat=True), LATER)

    with django_capture_on_commit_callbacks(execute=True):
        set_due_dates(assessment=case.assessment, dates=dates, reason="Elections.", by=case.coordinator)

    assert [mail.to for mail in mailoutbox] == [["researcher@example.org"]]
    assert len(changes()) == 2


def test_due_date_that_stays_needs_no_reason_and_leaves_no_trace(case):
    set_due_dates(assessment=case.assessment, dates={case.section(1).pk: DUE}, by=case.coordinator)

    assert changes() == []


def test_due_date_is_not_moved_without_a_reason(case):
    with pytest.raises(ValidationError) as raised:
        extend_due_date(section=case.section(1), new_date=LATER, reason=" ", by=case.coordinator)

    assert list(raised.value.message_dict) == ["reason"]
    assert case.section(1).due_date == DUE


def test_due_date_is_not_moved_once_the_assessment_has_ended(case):
    perform(ASSESSMENT, "cancel", case.assessment, by=case.coordinator, note="No funds.")

    with pytest.raises(TransitionRefused):
        extend_due_date(section=case.section(1), new_date=LATER, reason="Elections.", by=case.coordinator)


def test_due_date_is_moved_by_coordinators_of_the_assessment(two):
    for by in (two.own.focal_point, two.own.reviewer, two.other.coordinator):
        with pytest.raises(PermissionDenied):
            extend_due_date(section=two.own.section(1), new_date=LATER, reason="Elections.", by=by)


def dates_form(case, **fields):
    names = {f"section-{section.pk}": DUE.isoformat() for section in case.assessment.sections.all()}
    return names | fields


def test_page_asks_for_the_reason_of_a_changed_date_and_keeps_what_was_typed(case, client_for):
    changed = dates_form(case) | {f"section-{case.section(1).pk}": LATER.isoformat()}

    response = client_for(case.coordinator).post(page(case, "dates/"), changed)

    assert response.context["form"].errors == {
        "reason": ["Say why the date is changed: the people concerned read it."]
    }
    assert f'value="{LATER.isoformat()}"' in text_of(response)
    assert changes() == []


def test_page_shows_which_dates_were_changed_and_why(case, client_for):
    client = client_for(case.coordinator)
    changed = dates_form(case, reason="Elections.") | {f"section-{case.section(1).pk}": LATER.isoformat()}

    done = client.post(page(case, "dates/"), changed)

    assert done.url == page(case)
    assert changes() == [(1, DUE, LATER, "Elections.", "Coordinator")]
    assert "15 July 2030 instead of 30 June 2030" in text_of(client.get(page(case, "dates/")))


def test_page_needs_no_reason_when_nothing_changes(case, client_for):
    done = client_for(case.coordinator).post(page(case, "dates/"), dates_form(case))

    assert (done.status_code, changes()) == (302, [])


def test_page_of_an_ended_assessment_says_why(case, client_for):
    perform(ASSESSMENT, "cancel", case.assessment, by=case.coordinator, note="No funds.")
    changed = dates_form(case, reason="Elections.") | {f"section-{case.section(1).pk}": LATER.isoformat()}

    response = client_for(case.coordinator).post(page(case, "dates/"), changed)

    assert response.status_code == 409
    assert "Dates can’t be changed now: the state is “Cancelled”." in text_of(response)


# On the pages -----------------------------------------------------------------------------------------


def lines(case, person, now):
    found = task_list(case.assessment, person, person.rights_on(case.assessment), now)
    return [(line.holder, line.days, line.overdue, line.pass_to) for line in found]


def test_home_says_whose_turn_it_is_since_when_and_what_is_overdue(case):
    pass_section(section=case.section(1), holder="government", by=case.researcher)
    start_review(case, case.section(2))
    in_two_days = timezone.now() + 2 * DAY
    Section.objects.filter(pk=case.section(1).pk).update(due_date=timezone.localdate(in_two_days) - DAY)

    assert lines(case, case.researcher, in_two_days) == [
        ("with the government", "2 days with the government", True, "researcher"),
        ("with the reviewer", "2 days with the reviewer", False, ""),
    ]
    assert {row[3] for row in lines(case, case.coordinator, in_two_days)} == {""}


def test_home_says_overdue_in_words(case, client_for):
    Section.objects.filter(pk=case.section(1).pk).update(due_date=datetime.date(2020, 5, 3))

    assert "overdue since 3 May 2020" in text_of(client_for(case.observer).get(page(case)))


def test_approved_section_is_never_overdue(case):
    approve(case, case.section(2))

    assert lines(case, case.observer, timezone.now() + 20000 * DAY)[1][2] is False


def work(person, today=None):
    return [
        (task.title, task.status, task.holder, task.overdue, task.first)
        for each in work_of(person, today)
        for task in each.tasks
    ]


def test_work_says_with_whom_a_section_is_and_whether_it_is_overdue(case):
    pass_section(section=case.section(1), holder="government", by=case.researcher)

    assert work(case.focal_point, DUE + DAY) == [
        ("Domain 1", "Open", "with the government", True, False),
        ("Domain 2", "Open", "with the researcher", True, False),
    ]
    assert [row[3] for row in work(case.focal_point, DUE)] == [False, False]


def test_work_of_a_contributor_says_how_far_each_page_is(case):
    hand_over(
        assessment=case.assessment,
        user=case.contributor,
        parts=[case.part("1.2")],
        due_date=DUE - DAY,
        by=case.focal_point,
    )
    handover = case.part("1.1").handovers.get()
    perform("handover", "hand back", handover, by=case.contributor)

    assert work(case.contributor, DUE) == [
        ("1.2 Subcategory 1.2", "With you", "", True, False),
        ("1.1 Subcategory 1.1", "Handed back", "", False, False),
    ]
    assert work(case.focal_point)[0] == ("1.1 Subcategory 1.1", "Handed back by Contributor", "", False, True)
    assert "1.1 Subcategory 1.1" not in [row[0] for row in work(case.researcher)]


def test_work_shows_what_is_overdue_and_where_to_hand_back(case, client_for):
    Section.objects.update(due_date=datetime.date(2020, 5, 3))

    shown = text_of(client_for(case.contributor).get("/en/work/"))

    handover = case.part("1.1").handovers.get()
    assert "Overdue since 3 May 2020" in shown
    assert page(case, f"hand-over/{handover.pk}/do/hand-back/") in shown

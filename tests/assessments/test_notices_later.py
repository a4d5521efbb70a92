"""Between an act and its mail things happen: a mail says what is so at that moment, and what its reader may see."""

import datetime

import pytest

from accounts.models import User
from assessments.choices import NoticeKind
from assessments.models import (
    Answer,
    Message,
    MessageRead,
    Notice,
    QueryEvent,
    ReviewQuery,
    Section,
    Verdict,
)
from assessments.tasks import send_notice
from assessments.workflow import (
    ASSESSMENT,
    HANDOVER,
    SECTION,
    assign_role,
    hand_on,
    remove_role,
    reply_to_remark,
    save_answer,
    set_due_dates,
    take_back,
)
from tests.factories.accounts import make_people
from tests.factories.assessments import CAPACITY, DUE, answer_part, approve, draft, judge, submit
from tests.factories.notices import (
    LATER,
    hand_pages,
    move_date,
    owed,
    pass_on,
    put_query,
    return_section,
    send_back,
    settle,
    waiting,
)
from workflows.engine import perform


def handover(case, number="1.1"):
    return case.part(number).handovers.get(role__user=case.contributor)


def lose_role(case, role):
    assignment = case.assessment.roles.filter(role=role).earliest("pk")
    remove_role(assignment=assignment, by=case.coordinator)


def step(name, by, note=""):
    return lambda case: perform(SECTION, name, case.section(1), by=case.in_role(by), note=note)


def cancel(case):
    perform(ASSESSMENT, "cancel", case.assessment, by=case.coordinator, note="No funds.")


def hand_back(case):
    perform(HANDOVER, "hand back", handover(case), by=case.contributor)


def hand_both_back(case):
    for number in ("1.1", "1.2"):
        perform(HANDOVER, "hand back", handover(case, number), by=case.contributor)


def take_pages_back(case):
    for row in case.assessment.roles.get(role="contributor").handovers.all():
        take_back(handover=row, by=case.focal_point)


def give_pages_away(case):
    hand_on(
        assignment=case.assessment.roles.get(role="contributor"),
        email=make_people("Ada")[0].email,
        name="Ada",
        language="en",
        by=case.focal_point,
    )


def mend_and_submit(case):
    for code in ("T1.1.1", "T1.2.1"):
        answer = case.answer(code)
        if answer.current.verdicts.get().value == "change_needed":
            save_answer(draft=draft(answer, "There is none.", option="no"), by=case.researcher)
    perform(SECTION, "submit", case.section(1), by=case.researcher, note=CAPACITY)


def resubmit(case):
    perform(SECTION, "submit", case.section(1), by=case.researcher, note=CAPACITY)


def become(role, instead):
    """A person who has another role now, and may see the assessment as before."""

    def change(case):
        person = case.in_role(role)
        assign_role(assessment=case.assessment, user=person, role=instead, by=case.coordinator)
        remove_role(assignment=case.assessment.roles.get(user=person, role=role), by=case.coordinator)

    return change


def resolve_query(case):
    query = ReviewQuery.objects.get()
    query.state = "resolved"
    query.save()
    QueryEvent.objects.create(
        subject=query, name="resolve", source="open", target="resolved", by=case.reviewer
    )


def reply_to_query(case, by):
    return Message.objects.create(query=ReviewQuery.objects.get(), body="Article 3.", language="en", by=by)


# Nothing left to say ------------------------------------------------------------------------------------

OVER = {
    ("handed_over", "taken back"): take_pages_back,
    ("handed_over", "handed back already"): hand_both_back,
    ("handed_over", "handed on to a successor"): give_pages_away,
    ("handed_over", "section submitted"): lambda case: submit(case, case.section(1)),
    ("sent_back", "handed back again"): hand_back,
    ("sent_back", "taken back"): take_pages_back,
    ("sent_back", "handed on to a successor"): give_pages_away,
    ("sent_back", "section submitted"): lambda case: submit(case, case.section(1)),
    ("passed", "passed back"): lambda case: pass_on(case, "researcher", case.focal_point),
    ("passed", "submitted"): lambda case: submit(case, case.section(1)),
    ("passed", "on the other side now"): become("focal_point", "researcher"),
    ("due_dates", "date moved again"): lambda case: move_date(case, DUE),
    ("due_dates", "section approved"): lambda case: approve(case, case.section(1)),
    ("submitted", "taken back"): step("recall", "researcher"),
    ("submitted", "review started"): step("start review", "second_reviewer"),
    ("submitted", "no reviewer any more"): become("reviewer", "coordinator"),
    ("recalled", "submitted anew"): resubmit,
    ("returned", "submitted anew"): mend_and_submit,
    ("returned", "without a page in it"): take_pages_back,
    ("approved", "reopened"): step("reopen", "coordinator", "A law was passed."),
    ("reopened", "submitted anew"): resubmit,
    ("query", "resolved"): resolve_query,
    ("query", "answered by the reader"): lambda case: reply_to_query(case, case.researcher),
    ("query", "read on the page"): lambda case: MessageRead.objects.create(
        message=Message.objects.get(), user=case.researcher
    ),
    ("query", "for reviewers and coordinators now"): lambda case: ReviewQuery.objects.update(audience="iom"),
}


@pytest.mark.parametrize(("kind", "happened"), OVER)
def test_mail_is_not_sent_when_what_it_says_is_over(case, kind, happened, mailoutbox):
    notice = owed(case, kind)

    OVER[kind, happened](case)

    assert (settle(notice), mailoutbox) == ("dropped", [])


def test_kinds_whose_act_can_be_over_are_all_played():
    assert {kind for kind, _happened in OVER} == set(NoticeKind.values) - {"role"}


# What holds for every kind ------------------------------------------------------------------------------


def reader_of(case, notice):
    return next(role for role, person in case.people.items() if person == notice.user)


@pytest.mark.parametrize("kind", NoticeKind.values)
def test_each_kind_is_sent_once_when_nothing_happened(case, kind, mailoutbox):
    notice = owed(case, kind)

    states = [settle(notice), settle(notice)]

    assert states == ["sent", "sent"]
    assert [mail.to for mail in mailoutbox] == [[notice.user.email]]


@pytest.mark.parametrize("kind", NoticeKind.values)
def test_nobody_is_mailed_about_an_assessment_that_they_see_no_more(case, kind, mailoutbox):
    notice = owed(case, kind)
    lose_role(case, reader_of(case, notice))

    assert (settle(notice), mailoutbox) == ("dropped", [])


@pytest.mark.parametrize("kind", NoticeKind.values)
def test_nobody_is_mailed_whose_account_is_closed(case, kind, mailoutbox):
    notice = owed(case, kind)
    User.objects.filter(pk=notice.user_id).update(is_active=False)

    assert (settle(notice), mailoutbox) == ("dropped", [])


@pytest.mark.parametrize("kind", NoticeKind.values)
def test_nobody_is_mailed_about_an_assessment_that_was_cancelled(case, kind, mailoutbox):
    notice = owed(case, kind)
    cancel(case)

    assert (settle(notice), mailoutbox) == ("dropped", [])


@pytest.mark.parametrize("kind", [*NoticeKind.values, "of_a_later_version"])
def test_act_that_nothing_tells_of_any_more_is_dropped(case, kind, mailoutbox):
    notice = Notice.objects.create(
        user=case.researcher, kind=kind, assessment=case.assessment, subject=999_999, subjects=[999_999]
    )

    assert (settle(notice), mailoutbox) == ("dropped", [])


@pytest.mark.parametrize("kind", NoticeKind.values)
def test_act_in_another_assessment_is_never_told(two, kind, mailoutbox):
    """The row is of an assessment that the reader doesn't see, whatever the notice says of it."""
    theirs = owed(two.other, kind)
    role = reader_of(two.other, theirs)
    notice = Notice.objects.create(
        user=two.own.in_role(role),
        kind=kind,
        assessment=two.own.assessment,
        subject=theirs.subject,
        subjects=theirs.subjects,
    )

    assert (settle(notice), mailoutbox) == ("dropped", [])


def test_page_of_another_assessment_is_not_told_as_one_of_this(two, mailoutbox):
    hand_pages(two.other, to=two.own.contributor)
    theirs = waiting("handed_over", two.own.contributor)
    Notice.objects.filter(pk=theirs.pk).update(assessment=two.own.assessment)

    assert (settle(theirs), mailoutbox) == ("dropped", [])


def test_job_of_a_mail_that_is_gone_does_nothing(db, mailoutbox):
    send_notice(1)

    assert mailoutbox == []


# A part of it is over -----------------------------------------------------------------------------------


def test_page_that_was_taken_back_is_left_out(case, mailoutbox):
    notice = owed(case, "handed_over")
    take_back(handover=handover(case, "1.1"), by=case.focal_point)

    settle(notice)

    assert "- 1.2 Subcategory 1.2" in mailoutbox[0].body
    assert "1.1" not in mailoutbox[0].body


def test_page_handed_over_again_is_told_by_the_newer_mail(case, mailoutbox):
    first = owed(case, "handed_over")
    hand_pages(case, "1.1", note="By Friday, please.")
    second = waiting("handed_over", case.contributor)

    states = settle(first), settle(second)

    assert states == ("sent", "sent")
    assert ("1.1" in mailoutbox[0].body, "1.2" in mailoutbox[0].body) == (False, True)
    assert ("1.1" in mailoutbox[1].body, "By Friday" in mailoutbox[1].body) == (True, True)


def test_pages_with_different_notes_are_told_apart(case, mailoutbox):
    notice = owed(case, "handed_over")
    handover(case, "1.2").__class__.objects.filter(pk=handover(case, "1.2").pk).update(note="Another note.")

    settle(notice)

    told = mailoutbox[0].body
    assert told.index("1.1 S") < told.index("Name the law") < told.index("1.2 S") < told.index("Another note")


def test_date_that_was_moved_again_is_left_out(case, mailoutbox):
    dates = dict.fromkeys(case.assessment.sections.values_list("pk", flat=True), LATER)
    set_due_dates(assessment=case.assessment, dates=dates, reason="Elections.", by=case.coordinator)
    notice = waiting("due_dates", case.researcher)
    move_date(case, LATER + datetime.timedelta(days=1))

    settle(notice)

    assert "2 Domain 2: 15 July 2030" in mailoutbox[0].body
    assert "Domain 1" not in mailoutbox[0].body


def test_returned_section_names_what_still_needs_a_change(case, mailoutbox):
    return_section(case)
    answer = case.answer("T1.1.1")
    save_answer(draft=draft(answer, "There is none.", option="no"), by=case.researcher)

    settle(waiting("returned", case.researcher))

    assert "- T1.2.1: Say more in T1.2.1.\n" in mailoutbox[0].body
    assert "T1.1.1" not in mailoutbox[0].body


def reply_to(case, code):
    verdict = case.answer(code).current.verdicts.latest("pk")
    reply_to_remark(verdict=verdict, body="It is as we wrote.", by=case.researcher)


def test_returned_section_does_not_name_what_was_replied_to_meanwhile(case, mailoutbox):
    return_section(case)
    reply_to(case, "T1.1.1")

    settle(waiting("returned", case.researcher))

    assert "- T1.2.1: Say more in T1.2.1.\n" in mailoutbox[0].body
    assert "T1.1.1" not in mailoutbox[0].body


@pytest.mark.parametrize("judged", [True, False])
def test_returned_section_names_what_was_asked_for_this_time(case, mailoutbox, judged):
    return_section(case, change=["T1.1.1"])
    reply_to(case, "T1.1.1")
    resubmit(case)
    perform(SECTION, "start review", case.section(1), by=case.reviewer)
    judge(case, case.section(1), change=["T1.2.1"])
    if not judged:
        Verdict.objects.private().filter(revision__answer__indicator__code="T1.1.1").delete()
    perform(SECTION, "return", case.section(1), by=case.reviewer, note="Once more.")

    settle(waiting("returned", case.researcher))

    assert "- T1.2.1: Say more in T1.2.1.\n" in mailoutbox[0].body
    assert "T1.1.1" not in mailoutbox[0].body


def test_question_that_is_asked_no_more_is_not_to_be_changed(case, mailoutbox):
    return_section(case)
    Answer.objects.filter(pk=case.answer("T1.1.1").pk).update(asked=False)

    settle(waiting("returned", case.researcher))

    assert "T1.1.1" not in mailoutbox[0].body


# What the reader may see --------------------------------------------------------------------------------


def body_of(notice, mailoutbox):
    """The text and the page of the only mail."""
    assert settle(notice) == "sent"
    [mail] = mailoutbox
    return mail.body + mail.alternatives[0][0]


def test_contributor_is_told_of_their_pages_only(case, mailoutbox):
    return_section(case)

    told = body_of(waiting("returned", case.contributor), mailoutbox)

    assert "Say more in T1.1.1." in told
    assert "T1.2.1" not in told


def test_researcher_is_told_of_all_pages(case, mailoutbox):
    return_section(case)

    told = body_of(waiting("returned", case.researcher), mailoutbox)

    assert ("Say more in T1.1.1." in told, "Say more in T1.2.1." in told) == (True, True)


def test_private_remark_is_in_no_mail(case, mailoutbox):
    return_section(case)
    Verdict.objects.filter(revision__answer__indicator__code="T1.2.1").update(sent_at=None)

    told = body_of(waiting("returned", case.researcher), mailoutbox)

    assert "T1.2.1" not in told


def make_internal(case, code="T1.1.1"):
    Answer.objects.filter(pk=case.answer(code).pk).update(disclosure="internal")


@pytest.mark.parametrize(
    ("role", "code", "text"),
    [("researcher", True, True), ("coordinator", True, True), ("contributor", True, False)],
)
def test_remark_on_an_internal_answer_is_for_those_who_may_see_what_is_internal(
    case, mailoutbox, role, code, text
):
    return_section(case)
    make_internal(case)

    told = body_of(waiting("returned", case.in_role(role)), mailoutbox)

    assert ("T1.1.1</a>" in told, "Say more in T1.1.1." in told) == (code, text)


def test_internal_answer_is_not_named_to_an_observer(case, mailoutbox):
    return_section(case)
    make_internal(case)
    notice = waiting("returned", case.researcher)
    become("researcher", "observer")(case)

    told = body_of(notice, mailoutbox)

    assert ("T1.1.1" in told, "T1.2.1" in told) == (False, True)


@pytest.mark.parametrize(
    ("role", "state", "text"),
    [
        ("researcher", "sent", True),
        ("focal_point", "sent", True),
        ("second_reviewer", "sent", True),
        ("coordinator", "sent", True),
        ("contributor", "sent", False),
        ("observer", "dropped", False),
        ("translator", "dropped", False),
    ],
)
def test_query_on_an_internal_answer_is_quoted_to_those_who_may_see_it(case, mailoutbox, role, state, text):
    put_query(case, [case.in_role(role)], body="You wrote: secret.")
    make_internal(case)

    settled = settle(waiting("query", case.in_role(role)))

    assert settled == state
    assert any("You wrote: secret." in mail.body for mail in mailoutbox) == text
    assert any("secret" in mail.alternatives[0][0] for mail in mailoutbox) == text


@pytest.mark.parametrize(
    ("role", "state"),
    [
        ("coordinator", "sent"),
        ("second_reviewer", "sent"),
        ("researcher", "dropped"),
        ("focal_point", "dropped"),
        ("contributor", "dropped"),
        ("observer", "dropped"),
        ("translator", "dropped"),
    ],
)
def test_query_for_reviewers_and_coordinators_is_mailed_to_nobody_else(case, mailoutbox, role, state):
    put_query(case, [case.in_role(role)], audience="iom")

    settled = settle(waiting("query", case.in_role(role)))

    assert (settled, len(mailoutbox)) == (state, 1 if state == "sent" else 0)


@pytest.mark.parametrize(
    ("code", "state"), [("T1.1.1", "sent"), ("T1.2.1", "dropped"), ("T2.1.1", "dropped")]
)
def test_query_is_mailed_to_a_contributor_on_their_pages_only(case, mailoutbox, code, state):
    put_query(case, [case.contributor], code=code)

    assert settle(waiting("query", case.contributor)) == state
    assert len(mailoutbox) == (state == "sent")


def test_query_put_to_somebody_who_has_read_it_is_mailed(case, mailoutbox):
    message = put_query(case, [case.researcher], assigned_to=case.researcher)
    MessageRead.objects.create(message=message, user=case.researcher)

    told = body_of(waiting("query", case.researcher), mailoutbox)

    assert "The query is put to you." in told


def test_last_word_of_a_query_says_that_it_is_resolved(case, mailoutbox):
    first = put_query(case, [case.researcher], assigned_to=case.researcher)
    resolve_query(case)
    last = reply_to_query(case, case.reviewer)
    Notice.objects.create(user=case.researcher, kind="query", assessment=case.assessment, subject=last.pk)
    notices = [Notice.objects.get(kind="query", subject=message.pk) for message in (first, last)]

    states = [settle(notice) for notice in notices]

    assert states == ["dropped", "sent"]
    assert "The query is resolved: nothing is left to do." in mailoutbox[0].body
    assert "put to you" not in mailoutbox[0].body


def test_query_reopened_is_told_again(case, mailoutbox):
    put_query(case, [case.researcher])
    resolve_query(case)
    ReviewQuery.objects.update(state="open")

    assert settle(waiting("query", case.researcher)) == "sent"


def test_section_approved_in_an_assessment_that_is_closed_is_told(case, mailoutbox):
    notice = owed(case, "approved")
    Section.objects.exclude(pk=case.section(1).pk).update(state="approved")
    type(case.assessment).objects.update(state="closed")

    assert settle(notice) == "sent"


def test_role_of_a_translator_is_told_though_the_assessment_is_not_seen(case, mailoutbox):
    told = body_of(waiting("role", case.translator), mailoutbox)

    assert "Your role: Translator." in told
    assert f"/assessments/{case.assessment.pk}/" not in told


def test_page_sent_back_twice_is_told_with_the_last_note(case, mailoutbox):
    first = owed(case, "sent_back")
    hand_back(case)
    send_back(case, note="And the article.")
    second = waiting("sent_back", case.contributor)

    assert [settle(first), settle(second)] == ["dropped", "sent"]
    assert "And the article." in mailoutbox[0].body


def test_answers_of_a_page_are_in_no_mail(case, mailoutbox):
    answer_part(case, case.part("1.1"), wording="Only for the desk: {code}.")
    for kind in (NoticeKind.SENT_BACK, NoticeKind.PASSED, NoticeKind.QUERY):
        settle(owed(case, kind))

    assert len(mailoutbox) == 3
    assert not any("Only for the desk" in mail.body for mail in mailoutbox)

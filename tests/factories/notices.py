"""Mails that are owed: each kind of act, played by the people who would do it."""

import datetime

from assessments.choices import Audience, NoticeKind
from assessments.models import Message, Notice, ReviewQuery
from assessments.tasks import send_notice
from assessments.workflow import (
    HANDOVER,
    SECTION,
    extend_due_date,
    hand_over,
    invite_to_role,
    pass_section,
)
from assessments.workflow.notices import notify
from tests.factories.accounts import make_people
from tests.factories.assessments import DUE, answer_section, approve, judge, start_review, submit
from workflows.engine import perform

LATER = DUE + datetime.timedelta(days=15)
NOTE = "Name the law, please."


def hand_pages(case, *numbers, to=None, note=NOTE, by=None, **how):
    return hand_over(
        assessment=case.assessment,
        user=to or case.contributor,
        parts=[case.part(number) for number in numbers or ("1.1", "1.2")],
        note=note,
        by=by or case.focal_point,
        **how,
    )


def send_back(case, note=NOTE):
    handover = case.part("1.1").handovers.get(role__user=case.contributor)
    if handover.state == "handed_over":
        perform(HANDOVER, "hand back", handover, by=case.contributor)
    perform(HANDOVER, "send back", handover, by=case.focal_point, note=note)


def pass_on(case, holder="government", by=None, note=NOTE):
    pass_section(section=case.section(1), holder=holder, by=by or case.researcher, note=note)


def move_date(case, new_date=LATER, number=1, reason=NOTE):
    extend_due_date(section=case.section(number), new_date=new_date, reason=reason, by=case.coordinator)


def recall(case):
    submit(case, case.section(1))
    perform(SECTION, "recall", case.section(1), by=case.researcher)


def return_section(case, change=("T1.1.1", "T1.2.1"), note=NOTE):
    start_review(case, case.section(1))
    judge(case, case.section(1), change=change)
    perform(SECTION, "return", case.section(1), by=case.reviewer, note=note)


def reopen(case, note=NOTE):
    approve(case, case.section(1))
    perform(SECTION, "reopen", case.section(1), by=case.coordinator, note=note)


def put_query(case, people, *, code="T1.1.1", body=NOTE, by=None, audience=Audience.EVERYONE, **fields):
    """The rows of a query and its first message, and the mails that are owed about it."""
    by = by or case.reviewer
    answer = case.answer(code)
    fields |= {"audience": audience, "section_id": answer.part.section_id}
    query = ReviewQuery.objects.create(answer=answer, opened_by=by, **fields)
    message = Message.objects.create(query=query, body=body, language="en", by=by)
    told = [person.pk for person in people]
    notify(NoticeKind.QUERY, assessment=case.assessment, people=told, subject=message.pk)
    return message


def give_role(case, name="Ada", role="observer"):
    [person] = make_people(name)
    invite_to_role(
        assessment=case.assessment,
        email=person.email,
        name=name,
        language="en",
        role=role,
        by=case.coordinator,
    )
    return person


def submit_as(case, note):
    answer_section(case, case.section(1))
    perform(SECTION, "submit", case.section(1), by=case.researcher, note=note)


ACTS = {
    # the act with what the one who acts writes, and one of those who are told of it
    NoticeKind.HANDED_OVER: (lambda case, note: hand_pages(case, note=note), "contributor"),
    NoticeKind.SENT_BACK: (send_back, "contributor"),
    NoticeKind.PASSED: (lambda case, note: pass_on(case, note=note), "focal_point"),
    NoticeKind.DUE_DATES: (lambda case, note: move_date(case, reason=note), "researcher"),
    NoticeKind.SUBMITTED: (submit_as, "reviewer"),
    NoticeKind.RECALLED: (lambda case, note: recall(case), "reviewer"),
    NoticeKind.RETURNED: (lambda case, note: return_section(case, note=note), "contributor"),
    NoticeKind.APPROVED: (lambda case, note: approve(case, case.section(1)), "researcher"),
    NoticeKind.REOPENED: (reopen, "focal_point"),
    NoticeKind.QUERY: (lambda case, note: put_query(case, [case.researcher], body=note), "researcher"),
    NoticeKind.ROLE: (lambda case, note: None, "observer"),  # given with the case
}
WITHOUT_NOTE = (NoticeKind.RECALLED, NoticeKind.APPROVED, NoticeKind.ROLE)


def owed(case, kind, to=None, note=NOTE):
    """The mail of this kind that waits for a person after its act."""
    act, role = ACTS[kind]
    act(case, note)
    return waiting(kind, to or case.in_role(role))


def waiting(kind, person):
    return Notice.objects.waiting().select_related("user").filter(kind=kind, user=person).latest("pk")


def settle(notice):
    """What became of the mail when its job ran."""
    send_notice(notice.pk)
    notice.refresh_from_db()
    return notice.state

"""Several people at one query at the same moment, on real connections."""

from functools import partial

import pytest

from assessments.models import Message, Notice, QueryEvent, ReviewQuery, SectionEvent
from assessments.workflow import SECTION, open_query, reply, resolve
from tests.factories.assessments import judge, make_case, start_review
from tests.factories.queries import QUESTION, answer_query, ask, at, said
from tests.race import at_once, postgresql_only
from workflows.engine import TransitionRefused, perform

pytestmark = [pytest.mark.django_db(transaction=True), postgresql_only]

TRIALS = 20


def test_reply_and_resolving_at_once_keep_the_reply_before_it_or_refuse_it():
    case = make_case()
    for trial in range(TRIALS):
        query = ask(case, body=f"Question {trial}")

        sent, _resolved = at_once(
            partial(reply, query=query, body="Article 3.", by=case.researcher),
            partial(resolve, query=query, by=case.reviewer),
        )

        steps = list(query.events.order_by("pk").values_list("name", flat=True))
        assert at(query).state == "resolved"
        if isinstance(sent, TransitionRefused):
            assert (steps, len(said(query))) == (["resolve"], 1)
        else:
            assert (steps, len(said(query))) == (["answer", "resolve"], 2)


def test_two_replies_at_once_answer_it_once_and_are_both_kept():
    case = make_case()
    for trial in range(TRIALS):
        query = ask(case, body=f"Question {trial}")

        at_once(
            partial(answer_query, case, query, "Article 3."),
            partial(answer_query, case, query, "Article 5.", by=case.focal_point),
        )

        assert sorted(text for _name, text in said(query)[1:]) == ["Article 3.", "Article 5."]
        assert list(query.events.values_list("name", flat=True)) == ["answer"]


def test_reply_and_question_at_once_leave_a_state_that_the_thread_explains():
    case = make_case()
    for trial in range(TRIALS):
        query = ask(case, body=f"Question {trial}")

        at_once(
            partial(reply, query=query, body="Article 3.", by=case.researcher),
            partial(reply, query=query, body="Of which year?", by=case.second_reviewer),
        )

        last = said(query)[-1][0]
        assert at(query).state == ("open" if last == "Second reviewer" else "answered")


def test_same_reply_twice_at_once_is_one_message_one_step_and_one_mail():
    case = make_case()
    for trial in range(TRIALS):
        query = ask(case, body=f"Question {trial}")
        send = partial(answer_query, case, query)

        first, second = at_once(send, send)

        assert first == second
        assert len(said(query)) == 2
        assert query.events.count() == 1
        assert Notice.objects.filter(kind="query", subject=first.pk).count() == 1


def test_same_query_twice_at_once_is_one():
    case = make_case()
    send = partial(open_query, answer=case.answer(), body=QUESTION, audience="everyone", by=case.reviewer)

    first, second = at_once(send, send)

    assert first == second
    assert (ReviewQuery.objects.count(), Message.objects.count(), QueryEvent.objects.count()) == (1, 1, 0)


@pytest.mark.parametrize("attempt", range(5))
def test_section_approved_while_a_query_is_asked_is_approved_before_it_or_not_at_all(attempt):
    case = make_case()
    section = case.section(1)
    start_review(case, section)
    judge(case, section)

    asked, approved = at_once(
        partial(ask, case, by=case.second_reviewer),
        partial(perform, SECTION, "approve", section, by=case.reviewer),
    )

    assert isinstance(asked, ReviewQuery)
    if isinstance(approved, TransitionRefused):
        assert case.section(1).state == "in_review"
    else:
        assert SectionEvent.objects.get(name="approve").at < asked.opened_at

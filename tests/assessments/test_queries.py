"""Queries: a thread beside an answer, who may read and write in it, and what it keeps a section from."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from assessments import rules
from assessments.models import Assessment, Handover, Message, MessageRead, Notice, QueryEvent, ReviewQuery
from assessments.permissions import RIGHTS, Right
from assessments.workflow import (
    ASSESSMENT,
    HANDOVER,
    QUERY,
    SECTION,
    assign_query,
    hand_on,
    mark_read,
    open_query,
    remove_role,
    reopen,
    reply,
    resolve,
    save_answers,
)
from tests.factories.assessments import (
    CAPACITY,
    answer_section,
    approve,
    approve_all,
    draft,
    judge,
    launch,
    make_case,
    start_review,
    submit,
)
from tests.factories.queries import QUESTION, answer_query, ask, at, confide, said
from workflows.engine import TransitionRefused, perform
from workflows.problems import Problem

ANSWERING = ["researcher", "focal_point", "contributor"]
NOT_REVIEWERS = ["coordinator", "researcher", "focal_point", "contributor", "translator", "observer"]
BLIND = ["researcher", "focal_point", "contributor", "translator", "observer"]


def steps_of(query):
    return list(query.events.order_by("pk").values_list("name", "source", "target", "by__name"))


def told():
    """Who is owed a mail, newest act last: (name, message)."""
    rows = Notice.objects.filter(kind="query").order_by("subject", "user__name")
    bodies = dict(Message.objects.values_list("pk", "body"))
    return [(name, bodies[subject]) for name, subject in rows.values_list("user__name", "subject")]


def read_by(message):
    return sorted(message.reads.values_list("user__name", flat=True))


def counts():
    return ReviewQuery.objects.count(), Message.objects.count(), QueryEvent.objects.count()


# Asking -----------------------------------------------------------------------------------------------


def test_query_keeps_what_was_asked_about_what_and_to_whom(case):
    answer_section(case, case.section(1))

    query = ask(case, assigned_to=case.focal_point)

    answer = case.answer()
    assert (query.answer, query.revision, query.state) == (answer, answer.current, "open")
    assert (query.audience, query.assigned_to, query.opened_by) == (
        "everyone",
        case.focal_point,
        case.reviewer,
    )
    assert said(query) == [("Reviewer", QUESTION)]
    assert query.messages.get().language == "en"


def test_query_on_what_was_not_answered_yet(case):
    assert ask(case).revision is None


def test_message_is_in_the_working_language(db):
    case = make_case(working_language="es")

    query = ask(case)

    assert query.messages.get().language == "es"


@pytest.mark.parametrize("role", NOT_REVIEWERS)
def test_only_reviewers_ask(case, role):
    with pytest.raises(PermissionDenied):
        ask(case, by=case.in_role(role))

    assert counts() == (0, 0, 0)


def test_query_is_asked_in_every_state_of_the_section(case):
    section = case.section(1)
    ask(case, body="While it is open?")
    answer_query(case, ReviewQuery.objects.get())
    submit(case, section)
    ask(case, "T1.1.2", "While it is submitted?")
    perform(SECTION, "start review", section, by=case.reviewer)
    ask(case, "T1.1.2", "While it is in review?")
    judge(case, section)
    ask(case, "T1.1.2", "After a verdict?")
    perform(SECTION, "return", section, by=case.reviewer, note="See the queries.")
    ask(case, "T1.1.2", "When it is returned?")

    assert ReviewQuery.objects.count() == 5


def test_query_is_asked_on_what_is_approved(case):
    approve_all(case)

    query = ask(case)

    assert case.assessment.state == "approved"
    assert query.revision == case.answer().approved


@pytest.mark.parametrize("state", ["set_up", "closed", "cancelled"])
def test_query_is_not_asked_before_or_after_the_assessment(case, state):
    query = ask(case)
    Assessment.objects.filter(pk=case.assessment.pk).update(state=state)
    words = Assessment.objects.get().get_state_display()
    before = counts()

    for act in (
        lambda: ask(case, body="Another one?"),
        lambda: answer_query(case, query),
        lambda: resolve(query=at(query), by=case.reviewer),
        lambda: assign_query(query=at(query), assigned_to=case.researcher, by=case.reviewer),
    ):
        with pytest.raises(TransitionRefused) as refused:
            act()
        assert [str(problem) for problem in refused.value.problems] == [
            f"Queries are closed: the state of the assessment is “{words}”."
        ]
    assert counts() == before


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (" \n ", "Write a message."),
        ("x" * 5001, "Shorten the message to 5000 characters: it has 5001."),
    ],
)
def test_message_is_neither_empty_nor_too_long(case, body, words):
    query = ask(case, body="x" * 5000)

    for act in (
        lambda: ask(case, "T1.1.2", body),
        lambda: answer_query(case, query, body),
    ):
        with pytest.raises(ValidationError) as refused:
            act()
        assert refused.value.message_dict == {"body": [words]}
    assert counts() == (1, 1, 0)


def test_same_question_sent_twice_is_one_query(case):
    first = ask(case)

    assert ask(case) == first
    assert (said(first), told()) == (
        [("Reviewer", QUESTION)],
        [("Contributor", QUESTION), ("Focal point", QUESTION), ("Researcher", QUESTION)],
    )


def test_same_question_is_another_query_to_other_readers_by_others_on_other_answers_or_later(case):
    first = ask(case)
    ask(case, audience="iom")
    ask(case, by=case.second_reviewer)
    ask(case, "T1.1.2")
    resolve(query=first, by=case.reviewer)
    ask(case)

    assert ReviewQuery.objects.count() == 5


def test_question_in_the_words_of_a_later_message_is_another_query(case):
    first = ask(case)
    reply(query=first, body="Since when?", by=case.reviewer)

    assert ask(case, body="Since when?") != first


# To whom it is put ------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["coordinator", "researcher", "focal_point", "contributor", "reviewer"])
def test_query_is_put_to_anybody_who_may_answer_it(case, role):
    assert ask(case, assigned_to=case.in_role(role)).assigned_to == case.in_role(role)


@pytest.mark.parametrize("role", ["translator", "observer"])
def test_query_is_not_put_to_who_can_not_answer_it(case, role):
    with pytest.raises(ValidationError) as refused:
        ask(case, assigned_to=case.in_role(role))

    name = case.in_role(role).name
    assert refused.value.message_dict == {
        "assigned_to": [f"{name} can’t answer this query: choose somebody else."]
    }
    assert counts() == (0, 0, 0)


def test_query_is_put_to_a_contributor_on_their_own_pages_only(case):
    with pytest.raises(ValidationError):
        ask(case, "T2.1.1", assigned_to=case.contributor)


def test_query_is_not_put_to_people_of_other_assessments_or_with_a_closed_account(two):
    case = two.own
    case.focal_point.is_active = False
    case.focal_point.save()

    for person in (two.other.researcher, two.stranger, two.superuser, case.focal_point):
        with pytest.raises(ValidationError):
            ask(case, assigned_to=person)


@pytest.mark.parametrize("role", ["coordinator", "reviewer", "second_reviewer"])
def test_query_between_reviewers_is_put_to_reviewers_and_coordinators(case, role):
    assert confide(case, assigned_to=case.in_role(role)).assigned_to == case.in_role(role)


@pytest.mark.parametrize("role", BLIND)
def test_query_between_reviewers_is_not_put_to_others(case, role):
    with pytest.raises(ValidationError):
        confide(case, assigned_to=case.in_role(role))


@pytest.mark.parametrize("role", ["reviewer", "second_reviewer", "coordinator"])
def test_reviewers_and_coordinators_put_it_to_somebody_else(case, role):
    query = ask(case)

    assign_query(query=query, assigned_to=case.researcher, by=case.in_role(role))

    assert at(query).assigned_to == case.researcher


def test_focal_point_passes_it_on_among_those_who_write_the_answer(case):
    query = ask(case)

    for person in (case.contributor, case.researcher, case.focal_point, None):
        assign_query(query=at(query), assigned_to=person, by=case.focal_point)
        assert at(query).assigned_to == person
    for person in (case.reviewer, case.coordinator, case.observer):
        with pytest.raises(ValidationError):
            assign_query(query=at(query), assigned_to=person, by=case.focal_point)
    assert at(query).assigned_to is None


@pytest.mark.parametrize("role", ["researcher", "contributor", "observer"])
def test_others_do_not_pass_it_on(case, role):
    query = ask(case)

    with pytest.raises(PermissionDenied):
        assign_query(query=query, assigned_to=case.focal_point, by=case.in_role(role))


def test_resolved_query_is_put_to_nobody(case):
    query = ask(case)
    resolve(query=query, by=case.reviewer)

    with pytest.raises(TransitionRefused) as refused:
        assign_query(query=query, assigned_to=case.researcher, by=case.reviewer)

    assert str(refused.value) == "This query is resolved: nobody has to answer it."


# To and fro -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["researcher", "focal_point", "coordinator"])
def test_reply_of_those_who_answer_answers_it(case, role):
    query = ask(case)

    answer_query(case, query, by=case.in_role(role))

    assert at(query).state == "answered"
    assert said(query) == [("Reviewer", QUESTION), (case.in_role(role).name, "Article 3.")]
    assert steps_of(query) == [("answer", "open", "answered", case.in_role(role).name)]


def test_contributor_answers_on_their_pages(case):
    query = ask(case)

    answer_query(case, query, by=case.contributor)

    assert steps_of(query) == [("answer as contributor", "open", "answered", "Contributor")]


def test_contributor_answers_on_a_page_that_was_handed_back(case):
    query = ask(case)
    perform(HANDOVER, "hand back", Handover.objects.get(), by=case.contributor)

    answer_query(case, query, by=case.contributor)

    assert at(query).state == "answered"


def test_thread_goes_to_and_fro_until_it_is_resolved(case):
    query = ask(case)
    answer_query(case, query, "Article 3.")
    answer_query(case, query, "And article 5.", by=case.focal_point)
    reply(query=query, body="Of which year?", by=case.reviewer)
    reply(query=query, body="And in which version?", by=case.second_reviewer)
    answer_query(case, query, "2004.")
    resolve(query=query, by=case.second_reviewer)

    assert steps_of(query) == [
        ("answer", "open", "answered", "Researcher"),
        ("ask again", "answered", "open", "Reviewer"),
        ("answer", "open", "answered", "Researcher"),
        ("resolve", "answered", "resolved", "Second reviewer"),
    ]
    assert len(said(query)) == 6


def test_query_put_to_a_reviewer_is_answered_by_that_reviewer(case):
    query = ask(case, assigned_to=case.second_reviewer)

    reply(query=query, body="In my view, yes.", by=case.second_reviewer)

    assert at(query).state == "answered"


@pytest.mark.parametrize("role", ["second_reviewer", "coordinator"])
def test_query_between_reviewers_is_answered_by_whoever_did_not_ask_it(case, role):
    query = confide(case)

    reply(query=query, body="I asked them to.", by=case.reviewer)
    assert at(query).state == "open"
    reply(query=query, body="It is.", by=case.in_role(role))
    assert at(query).state == "answered"
    reply(query=query, body="How do you know?", by=case.reviewer)
    assert at(query).state == "open"


def test_reviewer_resolves_with_a_last_message(case):
    query = ask(case)
    answer_query(case, query)

    resolve(query=query, by=case.reviewer, body="Thank you.")

    assert said(query)[-1] == ("Reviewer", "Thank you.")
    assert [name for name, *_rest in steps_of(query)] == ["answer", "resolve"]


def test_reopening_says_what_is_still_to_answer(case):
    query = ask(case)
    resolve(query=query, by=case.reviewer)

    reopen(query=query, note="The law was amended: still so?", by=case.second_reviewer)

    assert at(query).state == "open"
    assert said(query)[-1] == ("Second reviewer", "The law was amended: still so?")
    assert told()[-1] == ("Researcher", "The law was amended: still so?")


def test_reopening_needs_its_note(case):
    query = ask(case)
    resolve(query=query, by=case.reviewer)

    with pytest.raises(TransitionRefused):
        reopen(query=query, note=" ", by=case.reviewer)

    assert (at(query).state, len(said(query))) == ("resolved", 1)


@pytest.mark.parametrize("role", NOT_REVIEWERS)
def test_only_reviewers_resolve_and_reopen(case, role):
    query = ask(case)
    hidden = role == "translator"

    with pytest.raises(ReviewQuery.DoesNotExist if hidden else PermissionDenied):
        resolve(query=query, by=case.in_role(role))
    resolve(query=query, by=case.reviewer)
    with pytest.raises(ReviewQuery.DoesNotExist if hidden else PermissionDenied):
        reopen(query=query, note="Why?", by=case.in_role(role))


def test_observer_reads_and_does_not_reply(case):
    with pytest.raises(PermissionDenied):
        answer_query(case, ask(case), by=case.observer)


def test_nobody_writes_in_a_resolved_thread(case):
    query = ask(case)
    resolve(query=query, by=case.reviewer)

    for person in (case.researcher, case.reviewer, case.contributor):
        with pytest.raises(TransitionRefused) as refused:
            reply(query=query, body="One more thing.", by=person)
        assert str(refused.value) == "This query is resolved: a reviewer can reopen it."
    assert len(said(query)) == 1


def test_same_reply_sent_twice_is_one_message(case):
    query = ask(case)
    first = answer_query(case, query)
    owed = told()

    assert answer_query(case, query, " Article 3.\n") == first
    assert (said(query), told()) == ([("Reviewer", QUESTION), ("Researcher", "Article 3.")], owed)
    assert len(steps_of(query)) == 1


def test_reply_sent_again_after_the_query_was_resolved_is_the_one_that_was_kept(case):
    query = ask(case)
    first = answer_query(case, query)
    resolve(query=query, by=case.reviewer)

    assert answer_query(case, query) == first


def test_same_words_of_another_person_or_after_another_message_are_a_message(case):
    query = ask(case)
    answer_query(case, query, "Yes.")
    answer_query(case, query, "Yes.", by=case.focal_point)
    reply(query=query, body="Sure?", by=case.reviewer)
    answer_query(case, query, "Yes.")

    assert [text for _name, text in said(query)] == [QUESTION, "Yes.", "Yes.", "Sure?", "Yes."]


def test_query_survives_edits_of_the_answer(case):
    answer_section(case, case.section(1))
    query = ask(case)
    before = case.answer().current

    save_answers(
        part=case.part("1.1"), drafts=[draft(case.answer(), "Changed.", option="no")], by=case.researcher
    )

    assert (at(query).state, at(query).revision) == ("open", before)
    assert at(query).answer.current != before


# Who may read it --------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", BLIND)
def test_query_between_reviewers_does_not_exist_for_others(case, role):
    query, person = confide(case), case.in_role(role)
    for act in (
        lambda: reply(query=query, body="I see you.", by=person),
        lambda: resolve(query=query, by=person),
        lambda: reopen(query=query, note="Why?", by=person),
        lambda: assign_query(query=query, assigned_to=None, by=person),
        lambda: mark_read(query=query, messages=query.messages.values_list("pk", flat=True), by=person),
    ):
        with pytest.raises(ReviewQuery.DoesNotExist):
            act()
    assert counts() == (1, 1, 0)
    assert MessageRead.objects.count() == 0


@pytest.mark.parametrize("step", [step.name for step in QUERY.transitions])
def test_every_step_of_it_is_refused_to_who_lost_the_view_of_it(case, step):
    query = confide(case)
    source = QUERY.transition(step).sources[0]
    ReviewQuery.objects.update(state=source)
    person = case.contributor if step == "answer as contributor" else case.researcher
    if QUERY.transition(step).permission == Right.REVIEW:
        given = {role: rights for role, rights in RIGHTS.items() if Right.REVIEW in rights}
        assert all(Right.VIEW_IOM_QUERIES in rights for rights in given.values())
        return

    with pytest.raises(TransitionRefused) as refused:
        perform(QUERY, step, at(query), by=person)

    assert str(refused.value) == "This query is for reviewers and coordinators only."


def visible(case, person):
    held = person.rights_on(case.assessment)
    found = ReviewQuery.objects.filter(answer__assessment=case.assessment).visible_to(person, held)
    return sorted(found.with_question().values_list("asked", flat=True))


def test_everybody_sees_the_queries_meant_for_them(two):
    case = two.own
    ask(case, body="Own page")
    ask(case, "T2.1.1", body="Other page")
    confide(case, body="Between us")
    ask(two.other, body="Elsewhere")

    every, theirs, all_ = ["Other page", "Own page"], ["Own page"], ["Between us", "Other page", "Own page"]
    assert {role: visible(case, person) for role, person in case.people.items()} == {
        "coordinator": all_,
        "researcher": every,
        "focal_point": every,
        "contributor": theirs,
        "reviewer": all_,
        "translator": [],
        "observer": every,
    }
    for person in (two.other.reviewer, two.other.coordinator, two.stranger, two.superuser):
        assert visible(case, person) == []


def test_query_on_an_internal_answer_is_not_for_observers(case):
    ask(case)
    case.assessment.answers.filter(indicator__code="T1.1.1").update(disclosure="internal")

    seeing = [role for role, person in case.people.items() if visible(case, person)]

    assert seeing == ["coordinator", "researcher", "focal_point", "contributor", "reviewer"]


def test_person_without_a_role_any_more_sees_nothing_and_writes_nothing(case):
    query = ask(case)
    remove_role(assignment=case.assessment.roles.get(role="researcher"), by=case.coordinator)

    with pytest.raises(ReviewQuery.DoesNotExist):
        answer_query(case, query)


# Who is told ------------------------------------------------------------------------------------------


def test_question_is_told_to_those_who_write_the_answer(case):
    ask(case, "T2.1.1")

    assert told() == [("Focal point", QUESTION), ("Researcher", QUESTION)]


def test_question_is_told_to_the_person_it_is_put_to_alone(case):
    ask(case, assigned_to=case.contributor)

    assert told() == [("Contributor", QUESTION)]


def test_question_between_reviewers_is_told_to_them_and_the_coordinators(case):
    confide(case, body="Between us")

    assert told() == [("Coordinator", "Between us"), ("Second reviewer", "Between us")]


def test_answer_is_told_to_who_asked(case):
    query = ask(case, assigned_to=case.researcher)

    answer_query(case, query)

    assert told() == [("Researcher", QUESTION), ("Reviewer", "Article 3.")]


def test_answer_is_told_to_all_reviewers_where_who_asked_has_left(case):
    query = ask(case, assigned_to=case.researcher)
    for roles in case.assessment.roles.filter(user=case.reviewer):
        remove_role(assignment=roles, by=case.coordinator)

    answer_query(case, query)

    assert told()[1:] == [("Second reviewer", "Article 3.")]


def test_question_put_to_who_has_left_is_told_to_all_who_answer(case):
    query = ask(case, assigned_to=case.researcher)
    hand_on(
        assignment=case.assessment.roles.get(role="researcher"),
        email="ines@example.org",
        name="Inés",
        language="es",
        by=case.coordinator,
    )

    reply(query=query, body="Of which year?", by=case.reviewer)

    assert [name for name, text in told() if text == "Of which year?"] == [
        "Contributor",
        "Focal point",
        "Inés",
    ]


def test_person_it_is_put_to_is_told_once(case):
    query = ask(case, assigned_to=case.researcher)

    for _again in range(2):
        assign_query(query=at(query), assigned_to=case.contributor, by=case.focal_point)
    assign_query(query=at(query), assigned_to=case.focal_point, by=case.focal_point)
    assign_query(query=at(query), assigned_to=case.contributor, by=case.reviewer)

    assert told() == [("Contributor", QUESTION), ("Researcher", QUESTION)]


# Who has read it --------------------------------------------------------------------------------------


def test_message_is_read_once_by_each(case):
    query = ask(case)
    message = query.messages.get()

    for person in (case.researcher, case.observer, case.researcher, case.reviewer):
        mark_read(query=query, messages=[message.pk], by=person)

    assert read_by(message) == ["Observer", "Researcher"]


def test_messages_of_other_threads_are_not_marked(case):
    query, other = ask(case), confide(case)

    mark_read(query=query, messages=[other.messages.get().pk, 0], by=case.researcher)

    assert MessageRead.objects.count() == 0


def test_whoever_writes_has_read_what_stood_there(case):
    query = ask(case)

    answer_query(case, query)

    first, second = query.messages.in_order()
    assert (read_by(first), read_by(second)) == (["Researcher"], [])


# What a section waits for -----------------------------------------------------------------------------


def problems_of(rule, case, number=1, by=None):
    return list(rule(case.section(number), by or case.reviewer))


def test_section_is_not_approved_with_a_query_that_is_not_resolved(case):
    section = case.section(1)
    start_review(case, section)
    judge(case, section)
    query, secret = ask(case), confide(case, "T1.1.2")
    answer_query(case, query)

    assert problems_of(rules.open_queries, case) == [
        Problem("T1.1.1 has a query that isn’t resolved yet.", query.get_absolute_url()),
        Problem("T1.1.2 has a query that isn’t resolved yet.", secret.get_absolute_url()),
    ]
    with pytest.raises(TransitionRefused):
        perform(SECTION, "approve", section, by=case.reviewer)
    resolve(query=query, by=case.reviewer)
    resolve(query=secret, by=case.reviewer)
    perform(SECTION, "approve", section, by=case.reviewer)


def test_queries_elsewhere_keep_no_section_from_being_approved(two):
    case = two.own
    ask(case, "T2.1.1")
    ask(two.other)

    approve(case, case.section(1))

    assert case.section(1).state == "approved"


def test_section_is_not_submitted_before_its_queries_are_answered(case):
    section = case.section(1)
    answer_section(case, section)
    query = ask(case)

    assert problems_of(rules.unanswered_queries, case) == [
        Problem("T1.1.1: answer the query of the reviewer.", query.get_absolute_url())
    ]
    with pytest.raises(TransitionRefused):
        perform(SECTION, "submit", section, by=case.researcher, note=CAPACITY)
    answer_query(case, query)
    perform(SECTION, "submit", section, by=case.researcher, note=CAPACITY)


def test_queries_between_reviewers_count_for_nothing_when_a_section_is_submitted(case):
    section = case.section(1)
    answer_section(case, section)
    confide(case)

    assert problems_of(rules.unanswered_queries, case, by=case.researcher) == []
    perform(SECTION, "submit", section, by=case.researcher, note=CAPACITY)


@pytest.mark.parametrize(
    ("make", "enough"),
    [
        (ask, True),
        (confide, False),
        (lambda case: answer_query(case, ask(case)), False),
        (lambda case: resolve(query=ask(case), by=case.reviewer), False),
        (lambda case: ask(case, "T2.1.1"), False),
    ],
)
def test_section_is_returned_for_a_query_alone(case, make, enough):
    section = case.section(1)
    start_review(case, section)
    judge(case, section)
    make(case)

    assert (problems_of(rules.nothing_to_change, case) == []) is enough


def test_section_returned_for_a_query_is_submitted_again_once_it_is_answered(case):
    section = case.section(1)
    start_review(case, section)
    judge(case, section)
    query = ask(case)
    perform(SECTION, "return", section, by=case.reviewer, note="See the query.")

    answer_query(case, query)
    perform(SECTION, "submit", section, by=case.researcher, note=CAPACITY)

    assert case.section(1).state == "submitted"


def test_queries_do_not_keep_an_assessment_from_being_closed(case):
    approve_all(case)
    ask(case)

    perform(ASSESSMENT, "close", case.assessment, by=case.coordinator, note="Done.")


# Lists of what waits ----------------------------------------------------------------------------------


def waiting(queryset):
    return sorted(queryset.with_question().values_list("asked", flat=True))


def test_what_waits_for_those_who_answer(case):
    for body in ("Open", "Answered", "Resolved"):
        query = ask(case, body=body)
        secret = confide(case, body=f"{body} between us")
        if body != "Open":
            answer_query(case, query)
            answer_query(case, secret, by=case.coordinator)
        if body == "Resolved":
            resolve(query=query, by=case.reviewer)
            resolve(query=secret, by=case.reviewer)

    assert waiting(ReviewQuery.objects.waiting_for_answers()) == ["Open"]
    assert len(waiting(ReviewQuery.objects.unresolved())) == 4


def test_queries_of_an_assessment_that_is_not_launched_are_refused(db):
    case = make_case(launched=False)

    with pytest.raises(TransitionRefused):
        ask(case)
    launch(case)
    ask(case)


def test_answer_of_the_page_may_be_old(case):
    """What the page showed is only a key: the query is about the answer as it stands."""
    stale = case.answer()
    answer_section(case, case.section(1))

    query = open_query(answer=stale, body=QUESTION, audience="everyone", by=case.reviewer)

    assert query.revision == case.answer().current

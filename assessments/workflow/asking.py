"""Asking about an answer, and what is written in the thread that follows."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from assessments import rules
from assessments.choices import Audience, NoticeKind, QueryState
from assessments.models import Answer, Message, ReviewQuery, matter_of
from assessments.permissions import ANSWER_PART, Right
from assessments.querysets import RoleAssignmentQuerySet
from assessments.workflow.notices import notify
from assessments.workflow.queries import QUERY
from assessments.workflow.threads import answerers, checked, say, writers_of
from audit.choices import Kind
from audit.workflow import hold, record
from workflows.engine import TransitionRefused, perform
from workflows.problems import Problem


@transaction.atomic
def open_query(
    *, answer: Answer, body: str, audience: str, by: User, assigned_to: User | None = None
) -> ReviewQuery:
    """Ask something about an answer, whatever the state of its section; without `assigned_to` whoever answers it.

    Asked twice in the same words while the first isn't resolved, it is one query. Raises PermissionDenied;
    ValidationError for a text that can't be sent or somebody who can't answer it; TransitionRefused when the
    assessment has ended.
    """
    if not by.has_perm(Right.REVIEW, answer.assessment):
        raise PermissionDenied
    hold(matter_of(answer.assessment_id))
    asked = Answer.objects.select_related("assessment", "part__section").get(pk=answer.pk)
    query = ReviewQuery(
        answer=asked,
        section=asked.part.section,
        revision_id=asked.current_id,
        audience=Audience(audience),
        assigned_to=assigned_to,
        opened_by=by,
    )
    _refuse(rules.query_running(query, by))
    text = checked(body)
    _refuse_assigning(query, assigned_to, by)
    if same := ReviewQuery.objects.unresolved().asked_as(query, text).first():
        return same
    query.save()
    _record("opened", query, by)
    say(query, text, by, asks=True)
    return query


@transaction.atomic
def reply(*, query: ReviewQuery, body: str, by: User) -> Message:
    """Write in a thread: those who answer answer it by that, the side that asked asks again.

    The same text twice, one directly after the other, is one message. Raises ReviewQuery.DoesNotExist where the
    person may not read the thread; PermissionDenied; ValidationError; TransitionRefused when the query is resolved
    or the assessment has ended.
    """
    thread, held = _held(query, by)
    if Right.REPLY not in held and not by.has_perm(ANSWER_PART, thread.answer.part):
        raise PermissionDenied
    text = checked(body)
    last: Message | None = thread.messages.in_order().last()
    if last is not None and (last.by_id, last.body) == (by.pk, text):
        return last
    _refuse(rules.query_running(thread, by))
    if thread.state == QueryState.RESOLVED:
        raise TransitionRefused([Problem(_("This query is resolved: a reviewer can reopen it."))])
    asks = _asks(thread, by, held)
    message = say(thread, text, by, asks=asks)
    if asks and thread.state == QueryState.ANSWERED:
        perform(QUERY, "ask again", thread, by=by)
    elif not asks and thread.state == QueryState.OPEN:
        perform(QUERY, "answer" if Right.REPLY in held else "answer as contributor", thread, by=by)
    return message


def _asks(query: ReviewQuery, by: User, held: frozenset[str]) -> bool:
    """Whether the person is on the side that asked: who opened it, and any other reviewer unless it was put to them.

    Among reviewers and coordinators only the one who opened it asks.
    """
    if Right.REVIEW not in held:
        return False
    put_to_them = query.audience == Audience.IOM or query.assigned_to_id == by.pk
    return query.opened_by_id == by.pk or not put_to_them


@transaction.atomic
def resolve(*, query: ReviewQuery, by: User, body: str = "") -> None:
    """Nothing more is asked; with `body` a last message says so. Raises as `reply` does."""
    thread, held = _held(query, by)
    if Right.REVIEW not in held:
        raise PermissionDenied
    text = checked(body) if body.strip() else ""
    perform(QUERY, "resolve", thread, by=by)
    if text:
        say(thread, text, by, asks=True)


@transaction.atomic
def reopen(*, query: ReviewQuery, note: str, by: User) -> None:
    """Ask on in a query that was resolved; the note is the next message. Raises as `reply` does."""
    thread, _rights = _held(query, by)
    perform(QUERY, "reopen", thread, by=by, note=note)


@transaction.atomic
def assign_query(*, query: ReviewQuery, assigned_to: User | None, by: User) -> None:
    """Put the query to another person, who gets a mail, or to whoever answers it.

    Reviewers may, and coordinators; a focal point passes it on among those who write the answer. Raises
    ReviewQuery.DoesNotExist where the person may not read it, PermissionDenied, ValidationError for somebody who
    can't answer it, or TransitionRefused when it is resolved or the assessment has ended.
    """
    thread, held = _held(query, by)
    if not may_assign_queries(held):
        raise PermissionDenied
    _refuse(rules.query_running(thread, by))
    if thread.state == QueryState.RESOLVED:
        raise TransitionRefused([Problem(_("This query is resolved: nobody has to answer it."))])
    if assigned_to == thread.assigned_to:
        return
    _refuse_assigning(thread, assigned_to, by)
    thread.assigned_to = assigned_to
    thread.save(update_fields=["assigned_to"])
    _record("assigned", thread, by)
    if assigned_to is not None and assigned_to != by:
        last = thread.messages.latest("pk")
        notify(
            NoticeKind.QUERY,
            assessment=thread.answer.assessment,
            people=[assigned_to.pk],
            subject=last.pk,
        )


def _record(change: str, query: ReviewQuery, by: User) -> None:
    matter, person = matter_of(query.answer.assessment_id), str(query.assigned_to or "")
    record(Kind.QUERY, matter=matter, by=by, subject=f"query {query.pk}", change=change, assigned_to=person)


def may_assign_queries(held: frozenset[str]) -> bool:
    """Reviewers, and those who hand pages over."""
    return Right.REVIEW in held or Right.HAND_OVER in held


def assignable(answer: Answer, audience: str, held: frozenset[str]) -> RoleAssignmentQuerySet:
    """The roles of those to whom somebody with these rights may put a query."""
    if Right.REVIEW in held or Right.MANAGE in held:
        return answerers(answer, audience)
    return writers_of(answer)


def _refuse_assigning(query: ReviewQuery, assigned_to: User | None, by: User) -> None:
    if assigned_to is None:
        return
    held = by.rights_on(query.answer.assessment)
    if not assignable(query.answer, query.audience, held).filter(user=assigned_to).exists():
        text = _("%s can’t answer this query: choose somebody else.") % assigned_to.name
        raise ValidationError({"assigned_to": text})


def _held(query: ReviewQuery, by: User) -> tuple[ReviewQuery, frozenset[str]]:
    """The thread, locked, and the person's rights; raises ReviewQuery.DoesNotExist where they may not read it."""
    assessment = query.answer.assessment
    hold(assessment.matter)
    held = by.rights_on(assessment)
    visible = ReviewQuery.objects.visible_to(by, held).select_for_update(of=["self"])
    thread: ReviewQuery = visible.select_related("answer__assessment", "answer__part__section").get(
        pk=query.pk
    )
    return thread, held


def _refuse(problems: Iterable[Problem]) -> None:
    if found := list(problems):
        raise TransitionRefused(found)

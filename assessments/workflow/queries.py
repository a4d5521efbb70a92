"""The table of a query: asked, answered, resolved, and asked again."""

from typing import cast

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from assessments import rules
from assessments.choices import QueryState
from assessments.models import QueryEvent, ReviewQuery, matter_of
from assessments.permissions import ANSWER_PART, Right
from assessments.workflow.threads import say
from workflows.engine import Transition, Workflow


def _say_why(query: ReviewQuery, event: QueryEvent) -> None:
    """The note of a reopening is the next message of the thread."""
    say(query, event.note, cast(User, event.by), asks=True)


_ALWAYS = (rules.query_running, rules.query_readable)

QUERY = Workflow(
    name="query",
    model=ReviewQuery,
    event=QueryEvent,
    permission_object=lambda query: query.answer.assessment,
    matter=lambda query: matter_of(query.answer.assessment_id),
    names=ReviewQuery.objects.names,
    transitions=(
        Transition(
            "answer",
            _("Answer"),
            (QueryState.OPEN,),
            QueryState.ANSWERED,
            Right.REPLY,
            conditions=_ALWAYS,
        ),
        Transition(
            "answer as contributor",
            _("Answer"),
            (QueryState.OPEN,),
            QueryState.ANSWERED,
            ANSWER_PART,
            permission_object=lambda query: query.answer.part,
            conditions=_ALWAYS,
        ),
        Transition(
            "ask again",
            _("Ask again"),
            (QueryState.ANSWERED,),
            QueryState.OPEN,
            Right.REVIEW,
            conditions=_ALWAYS,
        ),
        Transition(
            "resolve",
            _("Resolve"),
            (QueryState.OPEN, QueryState.ANSWERED),
            QueryState.RESOLVED,
            Right.REVIEW,
            conditions=_ALWAYS,
            confirm=_("Nothing more is asked. The thread stays beside the answer."),
        ),
        Transition(
            "reopen",
            _("Reopen the query"),
            (QueryState.RESOLVED,),
            QueryState.OPEN,
            Right.REVIEW,
            conditions=_ALWAYS,
            effects=(_say_why,),
            note_label=_("What is still to answer"),
            confirm=_("Your note is the next message of the thread."),
        ),
    ),
)

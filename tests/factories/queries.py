"""Queries and their threads, through the workflow's own functions."""

from assessments.models import ReviewQuery
from assessments.workflow import open_query, reply

QUESTION = "Which article of the law says so?"


def ask(case, code="T1.1.1", body=QUESTION, *, audience="everyone", assigned_to=None, by=None):
    """A query of the reviewer about one answer."""
    return open_query(
        answer=case.answer(code),
        body=body,
        audience=audience,
        assigned_to=assigned_to,
        by=by or case.reviewer,
    )


def confide(case, code="T1.1.1", body="Between us: is the minister’s letter genuine?", **how):
    """A query for reviewers and coordinators only."""
    return ask(case, code, body, audience="iom", **how)


def answer_query(case, query, body="Article 3.", *, by=None):
    return reply(query=query, body=body, by=by or case.researcher)


def at(query):
    """The query as it is now."""
    return ReviewQuery.objects.select_related("answer__assessment", "answer__part").get(pk=query.pk)


def said(query):
    """The thread as (name, text)."""
    return list(query.messages.in_order().values_list("by__name", "body"))

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from assessments.choices import Audience, QueryState
from assessments.emails.reader import Reader, Told, rows_of
from assessments.models import Message, MessageRead, Notice, QueryEvent, ReviewQuery
from assessments.permissions import Right
from assessments.querysets import MessageQuerySet


def messages(notices: list[Notice], reader: Reader) -> Iterator[Told]:
    """A message that is news to the reader, in a query that they may read."""
    for notice, message in rows_of(notices, _news(reader.user)):
        query = message.query
        if query.answer.assessment_id == notice.assessment_id and _sees(query, reader):
            about = {
                "query": query,
                "indicator": query.answer.indicator,
                "iom_only": query.audience == Audience.IOM,
                "resolved": query.state == QueryState.RESOLVED,
                "assigned": query.assigned_to_id == reader.user.pk,
                "message": message if reader.reads_about(query.answer) else None,
                "by": message.by,
            }
            yield Told(notice, query.get_absolute_url(), about)


def _news(user: User) -> MessageQuerySet:
    """Without what they answered, or read where the query isn't put to them, and what was resolved after it."""
    later = Message.objects.filter(query=OuterRef("query"), by=user, pk__gt=OuterRef("pk"))
    since = QueryEvent.objects.filter(
        subject=OuterRef("query"), target=QueryState.RESOLVED, at__gt=OuterRef("at")
    )
    reads = MessageRead.objects.filter(message=OuterRef("pk"), user=user)
    read = Exists(reads) & (Q(query__assigned_to=None) | ~Q(query__assigned_to=user))
    resolved = Q(query__state=QueryState.RESOLVED) & Exists(since)
    answer = "query__answer"
    rows: MessageQuerySet = Message.objects.exclude(read).exclude(resolved).exclude(Exists(later))
    return rows.select_related("by", f"{answer}__indicator", f"{answer}__part__section")


def _sees(query: ReviewQuery, reader: Reader) -> bool:
    """Whoever sees the answer; what is for reviewers and coordinators alone, if they are one of them."""
    everyone = query.audience == Audience.EVERYONE
    readable = everyone or reader.may(Right.VIEW_IOM_QUERIES, query.answer.assessment_id)
    return readable and reader.sees_answer(query.answer)

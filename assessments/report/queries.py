"""The threads beside answers, and a query on its own page: what is said, what is new, who has read it."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import User
from assessments.choices import QueryState
from assessments.models import Answer, Assessment, Message, QueryEvent, ReviewQuery
from assessments.permissions import Right
from assessments.querysets import ReviewQueryQuerySet


@dataclass(frozen=True)
class Line:
    """One message: `new` to the reader, and who has read it, where the reader may know."""

    message: Message
    new: bool
    readers: tuple[str, ...]


@dataclass(frozen=True)
class Moved:
    """A step of the query, and the state it led to in words."""

    event: QueryEvent
    state: str


@dataclass(frozen=True)
class Thread:
    """A query with its messages. `edited`: the answer was changed since it was asked; `writable` by the reader."""

    query: ReviewQuery
    lines: tuple[Line, ...]
    edited: bool
    writable: bool

    @property
    def new(self) -> tuple[int, ...]:
        """The keys of the messages that are new to the reader."""
        return tuple(line.message.pk for line in self.lines if line.new)

    @property
    def resolved(self) -> bool:
        return self.query.state == QueryState.RESOLVED


@dataclass(frozen=True)
class QueryPage:
    """A query on its own page: its answer as it stands, and messages and steps in the order they happened."""

    thread: Thread
    answer: Answer
    story: tuple[Line | Moved, ...]


def attach_threads(
    answers: Iterable[Answer], *, assessment: Assessment, user: User, held: frozenset[str]
) -> list[Answer]:
    """The answers, each with the queries in `threads` that the person may read; one statement."""
    found = list(answers)
    queries = ReviewQuery.objects.filter(answer__in=[answer.pk for answer in found])
    threads: dict[int, list[Thread]] = {}
    for thread in _threads(queries.visible_to(user, held), assessment, user, held):
        threads.setdefault(thread.query.answer_id, []).append(thread)
    for answer in found:
        answer.threads = threads.get(answer.pk, [])
    return found


def query_page(query: ReviewQuery, *, assessment: Assessment, user: User, held: frozenset[str]) -> QueryPage:
    """The query (one that the person may read) with all that its page shows of the answer to this person."""
    [answer] = Answer.objects.filter(pk=query.answer_id).for_reading().shown_to(user, held)
    [thread] = _threads(ReviewQuery.objects.filter(pk=query.pk), assessment, user, held)
    events = query.events.select_related("by").order_by("at", "pk")
    moves = [Moved(event, str(QueryState(event.target).label)) for event in events]
    return QueryPage(
        thread=thread,
        answer=answer,
        story=tuple(sorted([*thread.lines, *moves], key=_when)),
    )


def _when(entry: Line | Moved) -> tuple[object, bool, int]:
    """A step stands behind the message that came with it."""
    if isinstance(entry, Line):
        return entry.message.at, False, entry.message.pk
    return entry.event.at, True, entry.event.pk


def _threads(
    queries: ReviewQueryQuerySet, assessment: Assessment, user: User, held: frozenset[str]
) -> list[Thread]:
    """Those that are open before those that are resolved, the oldest first."""
    said: dict[int, dict[int, Message]] = {}
    read: dict[int, dict[int, str]] = {}
    for message in Message.objects.filter(query__in=queries).for_threads(user):
        said.setdefault(message.query_id, {}).setdefault(message.pk, message)
        readers = read.setdefault(message.pk, {})
        if message.reader is not None:
            readers[message.reader] = message.reader_name
    threads = [_thread(list(each.values()), read, assessment, user, held) for each in said.values()]
    return sorted(threads, key=lambda thread: (thread.resolved, thread.query.opened_at, thread.query.pk))


def _thread(
    messages: list[Message],
    read: dict[int, dict[int, str]],
    assessment: Assessment,
    user: User,
    held: frozenset[str],
) -> Thread:
    query = messages[0].query
    writes = Right.REPLY in held or messages[0].on_own_page
    return Thread(
        query=query,
        lines=tuple(_line(message, read[message.pk], user, held) for message in messages),
        edited=query.revision_id != query.answer.current_id,
        writable=writes and assessment.discussed and query.state != QueryState.RESOLVED,
    )


def _line(message: Message, read: dict[int, str], user: User, held: frozenset[str]) -> Line:
    """Who has read it is known to reviewers and coordinators, and to who wrote it."""
    knows = Right.VIEW_IOM_QUERIES in held or message.by_id == user.pk
    return Line(
        message=message,
        new=message.by_id != user.pk and user.pk not in read,
        readers=tuple(name for person, name in read.items() if person != message.by_id) if knows else (),
    )

"""What reviewers said of answers, and what those who answer replied; of what was sent, unless a reviewer asks."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from assessments.choices import SectionState, VerdictValue
from assessments.models import Answer, Section, SectionEvent, Verdict
from assessments.querysets import VerdictQuerySet


@dataclass(frozen=True)
class Reply:
    """What somebody who answers said to a remark."""

    body: str
    language: str
    at: datetime.datetime
    by: str


@dataclass(frozen=True)
class Remark:
    """A verdict, with its replies in the order in which they came; `pk` is its key."""

    pk: int
    answer: int
    revision: int
    value: str
    text: str
    by: str
    sent_at: datetime.datetime | None
    replies: tuple[Reply, ...]

    @property
    def asks(self) -> bool:
        """Whether those who answer were asked for a change."""
        return self.sent_at is not None and self.value == VerdictValue.CHANGE_NEEDED

    @property
    def label(self) -> str:
        return str(VerdictValue(self.value).label)


@dataclass(frozen=True)
class ToDo:
    """An answer that came back, with its remark: `changed` since, `replied` to, or neither."""

    answer: Answer
    remark: Remark

    @property
    def changed(self) -> bool:
        return self.answer.current_id != self.remark.revision

    @property
    def replied(self) -> bool:
        return bool(self.remark.replies)


@dataclass(frozen=True)
class Returned:
    """How a section came back to those who answer: the step, with its note, and the answers to change."""

    event: SectionEvent
    answers: tuple[ToDo, ...]


COLUMNS = ("pk", "revision__answer", "revision", "value", "remark", "by__name", "sent_at")
OF_REPLY = ("replies__body", "replies__language", "replies__at", "replies__by__name")


def remarks_on(answers: Iterable[Answer]) -> dict[int, list[Remark]]:
    """What was sent and says something, newest first, by the keys of the answers; one statement.

    The answers are as the reader may see them: of one that is withheld its remarks are withheld, too.
    """
    seen = [answer.pk for answer in answers if not answer.withheld]
    sent = verdicts_on(Verdict.objects.sent().filter(revision__answer__in=seen))
    return by_answer(remark for remark in sent if remark.text or remark.asks)


def verdicts_on(verdicts: VerdictQuerySet) -> list[Remark]:
    """These verdicts, newest first, with their replies; one statement."""
    rows = verdicts.told().values_list(*COLUMNS, *OF_REPLY)
    return [_remark(list(same)) for _pk, same in groupby(rows, key=lambda row: row[0])]


def _remark(rows: list[tuple[Any, ...]]) -> Remark:
    replies = (Reply(*row[len(COLUMNS) :]) for row in rows if row[len(COLUMNS)] is not None)
    pk, answer, revision, value, text, by, sent_at = rows[0][: len(COLUMNS)]
    return Remark(pk, answer, revision, value, text, by, sent_at, tuple(replies))


def by_answer(remarks: Iterable[Remark]) -> dict[int, list[Remark]]:
    found: dict[int, list[Remark]] = {}
    for remark in remarks:
        found.setdefault(remark.answer, []).append(remark)
    return found


def returned(
    section: Section,
    answers: Iterable[Answer],
    remarks: dict[int, list[Remark]],
    events: Iterable[SectionEvent] | None = None,
) -> Returned | None:
    """Why a section is with those who answer again; None unless it was returned or reopened.

    The answers are those that the reader sees. Without the section's events (newest first), one statement more.
    """
    if section.state != SectionState.RETURNED:
        return None
    if events is None:
        events = section.events.select_related("by").order_by("-at", "-pk")[:1]
    event = next(iter(events), None)
    if event is None:
        return None
    newest = ((answer, remarks[answer.pk][0]) for answer in answers if answer.pk in remarks)
    asked = (
        ToDo(answer, remark)
        for answer, remark in newest
        if remark.asks and remark.sent_at is not None and remark.sent_at >= event.at
    )
    return Returned(event, tuple(asked))

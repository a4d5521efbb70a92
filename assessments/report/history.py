"""How an answer came to say what it says: every revision, what became of it, and what differs between two."""

import datetime
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.choices import Disclosure, Via
from assessments.models import Answer, AnswerRevision, SectionEvent, Verdict
from assessments.report.words import citation_in_words, said_in_words

SITTING = datetime.timedelta(minutes=30)
"""A person who pauses for so long begins a new sitting."""

TOLD: dict[str, str | Promise] = {"submit": gettext_lazy("Submitted"), "approve": gettext_lazy("Approved")}
"""The steps of a section that a history tells, of the revision that stood then."""


@dataclass(frozen=True)
class Mark:
    """What became of a revision: it was submitted, approved, or judged by a verdict that was sent."""

    label: str
    at: datetime.datetime
    by: str
    note: str = ""


@dataclass(frozen=True)
class Step:
    """One revision, without its text."""

    number: int
    via: str
    by_id: int
    by: str
    at: datetime.datetime
    marks: tuple[Mark, ...] = ()

    @property
    def label(self) -> str:
        return str(Via(self.via).label)


@dataclass(frozen=True)
class Entry:
    """One line of a history: a revision, or those of one sitting, the oldest first."""

    steps: tuple[Step, ...]

    @property
    def first(self) -> Step:
        return self.steps[0]

    @property
    def last(self) -> Step:
        return self.steps[-1]

    @property
    def marks(self) -> tuple[Mark, ...]:
        return self.last.marks

    @property
    def one_day(self) -> bool:
        """Whether the sitting ended on the day on which it began."""
        return timezone.localdate(self.first.at) == timezone.localdate(self.last.at)

    @property
    def before(self) -> int:
        """The number of the revision before it; 0 where there is none."""
        return self.first.number - 1


@dataclass(frozen=True)
class Line:
    """One thing that an answer says, in an earlier and in a later revision."""

    label: str
    before: str
    after: str
    languages: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Comparison:
    before: AnswerRevision | None
    after: AnswerRevision
    lines: tuple[Line, ...]

    @property
    def same(self) -> bool:
        return all(line.before == line.after for line in self.lines)


def history_of(answer: Answer, *, folded: bool = True) -> list[Entry]:
    """Every revision of the answer, the newest first, those that were saved while typing in one sitting together."""
    rows = list(answer.revisions.steps())
    marks = _marks_of_verdicts(answer)
    for number, marked in _marks_of_events(answer, rows).items():
        marks.setdefault(number, []).extend(marked)
    steps = [_step(row, marks.get(row["number"], [])) for row in rows]
    entries = fold(steps) if folded else [Entry((step,)) for step in steps]
    return entries[::-1]


def fold(steps: Iterable[Step]) -> list[Entry]:
    """The steps in their order, those of one sitting in one entry; one that became something ends its entry."""
    runs: list[list[Step]] = []
    for step in steps:
        if runs and _goes_on(runs[-1][-1], step):
            runs[-1].append(step)
        else:
            runs.append([step])
    return [Entry(tuple(run)) for run in runs]


def _goes_on(before: Step, step: Step) -> bool:
    typing = before.via == step.via == Via.AUTOSAVE and before.by_id == step.by_id
    return typing and not before.marks and step.at - before.at < SITTING


def _step(row: dict[str, Any], marks: list[Mark]) -> Step:
    in_order = tuple(sorted(marks, key=lambda mark: mark.at))
    return Step(row["number"], row["via"], row["by"], row["by__name"], row["at"], in_order)


def _marks_of_verdicts(answer: Answer) -> dict[int, list[Mark]]:
    """Every verdict that was sent, of each round of review, by the number of the revision it is on."""
    sent = Verdict.objects.filter(revision__answer=answer).sent().select_related("by", "revision")
    found: dict[int, list[Mark]] = {}
    for verdict in sent.order_by("sent_at", "pk"):
        at = verdict.sent_at or verdict.at
        mark = Mark(verdict.get_value_display(), at, verdict.by.name, verdict.remark)
        found.setdefault(verdict.revision.number, []).append(mark)
    return found


def _marks_of_events(answer: Answer, rows: Sequence[dict[str, Any]]) -> dict[int, list[Mark]]:
    """By the number of the revision that stood when the section was submitted or approved."""
    moments = [row["at"] for row in rows]
    told = SectionEvent.objects.filter(subject=answer.part.section_id, name__in=TOLD).select_related("by")
    found: dict[int, list[Mark]] = {}
    for event in told.order_by("at", "pk"):
        if stood := bisect_right(moments, event.at):
            mark = Mark(str(TOLD[event.name]), event.at, event.by.name if event.by else "")
            found.setdefault(rows[stood - 1]["number"], []).append(mark)
    return found


def compare(
    answer: Answer, before: AnswerRevision | None, after: AnswerRevision, *, internal: bool
) -> Comparison:
    """What two revisions of the answer say, side by side; `internal` sources only to those who read these."""
    left, right = (_words(answer, revision, internal) for revision in (before, after))
    spoken = (before.language if before else "", after.language)
    lines = (
        Line(label, old, new, spoken if written else ("", ""))
        for (label, written, old), (_label, _written, new) in zip(left, right, strict=True)
    )
    return Comparison(before, after, tuple(line for line in lines if line.before or line.after))


def _words(answer: Answer, revision: AnswerRevision | None, internal: bool) -> list[tuple[str, bool, str]]:
    """Each thing that a revision says, with its name, and whether people wrote it in the language of the answers."""
    date = date_format(revision.as_of_date) if revision and revision.as_of_date else ""
    return [
        (_("Answer"), False, said_in_words(answer.indicator, revision) if revision else ""),
        (_("Statement"), True, revision.statement if revision else ""),
        (_("Applies to"), True, revision.applies_to if revision else ""),
        (_("As of"), False, date),
        (_("Sources"), False, "\n".join(_sources(revision, internal)) if revision else ""),
    ]


def _sources(revision: AnswerRevision, internal: bool) -> list[str]:
    return [
        citation_in_words(citation)
        for citation in revision.citations.all()
        if internal or citation.source.disclosure != Disclosure.INTERNAL
    ]

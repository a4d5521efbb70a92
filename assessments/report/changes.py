"""What an answer says now that it didn't say when its section was last submitted."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from assessments.choices import ANSWERABLE
from assessments.models import Answer, AnswerRevision, Citation, Section, SectionEvent


@dataclass(frozen=True)
class CitationChange:
    """A source that an answer cites since, cites no longer, or cites differently (both)."""

    now: Citation | None
    then: Citation | None


@dataclass(frozen=True)
class Change:
    """`then` is what the answer said at the last submission; None where it said nothing."""

    now: AnswerRevision
    then: AnswerRevision | None
    citations: tuple[CitationChange, ...] = ()

    @property
    def new(self) -> bool:
        return self.now.says_something and (self.then is None or not self.then.says_something)

    @property
    def other_answer(self) -> bool:
        """Whether another option or value was chosen."""
        return self.then is not None and _answer(self.now) != _answer(self.then)

    @property
    def other_statement(self) -> bool:
        return self.then is not None and self.now.statement != self.then.statement

    @property
    def other_details(self) -> bool:
        return self.then is not None and _details(self.now) != _details(self.then)


def last_read(section: Section, events: Iterable[SectionEvent]) -> datetime.datetime | None:
    """When the section was submitted before its present submission; None on a first one. Newest event first.

    A submission that was taken back was read by nobody, so it doesn't count.
    """
    if section.state in ANSWERABLE:
        return None
    submitted, taken_back = [], 0
    for event in events:
        if event.name == "recall":
            taken_back += 1
        elif event.name == "submit":
            submitted += [] if taken_back else [event.at]
            taken_back = max(taken_back - 1, 0)
    return submitted[1] if len(submitted) > 1 else None


def change_of(answer: Answer, moment: datetime.datetime) -> Change | None:
    """What changed since; None where it says the same. Citations must be prefetched to save statements."""
    now, then = answer.current, answer.before
    if now is None or now.at <= moment:
        return None
    change = Change(now, then, tuple(_citations(now, then)))
    differs = change.new or change.citations or change.other_answer
    return change if differs or change.other_statement or change.other_details else None


def _citations(now: AnswerRevision, then: AnswerRevision | None) -> list[CitationChange]:
    cited = {citation.source_id: citation for citation in now.citations.all()}
    before = {citation.source_id: citation for citation in then.citations.all()} if then else {}
    changes = [CitationChange(cited.get(pk), before.get(pk)) for pk in cited | before]
    return [change for change in changes if _place(change.now) != _place(change.then)]


def _place(citation: Citation | None) -> tuple[str, str] | None:
    return (citation.locator, citation.quote) if citation else None


def _answer(revision: AnswerRevision) -> tuple[int | None, str]:
    return revision.option_id, revision.value


def _details(revision: AnswerRevision) -> tuple[str, datetime.date | None]:
    return revision.applies_to, revision.as_of_date

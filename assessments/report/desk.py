"""The review desk of a section: each answer with all that a reviewer holds it against, and how far the review is."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from assessments import rules
from assessments.choices import VerdictValue
from assessments.models import Answer, Citation, EvidenceFile, Section, SectionEvent, Verdict
from assessments.querysets import CitationQuerySet
from assessments.report.changes import Change, change_of, last_read
from assessments.report.earlier import said_before
from assessments.report.queries import attach_threads
from assessments.report.replies import Remark, by_answer, verdicts_on
from instruments.choices import IndicatorKind
from workflows.engine import Condition, Transition
from workflows.problems import Problem


@dataclass(frozen=True)
class Earlier:
    """What the round before said; `same` when the answer says just that."""

    answer: Answer
    same: bool


@dataclass(frozen=True)
class Line:
    """One answer on the desk. `verdict` is the one that counts now; `remarks` are what was sent before it."""

    answer: Answer
    verdict: Remark | None
    remarks: tuple[Remark, ...]
    change: Change | None
    earlier: tuple[Earlier, ...]

    @property
    def judgeable(self) -> bool:
        return self.answer.asked and self.answer.current is not None

    @property
    def waits(self) -> bool:
        """Whether it is answered, and no verdict counts yet."""
        return self.answer.given and self.verdict is None

    @property
    def replied(self) -> bool:
        """Whether the reviewer's remark met a reply, and the same text."""
        newest = self.remarks[0] if self.remarks else None
        return newest is not None and newest.revision == self.answer.current_id and bool(newest.replies)


@dataclass(frozen=True)
class Progress:
    """How far the review is: answers judged, of all that are given; `rest` of them can be accepted at once.

    `barred` says why this person may not review the section at all. `steps` are those that the reviewer may take,
    each with what stands against it.
    """

    judged: int
    total: int
    rest: int
    barred: tuple[Problem, ...]
    steps: tuple[tuple[Transition, tuple[Problem, ...]], ...]


@dataclass(frozen=True)
class Choice:
    """One way to choose among the answers, and how many it leaves."""

    name: str
    label: str | Promise
    count: int


@dataclass(frozen=True)
class Desk:
    """`compared`: whether the section was submitted, and read, before."""

    lines: list[Line]
    shown: list[Line]
    choices: list[Choice]
    compared: bool
    progress: Progress


SHOWN: dict[str, tuple[str | Promise, Callable[[Line], Any]]] = {
    "all": (_("All"), lambda line: True),
    "changed": (_("Changed"), lambda line: line.change),
    "open": (_("No verdict yet"), lambda line: line.waits),
    "change": (
        _("Change needed"),
        lambda line: line.verdict and line.verdict.value == VerdictValue.CHANGE_NEEDED,
    ),
    "queries": (_("With open queries"), lambda line: line.answer.queried),
}


def section_desk(
    section: Section,
    *,
    by: User,
    held: frozenset[str],
    steps: Sequence[Transition],
    events: Iterable[SectionEvent],
    show: str = "",
) -> Desk:
    """All answers of the section, as the reader may see them, and those to `show`; events are newest first.

    The statements are fixed. The section has its assessment, and that its place.
    """
    moment = last_read(section, events)
    answers = Answer.objects.filter(part__section=section).for_reading().for_judging(by)
    compared = answers.with_text_of(moment) if moment else answers
    found = compared.prefetch_related(None).shown_to(by, held)
    earlier = said_before(section.assessment, found, by, held)
    cited = Citation.objects.select_related("source").order_by("pk").shown_to(by, held)
    _look_up(found, [each for said in earlier.values() for each in said], cited)
    attach_threads(found, assessment=section.assessment, user=by, held=held)
    said = by_answer(verdicts_on(Verdict.objects.filter(revision__answer__part__section=section)))
    lines = [
        Line(
            answer,
            _standing(answer, said.get(answer.pk, [])),
            tuple(r for r in said.get(answer.pk, ()) if r.sent_at and (r.text or r.asks)),
            change_of(answer, moment) if moment else None,
            tuple(Earlier(before, _same(answer, before)) for before in earlier.get(answer.pk, ())),
        )
        for answer in found
    ]
    _label, wanted = SHOWN.get(show, SHOWN["all"])
    choices = [
        Choice(name, label, sum(bool(test(line)) for line in lines)) for name, (label, test) in SHOWN.items()
    ]
    progress = progress_of(section, by=by, steps=steps, answers=found)
    return Desk(lines, [line for line in lines if wanted(line)], choices, moment is not None, progress)


def progress_of(
    section: Section, *, by: User, steps: Sequence[Transition], answers: list[Answer] | None = None
) -> Progress:
    """How far the review is; unless the answers are at hand (`for_judging`), one statement more."""
    if answers is None:
        place = Answer.objects.filter(part__section=section).in_order()
        answers = list(place.for_judging(by).select_related("indicator", "current"))
    given = [answer for answer in answers if answer.given]
    known = _at_hand(section, by, answers)
    return Progress(
        judged=sum(bool(answer.standing) for answer in given),
        total=len(given),
        rest=sum(answer.unjudged for answer in given),
        barred=(*known[rules.own_work], *known[rules.own_country]),
        steps=tuple((step, tuple(_against(step, section, by, known))) for step in steps),
    )


Known = dict[Condition, Sequence[Problem]]
"""Conditions with what they say, where that is known."""


def _at_hand(section: Section, by: User, answers: list[Answer]) -> Known:
    """What conditions say that can be asked of what is at hand; where a person belongs takes a statement."""
    known: Known = {
        rules.own_work: list(rules.own_among(section, answers)),
        rules.own_country: list(rules.own_country_in(section.assessment, by)),
        rules.nothing_to_change: list(rules.no_change_among(section, answers)),
        rules.unaccepted_answers: list(rules.unaccepted_among(section, answers)),
    }
    if all(hasattr(answer, "threads") for answer in answers):
        threads = ((answer.indicator.code, thread) for answer in answers for thread in answer.threads)
        unresolved = [(code, thread.query) for code, thread in threads if not thread.resolved]
        known[rules.open_queries] = list(rules.unresolved_among(unresolved))
    return known


def _against(step: Transition, section: Section, by: User, known: Known) -> Iterator[Problem]:
    for condition in step.conditions:
        yield from known[condition] if condition in known else condition(section, by)


def _look_up(answers: list[Answer], earlier: list[Answer], cited: CitationQuerySet) -> None:
    """The sources that these cite, now and then, the files of those, and the options that are named by value."""
    current = [answer.current for answer in answers if answer.current is not None]
    older = [answer.before for answer in answers] + [answer.current for answer in earlier]
    texts = [*current, *(text for text in older if text is not None)]
    prefetch_related_objects(texts, Prefetch("citations", cited))
    sources = [citation.source for text in current for citation in text.citations.all()]
    prefetch_related_objects(sources, Prefetch("files", EvidenceFile.objects.in_order()))
    several = [each for each in (*answers, *earlier) if each.indicator.kind == IndicatorKind.MULTIPLE]
    prefetch_related_objects(several, "indicator__scale__options")


def _standing(answer: Answer, verdicts: list[Remark]) -> Remark | None:
    newest = next((each for each in verdicts if each.revision == answer.current_id), None)
    return newest if answer.standing else None


def _same(answer: Answer, before: Answer) -> bool:
    return _words(answer) == _words(before)


def _words(answer: Answer) -> tuple[str, str, str]:
    """Options of two versions of a scale are the same by their values."""
    revision = answer.current
    if revision is None:
        return "", "", ""
    option = revision.option.value if revision.option else ""
    return option, revision.value, revision.statement

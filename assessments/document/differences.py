"""What a returned workbook says otherwise, beside what the answers say, in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.choices import Decision, SourceKind
from assessments.document.contents import Choice, Citing, Told, choices_of, date_in, told_by
from assessments.document.shape import SEPARATOR
from assessments.models import Answer, AnswerRevision, PackChange, PackReturn
from instruments.choices import IndicatorKind

LABELS = (
    # what an answer says, and whether people wrote it in the language of the answers
    (gettext_lazy("Answer"), False),
    (gettext_lazy("Statement"), True),
    (gettext_lazy("Applies to"), True),
    (gettext_lazy("As of"), False),
    (gettext_lazy("Sources"), False),
)


@dataclass(frozen=True)
class Line:
    """One thing that an answer says: in the pack as it was given out, now, and in the workbook."""

    label: str
    written: bool
    before: str
    now: str
    wanted: str


@dataclass(frozen=True)
class Difference:
    """A changed answer: `overtaken` when it was changed since the pack was made, `same` when it says so by now."""

    change: PackChange
    answer: Answer
    lines: tuple[Line, ...]
    overtaken: bool
    pending: bool
    same: bool


def told_in(change: PackChange) -> Told:
    return Told(
        option_id=change.option_id,
        value=change.value,
        statement=change.statement,
        applies_to=change.applies_to,
        as_of_date=change.as_of_date,
        citations=tuple(Citing(**told) for told in change.citations),
    )


def bases_of(numbers: dict[int, int]) -> dict[int, AnswerRevision]:
    """What the answers with these keys said in the revisions with these numbers; one query at most."""
    wanted = [Q(answer=answer, number=number) for answer, number in numbers.items() if number]
    if not wanted:
        return {}
    found = AnswerRevision.objects.filter(reduce(or_, wanted)).prefetch_related("citations__source")
    return {revision.answer_id: revision for revision in found}


def differences_of(returned: PackReturn) -> list[Difference]:
    """Every answer that the workbook says otherwise, in order; the number of statements is fixed."""
    changes = list(returned.changes.for_page())
    given_out = {
        change.answer_id: returned.pack.revisions[change.answer.indicator.code] for change in changes
    }
    bases = bases_of(given_out)
    return [
        _difference(change, given_out[change.answer_id], bases.get(change.answer_id)) for change in changes
    ]


def _difference(change: PackChange, given_out: int, base: AnswerRevision | None) -> Difference:
    answer = change.answer
    indicator = answer.indicator
    choices = choices_of(indicator)
    now, wanted = told_by(answer.current, indicator.kind, choices), told_in(change)
    before = told_by(base, indicator.kind, choices)
    sides = [_words(told, indicator.kind, choices) for told in (before, now, wanted)]
    return Difference(
        change=change,
        answer=answer,
        lines=tuple(
            Line(str(label), written, *texts)
            for (label, written), *texts in zip(LABELS, *sides, strict=True)
            if any(texts)
        ),
        overtaken=given_out != answer.revision,
        pending=change.decision == Decision.PENDING,
        same=now.gist == wanted.gist,
    )


def _words(told: Told, kind: str, choices: Iterable[Choice]) -> tuple[str, ...]:
    date = date_format(told.as_of_date) if told.as_of_date else ""
    sources = "\n".join(_source(citing) for citing in told.citations)
    return _answer(told, kind, choices), told.statement, told.applies_to, date, sources


def _answer(told: Told, kind: str, choices: Iterable[Choice]) -> str:
    if told.option_id is not None:
        return next((choice.label for choice in choices if choice.option_id == told.option_id), "")
    if kind == IndicatorKind.MULTIPLE:
        chosen = told.value.split()
        return SEPARATOR.join(choice.label for choice in choices if choice.value in chosen)
    date = date_in(told.value) if kind == IndicatorKind.DATE else None
    return date_format(date) if date else told.value


def _source(citing: Citing) -> str:
    parts = [f"{SourceKind(citing.kind).label}: {citing.title}", citing.number, str(citing.year or "")]
    parts += [citing.locator, _("“%s”") % citing.quote if citing.quote else "", citing.url]
    return ", ".join(part for part in parts if part)

"""What a pack holds: a section in one language, with what its answers say now, as plain values."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from assessments.choices import Disclosure, SourceKind
from assessments.document.shape import clean, name_key
from assessments.models import Answer, AnswerRevision, Section, Source
from instruments.choices import IndicatorKind
from instruments.models import Indicator
from ui.languages import language_name


@dataclass(frozen=True)
class Citing:
    """A source as a workbook tells it, with the place in it that an answer cites."""

    kind: str
    title: str
    number: str = ""
    year: int | None = None
    url: str = ""
    locator: str = ""
    quote: str = ""

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """What makes it the same source, however it is typed."""
        return self.kind, name_key(self.title), name_key(self.number), str(self.year or "")

    @property
    def gist(self) -> tuple[Any, ...]:
        return (*self.identity, self.locator, self.quote)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Told:
    """What one answer says, with its sources told in full."""

    option_id: int | None = None
    value: str = ""
    statement: str = ""
    applies_to: str = ""
    as_of_date: datetime.date | None = None
    citations: tuple[Citing, ...] = ()

    @property
    def gist(self) -> tuple[Any, ...]:
        """Two answers with the same gist say the same."""
        cited = tuple(sorted(citing.gist for citing in self.citations))
        return self.option_id, self.value, self.statement, self.applies_to, self.as_of_date, cited


@dataclass(frozen=True)
class Choice:
    option_id: int
    value: str
    label: str
    exclusive: bool


@dataclass(frozen=True)
class Row:
    """One question, and what its answer says at this moment; nothing where that is internal."""

    answer_id: int
    code: str
    group: str
    question: str
    guidance: str
    asked_when: str
    kind: str
    choices: tuple[Choice, ...]
    revision: int
    now: Told
    internal: bool

    @property
    def several(self) -> bool:
        return self.kind == IndicatorKind.MULTIPLE

    @property
    def written(self) -> bool:
        """Whether the answer is a value that is written, not chosen."""
        return self.kind not in (IndicatorKind.CHOICE, IndicatorKind.MULTIPLE)

    def chosen(self) -> list[Choice]:
        """What is chosen now."""
        if self.several and self.now.option_id is None:
            return [choice for choice in self.choices if choice.value in self.now.value.split()]
        return [choice for choice in self.choices if choice.option_id == self.now.option_id]


@dataclass(frozen=True)
class Contents:
    language: str
    place: str
    year: int
    number: int
    domain: str
    questionnaire: str
    working_language: str
    kinds: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]

    @property
    def title(self) -> str:
        return f"{self.place} {self.year}: {self.number} {self.domain}"

    @property
    def revisions(self) -> dict[str, int | None]:
        """The number of each answer's revision, by the code of the question; None for what is internal."""
        return {row.code: None if row.internal else row.revision for row in self.rows}

    @property
    def told(self) -> tuple[Row, ...]:
        """The questions that can be answered in a pack."""
        return tuple(row for row in self.rows if not row.internal)


class Library:
    """The sources of an assessment, found again from how a workbook tells them; `internal` are the keys of some."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._known: defaultdict[tuple[str, ...], list[Source]] = defaultdict(list)
        self.internal: set[int] = set()
        for source in sources:
            self.add(source)

    def alike(self, citing: Citing) -> int:
        """How many sources are told just like this one."""
        return len(self._known.get(citing.identity, ()))

    def find(self, citations: Iterable[Citing], cited: frozenset[int] = frozenset()) -> list[Source | None]:
        """The source of each citation, none twice, those already `cited` first; None for one not told yet."""
        used: set[int] = set()
        found: list[Source | None] = []
        for citing in citations:
            free = [each for each in self._known.get(citing.identity, ()) if each.pk not in used]
            source = min(free, key=lambda each: each.pk not in cited, default=None)
            if source is not None:
                used.add(source.pk)
            found.append(source)
        return found

    def add(self, source: Source) -> None:
        self._known[citing_of(source).identity].append(source)
        if source.disclosure == Disclosure.INTERNAL:
            self.internal.add(source.pk)


def citing_of(source: Source, locator: str = "", quote: str = "") -> Citing:
    return Citing(
        kind=source.kind,
        title=clean(source.title),
        number=clean(source.number),
        year=source.year,
        url=source.url,
        locator=clean(locator),
        quote=clean(quote),
    )


def told_by(revision: AnswerRevision | None, kind: str, choices: Iterable[Choice] = ()) -> Told:
    """What the revision says outside: without internal sources.

    Its citations and their sources must be prefetched to save statements.
    """
    if revision is None:
        return Told()
    value = clean(revision.value)
    if kind == IndicatorKind.MULTIPLE:
        chosen = value.split()
        value = " ".join(choice.value for choice in choices if choice.value in chosen)
    citations = [
        citing_of(each.source, each.locator, each.quote)
        for each in revision.citations.all()
        if each.source.disclosure != Disclosure.INTERNAL
    ]
    return Told(
        option_id=revision.option_id,
        value=value,
        statement=clean(revision.statement),
        applies_to=clean(revision.applies_to),
        as_of_date=revision.as_of_date,
        citations=tuple(sorted(citations, key=lambda citing: (citing.title, citing.gist))),
    )


def kept_internal() -> str:
    """What a pack says in place of an internal answer."""
    return _("Kept internal: this answer isn’t given out. Leave it empty.")


def date_in(value: str) -> datetime.date | None:
    """The date that a value is; None for what was never one."""
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        return None


def choices_of(indicator: Indicator) -> tuple[Choice, ...]:
    """The options of the indicator's scale in order, in the language that is active."""
    if indicator.scale is None:
        return ()
    options = sorted(indicator.scale.options.all(), key=lambda option: option.position)
    return tuple(Choice(option.pk, option.value, option.label, option.exclusive) for option in options)


def contents_of(section: Section, language: str, kept: Collection[str] | None = None) -> Contents:
    """The section in this language, for people outside: what is internal isn't in it.

    `kept` are the codes of the questions that were internal when it was given out, where that isn't now. The number
    of statements does not depend on how many questions it has.
    """
    assessment = section.assessment
    with translation.override(language):
        return Contents(
            language=language,
            place=assessment.jurisdiction.name,
            year=assessment.year,
            number=section.domain.number,
            domain=section.domain.short_name,
            questionnaire=str(assessment.instrument.title),
            working_language=language_name(assessment.working_language),
            kinds=tuple((kind.value, str(kind.label)) for kind in SourceKind),
            rows=tuple(
                _row(answer, kept) for answer in Answer.objects.filter(part__section=section).for_pack()
            ),
        )


def _row(answer: Answer, kept: Collection[str] | None) -> Row:
    indicator = answer.indicator
    choices = choices_of(indicator)
    subcategory = indicator.subcategory
    internal = answer.disclosure == Disclosure.INTERNAL if kept is None else indicator.code in kept
    return Row(
        answer_id=answer.pk,
        code=indicator.code,
        group=f"{subcategory.domain.number}.{subcategory.number} {subcategory.title}",
        question=indicator.question,
        guidance=indicator.guidance,
        asked_when=_asked_when(indicator),
        kind=indicator.kind,
        choices=choices,
        revision=answer.revision,
        now=told_by(None if internal else answer.current, indicator.kind, choices),
        internal=internal,
    )


def _asked_when(indicator: Indicator) -> str:
    if indicator.depends_on is None:
        return ""
    options = sorted(indicator.shown_by.all(), key=lambda option: option.position)
    words = _(" or ").join(_("“%s”") % option.label for option in options)
    shown = {"code": indicator.depends_on.code, "options": words}
    return _("Asked when %(code)s is answered with %(options)s.") % shown

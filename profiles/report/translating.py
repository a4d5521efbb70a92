"""A profile beside what it is in another language."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BigIntegerField, CharField, Count, Value
from django.utils.translation import gettext as _

from instruments.models import Domain
from profiles.choices import FindingKind, TextKey, TextState
from profiles.models import FindingText, NameTranslation, Profile, ProfileText, Written
from profiles.querysets import Name, has_own_names, names_in
from profiles.rules import sources_of

FINDINGS, TEXTS = "findings", "texts"
"""The parts of what is translated, beside the single domains."""

ASKED, TOTAL = "asked", "total"


@dataclass
class Segment:
    """One text in the profile's own language, with what it is in another one.

    `key` names it for good: `finding-12`, `text-introduction`. `before` is what the source said when it was
    translated, where that is not what it says now.
    """

    key: str
    source: Any
    state: TextState
    title: str
    domain: Domain | None = None
    target: Any = None
    before: str = ""

    @property
    def body(self) -> str:
        return self.target.body if self.target else ""

    @property
    def revision(self) -> int:
        """Of the translation; 0 where there is none."""
        return self.target.revision if self.target else 0

    @property
    def parts(self) -> set[str]:
        return {FINDINGS, self.domain.slug} if self.domain else {TEXTS}


@dataclass
class Coverage:
    """How far a profile is in one language."""

    language: str
    states: Counter[str] = field(default_factory=Counter)
    names: Counter[TextState] | None = None  # None where the site says them itself

    @property
    def total(self) -> int:
        return self.states.total()

    @property
    def reviewed(self) -> int:
        return self.states[TextState.REVIEWED]

    @property
    def complete(self) -> bool:
        return self.reviewed == self.total and not self.names_to_translate and not self.names_to_review

    @property
    def names_to_translate(self) -> int:
        return self.names[TextState.UNTRANSLATED] if self.names else 0

    @property
    def names_to_review(self) -> int:
        return self.names[TextState.DRAFT] if self.names else 0

    @property
    def told(self) -> list[tuple[TextState, int]]:
        """The states that there are, in their order."""
        return [(state, self.states[state]) for state in TextState if self.states[state]]


def coverage(profile: Profile) -> list[Coverage]:
    """How far the profile is in each language but its own, by their codes; three statements at most."""
    found: dict[str, Coverage] = {}
    told: Counter[tuple[str, str]] = Counter()
    for language, state, number in _told(profile):
        told[language, state] += number
        if state == ASKED and language != profile.language:
            found[language] = Coverage(language)
    total = told[profile.language, TOTAL]
    for language, each in sorted(found.items()):
        each.states.update({state: told[language, state] for state in TextState})
        each.states[TextState.UNTRANSLATED] = total - each.states.total()
    covered = sorted(found.values(), key=lambda each: each.language)
    _count_names(profile, [each for each in covered if not has_own_names(each.language)])
    return covered


def _told(profile: Profile) -> Any:
    """Language, state and number: of translations, of all there is to translate, and the languages asked for."""
    columns = ("language", "state", "number")
    asked = profile.languages.annotate(
        state=Value(ASKED, output_field=CharField()), number=Value(0, output_field=BigIntegerField())
    )
    parts = []
    for texts in sources_of(profile):
        total = texts.order_by().values("language")
        total = total.annotate(state=Value(TOTAL, output_field=CharField()), number=Count("pk"))
        parts += [total.values_list(*columns), texts.states_elsewhere().values_list(*columns)]
    return asked.order_by().values_list(*columns).union(*parts, all=True)


def _count_names(profile: Profile, found: Sequence[Coverage]) -> None:
    if not found:
        return
    names = {name.source for name in names_in(profile)}
    rows = NameTranslation.objects.filter(language__in=[each.language for each in found], source__in=names)
    known: dict[str, Counter[TextState]] = {each.language: Counter() for each in found}
    for language, at in rows.exclude(body="").values_list("language", "reviewed_at"):
        known[language][TextState.REVIEWED if at else TextState.DRAFT] += 1
    for each in found:
        told = known[each.language]
        each.names = told + Counter({TextState.UNTRANSLATED: len(names) - told.total()})


def segments(profile: Profile, language: str) -> list[Segment]:
    """All that is translated of the profile, in the order of its pages, without the translations; two statements."""
    findings, texts = sources_of(profile)
    keys = list(TextKey)
    written = sorted(texts.with_state_in(language), key=lambda text: keys.index(TextKey(text.key)))
    ordered = findings.with_state_in(language).select_related("finding__domain")
    ordered = ordered.order_by("finding__domain__number", "finding__kind", "finding__position", "finding")
    return [
        *(Segment(f"text-{t.key}", t, TextState(t.state), str(TextKey(t.key).label)) for t in written),
        *(_finding(text, number) for text, number in _numbered(ordered)),
    ]


def _numbered(texts: Iterable[FindingText]) -> Iterable[tuple[FindingText, int]]:
    """Each with its place on its list, from 1."""
    places: Counter[tuple[int, str]] = Counter()
    for text in texts:
        places[text.finding.domain_id, text.finding.kind] += 1
        yield text, places[text.finding.domain_id, text.finding.kind]


def _finding(text: Any, number: int) -> Segment:
    developed = text.finding.kind == FindingKind.DEVELOPED
    title = _("Well-developed area %d") if developed else _("Area with potential %d")
    state = TextState(text.state)
    return Segment(f"finding-{text.finding_id}", text, state, title % number, text.finding.domain)


def with_targets(chosen: Sequence[Segment]) -> Sequence[Segment]:
    """The same with what each is in the other language, and what its source was then; four statements at most."""
    for model in (FindingText, ProfileText):
        of_model = [segment for segment in chosen if isinstance(segment.source, model)]
        _give_targets(model, [segment for segment in of_model if segment.source.translation])
        _give_sources_before(model, [segment for segment in of_model if segment.state == TextState.STALE])
    return chosen


def _give_targets(model: type[Written], chosen: Sequence[Segment]) -> None:
    if chosen:
        rows: Any = model.objects
        keys = [segment.source.translation for segment in chosen]
        found = rows.select_related("written_by", "reviewed_by").in_bulk(keys)
        for segment in chosen:
            segment.target = found.get(segment.source.translation)


def _give_sources_before(model: type[Written], chosen: Sequence[Segment]) -> None:
    bodies = said(model, [(segment.source.pk, segment.source.translated) for segment in chosen])
    for segment in chosen:
        segment.before = bodies.get((segment.source.pk, segment.source.translated), "")


def said(model: Any, wanted: Sequence[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """What texts of this kind (keys) said in these revisions (numbers); one statement."""
    if not wanted:
        return {}
    rows = model.revisions.rel.related_model.objects.filter(
        text__in={pk for pk, _number in wanted}, number__in={number for _pk, number in wanted}
    )
    return {(text, number): body for text, number, body in rows.values_list("text", "number", "body")}


def translations_then(chosen: Sequence[tuple[Segment, int]]) -> dict[str, str]:
    """By the key of its segment, what each translation said in this revision; empty in revision 0."""
    found: dict[str, str] = {segment.key: "" for segment, _number in chosen}
    for model in (FindingText, ProfileText):
        wanted = [(s, number) for s, number in chosen if isinstance(s.source, model) and s.target and number]
        moved = [(s.target.pk, number) for s, number in wanted if number != s.revision]
        bodies = said(model, moved)
        for segment, number in wanted:
            now = segment.body if number == segment.revision else ""
            found[segment.key] = bodies.get((segment.target.pk, number), now)
    return found


def names_beside(profile: Profile, language: str) -> list[tuple[Name, NameTranslation | None]]:
    """Each name that an edition prints, and what it is in a language that the site lacks; two statements."""
    rows = NameTranslation.objects.written(language).select_related("written_by", "reviewed_by")
    known = {row.source: row for row in rows}
    return [(name, known.get(name.source)) for name in names_in(profile)]

"""What is reported otherwise in a round than in the round before, question by question; nothing is counted."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from instruments.models import Indicator, Instrument
from profiles.choices import FindingKind
from profiles.snapshot import DomainPart, FindingLine, Snapshot


class Change(TextChoices):
    """What became of findings that rest on the same questions."""

    NEWLY_DEVELOPED = "newly-developed", _("Newly developed")
    NOW_POTENTIAL = "now-potential", _("With potential for further development now")
    PARTLY = "partly", _("Changed in part")
    STILL_OPEN = "still-open", _("Still with potential for further development")
    STILL_DEVELOPED = "still-developed", _("Still well developed")
    FIRST = "first", _("Reported for the first time")
    NO_LONGER = "no-longer", _("No longer reported")
    NOT_COMPARABLE = "not-comparable", _("Not comparable")

    @property
    def hint(self) -> str:
        """What the name means, with the years of the two rounds as `earlier` and `later`."""
        return str(HINTS[self])


HINTS = {
    Change.NEWLY_DEVELOPED: _(
        "An area with potential in %(earlier)s, and a well-developed area in %(later)s."
    ),
    Change.NOW_POTENTIAL: _("A well-developed area in %(earlier)s, and an area with potential in %(later)s."),
    Change.PARTLY: _("In one of the two years, the same questions led to findings of both kinds."),
    Change.STILL_OPEN: _("An area with potential in both years."),
    Change.STILL_DEVELOPED: _("A well-developed area in both years."),
    Change.FIRST: _("The same was asked in %(earlier)s, but that profile gives no example of it."),
    Change.NO_LONGER: _("The same was asked in %(later)s, but that profile gives no example of it."),
    Change.NOT_COMPARABLE: _(
        "The questions behind these findings were not the same in both years, or an edition does not say which they are."
    ),
}

OF_KINDS = {
    (FindingKind.POTENTIAL, FindingKind.DEVELOPED): Change.NEWLY_DEVELOPED,
    (FindingKind.DEVELOPED, FindingKind.POTENTIAL): Change.NOW_POTENTIAL,
    (FindingKind.POTENTIAL, FindingKind.POTENTIAL): Change.STILL_OPEN,
    (FindingKind.DEVELOPED, FindingKind.DEVELOPED): Change.STILL_DEVELOPED,
}


@dataclass(frozen=True)
class Ancestors:
    """The questions of the earlier round that one comes from; `carried` when it is still the same question."""

    codes: tuple[str, ...]
    carried: bool


Lineage = Mapping[str, Ancestors]
"""By the code of each question of the later round. A question that is missing is new."""


@dataclass(frozen=True)
class Said:
    """A finding as one of the rounds has it."""

    kind: FindingKind
    domain: str  # its slug
    line: FindingLine


@dataclass(frozen=True)
class Pair:
    """The findings of both rounds that rest on the same questions; one side may be empty."""

    change: Change
    earlier: tuple[Said, ...]
    later: tuple[Said, ...]

    @property
    def same_words(self) -> bool:
        return [said.line.body for said in self.earlier] == [said.line.body for said in self.later]


@dataclass(frozen=True)
class Group:
    change: Change
    pairs: tuple[Pair, ...]

    @property
    def told_anew(self) -> list[Pair]:
        """Those to read: what isn’t said in the same words as before."""
        return [pair for pair in self.pairs if not pair.same_words]

    @property
    def repeated(self) -> list[Pair]:
        return [pair for pair in self.pairs if pair.same_words]


@dataclass(frozen=True)
class DomainChanges:
    domain: DomainPart
    groups: tuple["Group", ...]  # in the order of `Change`, without empty ones


def compare_rounds(earlier: Snapshot, later: Snapshot, lineage: Lineage) -> tuple[DomainChanges, ...]:
    """Both rounds by domain, in the order of the later one. Each finding of both stands in exactly one place.

    Findings belong together when they rest on the same questions. They are comparable when every one of these was
    asked in both rounds, and is still the same question.
    """
    pairs = list(_pairs(_findings(earlier), _findings(later), lineage))
    own = {domain.slug for domain in later.domains}
    domains = [*later.domains, *(domain for domain in earlier.domains if domain.slug not in own)]
    compared = []
    for domain in domains:
        mine = [pair for pair in pairs if _domain_of(pair) == domain.slug]
        groups = (Group(each, tuple(pair for pair in mine if pair.change == each)) for each in Change)
        compared.append(DomainChanges(domain, tuple(group for group in groups if group.pairs)))
    return tuple(compared)


def says_questions(snapshot: Snapshot) -> bool:
    """Whether the edition tells on which questions any of its findings rests; older formats don’t."""
    return any(said.line.indicators for said in _findings(snapshot))


def lineage_of(later: Instrument, earlier: Instrument) -> Lineage:
    """Where each question of a questionnaire comes from in an earlier one; two statements, and one a version between."""
    known = Indicator.objects.filter(instrument=later).values_list("pk", "code")
    codes = dict(known) | dict(Indicator.objects.filter(instrument=earlier).values_list("pk", "code"))
    found = Indicator.objects.ancestries(dict.fromkeys((pk for pk, _code in known), later.pk), earlier)
    return {
        codes[pk]: Ancestors(tuple(codes[each] for each in ancestry.indicators), ancestry.carried)
        for pk, ancestry in found.items()
    }


# What belongs together -------------------------------------------------------------------------------------


def _findings(snapshot: Snapshot) -> list[Said]:
    return [Said(kind, domain.slug, line) for domain, kind, line in snapshot.findings]


def _domain_of(pair: Pair) -> str:
    return (pair.later or pair.earlier)[0].domain


def _pairs(earlier: list[Said], later: list[Said], lineage: Lineage) -> Iterator[Pair]:
    """Findings with a question in common, directly or by way of others, are one pair."""
    inherited = {code for ancestors in lineage.values() if ancestors.carried for code in ancestors.codes}
    together = _Together()
    for said in earlier:
        together.join(("earlier", code) for code in said.line.indicators)
    for said in later:
        together.join(("later", code) for code in said.line.indicators)
    for code, ancestors in lineage.items():
        together.join([("later", code), *(("earlier", each) for each in ancestors.codes)])
    found: dict[object, tuple[list[Said], list[Said]]] = {}
    for side, findings in (("later", later), ("earlier", earlier)):
        for number, said in enumerate(findings):
            codes = said.line.indicators
            key = together.root((side, codes[0])) if codes else (side, number)
            found.setdefault(key, ([], []))[side == "later"].append(said)
    for before, now in found.values():
        asked = [code in inherited for said in before for code in said.line.indicators or [""]]
        asked += [_is_carried(code, lineage) for said in now for code in said.line.indicators or [""]]
        yield Pair(_change(before, now, comparable=all(asked)), tuple(before), tuple(now))


def _is_carried(code: str, lineage: Lineage) -> bool:
    return code in lineage and lineage[code].carried


def _change(before: list[Said], now: list[Said], *, comparable: bool) -> Change:
    kinds = {said.kind for said in before}, {said.kind for said in now}
    if not comparable:
        return Change.NOT_COMPARABLE
    if not before:
        return Change.FIRST
    if not now:
        return Change.NO_LONGER
    if len(kinds[0]) > 1 or len(kinds[1]) > 1:
        return Change.PARTLY
    return OF_KINDS[kinds[0].pop(), kinds[1].pop()]


class _Together:
    """Which questions belong together: those that were ever joined, directly or by way of others."""

    def __init__(self) -> None:
        self.above: dict[tuple[str, str], tuple[str, str]] = {}

    def root(self, code: tuple[str, str]) -> tuple[str, str]:
        while (above := self.above.get(code, code)) != code:
            code = above
        return code

    def join(self, codes: Iterable[tuple[str, str]]) -> None:
        roots = [self.root(code) for code in codes]
        for root in roots[1:]:
            self.above[root] = roots[0]

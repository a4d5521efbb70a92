"""What one edition says, frozen: the page, the PDF and the data of an edition are made from this alone."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from profiles.choices import FindingKind, TextKey

OPENING = (TextKey.INTRODUCTION, TextKey.CONTEXT)
CLOSING = (TextKey.METHODS, TextKey.ACKNOWLEDGEMENTS)

FORMAT = 3
"""Of the data of an edition; older ones are read too."""


@dataclass(frozen=True)
class FindingLine:
    """One bullet. `key` names the finding in every edition of the profile; 0 in editions that did not say."""

    key: int
    body: str
    sources: tuple[int, ...]  # numbers of lines in the list of sources
    indicators: tuple[str, ...] = ()  # codes of the questions whose answers it rests on; empty where not said
    tags: tuple[str, ...] = ()  # what these questions speak to: "gcm-15", "sdg-3.8"

    @property
    def anchor(self) -> str:
        return f"finding-{self.key}"


@dataclass(frozen=True)
class DomainPart:
    number: int
    slug: str
    short_name: str
    long_name: str
    description: str
    colour: str  # "#rrggbb", on paper
    colour_dark: str  # "#rrggbb", on a dark screen
    developed: tuple[FindingLine, ...]
    potential: tuple[FindingLine, ...]


@dataclass(frozen=True)
class SourceLine:
    mark: int  # its number in the list; 0 in editions that did not number them
    kind: str
    title: str
    number: str
    year: int | None
    url: str
    language: str  # of the title; empty where it is the language of the edition, or not known


@dataclass(frozen=True)
class SourceGroup:
    kind: str
    label: str
    sources: tuple[SourceLine, ...]


@dataclass(frozen=True)
class AnnexGroup:
    number: str  # "2.1"
    title: str
    indicators: tuple[tuple[str, str], ...]  # code, question


@dataclass(frozen=True)
class AnnexDomain:
    number: int
    short_name: str
    groups: tuple[AnnexGroup, ...]


@dataclass(frozen=True)
class WrittenPart:
    key: str
    heading: str  # in the language of the page at this moment
    body: str  # Markdown


@dataclass(frozen=True)
class Snapshot:
    format: int
    language: str
    number: int  # of the edition, counted in its language; 0 in a preview
    note: str  # what has changed since the edition before
    title: str  # "Municipality of Quilmes"
    name: str  # "Quilmes"
    kind: str  # "Municipality"
    country: str  # "Argentina"; the same as the name for a country
    scope: str  # "national" or "local"
    year: int
    round: int
    instrument: str
    data_cutoff_date: str  # ISO 8601
    published_date: str  # ISO 8601
    address: str  # "argentina/quilmes/2022"
    footnote: str
    written: dict[str, str]  # the profile’s own texts by key, in Markdown
    texts: dict[str, tuple[str, ...]]  # standing texts by key, in paragraphs
    domains: tuple[DomainPart, ...]
    sources: tuple[SourceGroup, ...]
    annex: tuple[AnnexDomain, ...]

    @property
    def published(self) -> date:
        return date.fromisoformat(self.published_date)

    @property
    def data_cutoff(self) -> date:
        return date.fromisoformat(self.data_cutoff_date)

    @property
    def findings(self) -> Iterator[tuple[DomainPart, FindingKind, FindingLine]]:
        """Each with its domain and list, in the order in which they are printed."""
        for domain in self.domains:
            for line in domain.developed:
                yield domain, FindingKind.DEVELOPED, line
            for line in domain.potential:
                yield domain, FindingKind.POTENTIAL, line

    @property
    def opening(self) -> list["WrittenPart"]:
        """The profile’s own texts that stand before the domains."""
        return self._parts(OPENING)

    @property
    def closing(self) -> list["WrittenPart"]:
        """Those that stand after them."""
        return self._parts(CLOSING)

    def _parts(self, keys: tuple[TextKey, ...]) -> list["WrittenPart"]:
        return [WrittenPart(key, str(key.label), self.written[key]) for key in keys if key in self.written]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Snapshot":
        """The snapshot that `to_json` gave, lists become tuples again. Data of the first format is read too."""
        known = _from_first_format(data) if "format" not in data else data
        return cls(
            **known
            | {
                "texts": {key: tuple(paragraphs) for key, paragraphs in known["texts"].items()},
                "domains": tuple(_domain(domain) for domain in known["domains"]),
                "sources": tuple(
                    SourceGroup(g["kind"], g["label"], tuple(SourceLine(**s) for s in g["sources"]))
                    for g in known["sources"]
                ),
                "annex": tuple(_annex_domain(domain) for domain in known["annex"]),
            }
        )


def _domain(data: dict[str, Any]) -> DomainPart:
    lists = {kind: tuple(_finding(line) for line in data[kind]) for kind in ("developed", "potential")}
    return DomainPart(**data | lists)


def _finding(data: dict[str, Any]) -> FindingLine:
    """The second format said neither questions nor tags."""
    lists = ("sources", "indicators", "tags")
    return FindingLine(data["key"], data["body"], **{name: tuple(data.get(name, ())) for name in lists})


def _annex_domain(data: dict[str, Any]) -> AnnexDomain:
    groups = tuple(
        AnnexGroup(g["number"], g["title"], tuple((code, question) for code, question in g["indicators"]))
        for g in data["groups"]
    )
    return AnnexDomain(data["number"], data["short_name"], groups)


def _from_first_format(data: dict[str, Any]) -> dict[str, Any]:
    """The first format had bare texts for findings, unnumbered sources, and an introduction in paragraphs."""
    introduction = "\n\n".join(data["introduction"])
    lists = ("developed", "potential")
    return {key: value for key, value in data.items() if key != "introduction"} | {
        "format": 1,
        "number": 0,
        "note": "",
        "written": {"introduction": introduction} if introduction else {},
        "domains": [
            domain
            | {kind: [{"key": 0, "body": text, "sources": []} for text in domain[kind]] for kind in lists}
            for domain in data["domains"]
        ],
        "sources": [
            group | {"sources": [source | {"mark": 0, "language": ""} for source in group["sources"]]}
            for group in data["sources"]
        ],
    }

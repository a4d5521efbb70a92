"""What one edition says, frozen: the page, the PDF and the data of an edition are made from this alone."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class DomainPart:
    number: int
    slug: str
    short_name: str
    long_name: str
    description: str
    colour: str  # "#rrggbb", on paper
    colour_dark: str  # "#rrggbb", on a dark screen
    developed: tuple[str, ...]
    potential: tuple[str, ...]


@dataclass(frozen=True)
class SourceLine:
    kind: str
    title: str
    number: str
    year: int | None
    url: str


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
class Snapshot:
    language: str
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
    introduction: tuple[str, ...]  # paragraphs
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

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Snapshot":
        """The snapshot that `to_json` gave, lists become tuples again."""
        return cls(
            **data
            | {
                "introduction": tuple(data["introduction"]),
                "texts": {key: tuple(paragraphs) for key, paragraphs in data["texts"].items()},
                "domains": tuple(
                    DomainPart(**d | {"developed": tuple(d["developed"]), "potential": tuple(d["potential"])})
                    for d in data["domains"]
                ),
                "sources": tuple(
                    SourceGroup(g["kind"], g["label"], tuple(SourceLine(**s) for s in g["sources"]))
                    for g in data["sources"]
                ),
                "annex": tuple(
                    AnnexDomain(
                        d["number"],
                        d["short_name"],
                        tuple(
                            AnnexGroup(g["number"], g["title"], tuple((c, q) for c, q in g["indicators"]))
                            for g in d["groups"]
                        ),
                    )
                    for d in data["annex"]
                ),
            }
        )

"""The domain wheel: equal segments for any number of domains. Nothing in it can be read as a value."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import asin, cos, pi, sin
from typing import Protocol

SIZE = 200
CENTRE = SIZE / 2
OUTER = 98.0
INNER = 45.0
GAP = 3.2  # between two segments, the same at the rim and at the hole
LABEL = 74.0  # distance of a number from the centre
FONT_SIZE = 18.0


class Domain(Protocol):
    """What the wheel needs to know of a domain."""

    @property
    def number(self) -> int: ...
    @property
    def slug(self) -> str: ...
    @property
    def short_name(self) -> str: ...
    @property
    def colour(self) -> str: ...
    @property
    def colour_dark(self) -> str: ...


@dataclass(frozen=True)
class Segment:
    """One piece of the wheel in a square of `SIZE` units: path, place of its number, and whose it is."""

    number: int
    slug: str
    name: str
    colour: str
    colour_dark: str
    d: str
    x: float
    y: float
    font_size: float

    @property
    def key(self) -> str:
        """The colour as `data-colour` carries it."""
        return self.colour.removeprefix("#")


def wheel_segments(domains: Iterable[Domain]) -> list[Segment]:
    """One segment per domain, clockwise from the top, all of the same size."""
    drawn = list(domains)
    if not drawn:
        return []
    sweep = 2 * pi / len(drawn)
    font_size = round(min(FONT_SIZE, LABEL * sweep * 0.5), 2)
    edges = pairwise(index * sweep for index in range(len(drawn) + 1))
    return [
        _segment(domain, start, end, font_size) for domain, (start, end) in zip(drawn, edges, strict=True)
    ]


def _segment(domain: Domain, start: float, end: float, font_size: float) -> Segment:
    x, y = _point(LABEL, (start + end) / 2)
    return Segment(
        number=domain.number,
        slug=domain.slug,
        name=str(domain.short_name),
        colour=domain.colour,
        colour_dark=domain.colour_dark,
        d=_ring() if end - start >= 2 * pi else _slice(start, end),
        x=x,
        y=y,
        font_size=font_size,
    )


def _slice(start: float, end: float) -> str:
    half = (end - start) / 2
    outer = min(asin(GAP / 2 / OUTER), half / 3)
    inner = min(asin(GAP / 2 / INNER), half / 3)
    large = int(end - start > pi)
    points = [
        _point(OUTER, start + outer),
        _point(OUTER, end - outer),
        _point(INNER, end - inner),
        _point(INNER, start + inner),
    ]
    a, b, c, d = (f"{x:g} {y:g}" for x, y in points)
    return f"M{a}A{OUTER:g} {OUTER:g} 0 {large} 1 {b}L{c}A{INNER:g} {INNER:g} 0 {large} 0 {d}Z"


def _ring() -> str:
    """A whole turn: an arc can't end where it starts, so each circle is two halves."""
    return "".join(
        f"M{CENTRE:g} {CENTRE - r:g}A{r:g} {r:g} 0 1 {turn} {CENTRE:g} {CENTRE + r:g}"
        f"A{r:g} {r:g} 0 1 {turn} {CENTRE:g} {CENTRE - r:g}Z"
        for r, turn in ((OUTER, 1), (INNER, 0))
    )


def _point(radius: float, angle: float) -> tuple[float, float]:
    return round(CENTRE + radius * sin(angle), 2), round(CENTRE - radius * cos(angle), 2)

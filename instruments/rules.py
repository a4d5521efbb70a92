"""What must hold inside a questionnaire beyond the shape of its parts: each rule gives the faults it finds.

A fault is a place and a reason. The place is the way through the parts, as in `("scales", 0, "key")`; whoever
read the questionnaire knows the line or the cell that stands there.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from instruments.choices import CHOSEN, IndicatorKind, Relation
from instruments.schema import (
    DomainQuestions,
    DomainShape,
    Head,
    IndicatorShape,
    Lineage,
    ScaleShape,
    TagShape,
)

Place = tuple[int | str, ...]
Fault = tuple[Place, str]

OPTIONS_TO_CHOOSE = 2


@dataclass(frozen=True)
class Parts:
    """What a questionnaire consists of, as it was read."""

    head: Head
    domains: list[DomainShape]
    scales: list[ScaleShape]
    questionnaire: list[DomainQuestions]

    def indicators(self) -> list[tuple[Place, IndicatorShape]]:
        """Each indicator with its place, in the order in which they are asked: by the domains' numbers."""
        number = {domain.slug: domain.number for domain in self.domains}
        parts = sorted(enumerate(self.questionnaire), key=lambda part: number.get(part[1].domain, 0))
        return [
            (("questionnaire", i, "subcategories", j, "indicators", k), indicator)
            for i, part in parts
            for j, subcategory in enumerate(part.subcategories)
            for k, indicator in enumerate(subcategory.indicators)
        ]


def repeated(values: Iterable[tuple[Place, Any]], what: str) -> Iterator[Fault]:
    rows = list(values)
    count = Counter(value for _place, value in rows)
    return (
        (place, _("{what} {value} stands here more than once").format(what=what, value=value))
        for place, value in rows
        if count[value] > 1
    )


def faults_of_domains(parts: Parts) -> Iterator[Fault]:
    """Numbers and slugs are unique; each domain says what it looks at in the questionnaire's scope."""
    yield from repeated(
        ((("domains", i, "number"), d.number) for i, d in enumerate(parts.domains)), _("number")
    )
    yield from repeated(((("domains", i, "slug"), d.slug) for i, d in enumerate(parts.domains)), _("slug"))
    for i, domain in enumerate(parts.domains):
        if parts.head.scope not in domain.description:
            yield (
                ("domains", i, "description"),
                _("there is no {scope} description").format(scope=parts.head.scope),
            )


def faults_of_tags(tags: Iterable[TagShape]) -> Iterator[Fault]:
    """Each tag stands once."""
    yield from repeated(((("tags", i, "code"), tag.key) for i, tag in enumerate(tags)), _("tag"))


def faults_of_scales(parts: Parts) -> Iterator[Fault]:
    """Keys are unique, and so are the values within a scale."""
    yield from repeated(
        ((("scales", i, "key"), scale.key) for i, scale in enumerate(parts.scales)), _("scale")
    )
    for i, scale in enumerate(parts.scales):
        values = (
            (("scales", i, "options", j, "value"), option.value) for j, option in enumerate(scale.options)
        )
        yield from repeated(values, _("option"))


def faults_of_questions(parts: Parts, tags: Collection[str]) -> Iterator[Fault]:
    """Every domain has questions; codes are unique; what an indicator names is there. `tags`: the known ones."""
    known = {domain.slug for domain in parts.domains}
    places = [(("questionnaire", i, "domain"), part.domain) for i, part in enumerate(parts.questionnaire)]
    yield from repeated(places, _("domain"))
    yield from (
        (place, _("there is no domain {slug}").format(slug=slug))
        for place, slug in places
        if slug not in known
    )
    for slug in sorted(known - {slug for _place, slug in places}):
        yield ("questionnaire",), _("the domain {slug} has no questions").format(slug=slug)
    indicators = parts.indicators()
    yield from repeated((((*place, "code"), indicator.code) for place, indicator in indicators), _("code"))
    scales = {scale.key: scale for scale in parts.scales}
    domain: Place = ()
    earlier: dict[str, IndicatorShape] = {}
    for place, indicator in indicators:
        yield from _faults_of_scale(place, indicator, scales)
        if place[:2] != domain:  # a question depends on one of its own section, which is submitted with it
            domain, earlier = place[:2], {}
        yield from _faults_of_show_if(place, indicator, scales, earlier)
        yield from _faults_of_tags(place, indicator, tags)
        yield from _faults_of_lineage((*place, "lineage"), indicator.lineage, parts.head)
        earlier.setdefault(indicator.code, indicator)


def _faults_of_scale(
    place: Place, indicator: IndicatorShape, scales: dict[str, ScaleShape]
) -> Iterator[Fault]:
    if indicator.scale is None:
        if indicator.kind in CHOSEN:
            yield (*place, "scale"), _("the kind {kind} needs a scale").format(kind=indicator.kind)
    elif indicator.scale not in scales:
        yield (*place, "scale"), _("there is no scale {scale}").format(scale=indicator.scale)
    elif indicator.kind in CHOSEN and len(scales[indicator.scale].options) < OPTIONS_TO_CHOOSE:
        yield (
            (*place, "scale"),
            _("the scale {scale} has too few options to choose from").format(scale=indicator.scale),
        )


def _faults_of_show_if(
    place: Place,
    indicator: IndicatorShape,
    scales: dict[str, ScaleShape],
    earlier: dict[str, IndicatorShape],
) -> Iterator[Fault]:
    if indicator.show_if is None:
        return
    code, first = indicator.show_if.code, earlier.get(indicator.show_if.code)
    if first is None:
        yield (
            (*place, "show_if", "code"),
            _("no indicator {code} stands before this one in its domain").format(code=code),
        )
    elif first.kind != IndicatorKind.CHOICE:
        yield (*place, "show_if", "code"), _("{code} is not of kind choice").format(code=code)
    elif first.show_if is not None:
        yield (*place, "show_if", "code"), _("{code} depends on another indicator itself").format(code=code)
    elif first.scale in scales:
        known = {option.value for option in scales[first.scale].options}
        for value in indicator.show_if.options:
            if value not in known:
                yield (
                    (*place, "show_if", "options"),
                    _("the scale of {code} has no option {value}").format(code=code, value=value),
                )


def _faults_of_tags(place: Place, indicator: IndicatorShape, tags: Collection[str]) -> Iterator[Fault]:
    for tag in indicator.tags:
        if tag not in tags:
            yield (*place, "tags"), _("there is no tag {tag}").format(tag=tag)


def _faults_of_lineage(place: Place, lineage: Lineage, head: Head) -> Iterator[Fault]:
    count = len(lineage.codes)
    if lineage.relation == Relation.NEW and count:
        yield place, _("what is new comes from no other indicator")
    elif lineage.relation == Relation.MERGED and count < 2:  # noqa: PLR2004  merging takes two
        yield place, _("what is merged comes from at least two indicators")
    elif lineage.relation in (Relation.SAME, Relation.REWORDED, Relation.SPLIT) and count != 1:
        yield (
            place,
            _("what is {relation} comes from exactly one indicator").format(relation=lineage.relation),
        )
    if count and head.follows is None:
        yield place, _("the questionnaire doesn’t say which version it follows")


def faults_of_predecessors(parts: Parts, codes: Collection[str]) -> Iterator[Fault]:
    """The version that the questionnaire follows is frozen and has the indicators that lineage names: `codes`."""
    if parts.head.follows is None:
        return
    if not codes:
        reason = _("{slug} {version} isn’t loaded and published yet").format(
            slug=parts.head.slug, version=parts.head.follows
        )
        yield ("instrument", "follows"), reason
        return
    for place, indicator in parts.indicators():
        for code in indicator.lineage.codes:
            if code not in codes:
                yield (
                    (*place, "lineage", "from"),
                    _("version {version} has no indicator {code}").format(
                        version=parts.head.follows, code=code
                    ),
                )

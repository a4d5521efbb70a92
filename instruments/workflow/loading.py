from collections.abc import Iterable
from itertools import chain
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from instruments.document import Fault, FaultyFile
from instruments.models import Domain, Indicator, Instrument, Option, Scale, Subcategory, Tag
from instruments.permissions import CHANGE
from instruments.schema import (
    Document,
    DomainShape,
    Head,
    IndicatorShape,
    OptionShape,
    TagShape,
    Translated,
)
from instruments.workflow.tables import INSTRUMENT
from workflows.engine import perform


@transaction.atomic
def load_instrument(
    *, document: Document, tags: Iterable[TagShape] = (), publish: bool = False
) -> tuple[Instrument, bool]:
    """The questionnaire of this document, loaded when it isn't yet; and whether anything was changed.

    A draft of the same slug and version is replaced; tags get the titles given here. The number of statements
    does not depend on the number of indicators. Raises FaultyFile when that version is frozen and says
    something else (a change needs a new version), or follows one that isn't there.
    """
    _write_tags(tags)
    head = document.head
    known = Instrument.objects.filter(slug=head.slug, version=head.version).first()
    changed = known is None or known.digest != document.digest
    if known and changed:
        _refuse_if_frozen(known)
        known.delete()
    instrument = _create(document) if known is None or changed else known
    if publish and instrument.editable:
        perform(INSTRUMENT, "publish from file", instrument, by=None)
        changed = True
    return instrument, changed


def import_instrument(*, document: Document, by: Any) -> tuple[Instrument, bool]:
    """As `load_instrument`, for a person: the draft that the document says. Raises PermissionDenied too."""
    if not by.has_perm(CHANGE):
        raise PermissionDenied
    return load_instrument(document=document)


def _refuse_if_frozen(known: Instrument) -> None:
    if not known.editable:
        reason = _("{slug} {version} is frozen: {state}. Give the changed text a new version.").format(
            slug=known.slug, version=known.version, state=known.get_state_display()
        )
        raise FaultyFile([Fault(known.slug, 0, "instrument.version", reason)])


def _columns(field: str, text: Translated) -> dict[str, str]:
    return {f"{field}_{language}": value for language, value in text.model_dump().items()}


def _write_tags(shapes: Iterable[TagShape]) -> None:
    Tag.objects.bulk_create(
        (
            Tag(framework=shape.framework, code=shape.code, **_columns("title", shape.title))
            for shape in shapes
        ),
        update_conflicts=True,
        unique_fields=["framework", "code"],
        update_fields=["title", *(f"title_{language}" for language in Translated.model_fields)],
    )


def _create(document: Document) -> Instrument:
    head = document.head
    instrument = Instrument.objects.create(
        slug=head.slug,
        scope=head.scope,
        version=head.version,
        digest=document.digest,
        predecessor=_predecessor(head),
        **_columns("title", head.title),
        **_columns("provenance", head.provenance),
    )
    options = _create_scales(instrument, document)
    indicators = _create_indicators(instrument, document, options)
    shapes = list(document.indicators())
    _tell_when_asked(shapes, indicators, options)
    _tag(shapes, indicators)
    _tell_lineage(shapes, indicators, instrument)
    return instrument


def _predecessor(head: Head) -> Instrument | None:
    if head.follows is None:
        return None
    found = Instrument.objects.frozen().filter(slug=head.slug, version=head.follows).first()
    if found is None:
        reason = _("{slug} {version} isn’t loaded and published yet").format(
            slug=head.slug, version=head.follows
        )
        raise FaultyFile([Fault(head.slug, 0, "instrument.follows", reason)])
    return found


def _create_scales(instrument: Instrument, document: Document) -> dict[str, dict[str, Option]]:
    """Its options by scale and value."""
    scales = Scale.objects.bulk_create(
        Scale(instrument=instrument, key=shape.key) for shape in document.scales
    )
    options = {
        scale.key: [_option(scale, *row) for row in enumerate(shape.options, start=1)]
        for scale, shape in zip(scales, document.scales, strict=True)
    }
    Option.objects.bulk_create(chain.from_iterable(options.values()))
    return {key: {option.value: option for option in row} for key, row in options.items()}


def _option(scale: Scale, position: int, shape: OptionShape) -> Option:
    return Option(
        scale=scale,
        position=position,
        value=shape.value,
        outcome=shape.outcome,
        needs_statement=shape.needs_statement,
        needs_source=shape.needs_source,
        exclusive=shape.exclusive,
        **_columns("label", shape.label),
    )


def _domain(instrument: Instrument, shape: DomainShape) -> Domain:
    [description] = shape.description.values()
    return Domain(
        instrument=instrument,
        number=shape.number,
        slug=shape.slug,
        colour=shape.colour,
        colour_dark=shape.colour_dark,
        **_columns("short_name", shape.short_name),
        **_columns("long_name", shape.long_name),
        **_columns("description", description),
    )


def _create_indicators(
    instrument: Instrument, document: Document, options: dict[str, dict[str, Option]]
) -> dict[str, Indicator]:
    """The indicators by code. Those that depend on others come second, when the others have their keys."""
    domains = Domain.objects.bulk_create(_domain(instrument, shape) for shape in document.domains)
    places = [
        (Subcategory(domain=domain, number=number, **_columns("title", shape.title)), shape)
        for domain, part in zip(domains, document.questionnaire, strict=True)
        for number, shape in enumerate(part.subcategories, start=1)
    ]
    Subcategory.objects.bulk_create(subcategory for subcategory, _shape in places)
    scales = {key: next(iter(found.values())).scale for key, found in options.items()}
    rows = [
        (shape, _indicator(instrument, subcategory, position, shape, scales.get(shape.scale or "")))
        for subcategory, page in places
        for position, shape in enumerate(page.indicators, start=1)
    ]
    Indicator.objects.bulk_create(row for shape, row in rows if shape.show_if is None)
    indicators = {shape.code: row for shape, row in rows}
    for shape, row in rows:
        row.depends_on = indicators[shape.show_if.code] if shape.show_if else None
    Indicator.objects.bulk_create(row for shape, row in rows if shape.show_if is not None)
    return indicators


def _indicator(
    instrument: Instrument,
    subcategory: Subcategory,
    position: int,
    shape: IndicatorShape,
    scale: Scale | None,
) -> Indicator:
    return Indicator(
        instrument=instrument,
        subcategory=subcategory,
        position=position,
        code=shape.code,
        kind=shape.kind,
        scale=scale,
        required=shape.required,
        evidence=shape.evidence,
        relation=shape.lineage.relation,
        **_columns("question", shape.question),
        **_columns("guidance", shape.guidance),
    )


def _tell_when_asked(
    shapes: list[IndicatorShape],
    indicators: dict[str, Indicator],
    options: dict[str, dict[str, Option]],
) -> None:
    link: Any = Indicator.shown_by.through
    scale_of = {shape.code: shape.scale or "" for shape in shapes}
    link.objects.bulk_create(
        link(indicator=indicators[shape.code], option=options[scale_of[shape.show_if.code]][value])
        for shape in shapes
        if shape.show_if is not None
        for value in shape.show_if.options
    )


def _tag(shapes: list[IndicatorShape], indicators: dict[str, Indicator]) -> None:
    link: Any = Indicator.tags.through
    tags = {tag.key: tag for tag in Tag.objects.all()}
    link.objects.bulk_create(
        link(indicator=indicators[shape.code], tag=tags[key]) for shape in shapes for key in shape.tags
    )


def _tell_lineage(
    shapes: list[IndicatorShape], indicators: dict[str, Indicator], instrument: Instrument
) -> None:
    link: Any = Indicator.predecessors.through
    before = {row.code: row for row in Indicator.objects.filter(instrument=instrument.predecessor_id)}
    link.objects.bulk_create(
        link(from_indicator=indicators[shape.code], to_indicator=before[code])
        for shape in shapes
        for code in shape.lineage.codes
    )

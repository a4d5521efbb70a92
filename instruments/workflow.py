from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from instruments.choices import InstrumentState as State
from instruments.choices import Scope
from instruments.document import Document, Fault, FaultyFile
from instruments.models import Domain, Indicator, Instrument, InstrumentEvent, Option, Scale, Subcategory
from instruments.schema import DomainQuestions, DomainShape, IndicatorShape, OptionShape, Translated
from workflows.engine import Transition, Workflow, perform


def _note_publication(instrument: Instrument, event: InstrumentEvent) -> None:
    instrument.published_at = event.at
    instrument.save(update_fields=["published_at"])


INSTRUMENT = Workflow(
    name="instrument",
    model=Instrument,
    event=InstrumentEvent,
    transitions=(
        Transition(
            "publish",
            _("Publish the questionnaire"),
            (State.DRAFT,),
            State.PUBLISHED,
            permission=None,
            effects=(_note_publication,),
        ),
    ),
)


@transaction.atomic
def load_instrument(*, document: Document, publish: bool = False) -> tuple[Instrument, bool]:
    """The questionnaire of this document, loaded when it isn't yet; and whether anything was changed.

    A draft of the same slug and version is replaced. Raises FaultyFile when that version is published and
    says something else: it is frozen, so a change needs a new version.
    """
    head = document.file.instrument
    known = Instrument.objects.filter(slug=head.slug, version=head.version).first()
    changed = known is None or known.digest != document.digest
    if known and changed:
        if known.state != State.DRAFT:
            reason = (
                f"{head.slug} {head.version} is published and frozen; give the changed text a new version"
            )
            raise FaultyFile([Fault(head.slug, 0, "instrument.version", reason)])
        known.delete()
    instrument = _create(document) if known is None or changed else known
    if publish and instrument.state == State.DRAFT:
        perform(INSTRUMENT, "publish", instrument, by=None)
        changed = True
    return instrument, changed


def _columns(field: str, text: Translated) -> dict[str, str]:
    return {f"{field}_{language}": value for language, value in text.model_dump().items()}


def _create(document: Document) -> Instrument:
    head = document.file.instrument
    instrument = Instrument.objects.create(
        slug=head.slug,
        scope=head.scope,
        version=head.version,
        digest=document.digest,
        **_columns("title", head.title),
        **_columns("provenance", head.provenance),
    )
    scales = {
        scale.key: Scale.objects.create(instrument=instrument, key=scale.key)
        for scale in document.file.scales
    }
    Option.objects.bulk_create(
        _option(scales[scale.key], position, option)
        for scale in document.file.scales
        for position, option in enumerate(scale.options, start=1)
    )
    domains = {domain.slug: _domain(instrument, domain) for domain in document.domains}
    Indicator.objects.bulk_create(
        indicator
        for part in document.file.questionnaire
        for indicator in _indicators(domains[part.domain], part, scales)
    )
    return instrument


def _option(scale: Scale, position: int, shape: OptionShape) -> Option:
    return Option(
        scale=scale,
        position=position,
        value=shape.value,
        outcome=shape.outcome,
        needs_statement=shape.needs_statement,
        needs_source=shape.needs_source,
        **_columns("label", shape.label),
    )


def _domain(instrument: Instrument, shape: DomainShape) -> Domain:
    return Domain.objects.create(
        instrument=instrument,
        number=shape.number,
        slug=shape.slug,
        colour=shape.colour,
        colour_dark=shape.colour_dark,
        **_columns("short_name", shape.short_name),
        **_columns("long_name", shape.long_name),
        **_columns("description", shape.description[Scope(instrument.scope)]),
    )


def _indicators(domain: Domain, part: DomainQuestions, scales: dict[str, Scale]) -> Iterator[Indicator]:
    for number, shape in enumerate(part.subcategories, start=1):
        subcategory = Subcategory.objects.create(
            domain=domain, number=number, **_columns("title", shape.title)
        )
        for position, indicator in enumerate(shape.indicators, start=1):
            yield _indicator(subcategory, position, indicator, scales)


def _indicator(
    subcategory: Subcategory, position: int, shape: IndicatorShape, scales: dict[str, Any]
) -> Indicator:
    return Indicator(
        instrument_id=subcategory.domain.instrument_id,
        subcategory=subcategory,
        position=position,
        code=shape.code,
        scale=scales[shape.scale],
        required=shape.required,
        **_columns("question", shape.question),
        **_columns("guidance", shape.guidance),
    )

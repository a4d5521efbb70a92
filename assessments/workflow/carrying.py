"""The answers of the round before, as drafts that must be confirmed or changed."""

from collections.abc import Iterable
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.choices import AssessmentState, Disclosure, Via
from assessments.models import Answer, AnswerRevision, Assessment, Source
from assessments.workflow.answering import lock_for_answering
from assessments.workflow.disclosing import write_answers
from assessments.workflow.revisions import CitationDraft, Content, write_revisions
from audit.workflow import hold
from instruments.choices import IndicatorKind
from instruments.models import Indicator, Option

LOCATOR_LENGTH = 120
SAME_SOURCE = ("kind", "title", "translated_title", "number", "year", "url")


@transaction.atomic
def carry_forward(*, assessment: Assessment, by: User) -> int:
    """Begin a further round with what the newest approved round before it says; returns how many answers.

    Only where the lineage says that the question is the same or reworded. Each is a dated draft that must be
    confirmed or changed before its section can be submitted; the sources that it cites come along, and what may be
    shown of both. The number of statements does not depend on the number of answers.
    """
    previous = (
        Assessment.objects.filter(
            jurisdiction=assessment.jurisdiction_id,
            scope=assessment.scope,
            round__lt=assessment.round,
            state__in=(AssessmentState.APPROVED, AssessmentState.CLOSED),
        )
        .order_by("-round")
        .first()
    )
    if previous is None:
        return 0
    assessment.previous = previous
    assessment.save(update_fields=["previous"])
    asked = dict(
        Indicator.objects.filter(instrument=assessment.instrument_id).values_list("pk", "instrument")
    )
    origins = Indicator.objects.ancestries(asked, previous.instrument)
    carried = {pk: origin.indicators[0] for pk, origin in origins.items() if origin.carried}
    return _carry(assessment, previous, carried, by)


def _carry(assessment: Assessment, previous: Assessment, carried: dict[int, int], by: User) -> int:
    before = {
        answer.indicator_id: answer for answer in Answer.objects.earlier(previous, list(carried.values()))
    }
    said = _said(before.values())
    wanted = {indicator: said[old] for indicator, old in carried.items() if old in said}
    copies = _copy_sources(assessment, list(said.values()), by)
    answers = list(
        Answer.objects.filter(assessment=assessment, indicator__in=wanted, revision=0).for_saving()
    )
    scales = {answer.indicator.scale_id for answer in answers}
    options = _options(scales)
    drafts = [
        (answer, _as_draft(wanted[answer.indicator_id], answer, previous, options, copies))
        for answer in answers
    ]
    write_revisions(assessment, drafts, by=by, via=Via.CARRIED, language=previous.working_language)
    _disclose_alike(assessment, {a.pk: before[carried[a.indicator_id]].disclosure for a in answers})
    return len(drafts)


def _disclose_alike(assessment: Assessment, wanted: dict[int, str]) -> None:
    """Of each answer, by its key, may be shown what might be shown before; they are new, and tell the log nothing."""
    for value in {*wanted.values()} - {Disclosure.BASIS}:
        alike = [pk for pk, each in wanted.items() if each == value]
        Answer.objects.filter(pk__in=alike).update(disclosure=value)
    if Disclosure.INTERNAL in wanted.values():
        told = Answer.objects.filter(assessment=assessment).told_by_internal()
        told.update(disclosure=Disclosure.INTERNAL)


def _said(answers: Iterable[Answer]) -> dict[int, AnswerRevision]:
    """What they say now, by the key of the indicator."""
    return {a.indicator_id: a.current for a in answers if a.current is not None}


def _options(scales: set[int | None]) -> dict[tuple[int | None, str], int]:
    """The keys of the options of these scales, by scale and value."""
    return {(o.scale_id, o.value): o.pk for o in Option.objects.filter(scale__in=scales)}


def _as_draft(
    said: AnswerRevision,
    answer: Answer,
    previous: Assessment,
    options: dict[tuple[int | None, str], int],
    copies: dict[int, int],
) -> Content:
    """What was said, on the scale of the question as it is asked now, as of the day it was said."""
    kept = Content.of(said)
    option = options.get((answer.indicator.scale_id, said.option.value)) if said.option else None
    return replace(
        kept,
        option_id=option,
        value="" if option or answer.indicator.kind == IndicatorKind.CHOICE else kept.value,
        as_of_date=kept.as_of_date or previous.data_cutoff_date,
        citations=_cited_anew(kept.citations, copies),
    )


def _cited_anew(citations: Iterable[CitationDraft], copies: dict[int, int]) -> tuple[CitationDraft, ...]:
    """The same citations of the copies; where a source had been told twice, the places in it come together."""
    found: dict[int, CitationDraft] = {}
    for cited in citations:
        copy = copies[cited.source_id]
        known = found.get(copy, CitationDraft(copy))
        found[copy] = CitationDraft(
            copy,
            "; ".join(dict.fromkeys(filter(None, (known.locator, cited.locator))))[:LOCATOR_LENGTH],
            "\n".join(dict.fromkeys(filter(None, (known.quote, cited.quote)))),
        )
    return tuple(sorted(found.values()))


def _copy_sources(assessment: Assessment, said: list[AnswerRevision], by: User) -> dict[int, int]:
    """The sources that these cite, told in this assessment too: their keys by the keys of the originals."""
    originals = {c.source_id: c.source for revision in said for c in revision.citations.all()}
    told = {_same(source): source for source in Source.objects.filter(assessment=assessment)}
    missing: dict[tuple[object, ...], Source] = {}
    for source in originals.values():
        same = _same(source)
        if same not in told:
            copy = missing.setdefault(same, _copy_of(source, assessment, by))
            copy.disclosure = Disclosure.strictest(copy.disclosure, source.disclosure)
    told |= zip(missing, Source.objects.bulk_create(missing.values()), strict=True)
    return {pk: told[_same(source)].pk for pk, source in originals.items()}


def _copy_of(source: Source, assessment: Assessment, by: User) -> Source:
    fields = {name: getattr(source, name) for name in SAME_SOURCE}
    return Source(assessment=assessment, added_by=by, disclosure=source.disclosure, **fields)


def _same(source: Source) -> tuple[object, ...]:
    return tuple(getattr(source, name) for name in SAME_SOURCE)


@transaction.atomic
def start_from(*, answer: Answer, earlier_id: int, by: User) -> None:
    """Begin an answer with what the round before said on a question it comes from, also one split or merged.

    `earlier_id` is the key of that answer. It still has to be confirmed or changed; what the answer said so far
    stays in the history. No more of it may be shown than of that one. Raises Answer.DoesNotExist when the question
    doesn't come from that one, and as `save_answer`.
    """
    hold(answer.assessment.matter)
    section = lock_for_answering(by=by, parts__answers=answer.pk)
    assessment = section.assessment
    locked = Answer.objects.filter(pk=answer.pk).for_saving().get()
    previous = assessment.previous
    if previous is None:
        raise Answer.DoesNotExist
    asked = {locked.indicator_id: locked.indicator.instrument_id}
    origins = Indicator.objects.ancestries(asked, previous.instrument)
    related = [pk for origin in origins.values() for pk in origin.indicators]
    earlier = Answer.objects.earlier(previous, related).get(pk=earlier_id)
    said = _said([earlier])[earlier.indicator_id]
    options = _options({locked.indicator.scale_id})
    draft = _as_draft(said, locked, previous, options, _copy_sources(assessment, [said], by))
    write_revisions(assessment, [(locked, draft)], by=by, via=Via.CARRIED, language=previous.working_language)
    value = Disclosure.strictest(locked.disclosure, earlier.disclosure)
    if value != locked.disclosure:
        restricted = Answer.objects.with_what_tells_it(locked, value)
        write_answers(assessment, restricted, value, by=by, reason=_("As in the round before."))

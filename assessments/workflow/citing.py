from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from assessments.choices import Via
from assessments.models import Answer, Source
from assessments.workflow.answering import (
    CitationDraft,
    Content,
    lock_for_answering,
    refuse_foreign_sources,
    write_revisions,
)
from assessments.workflow.evidence import add_file
from assessments.workflow.sources import add_source

Citations = tuple[CitationDraft, ...]


@transaction.atomic
def cite_source(*, answer: Answer, source: Source, locator: str, quote: str, by: User) -> Answer:
    """The answer as it stands also cites the source; one cited already gets this place and quotation.

    Raises Section.DoesNotExist where `by` doesn't see the answer, PermissionDenied, also for a source of another
    assessment or one that `by` may not see, or TransitionRefused when answers can't be written now.
    """
    if source.assessment_id != answer.assessment_id:
        raise PermissionDenied
    cited = CitationDraft(source.pk, locator, quote)
    return _cite_anew(
        answer,
        by,
        lambda present: (*(each for each in present if each.source_id != source.pk), cited),
        adding=source.pk,
    )


@transaction.atomic
def cite_new_source(
    *, answer: Answer, by: User, locator: str, quote: str, upload: Any = None, **fields: Any
) -> Answer:
    """A source that wasn't told yet, with its file, and its citation. Raises as `cite_source`, `add_source` and `add_file`."""
    lock_for_answering(by=by, parts__answers=answer.pk)
    source = add_source(assessment=answer.assessment, by=by, **fields)
    cited = cite_source(answer=answer, source=source, locator=locator, quote=quote, by=by)
    if upload:
        add_file(source=source, upload=upload, by=by)  # last: what fails after it would leave a file behind
    return cited


@transaction.atomic
def remove_citation(*, answer: Answer, source_id: int, by: User) -> Answer:
    """The answer as it stands no longer cites the source. Raises as `cite_source`."""
    return _cite_anew(
        answer, by, lambda present: tuple(each for each in present if each.source_id != source_id)
    )


def _cite_anew(
    answer: Answer, by: User, change: Callable[[Citations], Citations], adding: int | None = None
) -> Answer:
    section = lock_for_answering(by=by, parts__answers=answer.pk)
    if adding is not None and not section.answers_all:
        refuse_foreign_sources(section, {adding}, by)
    row: Answer = Answer.objects.filter(pk=answer.pk).for_saving().get()
    present = Content.of(row.current)
    wanted = replace(present, citations=tuple(sorted(change(present.citations))))
    if wanted != present:
        carried = row.current is not None and row.current.via == Via.CARRIED
        write_revisions(
            section.assessment,
            [(row, wanted)],
            by=by,
            via=Via.CARRIED if carried else Via.PAGE,  # a source confirms nothing
            language=row.current.language if row.current else "",
        )
    return row

"""What an answer says, and how that becomes a new revision of it."""

import datetime
from dataclasses import dataclass

from accounts.models import User
from assessments.models import Answer, AnswerRevision, Assessment, Citation


@dataclass(frozen=True, order=True)
class CitationDraft:
    source_id: int
    locator: str = ""
    quote: str = ""


@dataclass(frozen=True)
class Content:
    """What an answer says: an option of its scale or a value, and all that stands beside it."""

    option_id: int | None = None
    value: str = ""
    statement: str = ""
    applies_to: str = ""
    as_of_date: datetime.date | None = None
    citations: tuple[CitationDraft, ...] = ()

    @classmethod
    def of(cls, revision: AnswerRevision | None, *, cited: bool = True) -> "Content":
        """What the revision says; its citations, unless left out, must be prefetched to save statements."""
        if revision is None:
            return cls()
        rows = revision.citations.all() if cited else ()
        citations = (CitationDraft(c.source_id, c.locator, c.quote) for c in rows)
        return cls(
            revision.option_id,
            revision.value,
            revision.statement,
            revision.applies_to,
            revision.as_of_date,
            tuple(sorted(citations)),
        )


def write_revisions(
    assessment: Assessment,
    changed: list[tuple[Answer, Content]],
    *,
    by: User,
    via: str,
    language: str = "",
) -> list[AnswerRevision]:
    """The contents as new revisions of answers whose section is locked; what depends on them is asked or not.

    The answers come from `for_saving()`. `language` is that of the statements; unless given, one that stays as
    it is stays in its language, and others are in the working language. The number of statements does not
    depend on how many they are.
    """
    if not changed:
        return []
    revisions = AnswerRevision.objects.bulk_create(
        _revision(
            answer, content, by=by, via=via, language=language or _language(answer, content, assessment)
        )
        for answer, content in changed
    )
    Citation.objects.bulk_create(
        Citation(revision=revision, source_id=cited.source_id, locator=cited.locator, quote=cited.quote)
        for revision, (_answer, content) in zip(revisions, changed, strict=True)
        for cited in content.citations
    )
    decisive = [answer for answer, content in changed if answer.decides and _chosen_anew(answer, content)]
    for revision, (answer, _content) in zip(revisions, changed, strict=True):
        answer.revision, answer.current = revision.number, revision
    Answer.objects.filter(pk__in=[answer.pk for answer, _content in changed]).turn_to_next()
    if decisive:
        Answer.objects.filter(assessment=assessment).depending_on(decisive).ask_anew()
    return revisions


def _revision(answer: Answer, content: Content, *, by: User, via: str, language: str) -> AnswerRevision:
    return AnswerRevision(
        answer=answer,
        number=answer.revision + 1,
        option_id=content.option_id,
        value=content.value,
        statement=content.statement,
        applies_to=content.applies_to,
        as_of_date=content.as_of_date,
        language=language,
        via=via,
        by=by,
    )


def _language(answer: Answer, content: Content, assessment: Assessment) -> str:
    """What was carried over from a round in another language is still in that one when it is confirmed."""
    if answer.current is not None and content.statement and content.statement == answer.current.statement:
        return answer.current.language
    return assessment.working_language


def _chosen_anew(answer: Answer, content: Content) -> bool:
    return content.option_id != (answer.current.option_id if answer.current else None)

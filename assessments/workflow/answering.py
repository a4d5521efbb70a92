from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.choices import ANSWERABLE, AssessmentState
from assessments.models import Answer, AnswerRevision, Assessment, Citation, Part, Section, Source
from assessments.permissions import ANSWER_PART, Right
from instruments.models import Option
from workflows.engine import TransitionRefused
from workflows.problems import Problem


@dataclass(frozen=True, order=True)
class CitationDraft:
    source_id: int
    locator: str = ""


@dataclass(frozen=True)
class AnswerDraft:
    """What a person wants an answer to say, and the revision it was written from (0: there was none)."""

    answer_id: int
    revision: int
    option_id: int | None
    statement: str
    citations: tuple[CitationDraft, ...] = ()


@dataclass(frozen=True)
class Conflict:
    """Two people changed the same answer: `mine` was not saved, `theirs` is what it says now."""

    mine: AnswerDraft
    theirs: AnswerRevision


def _content(revision: AnswerRevision | None) -> tuple[int | None, str, list[CitationDraft]]:
    if revision is None:
        return None, "", []
    citations = [CitationDraft(citation.source_id, citation.locator) for citation in revision.citations.all()]
    return revision.option_id, revision.statement, sorted(citations)


def _drafted(draft: AnswerDraft) -> tuple[int | None, str, list[CitationDraft]]:
    return draft.option_id, draft.statement, sorted(draft.citations)


def may_answer(part: Part, by: User) -> bool:
    """Whether the person's roles let them write the answers of this part at all."""
    return by.has_perm(Right.ANSWER, part.section.assessment) or by.has_perm(ANSWER_PART, part)


def _lock_open_section(part: Part) -> None:
    section = Section.objects.select_for_update().select_related("assessment").get(pk=part.section_id)
    running = section.assessment.state == AssessmentState.COLLECTING
    if not running or section.state not in ANSWERABLE:
        state = section.get_state_display() if running else section.assessment.get_state_display()
        raise TransitionRefused([Problem(_("Answers can’t be changed now: the state is “%s”.") % state)])


@transaction.atomic
def save_answers(*, part: Part, drafts: Iterable[AnswerDraft], by: User) -> list[Conflict]:
    """Save what was changed among the answers of one part, each as a new revision.

    What nobody changed makes no revision. A draft whose answer someone else has changed meanwhile isn't saved:
    it comes back as a Conflict, and the other drafts are saved all the same. The number of statements does
    not depend on the number of answers. Raises PermissionDenied, also for a source of another assessment or an
    option of another scale, or TransitionRefused when the section is not open for answers.
    """
    if not may_answer(part, by):
        raise PermissionDenied
    _lock_open_section(part)
    wanted = {draft.answer_id: draft for draft in drafts}
    answers = list(part.answers.filter(pk__in=wanted).for_saving())
    _refuse_foreign(part, answers, wanted)
    bases = _bases(answers, wanted)
    changed, conflicts = [], []
    for answer in answers:
        draft = wanted[answer.pk]
        content = _drafted(draft)
        if content in (_content(answer.current), _content(bases.get(answer.pk, answer.current))):
            continue
        if draft.revision != answer.revision and answer.current is not None:
            conflicts.append(Conflict(draft, answer.current))
        else:
            changed.append((answer, draft))
    _write(part.section.assessment, changed, by)
    return conflicts


def _refuse_foreign(part: Part, answers: list[Answer], wanted: dict[int, AnswerDraft]) -> None:
    """An answer takes an option of its own scale, and cites what was told in its own assessment."""
    cited = {citation.source_id for answer in answers for citation in wanted[answer.pk].citations}
    told = Source.objects.filter(pk__in=cited, assessment=part.section.assessment_id)
    if cited and told.count() != len(cited):
        raise PermissionDenied
    chosen = {pk for answer in answers if (pk := wanted[answer.pk].option_id) is not None}
    scale_of = dict(Option.objects.filter(pk__in=chosen).values_list("pk", "scale")) if chosen else {}
    for answer in answers:
        option = wanted[answer.pk].option_id
        if option is not None and scale_of.get(option) != answer.indicator.scale_id:
            raise PermissionDenied


def _bases(answers: list[Answer], wanted: dict[int, AnswerDraft]) -> dict[int, AnswerRevision | None]:
    """What each answer said when an out-of-date draft of it was begun."""
    behind = {a.pk: wanted[a.pk].revision for a in answers if wanted[a.pk].revision != a.revision}
    if not behind:
        return {}
    revisions = AnswerRevision.objects.filter(answer__in=behind).prefetch_related("citations")
    known = {(revision.answer_id, revision.number): revision for revision in revisions}
    return {pk: known.get((pk, number)) for pk, number in behind.items()}


def _write(assessment: Assessment, changed: list[tuple[Answer, AnswerDraft]], by: User) -> None:
    revisions = AnswerRevision.objects.bulk_create(
        AnswerRevision(
            answer=answer,
            number=answer.revision + 1,
            option_id=draft.option_id,
            statement=draft.statement,
            language=assessment.working_language,
            by=by,
        )
        for answer, draft in changed
    )
    Citation.objects.bulk_create(
        Citation(revision=revision, source_id=citation.source_id, locator=citation.locator)
        for revision, (_answer, draft) in zip(revisions, changed, strict=True)
        for citation in draft.citations
    )
    for revision, (answer, _draft) in zip(revisions, changed, strict=True):
        answer.revision, answer.current = revision.number, revision
    Answer.objects.bulk_update([answer for answer, _draft in changed], ["revision", "current"])


def add_source(
    *,
    assessment: Assessment,
    by: User,
    kind: str,
    title: str,
    number: str = "",
    year: int | None = None,
    url: str = "",
) -> Source:
    """Tell a source once, so that answers can cite it.

    Raises PermissionDenied or ValidationError, or TransitionRefused when the assessment collects no answers.
    """
    if not may_add_sources(assessment, by):
        raise PermissionDenied
    if not assessment.answerable:
        state = assessment.get_state_display()
        raise TransitionRefused([Problem(_("Sources can’t be added now: the state is “%s”.") % state)])
    source = Source(
        assessment=assessment, kind=kind, title=title, number=number, year=year, url=url, added_by=by
    )
    source.full_clean()
    source.save()
    return source


def may_add_sources(assessment: Assessment, by: User) -> bool:
    """Whoever may answer some part may tell sources."""
    if by.has_perm(Right.ANSWER, assessment):
        return True
    return Part.objects.handed_to(by, assessment).exists()

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.choices import ANSWERABLE, AssessmentState, Via
from assessments.models import Answer, AnswerRevision, Assessment, Citation, Part, Section, Source
from assessments.permissions import ANSWER_PART, Right
from instruments.models import Option
from workflows.engine import TransitionRefused
from workflows.problems import Problem


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
    def of(cls, revision: AnswerRevision | None) -> "Content":
        """What the revision says; its citations must be prefetched to save statements."""
        if revision is None:
            return cls()
        citations = (CitationDraft(c.source_id, c.locator, c.quote) for c in revision.citations.all())
        return cls(
            revision.option_id,
            revision.value,
            revision.statement,
            revision.applies_to,
            revision.as_of_date,
            tuple(sorted(citations)),
        )


@dataclass(frozen=True)
class AnswerDraft:
    """What a person wants an answer to say, and the revision it was written from (0: there was none).

    Without `citations` those of the answer stay as they are. `confirm` says that what was carried over from the
    round before is still right as it stands.
    """

    answer_id: int
    revision: int
    option_id: int | None
    statement: str
    citations: tuple[CitationDraft, ...] | None = ()
    value: str = ""
    applies_to: str = ""
    as_of_date: datetime.date | None = None
    confirm: bool = False

    def over(self, present: Content) -> Content:
        """What the answer would say: this text, with the present citations unless others are drafted."""
        cited = present.citations if self.citations is None else tuple(sorted(self.citations))
        return Content(self.option_id, self.value, self.statement, self.applies_to, self.as_of_date, cited)


@dataclass(frozen=True)
class Conflict:
    """Two people changed the same answer: `mine` was not saved, `theirs` is what it says now.

    `base` is what both began from; None where there was nothing.
    """

    mine: AnswerDraft
    theirs: AnswerRevision
    base: AnswerRevision | None


@dataclass(frozen=True)
class Saved:
    """What became of one saved draft: the answer as it stands now, and the conflict where one was met."""

    answer: Answer
    conflict: Conflict | None = None


def may_answer(part: Part, by: User) -> bool:
    """Whether the person's roles let them write the answers of this part at all."""
    return by.has_perm(Right.ANSWER, part.section.assessment) or by.has_perm(ANSWER_PART, part)


def lock_for_answering(*, by: User, **place: int) -> Section:
    """The section of a part (`parts`) or of an answer (`parts__answers`), locked while `by` writes in it.

    Raises Section.DoesNotExist where `by` sees nothing, PermissionDenied, or TransitionRefused when answers
    can't be written now.
    """
    section: Section = Section.objects.for_answering(by, **place).get()
    if not by.is_active or not (section.answers_all or section.answers_part):
        if by.is_active and section.sees_all:
            raise PermissionDenied
        raise Section.DoesNotExist
    running = section.assessment.state == AssessmentState.COLLECTING
    if not running or section.state not in ANSWERABLE:
        state = section.get_state_display() if running else section.assessment.get_state_display()
        raise TransitionRefused([Problem(_("Answers can’t be changed now: the state is “%s”.") % state)])
    if not section.answers_all and not section.handed_over:
        raise TransitionRefused([Problem(_("You have handed this page back, so it can’t be changed now."))])
    return section


@transaction.atomic
def save_answers(
    *, part: Part, drafts: Iterable[AnswerDraft], by: User, via: str = Via.PAGE
) -> list[Conflict]:
    """Save what was changed among the answers of one part, each as a new revision.

    What nobody changed makes no revision. A draft whose answer someone else has changed meanwhile isn't saved:
    it comes back as a Conflict, and the other drafts are saved all the same. The number of statements does
    not depend on the number of answers. Raises PermissionDenied, also for a source of another assessment or an
    option of another scale, or TransitionRefused when the section is not open for answers.
    """
    try:
        section = lock_for_answering(by=by, parts=part.pk)
    except Section.DoesNotExist as error:
        raise PermissionDenied from error
    wanted = {draft.answer_id: draft for draft in drafts}
    answers = list(part.answers.filter(pk__in=wanted).for_saving())
    _refuse_foreign_sources(section.assessment, wanted.values())
    _refuse_foreign_options(answers, wanted)
    changed, conflicts = _sort_out(answers, wanted)
    write_revisions(section.assessment, changed, by=by, via=via)
    return conflicts


@transaction.atomic
def save_answer(*, draft: AnswerDraft, by: User, via: str = Via.AUTOSAVE) -> Saved:
    """Save one answer while it is being written, in at most seven statements.

    As `save_answers`; raises Section.DoesNotExist when `by` doesn't see the answer.
    """
    section = lock_for_answering(by=by, parts__answers=draft.answer_id)
    found = Answer.objects.filter(pk=draft.answer_id).with_fitting(draft.option_id)
    answer = found.for_saving().get()
    _refuse_foreign_sources(section.assessment, [draft])
    if draft.option_id is not None and not answer.fits:
        raise PermissionDenied
    changed, conflicts = _sort_out([answer], {answer.pk: draft})
    write_revisions(section.assessment, changed, by=by, via=via)
    return Saved(answer, conflicts[0] if conflicts else None)


@transaction.atomic
def settle_conflict(*, mine: AnswerDraft, kept: AnswerDraft | None, by: User) -> Saved:
    """After two people changed the same answer: it says what is `kept`, theirs where that is None.

    Both texts stay in the history. `mine` names the revision of theirs that the person looked at; when the
    answer has moved on since, nothing is saved and the new conflict comes back. Raises as `save_answer`.
    """
    section = lock_for_answering(by=by, parts__answers=mine.answer_id)
    answer = Answer.objects.filter(pk=mine.answer_id).for_saving().get()
    _refuse_foreign_options([answer], {answer.pk: mine})
    if kept is not None:
        _refuse_foreign_options([answer], {answer.pk: kept})
    theirs = Content.of(answer.current)
    if answer.current is not None and mine.revision != answer.revision:
        return Saved(answer, Conflict(mine, answer.current, _bases([answer], {answer.pk: mine})[answer.pk]))
    wanted = theirs if kept is None else kept.over(theirs)
    for content, via in ((mine.over(theirs), Via.CONFLICT), (wanted, Via.PAGE)):
        if content != Content.of(answer.current):
            write_revisions(section.assessment, [(answer, content)], by=by, via=via)
    return Saved(answer)


def _sort_out(
    answers: list[Answer], wanted: dict[int, AnswerDraft]
) -> tuple[list[tuple[Answer, Content]], list[Conflict]]:
    """Which drafts say something new, and which of them met another person's text."""
    bases = _bases(answers, wanted)
    changed, conflicts = [], []
    for answer in answers:
        draft, current = wanted[answer.pk], Content.of(answer.current)
        base = bases.get(answer.pk, answer.current)
        content = draft.over(current)
        carried = answer.current is not None and answer.current.via == Via.CARRIED
        if content == current or draft.over(Content.of(base)) == Content.of(base):
            if draft.confirm and carried:
                changed.append((answer, content))
        elif (
            answer.current is not None
            and draft.revision != answer.revision
            and _touched(draft, base, current)
        ):
            conflicts.append(Conflict(draft, answer.current, base))
        else:
            changed.append((answer, content))
    return changed, conflicts


def _touched(draft: AnswerDraft, base: AnswerRevision | None, current: Content) -> bool:
    """Whether the other person changed what this draft writes over: citations it leaves alone don't count."""
    began = Content.of(base)
    if draft.citations is None:
        began = replace(began, citations=current.citations)
    return began != current


def _refuse_foreign_sources(assessment: Assessment, drafts: Iterable[AnswerDraft]) -> None:
    """An answer cites what was told in its own assessment."""
    cited = {citation.source_id for draft in drafts for citation in draft.citations or ()}
    if cited and Source.objects.filter(pk__in=cited, assessment=assessment).count() != len(cited):
        raise PermissionDenied


def _refuse_foreign_options(answers: list[Answer], wanted: dict[int, AnswerDraft]) -> None:
    """An answer takes an option of its own scale."""
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
    revisions = AnswerRevision.objects.filter(answer__in=behind).select_related("option", "by")
    known = {(r.answer_id, r.number): r for r in revisions.prefetch_related("citations")}
    return {pk: known.get((pk, number)) for pk, number in behind.items()}


def write_revisions(
    assessment: Assessment,
    changed: list[tuple[Answer, Content]],
    *,
    by: User,
    via: str,
    language: str = "",
) -> list[AnswerRevision]:
    """The contents as new revisions of answers whose section is locked; what depends on them is asked or not.

    The answers come from `for_saving()`; `language` is that of the statements, the working language unless given. The number of statements does not depend on how many they are.
    """
    if not changed:
        return []
    revisions = AnswerRevision.objects.bulk_create(
        AnswerRevision(
            answer=answer,
            number=answer.revision + 1,
            option_id=content.option_id,
            value=content.value,
            statement=content.statement,
            applies_to=content.applies_to,
            as_of_date=content.as_of_date,
            language=language or assessment.working_language,
            via=via,
            by=by,
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


def _chosen_anew(answer: Answer, content: Content) -> bool:
    return content.option_id != (answer.current.option_id if answer.current else None)

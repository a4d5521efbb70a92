import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.choices import ANSWERABLE, AssessmentState, Via
from assessments.models import Answer, AnswerRevision, Part, Section, Source
from assessments.querysets import AnswerQuerySet
from assessments.workflow.revisions import CitationDraft, Content, write_revisions
from instruments.models import Option
from workflows.engine import TransitionRefused
from workflows.problems import Problem


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
    """What became of one saved draft: the answer as it stands now, and the conflict where one was met.

    `seen` is the revision that the person knows now, from which the next draft is written.
    """

    answer: Answer
    seen: int
    conflict: Conflict | None = None


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
    answers = _locked(Answer.objects.filter(part=part), wanted)
    refuse_foreign_sources(section, _cited_in(wanted.values()), by)
    _refuse_foreign_options(answers, wanted)
    changed, conflicts = _sort_out(answers, wanted, by)
    write_revisions(section.assessment, changed, by=by, via=via)
    return conflicts


@transaction.atomic
def save_answer(*, draft: AnswerDraft, by: User, via: str = Via.AUTOSAVE) -> Saved:
    """Save one answer while it is being written, in at most seven statements where its citations stay as they are.

    As `save_answers`; raises Section.DoesNotExist when `by` doesn't see the answer.
    """
    section = lock_for_answering(by=by, parts__answers=draft.answer_id)
    answer = _locked_one(Answer.objects.with_fitting(draft.option_id), draft)
    refuse_foreign_sources(section, _cited_in([draft]), by)
    if draft.option_id is not None and not answer.fits:
        raise PermissionDenied
    changed, conflicts = _sort_out([answer], {answer.pk: draft}, by)
    write_revisions(section.assessment, changed, by=by, via=via)
    if conflicts:
        return Saved(answer, draft.revision, conflicts[0])
    left_alone = not changed and _untouched(draft, answer.base)
    return Saved(answer, draft.revision if left_alone else answer.revision)


@transaction.atomic
def settle_conflict(*, mine: AnswerDraft, kept: AnswerDraft | None, by: User) -> Saved:
    """After two people changed the same answer: it says what is `kept`, theirs where that is None.

    Both texts stay in the history. `mine` names the revision of theirs that the person looked at; when the
    answer has moved on since, nothing is saved and the new conflict comes back. Raises as `save_answer`.
    """
    section = lock_for_answering(by=by, parts__answers=mine.answer_id)
    answer = _locked_one(Answer.objects.all(), mine)
    for draft in (mine, kept) if kept else (mine,):
        refuse_foreign_sources(section, _cited_in([draft]), by)
        _refuse_foreign_options([answer], {answer.pk: draft})
    theirs = Content.of(answer.current)
    if answer.current is not None and mine.revision != answer.revision:
        return Saved(answer, mine.revision, Conflict(mine, answer.current, answer.base))
    wanted = theirs if kept is None else kept.over(theirs)
    for content, via in ((mine.over(theirs), Via.CONFLICT), (wanted, Via.PAGE)):
        if content != Content.of(answer.current):
            write_revisions(section.assessment, [(answer, content)], by=by, via=via)
    return Saved(answer, answer.revision)


def _locked(answers: AnswerQuerySet, wanted: dict[int, AnswerDraft]) -> list[Answer]:
    """Those that these drafts are of, each also with its `base`: what it said when the draft was begun."""
    locked: list[Answer] = list(answers.filter(pk__in=wanted).for_saving())
    for answer in locked:
        answer.base = answer.current
    behind = [answer for answer in locked if wanted[answer.pk].revision != answer.revision]
    numbers = {wanted[answer.pk].revision for answer in behind}
    revisions = AnswerRevision.objects.filter(answer__in=behind, number__in=numbers).select_related("option")
    before = {(revision.answer_id, revision.number): revision for revision in revisions}
    for answer in behind:
        answer.base = before.get((answer.pk, wanted[answer.pk].revision))
    citing = [a.base for a in behind if a.base is not None and wanted[a.pk].citations is not None]
    prefetch_related_objects(citing, "citations")
    return locked


def _locked_one(answers: AnswerQuerySet, draft: AnswerDraft) -> Answer:
    """The same for a single draft, in a statement less: for many, the join costs more than the statement."""
    answer: Answer = answers.filter(pk=draft.answer_id).for_saving().with_base(draft.revision).get()
    if answer.base is not None and draft.citations is not None:
        prefetch_related_objects([answer.base], "citations")
    return answer


def _sort_out(
    answers: list[Answer], wanted: dict[int, AnswerDraft], by: User
) -> tuple[list[tuple[Answer, Content]], list[Conflict]]:
    """Which drafts say something new, and which of them met another person's text."""
    changed, conflicts = [], []
    for answer in answers:
        draft, current = wanted[answer.pk], Content.of(answer.current)
        content = draft.over(current)
        if content == current:
            if draft.confirm and _carried(answer.current):
                changed.append((answer, content))
        elif _untouched(draft, answer.base):
            continue
        elif answer.current is not None and _writes_over(draft, answer, by):
            conflicts.append(Conflict(draft, answer.current, answer.base))
        else:
            changed.append((answer, content))
    return changed, conflicts


def _carried(revision: AnswerRevision | None) -> bool:
    return revision is not None and revision.via == Via.CARRIED


def _untouched(draft: AnswerDraft, base: AnswerRevision | None) -> bool:
    """Whether it says what it began from. To confirm what was carried over is more than to leave it alone."""
    began = Content.of(base, cited=draft.citations is not None)
    return draft.over(began) == began and not (draft.confirm and _carried(base))


def _writes_over(draft: AnswerDraft, answer: Answer, by: User) -> bool:
    """Whether someone changed, since the draft was begun, what it would replace.

    Citations that it leaves alone don't count. Nor does a text of the person's own that it goes on from: the
    page never heard that it was saved.
    """
    cited = draft.citations is not None
    present = Content.of(answer.current, cited=cited)
    if draft.revision == answer.revision or present == Content.of(answer.base, cited=cited):
        return False
    own = answer.current is not None and answer.current.by_id == by.pk
    begins_so = draft.over(present) == replace(present, statement=draft.statement)
    return not (own and begins_so and draft.statement.startswith(present.statement))


def _cited_in(drafts: Iterable[AnswerDraft]) -> set[int]:
    return {citation.source_id for draft in drafts for citation in draft.citations or ()}


def refuse_foreign_sources(section: Section, cited: set[int], by: User) -> None:
    """An answer cites what was told in its own assessment, and what the person may see."""
    if not cited:
        return
    library = Source.objects.filter(pk__in=cited, assessment=section.assessment)
    if not section.answers_all:
        library = library.citable_by(by, by.rights_on(section.assessment))
    if library.count() != len(cited):
        raise PermissionDenied


def _refuse_foreign_options(answers: list[Answer], wanted: dict[int, AnswerDraft]) -> None:
    """An answer takes an option of its own scale."""
    chosen = {pk for answer in answers if (pk := wanted[answer.pk].option_id) is not None}
    scale_of = dict(Option.objects.filter(pk__in=chosen).values_list("pk", "scale")) if chosen else {}
    for answer in answers:
        option = wanted[answer.pk].option_id
        if option is not None and scale_of.get(option) != answer.indicator.scale_id:
            raise PermissionDenied

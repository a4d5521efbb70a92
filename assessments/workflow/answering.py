import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.choices import ANSWERABLE, AssessmentState, HandoverState, Via
from assessments.models import Answer, AnswerRevision, Assessment, Citation, Handover, Part, Section, Source
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

    `confirm` says that what was carried over from the round before is still right as it stands.
    """

    answer_id: int
    revision: int
    option_id: int | None
    statement: str
    citations: tuple[CitationDraft, ...] = ()
    value: str = ""
    applies_to: str = ""
    as_of_date: datetime.date | None = None
    confirm: bool = False

    @property
    def content(self) -> Content:
        cited = tuple(sorted(self.citations))
        return Content(self.option_id, self.value, self.statement, self.applies_to, self.as_of_date, cited)


@dataclass(frozen=True)
class Conflict:
    """Two people changed the same answer: `mine` was not saved, `theirs` is what it says now.

    `base` is what both began from; None where there was nothing.
    """

    mine: AnswerDraft
    theirs: AnswerRevision
    base: AnswerRevision | None


def may_answer(part: Part, by: User) -> bool:
    """Whether the person's roles let them write the answers of this part at all."""
    return by.has_perm(Right.ANSWER, part.section.assessment) or by.has_perm(ANSWER_PART, part)


def refuse_if_closed(section: Section) -> None:
    """Raises TransitionRefused unless answers of this section, which must be locked, may be written now."""
    running = section.assessment.state == AssessmentState.COLLECTING
    if not running or section.state not in ANSWERABLE:
        state = section.get_state_display() if running else section.assessment.get_state_display()
        raise TransitionRefused([Problem(_("Answers can’t be changed now: the state is “%s”.") % state)])


def _refuse_if_handed_back(part: Part, by: User) -> None:
    """A contributor writes until the part is handed back."""
    mine = Handover.objects.filter(part=part, role__user=by)
    if not mine.filter(state=HandoverState.HANDED_OVER).exists():
        raise TransitionRefused([Problem(_("You have handed this page back, so it can’t be changed now."))])


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
    everywhere = by.has_perm(Right.ANSWER, part.section.assessment)
    if not everywhere and not by.has_perm(ANSWER_PART, part):
        raise PermissionDenied
    section = Section.objects.select_for_update().select_related("assessment").get(pk=part.section_id)
    refuse_if_closed(section)
    if not everywhere:
        _refuse_if_handed_back(part, by)
    wanted = {draft.answer_id: draft for draft in drafts}
    answers = list(part.answers.filter(pk__in=wanted).for_saving())
    _refuse_foreign(section.assessment, answers, wanted)
    changed, conflicts = _sort_out(answers, wanted)
    write_revisions(section.assessment, changed, by=by, via=via)
    return conflicts


def _sort_out(
    answers: list[Answer], wanted: dict[int, AnswerDraft]
) -> tuple[list[tuple[Answer, Content]], list[Conflict]]:
    """Which drafts say something new, and which of them met another person's text."""
    bases = _bases(answers, wanted)
    changed, conflicts = [], []
    for answer in answers:
        draft = wanted[answer.pk]
        confirmed = draft.confirm and answer.current is not None and answer.current.via == Via.CARRIED
        base = bases.get(answer.pk, answer.current)
        if draft.content in (Content.of(answer.current), Content.of(base)) and not confirmed:
            continue
        if draft.revision != answer.revision and answer.current is not None:
            if draft.content not in (Content.of(answer.current), Content.of(base)):
                conflicts.append(Conflict(draft, answer.current, base))
        else:
            changed.append((answer, draft.content))
    return changed, conflicts


def _refuse_foreign(assessment: Assessment, answers: list[Answer], wanted: dict[int, AnswerDraft]) -> None:
    """An answer takes an option of its own scale, and cites what was told in its own assessment."""
    cited = {citation.source_id for answer in answers for citation in wanted[answer.pk].citations}
    told = Source.objects.filter(pk__in=cited, assessment=assessment)
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
    revisions = AnswerRevision.objects.filter(answer__in=behind).select_related("option", "by")
    known = {(r.answer_id, r.number): r for r in revisions.prefetch_related("citations")}
    return {pk: known.get((pk, number)) for pk, number in behind.items()}


def write_revisions(
    assessment: Assessment, changed: list[tuple[Answer, Content]], *, by: User, via: str
) -> list[AnswerRevision]:
    """The contents as new revisions of answers whose section is locked; what depends on them is asked or not.

    The answers come from `for_saving()`. The number of statements does not depend on how many they are.
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
            language=assessment.working_language,
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
    Answer.objects.bulk_update([answer for answer, _content in changed], ["revision", "current"])
    if decisive:
        Answer.objects.filter(assessment=assessment).depending_on(decisive).ask_anew()
    return revisions


def _chosen_anew(answer: Answer, content: Content) -> bool:
    return content.option_id != (answer.current.option_id if answer.current else None)

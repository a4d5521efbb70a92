import hashlib
import uuid
from collections import defaultdict
from collections.abc import Iterable
from contextlib import closing

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.choices import Decision, Via
from assessments.document import (
    Contents,
    Fault,
    Library,
    Told,
    bases_of,
    contents_of,
    key_of,
    read_answers,
    told_by,
    told_in,
)
from assessments.models import Pack, PackChange, PackReturn, Section, Source
from assessments.permissions import Right
from assessments.workflow.answering import AnswerDraft, CitationDraft, lock_for_answering, save_answers
from assessments.workflow.sources import add_source
from uploads.workbooks import open_workbook
from workflows.engine import TransitionRefused
from workflows.problems import Problem


class FaultyWorkbook(Exception):
    """The workbook is one of ours, but cells of it can't be read; `faults` lists everything that was found."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


def may_make_packs(held: Iterable[str]) -> bool:
    """Whether someone with these rights may give sections out: whoever reads all answers and has work to share."""
    return Right.VIEW_ANSWERS in held and bool({Right.ANSWER, Right.HAND_OVER, Right.MANAGE} & set(held))


@transaction.atomic
def make_pack(*, section: Section, language: str, by: User) -> tuple[Pack, Contents]:
    """A section to give out in this language: the record of it, and what it says.

    The number of statements is fixed. Raises PermissionDenied, or ValidationError for a language that the site
    doesn't have.
    """
    if not may_make_packs(by.rights_on(section.assessment)):
        raise PermissionDenied
    if language not in settings.MODELTRANSLATION_LANGUAGES:
        raise ValidationError(_("The site doesn’t have this language."))
    contents = contents_of(section, language)
    pack = Pack.objects.create(section=section, language=language, revisions=contents.revisions, made_by=by)
    return pack, contents


@transaction.atomic
def receive_workbook(*, section: Section, file_name: str, data: bytes, by: User) -> PackReturn:
    """Keep what a returned workbook says otherwise than the answers do; the answers stay as they are.

    An answer that the workbook tells as it was given out is not changed by it, whatever happened to it since. What
    was internal when it was given out can't be changed by it. The number of statements is fixed. Raises PermissionDenied; TransitionRefused when the section isn't open for
    answers; `uploads.refusal.Refused` for a file that isn't a harmless workbook; ValidationError when it isn't a
    pack of this section; FaultyWorkbook with every cell that can't be read.
    """
    _lock(section, by)
    with closing(open_workbook(data, formulas=True)) as workbook:
        pack = _pack_with(key_of(workbook), section)
        kept = {code for code, number in pack.revisions.items() if number is None}
        contents = contents_of(section, pack.language, kept)
        if set(contents.revisions) != set(pack.revisions):
            raise ValidationError(_("This workbook was made for an older questionnaire. Make a new one."))
        library = Library(Source.objects.filter(assessment=section.assessment))
        told, faults = read_answers(workbook, contents, library)
    if faults:
        raise FaultyWorkbook(faults)
    returned = PackReturn.objects.create(
        pack=pack,
        file_name=file_name[:255],
        sha256=hashlib.sha256(data).hexdigest(),
        returned_by=by,
    )
    PackChange.objects.bulk_create(_changes(returned, contents, told))
    return returned


def _pack_with(key: uuid.UUID | None, section: Section) -> Pack:
    """The pack with this key; raises ValidationError when it is none of this section."""
    pack = Pack.objects.filter(key=key).select_related("section__domain").first() if key else None
    if pack is None:
        raise ValidationError(_("This workbook isn’t one that was made here."))
    if pack.section_id == section.pk:
        return pack
    if pack.section.assessment_id == section.assessment_id:
        domain = f"{pack.section.domain.number} {pack.section.domain.short_name}"
        raise ValidationError(_("This workbook belongs to another section: %s.") % domain)
    raise ValidationError(_("This workbook belongs to another assessment."))


def _changes(returned: PackReturn, contents: Contents, told: dict[str, Told]) -> list[PackChange]:
    given_out = returned.pack.revisions
    older = {
        row.answer_id: given_out[row.code] for row in contents.told if given_out[row.code] != row.revision
    }
    bases = bases_of(older)
    unchanged = {row.code: {row.now.gist} for row in contents.told}
    for row in contents.told:
        if row.answer_id in older:
            base = told_by(bases.get(row.answer_id), row.kind, row.choices)
            unchanged[row.code].add(base.gist)
    return [
        PackChange(
            pack_return=returned,
            answer_id=row.answer_id,
            option_id=told[row.code].option_id,
            value=told[row.code].value,
            statement=told[row.code].statement,
            applies_to=told[row.code].applies_to,
            as_of_date=told[row.code].as_of_date,
            citations=[citing.as_dict() for citing in told[row.code].citations],
        )
        for row in contents.told
        if told[row.code].gist not in unchanged[row.code]
    ]


@transaction.atomic
def take_changes(*, returned: PackReturn, revisions: dict[int, int], by: User) -> None:
    """Let the answers say what the workbook says, for the changes with these keys; all of them or none.

    Internal sources that they cite stay cited, since no workbook tells them.

    `revisions` also says which revision of each answer the person read before. Sources that nobody has told yet
    are added. Raises PermissionDenied; TransitionRefused when one was decided or its answer changed meanwhile, or
    when the section isn't open for answers.
    """
    section = _lock(returned.pack.section, by)
    changes = _undecided(returned, revisions)
    overtaken = [change for change in changes if change.answer.revision != revisions[change.pk]]
    if overtaken:
        text = _("%s was changed meanwhile: compare it again.")
        raise TransitionRefused(Problem(text % change.answer.indicator.code) for change in overtaken)
    drafts = _drafts(section, changes, by)
    for part in section.parts.filter(pk__in=drafts).select_related("section__assessment"):
        save_answers(part=part, drafts=drafts[part.pk], by=by, via=Via.PACK)
    _keep(returned, changes, Decision.ACCEPTED, by)


@transaction.atomic
def leave_changes(*, returned: PackReturn, changes: Iterable[int], by: User) -> None:
    """Leave the answers as they are, whatever the workbook says in the changes with these keys.

    Raises as `take_changes`.
    """
    _lock(returned.pack.section, by)
    _keep(returned, _undecided(returned, changes), Decision.REJECTED, by)


def _lock(section: Section, by: User) -> Section:
    """The section, locked; only for those who may answer all of it."""
    try:
        locked = lock_for_answering(by=by, id=section.pk)
    except Section.DoesNotExist as error:
        raise PermissionDenied from error
    if not locked.answers_all:
        raise PermissionDenied
    return locked


def _undecided(returned: PackReturn, keys: Iterable[int]) -> list[PackChange]:
    changes = returned.changes.filter(pk__in=list(keys)).in_order()
    known = list(
        changes.select_related("answer__indicator", "answer__current").prefetch_related(
            "answer__current__citations"
        )
    )
    decided = [change for change in known if change.decision != Decision.PENDING]
    if decided:
        text = _("%s was decided meanwhile.")
        raise TransitionRefused(Problem(text % change.answer.indicator.code) for change in decided)
    return known


def _drafts(section: Section, changes: list[PackChange], by: User) -> dict[int, list[AnswerDraft]]:
    """What is to be saved, by the key of the part; sources that are new are in the library from now on."""
    library = Library(Source.objects.filter(assessment=section.assessment))
    drafts: defaultdict[int, list[AnswerDraft]] = defaultdict(list)
    for change in changes:
        answer = change.answer
        drafts[answer.part_id].append(
            AnswerDraft(
                answer_id=answer.pk,
                revision=answer.revision,
                option_id=change.option_id,
                value=change.value,
                statement=change.statement,
                applies_to=change.applies_to,
                as_of_date=change.as_of_date,
                citations=_citations(section, change, library, by),
            )
        )
    return drafts


def _citations(section: Section, change: PackChange, library: Library, by: User) -> tuple[CitationDraft, ...]:
    """What the workbook cites, and the internal sources that the answer cites now: they weren't given out."""
    current = change.answer.current
    cited = {c.source_id: c for c in current.citations.all()} if current else {}
    kept = [CitationDraft(pk, cited[pk].locator, cited[pk].quote) for pk in cited if pk in library.internal]
    told = told_in(change).citations
    drafts = []
    for citing, known in zip(told, library.find(told, frozenset(cited)), strict=True):
        source = known
        if source is None:
            source = add_source(
                assessment=section.assessment,
                by=by,
                kind=citing.kind,
                title=citing.title,
                number=citing.number,
                year=citing.year,
                url=citing.url,
            )
            library.add(source)
        drafts.append(CitationDraft(source.pk, citing.locator, citing.quote))
    keys = {draft.source_id for draft in kept}
    return (*kept, *(draft for draft in drafts if draft.source_id not in keys))


def _keep(returned: PackReturn, changes: list[PackChange], decision: str, by: User) -> None:
    keys = [change.pk for change in changes]
    returned.changes.filter(pk__in=keys).update(decision=decision, decided_at=timezone.now(), decided_by=by)

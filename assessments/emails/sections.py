from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import F
from django.urls import reverse

from assessments.choices import SIDES, NoticeKind, SectionState, VerdictValue
from assessments.emails.reader import Reader, Told, rows_of
from assessments.models import DueDateChange, Notice, Section, SectionEvent, Turn, Verdict
from assessments.permissions import Right

STEPS: dict[str, str] = {
    NoticeKind.SUBMITTED: "submit",
    NoticeKind.RECALLED: "recall",
    NoticeKind.RETURNED: "return",
    NoticeKind.APPROVED: "approve",
    NoticeKind.REOPENED: "reopen",
}
FOR_REVIEWERS = (NoticeKind.SUBMITTED, NoticeKind.RECALLED)


@dataclass(frozen=True)
class Remark:
    """An answer that needs a change. `text` is empty where the answer is internal and the reader may not see that."""

    code: str
    path: str
    text: str


def passed(notices: list[Notice], reader: Reader) -> Iterator[Told]:
    """A section that is still with the reader's side."""
    turns = Turn.objects.newest().select_related("section__domain", "by")
    for notice, turn in rows_of(notices, turns):
        section = turn.section
        role = SIDES.get(turn.holder)
        if (
            role
            and section.assessment_id == notice.assessment_id
            and reader.plays(role, notice.assessment_id)
        ):
            about = {"section": section, "by": turn.by, "note": turn.note}
            yield Told(notice, section.get_absolute_url(), about)


def due_dates(notices: list[Notice], reader: Reader) -> Iterator[Told]:
    """The new dates of the act that hold still, of sections that aren't done."""
    keys = {pk for notice in notices for pk in notice.subjects}
    rows = DueDateChange.objects.filter(pk__in=keys, section__due_date=F("new_date")).exclude(
        section__state=SectionState.APPROVED
    )
    changes = list(rows.select_related("section__domain", "by").order_by("section__domain__number", "pk"))
    for notice in notices:
        mine = [
            change
            for change in changes
            if change.pk in notice.subjects
            and change.section.assessment_id == notice.assessment_id
            and reader.sees_section(change.section)
        ]
        if mine and notice.assessment.answerable:
            about = {"changes": mine, "by": mine[0].by, "note": mine[0].reason}
            yield Told(notice, notice.assessment.get_absolute_url(), about)


def stepped(notices: list[Notice], reader: Reader) -> Iterator[Told]:
    """A step after which nothing has happened to the section, so that what is said of it is still so."""
    for notice, event in _events(notices, reader):
        section = event.subject
        page = "section-review" if notice.kind in FOR_REVIEWERS else "section-check"
        path = reverse(page, args=[section.assessment_id, section.domain.slug])
        yield Told(notice, path, {"section": section, "by": event.by, "note": event.note})


def returned(notices: list[Notice], reader: Reader) -> Iterator[Told]:
    """The reviewer's note, and the answers that still need the change, of pages that the reader sees."""
    events = list(_events(notices, reader))
    verdicts = _verdicts(event.subject_id for _notice, event in events)
    for notice, event in events:
        remarks = [
            _remark(verdict, reader)
            for verdict in verdicts
            if verdict.revision.answer.part.section_id == event.subject_id
            and reader.sees_answer(verdict.revision.answer)
        ]
        about = {"section": event.subject, "by": event.by, "note": event.note, "remarks": remarks}
        yield Told(notice, event.subject.get_absolute_url(), about)


def _events(notices: list[Notice], reader: Reader) -> Iterator[tuple[Notice, SectionEvent]]:
    events = SectionEvent.objects.newest().select_related("subject__domain", "by")
    for notice, event in rows_of(notices, events):
        section = event.subject
        told = event.name == STEPS[notice.kind] and section.assessment_id == notice.assessment_id
        if told and _concerns(notice, section, reader):
            yield notice, event


def _concerns(notice: Notice, section: Section, reader: Reader) -> bool:
    if notice.kind != NoticeKind.APPROVED and not notice.assessment.answerable:
        return False
    if notice.kind in FOR_REVIEWERS:
        return reader.may(Right.REVIEW, notice.assessment_id)
    return reader.sees_section(section)


def _verdicts(sections: Iterable[int]) -> list[Verdict]:
    """What reviewers asked to change there, and sent, on answers that stand as they were without a reply."""
    place = "revision__answer__indicator__subcategory__number", "revision__answer__indicator__position", "pk"
    part = "revision__answer__part"
    return list(
        Verdict.objects.newest()
        .sent()
        .filter(
            value=VerdictValue.CHANGE_NEEDED,
            replies=None,
            revision__current_of__asked=True,
            revision__answer__part__section__in=list(sections),
        )
        .select_related("revision__answer__indicator", f"{part}__section__domain", f"{part}__subcategory")
        .order_by(*place)
    )


def _remark(verdict: Verdict, reader: Reader) -> Remark:
    answer = verdict.revision.answer
    return Remark(
        code=answer.indicator.code,
        path=f"{answer.part.get_absolute_url()}#answer-{answer.pk}",
        text=verdict.remark if reader.reads_about(answer) else "",
    )

from collections.abc import Iterator

from assessments.choices import ANSWERABLE, AssessmentState, HandoverState, NoticeKind
from assessments.emails.reader import Reader, Told, rows_of
from assessments.models import Handover, HandoverEvent, Notice


def handed_over(notices: list[Notice], reader: Reader) -> Iterator[Told]:
    """The pages of the act that are still theirs to answer, by who handed them over with which note.

    A page handed over again in the meantime is in the newer mail alone.
    """
    newest = _newest(reader)
    rows = Handover.objects.filter(pk__in=newest, part__section__state__in=ANSWERABLE)
    theirs = list(rows.of(reader.user).with_the_contributor().for_mail())
    for notice in notices:
        pages = [
            page
            for page in theirs
            if newest[page.pk] == notice.pk and page.role.assessment_id == notice.assessment_id
        ]
        running = notice.assessment.state in (AssessmentState.SET_UP, AssessmentState.COLLECTING)
        if pages and running:
            yield _handed_over(notice, pages)


def _newest(reader: Reader) -> dict[int, int]:
    """Each page ever handed to the reader (keys of handovers), and the last notice of it."""
    notices = Notice.objects.filter(user=reader.user, kind=NoticeKind.HANDED_OVER).order_by("pk")
    return {page: pk for pk, pages in notices.values_list("pk", "subjects") for page in pages}


def _handed_over(notice: Notice, pages: list[Handover]) -> Told:
    groups: dict[tuple[int, str], list[Handover]] = {}
    for page in pages:
        groups.setdefault((page.handed_by_id, page.note), []).append(page)
    path = (pages[0].part if len(pages) == 1 else notice.assessment).get_absolute_url()
    return Told(notice, path, {"groups": list(groups.values())})


def sent_back(notices: list[Notice], reader: Reader) -> Iterator[Told]:
    """A page that the contributor has again, while nothing has happened to it since and it can be answered."""
    events = HandoverEvent.objects.newest().filter(
        subject__role__user=reader.user,
        subject__state=HandoverState.HANDED_OVER,
        subject__part__section__state__in=ANSWERABLE,
    )
    part = "subject__part__section__domain", "subject__part__subcategory", "subject__role", "by"
    for notice, event in rows_of(notices, events.select_related(*part)):
        handover = event.subject
        if handover.role.assessment_id == notice.assessment_id and notice.assessment.answerable:
            about = {"handover": handover, "by": event.by, "note": event.note}
            yield Told(notice, handover.part.get_absolute_url(), about)

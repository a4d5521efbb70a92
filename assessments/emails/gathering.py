"""What there is to say about each notice, as far as its reader may see it at this moment, and as it is true now."""

from collections.abc import Callable, Iterable, Iterator

from django.utils import translation

from accounts.models import User
from assessments.choices import AssessmentState, NoticeKind
from assessments.emails.pages import handed_over, sent_back
from assessments.emails.people import role_given
from assessments.emails.queries import messages
from assessments.emails.reader import Reader, Told
from assessments.emails.sections import due_dates, passed, returned, stepped
from assessments.models import Notice
from assessments.permissions import Right

CONTENTS: dict[str, Callable[[list[Notice], Reader], Iterator[Told]]] = {
    NoticeKind.HANDED_OVER: handed_over,
    NoticeKind.SENT_BACK: sent_back,
    NoticeKind.PASSED: passed,
    NoticeKind.DUE_DATES: due_dates,
    NoticeKind.SUBMITTED: stepped,
    NoticeKind.RECALLED: stepped,
    NoticeKind.RETURNED: returned,
    NoticeKind.APPROVED: stepped,
    NoticeKind.REOPENED: stepped,
    NoticeKind.QUERY: messages,
    NoticeKind.ROLE: role_given,
}
"""The notices of one kind and reader → what is said about them; without those about which nothing is said."""


def gather(notices: Iterable[Notice], user: User) -> list[Told]:
    """What this person is told about these notices, in order; the number of statements depends on their kinds alone.

    The notices left out are those about which nothing is left to say, or that the person may not see any more.
    """
    asked = list(notices)
    reader = Reader.of(user, (notice.assessment_id for notice in asked))
    by_kind: dict[str, list[Notice]] = {}
    for notice in asked:
        if _may_be_told(notice, reader):
            by_kind.setdefault(notice.kind, []).append(notice)
    with translation.override(user.language):
        found = {
            told.notice.pk: told
            for kind, mine in by_kind.items()
            if kind in CONTENTS
            for told in CONTENTS[kind](mine, reader)
        }
    return [found[notice.pk] for notice in asked if notice.pk in found]


def _may_be_told(notice: Notice, reader: Reader) -> bool:
    """Whoever sees the assessment; a role is told of by itself, as a translator sees the profile only."""
    if notice.assessment.state == AssessmentState.CANCELLED:
        return False
    return notice.kind == NoticeKind.ROLE or reader.may(Right.VIEW, notice.assessment_id)

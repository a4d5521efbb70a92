from collections.abc import Iterator

from django.urls import reverse

from assessments.choices import Role, RoleChange
from assessments.emails.reader import Reader, Told, rows_of
from assessments.models import Notice, RoleEvent


def role_given(notices: list[Notice], reader: Reader) -> Iterator[Told]:
    """A role that the reader has still, given by itself or taken over from somebody."""
    events = RoleEvent.objects.exclude(change=RoleChange.REMOVED).select_related("user", "successor", "by")
    for notice, event in rows_of(notices, events):
        taken_over = event.change == RoleChange.HANDED_ON
        theirs = (event.successor if taken_over else event.user) == reader.user
        same = event.assessment_id == notice.assessment_id
        if theirs and same and reader.plays(Role(event.role), event.assessment_id):
            about = {
                "role": event.get_role_display(),
                "by": event.by,
                "before": event.user if taken_over else None,
            }
            yield Told(notice, reverse("my-work"), about)

"""The messages of a query: who may answer it, who is told of one, and who has read it."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.choices import Audience, NoticeKind, Role
from assessments.models import Answer, Message, MessageRead, ReviewQuery, RoleAssignment
from assessments.permissions import Right, roles_with
from assessments.querysets import RoleAssignmentQuerySet
from assessments.workflow.notices import notify

BODY_LENGTH = 5000
"""The most characters of a message."""


def answerers(answer: Answer, audience: str) -> RoleAssignmentQuerySet:
    """The roles of those who may write in a query on this answer, and to whom it may be assigned."""
    if audience == Audience.IOM:
        roles = roles_with(Right.REPLY, Right.VIEW_IOM_QUERIES)
    else:
        roles = [*roles_with(Right.REPLY), Role.CONTRIBUTOR]
    return RoleAssignment.objects.on_page(answer.part, roles)


def writers_of(answer: Answer) -> RoleAssignmentQuerySet:
    """The roles of those who write this answer."""
    return RoleAssignment.objects.on_page(answer.part, [*roles_with(Right.ANSWER), Role.CONTRIBUTOR])


def checked(body: str) -> str:
    """The text of a message; raises ValidationError where it is empty or too long."""
    text = body.strip()
    if not text:
        raise ValidationError({"body": _("Write a message.")})
    if len(text) > BODY_LENGTH:
        said = {"most": BODY_LENGTH, "length": len(text)}
        raise ValidationError(
            {"body": _("Shorten the message to %(most)d characters: it has %(length)d.") % said}
        )
    return text


def say(query: ReviewQuery, body: str, by: User, *, asks: bool) -> Message:
    """Add a message to the thread, whose earlier ones count as read then; the other side is told by mail.

    `asks` for the side that put the query. Whoever calls it holds the thread.
    """
    assessment = query.answer.assessment
    message = Message.objects.create(query=query, body=body, language=assessment.working_language, by=by)
    mark_all_read(query, by)
    people = _asked(query) if asks else _askers(query)
    told = [person for person in people if person != by.pk]
    notify(NoticeKind.QUERY, assessment=assessment, people=told, subject=message.pk)
    return message


def _asked(query: ReviewQuery) -> list[int]:
    """The keys of the person to whom the query is assigned, or of all who may answer it."""
    able = _keys(answerers(query.answer, query.audience))
    if query.assigned_to_id in able:
        return [query.assigned_to_id]
    return able if query.audience == Audience.IOM else _keys(writers_of(query.answer))


def _askers(query: ReviewQuery) -> list[int]:
    """The key of the reviewer who asked, or of all reviewers where that one has left."""
    reviewers = _keys(RoleAssignment.objects.on_page(query.answer.part, roles_with(Right.REVIEW)))
    return [query.opened_by_id] if query.opened_by_id in reviewers else reviewers


def _keys(roles: RoleAssignmentQuerySet) -> list[int]:
    return list(dict.fromkeys(roles.values_list("user", flat=True)))


def mark_all_read(query: ReviewQuery, by: User) -> None:
    """Whoever writes in a thread has read it."""
    _mark(query, query.messages.values_list("pk", flat=True), by)


def mark_read(*, query: ReviewQuery, messages: Iterable[int], by: User) -> None:
    """Note that the person had these messages (keys) of the thread before them.

    What they wrote themselves, and what isn't of this thread, is left out; what is noted already stays as it is.
    Raises ReviewQuery.DoesNotExist where the person may not read the thread.
    """
    held = by.rights_on(query.answer.assessment)
    seen = ReviewQuery.objects.visible_to(by, held).get(pk=query.pk)
    _mark(seen, messages, by)


def _mark(query: ReviewQuery, messages: Iterable[int], by: User) -> None:
    others = query.messages.exclude(by=by).filter(pk__in=messages).order_by("pk")
    reads = [MessageRead(message_id=pk, user=by) for pk in others.values_list("pk", flat=True)]
    MessageRead.objects.bulk_create(reads, ignore_conflicts=True)

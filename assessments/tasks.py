"""Mails. Each job takes keys, and sends nothing when there is nothing to say any more.

A row is taken before its mail is sent: of two jobs one finds it taken. It is given back when the mail doesn't leave.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from celery import shared_task
from django.utils import timezone, translation

from accounts.models import User
from accounts.tasks import PATIENT
from assessments import emails, report
from assessments.models import Notice, Reminder

WITHIN_THE_HOUR = PATIENT | {"max_retries": 5}
"""The scheduler asks for reminders that weren't mailed every hour, so a job gives up before that."""


@shared_task
def send_notices(kind: str, subject: int) -> None:
    """Queue the mails about one act to those who want them at once; for others they wait for the daily mail."""
    waiting = Notice.objects.waiting().at_once().filter(kind=kind, subject=subject).order_by("pk")
    for pk in waiting.values_list("pk", flat=True):
        send_notice.delay(pk)


@shared_task
def send_notice(notice_id: int) -> None:
    """Tell one person of one act, as far as they may see it now; a mail that doesn't leave is queued by the sweep."""
    row = Notice.objects.filter(pk=notice_id)
    said = _said(row.at_once())
    for told in said:
        with _taken(row) as mine:
            if mine:
                emails.send_notice(told)


@shared_task(**WITHIN_THE_HOUR)
def send_reminder(reminder_id: int) -> None:
    """Send the mail of the day: what is due at this moment, and what happened where a person wants that together."""
    today = timezone.localdate()
    waiting = Reminder.objects.filter(pk=reminder_id, date=today, mailed_at=None)
    reminder = waiting.select_related("user").first()
    if reminder is None:
        return
    user: User = reminder.user
    due = _due(user)
    said = _said(Notice.objects.for_daily_mail().filter(user=user))
    if (due or said) and waiting.update(mailed_at=timezone.now()):
        try:
            sent = _send_daily(user, said, due)
        except BaseException:
            Reminder.objects.filter(pk=reminder_id).update(mailed_at=None)
            raise
        if not sent:
            Reminder.objects.filter(pk=reminder_id).update(mailed_at=None)


def _due(user: User) -> list[Any]:
    if not (user.is_active and user.reminders):
        return []
    with translation.override(user.language):
        return report.due_for(user, timezone.localdate())


def _send_daily(user: User, said: list[emails.Told], due: list[Any]) -> bool:
    """Whether there was something to send: another job may have sent what waited."""
    with _taken(Notice.objects.filter(pk__in=[told.notice.pk for told in said])) as mine:
        told = [each for each in said if each.notice.pk in mine]
        if told:
            emails.send_digest(user, told, due)
        elif due:
            emails.send_reminder(user, due)
    return bool(told or due)


def _said(notices: Any) -> list[emails.Told]:
    """What is told now about those of one person that wait; those about which nothing is told are settled."""
    waiting = list(notices.waiting().for_mail())
    said = emails.gather(waiting, waiting[0].user) if waiting else []
    told = {each.notice.pk for each in said}
    silent = [notice.pk for notice in waiting if notice.pk not in told]
    if silent:
        Notice.objects.filter(pk__in=silent).drop(timezone.now())
    return said


@contextmanager
def _taken(notices: Any) -> Iterator[list[int]]:
    """The keys of those that are this job's to send, until the end of the block; given back where it fails."""
    mine = notices.take(timezone.now())
    try:
        yield mine
    except BaseException:
        Notice.objects.filter(pk__in=mine).give_back()
        raise

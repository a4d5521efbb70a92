"""Mails. Each job takes keys, and sends nothing when there is nothing to say any more."""

from celery import shared_task
from django.utils import timezone, translation

from accounts.models import User
from accounts.tasks import AWAY, PATIENT
from assessments import emails, report
from assessments.models import DueDateChange, Handover, HandoverEvent, Reminder, Turn

WITHIN_THE_HOUR = PATIENT | {"max_retries": 5}
"""The scheduler asks for reminders that weren't mailed every hour, so a job gives up before that."""


@shared_task(**PATIENT)
def send_handovers(handover_ids: list[int]) -> None:
    """Tell a contributor which pages were handed over; those taken back in the meantime are left out."""
    handovers = Handover.objects.filter(pk__in=handover_ids).for_mail()
    if handovers:
        emails.send_handovers(list(handovers))


@shared_task(**PATIENT)
def send_sent_back(event_id: int) -> None:
    """Tell a contributor that a page is theirs again, and why."""
    event = HandoverEvent.objects.select_related("subject", "by").filter(pk=event_id).first()
    if event:
        emails.send_sent_back(event)


@shared_task(**PATIENT)
def send_turn(turn_id: int, user_id: int) -> None:
    """Tell one person of the side to which a section was passed."""
    turn = Turn.objects.newest().select_related("section__assessment", "by").filter(pk=turn_id).first()
    if turn:
        emails.send_turn(turn, User.objects.get(pk=user_id))


@shared_task(**PATIENT)
def send_due_dates(change_ids: list[int], user_id: int) -> None:
    """Tell one person which due dates were changed."""
    changes = DueDateChange.objects.filter(pk__in=change_ids).select_related(
        "section__assessment", "section__domain", "by"
    )
    emails.send_due_dates(
        list(changes.order_by("section__domain__number", "pk")), User.objects.get(pk=user_id)
    )


@shared_task(**WITHIN_THE_HOUR)
def send_reminder(reminder_id: int) -> None:
    """Send the mail of the day, with what is due for the person at this moment.

    The row is taken before the mail is sent: of two jobs one finds it taken. It is given back when the mail server
    is away.
    """
    waiting = Reminder.objects.filter(pk=reminder_id, date=timezone.localdate(), mailed_at=None)
    reminder = waiting.select_related("user").filter(user__is_active=True, user__reminders=True).first()
    if reminder is None:
        return
    with translation.override(reminder.user.language):
        due = report.due_for(reminder.user, reminder.date)
    if due and waiting.update(mailed_at=timezone.now()):
        try:
            emails.send_reminder(reminder.user, due)
        except AWAY:
            Reminder.objects.filter(pk=reminder_id).update(mailed_at=None)
            raise

from celery import shared_task
from django.utils import timezone

from assessments import workflow


@shared_task
def send_reminders() -> None:
    workflow.queue_reminders(timezone.now())


@shared_task
def send_lost_notices() -> None:
    workflow.queue_lost_notices(timezone.now())

from celery import shared_task

from accounts import workflow


@shared_task
def send_lost_invitations() -> None:
    workflow.send_lost_invitations()

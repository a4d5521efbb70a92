from celery import shared_task

from profiles import workflow


@shared_task
def requeue_lost_renderings() -> None:
    workflow.requeue_lost()

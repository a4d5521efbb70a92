from celery import shared_task

from profiles import workflow


@shared_task
def requeue_lost_renderings() -> None:
    workflow.requeue_lost()
    workflow.requeue_lost_proofs()


@shared_task
def let_editions_appear() -> None:
    workflow.let_due_appear()

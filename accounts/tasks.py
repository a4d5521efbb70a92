from smtplib import SMTPException

from celery import shared_task

from accounts import emails
from accounts.models import Invitation


@shared_task(autoretry_for=(OSError, SMTPException), retry_backoff=30, max_retries=8)
def send_invitation(invitation_id: int) -> None:
    """Mail an invitation that is still open; a mail server that is away is tried again for hours."""
    invitation = (
        Invitation.objects.open().select_related("user", "invited_by").filter(pk=invitation_id).first()
    )
    if invitation:
        emails.send_invitation(invitation)

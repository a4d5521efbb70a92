from smtplib import SMTPException

from celery import shared_task
from django.utils import timezone

from accounts import emails
from accounts.models import Invitation

AWAY = OSError, SMTPException
"""What is raised while the mail server is away."""

PATIENT = {
    "autoretry_for": AWAY,
    "retry_backoff": 30,  # seconds, doubled each time
    "retry_backoff_max": 60 * 60,
    "max_retries": 24,  # together about a day
}


@shared_task(**PATIENT)
def send_mail(subject: str, text: str, html: str, recipient: str) -> None:
    """Send one mail; a mail server that is away is tried again for a day."""
    emails.send(subject=subject, text=text, html=html, recipient=recipient)


@shared_task(**PATIENT)
def send_invitation(invitation_id: int) -> None:
    """Mail an invitation that is still open; a mail server that is away is tried again for a day."""
    invitation = (
        Invitation.objects.open().select_related("user", "invited_by").filter(pk=invitation_id).first()
    )
    if invitation:
        emails.send_invitation(invitation)
        Invitation.objects.filter(pk=invitation_id).update(mailed_at=timezone.now())

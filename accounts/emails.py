from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts.models import Invitation, User

SALT = "accounts.invitation"
SALT_OF_REMINDERS = "accounts.reminders"


def token_for(invitation: Invitation) -> str:
    """What the link carries: signed, so it can't be guessed; the row says whether it is still open."""
    return signing.dumps(invitation.pk, salt=SALT)


def send_invitation(invitation: Invitation) -> None:
    """Mail the invitation's link, in the invited person's language, as plain text and HTML."""
    with translation.override(invitation.user.language):
        context = {
            "invitation": invitation,
            "site_name": settings.SITE_NAME,
            "url": settings.SITE_URL + reverse("invitation-accept", args=[token_for(invitation)]),
            "days": settings.INVITATION_MAX_AGE // (60 * 60 * 24),
        }
        subject = render_to_string("emails/invitation_subject.txt", context).strip()
        text = render_to_string("emails/invitation.txt", context)
        html = render_to_string("emails/invitation.html", context)
    send(subject=subject, text=text, html=html, recipient=invitation.user.email)


def switch_off_url(user: User) -> str:
    """Where the person switches the reminders off without signing in: signed, so nobody does it for others."""
    return settings.SITE_URL + reverse("reminders-off", args=[signing.dumps(user.pk, salt=SALT_OF_REMINDERS)])


def send(
    *, subject: str, text: str, html: str, recipient: str, headers: dict[str, str] | None = None
) -> None:
    """Send one mail as plain text and, where there is any, HTML. Raises OSError or SMTPException.

    The subject is one line, whatever names stand in it.
    """
    mail = EmailMultiAlternatives(
        " ".join(subject.splitlines()),
        text.strip() + "\n",
        settings.DEFAULT_FROM_EMAIL,
        [recipient],
        headers=headers,
    )
    if html:
        mail.attach_alternative(html, "text/html")
    mail.send()

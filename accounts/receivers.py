"""Who signed in and out, who tried to, and whose password changed, for the log of the site."""

from typing import Any

from allauth.account.signals import password_changed, password_reset
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from accounts.models import User
from audit.choices import Kind
from audit.workflow import SITE, record

ADDRESS_LENGTH = 100


@receiver(user_logged_in)
def record_sign_in(sender: type, user: User, **kwargs: object) -> None:
    record(Kind.SIGNED_IN, matter=SITE, by=user)


@receiver(user_login_failed)
def record_failed_sign_in(sender: str, credentials: dict[str, Any], **kwargs: object) -> None:
    """The address that was typed, whether it has an account or not, and nothing else of what was typed."""
    record(
        Kind.SIGN_IN_FAILED, matter=SITE, by=None, subject=str(credentials.get("email", ""))[:ADDRESS_LENGTH]
    )


@receiver(user_logged_out)
def record_sign_out(sender: type, user: User | None, **kwargs: object) -> None:
    if user is not None:
        record(Kind.SIGNED_OUT, matter=SITE, by=user)


@receiver(password_changed)
def record_changed_password(sender: type, user: User, **kwargs: object) -> None:
    record(Kind.ACCOUNT, matter=SITE, by=user, subject=str(user), change="password_changed")


@receiver(password_reset)
def record_reset_password(sender: type, user: User, **kwargs: object) -> None:
    record(Kind.ACCOUNT, matter=SITE, by=user, subject=str(user), change="password_reset")

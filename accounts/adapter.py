from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import tasks


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come from invitations only; links in mails always name the configured site."""

    error_messages: ClassVar = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The e-mail address or the password isn’t right."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Mails go through the worker: a mail server that is away never fails a page."""
        mail = self.render_mail(template_prefix, email, context)
        html = next(
            (content for content, kind in getattr(mail, "alternatives", ()) if kind == "text/html"), ""
        )
        tasks.send_mail.delay(mail.subject, str(mail.body), str(html), email)

    def get_reset_password_from_key_url(self, key: str) -> str:
        path = super().get_reset_password_from_key_url(key)
        return (
            settings.SITE_URL + "/" + path.split("/", 3)[3]
            if path.startswith("http")
            else settings.SITE_URL + path
        )

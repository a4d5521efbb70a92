"""A mail server that can be away."""

from smtplib import SMTPServerDisconnected

from django.core.mail.backends.locmem import EmailBackend


class Away(EmailBackend):
    """`settings.EMAIL_BACKEND = AWAY` makes it so."""

    def send_messages(self, messages):
        raise SMTPServerDisconnected


class NotThere(EmailBackend):
    def send_messages(self, messages):
        raise ConnectionRefusedError


AWAY = f"{__name__}.Away"
NOT_THERE = f"{__name__}.NotThere"

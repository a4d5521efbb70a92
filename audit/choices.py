from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What a line of the log tells."""

    STEP = "step", _("State changed")
    ROLE = "role", _("Role changed")
    PAGES = "pages", _("Pages handed over or taken back")
    SIGNED_IN = "signed_in", _("Signed in")
    SIGN_IN_FAILED = "sign_in_failed", _("Sign-in failed")
    SIGNED_OUT = "signed_out", _("Signed out")
    ACCOUNT = "account", _("Account changed")
    REFUSED = "refused", _("Refused")
    DOWNLOADED = "downloaded", _("Unpublished material downloaded")
    DISCLOSED = "disclosed", _("Disclosure changed")
    QUERY = "query", _("Query opened or put to somebody")
    TEXT = "text", _("Standing text changed")


OF_THE_SITE = (Kind.SIGNED_IN, Kind.SIGN_IN_FAILED, Kind.SIGNED_OUT, Kind.ACCOUNT, Kind.TEXT)
"""What only the log of the site tells."""

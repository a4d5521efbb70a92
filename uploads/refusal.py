from django.utils.functional import Promise
from django.utils.translation import gettext as _


class Refused(Exception):
    """A file is not taken in. `reason` says why and what to do instead, in words for the person who sent it."""

    def __init__(self, reason: str | Promise) -> None:
        self.reason = reason
        super().__init__(str(reason))


def web_page() -> Refused:
    return Refused(_("Web pages and SVG pictures can hold programs, so they aren’t taken. Save it as PDF."))

"""The site's own pages: texts that the publisher edits, in the language of the page or else in another one."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from profiles.choices import PageKey
from profiles.models import StandingText
from ui import markdown

ADDRESSES = {
    "home": "home",
    "profiles": "profile-list",
    "findings": "finding-list",
    "domains": "domain-list",
    "api": "api-docs",
    "feed": "profile-feed",
    "sign-in": "account_login",
    "about": "about",
    **{key.value.removeprefix("page-"): key.value for key in PageKey if key != PageKey.ABOUT},
}
"""What a text may link to as `page:…`, and the name of the address."""

CONTACT = "{contact}"
"""Where a text says so, the address to write to stands."""


@dataclass(frozen=True)
class PageText:
    """What a page says: the text, the language it is in, and when it was last changed."""

    page: markdown.Page
    language: str
    changed_at: datetime


def page_text(key: PageKey) -> PageText | None:
    """The text of a page for readers of the language that is shown now; None while nobody has written it."""
    text = StandingText.objects.for_page(key, get_language() or settings.LANGUAGE_CODE)
    return text and PageText(as_page(text.body), text.language, text.changed_at)


def as_page(body: str) -> markdown.Page:
    """A text as its page shows it, with links into the site and the address to write to."""
    return markdown.to_page(body.replace(CONTACT, settings.CONTACT_EMAIL), resolve=_address)


def _address(name: str) -> str:
    """The address in the language that is shown now; nothing for what is no page."""
    name, _mark, anchor = name.partition("#")
    try:
        address = reverse(ADDRESSES[name])
    except (KeyError, NoReverseMatch):
        return ""
    return f"{address}#{anchor}" if anchor else address

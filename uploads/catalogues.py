"""Translations as translators' tools save them: catalogues of GNU gettext (PO), in UTF-8."""

import io
import re
from collections import Counter
from dataclasses import dataclass

from babel.messages.pofile import read_po
from django.utils.translation import gettext as _

from uploads.kinds import WEB_PAGE
from uploads.refusal import Refused, web_page

MOST = 5 * 1024 * 1024  # bytes
MAX_MESSAGES = 10_000
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
MESSAGE = re.compile(r"^\s*msgid\s", re.MULTILINE)
CONTEXT = re.compile(r'^msgctxt\s+"([^"\\]*)"\s*$', re.MULTILINE)
BEGINNING = re.compile(r"\s*(?:#|msg)")


@dataclass(frozen=True)
class Message:
    """One text with its translation; empty while there is none. `settled`: not marked as fuzzy."""

    context: str
    source: str
    target: str
    settled: bool


@dataclass(frozen=True)
class Catalogue:
    """What a file says. `language` as its head names it, `twice` the contexts that stand in it more than once."""

    language: str
    messages: tuple[Message, ...]
    twice: frozenset[str]


def open_catalogue(data: bytes) -> Catalogue:
    """The messages that have a context. Raises Refused for what is no such file, or is too large."""
    if len(data) > MOST:
        raise _too_large()
    if WEB_PAGE.search(data[:2048]):
        raise web_page()
    text = _decoded(data)
    if len(MESSAGE.findall(text)) > MAX_MESSAGES:
        raise _too_large()
    try:
        catalogue = read_po(io.StringIO(text), abort_invalid=True)
        language = str(catalogue.locale_identifier or "").replace("_", "-").lower()
        messages = tuple(
            Message(each.context, each.id, each.string, not each.fuzzy)
            for each in catalogue
            if each.context and isinstance(each.id, str) and isinstance(each.string, str)
        )
    except Exception as error:  # whatever its reader stumbles over, it is no such file
        raise _unreadable() from error
    if not language and not messages:
        raise _unreadable()
    stated = Counter(CONTEXT.findall(text))
    return Catalogue(language, messages, frozenset(name for name, number in stated.items() if number > 1))


def _decoded(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise Refused(_("This file isn’t in UTF-8. Save it anew in that encoding.")) from error
    if CONTROL.search(text) or not BEGINNING.match(text):
        raise _unreadable()
    return text


def _too_large() -> Refused:
    return Refused(_("This file is too large: 5 MB and 10,000 texts are the limit."))


def _unreadable() -> Refused:
    return Refused(_("This is no catalogue of translations (PO), or it can’t be read. Export it anew."))

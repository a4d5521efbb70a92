"""A made-up language: each text that is marked for translation stands in ⟦brackets⟧, and what doesn’t can be told."""

import re
from contextlib import contextmanager
from html.parser import HTMLParser
from unittest import mock

from babel import Locale
from django.apps import apps
from django.db import models
from django.utils.translation.trans_real import CONTEXT_SEPARATOR, DjangoTranslation

from profiles.report import laid_out
from ui.languages import own_name
from ui.templatetags.ui import _site_map

OPEN, CLOSE = "⟦", "⟧"
FORMATS = {"format of a date"}  # not read by anybody: what the text is made with
READ_OUT = {
    "alt",
    "title",
    "placeholder",
    "aria-label",
    "aria-description",
    "aria-roledescription",
    "content",
}
WORD = re.compile(r"[^\W\d_]{3,}")
CODE = re.compile(r"\b[\w-]*\d[\w-]*")  # keys, digests, codes of questions
ADDRESS = re.compile(r"https?://\S+|\S+@\S+|\S+\.(?:pdf|docx|xlsx|csv|json)\b")
NAMES = (  # of formats, methods and programs
    "BibTeX",
    "Data Package",
    "GET",
    "OpenAPI",
    "Python",
    "RIS",
    "curl",
)
ALIKE_EVERYWHERE = {
    "PDF",
    "XLSX",
    "DOCX",
    "CSV",
    "JSON",
    "PNG",
    "JPEG",
    "TIFF",
    "UTC",
    "SHA",
    "IOM",
    "https",
    "UTF",
}


@contextmanager
def everything_marked():
    """While it lasts, each translation is the text itself in brackets, whatever the language.

    What was laid out before is laid out anew, and nothing in brackets is left behind.
    """

    def marked(text):
        context, _separator, said = text.rpartition(CONTEXT_SEPARATOR)
        return said if not said.strip() or context in FORMATS else f"{OPEN}{said}{CLOSE}"

    def gettext(_self, message):
        return marked(str(message))

    def ngettext(_self, singular, plural, number):
        context, separator, _said = singular.rpartition(CONTEXT_SEPARATOR)
        return marked(
            context + separator + (singular if number == 1 else plural).rpartition(CONTEXT_SEPARATOR)[2]
        )

    with (
        mock.patch.object(DjangoTranslation, "gettext", gettext),
        mock.patch.object(DjangoTranslation, "ngettext", ngettext),
    ):
        forget()
        try:
            yield
        finally:
            forget()


def forget():
    """What a process has laid out once."""
    laid_out.cache_clear()
    _site_map.cache_clear()


class Said(HTMLParser):
    """What a page says to readers: its texts, those read out, and the words that it hands to scripts."""

    def __init__(self, html):
        super().__init__()
        self.texts, self.read_out, self.silent, self.kind = [], [], "", ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        for name, value in attrs:
            spoken = name in READ_OUT or (name.startswith("data-") and " " in (value or ""))
            button = name == "value" and given.get("type") in {"submit", "button"}
            if tag == "meta" and given.get("name") != "description":
                continue
            if value and (spoken or button):
                self.read_out.append(value)
        if tag in {"script", "style", "code", "pre"}:
            self.silent, self.kind = tag, given.get("type") or ""

    def handle_endtag(self, tag):
        if tag == self.silent:
            self.silent = ""

    def handle_data(self, data):
        if not self.silent or self.kind == "application/json":
            self.texts.append(data)


def without_marked(text):
    """What stands outside the brackets; brackets inside of others belong to what the others hold."""
    outside, depth = [], 0
    for sign in text:
        depth += sign == OPEN
        outside.append(" " if depth else sign)
        depth -= sign == CLOSE and depth > 0
    return "".join(outside)


def data():
    """What people and files have put in: each text of the database that isn’t one of a few choices."""
    found = set()
    for model in apps.get_models():
        names = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, (models.CharField, models.TextField, models.JSONField, models.FileField))
            and not field.choices
            and not field.is_relation
        ]
        if names and model._meta.app_label not in {"contenttypes", "auth", "sessions", "guardian"}:
            for row in model._base_manager.values_list(*names):
                for value in row:
                    found.update(strings_in(value))
    for locale in ("en", "fr", "es", "ar", "pt"):
        known = Locale.parse(locale)
        found.update(known.territories.values(), known.languages.values(), [own_name(locale)])
    return sorted((text for text in found if WORD.search(text)), key=len, reverse=True)


def strings_in(value):
    if isinstance(value, str):
        yield value
        yield from value.splitlines()
    elif isinstance(value, dict):
        for each in value.values():
            yield from strings_in(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from strings_in(each)


class Reader:
    """Knows what is data, and finds words on a page that are neither that nor marked."""

    def __init__(self, *more):
        known = sorted({*data(), *NAMES, *more}, key=len, reverse=True)
        self.known = re.compile(
            "|".join(rf"(?<!\w){re.escape(text.strip())}(?!\w)" for text in known if text.strip())
        )

    def unmarked(self, html):
        said = Said(html)
        return self.unmarked_in(["\n".join(said.texts), *said.read_out])  # what is marked may hold elements

    def unmarked_in(self, texts):
        return sorted({word for text in texts for word in self.words(text)})

    def words(self, text):
        rest = ADDRESS.sub(" ", " ".join(without_marked(text).split()))
        rest = CODE.sub(" ", self.known.sub(" ", rest))
        return [word for word in WORD.findall(rest) if word not in ALIKE_EVERYWHERE]

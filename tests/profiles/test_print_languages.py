"""An edition in a language that the site lacks has all its fixed texts in that language, on the page and on paper."""

import io
import re
from pathlib import Path

import docx
import pytest
from babel.messages import pofile
from babel.messages.extract import extract
from django.conf import settings
from django.utils.translation import override
from django.utils.translation.template import templatize
from pypdf import PdfReader

from assessments.choices import SourceKind
from places.choices import Kind
from profiles import report
from profiles.choices import TextKey
from profiles.document import as_docx
from profiles.document.wording import round_in_words
from profiles.querysets.names import has_own_names
from tests.factories import snapshots

ROOT = Path(__file__).parents[2]
LANGUAGES = ("ar", "pt")
TEMPLATES = ("profiles/pdf/profile.html", "profiles/_body.html")
MODULES = ("profiles/report/printing.py", "profiles/document")
INCLUDED = re.compile(r'{%\s*include\s+"([^"]+)"')
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "ngettext": (1, 2),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")


def templates():
    """Those of an edition, and all that they include."""
    waiting, found = list(TEMPLATES), set()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += INCLUDED.findall((ROOT / "templates" / name).read_text())
    return sorted(found)


def code():
    for name in templates():
        source = templatize((ROOT / "templates" / name).read_text(), origin=name)
        yield name, "\n".join(line.strip() for line in source.splitlines()) + "\n"
    for name in MODULES:
        for path in sorted((ROOT / name).rglob("*.py")) or [ROOT / name]:
            yield path.name, path.read_text()


def printed():
    """Each fixed text of an edition, with its context."""
    labels = [label for kind in (SourceKind, Kind, TextKey) for label in kind]
    assert labels
    texts = {(context_of(label), english(label)) for label in labels}
    for _name, source in code():
        for _line, message, _comments, context in extract("python", io.BytesIO(source.encode()), KEYWORDS):
            texts.add((context, message if isinstance(message, str) else message[0]))
    return sorted(texts, key=str)


def english(label):
    with override("en"):
        return str(label.label)


def context_of(label):
    return "text of a profile" if label == TextKey.CONTEXT else None


def catalogue(language):
    with (ROOT / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return pofile.read_po(file, locale=language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_an_edition_is_translated_with_its_placeholders(language):
    read = catalogue(language)
    missing = [text for context, text in printed() if not getattr(read.get(text, context), "string", "")]
    assert missing == []
    for message in read:
        assert not message.fuzzy
        if not message.pluralizable:  # those of the site, which `make check-catalogues` looks at
            assert sorted(PLACEHOLDER.findall(message.id)) == sorted(PLACEHOLDER.findall(message.string))


def read_pdf(content):
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def read_docx(content):
    return " ".join(paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs)


@pytest.mark.parametrize("make", [snapshots.arabic, snapshots.portuguese])
def test_no_english_text_is_left_in_pdf_and_word(make):
    snapshot = make()
    texts = {text for _context, text in printed() if len(text) > 3 and not PLACEHOLDER.search(text)}
    pattern = re.compile(rf"\b({'|'.join(re.escape(text) for text in texts)})\b")

    assert pattern.findall(read_pdf(report.render_pdf(snapshot))) == []
    assert pattern.findall(read_docx(as_docx(snapshot))) == []


def test_months_are_in_the_language_of_the_edition():
    assert "24 de novembro de 2026. Dados até novembro de 2022." in read_docx(as_docx(snapshots.portuguese()))
    assert "نُشرت في 9 مارس 2026. البيانات حتى سبتمبر 2025" in read_docx(as_docx(snapshots.arabic()))


def test_a_second_round_is_named_in_words():
    with override("ar"):
        assert round_in_words(2) == "الجولة الثانية"


def test_names_are_kept_in_the_languages_of_the_data_and_translated_for_any_other():
    assert [code for code, _name in settings.LANGUAGES] == ["en", "fr", "es", "ar"]
    assert [code for code, _name in settings.LANGUAGES if has_own_names(code)] == ["en", "fr", "es"]

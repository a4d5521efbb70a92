"""HTML templates to accessible PDF (PDF/UA-1). The only importer of WeasyPrint, and not before a PDF is made."""

import io
import logging
import os
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from ctypes.util import find_library
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from ui.languages import direction, language_name

LIBRARIES = ("gobject-2.0", "pango-1.0", "pangoft2-1.0", "harfbuzz", "harfbuzz-subset", "fontconfig")
FONT = re.compile(r"font:([a-z0-9-]+)/([A-Za-z0-9,_\[\]-]+\.[ot]tf)")
MAPPED = re.compile(rb"<([0-9a-f]{4})> <((?:[0-9a-f]{4})*)>")  # glyph and text, as WeasyPrint writes them
STYLE_SHEET = re.compile(r"static:((?:[a-z0-9_-]+/)*[a-z0-9_-]+\.css)")


class PdfFailed(Exception):
    """No PDF was made; the text says why, fit for users."""


class PdfUnavailable(PdfFailed):
    """The libraries that make a PDF can’t be loaded on this machine."""


class PdfFaulty(PdfFailed):
    """The PDF would lack something: a character no typeface has, a figure’s text, a refused address."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(_("The PDF would not be complete: %(problems)s") % {"problems": "; ".join(problems)})
        self.problems = problems


@dataclass(frozen=True)
class Attachment:
    """A file carried inside the PDF. Its type comes from the name; `made_at` is what the PDF says of it."""

    name: str
    content: bytes
    description: str
    made_at: datetime = datetime(2000, 1, 1, tzinfo=UTC)


def render(
    template: str, context: dict[str, Any], *, language: str, attachments: Iterable[Attachment] = ()
) -> bytes:
    """The template as a tagged PDF with embedded fonts; the same input gives the same bytes.

    `language` sets fixed words and dates; the template also gets `language`, `language_name` and `direction`.
    Raises `PdfUnavailable` when system libraries are missing, `PdfFaulty` when anything would be left out.
    Takes seconds: for a worker.
    """
    weasyprint = _weasyprint()
    fetch = Fetcher(weasyprint.urls.URLFetcherResponse)
    with translation.override(language), _logged_problems() as logged:
        about = {
            "language": language,
            "language_name": language_name(language),
            "direction": direction(language),
        }
        html = weasyprint.HTML(string=render_to_string(template, context | about), url_fetcher=fetch)
        pdf: bytes = html.write_pdf(
            pdf_variant="pdf/ua-1",
            attachments=[_attached(weasyprint, attachment) for attachment in attachments],
            finisher=finish,
        )
    refused = [_("the address %s may not be used, or can’t be read") % url for url in fetch.refused]
    if refused or logged:
        raise PdfFaulty(list(dict.fromkeys([*refused, *map(_readable, logged)])))
    return pdf


class Fetcher:
    """Gives WeasyPrint the site’s style sheets (`static:css/x.css`) and packaged fonts (`font:family/X.ttf`).

    Every other address, of the network or of the disk, is refused and kept in `refused`.
    """

    _fail_on_errors = False  # WeasyPrint asks: go on, what was refused is reported at the end

    def __init__(self, response: Callable[..., Any]) -> None:
        self.refused: list[str] = []
        self._response = response

    def __call__(self, url: str) -> Any:
        try:
            content_type, content = _read(url)
        except (ImportError, OSError, ValueError, SuspiciousFileOperation):
            self.refused.append(url)
            raise
        return self._response(url, body=content, headers={"Content-Type": content_type})


def _read(url: str) -> tuple[str, bytes]:
    if font := FONT.fullmatch(url):
        package = "fontpkg_" + font[1].replace("-", "_")
        return "font/sfnt", (files(package) / "files" / font[2]).read_bytes()
    sheet = STYLE_SHEET.fullmatch(url)
    path = finders.find(sheet[1]) if sheet else None
    if not isinstance(path, str):
        raise ValueError(url)
    return "text/css", Path(path).read_bytes()


def _weasyprint() -> Any:
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")  # fontTools stamps each font with the time otherwise
    try:
        return import_module("weasyprint")
    except (ImportError, OSError) as error:
        missing = [name for name in LIBRARIES if not find_library(name)] or [str(error)]
        text = _(
            "PDF files can’t be made on this server, because system libraries are missing: %(missing)s. "
            "The administrator can install them with the installation script."
        )
        raise PdfUnavailable(text % {"missing": ", ".join(missing)}) from error


def _attached(weasyprint: Any, attachment: Attachment) -> Any:
    return weasyprint.Attachment(
        file_obj=io.BytesIO(attachment.content),
        name=attachment.name,
        description=attachment.description,
        created=attachment.made_at,
        modified=attachment.made_at,
        relationship="Data",
    )


# What is logged while rendering ------------------------------------------------------------------


class _Collector(logging.Handler):
    """Keeps what its own thread logs; another thread may be making another PDF."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []
        self._owner = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._owner:
            self.records.append(record)


@contextmanager
def _logged_problems() -> Iterator[list[logging.LogRecord]]:
    """What WeasyPrint warns of inside the block: missing glyphs, missing alternatives, CSS it can’t use."""
    logger = logging.getLogger("weasyprint")
    collector = _Collector()
    logger.addHandler(collector)
    try:
        yield collector.records
    finally:
        logger.removeHandler(collector)


def _readable(record: logging.LogRecord) -> str:
    if str(record.msg).startswith(".notdef") and isinstance(record.args, tuple):
        return _("no typeface has the character “%s” (U+%04X)") % record.args
    return record.getMessage()


# What WeasyPrint leaves open of PDF/UA-1 ---------------------------------------------------------


def finish(document: Any, pdf: Any) -> None:
    """Mend the objects before they are written: header cells, links, running heads, characters of glyphs."""
    by_reference = {thing.reference: thing for thing in pdf.objects}
    elements = [thing for thing in pdf.objects if _has(thing, "Type", "/StructElem")]
    for element in elements:
        if element["S"] == "/TH":
            element["A"]["Scope"] = "/Column" if _is_inside(element, "/THead", by_reference) else "/Row"
    for thing in pdf.objects:
        if _has(thing, "Subtype", "/Link"):
            thing["F"] = 4  # print it
    _mark_running_heads(pdf, elements, by_reference)
    fonts = {font.name: font for font in document.fonts.values()}
    for thing in pdf.objects:
        if _has(thing, "Type", "/Font") and "ToUnicode" in thing:
            _name_characters(fonts[thing["BaseFont"]], by_reference[thing["ToUnicode"]].stream)


def _mark_running_heads(pdf: Any, elements: list[Any], by_reference: dict[bytes, Any]) -> None:
    """Page furniture becomes a pagination artifact: WeasyPrint tags it, in no place of the tree."""
    listed = {kid for element in elements for kid in element["K"]}
    marks: dict[bytes, set[int]] = {}
    for element in elements:
        parent = by_reference[element["P"]]
        if parent.get("S") == "/Document" and element.reference not in listed:
            marks.setdefault(element["Pg"], set()).update(_marks(element, by_reference))
    for page in pdf.objects:
        if _has(page, "Type", "/Page"):
            _to_artifacts(by_reference[page["Contents"]].stream, marks.get(page.reference, set()))


def _marks(element: Any, by_reference: dict[bytes, Any]) -> Iterator[int]:
    for kid in element.get("K", ()):
        if isinstance(kid, int):
            yield kid
        else:
            yield from _marks(by_reference[kid], by_reference)


def _to_artifacts(stream: list[Any], marks: set[int]) -> None:
    for index, operator in enumerate(stream):
        if operator == b"BDC" and stream[index - 1].get("MCID") in marks:
            stream[index - 2] = b"/Artifact"
            stream[index - 1] = b"<</Type /Pagination>>"


def _name_characters(font: Any, character_map: list[bytes]) -> None:
    """A letter with a mark above it: WeasyPrint says that the mark is both, and the letter nothing.

    Where the font knows a glyph’s own character, that is what the glyph says.
    """
    own: dict[int, set[str]] = {}
    tables = import_module("fontTools.ttLib").TTFont(io.BytesIO(font.file_content), fontNumber=font.index)
    with tables as opened:
        for code, name in (opened.getBestCmap() or {}).items():
            own.setdefault(opened.getGlyphID(name), set()).add(chr(code))
    for index, line in enumerate(character_map):
        if match := MAPPED.fullmatch(line):
            text = bytes.fromhex(match[2].decode()).decode("utf-16-be")
            candidates = sorted(own.get(int(match[1], 16), ()), key=lambda char: (char not in text, char))
            if candidates and (not text or (len(text) > 1 and candidates[0] in text)):
                character_map[index] = b"<%s> <%s>" % (
                    match[1],
                    candidates[0].encode("utf-16-be").hex().encode(),
                )


def _is_inside(element: Any, kind: str, by_reference: dict[bytes, Any]) -> bool:
    while "P" in element:
        element = by_reference[element["P"]]
        if element.get("S") == kind:
            return True
    return False


def _has(thing: Any, key: str, value: str) -> bool:
    return isinstance(thing, dict) and thing.get(key) == value

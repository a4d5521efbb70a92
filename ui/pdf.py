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
from ui.pdf_tags import finish, mend_tags

LIBRARIES = ("gobject-2.0", "pango-1.0", "pangoft2-1.0", "harfbuzz", "harfbuzz-subset", "fontconfig")
FONT = re.compile(r"font:([a-z0-9-]+)/([A-Za-z0-9,_\[\]-]+\.[ot]tf)")
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
        weasyprint = import_module("weasyprint")
    except (ImportError, OSError) as error:
        missing = [name for name in LIBRARIES if not find_library(name)] or [str(error)]
        text = _(
            "PDF files can’t be made on this server, because system libraries are missing: %(missing)s. "
            "The administrator can install them with the installation script."
        )
        raise PdfUnavailable(text % {"missing": ", ".join(missing)}) from error
    mend_tags(import_module("weasyprint.pdf.tags"))
    return weasyprint


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

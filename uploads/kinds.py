import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A type of file as people and browsers name it. The first extension is the usual one."""

    label: str
    media_type: str
    extensions: tuple[str, ...]


OFFICE = "application/vnd.openxmlformats-officedocument."

PDF = Kind("PDF", "application/pdf", ("pdf",))
DOCX = Kind("DOCX", OFFICE + "wordprocessingml.document", ("docx",))
XLSX = Kind("XLSX", OFFICE + "spreadsheetml.sheet", ("xlsx",))
ODT = Kind("ODT", "application/vnd.oasis.opendocument.text", ("odt",))
PNG = Kind("PNG", "image/png", ("png",))
JPEG = Kind("JPEG", "image/jpeg", ("jpg", "jpeg"))
WEBP = Kind("WebP", "image/webp", ("webp",))
CSV = Kind("CSV", "text/csv", ("csv",))
"""Nothing in such a file says that it is one: it is taken only where it is asked for."""

PO = Kind("PO", "text/x-gettext-translation", ("po",))
"""A catalogue of translations; taken only where it is asked for, too."""

WEB_PAGE = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|script|iframe|svg)\b", re.IGNORECASE)
"""What browsers take for the beginning of a web page."""

EVERY_KIND = (PDF, DOCX, XLSX, ODT, PNG, JPEG, WEBP)

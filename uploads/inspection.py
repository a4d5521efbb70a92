"""What comes from outside is looked at before it is kept: its type from its content, never from its name."""

import hashlib
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from uploads.archives import CHUNK, open_archive
from uploads.catalogues import MOST as MOST_OF_CATALOGUE
from uploads.catalogues import open_catalogue
from uploads.documents import check_document, unknown
from uploads.images import check_image
from uploads.kinds import CSV, EVERY_KIND, PDF, PO, WEB_PAGE, Kind
from uploads.names import clean_name, extension_of
from uploads.pdfs import check_pdf
from uploads.refusal import Refused, web_page
from uploads.tables import MOST, open_table

MAX_SIZE = 20 * 1024 * 1024  # bytes
LOOKED_AT = 2048  # bytes at both ends; no browser guesses a type from more
OLE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Inspected:
    """A file that may be kept. `size` is in bytes, `name` fit to be shown and sent, `extension` without a dot."""

    media_type: str
    extension: str
    size: int
    sha256: str
    name: str


def inspect(file: IO[bytes], *, name: str, allowed: Collection[Kind] = EVERY_KIND) -> Inspected:
    """What the file is, once nothing stands against it; it is left at its beginning.

    Raises Refused with the reason, in well under a second, whatever was sent.
    """
    size = file.seek(0, 2)
    if size == 0:
        raise Refused(_("This file is empty."))
    if size > MAX_SIZE:
        raise Refused(_("This file is larger than 20 MB. Send a smaller one, or a part of it."))
    kind = _kind_of(file, size, allowed)
    if kind not in allowed:
        labels = pgettext("between the items of a list", ", ").join(each.label for each in allowed)
        raise Refused(
            _("This is a %(found)s file. Taken here: %(allowed)s.") % {"found": kind.label, "allowed": labels}
        )
    name = _named(clean_name(name), kind)
    return Inspected(kind.media_type, kind.extensions[0], size, _digest(file), name)


def _digest(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    for chunk in iter(lambda: file.read(CHUNK), b""):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _kind_of(file: IO[bytes], size: int, allowed: Collection[Kind]) -> Kind:
    file.seek(0)
    head = file.read(LOOKED_AT)
    if head.startswith(b"PK\x03\x04"):
        with open_archive(file, size) as archive:
            return check_document(archive)
    _refuse_second_face(file, head, size)
    if head.startswith(b"%PDF-"):
        check_pdf(file)
        return PDF
    if head.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")) or (head[:4], head[8:12]) == (
        b"RIFF",
        b"WEBP",
    ):
        file.seek(0)
        return check_image(file)
    if CSV in allowed and not head.startswith(OLE):
        file.seek(0)
        open_table(file.read(MOST + 1))
        return CSV
    if PO in allowed and not head.startswith(OLE):
        file.seek(0)
        open_catalogue(file.read(MOST_OF_CATALOGUE + 1))
        return PO
    raise _unknown(head)


def _refuse_second_face(file: IO[bytes], head: bytes, size: int) -> None:
    """A file that another program would take for a web page or an archive."""
    file.seek(max(0, size - LOOKED_AT))
    if WEB_PAGE.search(head) or WEB_PAGE.search(file.read()):
        raise web_page()
    if zipfile.is_zipfile(file):
        raise Refused(_("This file is two files in one, so it isn’t taken. Save it anew and try again."))


def _unknown(head: bytes) -> Refused:
    if head.startswith(OLE):
        return Refused(
            _(
                "This is an old Office file, or one locked with a password. Save it as DOCX, XLSX or PDF without one."
            )
        )
    return unknown()


def _named(name: str, kind: Kind) -> str:
    extension = extension_of(name)
    if not extension:
        return f"{name or 'file'}.{kind.extensions[0]}"
    if extension not in kind.extensions:
        raise Refused(
            _("The name ends in “.%(extension)s”, but this is a %(found)s file. Mend the name and try again.")
            % {"extension": extension, "found": kind.label}
        )
    return name

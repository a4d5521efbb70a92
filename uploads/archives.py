"""ZIP files, which DOCX, XLSX and ODT are: what is said about the members is checked before any is unpacked."""

import stat
import struct
import zlib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import PurePosixPath
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from django.utils.translation import gettext as _

from uploads.refusal import Refused

MAX_MEMBERS = 1000
MAX_UNPACKED = 50 * 1024 * 1024  # bytes
MAX_RATIO = 100
MAX_DIRECTORY = 1024 * 1024  # bytes; a directory of 1,000 members needs less
END = struct.Struct("<4s4H2LH")
LOCAL_HEADER = 30  # bytes, before the name
CHUNK = 64 * 1024

CARRIED = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\xd0\xcf\x11\xe0",
    b"MZ",
    b"\x7fELF",
    b"%PDF",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
)
"""How files begin that have no business inside a document: archives, programs, OLE objects."""


def open_archive(file: IO[bytes], size: int) -> ZipFile:
    """The archive, once its directory keeps to the limits and its members lie side by side. Raises Refused."""
    _check_end(file, size)
    try:
        archive = ZipFile(file)
    except (BadZipFile, NotImplementedError, ValueError) as error:
        raise damaged() from error
    members = archive.infolist()
    _check_sizes(members, size)
    _check_places(members)
    for member in members:
        _check_member(member)
    if len({member.filename for member in members}) < len(members):
        raise damaged()
    return archive


def chunks(archive: ZipFile, member: ZipInfo) -> Iterator[bytes]:
    """What the member holds, piece by piece, never more than its directory says. Raises Refused."""
    try:
        with archive.open(member) as content:
            while chunk := content.read(CHUNK):
                yield chunk
    except (BadZipFile, EOFError, NotImplementedError, OSError, ValueError, zlib.error) as error:
        raise damaged() from error


def damaged() -> Refused:
    return Refused(_("This file is damaged. Open it in your office program, save it anew and try again."))


def _bomb() -> Refused:
    return Refused(_("This file would become far too large when opened, so it isn’t taken."))


def _check_end(file: IO[bytes], size: int) -> None:
    """The directory stands at the very end, is short, and is all that stands there."""
    if size < END.size:
        raise damaged()
    file.seek(size - END.size)
    mark, _disk, _first, _here, count, length, start, comment = END.unpack(file.read(END.size))
    if mark != b"PK\x05\x06" or comment or start + length != size - END.size:
        raise Refused(_("This file holds something else beside the document. Save it anew and try again."))
    if count > MAX_MEMBERS or length > MAX_DIRECTORY:
        raise _bomb()


def _check_sizes(members: list[ZipInfo], size: int) -> None:
    unpacked = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * size:
        raise _bomb()


def _check_places(members: list[ZipInfo]) -> None:
    """No two members share a byte, and the first stands at the beginning."""
    ordered = sorted(members, key=lambda member: member.header_offset)
    if not ordered or ordered[0].header_offset != 0:
        raise damaged()
    for member, following in pairwise(ordered):
        end = member.header_offset + LOCAL_HEADER + len(member.orig_filename) + member.compress_size
        if end > following.header_offset:
            raise _bomb()


def _check_member(member: ZipInfo) -> None:
    path = PurePosixPath(member.filename)
    odd_name = member.orig_filename != member.filename or "\\" in member.filename or ":" in member.filename
    if odd_name or path.is_absolute() or ".." in path.parts:
        raise Refused(_("This file holds paths that lead out of it, so it isn’t taken."))
    if stat.S_ISLNK(member.external_attr >> 16):
        raise Refused(_("This file holds links to other files, so it isn’t taken."))
    if member.flag_bits & 0x1:
        raise locked()
    if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise damaged()


def locked() -> Refused:
    return Refused(_("This file is locked with a password. Save it without one and try again."))

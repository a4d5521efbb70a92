"""Office documents: DOCX, XLSX and ODT without programs, other files, and links that load by themselves."""

import re
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree as ET
from xml.parsers import expat
from zipfile import ZipFile, ZipInfo

from django.utils.translation import gettext as _

from uploads.archives import CARRIED, chunks, damaged, locked
from uploads.kinds import DOCX, ODT, OFFICE, XLSX, Kind
from uploads.refusal import Refused

MAX_LINKS = 4 * 1024 * 1024  # bytes of relationships and content types, which are parsed whole
MAIN = {
    OFFICE + "wordprocessingml.document.main+xml": DOCX,
    OFFICE + "spreadsheetml.sheet.main+xml": XLSX,
}
XML_NAME = re.compile(r"\.(?:xml|rels|vml|rdf)$", re.IGNORECASE)
MACRO_NAME = re.compile(
    r"(?:^|/)(?:vbaProject|vbaData|macrosheets/|activeX|Basic/|Scripts/|Dialogs/)", re.IGNORECASE
)
MACRO_TYPE = re.compile(r"macro|vba|activex", re.IGNORECASE)
CARRIED_NAME = re.compile(r"(?:^|/)(?:embeddings/|oleObject)", re.IGNORECASE)
LOADED_NAME = re.compile(r"(?:^|/)(?:externalLinks/|connections\.xml$|queryTables/)", re.IGNORECASE)
HARMLESS_LINK = "/hyperlink"  # it waits for a click
ODF_PROGRAM = re.compile(rb"<(?:[\w.-]+:)?(?:event-listener|applet|plugin|dde-source|object-ole)[\s/>]")
ODF_LOADED = re.compile(
    rb"<(?:[\w.-]+:)?(?:image|fill-image|object|section-source|table-source|floating-frame|cell-range-source)"
    rb"\s[^>]*href\s*=\s*[\"'](?:[a-z][a-z0-9+.-]*:|/|\.\./\.\.)",
    re.IGNORECASE,
)
OVERLAP = 2048  # bytes kept from one chunk to the next, so that nothing hides at the seam


def check_document(archive: ZipFile) -> Kind:
    """Which document the archive is. Raises Refused for any other, and for one that does more than be read."""
    names = {member.filename: member for member in archive.infolist()}
    for name in names:
        _check_name(name)
    if "[Content_Types].xml" in names:
        kind = _office_kind(archive, names)
    elif "mimetype" in names:
        kind = _odf_kind(archive, names["mimetype"])
    else:
        raise unknown()
    for member in names.values():
        _check_content(archive, member, kind)
    if kind is not ODT:
        _check_links(archive, names)
    return kind


def unknown() -> Refused:
    return Refused(_("This is no file of a type that is taken here, whatever its name says."))


def _macros() -> Refused:
    return Refused(_("This file holds macros or other programs. Save it without them, or as PDF."))


def _carries() -> Refused:
    return Refused(
        _("This file holds another file inside. Save it as PDF, or send the other file by itself.")
    )


def _loads() -> Refused:
    return Refused(
        _("This file loads something from elsewhere when opened. Save it as PDF, or without the link.")
    )


def _check_name(name: str) -> None:
    if MACRO_NAME.search(name):
        raise _macros()
    if CARRIED_NAME.search(name):
        raise _carries()
    if LOADED_NAME.search(name):
        raise _loads()


# Which document it is -----------------------------------------------------------------------------


def _office_kind(archive: ZipFile, names: dict[str, ZipInfo]) -> Kind:
    types = _parsed(archive, names["[Content_Types].xml"])
    stated = {element.get("ContentType", "") for element in types.iter()}
    if any(MACRO_TYPE.search(each) for each in stated):
        raise _macros()
    kinds = {MAIN[each] for each in stated if each in MAIN}
    if len(kinds) != 1:
        raise unknown()
    return kinds.pop()


def _odf_kind(archive: ZipFile, mimetype: ZipInfo) -> Kind:
    if b"".join(chunks(archive, mimetype)).strip() != ODT.media_type.encode():
        raise unknown()
    return ODT


def _parsed(archive: ZipFile, member: ZipInfo) -> ET.Element:
    """A short part as a tree; entities can’t harm, since a document type is refused first."""
    if member.file_size > MAX_LINKS:
        raise damaged()
    _check_xml(chunks(archive, member), strict=True)
    try:
        return ET.fromstring(b"".join(chunks(archive, member)))  # noqa: S314  no document type, a few MB at most
    except ET.ParseError as error:
        raise damaged() from error


# What its parts hold ------------------------------------------------------------------------------


def _check_content(archive: ZipFile, member: ZipInfo, kind: Kind) -> None:
    content = _without_files(chunks(archive, member))
    if kind is ODT:
        content = _without_odf_faults(content)
    _check_xml(content, strict=bool(XML_NAME.search(member.filename)) and member.file_size > 0)
    for _chunk in content:
        pass  # to the end, so that the sum of the member is checked and every piece looked at


def _without_files(content: Iterable[bytes]) -> Iterator[bytes]:
    for number, chunk in enumerate(content):
        if number == 0 and chunk.startswith(CARRIED):
            raise _carries()
        yield chunk


def _without_odf_faults(content: Iterable[bytes]) -> Iterator[bytes]:
    kept = b""
    for chunk in content:
        seen = kept + chunk
        if ODF_PROGRAM.search(seen):
            raise _macros()
        if ODF_LOADED.search(seen):
            raise _loads()
        if b":encryption-data" in seen:
            raise locked()
        kept = seen[-OVERLAP:]
        yield chunk


class _RootReached(Exception):
    pass


def _check_xml(content: Iterator[bytes], *, strict: bool) -> None:
    """No document type, so no entities. It can stand before the first element only, so reading stops there."""

    def refuse(*_about: object) -> None:
        raise Refused(
            _("This file holds definitions that office programs don’t write (a DTD). Save it anew.")
        )

    def stop(*_about: object) -> None:
        raise _RootReached

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = stop
    try:
        for chunk in content:
            parser.Parse(chunk)
    except _RootReached:
        return
    except (expat.ExpatError, ValueError):
        pass
    if strict:
        raise damaged()


def _check_links(archive: ZipFile, names: dict[str, ZipInfo]) -> None:
    links = [member for name, member in names.items() if name.lower().endswith(".rels")]
    if sum(member.file_size for member in links) > MAX_LINKS:
        raise damaged()
    for member in links:
        for link in _parsed(archive, member).iter():
            outside = link.get("TargetMode", "").lower() == "external"
            if outside and not link.get("Type", "").endswith(HARMLESS_LINK):
                raise _loads()
            if link.get("Type", "").endswith(("/oleObject", "/package", "/attachedTemplate")):
                raise _carries()

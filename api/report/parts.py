"""What several answers are made of."""

from typing import Any

from django.conf import settings

from api.report import addresses
from api.schema.answers import EditionOfList, File, Place, PlaceNamed, Region
from places.regions import region_name, region_of
from profiles.choices import FileFormat

MEDIA_TYPES = {
    FileFormat.PDF: "application/pdf",
    FileFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileFormat.CSV: "text/csv",
    FileFormat.JSON: "application/json",
}


def texts(row: Any, field: str) -> dict[str, str]:
    """A translated field in each language it has something in."""
    found = ((code, getattr(row, f"{field}_{code}")) for code in settings.MODELTRANSLATION_LANGUAGES)
    return {code: text for code, text in found if text}


def place(row: Any) -> Place:
    return Place(**place_fields(row))


def named(row: Any) -> PlaceNamed:
    return PlaceNamed(**_named(row))


def place_fields(row: Any) -> dict[str, Any]:
    return _named(row) | {"official_name": texts(row, "official_name")}


def _named(row: Any) -> dict[str, Any]:
    return {
        "id": row.address,
        "kind": row.kind,
        "iso_code": row.iso_code or None,
        "name": texts(row, "name"),
        "footnote": texts(row, "footnote"),
    }


def region(iso_code: str) -> Region | None:
    code = region_of(iso_code) if iso_code else ""
    names = {language: region_name(code, language) for language, _name in settings.LANGUAGES if code}
    return Region(code=code, name=names) if code else None


def edition(row: Any) -> EditionOfList:
    """An edition whose profile, place and files were fetched with it."""
    return EditionOfList(**edition_fields(row))


def edition_fields(row: Any) -> dict[str, Any]:
    name = addresses.edition_id(row)
    return {
        "id": name,
        "profile": addresses.profile_id(row.profile),
        "language": row.language,
        "number": row.number,
        "state": "published" if row.state == "published" else "replaced",
        "published_at": row.published_at,
        "page": addresses.edition_page(row),
        "url": addresses.api(f"editions/{name}"),
        "files": [_file(each) for each in row.files_in_order],
    }


def _file(row: Any) -> File:
    return File(
        format=row.format,
        media_type=MEDIA_TYPES[FileFormat(row.format)],
        bytes=row.bytes,
        pages=row.pages or None,
        sha256=row.sha256,
        url=addresses.file_url(row),
    )

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

EVERY_KIND = (PDF, DOCX, XLSX, ODT, PNG, JPEG, WEBP)

"""An edition as files, made from its snapshot alone."""

from profiles.choices import FileFormat
from profiles.document.citing import as_bibtex, as_ris
from profiles.document.data import as_csv, as_json
from profiles.document.docx import as_docx
from profiles.snapshot import Snapshot


def files_of(snapshot: Snapshot) -> dict[str, bytes]:
    """The content of each file beside the PDF, by its format. The same snapshot gives the same bytes."""
    return {
        FileFormat.CSV: as_csv(snapshot),
        FileFormat.DOCX: as_docx(snapshot),
        FileFormat.JSON: as_json(snapshot),
    }


__all__ = ["as_bibtex", "as_csv", "as_docx", "as_json", "as_ris", "files_of"]

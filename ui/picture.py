"""A page of a PDF as a picture. The only importer of pypdfium2, and not before a picture is made."""

import io
from importlib import import_module
from typing import Any


def png_of(pdf: bytes, *, width: int) -> bytes:
    """The first page, `width` pixels wide, in the colours of a small palette; the same page gives the same bytes."""
    pdfium: Any = import_module("pypdfium2")
    document = pdfium.PdfDocument(pdf)
    try:
        page = document[0]
        drawn = page.render(scale=width / page.get_width()).to_pil().convert("RGB")
    finally:
        document.close()
    written = io.BytesIO()
    drawn.quantize(colors=128, dither=0).save(written, "PNG", optimize=True)
    return written.getvalue()

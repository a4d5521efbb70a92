"""The picture that stands for an edition where its address is shared."""

from profiles.snapshot import Snapshot
from ui import pdf
from ui.picture import png_of
from ui.wheel import wheel_segments

TEMPLATE = "profiles/pdf/picture.html"
WIDTH = 1200  # pixels; 630 of them high
LONG, LONGEST = 24, 60  # letters of a title for which the type is smaller


def render_picture(snapshot: Snapshot) -> bytes:
    """A PNG of 1200 by 630 pixels with the place, its country and the year. Raises `ui.pdf.PdfFailed`."""
    size = "longest" if len(snapshot.title) > LONGEST else "long" if len(snapshot.title) > LONG else ""
    context = {"snapshot": snapshot, "segments": wheel_segments(snapshot.domains), "size": size}
    return png_of(pdf.render(TEMPLATE, context, language=snapshot.language), width=WIDTH)

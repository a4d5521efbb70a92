"""Draws static/img/site.png, which stands for the site where one of its addresses is shared, from the site's mark.

.venv/bin/python scripts/site_picture.py
"""

import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SEGMENT = re.compile(r'd="([^"]+)" fill="(#[0-9a-f]{6})"')


def main():
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mgi_portal.settings.test")
    os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")
    import django  # noqa: PLC0415  the settings are named above

    django.setup()
    from ui.pdf import render  # noqa: PLC0415
    from ui.picture import png_of  # noqa: PLC0415

    images = ROOT / "static" / "img"
    segments = SEGMENT.findall((images / "mark.svg").read_text(encoding="utf-8"))
    context = {
        "name": "Migration Governance Indicators",
        "segments": segments,
        "colours": [colour for _shape, colour in segments],
    }
    picture = png_of(render("profiles/pdf/site_picture.html", context, language="en"), width=1200)
    (images / "site.png").write_bytes(picture)


if __name__ == "__main__":
    main()

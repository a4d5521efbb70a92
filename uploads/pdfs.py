"""PDF files: read by a process of their own, which a hostile file may crash or fill without harm to the site."""

import subprocess
import sys
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from uploads.archives import locked
from uploads.refusal import Refused

READER = Path(__file__).with_name("pdf_reader.py")
PATIENCE = 20  # seconds for the machine to get round to it; the reader’s own time is limited by itself


def check_pdf(file: IO[bytes]) -> None:
    """Raises Refused for a PDF that is locked, damaged, carries files, or does more than be read."""
    file.seek(0)
    try:
        done = subprocess.run(  # noqa: S603  our own program, without arguments from outside
            [sys.executable, "-I", str(READER)],
            input=file.read(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _refusal("") from error
    found = done.stdout.decode("ascii", "replace").strip()
    if found != "harmless":
        raise _refusal(found)


def _refusal(found: str) -> Refused:
    if found == "locked":
        return locked()
    if found == "acts":
        return Refused(_("This PDF holds programs or actions. Print it as a new PDF and send that one."))
    if found == "carries":
        return Refused(
            _("This PDF holds other files. Print it as a new PDF, or send the other files by themselves.")
        )
    return Refused(_("This PDF is damaged or can’t be read. Print it as a new PDF and send that one."))

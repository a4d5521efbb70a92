"""A program of its own: reads a PDF from the standard input and writes one word about it.

`harmless`, `locked`, `acts` (programs, actions), `carries` (files), or nothing where it can't be read within the
limits. It imports nothing of the site.
"""

import io
import re
import resource
import signal
import sys
from collections.abc import Iterable
from itertools import chain
from typing import Any

import pikepdf

MEMORY = 160 * 1024 * 1024  # bytes: 40 MB for the program, 20 for the content, the rest for reading it
SECONDS = 1.5  # of processor time; a tagged text of 70,000 objects, some 300 pages, takes a third
ACTS = re.compile(
    rb'"/(?:JS|JavaScript|Launch|ImportData|SubmitForm|RichMedia|RichMediaContent|Movie|Sound|Rendition|XFA)"'
)
CARRIES = re.compile(rb'"/(?:EmbeddedFiles?|FileAttachment|GoToE)"')


def limit() -> None:
    """The system ends this process when it takes more."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.setitimer(signal.ITIMER_PROF, SECONDS)


def word_for(data: bytes) -> str:
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if pdf.is_encrypted:
                return "locked"
            return word_for_objects(pdf)
    except pikepdf.PasswordError:
        return "locked"
    except (pikepdf.PdfError, MemoryError, RuntimeError, ValueError):
        return ""


def word_for_objects(pdf: pikepdf.Pdf) -> str:
    if len(pdf.pages) == 0:
        return ""
    things: Iterable[Any] = chain([pdf.trailer], pdf.objects)  # numbers come as plain ones
    for thing in things:
        if not isinstance(thing, pikepdf.Object):
            continue
        told = thing.to_json(dereference=True)
        if ACTS.search(told):
            return "acts"
        if CARRIES.search(told):
            return "carries"
    return "harmless"


if __name__ == "__main__":
    content = sys.stdin.buffer.read()
    limit()
    sys.stdout.write(word_for(content))

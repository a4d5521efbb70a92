"""Tables as plain text (CSV), as spreadsheets save them: in UTF-8 or Windows-1252, with commas, semicolons or tabs."""

import csv
import io
import re
from itertools import islice

from django.utils.translation import gettext as _

from uploads.kinds import WEB_PAGE
from uploads.refusal import Refused, web_page

MOST = 1024 * 1024  # bytes
MAX_ROWS = 20_000
MAX_COLUMNS = 50
SEPARATORS = ";,\t"
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
WINDOWS = {
    number: sign for number in range(0x80, 0xA0) if (sign := bytes([number]).decode("cp1252", "ignore"))
}
"""What Windows-1252 writes where Latin-1 has control characters; five of its places are empty."""
QUOTED = re.compile(r'"[^"]*"')


def open_table(data: bytes) -> list[list[str]]:
    """The rows, each with its cells as text. Raises Refused for what is no such table, or is too large."""
    if len(data) > MOST:
        raise _too_large()
    if WEB_PAGE.search(data):
        raise web_page()
    text = _decoded(data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    try:
        rows = list(islice(reader, MAX_ROWS + 1))
    except csv.Error as error:
        raise Refused(
            _("This table can’t be read: check its quotation marks, or save it as XLSX.")
        ) from error
    if len(rows) > MAX_ROWS or any(len(row) > MAX_COLUMNS for row in rows):
        raise _too_large()
    return rows


def _too_large() -> Refused:
    return Refused(_("This table is too large: 1 MB, 20,000 rows and 50 columns are the limit."))


def _decoded(data: bytes) -> str:
    """UTF-8 where it is that; else what spreadsheets of Windows write in Western Europe and Latin America."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1").translate(WINDOWS)
    if CONTROL.search(text):
        raise Refused(_("This is no table in plain text, whatever its name says. Save it as CSV or XLSX."))
    return text


def _separator(text: str) -> str:
    """The sign that stands most often between the titles in the first line."""
    titles = QUOTED.sub("", text.lstrip("\r\n").partition("\n")[0])
    return max(SEPARATORS, key=titles.count)

"""What writing and reading a workbook must agree on: names, columns, lengths, and how text stands in a cell."""

import re
import unicodedata

from assessments.rules import STATEMENT_LENGTH

ANSWERS = (
    "code", "question", "guidance", "asked_when", "answer", "value", "statement", "applies_to", "as_of_date"
)  # fmt: skip
SOURCES = ("code", "kind", "title", "number", "year", "url", "locator", "quote")

# Names inside the workbook: programs keep them whatever the sheets are called.
KEY_NAME = "mgi_pack"
ANSWERS_NAME = "mgi_answers"
SOURCES_NAME = "mgi_sources"

LENGTHS = {
    "email": 254,
    "name": 150,
    "value": 2000,
    "statement": STATEMENT_LENGTH,
    "applies_to": 300,
    "title": 300,
    "number": 60,
    "url": 500,
    "locator": 120,
    "quote": 5000,
}
"""Characters at most, of the columns that hold text."""

YEARS = (1500, 2100)
DIGITS = 15
"""Spreadsheets keep no more digits of a number than these."""

SEPARATOR = "; "
"""Between several choices in one cell."""

ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
NO_TEXT = re.compile("[\ufffe\uffff]")


def clean(text: str) -> str:
    """The text with plain line ends, without blanks around it, and without what no workbook can hold."""
    plain = NO_TEXT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(sign for sign in plain if not is_control(sign)).strip()


def is_control(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\t\n\r"


def in_cell(text: str) -> str:
    """The text as a cell holds it: `_x0041_` would be read as the letter A, so it is written otherwise."""
    return ESCAPED.sub(r"_x005F_x\1_", clean(text))


def from_cell(text: str) -> str:
    """What the cell says; the opposite of `in_cell`. Only what programs do escape is taken as escaped."""
    return ESCAPED.sub(_plain, text)


def _plain(match: re.Match[str]) -> str:
    sign = chr(int(match[1], 16))
    return sign if sign in "_\t\n\r" or is_control(sign) else match[0]


def name_key(text: str) -> str:
    """The text without regard to case and blanks, to compare names."""
    return " ".join(text.split()).casefold()

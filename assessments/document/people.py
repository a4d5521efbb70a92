"""A list of people who are to get roles: a workbook or a table in plain text, with titles in any language of the site."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from babel import Locale
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from accounts.choices import country_choices, without_marks
from assessments.choices import Role
from assessments.document.cells import Fault, Line
from assessments.document.look import FORMULA_SIGNS
from assessments.document.shape import name_key
from ui.text import listed
from uploads.kinds import CSV
from uploads.tables import open_table
from uploads.workbooks import open_workbook

MOST_PEOPLE = 200
NEEDED = ("email", "name", "role")
COLUMNS = ("email", "name", "language", "role", "country")
ALSO = {"email": ("email", "e-mail", "mail")}
"""Titles that people write beside those of the page, in whatever language."""
PERSONS = {
    Role.COORDINATOR: ("coordinateur", "coordinatrice", "coordinador", "coordinadora"),
    Role.RESEARCHER: ("chercheur", "chercheuse", "investigador", "investigadora"),
    Role.REVIEWER: ("réviseur", "réviseuse", "relecteur", "relectrice", "revisor", "revisora"),
    Role.TRANSLATOR: ("traducteur", "traductrice", "traductor", "traductora"),
    Role.OBSERVER: ("observateur", "observatrice", "observador", "observadora"),
}
"""What people call someone with the role, where the page names the role itself."""

MARKUP = re.compile(r"<\s*[a-z/!?]", re.IGNORECASE)

check_email = EmailValidator()


@dataclass(frozen=True)
class Naming:
    """One row of the list: who is named as what. `row` and `letters` say where it stands in the file.

    `country` is a code of ISO 3166-1; it and `language` may be empty.
    """

    row: int
    email: str
    name: str
    language: str
    role: str
    country: str
    letters: Mapping[str, str] = field(default_factory=dict, compare=False)

    def fault(self, column: str, reason: str) -> Fault:
        return Fault("", self.row, self.letters.get(column, ""), reason)


@dataclass(frozen=True)
class Text:
    """A cell of a table in plain text, as a cell of a workbook."""

    value: str
    data_type: str = "s"


def read_people(data: bytes, kind: str) -> tuple[list[Naming], list[Fault]]:
    """Whom the list names, and everything that is wrong with it; with a fault the rows are not to be used.

    `kind` is the extension of the file. Raises `uploads.refusal.Refused` for a file that isn't a harmless list.
    """
    if kind in CSV.extensions:
        rows = ([Text(cell) for cell in row] for row in open_table(data))
        return _read(rows)
    with closing(open_workbook(data, formulas=True)) as workbook:
        return _read(workbook.worksheets[0].iter_rows())


@dataclass(frozen=True)
class Titles:
    """How many columns the first row spans, and which of them are known, by their place from 0."""

    width: int
    columns: dict[int, str]

    @property
    def letters(self) -> dict[str, str]:
        return {name: get_column_letter(place + 1) for place, name in self.columns.items()}


def _read(rows: Iterable[Any]) -> tuple[list[Naming], list[Fault]]:
    faults: list[Fault] = []
    below = iter(rows)
    titles = _titles([str(cell.value or "").strip() for cell in next(below, ())], faults)
    if faults:
        return [], faults
    lines = list(islice(_lines(below, titles, faults), MOST_PEOPLE + 1))
    if len(lines) > MOST_PEOPLE:
        return [], [Fault("", lines[-1].number, "", _("There are too many rows: at most %d.") % MOST_PEOPLE)]
    if not lines and not faults:
        return [], [Fault("", 0, "", _("There is nobody in this list: write one person in each row."))]
    words = Words()
    named = [_naming(line, titles.letters, words) for line in lines]
    return named, one_of_each(faults)


def one_of_each(faults: Iterable[Fault]) -> list[Fault]:
    """The first fault of each cell, in the order of the rows."""
    first: dict[tuple[int, str], Fault] = {}
    for fault in faults:
        first.setdefault((fault.row, fault.column), fault)
    return sorted(first.values(), key=lambda fault: (fault.row, fault.column))


def _titles(texts: list[str], faults: list[Fault]) -> Titles:
    """What is wrong with the titles is added to `faults`."""
    known = {_key(title): name for name in COLUMNS for title in titles_of(name)}
    found: dict[int, str] = {}
    for place, title in enumerate(texts):
        name, letter = known.get(_key(title), ""), get_column_letter(place + 1)
        if name in found.values():
            faults.append(Fault("", 1, letter, _("This column stands here more than once: “%s”.") % title))
        elif name:
            found[place] = name
        elif title:
            faults.append(Fault("", 1, letter, _("Nothing is known of this column: “%s”.") % title))
    missing = [title_of(name) for name in NEEDED if name not in found.values()]
    if missing:
        faults.append(Fault("", 1, "", _("These columns are missing: %s.") % listed(missing)))
    return Titles(max(found, default=-1) + 1, found)


def _lines(rows: Iterator[Any], titles: Titles, faults: list[Fault]) -> Iterator[Line]:
    """The rows below the titles that hold anything. A column that isn't there is empty in each."""
    for number, cells in enumerate(rows, start=2):
        padded = [cells[place] if place < len(cells) else Text("") for place in range(titles.width)]
        named = {titles.columns.get(place, f"column {place}"): cell for place, cell in enumerate(padded)}
        line = Line(number, named | {name: Text("") for name in COLUMNS if name not in named}, "", faults)
        if any(cell.value not in (None, "") for cell in cells[titles.width :]):
            letter = get_column_letter(titles.width + 1)
            faults.append(Fault("", number, letter, _("This cell stands outside the columns with a title.")))
        elif not line.empty:
            yield line


def _naming(line: Line, letters: Mapping[str, str], words: "Words") -> Naming:
    texts = {name: _text(line, name) for name in COLUMNS}
    return Naming(
        row=line.number,
        email=_email(line, texts["email"]),
        name=texts["name"],
        language=_word(line, "language", texts["language"], words.languages),
        role=_role(line, texts["role"], words),
        country=_word(line, "country", texts["country"], words.countries),
        letters=letters,
    )


def _text(line: Line, name: str) -> str:
    text = " ".join(line.text(name).split())
    if text.startswith(FORMULA_SIGNS):
        line.fault(name, _("This begins like a formula: write the text itself."))
    elif MARKUP.search(text):
        line.fault(name, _("This holds a piece of a web page: write plain text, without “<”."))
    else:
        return text
    return ""


def _email(line: Line, text: str) -> str:
    try:
        check_email(text)
    except ValidationError:
        line.fault("email", _("Write one e-mail address, such as name@example.org."))
    return text.lower()


def _role(line: Line, text: str, words: "Words") -> str:
    role = _word(line, "role", text, words.roles)
    if not text:
        line.fault("role", _("Write the role."))
    if role == Role.CONTRIBUTOR:
        line.fault("role", _("Contributors aren’t named here: they come by the pages handed over to them."))
    return role


def _word(line: Line, name: str, text: str, known: Mapping[str, str]) -> str:
    """What the word stands for; a fault where it stands for nothing."""
    found = known.get(_key(text), "")
    if text and not found:
        line.fault(name, _("“%s” isn’t known here: choose from the list of the template.") % text)
    return found


# Words in every language of the site -------------------------------------------------------------------


def _key(text: str) -> str:
    return without_marks(name_key(text))


def title_of(column: str) -> str:
    """The title of a column in the language of the moment."""
    titles = {
        "email": _("E-mail address"),
        "name": _("Name"),
        "language": _("Language"),
        "role": _("Role"),
        "country": _("Country"),
    }
    return titles[column]


def titles_of(column: str) -> set[str]:
    """Each title by which the column is known."""
    found = {column, *ALSO.get(column, ())}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found.add(title_of(column))
    return found


class Words:
    """What roles, languages and countries may be called, and what each word stands for."""

    def __init__(self) -> None:
        self.roles = {_key(role): str(role) for role in Role}
        self.roles |= {_key(word): str(role) for role, words in PERSONS.items() for word in words}
        self.languages: dict[str, str] = {}
        for code, name in settings.LANGUAGES:
            self.languages |= {_key(code): code, _key(name): code}
        self.countries: dict[str, str] = {}
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                self._add_names(language)

    def _add_names(self, language: str) -> None:
        self.roles |= {_key(str(role.label)): str(role) for role in Role}
        names = Locale.parse(language, sep="-").languages
        self.languages |= {_key(names[code]): code for code, _name in settings.LANGUAGES if code in names}
        for code, country in country_choices():
            self.countries |= {_key(code): code, _key(country): code}

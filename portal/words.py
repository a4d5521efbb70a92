"""Finding texts by the words in them, through the index for words that each database brings along.

A finding's `search` holds its folded words, and among them its marks: one for each thing that findings are filtered
by, such as `_kind_developed`. So one look into the index finds what has these marks and these words, newest first. No
word has an underscore, so nobody can ask for a mark by writing it.
"""

import itertools
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connections
from django.db.models import Lookup, TextField

from ui.text import folded, words_of

INDEX = "portal_words"
"""On SQLite, the table that holds the words of the findings."""

COLUMN = "words"
"""On PostgreSQL, the column with the words of a finding."""

MOST_WORDS = 10
LONGEST_WORD = 60  # characters; of longer ones the beginning

BY_COLUMN = {
    "language": "language = %s",
    "domain": "domain = %s",
    "country": "country_id = (SELECT id FROM places_jurisdiction WHERE slug = %s AND country_id IS NULL)",
}
"""On PostgreSQL, what is looked for in columns that have an index in the order of the keys."""


def mark(name: str, value: object) -> str:
    """How a text is marked with something that it can be filtered by."""
    return re.sub(r"[^\w.-]", "-", f"_{name}_{value}".casefold())


def kept_words(*texts: str) -> str:
    """The words of these texts as the index takes them."""
    return " ".join(word[:LONGEST_WORD] for word in words_of(folded(" ".join(texts))))


def asked_words(text: str) -> list[str]:
    """The words that are looked for, where somebody writes this."""
    return kept_words(text).split()[:MOST_WORDS]


def newest(filters: Mapping[str, str], text: str, most: int, *, using: str) -> list[int]:
    """The keys of the newest findings, at most so many, with these marks and all words of the text or longer ones.

    Something must be asked for. The time taken grows with what is found, not with what is published.
    """
    connection = connections[using]
    statements = {"sqlite": _newest_in_sqlite, "postgresql": _newest_in_postgresql}
    statement, values = statements[connection.vendor](filters, asked_words(text))
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, most])
        return [key for (key,) in cursor.fetchall()]


def _newest_in_sqlite(filters: Mapping[str, str], words: list[str]) -> tuple[str, list[str]]:
    asked = _query("sqlite", words, itertools.starmap(mark, filters.items()))
    return f"SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s ORDER BY rowid DESC LIMIT %s", [asked]  # noqa: S608  ours


def _newest_in_postgresql(filters: Mapping[str, str], words: list[str]) -> tuple[str, list[str]]:
    columns = {name: value for name, value in filters.items() if name in BY_COLUMN}
    conditions, values = [BY_COLUMN[name] for name in columns], [*columns.values()]
    marks = [mark(name, value) for name, value in filters.items() if name not in columns]
    if marks or words:
        conditions.append(f"{COLUMN} @@ %s::tsquery")
        values.append(_query("postgresql", words, marks))
    where = " AND ".join(conditions)
    return f"SELECT id FROM portal_publishedfinding WHERE {where} ORDER BY id DESC LIMIT %s", values  # noqa: S608  ours


@TextField.register_lookup
class Words(Lookup):
    """`search__words="ecol inclus"`: all these words stand in the (folded) text, or longer ones that begin so."""

    lookup_name = "words"
    prepare_rhs = False

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column = f"{compiler.quote_name_unless_alias(self.lhs.alias)}.{COLUMN}"
        return f"{column} @@ %s::tsquery", [_query("postgresql", asked_words(str(self.rhs)))]

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        table = compiler.quote_name_unless_alias(self.lhs.alias)
        asked = _query("sqlite", asked_words(str(self.rhs)))
        return f"{table}.id IN (SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s)", [asked]  # noqa: S608  both are ours


def _query(vendor: str, words: Iterable[str], marks: Iterable[str] = ()) -> str:
    if vendor == "postgresql":
        return " & ".join([*(f"'{mark}'" for mark in marks), *(f"'{word}':*" for word in words)])
    return " ".join([*(f'"{mark}"' for mark in marks), *(f'"{word}"*' for word in words)])

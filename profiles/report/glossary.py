"""The terms of the field, so that a translation calls each thing by the same name everywhere."""

import re
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

DATA = Path(__file__).resolve().parents[1] / "data" / "glossary.yaml"

NOTHING = "(?!)"

Term = dict[str, str]
"""What one thing is called, by language."""


def terms_in(text: str, *, language: str, into: str) -> list[tuple[str, str]]:
    """The terms of this language that stand in the text, each with the one to use instead in the other; each once."""
    known, wanted = _base(language), _base(into)
    pattern, terms = _terms_of(known)
    found = (terms[match.lastindex - 1] for match in pattern.finditer(text) if match.lastindex)
    pairs = ((term[known], term[wanted]) for term in found if wanted in term)
    return list(dict.fromkeys(pairs))


@cache
def _glossary() -> list[Term]:
    rows: list[Term] = YAML(typ="safe").load(DATA)["terms"]
    return rows


@cache
def _terms_of(language: str) -> tuple[re.Pattern[str], list[Term]]:
    """The terms of a language, longer ones first, and a pattern with a group for each, in the plural too."""
    terms = sorted((row for row in _glossary() if language in row), key=lambda row: -len(row[language]))
    groups = "|".join(f"({_forms(term[language])})" for term in terms)
    return re.compile(rf"(?<!\w)(?:{groups or NOTHING})(?!\w)", re.IGNORECASE), terms


def _forms(term: str) -> str:
    """A pattern for the term in the singular and in the usual plurals."""
    words = (re.escape(word) for word in term.split())
    return r"\s+".join(rf"{word[:-1]}(?:y|ies)" if word[-1] == "y" else rf"{word}(?:e?s)?" for word in words)


def _base(language: str) -> str:
    return language.partition("-")[0]

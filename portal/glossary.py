"""The words that readers meet, each with what it means here, in every language."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from ui.text import folded

DATA = Path(__file__).resolve().parent / "data" / "glossary.yaml"
FALLBACK = "en"


@dataclass(frozen=True)
class Entry:
    """A word in `language`, which is English where the language asked for has none; `others` by language."""

    anchor: str
    language: str
    term: str
    meaning: str
    others: tuple[tuple[str, str], ...]
    see: tuple[tuple[str, str], ...]


@cache
def entries(language: str) -> tuple[Entry, ...]:
    """Every word as readers of this language look for it, by the alphabet."""
    rows = YAML(typ="safe").load(DATA)["terms"]
    terms = {row["anchor"]: row["term"] for row in rows}
    return tuple(sorted((_entry(row, terms, language) for row in rows), key=lambda entry: folded(entry.term)))


def _entry(row: dict[str, Any], terms: dict[str, dict[str, str]], wanted: str) -> Entry:
    language = wanted if wanted in row["term"] else FALLBACK
    return Entry(
        anchor=row["anchor"],
        language=language,
        term=row["term"][language],
        meaning=row["meaning"][language].strip(),
        others=tuple((code, term) for code, term in row["term"].items() if code != language),
        see=tuple(
            (anchor, terms[anchor].get(language, terms[anchor][FALLBACK])) for anchor in row.get("see", ())
        ),
    )

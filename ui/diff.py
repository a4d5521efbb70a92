"""What was taken out of a text and what was put in, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

# A word with the blanks behind it; scripts without blanks between words are compared character by character.
WORDS = re.compile(r"\s*(?:[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|\w+|[^\w\s])\s*|\s+")


@dataclass(frozen=True)
class Piece:
    """A run of words. What is `same` stands in both texts, though the blanks between its words may differ."""

    before: str
    after: str
    same: bool


def word_diff(before: str, after: str) -> Iterator[Piece]:
    """The pieces of both texts in order: joined, each side gives its text again."""
    olds, news = WORDS.findall(before), WORDS.findall(after)
    matcher = SequenceMatcher(None, [word.strip() for word in olds], [word.strip() for word in news])
    for step, i1, i2, j1, j2 in matcher.get_opcodes():
        yield Piece("".join(olds[i1:i2]), "".join(news[j1:j2]), step == "equal")

import re
import unicodedata
from collections.abc import Iterable

from django.utils.translation import pgettext

WORD = re.compile(r"[^\W_]+")


def folded(text: str) -> str:
    """As people search: without accents, and small and capital letters alike."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return plain.casefold()


def words_of(text: str) -> list[str]:
    """The words and numbers of a text, without what stands between them."""
    return WORD.findall(text)


def comma() -> str:
    """What stands between the items of a list, in the language of the page."""
    return pgettext("between the items of a list", ", ")


def listed(items: Iterable[object]) -> str:
    """The items one after the other, as the language of the page separates them."""
    return comma().join(map(str, items))


def marked(text: str, asked: list[str]) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is a word that begins like one of these folded words."""
    plain, origins = _folded_with_origins(text)
    pieces: list[tuple[str, bool]] = []
    done = 0
    for word in WORD.finditer(plain):
        if word[0].startswith(tuple(asked)):
            start, end = origins[word.start()], origins[word.end()]
            pieces += [(text[done:start], False), (text[start:end], True)]
            done = end
    return [piece for piece in (*pieces, (text[done:], False)) if piece[0]]


def _folded_with_origins(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters, and its end, where they stand in the text."""
    plain, origins = [], []
    for place, char in enumerate(text):
        for part in folded(char):
            plain.append(part)
            origins.append(place)
    return "".join(plain), [*origins, len(text)]

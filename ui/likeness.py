"""Which texts say nearly the same."""

from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz, process, utils

ALIKE = 85
"""Out of 100: how much two texts have in common, in whatever order their words stand."""


def like_pairs(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The places of each two texts that are alike, the earlier one first; capitals and punctuation don't count."""
    plain = [utils.default_process(text) for text in texts]
    for place, text in enumerate(plain, start=1):
        found = process.extract(
            text, plain[place:], scorer=fuzz.token_set_ratio, score_cutoff=ALIKE, limit=None
        )
        yield from sorted((place - 1, place + further) for _text, _score, further in found)

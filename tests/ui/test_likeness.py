from hypothesis import given
from hypothesis import strategies as st

from ui.likeness import like_pairs

LONG = "In 2021 the municipality adopted a strategy on migration that covers health and education."


def test_texts_that_differ_in_a_word_or_in_its_place_are_alike():
    texts = [
        LONG,
        LONG.replace("2021", "2019"),
        "Health and education are covered: in 2021, the municipality adopted a strategy on migration.",
        "No register of migrants is kept, and none is planned before the next census.",
    ]

    assert list(like_pairs(texts)) == [(0, 1), (0, 2), (1, 2)]


def test_capitals_and_punctuation_do_not_count():
    assert list(like_pairs([LONG.upper(), LONG.replace(" ", ", ")])) == [(0, 1)]


@given(st.lists(st.sampled_from([LONG, "Something else entirely, in other words.", "", LONG + " More."])))
def test_each_pair_is_found_once_and_in_order(texts):
    pairs = list(like_pairs(texts))

    assert pairs == sorted(set(pairs))
    assert all(a < b for a, b in pairs)
    assert {(a, b) for b in range(len(texts)) for a in range(b) if texts[a] == texts[b] != ""} <= set(pairs)

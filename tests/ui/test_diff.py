from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from ui.diff import Piece, word_diff


def test_words_that_differ_are_found_with_their_neighbours_left_alone():
    assert list(word_diff("The law of 2004 applies.", "The old law of 2010 applies.")) == [
        Piece("The ", "The ", True),
        Piece("", "old ", False),
        Piece("law of ", "law of ", True),
        Piece("2004 ", "2010 ", False),
        Piece("applies.", "applies.", True),
    ]


def test_a_script_without_blanks_is_compared_character_by_character():
    assert list(word_diff("移民法", "移民新法")) == [
        Piece("移民", "移民", True),
        Piece("", "新", False),
        Piece("法", "法", True),
    ]


def test_other_blanks_are_no_difference():
    assert list(word_diff("one two", "one\ntwo")) == [Piece("one two", "one\ntwo", True)]


@given(st.text(), st.text())
def test_pieces_joined_are_the_texts_again(before, after):
    pieces = list(word_diff(before, after))

    assert "".join(piece.before for piece in pieces) == before
    assert "".join(piece.after for piece in pieces) == after


def test_both_sides_are_marked_and_escaped_for_the_page():
    page = "{% load differences %}{% differences old new as it %}{{ it.before }} | {{ it.after }}"

    shown = Template(page).render(Context({"old": "a <b> law\nof 2004", "new": "a <b> law\nof 2010"}))

    assert shown == "a &lt;b&gt; law<br>of <del>2004</del> | a &lt;b&gt; law<br>of <ins>2010</ins>"


def test_a_text_that_is_missing_is_an_empty_one():
    page = "{% load differences %}{% differences old new as it %}{{ it.before }} | {{ it.after }}"

    assert Template(page).render(Context({"old": None, "new": "New."})) == " | <ins>New.</ins>"

import time

import pytest

from tests.factories.payloads import PAYLOADS
from ui.markdown import NESTING, to_html


def test_headings_lists_emphasis_and_links_become_markup():
    text = "# One\n\nA *word*, **strong**.\n\n- a\n- b\n\n1. c\n\n> said\n\n[IOM](https://example.org/)"

    assert to_html(text).replace("\n", "") == (
        "<h3>One</h3><p>A <em>word</em>, <strong>strong</strong>.</p><ul><li>a</li><li>b</li></ul>"
        "<ol><li>c</li></ol><blockquote><p>said</p></blockquote>"
        '<p><a href="https://example.org/" rel="noreferrer">IOM</a></p>'
    )


@pytest.mark.parametrize(
    "address",
    [
        "javascript:hit(1)",
        "JaVaScRiPt:hit(1)",
        "&#106;avascript:hit(1)",
        "java\tscript:hit(1)",
        "data:text/html,hit",
        "vbscript:hit(1)",
        "file:///etc/passwd",
        "//evil.example/",
        "/en/admin/",
        "?x",
    ],
)
def test_no_other_address_than_a_whole_one_of_the_web_is_a_link(address):
    assert "href" not in to_html(f"[x]({address})")
    assert "href" not in to_html(f"<{address}>")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_markup_in_a_text_stays_text(payload):
    shown = to_html(payload)

    assert not any(f"<{tag}" in shown.lower() for tag in ("script", "img", "svg", "iframe", "style", "base"))
    assert "onerror=" not in shown.replace("&lt;", "<").split("<p>")[0]


def test_attributes_do_not_get_in_by_an_address():
    assert to_html('[x](https://a.example/"onmouseover=hit(1))') == (
        '<p><a href="https://a.example/%22onmouseover=hit(1)" rel="noreferrer">x</a></p>\n'
    )


def test_nothing_is_lost_that_stands_a_hundred_lists_deep():
    text = "\n".join("  " * depth + f"- item{depth}" for depth in range(100))

    shown = to_html(text)

    assert [depth for depth in range(100) if f"item{depth}" not in shown] == []
    assert shown.count("<ul>") == NESTING


def test_nothing_is_lost_that_stands_a_hundred_quotations_deep():
    shown = to_html(">" * 100 + " deep")

    assert "deep" in shown
    assert shown.count("<blockquote>") == 2 * NESTING


def test_null_character_does_no_harm():
    assert to_html("a\0b") == "<p>a�b</p>\n"


@pytest.mark.parametrize(
    "piece", ["[", "*a ", "_a", "[a](b", ">", "- ", "* a\n ", "<", "![[", "&", "\\", "`"]
)
def test_longest_text_of_a_profile_takes_seconds_at_most(piece):
    began = time.process_time()

    to_html((piece * 20_000)[:20_000])

    assert time.process_time() - began < 10

"""Texts with headings, lists, emphasis and links, as people write them in Markdown."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial, wraps
from itertools import pairwise

import nh3
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, blockquote, list_block
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

NESTING = 6
"""How deep lists and quotations may stand in each other; what is deeper stays text."""

SHIFT = 2
"""A text stands below a heading of the second level, so its first level is the third of the page."""

LOWEST = 5

PAGE_SHIFT = 1
"""A text that is a page of its own stands below the heading of the page."""

PAGE_ATTRIBUTES = {"a": {"href"}, "h2": {"id"}, "h3": {"id"}, "h4": {"id"}, "h5": {"id"}, "th": {"scope"}}
TAKEN = ("main", "contents")
"""What the page itself calls its parts."""

TAGS = {"p", "br", "h3", "h4", "h5", "ul", "ol", "li", "strong", "em", "a", "blockquote"}
SCHEMES = {"http", "https", "mailto"}
PAGE_TAGS = {*TAGS, "h2", "code", "table", "thead", "tbody", "tr", "th", "td"}
OWN = "page"
"""`page:about` is an address inside the site, whatever the language; who renders says where it leads."""

Resolve = Callable[[str], str]
"""From the name of a page of the site to its address; nothing where there is none."""


@dataclass(frozen=True)
class Page:
    """A text as a page: its HTML, and anchor and words of each heading of the second level."""

    html: SafeString
    headings: tuple[tuple[str, str], ...]


Rule = Callable[[StateBlock, int, int, bool], bool]
LEVELS = 2
"""A list and its item are one each."""

NESTED: tuple[tuple[str, Rule, list[str]], ...] = (
    ("list", list_block, ["paragraph", "reference", "blockquote"]),
    ("blockquote", blockquote, ["paragraph", "reference", "blockquote", "list"]),
)
"""What stands in itself: its name, its rule, and which blocks it ends, as in the parser's own table."""


def _parser(shift: int, *further: str) -> MarkdownIt:
    rules = ["heading", "list", "blockquote", "emphasis", "link", "autolink", "escape", "entity", "newline"]
    parser = MarkdownIt("zero", {"html": False, "maxNesting": 2 * NESTING * LEVELS}).enable(
        [*rules, *further]
    )
    for name, rule, before in NESTED:
        parser.block.ruler.at(name, _not_too_deep(rule), {"alt": before})
    parser.core.ruler.push("headings", partial(_lower_headings, shift))
    return parser


def _not_too_deep(rule: Rule) -> Rule:
    """The parser itself would leave out what stands too deep; this way it's the text of a paragraph."""

    @wraps(rule)
    def within(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        return state.level < NESTING * LEVELS and rule(state, start, end, silent)

    return within


def _lower_headings(shift: int, state: object) -> None:
    """No heading leaves out a level, whatever people write."""
    level = shift
    for token in state.tokens:  # type: ignore[attr-defined]
        if token.type == "heading_open":
            level = min(int(token.tag[1]) + shift, level + 1, LOWEST)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{level}"


PARSER = _parser(SHIFT)
PAGE_PARSER = _parser(PAGE_SHIFT, "table", "backticks")


def to_html(text: str) -> SafeString:
    """The text as HTML: only `TAGS`, no attribute but the address of a link (`SCHEMES`), everything else escaped."""
    html = nh3.clean(
        PARSER.render(text),
        tags=TAGS,
        attributes={"a": {"href"}},
        attribute_filter=_whole_address,
        url_schemes=SCHEMES,
        link_rel="noreferrer",
    )
    return mark_safe(html)  # noqa: S308  cleaned on the line above


def to_page(text: str, *, resolve: Resolve) -> Page:
    """The text as a page of the site: with tables, an anchor on each heading, and links to other pages (`page:…`).

    As safe as `to_html`, whoever wrote it. A link to a page that `resolve` doesn't know is left as its words.
    """
    tokens = PAGE_PARSER.parse(text)
    headings = tuple(_anchored(tokens))
    for token in tokens:
        if token.type == "th_open":
            token.attrs["scope"] = "col"
    html = nh3.clean(
        PAGE_PARSER.renderer.render(tokens, PAGE_PARSER.options, {}),
        tags=PAGE_TAGS,
        attributes=PAGE_ATTRIBUTES,
        attribute_filter=partial(_address_on_page, resolve),
        url_schemes={*SCHEMES, OWN},
        link_rel="noreferrer",
    )
    return Page(mark_safe(html), headings)  # noqa: S308  cleaned on the lines above


def _anchored(tokens: list[Token]) -> Iterator[tuple[str, str]]:
    """Give each heading an anchor of its own; the ones of the second level are told."""
    taken = set(TAKEN)
    for opening, inside in pairwise(tokens):
        if opening.type != "heading_open":
            continue
        words = "".join(child.content for child in inside.children or ())
        anchor = free = slugify(words, allow_unicode=True) or "part"
        number = 2
        while free in taken:
            free, number = f"{anchor}-{number}", number + 1
        taken.add(free)
        opening.attrs["id"] = free
        if opening.tag == "h2":
            yield free, words


def _address_on_page(resolve: Resolve, tag: str, name: str, value: str) -> str | None:
    if name == "href" and value.partition(":")[0].lower() == OWN:
        return resolve(value.partition(":")[2]) or None
    return _whole_address(tag, name, value)


def _whole_address(tag: str, name: str, value: str) -> str | None:
    """An address without its scheme would mean another one on each page, and none on paper."""
    return None if name == "href" and value.partition(":")[0].lower() not in SCHEMES else value


def to_tree(text: str) -> SyntaxTreeNode:
    """The same text as a tree, for documents that aren't HTML."""
    tokens: list[Token] = PARSER.parse(text)
    return SyntaxTreeNode(tokens)

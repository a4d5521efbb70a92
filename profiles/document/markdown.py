"""A text in Markdown as paragraphs of Word."""

from dataclasses import dataclass, replace

from docx.text.paragraph import Paragraph
from docx.text.run import Run
from markdown_it.tree import SyntaxTreeNode

from profiles.document.word import LEVELS, Writer
from ui import markdown

BLOCKS_OF_LISTS = {"bullet_list": "–", "ordered_list": ""}
DEEPEST = 4


@dataclass(frozen=True)
class Shape:
    """How the words of a run look, and where they lead."""

    bold: bool = False
    italic: bool = False
    url: str = ""


@dataclass(frozen=True)
class Item:
    """The list that a paragraph stands in."""

    number: int
    level: int
    numbered: bool


def write_markdown(writer: Writer, text: str) -> None:
    """Headings begin at the second level: the text stands below one of the first."""
    for node in markdown.to_tree(text).children:
        _write_block(writer, node, None, "Normal")


def _write_block(writer: Writer, node: SyntaxTreeNode, item: Item | None, style: str) -> None:
    if node.type == "heading":
        level = min(int(node.tag[1]) - markdown.SHIFT + 1, DEEPEST)
        _write_inline(writer, writer.paragraph(f"Heading {level}"), node)
    elif node.type == "paragraph":
        _write_inline(writer, writer.paragraph(style), node)
    elif node.type == "blockquote":
        for child in node.children:
            _write_block(writer, child, item, "Quote")
    elif node.type in BLOCKS_OF_LISTS:
        _write_list(writer, node, item, style)


def _write_list(writer: Writer, node: SyntaxTreeNode, outer: Item | None, style: str) -> None:
    sign = BLOCKS_OF_LISTS[node.type]
    level = min(outer.level + 1, LEVELS - 1) if outer else 0
    mine = Item(writer.list(sign), level, numbered=not sign)
    for each in node.children:
        for position, child in enumerate(each.children):
            if child.type != "paragraph":
                _write_block(writer, child, mine, style)
            elif position == 0:
                _write_inline(writer, writer.item(mine.number, level=level, numbered=mine.numbered), child)
            else:
                _write_inline(writer, writer.continued(level), child)


def _write_inline(writer: Writer, paragraph: Paragraph, node: SyntaxTreeNode) -> None:
    for child in node.children:
        _write_words(writer, paragraph, child, Shape())


def _write_words(writer: Writer, paragraph: Paragraph, node: SyntaxTreeNode, shape: Shape) -> None:
    if node.type == "softbreak":
        _write_run(writer, paragraph, " ", shape)
    elif node.type == "hardbreak":
        _write_run(writer, paragraph, "\n", shape)
    elif not node.children:
        _write_run(writer, paragraph, node.content, shape)
    for child in node.children:
        _write_words(writer, paragraph, child, _within(node, shape))


def _within(node: SyntaxTreeNode, shape: Shape) -> Shape:
    if node.type == "strong":
        return replace(shape, bold=True)
    if node.type == "em":
        return replace(shape, italic=True)
    if node.type == "link":
        url = str(node.attrs.get("href", ""))
        return replace(shape, url=url if url.partition(":")[0].lower() in markdown.SCHEMES else "")
    return shape


def _write_run(writer: Writer, paragraph: Paragraph, text: str, shape: Shape) -> Run:
    run = writer.link(paragraph, text, url=shape.url) if shape.url else writer.run(paragraph, text)
    run.font.bold, run.font.italic = shape.bold or None, shape.italic or None
    return run

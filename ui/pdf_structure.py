"""The tree of tags that screen readers follow: our own checker, which says in words what has to be mended.

It trusts nothing of how the file was made, and is made for the PDFs of this site alone.
"""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pikepdf
from django.utils.translation import gettext as _

from ui.languages import is_language

HEADING = re.compile(r"/H([1-6])")
SHOWING = {"Tj", "TJ", "'", '"'}
PAINTING = {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "Do", "EI"}

Faults = Iterator[tuple[str, str]]
"""A rule, and what breaks it."""


@dataclass(frozen=True)
class Element:
    """One tag of the tree, and where it begins."""

    tag: str
    node: Any
    page: int


class Tags:
    """A tagged PDF, opened; its tree is walked once."""

    def __init__(self, document: pikepdf.Pdf) -> None:
        self.document = document
        self.root: Any = document.Root
        self.pages = {page.obj.objgen: number for number, page in enumerate(document.pages, start=1)}

    @cached_property
    def elements(self) -> list[Element]:
        """All that can be reached from the root, in the order of reading."""
        tree = self.root.get("/StructTreeRoot")
        return [] if tree is None else list(self._walk(tree, 1, set()))

    @cached_property
    def reached(self) -> set[tuple[int, int]]:
        return {element.node.objgen for element in self.elements}

    @cached_property
    def parents(self) -> dict[int, Any]:
        """The number tree that leads from what is on the pages to its tags."""
        tree = self.root.get("/StructTreeRoot", pikepdf.Dictionary()).get("/ParentTree")
        return {} if tree is None else dict(pikepdf.NumberTree(tree).items())

    def _walk(self, node: Any, page: int, seen: set[tuple[int, int]]) -> Iterator[Element]:
        for kid in _kids(node):
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid and kid.objgen not in seen:
                seen.add(kid.objgen)
                page = self.pages.get(kid["/Pg"].objgen, page) if "/Pg" in kid else page
                yield Element(str(kid["/S"]), kid, page)
                yield from self._walk(kid, page, seen)


def faults(pdf: bytes) -> Faults:
    """Each broken rule and what to mend, in the language of the moment. Nothing: all that we ask for is there."""
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            tags = Tags(document)
            for rule in RULES:
                yield from rule(tags)
    except (pikepdf.PdfError, AttributeError, KeyError, TypeError, ValueError) as error:
        yield "unreadable", _("The file could not be checked: %s") % error


def _document(tags: Tags) -> Faults:
    if not tags.elements or not tags.root.get("/MarkInfo", pikepdf.Dictionary()).get("/Marked", False):
        yield "tags", _("The file has no tags, so that it can’t be read aloud. Make it again.")
    if not str(tags.document.docinfo.get("/Title", "")).strip():
        yield "title", _("The document has no title. Write the name of the place.")
    if not is_language(str(tags.root.get("/Lang", ""))):
        yield (
            "language",
            _("The document doesn’t say in which language it is. Choose the language of the edition."),
        )


def _headings(tags: Tags) -> Faults:
    level = 0
    for element in tags.elements:
        match = HEADING.fullmatch(element.tag)
        if match is None:
            continue
        now = int(match[1])
        where = {"page": element.page, "level": now, "before": level, "most": level + 1}
        if now > level + 1:
            yield (
                "headings",
                (
                    _(
                        "A heading on page %(page)d has level %(level)d, but the one before has level %(before)d. "
                        "Give it level %(most)d."
                    )
                    % where
                ),
            )
        if not _has_content(element.node):
            yield "headings", _("A heading on page %(page)d is empty. Write it, or take it out.") % where
        level = now


def _figures(tags: Tags) -> Faults:
    for element in tags.elements:
        if element.tag == "/Figure" and not str(element.node.get("/Alt", "")).strip():
            text = _("A figure on page %(page)d has no description. Describe in words what it shows.")
            yield "figures", text % {"page": element.page}


def _header_cells(tags: Tags) -> Faults:
    for element in tags.elements:
        if element.tag == "/TH" and _scope(element.node) not in ("/Column", "/Row", "/Both"):
            text = _(
                "A header cell on page %(page)d doesn’t say whether it heads a column or a row. "
                "Make it the first cell of one."
            )
            yield "header cells", text % {"page": element.page}


def _scope(node: Any) -> str:
    attributes = node.get("/A", pikepdf.Dictionary())
    listed = list(attributes) if isinstance(attributes, pikepdf.Array) else [attributes]
    return next((str(each["/Scope"]) for each in listed if "/Scope" in each), "")


def _links(tags: Tags) -> Faults:
    for number, page in enumerate(tags.document.pages, start=1):
        for link in page.obj.get("/Annots", []):
            if str(link.get("/Subtype", "")) != "/Link":
                continue
            about = {"page": number, "link": _target(link)}
            text = str(link.get("/Contents", "")).strip()
            if not text or text.startswith("#"):
                text = _("A link on page %(page)d has no text: %(link)s. Write where it leads.")
                yield "links", text % about
            owner = tags.parents.get(int(link.get("/StructParent", -1)))
            if owner is None or str(owner.get("/S", "")) != "/Link" or owner.objgen not in tags.reached:
                text = _(
                    "A link on page %(page)d is not tagged as one: %(link)s. Write it as a link of its own."
                )
                yield "links", text % about


def _target(link: Any) -> str:
    return str(link["/A"]["/URI"]) if "/A" in link and "/URI" in link["/A"] else str(link.get("/Dest", ""))


def _languages(tags: Tags) -> Faults:
    for element in tags.elements:
        if "/Lang" in element.node and not is_language(str(element.node["/Lang"])):
            about = {"page": element.page, "code": str(element.node["/Lang"])}
            text = _(
                "A passage on page %(page)d is said to be in “%(code)s”, which is no language. Choose another."
            )
            yield "language of passages", text % about


def _content(tags: Tags) -> Faults:
    """All that is painted is in the tree, or is furniture that nobody needs to hear."""
    for number, page in enumerate(tags.document.pages, start=1):
        owners = tags.parents.get(int(page.obj.get("/StructParents", -1)), [])
        listed = [owner.objgen in tags.reached if owner else False for owner in owners]
        if not all(mark is None or (mark < len(listed) and listed[mark]) for mark in _painted(page)):
            text = _(
                "Something on page %(page)d would not be read aloud: it is neither part of the text nor marked "
                "as decoration. Make the file again, and tell the administrator if this comes back."
            )
            yield "content", text % {"page": number}


def _painted(page: Any) -> Iterator[int | None]:
    """For each piece that is painted its number among the marked content; None for decoration, -1 for unmarked."""
    open_marks: list[int | None] = []
    for instruction in pikepdf.parse_content_stream(page):
        operands, name = instruction.operands, str(instruction.operator)
        if name == "BMC":
            open_marks.append(None if str(operands[0]) == "/Artifact" else -1)
        elif name == "BDC":
            open_marks.append(_mark(operands, open_marks))
        elif name == "EMC":
            open_marks.pop()
        elif name in SHOWING or name in PAINTING:
            yield open_marks[-1] if open_marks else -1


def _mark(operands: Any, open_marks: list[int | None]) -> int | None:
    if str(operands[0]) == "/Artifact":
        return None
    if isinstance(operands[1], pikepdf.Dictionary) and "/MCID" in operands[1]:
        return int(operands[1]["/MCID"])
    return open_marks[-1] if open_marks else -1


def _kids(node: Any) -> list[Any]:
    kids = node.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _has_content(node: Any) -> bool:
    """Whether anything that is painted belongs to the tag, or to one below it."""
    return any(
        not isinstance(kid, pikepdf.Dictionary)
        or ("/S" in kid and _has_content(kid))
        or kid.get("/Type") == "/MCR"
        for kid in _kids(node)
    )


RULES: tuple[Callable[[Tags], Faults], ...] = (
    _document,
    _headings,
    _figures,
    _header_cells,
    _links,
    _languages,
    _content,
)

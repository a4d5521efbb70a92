"""What WeasyPrint leaves open of PDF/UA-1, mended before a PDF is written."""

import io
import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pydyf

MAPPED = re.compile(rb"<([0-9a-f]{4})> <((?:[0-9a-f]{4})*)>")  # glyph and text, as WeasyPrint writes them


def mend_tags(tags: Any) -> None:
    """Have WeasyPrint’s module of tags say the language of passages with a `lang` of their own, and tag each link once.

    It makes a link of everything inside a link, and knows the language of the whole document only. It has no
    door for either, and afterwards nobody can tell which tag stands for what.
    """
    build = tags._build_box_tree  # noqa: SLF001  see above
    if getattr(build, "is_mended", False):
        return

    def mended(box: Any, *rest: Any) -> Iterator[Any]:
        box = getattr(box, "_box", box)
        if box.link_annotation is not None and box.element_tag != "a":
            box.link_annotation["Nested"] = "true"
            box.link_annotation = None
        own = None if box.element is None or box.element_tag in ("html", "body") else box.element.get("lang")
        for element in build(box, *rest):
            if own:
                element["Lang"] = pydyf.String(own)
            yield element

    mended.is_mended = True  # type: ignore[attr-defined]
    tags._build_box_tree = mended  # noqa: SLF001  see above


def finish(document: Any, pdf: Any) -> None:
    """Mend the objects before they are written: header cells, links, running heads, characters of glyphs."""
    by_reference = {thing.reference: thing for thing in pdf.objects}
    elements = [thing for thing in pdf.objects if _has(thing, "Type", "/StructElem")]
    for element in elements:
        if element["S"] == "/TH":
            element["A"]["Scope"] = "/Column" if _is_inside(element, "/THead", by_reference) else "/Row"
    for thing in pdf.objects:
        if _has(thing, "Subtype", "/Link"):
            thing["F"] = 4  # print it
    _describe_links(document)
    _drop_nested_links(pdf, by_reference)
    _mark_running_heads(pdf, elements, by_reference)
    fonts = {font.name: font for font in document.fonts.values()}
    for thing in pdf.objects:
        if _has(thing, "Type", "/Font") and "ToUnicode" in thing:
            _name_characters(fonts[thing["BaseFont"]], by_reference[thing["ToUnicode"]].stream)


def _describe_links(document: Any) -> None:
    """A link says where it leads in words: those of its `aria-label`, else its own, and not its address."""
    for page in document.pages:
        for box in page._page_box.descendants():  # noqa: SLF001  what WeasyPrint gives its finisher
            if box.link_annotation is not None:
                label = box.element.get("aria-label") or "".join(box.element.itertext())
                box.link_annotation["Contents"].string = " ".join(label.split())


def _drop_nested_links(pdf: Any, by_reference: dict[bytes, Any]) -> None:
    for page in pdf.objects:
        if _has(page, "Type", "/Page") and "Annots" in page:
            page["Annots"][:] = [link for link in page["Annots"] if "Nested" not in by_reference[link]]
    for thing in pdf.objects:
        if isinstance(thing, dict) and "Nested" in thing:
            thing.clear()


def _mark_running_heads(pdf: Any, elements: list[Any], by_reference: dict[bytes, Any]) -> None:
    """Page furniture becomes a pagination artifact: WeasyPrint tags it, in no place of the tree."""
    listed = {kid for element in elements for kid in element["K"]}
    marks: dict[bytes, set[int]] = {}
    for element in elements:
        parent = by_reference[element["P"]]
        if parent.get("S") == "/Document" and element.reference not in listed:
            marks.setdefault(element["Pg"], set()).update(_marks(element, by_reference))
    for page in pdf.objects:
        if _has(page, "Type", "/Page"):
            _to_artifacts(by_reference[page["Contents"]].stream, marks.get(page.reference, set()))


def _marks(element: Any, by_reference: dict[bytes, Any]) -> Iterator[int]:
    for kid in element.get("K", ()):
        if isinstance(kid, int):
            yield kid
        else:
            yield from _marks(by_reference[kid], by_reference)


def _to_artifacts(stream: list[Any], marks: set[int]) -> None:
    for index, operator in enumerate(stream):
        if operator == b"BDC" and stream[index - 1].get("MCID") in marks:
            stream[index - 2] = b"/Artifact"
            stream[index - 1] = b"<</Type /Pagination>>"


def _name_characters(font: Any, character_map: list[bytes]) -> None:
    """A letter with a mark above it: WeasyPrint says that the mark is both, and the letter nothing.

    Where the font knows a glyph’s own character, that is what the glyph says.
    """
    own: dict[int, set[str]] = {}
    tables = import_module("fontTools.ttLib").TTFont(io.BytesIO(font.file_content), fontNumber=font.index)
    with tables as opened:
        for code, name in (opened.getBestCmap() or {}).items():
            own.setdefault(opened.getGlyphID(name), set()).add(chr(code))
    for index, line in enumerate(character_map):
        if match := MAPPED.fullmatch(line):
            text = bytes.fromhex(match[2].decode()).decode("utf-16-be")
            candidates = sorted(own.get(int(match[1], 16), ()), key=lambda char: (char not in text, char))
            if candidates and (not text or (len(text) > 1 and candidates[0] in text)):
                character_map[index] = b"<%s> <%s>" % (
                    match[1],
                    candidates[0].encode("utf-16-be").hex().encode(),
                )


def _is_inside(element: Any, kind: str, by_reference: dict[bytes, Any]) -> bool:
    while "P" in element:
        element = by_reference[element["P"]]
        if element.get("S") == kind:
            return True
    return False


def _has(thing: Any, key: str, value: str) -> bool:
    return isinstance(thing, dict) and thing.get(key) == value

"""What screen readers hear of a PDF: each rule of our own checker, with a file that breaks it and no other."""

import io

import pikepdf
import pytest

from tests.factories import snapshots
from tests.ui.test_pdf import printed
from ui import pdf, pdf_checks, pdf_structure, pdf_tags

PAGE = """<h1>One</h1><p>A <a href="https://example.org/law">law <strong>of</strong> 2019</a>, called
<span lang="es">Ley de migraciones</span>.</p><h2>Two</h2>
<svg viewBox="0 0 9 9"><title>A square</title><path d="M0 0H9V9Z"/></svg>
<table><thead><tr><th>Year</th></tr></thead><tbody><tr><td>2019</td></tr></tbody></table>"""
HEAD = "@page { @bottom-left { content: 'A running foot' } }"


@pytest.fixture
def page_of(monkeypatch):
    """A PDF of a page given as HTML."""

    def render(body, style=HEAD):
        html = f'<html lang="en"><head><title>A page</title><style>{style}</style></head><body>{body}</body></html>'
        monkeypatch.setattr(pdf, "render_to_string", lambda template, context: html)
        return pdf.render("a.html", {}, language="en")

    return render


def changed(content, change):
    """The same file after `change(document)`."""
    saved = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as document:
        change(document)
        document.save(saved)
    return saved.getvalue()


def tagged(document, tag):
    return [each.node for each in pdf_structure.Tags(document).elements if each.tag == tag]


def first(tag, key, value=None):
    def change(document):
        node = tagged(document, tag)[0]
        if value is None:
            del node[key]
        else:
            node[key] = value

    return change


def links_of(document):
    return [link for page in document.pages for link in page.obj.get("/Annots", [])]


def of_link(key, value):
    def change(document):
        links_of(document)[0][key] = value

    return change


def take_out_of_the_tree(document):
    kids = tagged(document, "/Document")[0]["/K"]
    tagged(document, "/Document")[0]["/K"] = pikepdf.Array(list(kids)[:-1])


def paint_without_a_mark(document):
    page = document.pages[0]
    page.contents_add(document.make_stream(b"0 0 9 9 re f"))


def remove(holder, key):
    def change(document):
        del holder(document)[key]

    return change


BROKEN = {
    "tags": (remove(lambda document: document.Root, "/MarkInfo"), "has no tags"),
    "title": (remove(lambda document: document.docinfo, "/Title"), "Write the name of the place"),
    "language": (remove(lambda document: document.Root, "/Lang"), "in which language it is"),
    "headings": (
        first("/H2", "/S", pikepdf.Name("/H4")),
        "page 1 has level 4, but the one before has level 1. Give it level 2",
    ),
    "figures": (first("/Figure", "/Alt"), "A figure on page 1 has no description"),
    "header cells": (first("/TH", "/A"), "A header cell on page 1"),
    "links": (of_link("/Contents", "#law"), "page 1 has no text: https://example.org/law"),
    "language of passages": (
        first("/NonStruct", "/Lang", "klingonese!"),
        "“klingonese!”, which is no language",
    ),
    "content": (paint_without_a_mark, "Something on page 1 would not be read aloud"),
}


def test_page_with_everything_in_order_has_no_fault(page_of):
    content = page_of(PAGE)

    assert list(pdf_structure.faults(content)) == []
    assert pdf_checks.failures(content) == []


@pytest.mark.parametrize("rule", BROKEN)
def test_each_rule_finds_what_breaks_it_and_says_what_to_mend(page_of, rule):
    change, words = BROKEN[rule]
    [(found, text)] = pdf_structure.faults(changed(page_of(PAGE), change))

    assert found == rule
    assert words in text


def test_every_rule_has_a_broken_file():
    assert len(BROKEN) == len(pdf_structure.RULES) + 2  # that of the document finds three faults


def test_empty_heading_is_found(page_of):
    rule, text = next(pdf_structure.faults(changed(page_of(PAGE), first("/H2", "/K"))))

    assert (rule, "is empty" in text) == ("headings", True)


def test_link_outside_the_tree_is_found(page_of):
    [(rule, text)] = pdf_structure.faults(changed(page_of(PAGE), of_link("/StructParent", 99)))

    assert (rule, "is not tagged as one" in text) == ("links", True)


def test_text_outside_the_tree_is_found(page_of):
    assert "content" in dict(pdf_structure.faults(changed(page_of(PAGE), take_out_of_the_tree)))


def test_running_head_that_is_no_artifact_is_found(page_of, monkeypatch):
    monkeypatch.setattr(pdf_tags, "_mark_running_heads", lambda *given: None)

    assert [rule for rule, _text in pdf_structure.faults(page_of(PAGE))] == ["content"]


def test_file_without_any_tag_and_file_that_is_no_pdf_are_refused():
    document = pikepdf.new()
    document.add_blank_page()
    saved = io.BytesIO()
    document.save(saved)

    assert "tags" in dict(pdf_structure.faults(saved.getvalue()))
    assert "unreadable" in dict(pdf_structure.faults(b"no"))


def test_what_to_mend_comes_first_and_without_the_name_of_a_checker(page_of):
    lines = pdf_checks.failures(changed(page_of(PAGE), first("/Figure", "/Alt")))

    assert lines[0] == "A figure on page 1 has no description. Describe in words what it shows."


def test_passage_in_another_language_says_so_and_a_link_is_one_link(page_of):
    with pikepdf.open(io.BytesIO(page_of(PAGE))) as document:
        assert [str(node["/Lang"]) for node in tagged(document, "/Span") if "/Lang" in node] == ["es"]
        assert [str(link["/Contents"]) for link in links_of(document)] == ["law of 2019"]


def test_source_in_its_own_language_is_marked_and_the_ways_to_and_from_it_have_words():
    snapshot = snapshots.quilmes()  # in English, with titles of sources in Spanish
    content = printed(snapshot)
    with pikepdf.open(io.BytesIO(content)) as document:
        spanish = [each for each in pdf_structure.Tags(document).elements if "/Lang" in each.node]
        said = {str(link["/Contents"]) for link in links_of(document)}
    titles = sum(len(group.sources) for group in snapshot.sources)

    assert len({each.page for each in spanish}) == 1
    assert len(spanish) >= titles
    assert {"Source 1", "Cited in domain 1", "Cited in domain 6"} <= said


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_profile_in_each_language_of_the_site_passes(language):
    assert pdf_checks.failures(printed(snapshots.quilmes(language))) == []

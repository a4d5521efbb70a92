"""An edition as a document of Word: the same texts in the same order, and nothing that runs or is fetched."""

import io
import re
import zipfile
from dataclasses import replace
from itertools import pairwise

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree

from profiles.choices import FileFormat
from profiles.document import as_docx, files_of
from tests.factories import snapshots

WRITTEN = """A first *emphatic* and **strong** sentence with a [link **to** a law](https://example.org/law).

# A heading

### Another

- one
  - below one
- two

  still two

1. first
2. second

> A quotation.

[No address](javascript:alert(1)) and [another](file:///etc/passwd)."""


def opened(snapshot):
    return docx.Document(io.BytesIO(as_docx(snapshot)))


def paragraphs(document):
    return [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs]


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def external(document):
    return {each.target_ref for each in document.part.rels.values() if each.is_external}


def test_headings_stand_in_the_order_of_the_pages_and_leave_out_no_level():
    snapshot = snapshots.quilmes(written={"introduction": WRITTEN, "methods": "How.", "context": "What."})
    styles = [(style, text) for style, text in paragraphs(opened(snapshot)) if style.startswith("Heading")]
    first = [text for style, text in styles if style == "Heading 1"]
    levels = [int(style[-1]) for style, _text in styles]

    assert first == [
        "Objective",
        "Introduction",
        "Context",
        "The framework",
        *[f"{domain.number} {domain.long_name}" for domain in snapshot.domains],
        "Sources",
        "Annex: the indicators",
        "How this profile was made",
        "Methods",
        "Suggested citation",
        "Disclaimer",
        "Use of this profile",
        "Credits",
    ]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_finding_source_and_indicator_is_there():
    snapshot = snapshots.quilmes()
    text = "\n".join(words for _style, words in paragraphs(opened(snapshot)))
    findings = [line.body for domain in snapshot.domains for line in (*domain.developed, *domain.potential)]
    titles = [line.title for group in snapshot.sources for line in group.sources]
    questions = [
        question
        for domain in snapshot.annex
        for group in domain.groups
        for _code, question in group.indicators
    ]

    assert [each for each in (*findings, *titles, *questions) if each not in text] == []


def test_written_text_keeps_its_headings_lists_and_emphasis():
    document = opened(replace(snapshots.portuguese(), written={"introduction": WRITTEN}))
    found = paragraphs(document)
    start = found.index(("Heading 1", "Introdução")) + 1

    assert found[start : start + 11] == [
        ("Normal", "A first emphatic and strong sentence with a link to a law."),
        ("Heading 2", "A heading"),
        ("Heading 3", "Another"),
        ("List Bullet", "one"),
        ("List Bullet", "below one"),
        ("List Bullet", "two"),
        ("List Bullet", "still two"),
        ("List Number", "first"),
        ("List Number", "second"),
        ("Quote", "A quotation."),
        ("Normal", found[start + 10][1]),
    ]
    runs = {run.text: run for run in document.paragraphs[start].runs}
    assert (runs["emphatic"].italic, runs["strong"].bold) == (True, True)
    assert external(document) == {"https://example.org/law"}


def test_each_ordered_list_starts_at_one():
    document = opened(replace(snapshots.portuguese(), written={"introduction": "1. a\n\nText.\n\n1. b"}))
    numbers = [
        paragraph._p.pPr.numPr.numId.val
        for paragraph in document.paragraphs
        if paragraph.style.name == "List Number"
    ]

    assert len(set(numbers)) == 2


def test_numbers_of_sources_lead_to_the_list():
    xml = parts(as_docx(snapshots.quilmes()))["word/document.xml"].decode()
    places, led_to = set(re.findall(r'w:name="([^"]+)"', xml)), set(re.findall(r'w:anchor="([^"]+)"', xml))

    assert led_to <= places
    assert {"source_1", "source_2", "domain_1", "citation"} <= led_to


def test_source_in_another_language_says_so():
    document = opened(snapshots.quilmes())
    [title] = [
        run
        for paragraph in document.paragraphs
        for run in paragraph.runs
        if run.text == "Law of Civil and Mutual Associations"
    ]

    assert title._r.rPr.find(qn("w:lang")).get(qn("w:val")) == "es"


@pytest.mark.parametrize("make", [snapshots.quilmes, snapshots.arabic, snapshots.portuguese])
def test_document_says_its_language_title_and_author(make):
    snapshot = make()
    document = opened(snapshot)
    told = document.styles.element.find(qn("w:docDefaults")).find(f".//{qn('w:lang')}")

    assert {told.get(qn(f"w:{name}")) for name in ("val", "bidi")} == {snapshot.language}
    assert document.core_properties.language == snapshot.language
    assert snapshot.title in document.core_properties.title
    assert document.core_properties.author
    assert document.core_properties.created.date() == snapshot.published


def test_arabic_goes_from_right_to_left():
    document = opened(snapshots.arabic())

    assert [p.text for p in document.paragraphs if p._p.pPr.find(qn("w:bidi")) is None] == []
    assert all(
        run._r.rPr.find(qn("w:rtl")) is not None for p in document.paragraphs for run in p.runs if run.text
    )


def test_domains_have_their_colours_and_the_two_lists_their_signs():
    snapshot = snapshots.quilmes()
    content = as_docx(snapshot)
    headings = [p for p in docx.Document(io.BytesIO(content)).paragraphs if p.style.name == "Heading 1"]
    colours = {str(p.runs[0].font.color.rgb) for p in headings if p.text[0].isdigit()}
    lists = set(re.findall(r'w:lvlText w:val="([^"]+)"', parts(content)["word/numbering.xml"].decode()))

    assert colours == {domain.colour.removeprefix("#").upper() for domain in snapshot.domains}
    assert {"●", "○"} <= lists


@pytest.mark.parametrize("make", [snapshots.quilmes, snapshots.arabic, snapshots.nine_domains])
def test_same_snapshot_gives_same_bytes(make):
    assert as_docx(make()) == as_docx(make())
    assert files_of(make())[FileFormat.DOCX] == as_docx(make())


def test_nothing_runs_and_nothing_is_loaded():
    snapshot = snapshots.quilmes(written={"introduction": WRITTEN})
    content = as_docx(snapshot)
    urls = {line.url for group in snapshot.sources for line in group.sources if line.url}
    relations = [
        etree.fromstring(xml).iter("{*}Relationship")
        for name, xml in parts(content).items()
        if name.endswith(".rels")
    ]
    outside = [
        (each.get("Type"), each.get("Target"))
        for rows in relations
        for each in rows
        if each.get("TargetMode")
    ]

    assert not [
        name for name in parts(content) if re.search(r"vba|macro|embed|media|thumbnail", name, re.IGNORECASE)
    ]
    assert {kind.rpartition("/")[2] for kind, _target in outside} == {"hyperlink"}
    assert {target for _kind, target in outside} == urls | {"https://example.org/law"}


def test_signs_that_no_xml_holds_are_left_out():
    document = opened(replace(snapshots.portuguese(), title="São\x00 Paulo\x0b \ufffe", note="a\x08b"))

    assert document.paragraphs[0].text == "São Paulo "
    assert ("Normal", "ab") in paragraphs(document)


def test_what_is_empty_says_so_and_old_editions_without_numbers_are_written():
    snapshot = snapshots.nine_domains()
    text = [words for _style, words in paragraphs(opened(snapshot))]

    assert any(words.startswith("This profile gives no example of a well-developed area") for words in text)
    assert "Sources" not in text

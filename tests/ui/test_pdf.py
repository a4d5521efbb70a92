import io
import json
from dataclasses import replace

import pikepdf
import pytest
from pypdf import PdfReader

from profiles.report import pdf_context
from tests.factories import snapshots
from ui import pdf, pdf_checks

TEMPLATE = "profiles/pdf/profile.html"
CITATION = "Migration Governance Indicators (2026). A profile. https://example.org/en/profiles/"


def context(snapshot):
    return pdf_context(snapshot) | {"citation": CITATION}


def printed(snapshot, **options):
    return pdf.render(TEMPLATE, context(snapshot), language=snapshot.language, **options)


def pages(content):
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


@pytest.fixture(scope="module")
def quilmes():
    return printed(snapshots.quilmes())


@pytest.fixture
def page_of(monkeypatch):
    """A PDF of a page given as HTML."""

    def render(body, head="", lang="en"):
        html = f'<html lang="{lang}"><head><title>A page</title>{head}</head><body>{body}</body></html>'
        monkeypatch.setattr(pdf, "render_to_string", lambda template, context: html)
        return pdf.render("a.html", {}, language=lang)

    return render


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/x.png",
        "https://example.org/x.png",
        "file:///etc/hostname",
        "data:image/png;base64,AAAA",
        "static:css/../../manage.py",
        "static:/etc/hostname.css",
        "static:css/none.css",
        "font:ibm-plex-sans/../metadata.json",
        "font:no-such-family/Regular.ttf",
    ],
)
def test_render_refuses_unsafe_address(page_of, url):
    with pytest.raises(pdf.PdfFaulty) as raised:
        page_of(f'<h1>One</h1><img alt="x" src="{url}">')
    assert url in raised.value.problems[0]


def test_render_refuses_unsafe_style_sheet_and_import(page_of):
    head = (
        '<link rel="stylesheet" href="file:///etc/passwd"><style>@import "https://example.org/x.css";</style>'
    )
    with pytest.raises(pdf.PdfFaulty, match=r"example\.org"):
        page_of("<h1>One</h1>", head=head)


def test_render_names_character_that_no_typeface_has(page_of):
    with pytest.raises(pdf.PdfFaulty, match=r"U\+10FFFD"):
        page_of("<h1>\U0010fffd</h1>")


def test_figure_without_text_fails(page_of):
    content = page_of('<h1>One</h1><svg viewBox="0 0 9 9"><path d="M0 0H9V9Z"/></svg>')
    assert any("FIG-001 (outloud)" in line for line in pdf_checks.failures(content))


def test_render_without_system_libraries_is_unavailable(monkeypatch):
    def broken(name):
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(pdf, "import_module", broken)
    monkeypatch.setattr(pdf, "find_library", lambda name: None if "pango" in name else name)
    with pytest.raises(pdf.PdfUnavailable, match=r"missing: pango-1\.0, pangoft2-1\.0"):
        pdf.render(TEMPLATE, {}, language="en")


@pytest.mark.parametrize("make", [snapshots.arabic, snapshots.nine_domains])
def test_profile_passes_the_checkers(make):
    assert pdf_checks.failures(printed(make())) == []


def test_quilmes_passes_the_checkers(quilmes):
    assert pdf_checks.failures(quilmes) == []
    # pdfua 0.1.3 can’t run its rule on empty headings with pikepdf 10; outloud’s TAG-020 looks at the same.
    assert {remark.rule for remark in pdf_checks.remarks(quilmes)} <= {"UA-14-001"}


def test_quilmes_has_each_part_on_its_page(quilmes):
    text = pages(quilmes)
    assert len(text) == 19
    assert "Municipality of Quilmes Argentina" in text[0]
    assert "English edition, published 24 November 2026. Data up to November 2022." in text[0]
    assert text[2].startswith("Contents Objective 4 Introduction 4 The framework 5 1 Adherence")
    assert "Migration Governance: examples of well-developed areas" in text[5]
    assert "Law No. 15192 of Civil and Mutual Associations (2020)" in text[5]
    assert text[5].count("Areas with potential for further development") == 1


def test_quilmes_is_titled_tagged_bookmarked_and_its_fonts_embedded(quilmes):
    reader = PdfReader(io.BytesIO(quilmes))
    assert reader.metadata.title.startswith("Municipality of Quilmes, Argentina: Local Migration Governance")
    assert reader.root_object["/Lang"] == "en"
    outline = [entry.title for entry in reader.outline if not isinstance(entry, list)]
    assert outline[4:6] == [
        "1 Adherence to international standards and fulfilment of migrants’ rights",
        "2 Formulating policies using evidence and a “whole-of-government” approach",
    ]
    with pikepdf.open(io.BytesIO(quilmes)) as document:
        fonts = {str(font.BaseFont) for page in document.pages for font in page.Resources.Font.values()}
    assert {font.partition("+")[2] for font in fonts} == {
        "IBM-Plex-Serif-Light",
        "IBM-Plex-Serif-Semi-Bold",
        "IBM-Plex-Sans",
        "IBM-Plex-Sans-Semi-Bold",
    }


def test_same_snapshot_gives_same_bytes(quilmes):
    assert printed(snapshots.quilmes()) == quilmes


def test_attachment_is_inside_and_passes_checkers():
    snapshot = replace(snapshots.arabic(), domains=snapshots.arabic().domains[:1])
    data = json.dumps(snapshot.to_json()).encode()
    content = printed(snapshot, attachments=[pdf.Attachment("profile.json", data, "The same as data")])
    with pikepdf.open(io.BytesIO(content)) as document:
        assert document.attachments["profile.json"].get_file().read_bytes() == data
    assert pdf_checks.failures(content) == []


def test_lists_without_findings_say_so():
    snapshot = snapshots.nine_domains()
    text = pages(printed(replace(snapshot, domains=snapshot.domains[5:6])))
    assert "This profile gives no example of a well-developed area" in text[5]
    assert "This profile gives no example of an area with potential" in text[5]
    assert "Coastal Territories*" in text[0]
    assert "* The name is used without prejudice" in text[0]


def test_file_that_is_no_pdf_fails():
    assert [line.split(":")[0] for line in pdf_checks.failures(b"no")] == [
        "The file could not be checked",
        "unreadable (pdfua)",
        "unreadable (outloud)",
    ]


def test_heading_without_text_is_remarked(page_of):
    content = page_of('<h1>One</h1><h2 style="height: 1em"></h2><p>Two</p>')
    assert any("H2" in str(remark) for remark in pdf_checks.remarks(content))


def test_untagged_pdf_fails():
    document = pikepdf.new()
    document.add_blank_page()
    buffer = io.BytesIO()
    document.save(buffer)
    assert any("DOC-001 (outloud)" in line for line in pdf_checks.failures(buffer.getvalue()))

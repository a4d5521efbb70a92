"""Making a PDF reads no file, asks no host, and ends: whatever the texts say."""

import io
import socket
import sys
import threading
import time
from contextlib import closing
from dataclasses import fields, is_dataclass, replace

import pikepdf
import pytest
from pypdf import PdfReader

from profiles import report
from profiles.document import as_docx, as_json
from tests.factories import snapshots
from ui.pdf import PdfFailed, PdfFaulty

SECRET = "the-canary-sings-at-noon"
KEPT = {
    "language", "key", "slug", "kind", "scope", "address", "published_date", "data_cutoff_date", "colour", "colour_dark",
    "url",
}  # fmt: skip
"""What people don't write, or what is checked where it comes in."""

OPENED: list[str] = []


def _note(event, given):
    if event == "open":
        OPENED.append(str(given[0]))


sys.addaudithook(_note)


@pytest.fixture
def listener():
    """A loopback address, and the connections that were made to it."""
    heard = []
    with closing(socket.create_server(("127.0.0.1", 0))) as server:

        def accept():
            while True:
                try:
                    connection, _address = server.accept()
                except OSError:
                    return
                heard.append(connection)
                connection.close()

        threading.Thread(target=accept, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", heard
        time.sleep(0.1)
    assert heard == []


@pytest.fixture
def payloads(tmp_path, listener):
    """Texts that would have a careless page read the canary, or call the listener."""
    canary = tmp_path / "canary.css"
    canary.write_text(f"body::after {{ content: '{SECRET}' }}")
    OPENED.clear()
    host, _heard = listener
    texts = []
    for address in (f"file://{canary}", f"{host}/hit"):
        texts += [
            f'<link rel="stylesheet" href="{address}">',
            f'<link rel="attachment" href="{address}">',
            f'"><img src="{address}">',
            f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{address}"/><use href="{address}#a"/></svg>',
            f"</title><style>@import url({address}); @font-face {{ font-family: a; src: url({address}) }}</style>",
            f'<p style="background: url({address})">',
            f'<object data="{address}"></object><embed src="{address}"><iframe src="{address}"></iframe>',
            f'<base href="{address}">',
            f'<!DOCTYPE a [<!ENTITY e SYSTEM "{address}">]>&e;',
            f"red; background: url({address})",
            f"![a]({address})",
        ]
    yield texts
    assert [name for name in OPENED if name == str(canary)] == []


def filled(thing, text):
    """The same with `text` in everything that people write."""
    if isinstance(thing, str):
        return text
    if isinstance(thing, tuple):
        return tuple(filled(each, text) for each in thing)
    if isinstance(thing, dict):
        return {key: filled(value, text) for key, value in thing.items()}
    if is_dataclass(thing):
        changed = {
            field.name: filled(getattr(thing, field.name), text)
            for field in fields(thing)
            if field.name not in KEPT
        }
        return replace(thing, **changed)
    return thing


def small():
    """Every kind of text once."""
    snapshot = snapshots.quilmes()
    return replace(
        snapshot,
        number=2,
        note="A note.",
        footnote="A footnote.",
        written=dict.fromkeys(("introduction", "context", "methods", "acknowledgements"), "Text."),
        domains=snapshot.domains[:1],
        sources=snapshot.sources[:2],
        annex=(replace(snapshot.annex[0], groups=snapshot.annex[0].groups[:1]),),
    )


def test_payloads_in_every_text_are_printed_as_they_stand(payloads):
    snapshot = filled(small(), " ".join(payloads))
    content = report.render_pdf(snapshot)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    with pikepdf.open(io.BytesIO(content)) as document:
        assert list(document.attachments) == ["profile.json"]
        assert document.attachments["profile.json"].get_file().read_bytes() == as_json(snapshot)

    assert SECRET not in text
    assert "@import" in text
    assert "<link" in text
    assert "<svg" in text


@pytest.mark.parametrize("field", ["colour", "slug", "short_name"])
def test_payloads_where_nobody_writes_do_no_harm_either(payloads, field):
    snapshot = small()
    for text in payloads:
        domain = replace(snapshot.domains[0], **{field: text})
        try:
            content = report.render_pdf(replace(snapshot, domains=(domain,), annex=()))
        except PdfFaulty:
            continue
        assert SECRET.encode() not in content


def test_payloads_in_word_are_text(payloads):
    content = as_docx(filled(small(), " ".join(payloads)))

    assert SECRET.encode() not in content


def test_link_of_markdown_is_not_followed(payloads, tmp_path):
    text = (
        f"[a](file://{tmp_path}/canary.css) <file://{tmp_path}/canary.css> ![b](file://{tmp_path}/canary.css)"
    )
    content = report.render_pdf(replace(small(), written={"introduction": text}))

    with pikepdf.open(io.BytesIO(content)) as document:
        links = [link for page in document.pages for link in page.obj.get("/Annots", []) if "/A" in link]
        addresses = [str(link.A.get("/URI", "")) for link in links]
        assert [address for address in addresses if address.startswith("file")] == []


ENDLESS = {
    "a megabyte of prose": (
        "The law of 2019 says who does what. " * 28_000,
        "Introduction”, which has 1008000 signs",
    ),
    "a megabyte without a blank": ("x" * 1_000_000, "“Introduction” has a word of more than 120 signs"),
    "a megabyte of lines": ("a\n\n" * 333_334, "The edition is too long for a PDF"),
    "a megabyte of marks": ("*a* " * 250_000, "The edition is too long for a PDF"),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_what_is_too_long_is_refused_at_once_and_says_which_text(name):
    text, words = ENDLESS[name]
    started = time.process_time()
    with pytest.raises(PdfFailed, match=words):
        report.render_pdf(replace(small(), written={"introduction": text}))

    assert time.process_time() - started < 2


def test_too_long_finding_names_its_domain():
    snapshot = small()
    domain = replace(snapshot.domains[0], developed=snapshots.lines("A word. " * 100_000))
    with pytest.raises(PdfFailed, match="Migrants’ rights"):
        report.render_pdf(replace(snapshot, domains=(domain,)))


def test_list_of_a_hundred_levels_is_printed():
    text = "\n".join(f"{'  ' * level}- level {level}" for level in range(100))
    snapshot = replace(small(), written={"introduction": text})
    printed = "".join(
        page.extract_text() for page in PdfReader(io.BytesIO(report.render_pdf(snapshot))).pages
    )

    assert "level 5" in printed
    assert as_docx(snapshot)


def test_address_of_a_source_may_be_long():
    first, *others = small().sources
    line = replace(first.sources[0], url="https://example.org/?id=" + "a" * 470)
    group = replace(first, sources=(line, *first.sources[1:]))
    report.render_pdf(replace(small(), sources=(group, *others)))

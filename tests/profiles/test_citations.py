"""References of an edition for other programs, and what its page says to search engines."""

import io
import json
import re
import unicodedata
from dataclasses import replace

import pytest
import rispy
from PIL import Image
from pybtex.database import parse_string

from profiles import report
from profiles.document import as_bibtex, as_ris
from profiles.models import Edition
from profiles.report.picturing import render_picture
from profiles.tasks import editions as tasks
from profiles.workflow import EDITION, publish
from tests.factories import snapshots
from tests.factories.assessments import make_case
from tests.factories.profiles import consented, finish, published, translate
from tests.replay import play
from ui.linked import as_script
from workflows.engine import perform

PAGE = "/en/profiles/argentina/quilmes/2022/"
CONTENT = b"picture"


def make_published():
    case = make_case()
    published(case)
    return case


@pytest.fixture
def case(db):
    return play(make_published)


def place(title, country="Côte d'Ivoire", **how):
    return replace(snapshots.quilmes(), title=title, name=title, country=country, number=2, **how)


def plain(latex):
    """What LaTeX would print, for the few commands that names need."""
    accents = {"'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "c ": "\u0327"}
    text = re.sub(r"\{\\(['`^\"~]|c )(\w)\}", lambda found: found[2] + accents[found[1]], latex[1:-1])
    words = {
        r"\textbackslash{}": "\\", r"\textbraceleft{}": "{", r"\textbraceright{}": "}", '{"}': '"',
        r"\textasciitilde{}": "~", r"\textasciicircum{}": "^", r"{\AA}": "Å",
    }  # fmt: skip
    for written, sign in words.items():
        text = text.replace(written, sign)
    return unicodedata.normalize("NFC", re.sub(r"\\([&%#_$])", r"\1", text))


TITLES = ["N'Zérékoré", "Ñuñoa & Co_1", "São Tomé", "محافظة", '100 % "sûr" #1 $5 ~ ^ {x} \\y', "Åre"]


@pytest.mark.parametrize("title", TITLES)
def test_bibtex_is_read_back_as_it_was(title):
    written = as_bibtex(place(title)).decode()

    [(key, entry)] = parse_string(written, "bibtex").entries.items()

    assert key == "quilmes-2022-en-2"
    told = plain(entry.fields["title"])
    assert told == f"{title}, Côte d'Ivoire: Local Migration Governance Indicators, Profile 2022"
    assert entry.fields["url"] == "http://127.0.0.1:8000/en/profiles/argentina/quilmes/2022/"
    assert [str(person) for person in entry.persons["author"]] == ["{Migration Governance Indicators}"]


def test_accents_are_written_as_latex_does():
    written = as_bibtex(place("N'Zérékoré")).decode()

    assert "N'Z{\\'e}r{\\'e}kor{\\'e}, C{\\^o}te d'Ivoire" in written
    assert written.isascii()


@pytest.mark.parametrize("title", [*TITLES, "Two\nlines  - TY"])
def test_ris_is_read_back_as_it_was(title):
    [told] = rispy.loads(as_ris(place(title)).decode())

    expected = " ".join(f"{title}, Côte d'Ivoire".split())
    assert told["title"] == f"{expected}: Local Migration Governance Indicators, Profile 2022"
    assert (told["type_of_reference"], told["language"], told["year"]) == ("RPRT", "en", told["date"][:4])
    assert told["urls"] == ["http://127.0.0.1:8000/en/profiles/argentina/quilmes/2022/"]


@pytest.mark.parametrize(
    ("style", "media_type"),
    [
        ("bib", "application/x-bibtex; charset=utf-8"),
        ("ris", "application/x-research-info-systems; charset=utf-8"),
    ],
)
@pytest.mark.parametrize("address", [PAGE, f"{PAGE}editions/en-1/"])
def test_citation_is_a_file(case, client, address, style, media_type):
    answer = client.get(f"{address}citation.{style}")

    assert (answer.status_code, answer["Content-Type"]) == (200, media_type)
    assert answer["Content-Disposition"] == (f'attachment; filename="argentina-quilmes-2022-en-1.{style}"')
    assert f"citation.{style}" in client.get(address).content.decode()


def test_other_citations_are_not_found_and_withdrawn_ones_are_gone(case, client):
    assert client.get(f"{PAGE}citation.doc").status_code == 404
    assert client.get("/en/profiles/argentina/rosario/2022/citation.bib").status_code == 404

    perform(EDITION, "withdraw", Edition.objects.get(), by=case.coordinator, note="A ministry asked.")

    assert client.get(f"{PAGE}citation.bib").status_code == 410


# What programs are told ----------------------------------------------------------------------------------


def told_by(page):
    [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.content.decode(), re.S)
    return json.loads(data)["@graph"]


def test_page_says_what_it_is(case, client):
    edition = Edition.objects.get()
    data, site = told_by(client.get(PAGE)), "http://127.0.0.1:8000"

    report_said, data_said = data
    assert (report_said["@type"], data_said["@type"]) == ("Report", "Dataset")
    assert report_said["inLanguage"] == "en"
    assert report_said["datePublished"] == edition.snapshot["published_date"]
    assert report_said["isPartOf"]["@type"] == "CreativeWorkSeries"
    assert [each["contentUrl"] for each in report_said["encoding"]] == [
        f"{site}{edition.file_in(name).permanent_url}" for name in ("pdf", "docx")
    ]
    assert [each["encodingFormat"] for each in data_said["distribution"]] == ["text/csv", "application/json"]


def test_nothing_typed_ends_the_data_of_a_page():
    hostile = "</script><script>alert(1)</script><!-- & \u2028"

    written = as_script({"name": hostile})

    assert json.loads(written) == {"name": hostile}
    assert not set("<>&\u2028") & set(written)


def test_page_names_itself_where_it_is_shared(case, client):
    page = client.get(PAGE).content.decode()
    other = client.get("/en/about/").content.decode()

    assert '<meta property="og:title" content="Municipality of Quilmes, 2022">' in page
    assert '<link rel="canonical" href="http://127.0.0.1:8000/en/profiles/argentina/quilmes/2022/">' in page
    assert 'property="og:image" content="http://127.0.0.1:8000/static/img/site.png"' in page
    assert 'property="og:image" content="http://127.0.0.1:8000/static/img/site.png"' in other


def test_page_in_another_language_names_the_one_that_it_shows(case, client):
    answer = client.get(PAGE.replace("/en/", "/fr/"))
    page = answer.content.decode()

    assert answer.context["available"] == "anglais"
    assert '<link rel="canonical" href="http://127.0.0.1:8000/en/profiles/argentina/quilmes/2022/">' in page
    assert '<div class="split-content" lang="en" dir="ltr">' in page


def test_page_says_in_which_languages_there_are_editions(db, client):
    case = make_case()
    profile = consented(case, languages=("en", "es"))
    for language in ("en", "es"):
        if language == "es":
            translate(case, profile, language)
        finish(publish(profile=profile, language=language, by=case.coordinator))

    there, elsewhere = (client.get(PAGE.replace("/en/", f"/{code}/")) for code in ("en", "fr"))

    assert elsewhere.context["available"] == "anglais et espagnol"
    assert 'lang="es" dir="ltr" hreflang="es">Español</a>' in elsewhere.content.decode()
    assert "This profile is available in" not in there.content.decode()


# Its picture --------------------------------------------------------------------------------------------


def test_picture_is_named_by_its_content_and_gone_with_the_edition(case, client):
    edition = Edition.objects.get()
    tasks._keep(edition, "png", CONTENT)
    picture = Edition.objects.get().picture

    page = client.get(PAGE).content.decode()
    shown = client.get(picture.kept_url)

    assert f'property="og:image" content="http://127.0.0.1:8000{picture.kept_url}"' in page
    assert b"".join(shown.streaming_content) == CONTENT
    assert (shown["Content-Type"], shown["Content-Disposition"].split(";")[0]) == ("image/png", "inline")
    assert "png" not in [file.format for file in edition.files_in_order]
    assert client.get(edition.url_of("png")).status_code == 404
    perform(EDITION, "withdraw", edition, by=case.coordinator, note="A ministry asked.")
    assert client.get(picture.kept_url).status_code == 404


@pytest.mark.pdf
@pytest.mark.parametrize("make", [snapshots.quilmes, snapshots.arabic])
def test_picture_is_drawn_from_the_snapshot(make):
    with Image.open(io.BytesIO(render_picture(make()))) as picture:
        drawn = picture.convert("RGB")
        edge = drawn.getpixel((5 if make is snapshots.quilmes else 1195, 50))
        paper = drawn.getpixel((600, 5))

    assert drawn.size == (1200, 630)
    assert edge == tuple(bytes.fromhex(make().domains[0].colour[1:]))
    assert min(paper) > 245


def test_edition_without_a_picture_is_published_all_the_same(case, monkeypatch):
    def fail(snapshot):
        raise report.printing.pdf.PdfFailed("no typeface")

    monkeypatch.setattr(report, "render_picture", fail)

    assert tasks._pictured(snapshots.quilmes()) is None


# Files by their content -----------------------------------------------------------------------------------


def test_file_named_by_its_content_stays_with_readers_and_not_with_proxies(case, client):
    for file in Edition.objects.get().files_in_order:
        answer = client.get(file.kept_url)

        assert (answer.status_code, answer["ETag"]) == (200, f'"{file.sha256}"')
        assert answer["Cache-Control"] == "public, max-age=31536000, s-maxage=300, immutable"
        assert "Vary" not in answer
        assert file.kept_url in client.get(PAGE).content.decode()
        assert client.get(file.kept_url, headers={"Range": "bytes=0-4"}).status_code == 206
        assert client.get(file.kept_url, headers={"If-None-Match": answer["ETag"]}).status_code == 304


@pytest.mark.parametrize("change", [("quilmes", "rosario"), (".pdf", ".csv"), ("/files/", "/files/0")])
def test_address_of_a_file_says_nothing_else(case, client, change):
    assert client.get(Edition.objects.get().pdf.kept_url.replace(*change)).status_code == 404


def test_file_of_a_withdrawn_edition_is_gone_by_its_content_too(case, client):
    edition = Edition.objects.get()
    perform(EDITION, "withdraw", edition, by=case.coordinator, note="A ministry asked.")

    assert {client.get(file.kept_url).status_code for file in edition.files_in_order} == {404}
    known = {"If-None-Match": f'"{edition.pdf.sha256}"'}
    assert client.get(edition.pdf.kept_url, headers=known).status_code == 404

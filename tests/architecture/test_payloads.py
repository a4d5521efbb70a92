"""Every page, with forty hostile texts in every field: nothing of them becomes markup. In a browser: tests/journeys."""

import csv
import io
from html.parser import HTMLParser

import openpyxl
import pytest

from accounts.models import User
from assessments.choices import NoticeKind
from profiles.models import Edition
from profiles.report import build
from tests.architecture.test_access import TABLE, everything_published, lines_of, path_of
from tests.factories.assessments import make_case
from tests.factories.notices import owed, settle
from tests.factories.packs import given_out
from tests.factories.payloads import FORMULAS, PAYLOADS, poison
from tests.replay import play

ROLES = ("coordinator", "reviewer", "focal_point", "contributor", "translator")


class Markup(HTMLParser):
    """What could run, in a page: scripts of its own, handlers, addresses that are programs, foreign files."""

    def __init__(self, text):
        super().__init__()
        self.live = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        is_data = given == {"type": "application/ld+json"}  # which no browser runs
        if tag == "script" and not is_data and not (given.get("src") or "").startswith("/static/"):
            self.live.append((tag, given))
        if tag in ("iframe", "object", "embed", "base", "svg:script", "marquee", "math"):
            self.live.append((tag, given))
        for name, value in attrs:
            address = (value or "").strip().lower()
            if name.startswith("on") or name == "srcdoc":
                self.live.append((tag, {name: value}))
            if name in ("src", "href", "action", "formaction", "data") and address.startswith(
                ("javascript:", "data:text")
            ):
                self.live.append((tag, {name: value}))
            if name in ("src", "data", "poster", "formaction") and address.startswith(("//", "http")):
                self.live.append((tag, {name: value}))


def poisoned(texts=PAYLOADS):
    """Everything published, then every free text replaced; what is published says so too."""
    found = play(everything_published)
    poison(texts)
    for edition in Edition.objects.select_related("profile__assessment__jurisdiction"):
        snapshot = build(edition.profile, edition.language, published_date=edition.requested_at.date())
        Edition.objects.filter(pk=edition.pk).update(snapshot=snapshot.to_json())
    people = {role: User.objects.get(pk=person.pk) for role, person in found.own.people.items()}
    return found, people


@pytest.fixture
def hostile(db):
    return poisoned()


def pages(found):
    """Each address that answers a GET, and its name."""
    for group in TABLE:
        for name, variant, method in lines_of(group):
            if method == "GET":
                yield name, path_of(found, name, variant)


@pytest.mark.parametrize("language", ["en", pytest.param("fr", marks=pytest.mark.slow)])
def test_no_page_runs_what_people_typed(hostile, client_for, language):
    found, people = hostile
    live, told = [], set()

    for role in ROLES:
        client = client_for(people[role])
        for name, path in pages(found):
            response = client.get(path.replace("/en/", f"/{language}/", 1))
            if response.status_code == 200 and response.headers["Content-Type"].startswith("text/html"):
                text = response.content.decode()
                live += [(role, name, *what) for what in Markup(text).live]
                told |= {name} if "hit(" in text else set()

    assert live == []
    assert {"assessment-people", "part-answer", "section-check", "source-list", "profile-public"} <= told


def test_parser_finds_what_runs():
    for payload in PAYLOADS:
        if payload.startswith(("<", '"><', "'><", "</", "-->", "]]>")) and "style" not in payload:
            quiet = ("<link", "<meta")  # a policy of the browser's own stops these: tests/journeys
            assert Markup(f"<p>{payload}</p>").live or payload.startswith(quiet), payload


@pytest.mark.parametrize("kind", NoticeKind.values)
def test_no_mail_runs_what_people_typed(db, kind, mailoutbox):
    notice = owed(play(make_case), kind)
    poison()

    assert settle(notice) == "sent"

    [sent] = mailoutbox
    [html] = [content for content, media_type in sent.alternatives if media_type == "text/html"]
    assert "hit(" in html
    assert Markup(html).live == []
    assert sent.subject.splitlines() == [sent.subject]


def test_no_export_carries_a_live_formula(db, client_for):
    found, people = poisoned(FORMULAS)
    opened = {"xlsx": 0, "csv": 0}
    live, pages_to_read = [], set()

    for role in ROLES:
        client = client_for(people[role])
        for name, path in pages(found):
            if path in pages_to_read:
                continue
            response = client.get(path)
            kind = response.headers.get("Content-Type", "")
            if response.status_code == 200 and kind.startswith("text/html"):
                pages_to_read.add(path)
            if response.status_code != 200 or not ("spreadsheet" in kind or kind.startswith("text/csv")):
                continue
            body = b"".join(response.streaming_content) if response.streaming else response.content
            if "spreadsheet" in kind:
                opened["xlsx"] += 1
                live += [(name, cell) for cell in formulas_of_workbook(body)]
            else:
                opened["csv"] += 1
                live += [(name, cell) for cell in formulas_of_csv(body)]

    assert live == []
    assert opened["csv"] > 0


def test_no_pack_carries_a_live_formula(db):
    found, people = poisoned(FORMULAS)

    _pack, workbook = given_out(found.own, by=people["focal_point"])

    assert any(cell.startswith(FORMULAS) for cell in texts_of_workbook(workbook))
    assert formulas_of_workbook(workbook) == []


def cells_of(body):
    workbook = openpyxl.load_workbook(io.BytesIO(body))
    return [cell for sheet in workbook for row in sheet.iter_rows() for cell in row]


def texts_of_workbook(body):
    return [cell.value for cell in cells_of(body) if cell.data_type == "s"]


def formulas_of_workbook(body):
    return [cell.value for cell in cells_of(body) if cell.data_type == "f"]


def formulas_of_csv(body):
    rows = csv.reader(io.StringIO(body.decode("utf-8-sig")))
    return [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]

"""Editions that were frozen before snapshots had a format: they say what they said."""

import json

import pytest

from profiles import report
from profiles.models import Edition
from profiles.snapshot import FindingLine, Snapshot, SourceGroup, SourceLine
from profiles.workflow import EDITION, publish
from tests.factories.profiles import consented, published
from ui.pdf_checks import failures
from workflows.engine import TransitionRefused, perform

FIRST = {
    "language": "en",
    "title": "Municipality of Quilmes",
    "name": "Quilmes",
    "kind": "Municipality",
    "country": "Argentina",
    "scope": "local",
    "year": 2022,
    "round": 1,
    "instrument": "Small questionnaire",
    "data_cutoff_date": "2022-11-30",
    "published_date": "2026-11-24",
    "address": "argentina/quilmes/2022",
    "footnote": "",
    "introduction": ["The first paragraph.", "The second paragraph."],
    "texts": {"method": ["One.", "Two."]},
    "domains": [
        {
            "number": 1,
            "slug": "domain-1",
            "short_name": "Domain 1",
            "long_name": "The long name of domain 1",
            "description": "What it looks at.",
            "colour": "#1f4e8c",
            "colour_dark": "#1f4e8c",
            "developed": ["In 2022, an act.", "In 2021, a plan."],
            "potential": [],
        }
    ],
    "sources": [
        {
            "kind": "law",
            "label": "Law",
            "sources": [{"kind": "law", "title": "Act", "number": "25871", "year": 2004, "url": ""}],
        }
    ],
    "annex": [
        {
            "number": 1,
            "short_name": "Domain 1",
            "groups": [{"number": "1.1", "title": "Sub", "indicators": [["T1.1.1", "Question?"]]}],
        }
    ],
}


def test_snapshot_of_the_first_format_says_what_it_said():
    snapshot = Snapshot.from_json(FIRST)

    assert (snapshot.format, snapshot.number, snapshot.note, snapshot.title) == (
        1,
        0,
        "",
        "Municipality of Quilmes",
    )
    assert [(part.key, part.body) for part in snapshot.opening] == [
        ("introduction", "The first paragraph.\n\nThe second paragraph.")
    ]
    [domain] = snapshot.domains
    assert domain.developed == (
        FindingLine(0, "In 2022, an act.", ()),
        FindingLine(0, "In 2021, a plan.", ()),
    )
    assert (domain.potential, domain.description) == ((), "What it looks at.")
    assert snapshot.texts == {"method": ("One.", "Two.")}
    assert snapshot.sources == (
        SourceGroup("law", "Law", (SourceLine(0, "law", "Act", "25871", 2004, "", ""),)),
    )
    assert snapshot.annex[0].groups[0].indicators == (("T1.1.1", "Question?"),)


def test_snapshot_of_the_first_format_without_an_introduction_has_no_text():
    assert Snapshot.from_json(FIRST | {"introduction": []}).opening == []


def test_snapshot_of_the_first_format_comes_back_once_it_was_read():
    snapshot = Snapshot.from_json(FIRST)

    assert Snapshot.from_json(json.loads(json.dumps(snapshot.to_json()))) == snapshot


def with_first_format(case):
    """A published edition as it was frozen before snapshots had a format."""
    edition = published(case)
    Edition.objects.filter(pk=edition.pk).update(snapshot=FIRST)
    return Edition.objects.get(pk=edition.pk)


def test_page_of_an_edition_of_the_first_format(case, client):
    edition = with_first_format(case)

    page = client.get(edition.profile.public_url)

    assert page.status_code == 200
    for text in ("The second paragraph.", "In 2022, an act.", "25871"):
        assert text in page.content.decode()


@pytest.mark.pdf
def test_pdf_of_an_edition_of_the_first_format():
    assert failures(report.render_pdf(Snapshot.from_json(FIRST))) == []


def test_failed_edition_of_the_first_format_is_published_anew(case):
    edition = publish(profile=consented(case), language="en", by=case.coordinator)
    perform("edition", "fail", edition, by=None, note="No typeface.")
    Edition.objects.filter(pk=edition.pk).update(snapshot=FIRST)

    with pytest.raises(TransitionRefused, match="The profile says something else by now"):
        perform(EDITION, "try again", edition, by=case.coordinator)

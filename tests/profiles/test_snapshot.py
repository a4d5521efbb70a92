"""What is published stands still, whatever happens to the rows it was made from."""

import datetime
import json

import pytest
from django.utils.translation import override

from accounts.models import User
from assessments.models import Assessment, Source
from instruments.models import Domain, Indicator, Instrument
from places.models import Jurisdiction
from profiles import report
from profiles.models import Edition, Finding, FindingText, ProfileText, StandingText
from profiles.snapshot import Snapshot
from tests.factories import snapshots
from tests.factories.assessments import make_case
from tests.factories.profiles import profile_of, published
from tests.replay import play

PAGE = "/en/profiles/argentina/quilmes/2022/"


def make_published():
    case = make_case()
    published(case)
    return case


@pytest.fixture
def case(db):
    return play(make_published)


@pytest.mark.parametrize("make", [snapshots.quilmes, snapshots.arabic, snapshots.nine_domains])
def test_snapshot_comes_back_from_json_as_it_went(make):
    snapshot = make()

    assert Snapshot.from_json(json.loads(json.dumps(snapshot.to_json()))) == snapshot


def test_snapshot_comes_back_from_the_database_as_it_went(case):
    edition = Edition.objects.get()
    built = report.build(profile_of(case), "en", published_date=edition.published_at.date(), number=1)

    assert Snapshot.from_json(edition.snapshot) == built


def test_snapshot_knows_its_dates():
    snapshot = snapshots.quilmes()

    assert (snapshot.published, snapshot.data_cutoff) == (
        datetime.date(2026, 11, 24),
        datetime.date(2022, 11, 30),
    )


def change_everything():
    """Every text that an edition is made from, in every language, and every figure but those of its address."""
    with override("en"):
        FindingText.objects.update(body="Changed.")
        Finding.objects.update(inclusion="left_out", kind="potential")
        ProfileText.objects.update(body="Changed.")
        StandingText.objects.update(body="Changed.")
        Source.objects.update(title="Changed.", kind="policy", year=1900)
        User.objects.update(name="Changed")
        for model, fields in (
            (Jurisdiction, ("name", "official_name", "footnote")),
            (Instrument, ("title", "provenance")),
            (Domain, ("short_name", "long_name", "description")),
            (Indicator, ("question", "guidance")),
        ):
            names = [f"{field}_{language}" for field in fields for language in ("en", "fr", "es")]
            model.objects.update(**dict.fromkeys(names, "Changed."))
        Domain.objects.update(colour="#000000", colour_dark="#ffffff")
        Assessment.objects.update(data_cutoff_date=datetime.date(1999, 1, 1), state="closed")


def test_edition_says_the_same_after_everything_else_has_changed(case):
    before = Edition.objects.get().snapshot

    change_everything()

    assert Edition.objects.get().snapshot == before
    assert "Changed." not in json.dumps(before)


def test_public_page_says_the_same_after_everything_else_has_changed(case, client):
    before = main_of(client.get(PAGE))

    change_everything()

    assert "In 2022, the Secretariat answered T1.1.1." in before
    assert main_of(client.get(PAGE)) == before


def test_public_file_is_the_same_after_everything_else_has_changed(case, client):
    file = f"{PAGE}quilmes-2022-en.pdf"
    before = b"".join(client.get(file).streaming_content)

    change_everything()

    assert before.startswith(b"%PDF")
    assert b"".join(client.get(file).streaming_content) == before


def main_of(response):
    """What stands between the page’s frame, which carries menus."""
    assert response.status_code == 200
    return response.content.decode().partition("<main")[2].partition("</main>")[0]

"""What lists and searches know is what the published editions say, and follows them at once."""

import pytest
from django.core.management import call_command

from portal.models import Publication, PublishedFinding, PublishedTag
from portal.version import version
from portal.workflow import shelve
from profiles.models import Edition
from profiles.snapshot import Snapshot
from profiles.workflow import EDITION, publish
from tests.factories.assessments import make_case
from tests.factories.profiles import finish, profile_of, published
from tests.replay import play
from workflows.engine import perform


def make_published():
    case = make_case()
    published(case)
    return case


@pytest.fixture
def case(db):
    return play(make_published)


def rows():
    found = PublishedFinding.objects.newest_first().values(
        "edition", "number", "key", "kind", "body", "domain"
    )
    return list(found), list(PublishedTag.objects.order_by("finding", "tag").values_list("tag", flat=True))


def test_published_edition_stands_on_the_shelves(case):
    edition = Edition.objects.get()
    snapshot = Snapshot.from_json(edition.snapshot)

    publication = Publication.objects.get()

    said = [line.body for domain in snapshot.domains for line in (*domain.developed, *domain.potential)]
    assert [finding.body for finding in PublishedFinding.objects.newest_first()] == said
    assert said != []
    assert (publication.place.name, publication.country.name, publication.published_at) == (
        "Quilmes",
        "Argentina",
        edition.published_at,
    )


def test_withdrawn_edition_leaves_the_shelves(case):
    perform(EDITION, "withdraw", Edition.objects.get(), by=case.coordinator, note="Asked for")

    assert (Publication.objects.count(), rows()) == (0, ([], []))


def test_newer_edition_takes_the_place_of_the_earlier(case):
    new = finish(publish(profile=profile_of(case), language="en", by=case.coordinator, note="Mended"))

    assert set(PublishedFinding.objects.values_list("edition", flat=True)) == {new.pk}
    assert Publication.objects.get().published_at == new.published_at


def test_shelves_are_the_same_when_made_anew(case, capsys):
    before = rows()
    PublishedFinding.objects.all().delete()

    call_command("shelve_editions")
    call_command("shelve_editions")

    assert rows() == before
    assert capsys.readouterr().out == "1 profiles are on the shelves.\n" * 2


def test_shelves_made_anew_are_a_new_version_even_when_they_are_empty(db):
    before = version()

    call_command("shelve_editions")

    assert version() != before


def test_change_of_what_is_published_is_a_new_version(case, django_capture_on_commit_callbacks):
    before = version()
    with django_capture_on_commit_callbacks(execute=True):
        shelve(profile=profile_of(case))

    assert version() != before
    assert version() == version()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("municipal", True),
        ("QUILMÉS", True),
        ("argent quilm", True),
        ("bremen", False),
        ("' OR *", False),
        ("", True),
    ],
)
def test_words_are_found_whatever_their_accents(case, text, found):
    assert Publication.objects.matching("quilm").exists()
    edition = Edition.objects.get()
    PublishedFinding.objects.filter(edition=edition).update(search="municipal quilmes argentina")

    assert PublishedFinding.objects.matching(text).exists() is found


def test_deleted_findings_are_found_no_more(case):
    PublishedFinding.objects.all().delete()

    assert not PublishedFinding.objects.matching("quilmes").exists()

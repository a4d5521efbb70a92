"""Editions that are made now and appear at a set time, unless they may not any more."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from assessments.workflow import SECTION, disclose_source
from profiles.models import Edition
from profiles.periodic import let_editions_appear
from profiles.workflow import EDITION, PROFILE, let_appear, publish
from tests.factories.assessments import make_case
from tests.factories.profiles import consent, consented, finish, profile_of, published, store
from tests.replay import play
from workflows.engine import TransitionRefused, perform

HOUR = datetime.timedelta(hours=1)
PAGE = "/en/profiles/argentina/quilmes/2022/"


def make_consented():
    case = make_case()
    consented(case)
    return case


def make_published():
    case = make_case()
    published(case)
    return case


@pytest.fixture
def case(db):
    return play(make_consented)


@pytest.fixture
def done(db):
    return play(make_published)


def waiting(case, *, note=""):
    """An English edition that is made and appears in an hour."""
    edition = publish(
        profile=profile_of(case),
        language="en",
        by=case.coordinator,
        appears_at=timezone.now() + HOUR,
        note=note,
    )
    store(edition)
    perform("edition", "hold", edition, by=None)
    return Edition.objects.get(pk=edition.pk)


def come(edition):
    """The moment has come."""
    Edition.objects.filter(pk=edition.pk).update(appears_at=timezone.now() - HOUR / 60)
    edition.refresh_from_db()
    return edition


def states():
    return list(Edition.objects.order_by("pk").values_list("state", flat=True))


def last(edition):
    event = edition.events.order_by("-pk").first()
    return event.name, event.by, event.note


@pytest.mark.pdf
def test_worker_holds_what_appears_later(case, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        publish(
            profile=profile_of(case), language="en", by=case.coordinator, appears_at=timezone.now() + HOUR
        )

    assert states() == ["waiting"]
    assert Edition.objects.get().pdf.pages > 0


@pytest.mark.pdf
def test_worker_that_is_late_publishes_at_once(case, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        edition = publish(
            profile=profile_of(case), language="en", by=case.coordinator, appears_at=timezone.now() + HOUR
        )
        come(edition)

    assert states() == ["published"]


def test_edition_says_the_day_on_which_it_appears(case):
    moment = timezone.now() + datetime.timedelta(days=3)

    edition = publish(profile=profile_of(case), language="en", by=case.coordinator, appears_at=moment)

    assert edition.snapshot["published_date"] == timezone.localdate(moment).isoformat()
    assert edition.appears_at == moment


def test_nobody_reads_it_before_its_moment(case, client):
    edition = waiting(case)

    let_appear(edition=edition)
    let_editions_appear()

    assert states() == ["waiting"]
    assert last(edition) == ("hold", None, "")
    assert client.get(PAGE).status_code == 404
    assert client.get(f"{PAGE}quilmes-2022-en.pdf").status_code == 404
    assert not Edition.objects.due(timezone.now()).exists()


def test_it_appears_once_its_moment_has_come(case, client):
    edition = come(waiting(case))
    assert list(Edition.objects.due(timezone.now())) == [edition]
    before = timezone.now()

    for _ in range(2):
        let_appear(edition=edition)

    edition.refresh_from_db()
    assert edition.state == "published"
    assert edition.published_at >= before
    assert [event.name for event in edition.events.order_by("pk")] == ["publish", "hold", "appear"]
    assert client.get(PAGE).status_code == 200
    assert not Edition.objects.due(timezone.now()).exists()


def test_what_is_due_appears_by_itself(case, client):
    come(waiting(case))

    for _ in range(2):
        let_editions_appear()

    assert states() == ["published"]
    assert [client.get(path).status_code for path in (PAGE, f"{PAGE}quilmes-2022-en.pdf")] == [200, 200]


def test_it_replaces_the_one_before_at_that_moment(done):
    edition = waiting(done, note="Corrected.")
    meanwhile = states()

    let_appear(edition=come(edition))

    assert (meanwhile, states()) == (["published", "waiting"], ["superseded", "published"])


def test_while_it_waits_no_other_is_asked_for(case):
    edition = waiting(case)

    assert publish(profile=profile_of(case), language="en", by=case.coordinator) == edition


def test_it_is_called_off_by_a_coordinator_alone(case):
    edition = waiting(case)
    for person in (case.focal_point, case.reviewer, case.translator):
        with pytest.raises(PermissionDenied):
            perform(EDITION, "call off", edition, by=person)

    perform(EDITION, "call off", edition, by=case.coordinator)
    let_appear(edition=come(edition))

    assert states() == ["called_off"]
    finish(publish(profile=profile_of(case), language="en", by=case.coordinator))
    assert states() == ["called_off", "published"]


def test_what_was_called_off_on_the_page_does_not_appear(case, client_for):
    edition = waiting(case)

    client_for(case.coordinator).post(f"/en/editions/{edition.pk}/do/call-off/")
    come(edition)
    let_editions_appear()

    assert states() == ["called_off"]


def test_what_has_appeared_is_not_called_off(case):
    edition = come(waiting(case))
    let_appear(edition=edition)

    with pytest.raises(TransitionRefused):
        perform(EDITION, "call off", edition, by=case.coordinator)

    assert states() == ["published"]


# Not any more -----------------------------------------------------------------------------------------


def test_it_lapses_with_its_consent(case):
    edition = waiting(case)

    perform(PROFILE, "withdraw consent", profile_of(case), by=case.focal_point, note="A new mayor.")

    assert last(edition) == ("lapse", None, "The consent has ended.")
    assert states() == ["called_off"]


def test_it_lapses_when_answers_are_reopened(case):
    edition = waiting(case)

    perform(SECTION, "reopen", case.section(1), by=case.coordinator, note="An error.")

    assert last(edition) == ("lapse", None, "The consent has ended.")


def test_it_lapses_when_it_would_show_what_may_not_be_shown_any_more(case):
    edition = waiting(case)

    disclose_source(source=case.assessment.sources.get(), value="basis", by=case.focal_point, reason="Asked.")

    assert last(edition) == ("lapse", None, "What may be shown was changed meanwhile: publish it anew.")


def test_it_lapses_where_another_consent_leaves_its_language_out(case):
    edition = waiting(case)

    consent(case, profile_of(case), ["fr"])

    assert last(edition) == ("lapse", None, "The consent in force doesn’t name this language.")
    assert states() == ["called_off"]


# Asking for it on the page ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({}, "Say when it appears."),
        ({"date": "2099-01-01", "time": "08:00"}, "Choose a moment in the future, within a year."),
        ({"date": "2001-01-01", "time": "08:00"}, "Choose a moment in the future, within a year."),
        ({"date": "tomorrow", "time": "08:00"}, "Enter a valid date."),
    ],
)
def test_moment_that_cannot_be_is_refused_beside_its_field(case, client_for, fields, error):
    page = client_for(case.coordinator).post(
        f"/en/assessments/{case.assessment.pk}/profile/publish/",
        {"language": "en", "when": "later", **fields},
    )

    assert page.status_code == 422
    assert error in page.content.decode()
    assert not Edition.objects.exists()


def test_moment_is_taken_from_the_page(case, client_for):
    day = timezone.localdate() + datetime.timedelta(days=3)
    wanted = {"language": "en", "when": "later", "date": day.isoformat(), "time": "08:30"}

    client_for(case.coordinator).post(f"/en/assessments/{case.assessment.pk}/profile/publish/", wanted)

    moment = timezone.localtime(Edition.objects.get().appears_at)
    assert (moment.date(), moment.hour, moment.minute) == (day, 8, 30)


def test_replacing_an_edition_asks_what_has_changed(case, client_for):
    finish(publish(profile=profile_of(case), language="en", by=case.coordinator))
    client, url = client_for(case.coordinator), f"/en/assessments/{case.assessment.pk}/profile/publish/"

    silent = client.post(url, {"language": "en", "when": "now", "note": " "})
    told = client.post(url, {"language": "en", "when": "now", "note": "A correction."})

    assert silent.status_code == 422
    assert "Say what has changed since the edition that is published now." in silent.content.decode()
    assert told.status_code == 302
    assert Edition.objects.get(number=2).snapshot["note"] == "A correction."

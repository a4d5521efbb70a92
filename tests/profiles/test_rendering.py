"""The worker's side of an edition: one job claims it, beats while it works, and ends it, come what may."""

import datetime
import time

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from profiles import report, tasks
from profiles.models import Edition, EditionEvent, EditionFile
from profiles.tasks import beat, editions
from profiles.workflow import publish, publishing, requeue_lost
from tests.factories.assessments import make_case
from tests.factories.profiles import blank_pdf, consented, profile_of
from tests.race import at_once, postgresql_only
from tests.replay import play
from ui.pdf import PdfFailed
from ui.pdf_checks import Remark
from workflows.engine import perform

SECOND = datetime.timedelta(seconds=1)


def make_consented():
    case = make_case()
    consented(case)
    return case


@pytest.fixture
def case(db):
    return play(make_consented)


@pytest.fixture
def quick(monkeypatch):
    """Laid out and checked in no time."""
    monkeypatch.setattr(report, "render_pdf", lambda snapshot: blank_pdf(3))
    monkeypatch.setattr(editions, "remarks", lambda pdf: [])


@pytest.fixture
def no_worker(monkeypatch):
    monkeypatch.setattr(tasks.render_edition, "delay", lambda edition_id: None)


def ask(case):
    return publish(profile=profile_of(case), language="en", by=case.coordinator)


def now(edition):
    return Edition.objects.get(pk=edition.pk)


def claim(edition):
    return beat.claim(Edition.objects.filter(pk=edition.pk))


def die(edition):
    """A worker begins, is killed, and the sweep comes by."""
    begun = claim(edition)
    Edition.objects.update(beat_at=timezone.now() - beat.SILENT_AFTER - SECOND)
    return begun, requeue_lost()


def steps(edition):
    return list(edition.events.order_by("pk").values_list("name", flat=True))


def failure(edition):
    return edition.events.get(name="fail").note


# Claim ------------------------------------------------------------------------------------------------


def test_edition_asked_for_stands_in_the_queue(case):
    edition = ask(case)

    assert (edition.stage, edition.beat_at) == ("queued", None)


def test_first_job_claims_the_edition_and_the_second_goes_away(case):
    edition = ask(case)

    assert [claim(edition), claim(edition)] == [True, False]
    assert now(edition).stage == "layout"
    assert timezone.now() - now(edition).beat_at < 10 * SECOND


def test_claim_of_a_worker_that_went_silent_runs_out(case):
    edition = ask(case)
    claim(edition)
    Edition.objects.update(beat_at=timezone.now() - beat.SILENT_AFTER - SECOND)

    assert claim(edition)


def test_what_is_made_is_not_claimed(case, quick):
    edition = ask(case)
    tasks.render_edition(edition.pk)
    Edition.objects.update(beat_at=None)

    assert not claim(edition)
    assert steps(edition) == ["publish", "finish"]


def test_worker_beats_while_it_works(case, monkeypatch):
    monkeypatch.setattr(beat, "EVERY", 0.0)
    monkeypatch.setattr(report, "render_pdf", lambda snapshot: time.sleep(2.5) or blank_pdf())
    monkeypatch.setattr(editions, "remarks", lambda pdf: [])
    beaten = []
    monkeypatch.setattr(beat.timezone, "now", lambda real=timezone.now: beaten.append(real()) or beaten[-1])

    tasks.render_edition(ask(case).pk)

    assert len({moment.replace(microsecond=0) for moment in beaten}) >= 3


def test_stages_are_told_one_after_the_other(case, quick, monkeypatch):
    told = []
    reach = beat.Beat.reach
    monkeypatch.setattr(beat.Beat, "reach", lambda self, stage: (told.append(stage), reach(self, stage)))

    tasks.render_edition(ask(case).pk)

    assert told == ["checks", "files"]


@pytest.mark.django_db(transaction=True)
@postgresql_only
def test_ten_deliveries_at_once_are_one_rendering(quick, no_worker, monkeypatch):
    case = make_case()
    consented(case)
    edition = ask(case)
    rendered = []

    def slow(work, **limits):
        rendered.append(1)
        time.sleep(0.5)
        return work()

    monkeypatch.setattr(editions, "bounded", slow)

    at_once(*[lambda: tasks.render_edition(edition.pk)] * 10)

    assert len(rendered) == 4  # the pages, their checks, the other files, and the picture
    assert EditionFile.objects.filter(format="pdf").count() == 1
    assert EditionFile.objects.count() == now(edition).files.count()
    assert list(EditionEvent.objects.order_by("pk").values_list("name", flat=True)) == ["publish", "finish"]


# Lost -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("silent", "found"), [(10, 0), (25, 1)])
def test_edition_of_a_killed_worker_is_queued_again_once(
    case, silent, found, django_capture_on_commit_callbacks
):
    edition = ask(case)
    claim(edition)
    Edition.objects.update(beat_at=timezone.now() - silent * SECOND)

    with django_capture_on_commit_callbacks() as callbacks:
        counts = [requeue_lost(), requeue_lost()]

    assert (counts, len(callbacks)) == ([found, 0], found)
    assert now(edition).stage == ("queued" if found else "layout")


def test_edition_whose_worker_is_killed_again_and_again_has_failed_and_says_what_to_do(case):
    edition = ask(case)

    assert [die(edition) for _again in range(beat.STARTS)] == [(True, 1)] * (beat.STARTS - 1) + [(True, 0)]

    assert steps(edition) == ["publish", "fail"]
    assert failure(edition) == (
        "The files could not be made: the work was broken off again and again. Try again; if that doesn’t help, tell "
        "the administrators."
    )
    assert not claim(edition)
    assert requeue_lost() == 0


def test_job_that_the_broker_delivers_for_ever_ends(case):
    edition, begun = ask(case), []

    for _again in range(beat.STARTS + 2):
        begun.append(claim(edition))
        Edition.objects.update(beat_at=timezone.now() - beat.SILENT_AFTER - SECOND)

    assert begun == [True] * beat.STARTS + [False] * 2


def test_edition_that_is_tried_again_by_hand_starts_anew(case, quick):
    edition = ask(case)
    for _again in range(beat.STARTS):
        die(edition)

    perform("edition", "try again", edition, by=case.coordinator)
    assert [die(edition), die(edition)] == [(True, 1), (True, 1)]
    tasks.render_edition(edition.pk)

    assert steps(edition) == ["publish", "fail", "try again", "finish"]


def test_edition_that_nobody_has_begun_with_waits_for_as_long_as_it_takes(case):
    edition, found = ask(case), []

    for _again in range(5):
        Edition.objects.update(requested_at=timezone.now() - 600 * SECOND)
        found.append(requeue_lost())

    assert (found, steps(edition)) == ([1] * 5, ["publish"])


def test_edition_that_came_to_its_end_while_the_sweep_looked_is_left_alone(case, quick, monkeypatch):
    edition = ask(case)
    Edition.objects.update(attempts=beat.STARTS - 1)
    claim(edition)
    Edition.objects.update(beat_at=timezone.now() - beat.SILENT_AFTER - SECOND)
    monkeypatch.setattr(publishing, "broken_off", lambda: editions._end(edition, "finish"))

    requeue_lost()

    assert (now(edition).state, steps(edition)) == ("published", ["publish", "finish"])


# Ends -------------------------------------------------------------------------------------------------


def test_reason_for_which_there_is_no_pdf_is_told(case, monkeypatch):
    def fails(snapshot):
        raise PdfFailed("No typeface has it.")

    monkeypatch.setattr(report, "render_pdf", fails)
    edition = ask(case)

    tasks.render_edition(edition.pk)

    assert (steps(edition), failure(edition)) == (["publish", "fail"], "No typeface has it.")
    assert not EditionFile.objects.exists()


def test_what_the_checkers_say_is_kept_with_the_edition(case, quick, monkeypatch):
    remark = Remark("outloud", "reading-order", "The order is a guess.", fails=False)
    monkeypatch.setattr(editions, "remarks", lambda pdf: [remark])
    edition = ask(case)

    tasks.render_edition(edition.pk)

    assert now(edition).state == "published"
    assert now(edition).checks == [
        {"checker": "outloud", "rule": "reading-order", "text": "The order is a guess.", "fails": False}
    ]


def test_failed_check_refuses_publication_says_what_and_is_kept(case, quick, monkeypatch):
    broken = Remark("pdfua", "UA1:7.1-3", "A figure has no text.", fails=True)
    monkeypatch.setattr(editions, "remarks", lambda pdf: [broken])
    edition = ask(case)

    tasks.render_edition(edition.pk)

    assert now(edition).state == "failed"
    assert "A figure has no text." in failure(edition)
    assert [check["rule"] for check in now(edition).checks] == ["UA1:7.1-3"]
    assert not EditionFile.objects.exists()


def test_what_nobody_foresaw_ends_in_words_and_can_be_tried_again(case, quick, monkeypatch):
    monkeypatch.setattr(report, "render_pdf", lambda snapshot: blank_pdf(7))  # no other test keeps this one
    monkeypatch.setattr(default_storage, "save", lambda name, content: 1 / 0)
    edition = ask(case)

    tasks.render_edition(edition.pk)

    assert steps(edition) == ["publish", "fail"]
    assert failure(edition).startswith("Something went wrong that nobody foresaw.")


@pytest.mark.parametrize("greedy", [lambda _: time.sleep(60), lambda _: bytearray(3 * 1024**3)])
def test_what_takes_too_much_ends_in_time_with_a_clear_reason(case, quick, greedy, monkeypatch):
    monkeypatch.setattr(report, "render_pdf", greedy)
    monkeypatch.setattr(editions, "LONGEST", 2)
    edition = ask(case)

    tasks.render_edition(edition.pk)

    assert steps(edition) == ["publish", "fail"]
    assert failure(edition) == "Its texts are too long to be laid out: shorten the longest of them."


def test_text_that_is_too_much_for_another_format_ends_in_time(case, quick, monkeypatch):
    monkeypatch.setattr(editions, "files_of", lambda snapshot: time.sleep(60))
    monkeypatch.setattr(editions, "LONGEST", 2)
    edition = ask(case)

    tasks.render_edition(edition.pk)

    assert steps(edition) == ["publish", "fail"]
    assert failure(edition) == "Its texts are too long to be laid out: shorten the longest of them."
    assert not EditionFile.objects.exists()


# Files ------------------------------------------------------------------------------------------------


def test_half_written_file_is_replaced_by_the_whole_one(case, quick, monkeypatch):
    pdf, edition = blank_pdf(3), ask(case)
    monkeypatch.setattr(report, "render_pdf", lambda snapshot: pdf)
    name = f"editions/{editions.hashlib.sha256(pdf).hexdigest()}.pdf"
    default_storage.delete(name)
    default_storage.save(name, ContentFile(pdf[:100]))

    tasks.render_edition(edition.pk)

    kept = now(edition).pdf
    assert (kept.file.name, kept.bytes) == (name, len(pdf))
    assert default_storage.open(name).read() == pdf


def test_row_of_a_file_comes_after_its_content(case, quick, monkeypatch):
    """A worker that dies while it writes leaves no row, so nothing is served."""

    def dies(name, content):
        raise SystemExit

    monkeypatch.setattr(report, "render_pdf", lambda snapshot: blank_pdf(8))  # no other test keeps this one
    monkeypatch.setattr(default_storage, "save", dies)
    edition = ask(case)

    with pytest.raises(SystemExit):
        tasks.render_edition(edition.pk)

    assert not EditionFile.objects.exists()
    assert now(edition).state == "rendering"

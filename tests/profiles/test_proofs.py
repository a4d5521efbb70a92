import io
import re
from datetime import timedelta

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.utils import timezone

from assessments.models import Answer
from audit.models import Entry
from profiles import report, tasks
from profiles.models import Profile, Proof
from profiles.snapshot import Snapshot
from profiles.tasks import beat
from profiles.workflow import PROFILE, ask_for_proof, requeue_lost_proofs, write_text
from tests.factories.accounts import make_people
from tests.factories.consultation import consulted, finding_of, made_proof, share
from tests.factories.profiles import blank_pdf, written
from tests.statements import counted
from ui.pdf import PdfFailed
from ui.pdf_checks import failures
from workflows.engine import perform


@pytest.fixture
def profile(case):
    return consulted(case)


@pytest.fixture
def blank(monkeypatch):
    """Every PDF is a blank page that passes the checks."""
    monkeypatch.setattr(report, "render_pdf", lambda snapshot, draft: blank_pdf())
    monkeypatch.setattr(tasks.proofs, "failures", lambda pdf: [])


def page(profile, path="preview/en/"):
    return f"/en/assessments/{profile.assessment_id}/profile/{path}"


def text_of(response):
    return " ".join(response.content.decode().split())


def content_of(proof):
    with proof.file.open("rb") as kept:
        return kept.read()


def redraft(case, profile, body):
    perform(PROFILE, "back to drafting", profile, by=case.reviewer, note="More.")
    write_text(profile=profile, key="introduction", body=body, by=case.reviewer)
    return Profile.objects.for_detail().get(pk=profile.pk)


# Asking, and progress -----------------------------------------------------------------------------------


def test_pdf_is_asked_for_made_and_downloaded(
    profile, case, client_for, blank, django_capture_on_commit_callbacks
):
    client = client_for(case.observer)
    assert "Make the PDF of the draft" in text_of(client.get(page(profile)))

    with django_capture_on_commit_callbacks(execute=True):
        asked = client.post(page(profile, "preview/en/proof/"))

    assert (asked.status_code, asked.url) == (302, page(profile))
    proof = Proof.objects.get()
    assert (proof.language, proof.pages, proof.failure) == ("en", 1, "")
    assert "Download the draft" in text_of(client.get(page(profile)))
    sent = client.get(page(profile, "preview/en/draft.pdf"))
    assert b"".join(sent.streaming_content) == content_of(proof)
    assert sent.headers["Content-Disposition"] == 'attachment; filename="quilmes-2022-en-draft.pdf"'
    assert "no-store" in sent.headers["Cache-Control"]
    last = Entry.objects.of(profile.assessment.matter).order_by("-number").first()
    assert (last.kind, last.subject, last.actor) == (
        "downloaded",
        "quilmes-2022-en-draft.pdf",
        case.observer.pk,
    )


def test_page_shows_that_it_is_being_made_and_then_that_it_is(profile, case, client_for):
    client = client_for(case.reviewer)
    client.post(page(profile, "preview/en/proof/"))
    proof = Proof.objects.get()
    progress = page(profile, f"proofs/{proof.pk}/progress/")

    waiting = text_of(client.get(page(profile)))
    nothing_new = client.get(progress)
    tasks.proofs.keep_proof(proof, blank_pdf())
    done = client.get(progress)

    assert f'hx-get="{progress}" hx-trigger="every 2s"' in waiting
    assert ">Refresh</a>" in waiting
    assert nothing_new.status_code == 204
    assert "Download the draft" in text_of(done)
    assert "hx-get" not in text_of(done)


def test_same_content_gives_the_same_proof(profile, case, blank, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as first:
        one = ask_for_proof(profile=profile, language="en", by=case.reviewer)
    with django_capture_on_commit_callbacks(execute=True) as second:
        same = ask_for_proof(profile=profile, language="en", by=case.focal_point)

    assert one == same == Proof.objects.get()
    assert (len(first), len(second)) == (1, 0)


def test_same_content_on_another_day_gives_the_same_digest(profile):
    days = [timezone.localdate(), timezone.localdate() - timedelta(days=40)]

    digests = {report.digest_of_content(report.build(profile, "en", published_date=day)) for day in days}

    assert len(digests) == 1


def test_other_content_gives_another_proof_and_throws_the_old_one_away(
    profile, case, django_capture_on_commit_callbacks
):
    old, french = made_proof(case, profile), made_proof(case, profile, "fr")
    profile = redraft(case, profile, "Another introduction.")

    with django_capture_on_commit_callbacks() as queued:
        new = ask_for_proof(profile=profile, language="en", by=case.reviewer)
    queued[0]()

    assert set(Proof.objects.all()) == {new, french}
    assert new.snapshot["written"]["introduction"] == "Another introduction."
    assert not default_storage.exists(old.file.name)
    assert default_storage.exists(french.file.name)


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("coordinator", 302),
        ("researcher", 302),
        ("focal_point", 302),
        ("reviewer", 302),
        ("translator", 302),
        ("observer", 302),
        ("contributor", 404),
    ],
)
def test_who_asks(profile, case, client_for, role, status):
    client = client_for(case.in_role(role))

    assert client.post(page(profile, "preview/en/proof/")).status_code == status
    assert client.post(page(profile, "preview/pt/proof/")).status_code == 404
    assert Proof.objects.count() == (status == 302)


def test_stranger_asks_for_nothing(profile):
    with pytest.raises(PermissionDenied):
        ask_for_proof(profile=profile, language="en", by=make_people("Stranger")[0])


def test_proof_of_another_assessment_is_404(two, client_for):
    own, other = consulted(two.own), consulted(two.other)
    proof = made_proof(two.other, other)

    response = client_for(two.own.reviewer).get(page(own, f"proofs/{proof.pk}/progress/"))

    assert response.status_code == 404


# What goes wrong ----------------------------------------------------------------------------------------


def test_failure_is_told_and_tried_again(
    profile, case, client_for, monkeypatch, django_capture_on_commit_callbacks
):
    def fail(snapshot, draft):
        raise PdfFailed("No typeface has that character.")

    client = client_for(case.reviewer)
    with monkeypatch.context() as patch, django_capture_on_commit_callbacks(execute=True):
        patch.setattr(report, "render_pdf", fail)
        client.post(page(profile, "preview/en/proof/"))
    told = text_of(client.get(page(profile)))
    assert "could not be made" in told
    assert "No typeface has that character." in told
    assert "Try again" in told

    monkeypatch.setattr(report, "render_pdf", lambda snapshot, draft: blank_pdf())
    monkeypatch.setattr(tasks.proofs, "failures", lambda pdf: [])
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page(profile, "preview/en/proof/"))

    assert "Download the draft" in text_of(client.get(page(profile)))


def test_pdf_that_not_everybody_could_read_is_a_failure(profile, case, monkeypatch):
    monkeypatch.setattr(report, "render_pdf", lambda snapshot, draft: blank_pdf())
    proof = ask_for_proof(profile=profile, language="en", by=case.reviewer)

    tasks.make_proof(proof.pk)

    proof.refresh_from_db()
    assert proof.failure.startswith("The PDF failed its accessibility checks:")
    assert not proof.file


def test_job_delivered_ten_times_makes_one_file(profile, case, blank, monkeypatch):
    saved = []
    keep = default_storage.save
    monkeypatch.setattr(default_storage, "save", lambda *file: saved.append(file[0]) or keep(*file))
    proof = ask_for_proof(profile=profile, language="en", by=case.reviewer)

    for _again in range(10):
        tasks.make_proof(proof.pk)
        tasks.proofs.keep_proof(proof, blank_pdf())

    assert [name for name in saved if default_storage.exists(name)] == [Proof.objects.get().file.name]


def test_file_of_a_proof_that_was_thrown_away_meanwhile_is_not_kept(profile, case, blank, monkeypatch):
    proof = ask_for_proof(profile=profile, language="en", by=case.reviewer)
    Proof.objects.all().delete()

    tasks.proofs.keep_proof(proof, blank_pdf())
    tasks.make_proof(proof.pk)

    assert not Proof.objects.exists()
    assert not [name for name in default_storage.listdir("proofs")[1] if name == proof.file.name]


def test_lost_job_is_queued_again_for_an_hour(profile, case, monkeypatch, django_capture_on_commit_callbacks):
    proof = ask_for_proof(profile=profile, language="en", by=case.reviewer)
    asked = []
    monkeypatch.setattr(tasks.make_proof, "delay", asked.append)
    found = {}

    for minutes in (0, 2, 59, 70):
        Proof.objects.update(asked_at=timezone.now() - timedelta(minutes=minutes))
        with django_capture_on_commit_callbacks(execute=True):
            found[minutes] = requeue_lost_proofs()

    assert found == {0: 0, 2: 1, 59: 1, 70: 0}
    assert asked == [proof.pk] * 2


def die(proof):
    """A worker begins, is killed, and the sweep comes by."""
    begun = beat.claim(Proof.objects.filter(pk=proof.pk))
    Proof.objects.update(beat_at=timezone.now() - beat.SILENT_AFTER - timedelta(seconds=1))
    return begun, requeue_lost_proofs()


def test_two_jobs_at_once_make_it_once(profile, case):
    proof = ask_for_proof(profile=profile, language="en", by=case.reviewer)

    assert [beat.claim(Proof.objects.filter(pk=proof.pk)) for _ in range(2)] == [True, False]
    assert requeue_lost_proofs() == 0


def test_proof_whose_worker_is_killed_again_and_again_has_failed_and_is_tried_anew(
    profile, case, client_for, blank, django_capture_on_commit_callbacks
):
    proof = ask_for_proof(profile=profile, language="en", by=case.reviewer)

    assert [die(proof) for _again in range(beat.STARTS)] == [(True, 1)] * (beat.STARTS - 1) + [(True, 0)]
    told = text_of(client_for(case.reviewer).get(page(profile)))
    with django_capture_on_commit_callbacks(execute=True):
        ask_for_proof(profile=profile, language="en", by=case.reviewer)

    assert "the work was broken off again and again. Try again;" in told
    proof.refresh_from_db()
    assert (proof.failure, proof.pages, proof.attempts) == ("", 1, 1)


def test_proof_that_nobody_makes_is_offered_again(profile, case, client_for):
    client = client_for(case.reviewer)
    proof = ask_for_proof(profile=profile, language="en", by=case.reviewer)
    Proof.objects.update(asked_at=timezone.now() - timedelta(hours=2))

    assert "Try again" in text_of(client.get(page(profile)))
    client.post(page(profile, "preview/en/proof/"))

    proof.refresh_from_db()
    assert timezone.now() - proof.asked_at < timedelta(minutes=1)


# What it tells ------------------------------------------------------------------------------------------


def test_pdf_of_what_the_profile_said_before_is_not_sent(profile, case, client_for):
    _link, path = share(case, profile)
    made_proof(case, profile)
    hidden = finding_of(profile).bases.get().revision.answer_id
    Answer.objects.filter(pk=hidden).update(disclosure="internal")

    sent = [
        client_for(case.observer).get(page(profile, "preview/en/draft.pdf")),
        client_for().get(f"{path}draft.pdf"),
    ]

    assert [response.status_code for response in sent] == [302, 302]
    assert "draft.pdf" not in text_of(client_for().get(path))
    assert "Make the PDF of the draft" in text_of(client_for(case.observer).get(page(profile)))


def test_holder_of_a_link_gets_the_pdf_once_it_is_made(profile, case, client_for):
    _link, path = share(case, profile)
    before = client_for().get(f"{path}draft.pdf")
    proof = made_proof(case, profile)

    after = client_for().get(f"{path}draft.pdf")

    assert (before.status_code, before.url) == (302, path)
    assert b"".join(after.streaming_content) == content_of(proof)
    assert f"{path}draft.pdf" in text_of(client_for().get(path))
    assert client_for().get(f"{path.removesuffix('en/')}fr/draft.pdf").status_code == 302


def test_asking_head_is_no_download(profile, case, client_for):
    made_proof(case, profile)
    lines = Entry.objects.of(profile.assessment.matter).count()

    response = client_for(case.reviewer).head(page(profile, "preview/en/draft.pdf"))

    assert (response.status_code, b"".join(response)) == (200, b"")
    assert Entry.objects.of(profile.assessment.matter).count() == lines


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_draft_says_what_the_page_says_and_no_more(case, language):
    profile = consulted(case)
    snapshot = report.build(profile, language, published_date=timezone.localdate())

    proof = ask_for_proof(profile=profile, language=language, by=case.reviewer)

    assert Snapshot.from_json(proof.snapshot) == snapshot


def test_statements_of_the_proof_do_not_grow(case, client_for):
    profile = consulted(case)
    made_proof(case, profile)
    client = client_for(case.reviewer)
    path = page(profile, f"proofs/{Proof.objects.get().pk}/progress/")
    client.get(path)

    with counted() as sent:
        client.get(path)

    assert len(sent) == 5


@pytest.mark.pdf
@pytest.mark.parametrize(("language", "mark"), [("en", "Draft"), ("fr", "Projet"), ("es", "Borrador")])
def test_each_page_of_a_draft_says_so_and_is_accessible(case, language, mark):
    profile = consulted(case)
    snapshot = report.build(profile, language, published_date=timezone.localdate())

    pdf = report.render_pdf(snapshot, draft=True)

    assert failures(pdf) == []
    with pikepdf.open(io.BytesIO(pdf)) as document, pikepdf.open(io.BytesIO(edition_pdf(snapshot))) as other:
        heads = [artifacts(each) for each in document.pages]
        assert len(document.pages) == len(other.pages)
        assert [head - artifacts(each) for head, each in zip(heads[1:], other.pages[1:], strict=True)] == [
            1
        ] * (len(heads) - 1)
        assert "/EmbeddedFiles" not in document.Root.get("/Names", {})
        assert str(document.docinfo["/Title"]).startswith(f"{mark} – ")


def edition_pdf(snapshot):
    return report.render_pdf(snapshot)


def artifacts(leaf):
    """How many pieces of page furniture there are on a page."""
    return len(re.findall(rb"/Artifact\s*<<[^>]*/Pagination", leaf.Contents.read_bytes()))


def test_profile_that_is_being_written_has_proofs_too(case, client_for):
    profile = written(case)

    assert client_for(case.reviewer).post(page(profile, "preview/en/proof/")).status_code == 302

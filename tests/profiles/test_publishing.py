import datetime
import hashlib

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments.workflow import SECTION
from profiles import tasks
from profiles.models import Consent, Edition, EditionEvent, Finding, FindingText, StandingText
from profiles.periodic import requeue_lost_renderings
from profiles.workflow import (
    EDITION,
    PROFILE,
    TranslationDraft,
    load_standing_texts,
    publish,
    record_consent,
    requeue_lost,
    review_translations,
    save_translations,
)
from tests.factories.assessments import approve, make_case
from tests.factories.profiles import (
    LANGUAGES,
    blank_pdf,
    clear,
    consent,
    consented,
    decide,
    finish,
    introduce,
    make_standing_texts,
    profile_of,
    published,
    sources_of,
    store,
    translate,
    written,
)
from tests.replay import play
from workflows.engine import TransitionRefused, perform
from workflows.problems import Problem


def make_cleared():
    case = make_case()
    clear(case, written(case))
    make_standing_texts()
    return case


def make_consented():
    case = make_case()
    consented(case)
    return case


def make_published():
    case = make_case()
    published(case)
    return case


@pytest.fixture
def cleared(db):
    """Consent could be given."""
    return play(make_cleared)


@pytest.fixture
def case(db):
    """Consented to in English: an English edition could be published."""
    return play(make_consented)


@pytest.fixture
def done(db):
    """Published in English."""
    return play(make_published)


def ask(case, language="en", by=None, note=""):
    return publish(profile=profile_of(case), language=language, by=by or case.coordinator, note=note)


def events(edition=None):
    found = EditionEvent.objects.filter(subject=edition) if edition else EditionEvent.objects.all()
    return list(found.order_by("pk").values_list("name", "source", "target", "by"))


def editions():
    return list(Edition.objects.order_by("pk").values_list("language", "number", "state"))


def refused_with(case, language="en"):
    before = editions(), events()
    with pytest.raises(TransitionRefused) as refused:
        ask(case, language)
    assert (editions(), events()) == before
    return refused.value.problems


# Consent ----------------------------------------------------------------------------------------------


def test_consent_is_recorded_with_who_when_and_for_which_languages(cleared):
    recorded = consent(cleared, profile_of(cleared), ["es", "en", "es"])

    assert (recorded.name, recorded.capacity, recorded.date, recorded.letter, recorded.recorded_by) == (
        "Martina Sosa",
        "Mayor",
        datetime.date(2026, 1, 15),
        "MQ 12/2026",
        cleared.focal_point,
    )
    assert [row.language for row in recorded.languages.order_by("pk")] == ["en", "es"]
    assert profile_of(cleared).state == "consented"


def test_consent_before_clearance_is_refused_and_not_recorded(case):
    profile = profile_of(case)
    perform(PROFILE, "withdraw consent", profile, by=case.focal_point, note="A new mayor.")
    before = list(Consent.objects.values())

    with pytest.raises(TransitionRefused):
        consent(case, profile)

    assert list(Consent.objects.values()) == before


def test_consent_is_for_focal_points_and_coordinators(two):
    own = two.own
    clear(own, written(own))
    people = [
        own.in_role(role) for role in ("researcher", "contributor", "reviewer", "translator", "observer")
    ]

    for person in [*people, two.other.focal_point, two.stranger, two.superuser]:
        with pytest.raises(PermissionDenied):
            record_consent(
                profile=profile_of(own),
                name="N",
                capacity="C",
                date=datetime.date(2026, 1, 15),
                letter="L",
                languages=["en"],
                by=person,
            )

    assert not Consent.objects.exists()


def test_consent_withdrawn_takes_the_profile_back_and_leaves_what_is_published(done):
    profile = profile_of(done)

    perform(PROFILE, "withdraw consent", profile, by=done.focal_point, note="A new mayor.")

    assert profile_of(done).state == "drafting"
    assert Consent.objects.get().ended_at == profile.events.order_by("pk").last().at
    assert editions() == [("en", 1, "published")]


def test_only_one_consent_is_in_force(case):
    profile = profile_of(case)

    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(
            profile=profile,
            name="N",
            capacity="C",
            date="2026-01-15",
            letter="L",
            recorded_by=case.focal_point,
        )


# Publish ----------------------------------------------------------------------------------------------


def test_publish_makes_an_edition_that_waits_for_its_pdf(case):
    edition = ask(case)

    assert editions() == [("en", 1, "rendering")]
    assert events() == [("publish", "new", "rendering", case.coordinator.pk)]
    assert edition.snapshot["title"] == "Municipality of Quilmes"
    assert (edition.requested_by, edition.published_at, edition.pdf) == (case.coordinator, None, None)


def test_publish_queues_the_rendering_after_commit(case, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        ask(case)

    assert len(callbacks) == 1


def test_publish_while_one_is_in_the_making_gives_that_one(case):
    first = ask(case)

    assert ask(case) == first
    assert len(events()) == 1


def test_database_allows_one_in_the_making_per_language(case):
    edition = ask(case)

    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.create(
            profile=edition.profile, language="en", number=2, snapshot={}, requested_by=case.coordinator
        )


def test_publish_is_for_coordinators(two):
    own = two.own
    consented(own)
    others = [person for role, person in own.people.items() if role != "coordinator"]

    for person in [*others, two.other.coordinator, two.stranger, two.superuser]:
        with pytest.raises(PermissionDenied):
            ask(own, by=person)

    assert editions() == []


# Refused while something is missing -------------------------------------------------------------------


def desk(case):
    return f"/en/assessments/{case.assessment.pk}/profile/"


def test_publish_without_consent_is_refused(cleared):
    assert refused_with(cleared) == (Problem("The consent isn’t recorded yet.", desk(cleared)),)


def test_publish_in_a_language_that_is_not_consented_to_is_refused(case):
    translate(case, profile_of(case), "es")

    assert refused_with(case, "es") == (Problem("The consent doesn’t cover Spanish.", desk(case)),)


def test_publish_after_the_consent_has_ended_is_refused(case):
    Consent.objects.update(ended_at=timezone.now())

    assert refused_with(case) == (Problem("The consent doesn’t cover English.", desk(case)),)


def test_publish_while_answers_are_open_is_refused(case):
    perform(SECTION, "reopen", case.section(2), by=case.coordinator, note="An error.")
    finding = Finding.objects.get(domain__number=2)

    assert refused_with(case) == (
        Problem("The consent isn’t recorded yet.", desk(case)),
        Problem("Some answers were reopened: wait until all are approved again."),
        Problem(
            "Domain 2: the answer behind a finding has changed; compare the two.",
            f"{desk(case)}domains/domain-2/#finding-{finding.pk}",
        ),
    )


def test_publish_tells_everything_that_is_missing_each_once(case):
    StandingText.objects.filter(language="fr", key__in=["method", "rights"]).delete()
    profile = profile_of(case)
    found = sources_of(profile)
    said = [TranslationDraft(source, "En 2022.", source.revision) for source in found[:3]]
    save_translations(profile=profile, language="fr", drafts=said, by=case.translator)
    review_translations(profile=profile, language="fr", sources=found[:2], by=case.reviewer)
    type(found[1]).objects.filter(pk=found[1].pk).update(revision=2)

    assert refused_with(case, "fr") == (
        Problem("The consent doesn’t cover French.", desk(case)),
        Problem("Not translated into French: 1.", f"{desk(case)}translation/fr/?part=findings"),
        Problem(
            "Changed since they were translated into French: 1.", f"{desk(case)}translation/fr/?part=findings"
        ),
        Problem("Translated into French and not reviewed: 1.", f"{desk(case)}translation/fr/?part=findings"),
        Problem("Not translated into French: 1.", f"{desk(case)}translation/fr/?part=texts"),
        Problem(
            "A standing text is missing in French: Legal page: use of the text. The site’s staff can write it."
        ),
        Problem("A standing text is missing in French: How it was made. The site’s staff can write it."),
    )


def test_publish_does_not_ask_for_texts_of_findings_left_out(case):
    FindingText.objects.filter(finding__domain__number=2).delete()
    Finding.objects.filter(domain__number=2).update(inclusion="left_out")

    ask(case)

    assert editions() == [("en", 1, "rendering")]


def test_publish_with_an_empty_finding_is_refused(case):
    FindingText.objects.filter(finding__domain__number=2).update(body="")

    assert refused_with(case) == (Problem("Findings without a text in English: 1."),)


def test_what_replaces_a_published_edition_says_what_has_changed(done):
    assert refused_with(done) == (Problem("Say what has changed since the edition that is published now."),)

    edition = finish(ask(done, note=" A year was wrong. "))

    assert (edition.note, edition.snapshot["note"], edition.snapshot["number"]) == (
        "A year was wrong.",
        "A year was wrong.",
        2,
    )


# The worker’s end -------------------------------------------------------------------------------------


def test_finished_edition_is_published_with_its_file(case):
    pdf = blank_pdf(pages=2)

    edition = finish(ask(case), pdf)

    assert editions() == [("en", 1, "published")]
    assert events()[1:] == [("finish", "rendering", "published", None)]
    assert [file.format for file in edition.files.order_by("pk")] == ["pdf", "csv", "docx", "json"]
    for file in edition.files.all():
        content = default_storage.open(file.file.name).read()
        assert (file.bytes, file.sha256) == (len(content), hashlib.sha256(content).hexdigest())
        assert file.file.name == f"editions/{file.sha256}.{file.format}"
        assert file.pages == (2 if file.format == "pdf" else 0)
        assert file.format != "pdf" or content == pdf
    assert list(Edition.objects.public()) == [edition]


def test_same_file_is_stored_once(case):
    pdf = blank_pdf(pages=3)
    edition = ask(case)

    store(edition, pdf)
    store(edition, pdf)

    stored = [
        name
        for name in default_storage.listdir("editions")[1]
        if name.startswith(hashlib.sha256(pdf).hexdigest())
    ]
    assert len(stored) == 1


def test_newer_edition_supersedes_the_one_before(done):
    first = Edition.objects.get()

    second = finish(ask(done, note="Corrected."))

    assert editions() == [("en", 1, "superseded"), ("en", 2, "published")]
    assert events(first)[-1] == ("supersede", "published", "superseded", None)
    assert list(Edition.objects.public()) == [second]
    assert first.pdf == Edition.objects.get(pk=first.pk).pdf


def test_edition_in_the_making_leaves_the_one_before_published(done):
    ask(done, note="Corrected.")

    assert editions() == [("en", 1, "published"), ("en", 2, "rendering")]


def test_edition_in_another_language_stands_beside(done):
    translate(done, profile_of(done), "fr")

    finish(ask(done, "fr"))

    assert editions() == [("en", 1, "published"), ("fr", 1, "published")]


def test_edition_of_another_profile_is_not_superseded(two):
    published(two.other)

    published(two.own)

    assert [(e.profile.assessment, e.state) for e in Edition.objects.order_by("pk")] == [
        (two.other.assessment, "published"),
        (two.own.assessment, "published"),
    ]


def test_withdrawn_edition_is_not_public_and_the_next_gets_its_own_number(done):
    first = Edition.objects.get()

    perform(EDITION, "withdraw", first, by=done.coordinator, note="A court order.")
    finish(ask(done))

    assert editions() == [("en", 1, "withdrawn"), ("en", 2, "published")]
    assert EditionEvent.objects.get(name="withdraw").note == "A court order."


@pytest.mark.pdf
def test_worker_renders_checks_and_publishes(case, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        edition = ask(case)

    edition.refresh_from_db()
    assert edition.state == "published"
    assert edition.pdf.pages >= 5
    assert default_storage.open(edition.pdf.file.name).read(5) == b"%PDF-"


@pytest.mark.pdf
def test_worker_that_gets_the_job_twice_takes_one_step(case, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        edition = ask(case)
    before = Edition.objects.values().get(), events()

    tasks.render_edition(edition.pk)
    tasks.editions._end(edition, "finish")
    tasks.editions._end(edition, "fail")

    assert (Edition.objects.values().get(), events()) == before
    assert [name for name, *_ in events()] == ["publish", "finish"]


@pytest.mark.pdf
def test_failed_rendering_says_why_and_can_be_tried_again(case, django_capture_on_commit_callbacks):
    text = FindingText.objects.filter(finding__domain__number=2)
    text.update(body="In 2022, \U0010fffd was signed.")
    with django_capture_on_commit_callbacks(execute=True):
        edition = ask(case)
    failure = EditionEvent.objects.get(name="fail")

    edition.refresh_from_db()
    perform(EDITION, "try again", edition, by=case.coordinator)

    assert (failure.source, failure.target, failure.by) == ("rendering", "failed", None)
    assert "U+10FFFD" in failure.note
    assert [name for name, *_ in events(edition)] == ["publish", "fail", "try again"]
    assert list(Edition.objects.public()) == []


def test_failed_edition_makes_room_for_a_new_one(case):
    tasks.editions._end(ask(case), "fail", note="No typeface.")

    finish(ask(case))

    assert editions() == [("en", 1, "failed"), ("en", 2, "published")]


def test_try_again_asks_the_same_conditions_as_publishing(case):
    edition = ask(case)
    tasks.editions._end(edition, "fail", note="No typeface.")
    perform(PROFILE, "withdraw consent", profile_of(case), by=case.focal_point, note="A new mayor.")

    with pytest.raises(TransitionRefused) as refused:
        perform(EDITION, "try again", edition, by=case.coordinator)

    assert refused.value.problems == (Problem("The consent isn’t recorded yet.", desk(case)),)


def test_job_of_an_edition_that_is_gone_does_nothing(db):
    tasks.render_edition(4711)

    assert editions() == []


# Lost jobs --------------------------------------------------------------------------------------------


def lose(edition, minutes):
    Edition.objects.filter(pk=edition.pk).update(
        requested_at=timezone.now() - datetime.timedelta(minutes=minutes)
    )


@pytest.mark.parametrize(("minutes", "count"), [(4, 0), (6, 1)])
def test_lost_rendering_is_queued_again_after_five_minutes(
    case, django_capture_on_commit_callbacks, minutes, count
):
    lose(ask(case), minutes)

    with django_capture_on_commit_callbacks() as callbacks:
        found = requeue_lost()

    assert (found, len(callbacks)) == (count, count)


def test_lost_rendering_is_queued_once_in_five_minutes(case):
    lose(ask(case), 6)

    assert [requeue_lost(), requeue_lost()] == [1, 0]


@pytest.mark.parametrize("state", ["published", "failed"])
def test_edition_that_came_to_an_end_is_not_lost(case, state):
    edition = ask(case)
    finish(edition) if state == "published" else tasks.editions._end(edition, "fail", note="No typeface.")
    lose(edition, 60)

    assert requeue_lost() == 0


@pytest.mark.pdf
def test_lost_rendering_is_made_by_the_sweep(case, django_capture_on_commit_callbacks):
    lose(ask(case), 6)

    with django_capture_on_commit_callbacks(execute=True):
        requeue_lost_renderings()

    assert editions() == [("en", 1, "published")]


# Standing texts ---------------------------------------------------------------------------------------


def test_standing_texts_are_added_where_they_are_missing_only(db):
    StandingText.objects.create(key="method", language="en", body="Edited by the publisher.")

    added = load_standing_texts(texts={"method": {"en": "From the file.", "fr": "Du fichier."}})

    assert added == 1
    assert list(StandingText.objects.order_by("language").values_list("language", "body")) == [
        ("en", "Edited by the publisher."),
        ("fr", "Du fichier."),
    ]


# The whole way round ----------------------------------------------------------------------------------


def test_corrected_answer_comes_out_in_the_next_edition(done):
    perform(SECTION, "reopen", done.section(2), by=done.coordinator, note="An error.")
    approve(done, done.section(2), wording="In 2024, {code} was corrected.")
    profile = profile_of(done)
    FindingText.objects.filter(finding__domain__number=2).update(body="In 2024, it was corrected.")
    decide(done, profile, compared=True)
    introduce(done, profile)
    clear(done, profile)
    consent(done, profile, LANGUAGES)

    second = finish(ask(done, note="An answer was corrected."))

    first = Edition.objects.get(number=1)
    printed = [
        [line["body"] for line in edition.snapshot["domains"][1]["developed"]] for edition in (first, second)
    ]
    assert printed == [["In 2022, the Secretariat answered T2.1.1."], ["In 2024, it was corrected."]]
    assert editions() == [("en", 1, "superseded"), ("en", 2, "published")]

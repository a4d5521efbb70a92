"""What stood in the database before texts had revisions, and editions more than one file."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from profiles.models import Edition, FindingText, ProfileText, StandingText
from tests.factories.assessments import make_case

BEFORE, AFTER = "0002_history_never_changes", "0005_files_of_editions"
SNAPSHOT = {"title": "Municipality of Quilmes", "domains": []}


def migrate(target):
    executor = MigrationExecutor(connection)
    state = executor.migrate([("profiles", target)])
    return state.apps


@pytest.fixture
def case(transactional_db):
    """An assessment, in a database from before; afterwards everything is migrated again."""
    case = make_case()
    yield case
    call_command("migrate", verbosity=0)


def written_before(case):
    """A profile in English and French with an edition that was published and one that failed."""
    model = migrate(BEFORE).get_model
    profile = model("profiles", "Profile").objects.create(assessment_id=case.assessment.pk)
    finding = model("profiles", "Finding").objects.create(
        profile=profile, domain_id=case.section(1).domain_id, kind="developed", position=1
    )
    for language, body in (("en", "In 2022."), ("fr", "En 2022.")):
        finding.texts.create(language=language, body=body)
        profile.texts.create(key="introduction", language=language, body=f"Introduction ({language})")
    model("profiles", "StandingText").objects.create(key="method", language="en", body="The method.")
    about = {"profile": profile, "language": "en", "requested_by_id": case.coordinator.pk}
    editions = model("profiles", "Edition").objects
    pdf = {"pdf": "editions/one.pdf", "pdf_sha256": "a" * 64, "pdf_bytes": 1234, "pdf_pages": 12}
    now = case.assessment.sections.first().due_date.isoformat() + "T00:00:00Z"
    editions.create(number=1, state="published", snapshot=SNAPSHOT, published_at=now, **pdf, **about)
    editions.create(number=2, state="failed", snapshot=SNAPSHOT, **about)
    return profile.pk


@pytest.mark.slow
def test_what_was_written_and_published_before_stays(case):
    profile = written_before(case)

    migrate(AFTER)
    call_command("migrate", verbosity=0)

    for model in (FindingText, ProfileText):
        texts = model.objects.order_by("language").values_list("language", "revision", "source_revision")
        assert list(texts) == [("en", 1, None), ("fr", 1, 1)]
        assert model.objects.filter(language="en").coverage("fr") == {"draft": 1}
    for text in (*FindingText.objects.all(), *ProfileText.objects.all(), *StandingText.objects.all()):
        assert [(r.number, r.body, r.by) for r in text.revisions.all()] == [(1, text.body, None)]
        with pytest.raises(DatabaseError), transaction.atomic():
            text.revisions.update(body="Changed.")

    first, second = Edition.objects.order_by("number")
    assert (first.profile_id, first.state, first.snapshot) == (profile, "published", SNAPSHOT)
    file = first.pdf
    assert (file.file.name, file.sha256, file.bytes, file.pages) == ("editions/one.pdf", "a" * 64, 1234, 12)
    assert (second.pdf, list(second.files.all())) == (None, [])
    assert sorted(first.profile.languages.values_list("language", flat=True)) == ["en", "es", "fr"]

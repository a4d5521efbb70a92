"""The demonstration: the Quilmes assessment of 2022, against the text of the published profile."""

from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from accounts.models import User
from assessments.models import Answer, AnswerRevision, Assessment, Section, SectionEvent, Verdict
from instruments.models import Instrument
from profiles.models import Edition, EditionEvent, FindingText, Profile, ProfileEvent
from profiles.snapshot import Snapshot
from tests.replay import play

ROOT = Path(__file__).resolve().parents[2]
TEXT = ROOT / "tests" / "data" / "quilmes-findings.txt"
PASSWORD = "only for the demonstration"
OUTCOMES = ("well_developed", "potential", "either")
SECOND_RUN_MAY_TOUCH = {"sessions.session"}


def run():
    """What `load_demo` printed, with all that it needs loaded before."""
    out = StringIO()
    call_command("load_countries", stdout=StringIO())
    for name in ("mgi-local.yaml", "mgi-national.yaml"):
        call_command("load_instrument", ROOT / "instruments" / "data" / name, "--publish", stdout=StringIO())
    call_command("load_standing_texts", stdout=StringIO())
    call_command("load_demo", stdout=out)
    return out.getvalue()


@pytest.fixture
def demo(db, monkeypatch):
    """What the command printed; the demonstration stands in the database."""
    monkeypatch.setenv("DEMO_PASSWORD", PASSWORD)
    return play(run)


def source_text():
    """Per domain its two lists, as the published profile prints them."""
    domains = []
    for line in TEXT.read_text(encoding="utf-8").splitlines():
        if line.startswith("Migration Governance:"):
            domains.append(([], []))
            kind = 0
        elif line.startswith("Areas with potential"):
            kind = 1
        else:
            domains[-1][kind].append(line.removeprefix("• "))
    return domains


def everything():
    """Every row of every table."""
    return {
        model._meta.label_lower: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label_lower not in SECOND_RUN_MAY_TOUCH
    }


def snapshot():
    return Snapshot.from_json(Edition.objects.get().snapshot)


# The findings, to the letter --------------------------------------------------------------------------


def test_source_text_has_thirty_three_findings():
    counts = [(len(developed), len(potential)) for developed, potential in source_text()]

    assert counts == [(5, 1), (4, 2), (4, 1), (4, 2), (4, 2), (2, 2)]


def test_edition_prints_the_findings_of_the_published_profile_to_the_letter(demo):
    printed = [(list(domain.developed), list(domain.potential)) for domain in snapshot().domains]

    assert printed == source_text()


def test_findings_are_the_statements_of_the_answers(demo):
    written = FindingText.objects.filter(finding__inclusion="included").values_list("body", flat=True)
    approved = AnswerRevision.objects.filter(approved_of__isnull=False, option__outcome__in=OUTCOMES)

    assert sorted(written) == sorted(approved.values_list("statement", flat=True))
    assert len(written) == 33


def test_edition_is_about_quilmes_in_2022(demo):
    found = snapshot()

    assert (found.title, found.country, found.year, found.round, found.language, found.address) == (
        "Municipality of Quilmes",
        "Argentina",
        2022,
        1,
        "en",
        "argentina/quilmes/2022",
    )
    assert len(found.introduction) == 2
    assert found.introduction[0].startswith("This Profile describes examples of well-developed areas of")


# The story --------------------------------------------------------------------------------------------


def test_one_section_was_returned_and_corrected(demo):
    sections = {}
    for event in (
        SectionEvent.objects.filter(subject__assessment__round=1).order_by("pk").select_related("by")
    ):
        sections.setdefault(event.subject_id, []).append((event.name, event.by.name))

    straight = [
        ("submit", "Martín Sosa"),
        ("start review", "Ravi Menon"),
        ("approve", "Ravi Menon"),
    ]
    corrected = [*straight[:2], ("return", "Ravi Menon"), *straight]
    assert sorted(sections.values()) == sorted([straight] * 5 + [corrected])
    assert SectionEvent.objects.get(name="return").note != ""


def test_correction_is_a_second_revision_of_the_answer_that_was_returned(demo):
    second = AnswerRevision.objects.get(number=2)
    verdict = Verdict.objects.get(value="change_needed")

    assert verdict.revision.answer == second.answer
    assert (verdict.revision.number, verdict.remark != "", verdict.sent_at is not None) == (1, True, True)
    assert second.statement != verdict.revision.statement
    assert second.statement in [text for lists in source_text() for bullets in lists for text in bullets]


def test_profile_went_through_consultation_clearance_and_consent(demo):
    events = ProfileEvent.objects.order_by("pk").values_list("name", "by__name")

    assert list(events) == [
        ("open consultation", "Ravi Menon"),
        ("clear", "Élise Laurent"),
        ("record consent", "Martín Sosa"),
    ]
    assert list(EditionEvent.objects.values_list("name", "by__name")) == [("publish", "Clara Romero")]


def test_next_round_begins_with_what_the_first_one_says(demo):
    rounds = Assessment.objects.order_by("round").values_list("round", "year", "state")

    assert list(rounds) == [(1, 2022, "approved"), (2, 2024, "collecting")]
    carried = AnswerRevision.objects.filter(answer__assessment__round=2)
    assert set(carried.values_list("via", "number")) == {("carried", 1)}
    assert carried.count() == Answer.objects.filter(assessment__round=1).answered().count() > 80


def test_every_state_was_reached_by_its_events(demo):
    """The last event of each row led to the state that it has."""
    wrong = [
        (type(row).__name__, row.pk, row.state)
        for model in (Instrument, Assessment, Section, Profile, Edition)
        for row in model.objects.all()
        if row.events.exists() and row.events.order_by("pk").last().target != row.state
    ]

    assert wrong == []


# The people -------------------------------------------------------------------------------------------


def test_command_lists_the_people_and_their_password(demo):
    assert demo == (
        "  coordinator      Clara Romero     coordinator@quilmes.example\n"
        "  researcher       Ana Pérez        researcher@quilmes.example\n"
        "  focal point      Martín Sosa      focal-point@quilmes.example\n"
        "  contributor      Julia Benítez    contributor@quilmes.example\n"
        "  reviewer         Ravi Menon       reviewer@quilmes.example\n"
        "  second reviewer  Élise Laurent    second-reviewer@quilmes.example\n"
        "  translator       Tomás Ibarra     translator@quilmes.example\n"
        "  observer         Noor Haddad      observer@quilmes.example\n"
        "  administrator    Administration   administrator@quilmes.example\n"
        "  password of all: only for the demonstration\n"
    )


def test_all_people_may_sign_in_with_the_password(demo):
    assert [user.email for user in User.objects.all() if not user.check_password(PASSWORD)] == []
    assert User.objects.count() == 9


def test_administrator_reaches_no_assessment(demo):
    assert list(Assessment.objects.visible_to(User.objects.get(is_superuser=True))) == []


# Twice ------------------------------------------------------------------------------------------------


def test_second_run_changes_nothing(demo):
    before = everything()

    said = run()

    assert everything() == before
    assert said == demo


def test_second_run_with_another_password_changes_the_passwords_only(demo, monkeypatch):
    before = everything()
    monkeypatch.setenv("DEMO_PASSWORD", "another for the demonstration")

    run()

    after = everything()
    assert [name for name in before if after[name] != before[name]] == ["accounts.user"]
    assert {user.check_password("another for the demonstration") for user in User.objects.all()} == {True}


def test_password_is_made_up_where_none_is_given(db, monkeypatch):
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)

    password = run().splitlines()[-1].removeprefix("  password of all: ")

    assert len(password) >= 12
    assert User.objects.get(email="observer@quilmes.example").check_password(password)

"""The demonstration: the Quilmes assessment of 2022, against the text of the published profile."""

import datetime
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from assessments.models import Answer, AnswerRevision, Assessment, Notice, Section, SectionEvent, Verdict
from assessments.workflow import queue_lost_notices
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
    return edition_of("quilmes", 2022)


def edition_of(place, year, language="en"):
    of_place = Edition.objects.filter(profile__assessment__jurisdiction__slug=place)
    return Snapshot.from_json(of_place.get(profile__assessment__year=year, language=language).snapshot)


IN_QUILMES = {"assessment__jurisdiction__slug": "quilmes"}
OF_QUILMES = {"answer__assessment__jurisdiction__slug": "quilmes"}


def test_nobody_is_mailed_about_what_was_played(demo, mailoutbox):
    queued = queue_lost_notices(timezone.now() + datetime.timedelta(hours=1))

    assert (queued, mailoutbox) == (0, [])
    assert set(Notice.objects.values_list("state", flat=True)) == {"dropped"}


# The findings, to the letter --------------------------------------------------------------------------


def test_source_text_has_thirty_three_findings():
    counts = [(len(developed), len(potential)) for developed, potential in source_text()]

    assert counts == [(5, 1), (4, 2), (4, 1), (4, 2), (4, 2), (2, 2)]


def test_edition_prints_the_findings_of_the_published_profile_to_the_letter(demo):
    printed = [
        ([line.body for line in domain.developed], [line.body for line in domain.potential])
        for domain in snapshot().domains
    ]

    assert printed == source_text()


def test_findings_are_the_statements_of_the_answers(demo):
    texts = FindingText.objects.filter(finding__inclusion="included", language="en")
    written = texts.filter(finding__profile__assessment__jurisdiction__slug="quilmes").values_list(
        "body", flat=True
    )
    approved = AnswerRevision.objects.filter(
        approved_of__isnull=False, option__outcome__in=OUTCOMES, **OF_QUILMES
    )

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
    assert found.written.keys() == {"introduction"}
    assert found.written["introduction"].count("\n\n") == 1
    assert found.written["introduction"].startswith(
        "This Profile describes examples of well-developed areas of"
    )


@pytest.mark.parametrize(
    ("language", "title", "first"),
    [
        (
            "fr",
            "Municipalité de Quilmes",
            "Le Secrétariat à la santé de Quilmes veille à ce que les migrants",
        ),
        (
            "es",
            "Municipio de Quilmes",
            "La Secretaría de Salud de Quilmes garantiza que las personas migrantes",
        ),
    ],
)
def test_quilmes_is_translated_whole_and_reviewed_by_another(demo, language, title, first):
    english, translated = snapshot(), edition_of("quilmes", 2022, language)

    assert translated.title == title
    assert translated.domains[0].developed[0].body.startswith(first)
    keys = [[line.key for line in (*domain.developed, *domain.potential)] for domain in english.domains]
    there = [[line.key for line in (*domain.developed, *domain.potential)] for domain in translated.domains]
    assert there == keys
    texts = FindingText.objects.filter(language=language, finding__inclusion="included")
    assert set(texts.values_list("written_by__name", "reviewed_by__name")) == {("Tomás Ibarra", "Ravi Menon")}


def test_exemplia_is_named_as_an_example_and_has_two_rounds(demo):
    first, second = edition_of("exemplia", 2021), edition_of("exemplia", 2025)

    assert (first.title, first.scope, first.round, second.round) == (
        "Republic of Exemplia (invented example)",
        "national",
        1,
        2,
    )
    assert first.footnote.startswith("Exemplia does not exist.")
    assert {*second.written} == {"introduction", "context", "methods", "acknowledgements"}
    lists = [[(len(d.developed), len(d.potential)) for d in each.domains] for each in (first, second)]
    assert lists == [
        [(6, 4), (6, 6), (4, 2), (3, 3), (3, 2), (4, 3)],
        [(7, 3), (9, 3), (5, 1), (4, 2), (4, 2), (5, 2)],
    ]


# The story --------------------------------------------------------------------------------------------


def test_one_section_was_returned_and_corrected(demo):
    sections = {}
    quilmes = {f"subject__{name}": value for name, value in IN_QUILMES.items()}
    events = SectionEvent.objects.filter(subject__assessment__round=1, **quilmes).order_by("pk")
    for event in events.select_related("by"):
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
    second = AnswerRevision.objects.get(number=2, **OF_QUILMES)
    verdict = Verdict.objects.get(value="change_needed")

    assert verdict.revision.answer == second.answer
    assert (verdict.revision.number, verdict.remark != "", verdict.sent_at is not None) == (1, True, True)
    assert second.statement != verdict.revision.statement
    assert second.statement in [text for lists in source_text() for bullets in lists for text in bullets]


def test_profile_went_through_consultation_clearance_and_consent(demo):
    events = ProfileEvent.objects.order_by("pk").values_list("name", "by__name")
    editions = EditionEvent.objects.order_by("pk").values_list(
        "name", "by__name", "subject__profile__assessment__jurisdiction__slug", "subject__language"
    )

    steps = [
        ("open consultation", "Ravi Menon"),
        ("clear", "Élise Laurent"),
        ("record consent", "Martín Sosa"),
    ]
    assert list(events) == steps * 3
    assert list(editions) == [
        ("publish", "Clara Romero", "quilmes", "en"),
        ("publish", "Clara Romero", "quilmes", "fr"),
        ("publish", "Clara Romero", "quilmes", "es"),
        ("publish", "Clara Romero", "exemplia", "en"),
        ("publish", "Clara Romero", "exemplia", "en"),
    ]


def test_next_round_begins_with_what_the_first_one_says(demo):
    quilmes = Assessment.objects.filter(jurisdiction__slug="quilmes").order_by("round")

    assert list(quilmes.values_list("round", "year", "state")) == [
        (1, 2022, "approved"),
        (2, 2024, "collecting"),
    ]
    first, second = quilmes
    carried = AnswerRevision.objects.filter(answer__assessment=second)
    assert set(carried.values_list("via", "number")) == {("carried", 1)}
    assert carried.count() == Answer.objects.filter(assessment=first).answered().count() > 80


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


def test_second_run_with_another_password_changes_the_passwords_and_records_it(demo, monkeypatch):
    before = everything()
    monkeypatch.setenv("DEMO_PASSWORD", "another for the demonstration")

    run()

    after = everything()
    changed = [name for name in before if after[name] != before[name]]
    assert changed == ["audit.chain", "audit.entry", "accounts.user"]
    assert {user.check_password("another for the demonstration") for user in User.objects.all()} == {True}


def test_password_is_made_up_where_none_is_given(db, monkeypatch):
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)

    password = run().splitlines()[-1].removeprefix("  password of all: ")

    assert len(password) >= 12
    assert User.objects.get(email="observer@quilmes.example").check_password(password)

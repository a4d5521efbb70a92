import datetime

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts.models import User
from assessments.choices import Role
from assessments.models import Answer, Assessment, Part, RoleAssignment, Section
from assessments.permissions import RIGHTS
from assessments.workflow import (
    assign_role,
    invite_to_role,
    may_assign,
    remove_role,
    set_due_dates,
    set_up_assessment,
)
from tests.factories.accounts import make_person
from tests.factories.assessments import cast, make_case, set_up
from tests.factories.instruments import make_instrument
from tests.factories.places import make_country, make_place
from workflows.engine import TransitionRefused

ROLES = [role.value for role in Role]


# Set-up -----------------------------------------------------------------------------------------------


def test_set_up_makes_a_section_per_domain_a_part_per_subcategory_and_a_place_per_answer(db):
    assessment = set_up(instrument=make_instrument(((2, 1), (1,), (3, 1, 1))))

    parts = [
        (part.section.domain.slug, part.section.state, part.number, part.total)
        for part in Part.objects.filter(section__assessment=assessment)
        .with_progress(assessment.created_by, RIGHTS[Role.COORDINATOR])
        .in_order()
    ]
    assert parts == [
        ("domain-1", "open", "1.1", 2),
        ("domain-1", "open", "1.2", 1),
        ("domain-2", "open", "2.1", 1),
        ("domain-3", "open", "3.1", 3),
        ("domain-3", "open", "3.2", 1),
        ("domain-3", "open", "3.3", 1),
    ]
    assert set(Answer.objects.values_list("assessment", "revision", "current", "approved")) == {
        (assessment.pk, 0, None, None)
    }


def test_set_up_puts_each_answer_where_its_indicator_stands(db):
    set_up(instrument=make_instrument(((2, 1), (1,))))

    places = Answer.objects.in_order().values_list(
        "indicator__code", "part__subcategory__number", "part__section__domain__number"
    )
    assert list(places) == [("T1.1.1", 1, 1), ("T1.1.2", 1, 1), ("T1.2.1", 2, 1), ("T2.1.1", 1, 2)]


def test_set_up_makes_its_author_the_coordinator(db):
    assessment = set_up()

    assert list(RoleAssignment.objects.values_list("role", "user__name", "assigned_by__name")) == [
        ("coordinator", "Cora", "Cora")
    ]
    assert assessment.state == "set_up"
    assert list(Assessment.objects.visible_to(assessment.created_by)) == [assessment]


@pytest.mark.parametrize("shape", [((1,),), ((1,),) * 9])
def test_set_up_takes_the_same_statements_however_many_domains(db, django_assert_num_queries, shape):
    coordinator = set_up().created_by
    place, instrument = make_place("Rosario", make_country("DE")), make_instrument(shape, slug="another")

    with django_assert_num_queries(44):
        set_up_assessment(
            jurisdiction=place,
            instrument=instrument,
            round=1,
            year=2022,
            working_language="en",
            data_cutoff_date=datetime.date(2022, 11, 30),
            by=type(coordinator).objects.get(pk=coordinator.pk),
        )


def test_set_up_without_the_right_is_forbidden(db):
    with pytest.raises(PermissionDenied):
        set_up_assessment(
            jurisdiction=make_place(),
            instrument=make_instrument(),
            round=1,
            year=2022,
            working_language="en",
            data_cutoff_date=datetime.date(2022, 11, 30),
            by=make_person(),
        )

    assert not Assessment.objects.exists()


@pytest.mark.parametrize(
    ("again", "messages"),
    [
        ({"year": 2024}, ["This round of this place exists already."]),
        ({"round": 2}, ["This place has an assessment of this year already."]),
        (
            {},
            [
                "This round of this place exists already.",
                "This place has an assessment of this year already.",
            ],
        ),
        ({"round": 0, "year": 2024}, ["Constraint “assessment_round_from_one” is violated."]),
        ({"round": 2, "year": 1999}, ["Constraint “assessment_year_plausible” is violated."]),
    ],
)
def test_set_up_of_what_exists_or_cannot_be_is_invalid(db, again, messages):
    first = set_up()

    with pytest.raises(ValidationError) as raised:
        set_up(place=first.jurisdiction, instrument=first.instrument, by=first.created_by, **again)

    assert raised.value.messages == messages
    assert list(Assessment.objects.all()) == [first]


def test_set_up_of_the_next_round_stands_beside_the_first(db):
    first = set_up()

    second = set_up(
        place=first.jurisdiction, instrument=first.instrument, by=first.created_by, round=2, year=2024
    )

    assert list(Assessment.objects.order_by("round")) == [first, second]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: make_instrument(slug="draft", publish=False), "This questionnaire isn’t published."),
        (
            lambda: make_instrument(slug="national", scope="national"),
            "This questionnaire isn’t made for a place of this level.",
        ),
    ],
)
def test_set_up_with_a_questionnaire_that_does_not_fit_is_invalid(db, make, message):
    with pytest.raises(ValidationError) as raised:
        set_up(instrument=make())

    assert raised.value.messages == [message]
    assert not Assessment.objects.exists()


def test_set_up_of_a_country_takes_a_national_questionnaire(db):
    assessment = set_up(place=make_country(), instrument=make_instrument(scope="national"))

    assert (assessment.scope, str(assessment)) == ("national", "Argentina, 2022")


def test_database_itself_refuses_a_second_section_and_part(case):
    section, part = case.section(1), case.part("1.1")

    with pytest.raises(IntegrityError), transaction.atomic():
        Section.objects.create(assessment=case.assessment, domain=section.domain)
    with pytest.raises(IntegrityError), transaction.atomic():
        Part.objects.create(section=section, subcategory=part.subcategory)


# Roles ------------------------------------------------------------------------------------------------


def named(case):
    """Everybody with a role of the assessment, and a contributor's parts."""
    rows = RoleAssignment.objects.filter(assessment=case.assessment).in_order()
    return [(row.role, row.user.name, sorted(part.number for part in row.parts.all())) for row in rows]


def test_assign_role_names_a_person(case):
    ada = make_person()

    assign_role(assessment=case.assessment, user=ada, role="observer", by=case.coordinator)

    assert named(case) == [
        ("contributor", "Contributor", ["1.1"]),
        ("coordinator", "Coordinator", []),
        ("focal_point", "Focal point", []),
        ("observer", "Ada Lovelace", []),
        ("observer", "Observer", []),
        ("researcher", "Researcher", []),
        ("reviewer", "Reviewer", []),
        ("reviewer", "Second reviewer", []),
        ("translator", "Translator", []),
    ]


def test_assign_role_twice_changes_nothing(case):
    before = named(case)

    assign_role(assessment=case.assessment, user=case.observer, role="observer", by=case.coordinator)

    assert named(case) == before


def test_assign_role_replaces_a_contributors_parts(case):
    parts = [case.part("1.2"), case.part("2.1")]

    assign_role(
        assessment=case.assessment,
        user=case.contributor,
        role="contributor",
        parts=parts,
        by=case.focal_point,
    )

    assert named(case)[0] == ("contributor", "Contributor", ["1.2", "2.1"])


def test_assign_role_hands_over_parts_of_the_assessment_only(two):
    assign_role(
        assessment=two.own.assessment,
        user=two.own.contributor,
        role="contributor",
        parts=[two.own.part("1.2"), two.other.part("2.1")],
        by=two.own.coordinator,
    )

    assert named(two.own)[0] == ("contributor", "Contributor", ["1.2"])


@pytest.mark.parametrize(
    ("by", "may_name"),
    [
        ("coordinator", ROLES),
        ("focal_point", ["contributor"]),
        ("researcher", []),
        ("contributor", []),
        ("reviewer", []),
        ("translator", []),
        ("observer", []),
    ],
)
def test_roles_are_named_by_coordinators_and_contributors_also_by_focal_points(case, by, may_name):
    held = case.in_role(by).rights_on(case.assessment)

    assert [role for role in ROLES if may_assign(held, role)] == may_name


def test_assign_role_without_the_right_is_forbidden(two):
    own, ada = two.own, make_person()

    for by in (own.focal_point, own.reviewer, two.other.coordinator, two.stranger, two.superuser):
        with pytest.raises(PermissionDenied):
            assign_role(assessment=own.assessment, user=ada, role="reviewer", by=by)

    assert not ada.roles.exists()


def test_invite_to_role_without_the_right_invites_nobody(two, django_capture_on_commit_callbacks):
    wanted = {"email": "new@example.org", "name": "New", "language": "en", "role": "reviewer"}

    with django_capture_on_commit_callbacks(execute=True):
        for by in (two.own.focal_point, two.own.reviewer, two.other.coordinator, two.superuser):
            with pytest.raises(PermissionDenied):
                invite_to_role(assessment=two.own.assessment, by=by, **wanted)

    assert not User.objects.with_email("new@example.org").exists()
    assert mail.outbox == []


def test_remove_role_ends_it(case):
    remove_role(assignment=case.assessment.roles.get(user=case.observer), by=case.coordinator)

    assert not RoleAssignment.objects.filter(user=case.observer).exists()
    assert case.observer.rights_on(case.assessment) == frozenset()


def test_remove_role_keeps_the_persons_other_roles(case):
    assign_role(assessment=case.assessment, user=case.observer, role="translator", by=case.coordinator)

    remove_role(
        assignment=case.assessment.roles.get(user=case.observer, role="translator"), by=case.coordinator
    )

    assert case.observer.rights_on(case.assessment) == {
        "assessments.view_assessment",
        "assessments.view_answers",
        "assessments.view_profile_draft",
    }


def test_remove_role_of_the_last_coordinator_is_refused(case):
    assignment = case.assessment.roles.get(role="coordinator")

    with pytest.raises(TransitionRefused) as refused:
        remove_role(assignment=assignment, by=case.coordinator)

    assert str(refused.value) == "Name another coordinator first: an assessment always has one."
    assert case.assessment.roles.get(role="coordinator") == assignment


def test_remove_role_of_one_of_two_coordinators_leaves_the_other(case):
    assign_role(assessment=case.assessment, user=case.observer, role="coordinator", by=case.coordinator)

    remove_role(assignment=case.assessment.roles.get(user=case.coordinator), by=case.coordinator)

    assert [row[1] for row in named(case) if row[0] == "coordinator"] == ["Observer"]


def test_remove_role_without_the_right_is_forbidden(two):
    assignment = two.own.assessment.roles.get(role="observer")

    for by in (two.own.focal_point, two.own.observer, two.other.coordinator, two.superuser):
        with pytest.raises(PermissionDenied):
            remove_role(assignment=assignment, by=by)

    assert RoleAssignment.objects.filter(pk=assignment.pk).exists()


def test_focal_point_takes_pages_back_from_a_contributor(case):
    remove_role(assignment=case.assessment.roles.get(role="contributor"), by=case.focal_point)

    assert "contributor" not in [row[0] for row in named(case)]


# Dates ------------------------------------------------------------------------------------------------


def test_due_dates_are_set_for_the_sections_named(db):
    case = make_case(launched=False)
    second = Section.objects.in_order()[1]

    set_due_dates(
        assessment=case.assessment, dates={second.pk: datetime.date(2030, 5, 1)}, by=case.coordinator
    )

    assert list(Section.objects.in_order().values_list("due_date", flat=True)) == [
        None,
        datetime.date(2030, 5, 1),
    ]


def test_due_dates_of_another_assessment_stay(two):
    foreign = two.other.section(1)

    set_due_dates(
        assessment=two.own.assessment, dates={foreign.pk: datetime.date(1999, 1, 1)}, by=two.own.coordinator
    )

    foreign.refresh_from_db()
    assert foreign.due_date == datetime.date(2030, 6, 30)


def test_due_dates_without_the_right_are_forbidden(case):
    with pytest.raises(PermissionDenied):
        set_due_dates(assessment=case.assessment, dates={}, by=case.focal_point)


def test_whole_cast_of_an_assessment_has_each_role(db):
    assessment = set_up()

    case = cast(assessment, assessment.created_by)

    assert sorted({row[0] for row in named(case)}) == sorted(ROLES)

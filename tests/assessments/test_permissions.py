"""Who may do what: the roles are the truth, guardian's rows follow them, and nothing else gives a right."""

import pytest
from django.contrib.auth.models import Permission

from accounts.models import User
from assessments.choices import Role
from assessments.models import Assessment, AssessmentUserPermission, Part, PartUserPermission
from assessments.permissions import RIGHTS, Right, sync
from assessments.workflow import assign_role, remove_role
from workflows.engine import TransitionRefused

COLUMNS = "coordinator researcher focal_point contributor reviewer translator observer"

TABLE = """
    view_assessment      x x x x x . x
    view_answers         x x x . x . x
    manage_assessment    x . . . . . .
    hand_over_parts      x . x . . . .
    answer_assessment    . x x . . . .
    submit_section       . x x . . . .
    review_section       . . . . x . .
    reopen_section       x . . . . . .
    reply_to_queries     x x x . x . .
    view_internal        x x x . x . .
    view_iom_queries     x . . . x . .
    set_disclosure       x x x . . . .
    read_log             x . . . . . .
    view_profile_draft   x x x . x x x
    comment_profile      x x x . x . .
    translate_profile    . . . . x x .
    edit_findings        . . . . x . .
    redraft_profile      x . . . x . .
    consent_profile      x . x . . . .
    publish_edition      x . . . . . .
"""


def rights_of(role):
    """The column of the table."""
    place = COLUMNS.split().index(role)
    rows = [line.split() for line in TABLE.strip().splitlines()]
    return {name for name, *marks in rows if marks[place] == "x"}


def granted(user, assessment):
    """Guardian's rows: codenames on the assessment, and the numbers of the parts that may be answered."""
    on_assessment = AssessmentUserPermission.objects.filter(user=user, content_object=assessment)
    on_parts = PartUserPermission.objects.filter(user=user, content_object__section__assessment=assessment)
    return (
        sorted(on_assessment.values_list("permission__codename", flat=True)),
        sorted(row.content_object.number for row in on_parts if row.permission.codename == "answer_part"),
    )


# The table --------------------------------------------------------------------------------------------


def test_table_has_every_role_and_right():
    assert COLUMNS.split() == Role.values
    assert [f"assessments.{line.split()[0]}" for line in TABLE.strip().splitlines()] == [
        str(r) for r in Right
    ]


@pytest.mark.parametrize("role", Role.values)
def test_role_gives_the_rights_of_its_column(role):
    assert {right.partition(".")[2] for right in RIGHTS[role]} == rights_of(role)


def test_every_right_is_a_permission_of_the_model(db):
    codenames = Permission.objects.filter(content_type__model="assessment").values_list("codename", flat=True)

    assert set(codenames) - {right.partition(".")[2] for right in Right} == {
        "add_assessment",
        "change_assessment",
        "delete_assessment",
    }


# The projection ---------------------------------------------------------------------------------------


def test_each_person_is_granted_what_the_role_gives_and_no_more(two):
    for case in (two.own, two.other):
        found = {role: granted(person, case.assessment) for role, person in case.people.items()}

        parts = {role: ["1.1"] if role == "contributor" else [] for role in Role.values}
        assert found == {role: (sorted(rights_of(role)), parts[role]) for role in Role.values}


def test_nobody_is_granted_anything_on_the_other_assessment(two):
    people = [*two.own.people.values(), two.own.second_reviewer, two.stranger, two.superuser]

    assert {granted(person, two.other.assessment) == ([], []) for person in people} == {True}


def test_rights_vanish_with_the_role(case):
    for role in Role.values:
        if role != Role.COORDINATOR:
            remove_role(assignment=case.assessment.roles.get(user=case.in_role(role)), by=case.coordinator)

    left = set(AssessmentUserPermission.objects.values_list("user__name", flat=True))
    assert left == {"Coordinator", "Second reviewer"}
    assert not PartUserPermission.objects.exists()


def test_two_roles_give_the_rights_of_both(case):
    assign_role(assessment=case.assessment, user=case.translator, role="observer", by=case.coordinator)

    rights, _parts = granted(case.translator, case.assessment)

    assert rights == ["translate_profile", "view_answers", "view_assessment", "view_profile_draft"]


def test_parts_taken_back_can_no_longer_be_answered(case):
    assign_role(
        assessment=case.assessment,
        user=case.contributor,
        role="contributor",
        parts=[case.part("1.2")],
        by=case.coordinator,
    )

    assert granted(case.contributor, case.assessment) == (["view_assessment"], ["1.2"])


def test_sync_mends_rows_that_were_tampered_with(case):
    publish = Permission.objects.get(codename="publish_edition")
    AssessmentUserPermission.objects.create(
        user=case.observer, content_object=case.assessment, permission=publish
    )

    sync(user=case.observer, assessment=case.assessment)

    assert granted(case.observer, case.assessment) == (sorted(rights_of("observer")), [])


# Nothing else gives a right ---------------------------------------------------------------------------


def reached(user):
    return list(Assessment.objects.visible_to(user).order_by("pk")), [
        right
        for right in Right
        for assessment in Assessment.objects.all()
        if user.has_perm(right, assessment)
    ]


def test_superuser_reaches_no_assessment(two):
    assert reached(two.superuser) == ([], [])


def test_stranger_reaches_no_assessment(two):
    assert reached(two.stranger) == ([], [])


def test_permission_given_in_the_administration_reaches_no_assessment(two):
    two.stranger.user_permissions.set(Permission.objects.filter(content_type__app_label="assessments"))

    assert reached(User.objects.get(pk=two.stranger.pk)) == ([], [])


def test_closed_account_reaches_no_assessment(case):
    case.coordinator.is_active = False
    case.coordinator.save()

    assert case.coordinator.rights_on(case.assessment) == frozenset()
    assert not case.coordinator.has_perm(Right.VIEW, case.assessment)


def test_lists_show_each_person_their_own(two):
    rows = {"own": two.own, "other": two.other}
    seen = {
        (name, role): list(Assessment.objects.visible_to(person))
        for name, case in rows.items()
        for role, person in case.people.items()
    }

    assert seen == {
        (name, role): [] if role == "translator" else [case.assessment]
        for name, case in rows.items()
        for role in Role.values
    }


def test_contributor_sees_parts_handed_over_and_no_others(two):
    person = two.own.contributor

    held = person.rights_on(two.own.assessment)
    seen = Part.objects.visible_to(person, held)

    assert [part.pk for part in seen] == [two.own.part("1.1").pk]


def test_rights_on_takes_one_statement(case, django_assert_num_queries):
    person = User.objects.get(pk=case.reviewer.pk)
    person.rights_on(case.assessment)  # the content type is looked up once in a process

    with django_assert_num_queries(1):
        held = person.rights_on(case.assessment)

    assert held == RIGHTS[Role.REVIEWER]


# When -------------------------------------------------------------------------------------------------


def test_role_given_and_taken_counts_from_the_next_request(case, two_requests_as):
    ask = two_requests_as(case.translator)
    before = ask()

    assign_role(assessment=case.assessment, user=case.translator, role="observer", by=case.coordinator)
    with_role = ask()
    remove_role(
        assignment=case.assessment.roles.get(role="observer", user=case.translator), by=case.coordinator
    )

    assert [before, with_role, ask()] == [404, 200, 404]


@pytest.fixture
def two_requests_as(case, client_for):
    """Asks for the assessment's home in one session, again and again."""

    def asking(person):
        client = client_for(person)
        return lambda: client.get(case.assessment.get_absolute_url()).status_code

    return asking


def test_last_coordinator_keeps_all_rights_when_the_removal_is_refused(case):
    with pytest.raises(TransitionRefused):
        remove_role(assignment=case.assessment.roles.get(role="coordinator"), by=case.coordinator)

    assert granted(case.coordinator, case.assessment) == (sorted(rights_of("coordinator")), [])

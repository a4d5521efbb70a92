"""Roles that change at the same moment, on real connections."""

from functools import partial

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Invitation, User
from assessments.document import Naming
from assessments.models import AnswerRevision, RoleAssignment, RoleEvent
from assessments.permissions import sync_all
from assessments.rules import belonging
from assessments.workflow import (
    FaultyList,
    assign_in_bulk,
    assign_role,
    hand_on,
    invite_to_role,
    remove_role,
    save_answers,
)
from audit.models import Entry
from tests.factories.accounts import make_person
from tests.factories.assessments import draft, make_case
from tests.factories.instruments import make_instrument
from tests.factories.places import make_country, make_place
from tests.race import at_once, postgresql_only

pytestmark = [pytest.mark.django_db(transaction=True), postgresql_only]

TRIALS = 100


def outcome(job):
    """Whether it was done; a refusal of any kind is a word."""

    def run():
        try:
            job()
        except (ValidationError, PermissionDenied, FaultyList) as refused:
            return type(refused).__name__
        return "done"

    return run


def give(case, user, role):
    return assign_role(assessment=case.assessment, user=user, role=role, by=case.coordinator)


@pytest.mark.slow
def test_nobody_becomes_reviewer_here_and_focal_point_there_at_the_same_moment():
    country, instrument = make_country(), make_instrument()
    quilmes, rosario = (
        make_case(place=make_place(name, country), instrument=instrument, names=f" of {name}")
        for name in ("Quilmes", "Rosario")
    )

    for trial in range(TRIALS):
        ada = make_person(f"Ada {trial}")
        results = at_once(
            outcome(partial(give, quilmes, ada, "reviewer")),
            outcome(partial(give, rosario, ada, "focal_point")),
        )

        sides = belonging(quilmes.assessment, [ada])
        assert sorted(results) == ["ValidationError", "done"]
        assert len(sides.answering) + len(sides.reviewing) == 1
    assert sync_all() == 0


@pytest.mark.slow
def test_role_taken_away_while_its_holder_saves_ends_with_both_told_or_one_refused():
    case = make_case()

    for trial in range(TRIALS):
        role = give(case, make_person(f"Ada {trial}"), "researcher")
        answer = case.answer()
        before = AnswerRevision.objects.count()
        save = partial(
            save_answers, part=case.part("1.1"), drafts=[draft(answer, f"Text {trial}.")], by=role.user
        )

        saved, removed = at_once(outcome(save), partial(remove_role, assignment=role, by=case.coordinator))

        assert removed is None
        assert saved in ("done", "PermissionDenied")
        assert AnswerRevision.objects.count() - before == (saved == "done")
        assert not RoleAssignment.objects.filter(user=role.user).exists()
        assert (
            outcome(
                partial(
                    save_answers, part=case.part("1.1"), drafts=[draft(case.answer(), "Late.")], by=role.user
                )
            )()
            == "PermissionDenied"
        )
    assert sync_all() == 0


@pytest.mark.slow
def test_role_taken_away_twice_at_once_is_told_once():
    case = make_case()

    for trial in range(TRIALS):
        role = give(case, make_person(f"Ada {trial}"), "observer")
        results = at_once(*[partial(remove_role, assignment=role, by=case.coordinator)] * 2)

        assert sorted(type(result).__name__ for result in results) == ["DoesNotExist", "NoneType"]
        assert RoleEvent.objects.filter(user=role.user, change="removed").count() == 1
        assert Entry.objects.filter(kind="role", detail__person=role.user.pk).count() == 2


@pytest.mark.parametrize("attempt", range(5))
def test_two_coordinators_who_remove_each_other_leave_one(attempt):
    case = make_case()
    second = make_person("Second")
    roles = [case.assessment.roles.get(user=case.coordinator), give(case, second, "coordinator")]

    results = at_once(
        outcome(partial(remove_role, assignment=roles[0], by=second)),
        outcome(partial(remove_role, assignment=roles[1], by=case.coordinator)),
    )

    assert sorted(results) == ["PermissionDenied", "done"]
    assert case.assessment.roles.filter(role="coordinator").count() == 1
    assert sync_all() == 0


@pytest.mark.parametrize("attempt", range(5))
def test_role_handed_on_and_taken_away_at_once_is_changed_once(attempt):
    case = make_case()
    role = case.assessment.roles.get(user=case.contributor)
    told = {"email": "next@example.org", "name": "Next", "language": "en"}

    at_once(
        partial(hand_on, assignment=role, by=case.coordinator, **told),
        partial(remove_role, assignment=role, by=case.focal_point),
    )

    assert RoleEvent.objects.filter(user=case.contributor).exclude(change="given").count() == 1
    assert sync_all() == 0


@pytest.mark.parametrize("attempt", range(5))
def test_same_newcomer_named_at_once_in_two_assessments_gets_one_account(attempt):
    instrument = make_instrument()
    cases = [
        make_case(place=make_place(name, make_country(code)), instrument=instrument, names=f" of {name}")
        for name, code in (("Quilmes", "AR"), ("Bremen", "DE"))
    ]
    told = {"email": "new@example.org", "name": "New", "language": "en", "role": "observer"}

    results = at_once(
        *[
            outcome(partial(invite_to_role, assessment=case.assessment, by=case.coordinator, **told))
            for case in cases
        ]
    )

    assert results == ["done", "done"]
    assert User.objects.filter(email="new@example.org").count() == 1
    assert RoleAssignment.objects.filter(user__email="new@example.org").count() == 2
    assert Invitation.objects.count() in (1, 2)


@pytest.mark.parametrize("attempt", range(3))
def test_same_list_taken_twice_at_once_names_everybody_once(attempt):
    case = make_case()
    rows = [Naming(n, f"p{n}@example.org", f"P {n}", "", "observer", "") for n in range(2, 22)]
    take = partial(assign_in_bulk, assessment=case.assessment, rows=rows, by=case.coordinator)

    assert at_once(outcome(take), outcome(take)) == ["done", "done"]

    people = User.objects.filter(email__startswith="p")
    assert people.count() == Invitation.objects.count() == 20
    assert RoleAssignment.objects.filter(user__in=people).count() == 20
    assert RoleEvent.objects.filter(user__in=people).count() == 20
    assert sync_all() == 0


@pytest.mark.parametrize("attempt", range(3))
def test_lists_of_two_assessments_with_the_same_people_never_wait_crosswise(attempt):
    instrument = make_instrument()
    cases = [
        make_case(place=make_place(name, make_country(code)), instrument=instrument, names=f" of {name}")
        for name, code in (("Quilmes", "AR"), ("Bremen", "DE"))
    ]
    known = [make_person(f"Known {n}") for n in range(10)]
    addresses = [*(person.email for person in known), *(f"p{n}@example.org" for n in range(10))]
    lists = [addresses, addresses[::-1]]

    results = at_once(
        *[
            outcome(
                partial(
                    assign_in_bulk,
                    assessment=case.assessment,
                    rows=[
                        Naming(n, email, "P", "", "observer", "") for n, email in enumerate(emails, start=2)
                    ],
                    by=case.coordinator,
                )
            )
            for case, emails in zip(cases, lists, strict=True)
        ]
    )

    assert results == ["done", "done"]
    assert RoleAssignment.objects.filter(user__email__in=addresses).count() == 40

"""Whatever is done to roles, in whatever order: guardian's rows equal the roles, and each change is told once."""

from dataclasses import dataclass

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import User
from assessments.choices import Role, RoleChange
from assessments.document import Naming
from assessments.models import (
    AssessmentUserPermission,
    Handover,
    PartUserPermission,
    RoleAssignment,
    RoleEvent,
)
from assessments.permissions import RIGHTS, sync_all
from assessments.workflow import (
    FaultyList,
    assign_in_bulk,
    assign_role,
    hand_on,
    hand_over,
    invite_to_role,
    remove_role,
    take_back,
)
from audit.models import Entry
from audit.workflow import faults
from workflows.engine import TransitionRefused

REFUSALS = (PermissionDenied, ValidationError, TransitionRefused, FaultyList)
PEOPLE = ("reviewer", "observer", "contributor", "coordinator", "stranger", "Nova")
PARTS = ("1.1", "1.2", "2.1")


@dataclass(frozen=True)
class Act:
    """Something that `by` does in one of the two assessments; `number` picks the row that it is done to."""

    name: str
    own: bool
    by: str
    people: tuple[str, ...]
    roles: tuple[str, ...]
    parts: frozenset[str]
    number: int


ACTS = st.builds(
    Act,
    name=st.sampled_from(["assign", "invite", "hand over", "take back", "hand on", "remove", "bulk"]),
    own=st.booleans(),
    by=st.sampled_from(["coordinator", "coordinator", "focal_point", "outsider"]),
    people=st.tuples(*[st.sampled_from(PEOPLE)] * 3),
    roles=st.tuples(*[st.sampled_from(Role.values)] * 3),
    parts=st.frozensets(st.sampled_from(PARTS)),
    number=st.integers(0, 12),
)


# Doing it ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stage:
    """The two assessments, and the act that is done now."""

    two: object
    act: Act

    @property
    def case(self):
        return self.two.own if self.act.own else self.two.other

    @property
    def by(self):
        """Somebody who has that role just now, or nobody of the assessment."""
        roles = self.case.assessment.roles.filter(role=self.act.by).order_by("pk")
        found = roles.first()
        return found.user if found else self.two.superuser

    def person(self, number=0):
        name = self.act.people[number]
        if name == "stranger":
            return self.two.stranger
        if name == "Nova":
            return User(email="nova@example.org", name="Nova", language="en")
        return self.two.own.in_role(name)

    def told(self):
        person = self.person()
        return {"email": person.email, "name": person.name, "language": "en"}

    def parts(self):
        return [self.case.part(number) for number in sorted(self.act.parts)]

    def pick(self, rows):
        found = list(rows.order_by("pk"))
        return found[self.act.number % len(found)] if found else None


def assign(stage):
    person = User.objects.filter(email=stage.person().email).first() or stage.two.stranger
    role = stage.act.roles[0]
    parts = stage.parts() if role == Role.CONTRIBUTOR else ()
    assign_role(assessment=stage.case.assessment, user=person, role=role, parts=parts, by=stage.by)


def invite(stage):
    invite_to_role(assessment=stage.case.assessment, role=stage.act.roles[0], by=stage.by, **stage.told())


def over(stage):
    hand_over(assessment=stage.case.assessment, parts=stage.parts(), by=stage.by, **stage.told())


def back(stage):
    if handover := stage.pick(Handover.objects.filter(role__assessment=stage.case.assessment)):
        take_back(handover=handover, by=stage.by)


def on(stage):
    hand_on(assignment=stage.pick(stage.case.assessment.roles), by=stage.by, **stage.told())


def remove(stage):
    remove_role(assignment=stage.pick(stage.case.assessment.roles), by=stage.by)


def bulk(stage):
    people = [stage.person(number) for number in range(3)]
    rows = [
        Naming(row, person.email, person.name, "en", role, "")
        for row, (person, role) in enumerate(zip(people, stage.act.roles, strict=True), start=2)
    ]
    assign_in_bulk(assessment=stage.case.assessment, rows=rows, by=stage.by)


DO = {
    "assign": assign,
    "invite": invite,
    "hand over": over,
    "take back": back,
    "hand on": on,
    "remove": remove,
    "bulk": bulk,
}


# What must hold ---------------------------------------------------------------------------------------------


def roles():
    return set(RoleAssignment.objects.values_list("assessment", "user", "role"))


def rows():
    """Guardian's rows, all of them: on assessments, and on parts."""
    return (
        sorted(
            AssessmentUserPermission.objects.values_list("content_object", "user", "permission__codename")
        ),
        sorted(PartUserPermission.objects.values_list("content_object", "user", "permission__codename")),
    )


def expected():
    """What the roles and the pages handed over say."""
    on_assessments = {
        (assessment, user, right.partition(".")[2])
        for assessment, user, role in roles()
        for right in RIGHTS[role]
    }
    handed = Handover.objects.filter(role__role=Role.CONTRIBUTOR).values_list("part", "role__user")
    return sorted(on_assessments), sorted((part, user, "answer_part") for part, user in handed)


def told():
    """How often a change was told: events, and lines of the log. Pages given and taken have lines of their own."""
    lines = Entry.objects.filter(kind="role", detail__change__in=RoleChange.values)
    return RoleEvent.objects.count(), lines.count()


def everything():
    handed = sorted(Handover.objects.values_list("role", "part", "due_date", "note"))
    return roles(), rows(), told(), handed, User.objects.count()


def check(two, act):
    """Do it, and look whether all still holds. A refused act leaves everything as it was."""
    before, (roles_before, _rows, told_before, *_rest) = everything(), everything()
    try:
        DO[act.name](Stage(two, act))
    except REFUSALS:
        assert everything() == before
        return
    changes = len(roles() ^ roles_before)
    if act.name == "hand on":
        changes = 1
    assert told() == tuple(count + changes for count in told_before)
    assert rows() == expected()
    for case in (two.own, two.other):
        assert case.assessment.roles.filter(role=Role.COORDINATOR).exists()


def play_through(two, acts):
    with transaction.atomic():
        for act in acts:
            check(two, act)
        assert sync_all() == 0
        assert [list(faults(case.assessment.matter)) for case in (two.own, two.other)] == [[], []]
        transaction.set_rollback(True)


@settings(max_examples=25)
@given(acts=st.lists(ACTS, min_size=1, max_size=10))
def test_any_sequence_leaves_rights_equal_to_roles_and_each_change_told_once(two, acts):
    play_through(two, acts)


@pytest.mark.slow
@settings(max_examples=300)
@given(acts=st.lists(ACTS, min_size=5, max_size=25))
def test_long_sequences_leave_rights_equal_to_roles_and_each_change_told_once(two, acts):
    play_through(two, acts)


@pytest.mark.parametrize("name", DO)
def test_every_act_does_happen(two, name):
    """So that the sequences aren't all refusals."""
    by = {"hand over": "focal_point"}.get(name, "coordinator")
    people, held = ("Nova", "stranger", "observer"), ("researcher", "observer", "translator")
    observer = list(two.own.assessment.roles.order_by("pk").values_list("role", flat=True)).index("observer")
    act = Act(name, True, by, people, held, frozenset({"2.1"}), 0 if name == "take back" else observer)
    before = everything()

    check(two, act)

    assert everything() != before

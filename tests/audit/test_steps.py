"""Each step of each workflow that is taken is one line, beside its one event; what is refused is none."""

from contextlib import suppress

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from assessments.choices import Role
from assessments.workflow import assign_role, hand_on, hand_over, remove_role, take_back
from audit.choices import Kind
from audit.workflow import faults
from tests.audit.logs import added, told
from tests.factories.accounts import make_people
from tests.replay import play
from tests.workflows.test_transitions import STORIES, lines_of, meet_condition, subject_of
from workflows.engine import TransitionRefused, perform, registry


def actors_of(case):
    stranger, superuser = make_people("Stranger", "Superuser")
    superuser.is_staff = superuser.is_superuser = True
    superuser.save()
    return [*case.people.values(), stranger, superuser, None]


def events_after(last):
    """All events of all workflows since, as a line tells them."""
    return [
        (f"{table.name} {event.subject_id}", event.by_id, event.name, event.source, event.target)
        for table in registry.values()
        for event in table.event.objects.filter(pk__gt=last[table.name])
    ]


def newest_events():
    newest = {name: table.event.objects.order_by("-pk").first() for name, table in registry.items()}
    return {name: event.pk if event else 0 for name, event in newest.items()}


def taken(table, step, subject, state, actor):
    """What one cell of the grid wrote: (events, lines); nothing of it stays."""
    last = newest_events()
    with transaction.atomic():
        table.model.objects.filter(pk=subject.pk).update(state=state)
        meet_condition(table, step)
        row = table.model.objects.get(pk=subject.pk)
        with added() as lines, suppress(PermissionDenied, TransitionRefused), transaction.atomic():
            perform(table, step.name, row, by=actor, note="A reason.")
        events = events_after(last)
        whole = [list(faults(matter)) for matter in {line.chain.matter for line in lines}]
        transaction.set_rollback(True)
    assert all(found == [] for found in whole)
    return events, [line for line in lines if line.kind == Kind.STEP]


@pytest.mark.parametrize("name", sorted(STORIES))
def test_every_step_is_one_line_and_what_is_refused_is_none(db, name):
    table, case = registry[name], play(STORIES[name])
    subject, grid = subject_of(table, case), lines_of(name)
    actors = actors_of(case)
    steps = {step.slug: step for step in table.transitions}

    seen = set()
    for (slug, state), letters in grid.items():
        for actor, letter in zip(actors, letters.split(), strict=True):
            if (slug, state, letter) in seen:
                continue
            seen.add((slug, state, letter))
            events, lines = taken(table, steps[slug], subject, state, actor)
            written = [
                (line.subject, line.actor, line.detail["step"], line.detail["source"], line.detail["target"])
                for line in lines
            ]
            assert sorted(written, key=str) == sorted(events, key=str)
            assert bool(lines) == (letter == "a")
            assert {line.chain.matter for line in lines} <= {table.matter(subject)}
    assert {slug for slug, _state, letter in seen if letter == "a"} == set(steps)


def test_all_workflows_are_walked():
    assert sorted(STORIES) == sorted(registry)


# Roles and pages ----------------------------------------------------------------------------------------


def changes(lines):
    return [
        (line.kind, line.detail["change"], line.detail["person"], line.detail.get("pages")) for line in lines
    ]


def test_roles_are_one_line_for_each_change(case):
    emmy = make_people("Emmy")[0]
    with added() as lines:
        given = assign_role(assessment=case.assessment, user=emmy, role=Role.OBSERVER, by=case.coordinator)
        assign_role(assessment=case.assessment, user=emmy, role=Role.OBSERVER, by=case.coordinator)
        remove_role(assignment=given, by=case.coordinator)
        hand_on(
            assignment=case.assessment.roles.get(user=case.researcher),
            email=emmy.email,
            name=emmy.name,
            language="en",
            by=case.coordinator,
        )

    assert changes(lines) == [
        ("role", "given", emmy.pk, None),
        ("role", "removed", emmy.pk, None),
        ("role", "handed_on", case.researcher.pk, None),
    ]
    assert {told(line)[0] for line in lines} == {case.assessment.matter}
    assert lines[2].detail["successor"] == emmy.pk


def test_pages_handed_over_and_taken_back_are_lines(case):
    emmy = make_people("Emmy")[0]
    with added() as lines:
        hand_over(
            assessment=case.assessment,
            parts=[case.part("1.1"), case.part("2.1")],
            user=emmy,
            by=case.focal_point,
        )
        for handover in case.assessment.roles.get(user=emmy).handovers.in_order():
            take_back(handover=handover, by=case.focal_point)

    assert changes(lines) == [
        ("role", "given", emmy.pk, None),
        ("pages", "given", emmy.pk, ["1.1", "2.1"]),
        ("pages", "taken", emmy.pk, ["1.1"]),
        ("pages", "taken", emmy.pk, ["2.1"]),
        ("role", "removed", emmy.pk, None),
    ]

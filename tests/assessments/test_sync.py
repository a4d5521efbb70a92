"""An installation that is upgraded gives its people the rights that their roles have now, without anyone's doing."""

import io

import pytest
from django.apps import apps
from django.apps.registry import Apps
from django.contrib.auth.models import Permission
from django.core.management import call_command

from assessments import permissions
from assessments.models import (
    Assessment,
    AssessmentUserPermission,
    PartUserPermission,
    RoleAssignment,
    RoleEvent,
)
from assessments.permissions import RIGHTS, Right, sync_all
from assessments.receivers import give_new_rights
from audit.models import Chain, Entry
from tests.factories.assessments import make_case
from tests.factories.instruments import make_instrument
from tests.factories.places import make_country, make_place
from tests.statements import counted

NEW = ("view_internal", "view_iom_queries", "set_disclosure", "read_log")
"""What a release has added to the roles."""


def rows():
    """Guardian's rows, without their keys."""
    return (
        sorted(AssessmentUserPermission.objects.values_list("user", "content_object", "permission")),
        sorted(PartUserPermission.objects.values_list("user", "content_object", "permission")),
    )


def upgrade(two):
    """The rows as an older release left them, with one that nothing gives any more."""
    AssessmentUserPermission.objects.filter(permission__codename__in=NEW).delete()
    PartUserPermission.objects.filter(user=two.other.contributor).delete()
    publish = Permission.objects.get(codename="publish_edition")
    AssessmentUserPermission.objects.create(
        user=two.own.observer, content_object=two.own.assessment, permission=publish
    )


def test_migrate_gives_the_new_rights_and_takes_the_old_ones(two):
    before = rows()
    upgrade(two)
    assert not two.own.coordinator.has_perm(Right.READ_LOG, two.own.assessment)

    call_command("migrate", verbosity=0)

    assert rows() == before
    assert two.own.coordinator.has_perm(Right.READ_LOG, two.own.assessment)


def test_rows_that_are_right_are_left_alone(two):
    keys = list(AssessmentUserPermission.objects.order_by("pk").values_list("pk", flat=True))

    call_command("migrate", verbosity=0)

    assert list(AssessmentUserPermission.objects.order_by("pk").values_list("pk", flat=True)) == keys


def test_upgrade_is_no_change_of_a_role(two):
    told = RoleEvent.objects.count(), Entry.objects.count()
    upgrade(two)

    sync_all()

    assert (RoleEvent.objects.count(), Entry.objects.count()) == told


def test_command_says_how_many_rows_were_wrong(two):
    missing = AssessmentUserPermission.objects.filter(permission__codename__in=NEW).count()
    upgrade(two)
    said = [io.StringIO(), io.StringIO()]

    for out in said:
        call_command("sync_permissions", stdout=out)

    assert [out.getvalue() for out in said] == [
        f"{missing + 2} rights put right.\n",
        "0 rights put right.\n",
    ]


def test_assessment_without_a_log_yet_is_put_right_too(case):
    """As an installation has it from the time before there was a log."""
    old = Assessment.objects.get(pk=case.assessment.pk)
    old.pk, old.round, old.year = None, 2, 2024
    old.save()
    RoleAssignment.objects.create(
        assessment=old, user=case.observer, role="observer", assigned_by=case.observer
    )

    assert sync_all() == len(RIGHTS["observer"])
    assert case.observer.has_perm(Right.VIEW_ANSWERS, old)
    assert Chain.objects.filter(matter=old.matter).count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_comparing_takes_the_same_statements_for_a_batch(db, count):
    instrument, country = make_instrument(), make_country()
    for number in range(count):
        make_case(place=make_place(f"City-{number}", country), instrument=instrument, names=f" {number}")

    with counted() as sent:
        assert sync_all() == 0

    assert len(sent) == 9


def test_every_batch_is_put_right(two, monkeypatch):
    monkeypatch.setattr(permissions, "BATCH", 1)
    monkeypatch.setattr(permissions, "CHUNK", 2)
    before = rows()
    upgrade(two)

    sync_all()

    assert rows() == before


@pytest.mark.parametrize(
    ("label", "known"), [("assessments", Apps()), ("accounts", apps), ("profiles", apps)]
)
def test_nothing_happens_for_other_rooms_or_on_the_way_to_a_state_without_the_tables(db, label, known):
    with counted() as sent:
        give_new_rights(sender=apps.get_app_config(label), apps=known)

    assert sent == []


def test_another_database_is_left_alone(db):
    with counted() as sent:
        give_new_rights(sender=apps.get_app_config("assessments"), using="replica")

    assert sent == []

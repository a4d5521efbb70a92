"""What every model keeps to, found by walking all of them: a new model that forgets it fails here."""

import datetime
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.models import PROTECT, CheckConstraint, ForeignKey

from accounts.models import User
from accounts.workflow import invite
from assessments.models import Reminder
from assessments.workflow import HANDOVER, extend_due_date
from profiles.models import Profile
from tests.factories.assessments import DUE
from tests.factories.profiles import published
from tests.replay import play
from tests.scenarios import TwoAssessments
from workflows.engine import perform, registry
from workflows.models import TransitionEvent

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("audit", "accounts", "places", "instruments", "assessments", "profiles", "portal")
MODELS = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]

CASCADE_WITH_THE_PERSON = {
    "accounts.Invitation.user",  # an invitation is nothing without its account
    "assessments.AssessmentUserPermission.user",  # guardian's rows are made from the roles
    "assessments.PartUserPermission.user",
}
HISTORY = [
    "assessments_answerrevision",
    "assessments_assessmentevent",
    "assessments_citation",
    "assessments_duedatechange",
    "assessments_handoverevent",
    "assessments_message",
    "assessments_queryevent",
    "assessments_remarkreply",
    "assessments_roleevent",
    "assessments_sectionevent",
    "assessments_turn",
    "audit_entry",
    "instruments_instrumentevent",
    "profiles_comment",
    "profiles_commentanswer",
    "profiles_editionevent",
    "profiles_findingtextrevision",
    "profiles_profileevent",
    "profiles_profiletextrevision",
    "profiles_standingtextrevision",
]
WITHOUT_ROWS = {  # what the scenario makes none of
    "assessments.DueDateChange",
    "assessments.EvidenceFile",
    "assessments.HandoverEvent",
    "assessments.Message",
    "assessments.MessageRead",
    "assessments.Pack",
    "assessments.PackChange",
    "assessments.PackReturn",
    "assessments.QueryEvent",
    "assessments.Reminder",
    "assessments.RemarkReply",
    "assessments.ReviewQuery",
    "assessments.RoleEvent",
    "assessments.StandardRemark",
    "assessments.Turn",
    "instruments.Tag",
    "profiles.Comment",
    "profiles.CommentAnswer",
    "profiles.NameTranslation",
    "profiles.PreviewLink",
    "profiles.Proof",
    "portal.PublishedTag",
}
SAID_ALIKE = {"assessments.Source"}  # a source is shown as it is cited; two assessments may cite the same law


def label(model):
    return model._meta.label


def names(model):
    return {field.name: field for field in model._meta.get_fields() if getattr(field, "column", None)}


# Pairs ------------------------------------------------------------------------------------------------


def pairs(model):
    """The fields `x_at` and `x_by` that belong together."""
    fields = names(model)
    return [
        (field, fields[f"{name.removesuffix('_at')}_by"])
        for name, field in fields.items()
        if name.endswith("_at") and f"{name.removesuffix('_at')}_by" in fields
    ]


def constrained(model, at, by):
    """Whether a check holds both fields of the pair together."""
    checks = [c.condition for c in model._meta.constraints if isinstance(c, CheckConstraint)]
    return any({at.name, by.name} <= mentioned(check) for check in checks)


def mentioned(condition):
    """The fields that a condition speaks of."""
    found = set()
    for child in condition.children:
        found |= mentioned(child) if hasattr(child, "children") else {child[0].split("__")[0]}
    return found


def test_every_at_and_by_is_both_or_neither():
    loose = [
        f"{label(model)}.{at.name}"
        for model in MODELS
        for at, by in pairs(model)
        if (at.null or by.null) and not constrained(model, at, by)
    ]

    assert loose == []


def test_pairs_are_found():
    found = {f"{label(model)}.{at.name}" for model in MODELS for at, _by in pairs(model)}

    assert {
        "accounts.Invitation.invited_at",
        "assessments.RoleAssignment.assigned_at",
        "profiles.Profile.edited_at",
        "profiles.Edition.requested_at",
    } <= found
    at, by = next(pair for pair in pairs(Profile))
    assert constrained(Profile, at, by)


# People -----------------------------------------------------------------------------------------------


def test_nobody_who_did_something_is_deleted():
    keys = {
        f"{label(model)}.{field.name}": field.remote_field.on_delete
        for model in MODELS
        for field in names(model).values()
        if isinstance(field, ForeignKey) and field.remote_field.model is User
    }

    assert {name for name, on_delete in keys.items() if on_delete is not PROTECT} == CASCADE_WITH_THE_PERSON
    assert len(keys) > 10


# Rows say who they are --------------------------------------------------------------------------------


def both_published():
    two = TwoAssessments.make()
    for case in (two.own, two.other):
        later = DUE + datetime.timedelta(days=1)
        extend_due_date(section=case.section(1), new_date=later, reason="More time.", by=case.coordinator)
        perform(HANDOVER, "hand back", case.part("1.1").handovers.get(), by=case.contributor)
        Reminder.objects.create(user=case.researcher, date=DUE)
        published(case)
    for name in ("Ada", "Emmy"):
        invite(email=f"{name.lower()}@example.org", name=name, language="en", by=two.superuser)
    return two


def test_every_row_says_which_one_it_is(db):
    play(both_published)
    said = {label(model): [str(row) for row in model._base_manager.all()] for model in MODELS}

    too_few = {name for name, rows in said.items() if len(rows) < 2} - WITHOUT_ROWS
    alike = {name for name, rows in said.items() if len(set(rows)) < len(rows)}

    assert too_few == {"instruments.Instrument", "instruments.InstrumentEvent", "instruments.Scale"}
    assert alike == SAID_ALIKE


# History ----------------------------------------------------------------------------------------------


def triggers():
    """The tables on which the database refuses every update."""
    sql = {
        "sqlite": "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name = tbl_name || '_immutable'",
        "postgresql": "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE t.tgname = c.relname || '_immutable' AND t.tgenabled = 'O'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return sorted(name for (name,) in cursor.fetchall())


def test_history_is_kept_by_the_database(db):
    assert triggers() == HISTORY


def test_every_event_is_history():
    tables = {model._meta.db_table for model in apps.get_models() if issubclass(model, TransitionEvent)}

    assert tables == {name for name in HISTORY if name.endswith("event")} - {"assessments_roleevent"}
    assert {table.event._meta.db_table for table in registry.values()} == tables


# Migrations -------------------------------------------------------------------------------------------


def test_no_model_waits_for_a_migration(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_all_rooms_with_models_are_walked():
    ours = {config.label for config in apps.get_app_configs() if ROOT in Path(config.path).parents}
    site_packages = {config.label for config in apps.get_app_configs() if "site-packages" in config.path}

    assert {room for room in ours - site_packages if list(apps.get_app_config(room).get_models())} == set(
        ROOMS
    )

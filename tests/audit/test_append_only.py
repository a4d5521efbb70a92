"""What the database itself refuses, to whoever asks."""

import re
from pathlib import Path

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.models import ProtectedError

from audit.choices import Kind
from audit.immutable import KEEP
from audit.models import Chain, Entry
from audit.workflow import SITE, record
from tests.audit.logs import POSTGRESQL

postgresql = pytest.mark.skipif(not POSTGRESQL, reason="SQLite has no users and no TRUNCATE")
HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "audit.md"
PRIVILEGES = re.findall(r"^(?:GRANT|REVOKE) .* mgi;$", HOW_TO.read_text(encoding="utf-8"), re.MULTILINE)
"""What the user of the site gets there, and doesn't."""


@pytest.fixture
def line(db):
    """A line of a log, in the database as it is outside of the suite."""
    entry = record(Kind.SIGNED_IN, matter=SITE, by=None)
    run("SET CONSTRAINTS ALL IMMEDIATE" if POSTGRESQL else "SELECT 1")
    run(
        "ALTER TABLE audit_entry ENABLE TRIGGER audit_entry_untruncatable"
        if POSTGRESQL
        else KEEP["sqlite"].format(table="audit_entry")
    )
    return entry


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def refused(sql, error=IntegrityError):
    with pytest.raises(error), transaction.atomic():
        run(sql)


def test_lines_are_not_updated(line):
    with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
        Entry.objects.filter(pk=line.pk).update(subject="elsewhere")
    with pytest.raises(IntegrityError), transaction.atomic():
        line.save()
    refused("UPDATE audit_entry SET number = number + 1")

    assert Entry.objects.get() == line


def test_lines_are_not_deleted(line):
    with pytest.raises(IntegrityError), transaction.atomic():
        line.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.all()._raw_delete("default")
    refused("DELETE FROM audit_entry")

    assert Entry.objects.get() == line


def test_log_with_lines_is_not_deleted(line):
    if POSTGRESQL:
        refused("DELETE FROM audit_chain")
    with pytest.raises(ProtectedError):
        Chain.objects.all().delete()

    assert Chain.objects.get().matter == SITE


@postgresql
def test_lines_are_not_truncated(line):
    refused("TRUNCATE audit_entry")
    refused("TRUNCATE audit_chain CASCADE")

    assert Entry.objects.get() == line


@postgresql
def test_user_of_the_site_who_does_not_own_the_table_can_only_add(line):
    user = f"site_of_{connection.settings_dict['NAME']}"
    run(f"CREATE ROLE {user} NOLOGIN")
    for privilege in PRIVILEGES:
        run(privilege.replace("mgi;", user))
    run(f"SET LOCAL ROLE {user}")

    record(Kind.SIGNED_OUT, matter=SITE, by=None)
    for sql in (
        "UPDATE audit_entry SET subject = ''",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
        "DROP TRIGGER audit_entry_immutable ON audit_entry",
        "DROP TABLE audit_entry CASCADE",
        "CREATE OR REPLACE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "SET session_replication_role = replica",
    ):
        refused(sql, ProgrammingError)
    run("RESET ROLE")

    assert [entry.kind for entry in Entry.objects.order_by("number")] == ["signed_in", "signed_out"]

"""Reading the log as tests want it, and changing it as nobody should."""

from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import Max

from audit.models import Entry

POSTGRESQL = connection.vendor == "postgresql"
DISARM = (
    "SET LOCAL session_replication_role = replica" if POSTGRESQL else "DROP TRIGGER audit_entry_immutable"
)


@contextmanager
def added():
    """The lines that are added meanwhile, to any log, in their order."""
    last = Entry.objects.aggregate(last=Max("pk"))["last"] or 0
    lines = []
    yield lines
    lines += Entry.objects.filter(pk__gt=last).select_related("chain").order_by("pk")


def told(line):
    """What most tests ask of a line."""
    return line.chain.matter, line.kind, line.actor, line.subject


@contextmanager
def disarmed():
    """Without the triggers, as for whoever owns the database; all is put back at the end."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(DISARM)
        yield
        transaction.set_rollback(True)

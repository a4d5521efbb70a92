"""The whole log of an assessment as a file: comma-separated values that a spreadsheet takes for text."""

import csv
import datetime
import json
from collections.abc import Iterator

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from assessments.report.log import Line, line_of, names_of
from audit.models import Entry
from ui.spreadsheets import harmless

BYTE_ORDER_MARK = "\ufeff"


class _Echo:
    """A file that gives each row back."""

    def write(self, row: str) -> str:
        return row


def file_of(matter: str, until: int) -> Iterator[str]:
    """The log up to this line, in pieces and in order; each line with its digest, whatever the log's length in two
    statements and one for each table of steps."""
    lines = Entry.objects.of(matter).filter(number__lte=until)
    names = names_of(lines.order_by().values_list("subject", flat=True).distinct())
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK + writer.writerow(_heads())
    for entry in lines.iterator(chunk_size=500):
        yield writer.writerow([harmless(cell) for cell in _cells(line_of(entry, names))])


def _cells(line: Line) -> list[str]:
    entry = line.entry
    at = entry.at.astimezone(datetime.UTC)
    return [
        str(entry.number),
        f"{at:%Y-%m-%d %H:%M:%S}",
        line.name,
        line.address,
        entry.get_kind_display(),
        line.what,
        line.about,
        "; ".join(line.details),
        _as_recorded(entry, at),
        entry.digest,
    ]


def _as_recorded(entry: Entry, at: datetime.datetime) -> str:
    """All that the digest covers besides the line before, as it stands in the log."""
    told = {
        "log": entry.chain_id,
        "number": entry.number,
        "at": at.isoformat(),
        "kind": entry.kind,
        "actor": entry.actor,
        "actor_name": entry.actor_name,
        "subject": entry.subject,
        "detail": entry.detail,
    }
    return json.dumps(told, ensure_ascii=False, cls=DjangoJSONEncoder)


def _heads() -> list[str]:
    return [
        _("Number"),
        _("Time (UTC)"),
        _("Person"),
        _("E-mail address"),
        _("Kind"),
        _("What happened"),
        _("About"),
        _("Details"),
        _("As recorded"),
        _("Digest"),
    ]

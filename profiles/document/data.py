"""The open data of an edition."""

import csv
import io
import json
from collections.abc import Iterator

from profiles.choices import FindingKind
from profiles.snapshot import Snapshot
from ui.spreadsheets import harmless

COLUMNS = (
    "jurisdiction", "country", "scope", "year", "round", "language", "edition",
    "domain_number", "domain", "kind", "position", "finding", "text", "sources",
)  # fmt: skip


def as_json(snapshot: Snapshot) -> bytes:
    """All that the edition says, UTF-8, indented by one space."""
    return json.dumps(snapshot.to_json(), ensure_ascii=False, indent=1).encode()


def as_csv(snapshot: Snapshot) -> bytes:
    """One line for each finding, in the order of the page; UTF-8 with a byte order mark, for spreadsheets.

    No cell is one that a spreadsheet would run as a formula.
    """
    lines = io.StringIO(newline="")
    writer = csv.writer(lines)
    writer.writerow(COLUMNS)
    writer.writerows([harmless(str(cell)) for cell in row] for row in _rows(snapshot))
    return lines.getvalue().encode("utf-8-sig")


def _rows(snapshot: Snapshot) -> Iterator[tuple[object, ...]]:
    about = (
        snapshot.title,
        snapshot.country,
        snapshot.scope,
        snapshot.year,
        snapshot.round,
        snapshot.language,
        snapshot.number,
    )
    for domain in snapshot.domains:
        for kind in FindingKind.values:
            for position, line in enumerate(getattr(domain, kind), start=1):
                cited = " ".join(str(mark) for mark in line.sources)
                yield *about, domain.number, domain.short_name, kind, position, line.key, line.body, cited

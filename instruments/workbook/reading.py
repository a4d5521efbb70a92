from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.utils.translation import gettext as _
from pydantic import ValidationError

from instruments import rules
from instruments.document import codes_before
from instruments.models import Tag
from instruments.rules import Parts, Place
from instruments.schema import Document, DomainQuestions, DomainShape, Head, ScaleShape, Shape
from instruments.workbook import layout
from instruments.workbook.cells import CellFault, Line, lines_of
from instruments.workbook.survey import Survey, text_in
from instruments.workbook.words import reason_of
from uploads.workbooks import open_workbook

S = TypeVar("S", bound=Shape)


class FaultyWorkbook(Exception):
    """The workbook can't be loaded; `faults` lists everything that was found."""

    def __init__(self, faults: list[CellFault]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


def read(data: bytes) -> Document:
    """The questionnaire in this workbook.

    Raises FaultyWorkbook with every fault that was found: sheet, row, column, reason; Refused, of `uploads`,
    when it isn't opened at all.
    """
    book = open_workbook(data)
    faults: list[CellFault] = []
    sheets = {name: lines_of(book, name, faults) for name in layout.COLUMNS}
    if faults:
        raise FaultyWorkbook(faults)
    reading = Reading()
    parts = reading.parts(sheets)
    if reading.faults or parts is None:
        raise FaultyWorkbook(reading.faults)
    reading.check(parts)
    if reading.faults:
        raise FaultyWorkbook(reading.faults)
    return Document.of(parts.head, parts.domains, parts.scales, parts.questionnaire)


@dataclass
class Reading:
    """What was read so far: the faults, and the row and column that each part came from."""

    faults: list[CellFault] = field(default_factory=list)
    rows: dict[Place, Line] = field(default_factory=dict)

    def parts(self, sheets: dict[str, list[Line]]) -> Parts | None:
        """The parts of the questionnaire, or None when one of them is no such thing."""
        survey = Survey(self.faults, self.rows)
        survey.read(sheets[layout.SURVEY])
        scales = self._scales(sheets[layout.CHOICES])
        head = self._shape(Head, ("instrument",), self._head(sheets[layout.SETTINGS]))
        shown = (
            self._shapes(DomainShape, ("domains",), [survey.in_scope(row, head) for row in survey.domains]),
            self._shapes(ScaleShape, ("scales",), scales),
            self._shapes(DomainQuestions, ("questionnaire",), survey.questionnaire),
        )
        if head is None or self.faults:
            return None
        return Parts(head, *shown)

    def _head(self, lines: list[Line]) -> dict[str, Any] | None:
        if not lines:
            self.faults.append(CellFault(layout.SETTINGS, 2, "", _("this row is empty")))
            return None
        line, *more = lines
        self.faults += [row.fault("", _("one row is all that is read here")) for row in more]
        self.rows["instrument",] = line
        return {
            "slug": line["form_id"],
            "scope": line["scope"],
            "version": line["version"],
            "follows": line["follows"] or None,
            "title": text_in(line, "questionnaire_title"),
            "provenance": text_in(line, "provenance"),
        }

    def _scales(self, lines: list[Line]) -> list[dict[str, Any]]:
        scales: dict[str, dict[str, Any]] = {}
        for line in lines:
            key = line["list_name"]
            place = ("scales", list(scales).index(key) if key in scales else len(scales))
            self.rows.setdefault(place, line)
            scale = scales.setdefault(key, {"key": key, "options": []})
            self.rows[*place, "options", len(scale["options"])] = line
            scale["options"].append(self._option(line))
        return list(scales.values())

    def _option(self, line: Line) -> dict[str, Any]:
        flags = {name: self._flag(line, name) for name in ("needs_statement", "needs_source", "exclusive")}
        return {
            "value": line["name"],
            "label": text_in(line, "label"),
            "outcome": line["outcome"],
        } | flags

    def _flag(self, line: Line, column: str) -> bool:
        if line[column].lower() not in ("", "yes", "no"):
            self.faults.append(line.fault(column, _("write yes, or leave it empty")))
        return line[column].lower() == layout.YES

    def _shapes(self, shape: type[S], place: Place, rows: list[dict[str, Any]]) -> list[S]:
        found = [self._shape(shape, (*place, i), row) for i, row in enumerate(rows)]
        return [row for row in found if row is not None]

    def _shape(self, shape: type[S], place: Place, row: dict[str, Any] | None) -> S | None:
        if row is None:
            return None
        try:
            return shape.model_validate(row)
        except ValidationError as error:
            for found in error.errors():
                self.note((*place, *found["loc"]), reason_of(found))
            return None

    def note(self, place: Place, reason: str) -> None:
        """Add a fault at the cell that stands at this place, or at the row around it."""
        around = next((place[:end] for end in range(len(place), 0, -1) if place[:end] in self.rows), ())
        if not around:
            self.faults.append(CellFault(layout.SURVEY, 0, "", reason))
            return
        line = self.rows[around]
        self.faults.append(line.fault(layout.column_of(line.sheet, place, len(around)), reason))

    def check(self, parts: Parts) -> None:
        """Add the faults of the whole."""
        tags = {tag.key for tag in Tag.objects.all()}
        for place, reason in (
            *rules.faults_of_domains(parts),
            *rules.faults_of_scales(parts),
            *rules.faults_of_questions(parts, tags),
            *rules.faults_of_predecessors(parts, codes_before(parts.head)),
        ):
            self.note(place, reason)
        scales = {scale.key: scale for scale in parts.scales}
        for place, indicator in parts.indicators():
            said = self.rows[place]["constraint"]
            if said and said != layout.constraint_of(indicator, scales.get(indicator.scale or "")):
                self.faults.append(
                    self.rows[place].fault("constraint", _("can’t be kept: it follows from kind and scale"))
                )

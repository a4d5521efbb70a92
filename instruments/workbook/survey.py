"""The rows of the sheet `survey`: groups in groups, and in these the indicators."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from instruments.choices import CHOSEN, IndicatorKind, Relation
from instruments.rules import Place
from instruments.schema import LANGUAGES, Head
from instruments.workbook import layout
from instruments.workbook.cells import CellFault, Line

BEGINS, ENDS = ("begin_group", "begin group"), ("end_group", "end group")
DEEPEST = 2


def text_in(line: Line, column: str) -> dict[str, str]:
    """The column’s text in each language."""
    names = zip(LANGUAGES, layout.in_languages(column), strict=True)
    return {language: line[name] for language, name in names}


@dataclass
class Survey:
    """Goes through the rows one by one; `rows` learns which row each part came from."""

    faults: list[CellFault]
    rows: dict[Place, Line]
    domains: list[dict[str, Any]] = field(default_factory=list)
    questionnaire: list[dict[str, Any]] = field(default_factory=list)
    open: list[Line] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)
    last: tuple[Line, dict[str, Any]] | None = None

    def read(self, lines: list[Line]) -> None:
        self.codes = {line["name"]: line["code"] or layout.code_of(line["name"]) for line in lines}
        for line in lines:
            if line["type"] in BEGINS:
                self._begin(line)
            elif line["type"] in ENDS:
                self._end(line)
            else:
                self._question(line)
        self.faults += [line.fault("type", _("this group isn’t ended")) for line in self.open]

    def in_scope(self, domain: dict[str, Any], head: Head | None) -> dict[str, Any]:
        """The domain with its description as that of the questionnaire’s scope."""
        return domain | {"description": {head.scope if head else "local": domain["description"]}}

    def _begin(self, line: Line) -> None:
        self.open.append(line)
        if line["relevant"]:
            self.faults.append(line.fault("relevant", _("can’t be kept: only questions have conditions")))
        if len(self.open) == 1:
            self._begin_domain(line)
        elif len(self.open) == DEEPEST:
            pages = self.questionnaire[-1]["subcategories"]
            self.rows[*self._part(), "subcategories", len(pages)] = line
            pages.append({"title": text_in(line, "label"), "indicators": []})
        else:
            reason = _("groups go two deep: a domain, and its subcategories")
            self.faults.append(line.fault("type", reason))

    def _begin_domain(self, line: Line) -> None:
        self.rows["domains", len(self.domains)] = line
        self.domains.append(
            {
                "number": line["number"],
                "slug": line["domain"],
                "colour": line["colour"],
                "colour_dark": line["colour_dark"],
                "short_name": text_in(line, "label"),
                "long_name": text_in(line, "long_name"),
                "description": text_in(line, "description"),
            }
        )
        self.questionnaire.append({"domain": line["domain"], "subcategories": []})
        self.rows[self._part()] = line

    def _part(self) -> Place:
        return ("questionnaire", len(self.questionnaire) - 1)

    def _end(self, line: Line) -> None:
        if not self.open:
            self.faults.append(line.fault("type", _("no group is open that could end here")))
        else:
            self.open.pop()

    def _question(self, line: Line) -> None:
        if self._folded(line):
            return
        form_type, _space, scale = line["type"].partition(" ")
        if form_type not in layout.KINDS:
            reason = _("the type {type} can’t be kept").format(type=line["type"] or "“”")
            self.faults.append(line.fault("type", reason))
        elif len(self.open) != DEEPEST:
            self.faults.append(line.fault("type", _("a question stands in the subcategory of a domain")))
        else:
            row = self._indicator(line, form_type, scale.strip())
            page = self.questionnaire[-1]["subcategories"][-1]
            number = len(self.questionnaire[-1]["subcategories"]) - 1
            self.rows[*self._part(), "subcategories", number, "indicators", len(page["indicators"])] = line
            page["indicators"].append(row)
            self.last = (line, row)

    def _folded(self, line: Line) -> bool:
        """Whether the row is the companion of the one before: it only names the scale of that indicator."""
        if self.last is None or line["name"] != layout.companion_of(self.last[0]["name"]):
            return False
        before, row = self.last
        scale = line["type"].removeprefix("select_one ").strip()
        if row["scale"] not in (None, scale):
            self.faults.append(
                line.fault("type", _("the row {row} names another scale").format(row=before.number))
            )
        row["scale"] = row["scale"] or scale
        return True

    def _indicator(self, line: Line, form_type: str, scale: str) -> dict[str, Any]:
        kind = self._kind(line, form_type)
        if kind in CHOSEN and line["scale"] not in ("", scale):
            self.faults.append(line.fault("scale", _("the type names another scale")))
        return {
            "code": self.codes[line["name"]],
            "kind": kind,
            "scale": (scale if kind in CHOSEN else line["scale"]) or None,
            "required": self._required(line),
            "evidence": line["evidence"] or "by_option",
            "show_if": self._show_if(line),
            "tags": line["tags"].replace(",", " ").split(),
            "lineage": {
                "relation": line["relation"] or Relation.NEW,
                "from": line["predecessors"].replace(",", " ").split(),
            },
            "question": text_in(line, "label"),
            "guidance": text_in(line, "hint"),
        }

    def _kind(self, line: Line, form_type: str) -> str:
        said = line["kind"] or layout.KINDS[form_type]
        if said in IndicatorKind.values and layout.TYPES[IndicatorKind(said)] != form_type:
            self.faults.append(line.fault("kind", _("the type says another kind")))
        return said

    def _required(self, line: Line) -> bool:
        said = line["required"]
        if said.lower() not in ("", "yes", "no") and said != f"${{{layout.companion_of(line['name'])}}}=''":
            self.faults.append(line.fault("required", _("write yes, or leave it empty")))
        return said.lower() not in ("", "no")

    def _show_if(self, line: Line) -> dict[str, Any] | None:
        if not line["relevant"]:
            return None
        found = layout.condition_in(line["relevant"])
        if found is None:
            reason = _("write it as ${name}='value', several with “or” between them, all with one name")
            self.faults.append(line.fault("relevant", reason))
            return None
        name, options = found
        return {"code": self.codes.get(name, layout.code_of(name)), "options": options}

"""The sheets and columns of the workbook: those of XLSForm, and ours beside them.

A number, year, text or date that has a scale gets a companion row: a choice of what can be said instead of a
value, so that a form made elsewhere from the workbook can say it too. It says nothing of its own.
"""

import re

from django.utils import translation
from django.utils.translation import gettext as _

from instruments.choices import CHOSEN, IndicatorKind
from instruments.rules import Place
from instruments.schema import LANGUAGES, IndicatorShape, ScaleShape, ShowIf

LANGUAGE_NAMES = {"en": "English (en)", "fr": "French (fr)", "es": "Spanish (es)"}


def in_languages(column: str) -> tuple[str, ...]:
    """The names of a column that stands once for each language, in the order of `LANGUAGES`."""
    return tuple(f"{column}::{LANGUAGE_NAMES[language]}" for language in LANGUAGES)


SURVEY, CHOICES, SETTINGS = "survey", "choices", "settings"
COLUMNS = {
    SURVEY: (
        "type",
        "name",
        *in_languages("label"),
        *in_languages("hint"),
        "required",
        "relevant",
        "constraint",
        "code",
        "kind",
        "scale",
        "evidence",
        "tags",
        "relation",
        "predecessors",
        "domain",
        "number",
        "colour",
        "colour_dark",
        *in_languages("long_name"),
        *in_languages("description"),
    ),
    CHOICES: (
        "list_name",
        "name",
        *in_languages("label"),
        "outcome",
        "needs_statement",
        "needs_source",
        "exclusive",
    ),
    SETTINGS: (
        "form_title",
        "form_id",
        "version",
        "default_language",
        "scope",
        "follows",
        "state",
        *in_languages("questionnaire_title"),
        *in_languages("provenance"),
    ),
}
OPTIONAL = {
    *("required", "relevant", "constraint", "code", "kind", "scale", "evidence", "tags", "relation"),
    *("predecessors", "needs_statement", "needs_source", "exclusive"),
    *("form_title", "default_language", "follows", "state"),
}
"""The columns that a workbook may lack."""
BEGIN, END = "begin_group", "end_group"
TYPES = {
    IndicatorKind.CHOICE: "select_one",
    IndicatorKind.MULTIPLE: "select_multiple",
    IndicatorKind.NUMBER: "integer",
    IndicatorKind.YEAR: "integer",
    IndicatorKind.TEXT: "text",
    IndicatorKind.DATE: "date",
}
KINDS = {
    "select_one": IndicatorKind.CHOICE,
    "select_multiple": IndicatorKind.MULTIPLE,
    "integer": IndicatorKind.NUMBER,
    "text": IndicatorKind.TEXT,
    "date": IndicatorKind.DATE,
}
"""The kind of a row that doesn't name one itself."""
YEARS = ". >= 1500 and . <= 2100"
YES = "yes"
TERM = re.compile(r"""\$\{([^{}\s]+)\}\s*=\s*(?:'([^']*)'|"([^"]*)")""")


def name_of(code: str) -> str:
    """`L2.1.1` as forms name it: `L2_1_1`. Codes hold no underscore, so the code can be read from it."""
    return code.replace(".", "_")


def code_of(name: str) -> str:
    return name.replace("_", ".")


def companion_of(name: str) -> str:
    return f"{name}_instead"


def has_companion(indicator: IndicatorShape) -> bool:
    return indicator.kind not in CHOSEN and indicator.scale is not None


def companion_label(language: str) -> str:
    with translation.override(language):
        return _("If there is no value to give")


def type_of(indicator: IndicatorShape) -> str:
    form_type = TYPES[indicator.kind]
    return f"{form_type} {indicator.scale}" if indicator.kind in CHOSEN else form_type


def required_of(indicator: IndicatorShape) -> str:
    if not indicator.required:
        return ""
    return f"${{{companion_of(name_of(indicator.code))}}}=''" if has_companion(indicator) else YES


def relevant_of(show_if: ShowIf | None) -> str:
    if show_if is None:
        return ""
    return " or ".join(f"${{{name_of(show_if.code)}}}='{value}'" for value in show_if.options)


def condition_in(relevant: str) -> tuple[str, list[str]] | None:
    """The name and the values in `${name}='a' or ${name}='b'`; None when it says anything else."""
    found = [TERM.fullmatch(term.strip()) for term in re.split(r"\s+or\s+", relevant.strip())]
    terms = [(match[1], match[2] or match[3]) for match in found if match]
    names = {name for name, _value in terms}
    if len(terms) != len(found) or len(names) != 1:
        return None
    return names.pop(), [value for _name, value in terms]


def constraint_of(indicator: IndicatorShape, scale: ScaleShape | None) -> str:
    """What a form made from the workbook refuses: no year, or an option that is chosen alone beside others."""
    if indicator.kind == IndicatorKind.YEAR:
        return YEARS
    if indicator.kind != IndicatorKind.MULTIPLE or scale is None:
        return ""
    alone = [f"selected(., '{option.value}')" for option in scale.options if option.exclusive]
    return f"not(({' or '.join(alone)}) and count-selected(.) > 1)" if alone else ""


NAMED = {
    "instrument": {"slug": "form_id", "title": "questionnaire_title"},
    "domains": {"slug": "domain", "short_name": "label"},
    "scales": {"key": "list_name", "value": "name"},
    "questionnaire": {
        "title": "label",
        "question": "label",
        "guidance": "hint",
        "show_if": "relevant",
        "lineage": "relation",
        "from": "predecessors",
    },
}
"""What parts of a questionnaire are called here, where the column has another name."""


def column_of(sheet: str, place: Place, start: int) -> str:
    """The column of what stands at `place`, whose first `start` steps lead to the row; empty: the whole row."""
    steps = [str(step) for step in place[start:] if not isinstance(step, int)]
    if not steps:
        return ""
    names = NAMED[str(place[0])]
    field = steps[0] if steps[0] != "lineage" or "from" not in steps else "from"
    column = names.get(field, field)
    language = steps[-1] if steps[-1] in LANGUAGES else LANGUAGES[0]
    inside = in_languages(column)[LANGUAGES.index(language)]
    return next((name for name in (inside, column) if name in COLUMNS[sheet]), "")

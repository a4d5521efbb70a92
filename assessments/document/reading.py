"""Reading a workbook that came back: all its faults are found, and nothing is worked out or guessed."""

import uuid
from collections import Counter, defaultdict
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from openpyxl.utils import coordinate_to_tuple
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from assessments.document.cells import Fault, Line, lines
from assessments.document.contents import Choice, Citing, Contents, Library, Row, Told, kept_internal
from assessments.document.shape import ANSWERS, ANSWERS_NAME, KEY_NAME, SOURCES, SOURCES_NAME, name_key
from instruments.choices import IndicatorKind
from ui.text import listed

MOST_ROWS = 1000

check_url = URLValidator()


def key_of(workbook: Workbook) -> uuid.UUID | None:
    """The key of the pack that the workbook is; None when it isn't one."""
    texts = [prop.value for prop in workbook.custom_doc_props.props if prop.name == KEY_NAME]
    sheet, cells = _range(workbook, KEY_NAME)
    if sheet is not None:
        row, column = coordinate_to_tuple(cells.replace("$", ""))
        found = sheet.iter_rows(row, row, column, column, values_only=True)
        texts += [text for texts_in_row in found for text in texts_in_row]
    for text in texts:
        try:
            return uuid.UUID(str(text).strip())
        except ValueError:
            continue
    return None


def _range(workbook: Workbook, name: str) -> tuple[Worksheet | None, str]:
    """The sheet and cells of this name; None where the workbook has lost it."""
    found = workbook.defined_names.get(name)
    for title, cells in found.destinations if found is not None else ():
        if title in workbook.sheetnames:
            return workbook[title], cells
    return None, ""


def read_answers(
    workbook: Workbook, contents: Contents, library: Library
) -> tuple[dict[str, Told], list[Fault]]:
    """What the workbook says about each code, and everything that is wrong with it.

    With a fault, what is said is not to be used.
    """
    faults: list[Fault] = []
    answers, _cells = _range(workbook, ANSWERS_NAME)
    sources, _cells = _range(workbook, SOURCES_NAME)
    if answers is None or sources is None:
        return {}, [Fault("", 0, "", _("A sheet is missing: “Answers” or “Sources”."))]
    rows = {row.code: row for row in contents.rows}
    told = _read_rows(answers, rows, faults)
    citations = _read_sources(sources, contents, library, faults)
    return {code: replace(said, citations=tuple(citations[code])) for code, said in told.items()}, faults


# Answers ----------------------------------------------------------------------------------------------


def _read_rows(sheet: Worksheet, rows: dict[str, Row], faults: list[Fault]) -> dict[str, Told]:
    told: dict[str, Told] = {}
    for line in lines(sheet, ANSWERS, MOST_ROWS, faults):
        code = line.text("code")
        if code not in rows:
            line.fault("code", _unknown(code))
        elif code in told:
            line.fault("code", _("%s stands here a second time.") % code)
        else:
            told[code] = _read_row(line, rows[code])
    faults += [
        Fault(sheet.title, 0, "A", _("The row of %s is missing.") % code) for code in rows if code not in told
    ]
    return told


def _unknown(code: str) -> str:
    if not code:
        return _("The code of the question is missing.")
    return _("There is no question “%s” in this section.") % code


def _read_row(line: Line, row: Row) -> Told:
    if row.internal:
        return _nothing(line)
    option, value = _read_choice(line, row)
    if not row.written:
        if line.has("value"):
            line.fault("value", _("This question takes no value: choose an answer in the column before."))
    elif line.has("value"):
        if option is not None:
            line.fault("value", _("There is an answer and a value: leave one of the two empty."))
        value = _read_value(line, row)
    return Told(
        option_id=option,
        value=value,
        statement=line.text("statement", known=row.now.statement),
        applies_to=line.text("applies_to"),
        as_of_date=line.date("as_of_date"),
    )


def _nothing(line: Line) -> Told:
    """What was kept internal was given out empty, and comes back so."""
    for name in ANSWERS[ANSWERS.index("answer") :]:
        if line.has(name):
            line.fault(name, kept_internal())
    return Told()


def _read_value(line: Line, row: Row) -> str:
    """As answers keep values. What stands there already is only a draft, and may be anything."""
    if line.raw("value") == row.now.value:
        return row.now.value
    if row.kind == IndicatorKind.NUMBER:
        return line.number_in("value")
    if row.kind == IndicatorKind.YEAR:
        return str(line.year("value") or "")
    if row.kind == IndicatorKind.DATE:
        date = line.date("value")
        return date.isoformat() if date else ""
    return line.text("value")


def _read_choice(line: Line, row: Row) -> tuple[int | None, str]:
    """The option, or the options as a value, of the labels in the cell."""
    text = line.text("answer")
    known = {name_key(choice.label): choice for choice in row.choices}
    if not text:
        return None, ""
    if not row.several:
        chosen = known.get(name_key(text))
        if chosen is None:
            line.fault("answer", _not_offered(text, row))
        return (chosen.option_id if chosen else None), ""
    found, rest = _split(text, known)
    if rest:
        line.fault("answer", _not_offered(rest, row))
    if len(found) > 1 and any(choice.exclusive for choice in found):
        alone = next(choice.label for choice in found if choice.exclusive)
        line.fault("answer", _("“%s” can’t be chosen together with other answers.") % alone)
    if len(found) == 1 and found[0].exclusive:
        return found[0].option_id, ""
    return None, " ".join(choice.value for choice in row.choices if choice in found)


def _split(text: str, known: dict[str, Choice]) -> tuple[list[Choice], str]:
    """The choices between the semicolons, and what is none of them; a label may hold a semicolon itself."""
    found, rest = [], ""
    for piece in text.split(";"):
        rest = f"{rest};{piece}" if rest else piece
        if name_key(rest) in known:
            found.append(known[name_key(rest)])
            rest = ""
        elif not rest.strip():
            rest = ""
    return found, rest.strip()


def _not_offered(text: str, row: Row) -> str:
    if not row.choices:
        return _("This question has no list: write its value in the next column.")
    offered = listed(_("“%s”") % choice.label for choice in row.choices)
    return _("“%(text)s” isn’t among the answers: %(offered)s.") % {"text": text, "offered": offered}


# Sources ----------------------------------------------------------------------------------------------


def _read_sources(
    sheet: Worksheet, contents: Contents, library: Library, faults: list[Fault]
) -> dict[str, list[Citing]]:
    codes = {row.code: row for row in contents.rows}
    kinds = {name_key(label): kind for kind, label in contents.kinds}
    told: defaultdict[str, list[Citing]] = defaultdict(list)
    times: Counter[tuple] = Counter()
    for line in lines(sheet, SOURCES, MOST_ROWS, faults):
        code = line.text("code")
        if code not in codes:
            line.fault("code", _unknown(code))
        elif codes[code].internal:
            line.fault("code", kept_internal())
        citing = _read_source(line, kinds)
        times[code, citing.identity] += 1
        if times[code, citing.identity] > max(1, library.alike(citing)):
            line.fault(
                "title", _("This source stands under %s already: name all articles in one row.") % code
            )
        told[code].append(citing)
    return told


def _read_source(line: Line, kinds: dict[str, str]) -> Citing:
    kind = kinds.get(name_key(line.text("kind")), "")
    if not kind:
        line.fault("kind", _("Choose the kind of the source from the list."))
    title = line.text("title")
    if not title:
        line.fault("title", _("Write the official title of the source."))
    return Citing(
        kind=kind,
        title=title,
        number=line.text("number"),
        year=line.year("year"),
        url=_read_url(line),
        locator=line.text("locator"),
        quote=line.text("quote"),
    )


def _read_url(line: Line) -> str:
    text = line.text("url")
    if not text:
        return ""
    url = text if "://" in text else f"https://{text}"
    try:
        check_url(url)
    except ValidationError:
        line.fault("url", _("This isn’t a web address."))
    return url

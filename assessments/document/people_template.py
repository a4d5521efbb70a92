"""The workbook in which a coordinator lists people, to be filled in and brought back."""

import io

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from accounts.choices import country_choices
from assessments.choices import Role
from assessments.document.lists import Rules
from assessments.document.look import HEADING, INPUT, PLAIN, add_styles, fit_rows, write, write_header
from assessments.document.people import COLUMNS, MOST_PEOPLE, title_of
from ui.languages import direction

WIDTHS = (36, 30, 16, 18, 30)


def write_people_template() -> bytes:
    """An empty list in the language of the moment; every cell holds text."""
    workbook = Workbook()
    add_styles(workbook)
    people = workbook.active
    people.title = _("People")
    how_to, lists = map(workbook.create_sheet, (_("How to"), _("Lists")))
    _write_table(people, Rules(lists))
    _write_how_to(how_to)
    lists.sheet_state = "hidden"
    for sheet in workbook.worksheets:
        sheet.sheet_view.rightToLeft = direction(get_language()) == "rtl"
    workbook.properties.creator = str(settings.SITE_NAME)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def _write_table(sheet: Worksheet, rules: Rules) -> None:
    write_header(sheet, [title_of(column) for column in COLUMNS], WIDTHS)
    last = MOST_PEOPLE + 1
    for row in range(2, last + 1):
        for column in range(1, len(COLUMNS) + 1):
            write(sheet.cell(row, column), "", INPUT)
    letters = {name: get_column_letter(place) for place, name in enumerate(COLUMNS, start=1)}
    for name, labels in choices().items():
        rules.choose(sheet, f"{letters[name]}2:{letters[name]}{last}", labels)
    sheet.freeze_panes = "A2"


def choices() -> dict[str, list[str]]:
    """What may stand in a column, as the template offers it."""
    return {
        "language": [name for _code, name in settings.LANGUAGES],
        "role": [str(role.label) for role in Role if role != Role.CONTRIBUTOR],
        "country": [name for _code, name in country_choices()],
    }


def _write_how_to(sheet: Worksheet) -> None:
    sheet.column_dimensions["A"].width = 24
    sheet.column_dimensions["B"].width = 90
    write(sheet["A1"], _("People for an assessment"), HEADING)
    lines = [
        (_("Where to write"), _("In the sheet “People”, one person and role in each row.")),
        (title_of("email"), _("Someone new gets an invitation by mail.")),
        (title_of("name"), _("Needed for someone new. Who has an account keeps the name it has.")),
        (
            title_of("language"),
            _("Of the mails to someone new. Empty: the working language of the assessment."),
        ),
        (
            title_of("role"),
            _("Contributors aren’t named here: they come by the pages handed over to them."),
        ),
        (
            title_of("country"),
            _(
                "Whose people someone new belongs to: nobody reviews their own country. Leave it empty for IOM."
            ),
        ),
    ]
    for number, (label, text) in enumerate(lines, start=2):
        write(sheet.cell(number, 1), label, PLAIN)
        write(sheet.cell(number, 2), text, PLAIN)
    fit_rows(sheet)

"""Packs: a questionnaire with every kind of question, and workbooks as people fill them in."""

import io

import openpyxl

from assessments.document import write_workbook
from assessments.document.shape import ANSWERS, SOURCES
from assessments.models import Section
from assessments.workflow import AnswerDraft, CitationDraft, make_pack, receive_workbook, save_answers
from tests.factories.assessments import make_case, option_of, tell_source
from tests.factories.instruments import make_instrument

KINDS = {
    "T1.1.2": {"kind": "multiple", "show_if": ("T1.1.1", ["yes", "partly"])},
    "T1.1.3": {"kind": "year", "scale": "unanswered"},
    "T1.1.4": {"kind": "number"},
    "T1.1.5": {"kind": "date"},
    "T1.2.1": {"kind": "text"},
}
"""T1.1.1 is a choice."""


def make_pack_case():
    """An assessment whose first section has a question of each kind, the last one on a page of its own."""
    return make_case(instrument=make_instrument(((5, 1), (1,)), asked=KINDS))


def section_of(case, number=1):
    """As pages load it."""
    sections = Section.objects.select_related("assessment__jurisdiction", "assessment__instrument", "domain")
    return sections.get(assessment=case.assessment, domain__number=number)


def given_out(case, *, number=1, language="en", by=None):
    """A pack of the section, and its workbook."""
    pack, contents = make_pack(section=section_of(case, number), language=language, by=by or case.focal_point)
    return pack, write_workbook(contents, pack)


def bring_back(case, data, *, number=1, by=None):
    return receive_workbook(
        section=section_of(case, number), file_name="filled.xlsx", data=data, by=by or case.focal_point
    )


def opened(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def stored(workbook):
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def sheets(workbook):
    """The sheets of the answers and of the sources, whatever they are called."""
    return workbook.worksheets[1], workbook.worksheets[2]


def row_of(sheet, code):
    return next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 1).value == code)


def filled(data, answers=None, sources=()):
    """The workbook with these cells filled in, by code and column; each source goes into the first empty row."""
    workbook = opened(data)
    answer_sheet, source_sheet = sheets(workbook)
    for code, cells in (answers or {}).items():
        row = row_of(answer_sheet, code)
        for name, value in cells.items():
            answer_sheet.cell(row, ANSWERS.index(name) + 1).value = value
    for told in sources:
        row = row_of(source_sheet, None)
        for name, value in told.items():
            source_sheet.cell(row, SOURCES.index(name) + 1).value = value
    return stored(workbook)


def say(case, code, statement="", *, option=None, by=None, citations=(), **fields):
    """Write one answer on its page."""
    answer = case.answer(code)
    draft = AnswerDraft(
        answer_id=answer.pk,
        revision=answer.revision,
        option_id=option_of(answer, option).pk if option else None,
        statement=statement,
        citations=citations,
        **fields,
    )
    assert save_answers(part=answer.part, drafts=[draft], by=by or case.researcher) == []


def answer_every_kind(case):
    """An answer to each question of the first section, one of them with a source."""
    law = tell_source(case, "Law on Migration", number="25.871", year=2004, url="https://example.org/law")
    cited = (CitationDraft(law.pk, "article 7", "All have access."),)
    say(case, "T1.1.1", "In 2022, the city opened an office.", option="yes", citations=cited)
    say(case, "T1.1.2", "The office serves two groups.", value="workers refugees", applies_to="Residents")
    say(case, "T1.1.3", value="2019")
    say(case, "T1.1.4", value="1250")
    say(case, "T1.1.5", value="2021-05-31")
    say(case, "T1.2.1", value="Every Monday\nand on the 15th")

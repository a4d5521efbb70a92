"""A section on paper and as a workbook, for people without an account; and a workbook that comes back."""

from assessments.document.cells import Fault
from assessments.document.contents import Citing, Contents, Library, Told, contents_of, told_by
from assessments.document.differences import Difference, bases_of, differences_of, told_in
from assessments.document.paper import write_paper
from assessments.document.people import MOST_PEOPLE, Naming, one_of_each, read_people
from assessments.document.people_template import write_people_template
from assessments.document.reading import key_of, read_answers
from assessments.document.workbook import write_workbook

__all__ = [
    "MOST_PEOPLE",
    "Citing",
    "Contents",
    "Difference",
    "Fault",
    "Library",
    "Naming",
    "Told",
    "bases_of",
    "contents_of",
    "differences_of",
    "key_of",
    "one_of_each",
    "read_answers",
    "read_people",
    "told_by",
    "told_in",
    "write_paper",
    "write_people_template",
    "write_workbook",
]

"""What pages and mails show of assessments, gathered with a fixed number of statements."""

from assessments.report.clock import HOLDER, Due, days_held, due_for, people_to_remind
from assessments.report.earlier import page_answers
from assessments.report.home import SectionLine, other_side, task_list
from assessments.report.work import Task, Work, work_of

__all__ = [
    "HOLDER",
    "Due",
    "SectionLine",
    "Task",
    "Work",
    "days_held",
    "due_for",
    "other_side",
    "page_answers",
    "people_to_remind",
    "task_list",
    "work_of",
]

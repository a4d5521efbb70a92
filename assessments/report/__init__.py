"""What pages and mails show of assessments, gathered with a fixed number of statements."""

from assessments.report.clock import HOLDER, SOON, Due, days_held, due_for, people_to_remind
from assessments.report.consistency import (
    BEGINNING,
    COMPARED,
    SHORTEST,
    compared,
    like_answers,
    pairs_of,
    questions_matching,
    related_questions,
)
from assessments.report.desk import Desk, progress_of, section_desk
from assessments.report.disclosing import editions_resting_on
from assessments.report.earlier import page_answers
from assessments.report.history import Entry, compare, history_of
from assessments.report.home import SectionLine, other_side, task_list
from assessments.report.log import Checked, Line, checked, lines_of
from assessments.report.log_file import file_of
from assessments.report.people import DOES, Member, RoleGroup, losses, role_groups
from assessments.report.queries import QueryPage, Thread, attach_threads, query_page
from assessments.report.queues import (
    OversightLine,
    ReviewLine,
    SectionStand,
    oversight_lines,
    review_lines,
)
from assessments.report.remarks import remarks_in_words
from assessments.report.replies import Remark, remarks_on, returned
from assessments.report.work import Asked, Task, Work, find_work, work_of

__all__ = [
    "BEGINNING",
    "COMPARED",
    "DOES",
    "HOLDER",
    "SHORTEST",
    "SOON",
    "Asked",
    "Checked",
    "Desk",
    "Due",
    "Entry",
    "Line",
    "Member",
    "OversightLine",
    "QueryPage",
    "Remark",
    "ReviewLine",
    "RoleGroup",
    "SectionLine",
    "SectionStand",
    "Task",
    "Thread",
    "Work",
    "attach_threads",
    "checked",
    "compare",
    "compared",
    "days_held",
    "due_for",
    "editions_resting_on",
    "file_of",
    "find_work",
    "history_of",
    "like_answers",
    "lines_of",
    "losses",
    "other_side",
    "oversight_lines",
    "page_answers",
    "pairs_of",
    "people_to_remind",
    "progress_of",
    "query_page",
    "questions_matching",
    "related_questions",
    "remarks_in_words",
    "remarks_on",
    "returned",
    "review_lines",
    "role_groups",
    "section_desk",
    "task_list",
    "work_of",
]

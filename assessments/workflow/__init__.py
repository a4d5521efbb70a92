"""The two tables of an assessment (`tables`), and every other write to one."""

from assessments.workflow.answering import (
    AnswerDraft,
    Conflict,
    Saved,
    lock_for_answering,
    may_answer,
    save_answer,
    save_answers,
    settle_conflict,
)
from assessments.workflow.carrying import carry_forward, start_from
from assessments.workflow.citing import cite_new_source, cite_source, remove_citation
from assessments.workflow.evidence import add_file, remove_file, tell_source
from assessments.workflow.reviewing import VerdictDraft, record_verdicts
from assessments.workflow.revisions import CitationDraft, Content, write_revisions
from assessments.workflow.setup import (
    assign_role,
    invite_to_role,
    may_assign,
    remove_role,
    set_due_dates,
    set_up_assessment,
)
from assessments.workflow.sources import add_source, change_source, may_add_sources, may_change_source
from assessments.workflow.tables import ASSESSMENT, SECTION

__all__ = [
    "ASSESSMENT",
    "SECTION",
    "AnswerDraft",
    "CitationDraft",
    "Conflict",
    "Content",
    "Saved",
    "VerdictDraft",
    "add_file",
    "add_source",
    "assign_role",
    "carry_forward",
    "change_source",
    "cite_new_source",
    "cite_source",
    "invite_to_role",
    "lock_for_answering",
    "may_add_sources",
    "may_answer",
    "may_assign",
    "may_change_source",
    "record_verdicts",
    "remove_citation",
    "remove_file",
    "remove_role",
    "save_answer",
    "save_answers",
    "set_due_dates",
    "set_up_assessment",
    "settle_conflict",
    "start_from",
    "tell_source",
    "write_revisions",
]

"""The two tables of an assessment (`tables`), and every other write to one."""

from assessments.workflow.answering import (
    AnswerDraft,
    CitationDraft,
    Conflict,
    Content,
    Saved,
    lock_for_answering,
    may_answer,
    save_answer,
    save_answers,
    settle_conflict,
    write_revisions,
)
from assessments.workflow.carrying import carry_forward, start_from
from assessments.workflow.reviewing import VerdictDraft, record_verdicts
from assessments.workflow.setup import (
    assign_role,
    invite_to_role,
    may_assign,
    remove_role,
    set_due_dates,
    set_up_assessment,
)
from assessments.workflow.sources import add_source, may_add_sources
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
    "add_source",
    "assign_role",
    "carry_forward",
    "invite_to_role",
    "lock_for_answering",
    "may_add_sources",
    "may_answer",
    "may_assign",
    "record_verdicts",
    "remove_role",
    "save_answer",
    "save_answers",
    "set_due_dates",
    "set_up_assessment",
    "settle_conflict",
    "start_from",
    "write_revisions",
]

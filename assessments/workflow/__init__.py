"""The three tables of an assessment (`tables`), and every other write to one."""

from assessments.workflow.answering import (
    AnswerDraft,
    Conflict,
    Saved,
    lock_for_answering,
    save_answer,
    save_answers,
    settle_conflict,
)
from assessments.workflow.carrying import carry_forward, start_from
from assessments.workflow.citing import cite_new_source, cite_source, remove_citation
from assessments.workflow.clock import extend_due_date, pass_section, queue_reminders, set_due_dates
from assessments.workflow.evidence import add_file, remove_file, tell_source
from assessments.workflow.handovers import hand_over, take_back
from assessments.workflow.packs import (
    FaultyWorkbook,
    leave_changes,
    make_pack,
    may_make_packs,
    receive_workbook,
    take_changes,
)
from assessments.workflow.people import assign_role, hand_on, invite_to_role, may_assign, remove_role
from assessments.workflow.reviewing import VerdictDraft, record_verdicts
from assessments.workflow.revisions import CitationDraft, Content, write_revisions
from assessments.workflow.setup import set_up_assessment
from assessments.workflow.sources import add_source, change_source, may_add_sources, may_change_source
from assessments.workflow.tables import ASSESSMENT, HANDOVER, SECTION

__all__ = [
    "ASSESSMENT",
    "HANDOVER",
    "SECTION",
    "AnswerDraft",
    "CitationDraft",
    "Conflict",
    "Content",
    "FaultyWorkbook",
    "Saved",
    "VerdictDraft",
    "add_file",
    "add_source",
    "assign_role",
    "carry_forward",
    "change_source",
    "cite_new_source",
    "cite_source",
    "extend_due_date",
    "hand_on",
    "hand_over",
    "invite_to_role",
    "leave_changes",
    "lock_for_answering",
    "make_pack",
    "may_add_sources",
    "may_assign",
    "may_change_source",
    "may_make_packs",
    "pass_section",
    "queue_reminders",
    "receive_workbook",
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
    "take_back",
    "take_changes",
    "tell_source",
    "write_revisions",
]

"""The tables of an assessment (`tables`, `queries`), and every other write to one."""

from assessments.permissions import may_assign
from assessments.workflow.answering import (
    AnswerDraft,
    Conflict,
    Saved,
    lock_for_answering,
    save_answer,
    save_answers,
    settle_conflict,
)
from assessments.workflow.asking import (
    assign_query,
    assignable,
    may_assign_queries,
    open_query,
    reopen,
    reply,
    resolve,
)
from assessments.workflow.bulk import FaultyList, Planned, assign_in_bulk, plan_roles
from assessments.workflow.carrying import carry_forward, start_from
from assessments.workflow.citing import cite_new_source, cite_source, remove_citation
from assessments.workflow.clock import extend_due_date, pass_section, queue_reminders, set_due_dates
from assessments.workflow.disclosing import (
    disclose_answer,
    disclose_section,
    disclose_source,
    may_disclose_now,
)
from assessments.workflow.evidence import add_file, remove_file, tell_source
from assessments.workflow.handovers import hand_over, take_back
from assessments.workflow.notices import (
    leave_untold,
    notify,
    people_answering,
    people_in,
    queue_lost_notices,
)
from assessments.workflow.packs import (
    FaultyWorkbook,
    leave_changes,
    make_pack,
    may_make_packs,
    receive_workbook,
    take_changes,
)
from assessments.workflow.people import (
    assign_role,
    hand_on,
    invite_again,
    invite_to_role,
    remove_role,
)
from assessments.workflow.queries import QUERY
from assessments.workflow.remarks import add_remark, change_remark, offer_remark, retire_remark
from assessments.workflow.restoring import restore_revision
from assessments.workflow.reviewing import (
    Unkept,
    VerdictDraft,
    accept_rest,
    record_verdicts,
    reply_to_remark,
)
from assessments.workflow.revisions import CitationDraft, Content, write_revisions
from assessments.workflow.setup import set_up_assessment
from assessments.workflow.sources import add_source, change_source, may_add_sources, may_change_source
from assessments.workflow.tables import ASSESSMENT, HANDOVER, SECTION
from assessments.workflow.threads import BODY_LENGTH, mark_read

__all__ = [
    "ASSESSMENT",
    "BODY_LENGTH",
    "HANDOVER",
    "QUERY",
    "SECTION",
    "AnswerDraft",
    "CitationDraft",
    "Conflict",
    "Content",
    "FaultyList",
    "FaultyWorkbook",
    "Planned",
    "Saved",
    "Unkept",
    "VerdictDraft",
    "accept_rest",
    "add_file",
    "add_remark",
    "add_source",
    "assign_in_bulk",
    "assign_query",
    "assign_role",
    "assignable",
    "carry_forward",
    "change_remark",
    "change_source",
    "cite_new_source",
    "cite_source",
    "disclose_answer",
    "disclose_section",
    "disclose_source",
    "extend_due_date",
    "hand_on",
    "hand_over",
    "invite_again",
    "invite_to_role",
    "leave_changes",
    "leave_untold",
    "lock_for_answering",
    "make_pack",
    "mark_read",
    "may_add_sources",
    "may_assign",
    "may_assign_queries",
    "may_change_source",
    "may_disclose_now",
    "may_make_packs",
    "notify",
    "offer_remark",
    "open_query",
    "pass_section",
    "people_answering",
    "people_in",
    "plan_roles",
    "queue_lost_notices",
    "queue_reminders",
    "receive_workbook",
    "record_verdicts",
    "remove_citation",
    "remove_file",
    "remove_role",
    "reopen",
    "reply",
    "reply_to_remark",
    "resolve",
    "restore_revision",
    "retire_remark",
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

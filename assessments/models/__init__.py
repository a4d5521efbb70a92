"""What an assessment is made of: its sections and parts, its people, its answers, and what is given out on paper."""

from assessments.models.answers import (
    Answer,
    AnswerRevision,
    Citation,
    EvidenceFile,
    Source,
    Verdict,
)
from assessments.models.assessment import (
    Assessment,
    AssessmentEvent,
    AssessmentUserPermission,
    DueDateChange,
    Part,
    PartUserPermission,
    Section,
    SectionEvent,
    Turn,
    matter_of,
)
from assessments.models.notices import Notice
from assessments.models.packs import Pack, PackChange, PackReturn
from assessments.models.people import Handover, HandoverEvent, Reminder, RoleAssignment, RoleEvent
from assessments.models.review import (
    Message,
    MessageRead,
    QueryEvent,
    RemarkReply,
    ReviewQuery,
    StandardRemark,
)

__all__ = [
    "Answer",
    "AnswerRevision",
    "Assessment",
    "AssessmentEvent",
    "AssessmentUserPermission",
    "Citation",
    "DueDateChange",
    "EvidenceFile",
    "Handover",
    "HandoverEvent",
    "Message",
    "MessageRead",
    "Notice",
    "Pack",
    "PackChange",
    "PackReturn",
    "Part",
    "PartUserPermission",
    "QueryEvent",
    "RemarkReply",
    "Reminder",
    "ReviewQuery",
    "RoleAssignment",
    "RoleEvent",
    "Section",
    "SectionEvent",
    "Source",
    "StandardRemark",
    "Turn",
    "Verdict",
    "matter_of",
]

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
)
from assessments.models.packs import Pack, PackChange, PackReturn
from assessments.models.people import Handover, HandoverEvent, Reminder, RoleAssignment, RoleEvent

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
    "Pack",
    "PackChange",
    "PackReturn",
    "Part",
    "PartUserPermission",
    "Reminder",
    "RoleAssignment",
    "RoleEvent",
    "Section",
    "SectionEvent",
    "Source",
    "Turn",
    "Verdict",
]

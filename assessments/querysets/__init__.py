"""Every read of an assessment that is used twice."""

from assessments.querysets.assessment import (
    AnswerQuerySet,
    AnswerRevisionQuerySet,
    AssessmentQuerySet,
    HandoverQuerySet,
    PackReturnQuerySet,
    PartQuerySet,
    RoleAssignmentQuerySet,
    SectionQuerySet,
    TurnQuerySet,
    VerdictQuerySet,
)
from assessments.querysets.sources import CitationQuerySet, EvidenceFileQuerySet, SourceQuerySet

__all__ = [
    "AnswerQuerySet",
    "AnswerRevisionQuerySet",
    "AssessmentQuerySet",
    "CitationQuerySet",
    "EvidenceFileQuerySet",
    "HandoverQuerySet",
    "PackReturnQuerySet",
    "PartQuerySet",
    "RoleAssignmentQuerySet",
    "SectionQuerySet",
    "SourceQuerySet",
    "TurnQuerySet",
    "VerdictQuerySet",
]

"""Every read of an assessment that is used twice."""

from assessments.querysets.assessment import (
    AnswerQuerySet,
    AnswerRevisionQuerySet,
    AssessmentQuerySet,
    PartQuerySet,
    SectionQuerySet,
    VerdictQuerySet,
)
from assessments.querysets.packs import PackChangeQuerySet, PackQuerySet, PackReturnQuerySet
from assessments.querysets.people import (
    HandoverQuerySet,
    RoleAssignmentQuerySet,
    RoleEventQuerySet,
    TurnQuerySet,
)
from assessments.querysets.sources import CitationQuerySet, EvidenceFileQuerySet, SourceQuerySet

__all__ = [
    "AnswerQuerySet",
    "AnswerRevisionQuerySet",
    "AssessmentQuerySet",
    "CitationQuerySet",
    "EvidenceFileQuerySet",
    "HandoverQuerySet",
    "PackChangeQuerySet",
    "PackQuerySet",
    "PackReturnQuerySet",
    "PartQuerySet",
    "RoleAssignmentQuerySet",
    "RoleEventQuerySet",
    "SectionQuerySet",
    "SourceQuerySet",
    "TurnQuerySet",
    "VerdictQuerySet",
]

"""Every read of an assessment that is used twice."""

from assessments.querysets.assessment import (
    AnswerQuerySet,
    AnswerRevisionQuerySet,
    AssessmentQuerySet,
    PartQuerySet,
    SectionQuerySet,
)
from assessments.querysets.notices import NoticeQuerySet
from assessments.querysets.packs import PackChangeQuerySet, PackQuerySet, PackReturnQuerySet
from assessments.querysets.people import (
    HandoverQuerySet,
    RoleAssignmentQuerySet,
    RoleEventQuerySet,
    TurnQuerySet,
)
from assessments.querysets.review import (
    MessageQuerySet,
    ReviewQueryQuerySet,
    StandardRemarkQuerySet,
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
    "MessageQuerySet",
    "NoticeQuerySet",
    "PackChangeQuerySet",
    "PackQuerySet",
    "PackReturnQuerySet",
    "PartQuerySet",
    "ReviewQueryQuerySet",
    "RoleAssignmentQuerySet",
    "RoleEventQuerySet",
    "SectionQuerySet",
    "SourceQuerySet",
    "StandardRemarkQuerySet",
    "TurnQuerySet",
    "VerdictQuerySet",
]

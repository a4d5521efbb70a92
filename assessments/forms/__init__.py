"""Parsing and checking what people send about an assessment; nothing is saved here."""

from assessments.forms.assessment import (
    AnswerForm,
    AssessmentForm,
    DueDatesForm,
    RoleForm,
    VerdictForm,
)
from assessments.forms.sources import (
    CiteForm,
    EvidenceFileForm,
    SourceEditForm,
    SourceFilterForm,
    SourceForm,
    TellForm,
)

__all__ = [
    "AnswerForm",
    "AssessmentForm",
    "CiteForm",
    "DueDatesForm",
    "EvidenceFileForm",
    "RoleForm",
    "SourceEditForm",
    "SourceFilterForm",
    "SourceForm",
    "TellForm",
    "VerdictForm",
]

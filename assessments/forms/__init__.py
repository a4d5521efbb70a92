"""Parsing and checking what people send about an assessment; nothing is saved here."""

from assessments.forms.assessment import (
    AnswerForm,
    AssessmentForm,
    VerdictForm,
)
from assessments.forms.clock import DueDatesForm, PassForm
from assessments.forms.packs import PackForm, PackReturnForm
from assessments.forms.people import HandOverForm, PersonForm, RoleForm
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
    "HandOverForm",
    "PackForm",
    "PackReturnForm",
    "PassForm",
    "PersonForm",
    "RoleForm",
    "SourceEditForm",
    "SourceFilterForm",
    "SourceForm",
    "TellForm",
    "VerdictForm",
]

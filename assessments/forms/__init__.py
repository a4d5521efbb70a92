"""Parsing and checking what people send about an assessment; nothing is saved here."""

from assessments.forms.assessment import (
    AnswerForm,
    AssessmentForm,
)
from assessments.forms.clock import DueDatesForm, PassForm
from assessments.forms.consistency import ComparisonFilterForm, QuestionFilterForm
from assessments.forms.disclosing import MEANS, OF_SOURCES, DisclosureForm
from assessments.forms.history import CompareForm, RestoreForm
from assessments.forms.log import LogFilterForm
from assessments.forms.packs import PackForm, PackReturnForm
from assessments.forms.people import (
    CheckedListForm,
    HandOverForm,
    PeopleImportForm,
    PeopleSearchForm,
    PersonForm,
    RoleForm,
)
from assessments.forms.queries import AssignForm, QueryFilterForm, QueryForm, ReplyForm
from assessments.forms.queues import OversightFilterForm, ReviewFilterForm, WorkFilterForm
from assessments.forms.remarks import RemarkForm
from assessments.forms.review import RemarkReplyForm, VerdictForm
from assessments.forms.sources import (
    CiteForm,
    EvidenceFileForm,
    SourceEditForm,
    SourceFilterForm,
    SourceForm,
    TellForm,
)

__all__ = [
    "MEANS",
    "OF_SOURCES",
    "AnswerForm",
    "AssessmentForm",
    "AssignForm",
    "CheckedListForm",
    "CiteForm",
    "CompareForm",
    "ComparisonFilterForm",
    "DisclosureForm",
    "DueDatesForm",
    "EvidenceFileForm",
    "HandOverForm",
    "LogFilterForm",
    "OversightFilterForm",
    "PackForm",
    "PackReturnForm",
    "PassForm",
    "PeopleImportForm",
    "PeopleSearchForm",
    "PersonForm",
    "QueryFilterForm",
    "QueryForm",
    "QuestionFilterForm",
    "RemarkForm",
    "RemarkReplyForm",
    "ReplyForm",
    "RestoreForm",
    "ReviewFilterForm",
    "RoleForm",
    "SourceEditForm",
    "SourceFilterForm",
    "SourceForm",
    "TellForm",
    "VerdictForm",
    "WorkFilterForm",
]

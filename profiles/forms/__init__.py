"""What people send to the pages of a profile."""

from profiles.forms.consent import ConsentForm
from profiles.forms.consultation import CommentAnswerForm, CommentFilter, CommentForm, PreviewLinkForm
from profiles.forms.findings import ChooseForm, FindingForm, MergeForm, OrderForm, SeenForm, SplitForm
from profiles.forms.publishing import PublishForm
from profiles.forms.texts import RestoreForm, StandingTextChoice, TextForm, plain_lines, written_in
from profiles.forms.translating import (
    LONGEST,
    CatalogueForm,
    DeskFilter,
    LanguageForm,
    NameForm,
    SegmentForm,
    TakeForm,
)

__all__ = [
    "LONGEST",
    "CatalogueForm",
    "ChooseForm",
    "CommentAnswerForm",
    "CommentFilter",
    "CommentForm",
    "ConsentForm",
    "DeskFilter",
    "FindingForm",
    "LanguageForm",
    "MergeForm",
    "NameForm",
    "OrderForm",
    "PreviewLinkForm",
    "PublishForm",
    "RestoreForm",
    "SeenForm",
    "SegmentForm",
    "SplitForm",
    "StandingTextChoice",
    "TakeForm",
    "TextForm",
    "plain_lines",
    "written_in",
]

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.choices import SectionState

QUERY_LENGTH = 100


class QuestionFilterForm(forms.Form):
    """Which questionnaire, and words of the question."""

    mark_optional = False

    instrument = forms.ModelChoiceField(
        label=_("Questionnaire"), queryset=None, required=False, empty_label=None
    )
    q = forms.CharField(
        label=_("Code or words of the question"),
        required=False,
        max_length=QUERY_LENGTH,
        widget=forms.SearchInput(),
    )

    def __init__(self, *args, instruments, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["instrument"].queryset = instruments


class ComparisonFilterForm(forms.Form):
    """Which of the answers to one question."""

    mark_optional = False

    option = forms.ChoiceField(label=_("Answer"), required=False)
    state = forms.ChoiceField(
        label=pgettext_lazy("how far something is", "State"),
        required=False,
        choices=[("", _("All states")), *SectionState.choices],
    )
    q = forms.CharField(
        label=_("Words of the statement"),
        required=False,
        max_length=QUERY_LENGTH,
        widget=forms.SearchInput(),
    )

    def __init__(self, *args, indicator, **kwargs):
        super().__init__(*args, **kwargs)
        if indicator.scale is None:
            del self.fields["option"]
            return
        offered = [(option.value, option.label) for option in indicator.scale.options.all()]
        self.fields["option"].choices = [("", _("All answers")), *offered]

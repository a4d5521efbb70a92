from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ui.forms import DateInput
from ui.languages import language_name
from uploads.forms import UploadField
from uploads.kinds import DOCX, JPEG, PDF, PNG


class ConsentForm(forms.Form):
    """Who agrees for the government, to which languages, and where that is written."""

    name = forms.CharField(
        label=_("Name"), max_length=150, help_text=_("Of the person who agrees for the government.")
    )
    capacity = forms.CharField(
        label=_("Capacity"), max_length=200, help_text=_("The office in which this person agrees.")
    )
    date = forms.DateField(label=_("Date of the letter"), widget=DateInput())
    letter = forms.CharField(
        label=_("Letter"), max_length=200, help_text=_("Its reference, so that it can be found again.")
    )
    letter_file = UploadField(label=_("Copy of the letter"), required=False, allowed=(PDF, DOCX, JPEG, PNG))
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The profile can be published in these languages and in no other."),
    )

    def __init__(self, *args, languages, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["languages"].choices = [(code, language_name(code).capitalize()) for code in languages]

    def clean_date(self):
        date = self.cleaned_data["date"]
        if date > timezone.localdate():
            raise ValidationError(_("The date can’t be in the future."))
        return date

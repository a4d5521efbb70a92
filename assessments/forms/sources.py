from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from assessments.choices import SourceKind
from assessments.models import Source
from uploads.forms import UploadField

QUOTE_LENGTH = 2000


class WebAddressField(forms.URLField):
    default_validators = [URLValidator(schemes=["http", "https"])]


class SourceForm(forms.ModelForm):
    """A source as it is told, with a file that shows what it says."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Choose a kind")), *SourceKind.choices])
    year = forms.IntegerField(
        label=_("Year"),
        required=False,
        min_value=1500,
        max_value=2100,
        error_messages=dict.fromkeys(
            ["invalid", "min_value", "max_value"], _("Write the year with four digits.")
        ),
    )
    url = WebAddressField(label=_("Web address"), required=False, max_length=500, assume_scheme="https")
    file = UploadField(label=_("File"), required=False)

    field_order = ["kind", "title", "translated_title", "number", "year", "url", "file"]

    class Meta:
        model = Source
        fields = ["kind", "title", "translated_title", "number", "year", "url"]


class SourceEditForm(SourceForm):
    file = None


class TellForm(SourceForm):
    """A new source, cited at once."""

    locator = forms.CharField(label=_("Article or page"), required=False, max_length=120)
    quote = forms.CharField(
        label=_("Quotation"),
        required=False,
        max_length=QUOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    field_order = ["kind", "title", "translated_title", "number", "year", "url", "file", "locator", "quote"]


class CiteForm(forms.Form):
    """A source of the library, and where in it."""

    source = forms.ModelChoiceField(
        label=_("Source"), queryset=None, error_messages={"required": _("Choose a source.")}
    )
    locator = forms.CharField(label=_("Article or page"), required=False, max_length=120)
    quote = forms.CharField(
        label=_("Quotation"),
        required=False,
        max_length=QUOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, sources, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = sources


class SourceFilterForm(forms.Form):
    mark_optional = False

    q = forms.CharField(
        label=_("Title or number"), required=False, max_length=100, widget=forms.SearchInput()
    )
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All kinds")), *SourceKind.choices]
    )


class EvidenceFileForm(forms.Form):
    file = UploadField(label=_("File"))

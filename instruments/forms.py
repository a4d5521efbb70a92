from django import forms
from django.core import signing
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from instruments import report
from instruments.schema import VERSION, Document
from uploads.forms import UploadField
from uploads.kinds import XLSX

SALT = "instruments.import"
HOURS = 2


class VersionForm(forms.Form):
    version = forms.CharField(
        label=_("New version"),
        max_length=20,
        help_text=_("Letters and digits, with a dot or hyphen between them: 3, 2027 or 3.1."),
        validators=[
            RegexValidator(VERSION, _("Write letters and digits, with a dot or hyphen between them."))
        ],
    )


class WorkbookForm(forms.Form):
    file = UploadField(label=_("Workbook"), allowed=(XLSX,))


class LoadForm(forms.Form):
    """Carries a questionnaire that was read from the page that shows its changes to its loading, signed."""

    checked = forms.CharField(widget=forms.HiddenInput)

    @classmethod
    def asking(cls, document, known, by):
        """The form for loading this document over the draft `known`, by this person, within two hours."""
        said = {
            "document": document.model_dump(mode="json", by_alias=True),
            "over": known.digest if known else "",
            "by": by.pk,
        }
        return cls(initial={"checked": signing.dumps(said, salt=SALT, compress=True)})

    def clean_checked(self):
        try:
            self.said = signing.loads(self.cleaned_data["checked"], salt=SALT, max_age=HOURS * 3600)
        except signing.BadSignature as error:
            raise forms.ValidationError(_("This page is too old. Send the workbook once more.")) from error
        self.document = Document.model_validate(self.said["document"])
        return self.cleaned_data["checked"]

    def is_current(self, by):
        """Whether it is still the same person, and the same draft that would be replaced."""
        known, _compared = report.stored_versions(self.document.head)
        over = known.digest if known else ""
        return (self.said["by"], self.said["over"]) == (by.pk, over)

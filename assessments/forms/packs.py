from django import forms
from django.utils.translation import gettext_lazy as _

from ui.languages import data_languages
from uploads.forms import UploadField
from uploads.kinds import XLSX


class PackForm(forms.Form):
    """In which language and shape a section is given out."""

    language = forms.ChoiceField(label=_("Language"), choices=data_languages())
    shape = forms.ChoiceField(
        label=_("File"),
        choices=[
            ("xlsx", _("Workbook to fill in and bring back (XLSX)")),
            ("docx", _("Document to print or read (DOCX)")),
        ],
        initial="xlsx",
        widget=forms.RadioSelect,
    )


class PackReturnForm(forms.Form):
    file = UploadField(
        allowed=(XLSX,),
        label=_("Filled-in workbook"),
        help_text=_("The XLSX file that was made here, from this section."),
    )

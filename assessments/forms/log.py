from django import forms
from django.utils.translation import gettext_lazy as _

from audit.choices import OF_THE_SITE, Kind

KINDS = [(kind.value, kind.label) for kind in Kind if kind not in OF_THE_SITE]


class LogFilterForm(forms.Form):
    mark_optional = False

    kind = forms.ChoiceField(label=_("What"), required=False, choices=[("", _("Everything")), *KINDS])
    person = forms.TypedChoiceField(label=_("Person"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", _("Everyone")), *people]

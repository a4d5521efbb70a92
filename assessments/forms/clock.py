from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.choices import Holder
from ui.forms import DateInput

NOTE_LENGTH = 2000


class DueDatesForm(forms.Form):
    """The due dates of all sections; once answers are collected, a change needs its reason."""

    mark_optional = False

    def __init__(self, *args, sections, running, **kwargs):
        super().__init__(*args, **kwargs)
        for section in sections:
            label = f"{section.domain.number} {section.domain.short_name}"
            field = forms.DateField(label=label, widget=DateInput(), initial=section.due_date)
            self.fields[f"section-{section.pk}"] = field
        if running:
            self.fields["reason"] = forms.CharField(
                label=_("Reason for the change"),
                help_text=_("Whoever a section is with gets it by mail, and it stays on this page."),
                required=False,
                max_length=NOTE_LENGTH,
                widget=forms.Textarea(attrs={"rows": 4}),
            )

    def clean(self):
        data = super().clean()
        if "reason" in self.fields and not data.get("reason") and self.has_changed():
            self.add_error("reason", _("Say why the date is changed: the people concerned read it."))
        return data

    def dates(self):
        """The dates by section key."""
        fields = self.cleaned_data.items()
        return {int(name.partition("-")[2]): date for name, date in fields if name != "reason"}


class PassForm(forms.Form):
    """The section goes to `holder`, which was shown on the page: sent twice, it doesn't come back."""

    holder = forms.ChoiceField(choices=Holder, widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("Note"),
        help_text=_("What is done, and what is still to do. It is in the mail to the other side."),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

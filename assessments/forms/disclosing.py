from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from assessments.choices import Disclosure

REASON_LENGTH = 2000
MEANS = {
    Disclosure.PUBLIC: _("May be shown and quoted outside the assessment."),
    Disclosure.BASIS: _(
        "A finding may rest on it, in words of its own. The answer itself isn’t shown outside the assessment."
    ),
    Disclosure.INTERNAL: _(
        "Stays with those who work on the assessment. No finding may rest on it; observers, translators and people "
        "without an account don’t see what it says."
    ),
}
OF_SOURCES = MEANS | {
    Disclosure.BASIS: _("Answers that go into findings may cite it. The profile doesn’t list it."),
    Disclosure.INTERNAL: _(
        "Stays with those who work on the assessment, with its files. The profile doesn’t list it; observers, "
        "translators and people without an account don’t see it."
    ),
}


class DisclosureForm(forms.Form):
    """What may be shown of an answer or a source; once that is approved, with the reason for the change."""

    value = forms.ChoiceField(
        label=_("What may be shown"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what may be shown.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("It is kept in the log of the assessment."),
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        error_messages={"required": _("It is approved already: say why this is changed.")},
    )

    def __init__(self, *args, means=MEANS, settled=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["value"].choices = [
            (value, format_html('{}<small class="line">{}</small>', value.label, meaning))
            for value, meaning in means.items()
        ]
        self.fields["reason"].required = settled

from django import forms
from django.utils.translation import gettext_lazy as _

from profiles.choices import STANDING_KEYS
from ui.languages import direction, language_choices

BODY_LENGTH = 5000
TEXT_LENGTH = 4 * BODY_LENGTH


def written_in(language):
    """Attributes of a control whose text is in this language."""
    return {"lang": language, "dir": direction(language)}


def plain_lines(text):
    """The text with plain line ends: browsers send others, and that alone is no change."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


class TextForm(forms.Form):
    """One text in one language; empty, it is taken away. `seen` is the revision that was edited, 0 for none."""

    mark_optional = False

    body = forms.CharField(label=_("Text"), required=False, max_length=TEXT_LENGTH)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**9)

    def __init__(self, *args, language, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].widget = forms.Textarea({"rows": 14, **written_in(language)})

    def clean_body(self):
        return plain_lines(self.cleaned_data["body"])

    def over(self, text):
        """The same form, to be saved over what `text` says: it has been seen now."""
        data = self.data.copy()
        data[self.add_prefix("seen")] = str(text.revision if text else 0)
        self.data = data


class RestoreForm(forms.Form):
    """Puts an earlier revision back, over the one that was seen."""

    number = forms.IntegerField(min_value=1, max_value=10**9)
    seen = forms.IntegerField(min_value=1, max_value=10**9)


class StandingTextChoice(forms.Form):
    """Which standing text to write, in which language."""

    mark_optional = False

    key = forms.ChoiceField(label=_("Text"), choices=STANDING_KEYS)
    language = forms.ChoiceField(label=_("Language"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [("", "–"), *language_choices()]

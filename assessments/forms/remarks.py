from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.forms.assessment import TextField
from assessments.forms.review import REMARK_LENGTH
from assessments.workflow.remarks import digest_of, texts_of
from ui.languages import language_name

LANGUAGES = settings.MODELTRANSLATION_LANGUAGES


class RemarkForm(forms.Form):
    """A standard remark in all languages of the data; a new one at least in its author's, if that is one of them."""

    mark_optional = False

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, remark=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.known = texts_of(remark) if remark else {}
        self.initial = {"seen": digest_of(self.known)}
        for code, (title, body) in self.known.items():
            self.initial |= {f"title_{code}": title, f"body_{code}": body}
        self.own = get_language() if remark is None else None
        for code in sorted(LANGUAGES, key=lambda code: code != get_language()):
            self._add_language(code)

    def _add_language(self, code):
        spoken = {"lang": code, "dir": "auto"}
        named = {"language": language_name(code)}
        self.fields[f"title_{code}"] = forms.CharField(
            label=_("Title (%(language)s)") % named,
            required=False,
            max_length=120,
            widget=forms.TextInput(attrs=spoken),
        )
        self.fields[f"body_{code}"] = TextField(
            label=_("Remark (%(language)s)") % named,
            required=False,
            max_length=REMARK_LENGTH,
            widget=forms.Textarea(attrs=spoken | {"rows": 4}),
        )

    def clean(self):
        data = super().clean()
        for code in LANGUAGES:
            self._want_both(code, data)
        if not self.errors and not self.texts():
            self.add_error(f"title_{self.first()}", _("Write the remark in one language at least."))
        return data

    def first(self):
        """The language whose fields come first."""
        return get_language() if get_language() in LANGUAGES else LANGUAGES[0]

    def _want_both(self, code, data):
        wanted = {f"title_{code}": _("Write a title."), f"body_{code}": _("Write the remark.")}
        missing = [name for name in wanted if not data.get(name) and name not in self.errors]
        if code == self.own or len(missing) == 1:
            for name in missing:
                self.add_error(name, wanted[name])

    def texts(self):
        """Title and body by language, where both are written."""
        data = self.cleaned_data
        said = {code: (data.get(f"title_{code}", ""), data.get(f"body_{code}", "")) for code in LANGUAGES}
        return {code: text for code, text in said.items() if all(text)}

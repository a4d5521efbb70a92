from django import forms
from django.core import signing
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from profiles import report
from profiles.choices import TextState
from profiles.forms.texts import BODY_LENGTH, TEXT_LENGTH, plain_lines, written_in
from profiles.models import FindingText, ProfileText
from profiles.workflow import NameDraft, TranslationDraft
from ui.languages import is_language, language_choices, language_name
from uploads.catalogues import open_catalogue
from uploads.forms import UploadField
from uploads.kinds import PO

LONGEST = {FindingText: BODY_LENGTH, ProfileText: TEXT_LENGTH}
NAME_LENGTH = 2000
ONE_LINE = 100
SALT = "profiles.translation"
HOURS = 12
MOST_CARRIED = 1_500_000
"""Characters of a signed comparison: what a page may send back."""


class SegmentForm(forms.Form):
    """One text on the translation desk, as it stood when the page was made: `seen` and `translated` are revisions."""

    mark_optional = False

    body = forms.CharField(label=_("Translation"), required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**9)
    translated = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10**9)
    right = forms.BooleanField(label=_("The translation is still right"), required=False)

    def __init__(self, data=None, *, segment, language, own):
        initial = {"body": segment.body, "seen": segment.revision, "translated": segment.source.revision}
        super().__init__(data, prefix=segment.key, initial=initial)
        self.segment, self.language, self.theirs = segment, language, None
        self.terms = report.terms_in(segment.source.body, language=own, into=language)
        longest = LONGEST[type(segment.source)]
        self.fields["body"] = forms.CharField(
            label=segment.title, required=False, max_length=longest, widget=self.area()
        )
        if segment.state != TextState.STALE:
            del self.fields["right"]

    def area(self):
        attributes = written_in(self.language) | {"aria-describedby": f"source-{self.segment.key}"}
        return forms.Textarea({"rows": 14 if self.segment.domain is None else 5, **attributes})

    def draft(self, before):
        """What is to be saved; None where nothing was typed or said. `before` is what stood in the field."""
        data = self.cleaned_data
        body = plain_lines(data["body"])
        typed = body != plain_lines(before)
        if not typed and not data.get("right"):
            return None
        return TranslationDraft(
            self.segment.source, body if typed else before, data["translated"], data["seen"]
        )


class NameForm(forms.Form):
    """What one English name is in a language that the site lacks."""

    mark_optional = False

    body = forms.CharField(required=False, max_length=NAME_LENGTH)
    seen = forms.CharField(required=False, widget=forms.HiddenInput, strip=False, max_length=2 * NAME_LENGTH)

    def __init__(self, data=None, *, name, target, language, key):
        body = target.body if target else ""
        super().__init__(data, prefix=f"name-{key}", initial={"body": body, "seen": body})
        self.name, self.target, self.theirs = name, target, None
        field = self.fields["body"]
        field.label = name.label
        rows = 4 if len(name.source) > ONE_LINE else 1
        field.widget = forms.Textarea({"rows": rows, **written_in(language)})

    def draft(self):
        data = self.cleaned_data
        return NameDraft(self.name.source, plain_lines(data["body"]), plain_lines(data["seen"]))


class LanguageForm(forms.Form):
    """Another language in which a profile is to appear; any that Unicode CLDR has a name for."""

    language = forms.ChoiceField(label=_("Language"))

    def __init__(self, *args, without=(), **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(code, name) for code, name in language_choices() if code not in without]
        self.fields["language"].choices = [("", "–"), *choices]

    def clean_language(self):
        code = self.cleaned_data["language"]
        if not is_language(code):
            raise forms.ValidationError(_("There is no such language."))
        return code


class CatalogueForm(forms.Form):
    """A catalogue that comes back from a translator's tool."""

    file = UploadField(
        label=_("Catalogue"),
        allowed=(PO,),
        help_text=_("The PO file that was exported here, translated; to 5 MB."),
    )

    def __init__(self, *args, language, **kwargs):
        super().__init__(*args, **kwargs)
        self.language = language

    def clean_file(self):
        file = self.cleaned_data["file"]
        self.catalogue = open_catalogue(file.read())
        if self.catalogue.language not in ("", self.language):
            other = language_name(self.catalogue.language)
            raise forms.ValidationError(_("This file is in another language: %s.") % other)
        return file


class TakeForm(forms.Form):
    """Carries what was read from the page that shows its changes to its taking, signed."""

    checked = forms.CharField(widget=forms.HiddenInput)

    @classmethod
    def asking(cls, changes, *, profile, language, by):
        """The form for taking these changes, by this person, within the hours; None where they are too many."""
        said = {
            "of": [profile.pk, language, by.pk],
            "drafts": [[c.segment.key, c.body, c.revision, c.segment.revision] for c in changes],
        }
        signed = signing.dumps(said, salt=SALT, compress=True)
        return cls(initial={"checked": signed}) if len(signed) <= MOST_CARRIED else None

    def clean_checked(self):
        try:
            self.said = signing.loads(self.cleaned_data["checked"], salt=SALT, max_age=HOURS * 3600)
        except signing.BadSignature as error:
            raise forms.ValidationError(_("This page is too old. Send the file once more.")) from error
        return self.cleaned_data["checked"]

    def is_for(self, profile, language, by):
        return self.said["of"] == [profile.pk, language, by.pk]

    def drafts(self, profile, language):
        """What is to be saved of the texts that there are still."""
        found = {segment.key: segment.source for segment in report.segments(profile, language)}
        return [
            TranslationDraft(found[key], body, revision, seen)
            for key, body, revision, seen in self.said["drafts"]
            if key in found
        ]


class DeskFilter(forms.Form):
    """Which texts the desk shows; what does not exist is left aside."""

    mark_optional = False

    part = forms.ChoiceField(label=_("Part"), required=False)
    state = forms.ChoiceField(
        label=pgettext_lazy("how far something is", "State"),
        required=False,
        choices=[("", _("Any")), *TextState.choices],
    )

    def __init__(self, *args, parts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["part"].choices = [("", _("All")), *parts]

    @cached_property
    def wanted(self):
        self.full_clean()
        return self.cleaned_data.get("part", ""), self.cleaned_data.get("state", "")

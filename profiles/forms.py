from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from instruments.choices import Outcome
from places.choices import Kind
from places.models import Jurisdiction
from profiles.choices import FindingKind, Inclusion
from profiles.house_style import warnings
from profiles.models import Edition, Profile
from profiles.workflow import FindingDraft
from ui.forms import DateInput
from ui.languages import direction, language_name, own_name

BODY_LENGTH = 5000
ANY = ("", _("Any"))


def written_in(language):
    """Attributes of a control whose text is in this language."""
    return {"lang": language, "dir": direction(language)}


class ProfileFilter(forms.Form):
    """Which of the published profiles are listed; every choice leads to at least one of them."""

    mark_optional = False

    name = forms.CharField(
        label=_("Place"), required=False, max_length=120, widget=forms.TextInput({"type": "search"})
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    level = forms.ChoiceField(label=_("Level"), required=False)
    year = forms.ChoiceField(label=_("Year"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        published = Edition.objects.public()
        countries = Jurisdiction.objects.filter(pk__in=published.countries()).order_by("name", "pk")
        self.fields["country"].choices = [ANY, *((country.slug, country.name) for country in countries)]
        self.fields["level"].choices = [ANY, *((kind, Kind(kind).label) for kind in published.kinds())]
        self.fields["year"].choices = [ANY, *((str(year), str(year)) for year in published.years())]
        self.fields["language"].choices = [ANY, *((code, own_name(code)) for code in published.languages())]

    def profiles(self):
        """The published profiles asked for, newest first; a choice that does not exist is left aside."""
        self.full_clean()
        wanted = self.cleaned_data
        profiles = Profile.objects.published(Edition.objects)
        if name := wanted.get("name"):
            profiles = profiles.named(name)
        if country := wanted.get("country"):
            profiles = profiles.in_country(country)
        if level := wanted.get("level"):
            profiles = profiles.filter(assessment__jurisdiction__kind=level)
        if year := wanted.get("year"):
            profiles = profiles.filter(assessment__year=year)
        if language := wanted.get("language"):
            profiles = profiles.in_language(Edition.objects, language)
        return profiles


class FindingForm(forms.Form):
    """One finding on the desk of a domain. Everything may be left open, but nothing empty is printed."""

    mark_optional = False

    body = forms.CharField(label=_("Text"), required=False, max_length=BODY_LENGTH)
    included = forms.TypedChoiceField(
        label=_("In the profile?"),
        required=False,
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect({"class": "two-up"}),
    )
    kind = forms.ChoiceField(
        label=_("List"),
        choices=[
            (FindingKind.DEVELOPED, _("Well-developed areas")),
            (FindingKind.POTENTIAL, _("Areas with potential")),
        ],
    )
    compared = forms.BooleanField(
        label=_("I have compared the text with the answer as it is now: it is right."), required=False
    )

    INCLUDED = {Inclusion.INCLUDED: "yes", Inclusion.LEFT_OUT: "no", Inclusion.UNDECIDED: None}

    def __init__(self, data=None, *, finding, language):
        text = finding.body_in(language)
        initial = {"body": text, "included": self.INCLUDED[finding.inclusion], "kind": finding.kind}
        super().__init__(data, prefix=f"finding-{finding.pk}", initial=initial)
        self.finding = finding
        self.language = language
        self.fields["body"].widget = forms.Textarea({"rows": 4, **written_in(language)})
        if not self.comparable:
            del self.fields["compared"]

    def clean(self):
        data = super().clean()
        if data.get("included") and not data.get("body") and "body" not in self.errors:
            self.add_error("body", _("Write the text, or leave the finding out."))
        return data

    def draft(self):
        data = self.cleaned_data
        compared = data.get("compared", False)
        return FindingDraft(self.finding.pk, data["kind"], data["included"], data["body"], compared)

    @property
    def comparable(self):
        """Something changed in an answer behind it, and the answer is approved again."""
        return any(basis.revision.answer.approved_id for basis in self.outdated)

    @property
    def outdated(self):
        return [
            basis
            for basis in self.finding.bases.all()
            if basis.revision.answer.approved_id != basis.revision_id
        ]

    @property
    def needs_decision(self):
        """Its answer could go on either list, and nobody has chosen yet."""
        outcomes = {
            basis.revision.option.outcome for basis in self.finding.bases.all() if basis.revision.option
        }
        return self.finding.inclusion == Inclusion.UNDECIDED and Outcome.EITHER in outcomes

    @property
    def warnings(self):
        """What the house style says of the text as it stands in the form."""
        return warnings(self["body"].value() or "", self.language)


class TextForm(forms.Form):
    """One text of a profile in one language; empty, it is taken away."""

    mark_optional = False

    body = forms.CharField(
        label=_("Text"),
        help_text=_("An empty line starts a new paragraph."),
        required=False,
        max_length=4 * BODY_LENGTH,
    )

    def __init__(self, *args, language, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].widget = forms.Textarea({"rows": 14, **written_in(language)})


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


class PublishForm(forms.Form):
    """The language in which the profile is published."""

    language = forms.ChoiceField(label=_("Language"))

    def __init__(self, *args, languages, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [(code, language_name(code).capitalize()) for code in languages]


def site_languages(first):
    """The languages in which a profile can be written: its own first, then those of the site."""
    return list(dict.fromkeys([first, *dict(settings.LANGUAGES)]))

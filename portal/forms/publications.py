from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.models import Publication
from portal.report.facets import countries_in, facets
from portal.version import kept
from profiles.models import Edition

ANY = ("", _("Any"))
NO_SUCH = {"invalid_choice": _("No published profile has this, so the choice is left aside.")}


@dataclass(frozen=True)
class Chosen:
    """One choice that narrows the list, and the query of the same list without it."""

    name: str
    label: str
    value: str
    without: str


class PublicationFilter(forms.Form):
    """Which of the published profiles are listed; every choice leads to at least one of them."""

    mark_optional = False

    name = forms.CharField(
        label=_("Place"), required=False, max_length=120, widget=forms.TextInput({"type": "search"})
    )
    region = forms.ChoiceField(label=_("Region"), required=False, error_messages=NO_SUCH)
    country = forms.ChoiceField(label=_("Country"), required=False, error_messages=NO_SUCH)
    level = forms.ChoiceField(label=_("Level"), required=False, error_messages=NO_SUCH)
    year = forms.ChoiceField(label=_("Year"), required=False, error_messages=NO_SUCH)
    language = forms.ChoiceField(label=_("Language"), required=False, error_messages=NO_SUCH)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, choices in facets().items():
            self.fields[name].choices = [ANY, *choices]

    @property
    def wanted(self):
        """The choices that are made, by name; one that does not exist is left aside."""
        self.errors  # noqa: B018  looking at them cleans the form
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def chosen(self):
        """What the list is narrowed by, in words, each with the way to take it back."""
        return [
            Chosen(name, str(self.fields[name].label), self.in_words(name, value), self.query(without=name))
            for name, value in self.wanted.items()
        ]

    def in_words(self, name, value):
        return str(dict(getattr(self.fields[name], "choices", ())).get(value, value))

    def query(self, without=""):
        """The query string of these choices, without one of them."""
        asked = self.data.copy()
        for name in list(asked):
            if name == without or name not in self.wanted:
                del asked[name]
        return asked.urlencode()

    def found(self, without=""):
        """The published profiles asked for, newest first; with one of the choices taken back."""
        found = Publication.objects.newest_first()
        for name, value in self.wanted.items():
            if name != without:
                found = _narrow(found, name, value)
        return found

    def count(self):
        """How many are found; of all, and of a single choice, counted once for each version of what is published."""
        if len(self.wanted) > 1 or "name" in self.wanted:
            return self.found().count()
        return kept(f"count.{self.query()}", self.found().count)

    def leading_on(self):
        """When nothing is found: each single choice that, taken back, leaves something to see."""
        return [each for each in self.chosen if self.found(without=each.name).exists()]


def _narrow(found, name, value):
    if name == "name":
        return found.matching(value)
    if name == "region":
        return found.in_countries(country.pk for country in countries_in(value))
    if name == "country":
        return found.in_countries(country.pk for country in countries_in() if country.slug == value)
    if name == "language":
        return found.in_language(Edition.objects, value)
    return found.filter(**{{"level": "kind", "year": "year"}[name]: value})

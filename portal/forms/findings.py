from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.report.exploring import facets
from profiles.choices import FindingKind
from ui.languages import own_name

ANY = ("", _("Any"))
LONGEST = 200  # characters of what is looked for


class FindingFilter(forms.Form):
    """Which findings are shown: words in them, and what they are marked with."""

    mark_optional = False

    q = forms.CharField(
        label=_("Words in the text, or a place"),
        required=False,
        max_length=LONGEST,
        widget=forms.TextInput({"type": "search"}),
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    domain = forms.ChoiceField(label=_("Domain"), required=False)
    kind = forms.ChoiceField(required=False, choices=FindingKind, widget=forms.HiddenInput)
    region = forms.ChoiceField(label=_("Region"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    level = forms.ChoiceField(label=_("Level"), required=False)
    year = forms.ChoiceField(label=_("Year"), required=False)
    tag = forms.ChoiceField(label=pgettext_lazy("filter", "Objective or target"), required=False)

    def __init__(self, data):
        self.page_language = get_language() or "en"
        asked = data.copy()
        asked.setdefault("language", self.page_language)
        super().__init__(asked)
        known = facets()
        languages = dict(known.languages) | {self.page_language: own_name(self.page_language)}
        domains = [(domain.slug, f"{domain.number} {domain.short_name}") for domain in known.domains]
        self.fields["language"].choices = sorted(languages.items(), key=lambda choice: choice[1])
        for name, choices in (
            ("domain", domains),
            ("region", known.regions),
            ("country", known.countries),
            ("level", known.levels),
            ("year", known.years),
            ("tag", known.tags),
        ):
            self.fields[name].choices = [ANY, *choices]
        self.full_clean()

    @property
    def text(self) -> str:
        """The words that are looked for."""
        return self.cleaned_data.get("q", "")

    @property
    def wanted_language(self) -> str:
        """The one chosen, else that of the page."""
        return self.cleaned_data.get("language") or self.page_language

    def filters(self) -> dict[str, str]:
        """What the findings asked for have in common beside words; a choice that does not exist is left aside."""
        names = {"level": "scope"} | {
            name: name for name in ("domain", "kind", "region", "country", "year", "tag")
        }
        chosen = {known: self.cleaned_data.get(name, "") for name, known in names.items()}
        return {"language": self.wanted_language} | {name: value for name, value in chosen.items() if value}

    @property
    def chosen(self) -> list[tuple[str, str, str]]:
        """The filters in use beside words, language and kind: name, label, and the choice in words."""
        names = ("domain", "region", "country", "level", "year", "tag")
        return [
            (name, str(self.fields[name].label), self._in_words(name, self.cleaned_data[name]))
            for name in names
            if self.cleaned_data.get(name)
        ]

    def _in_words(self, name: str, value: str) -> str:
        for key, label in self.fields[name].choices:
            options = dict(label) if isinstance(label, list) else {key: label}
            if value in options:
                return str(options[value])
        return value

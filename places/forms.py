from django import forms
from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from places.choices import Kind
from places.models import Jurisdiction
from ui.languages import data_languages


class PlaceForm(forms.Form):
    """A place inside a country, with its names in each language of the data."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=[choice for choice in Kind.choices if choice[0] != Kind.COUNTRY]
    )
    country = forms.ModelChoiceField(label=gettext_lazy("Country"), queryset=None)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["country"].queryset = Jurisdiction.objects.countries().for_choice()
        for code, language in data_languages():
            name = _("Name (%s)") % language
            official = _("Official name (%s)") % language
            self.fields[f"name_{code}"] = forms.CharField(label=name, max_length=120)
            self.fields[f"official_name_{code}"] = forms.CharField(label=official, max_length=200)

    def place(self):
        """What `add_place` is given."""
        data = self.cleaned_data
        codes = settings.MODELTRANSLATION_LANGUAGES
        return {
            "kind": data["kind"],
            "country": data["country"],
            "slug": slugify(data["name_en"]),
            "names": {code: data[f"name_{code}"] for code in codes},
            "official_names": {code: data[f"official_name_{code}"] for code in codes},
        }

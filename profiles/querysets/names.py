from dataclasses import dataclass
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

NAMES_IN = "en"
"""The language from which names are translated into those that the site lacks."""


def has_own_names(language: str) -> bool:
    """Whether places and questionnaires have names of their own in this language."""
    return language in settings.MODELTRANSLATION_LANGUAGES


@dataclass(frozen=True)
class Name:
    """A name that an edition prints: in English, and what it is the name of."""

    source: str
    label: Any


class NameTranslationQuerySet(models.QuerySet[Any]):
    def bodies(self, language: str) -> dict[str, str]:
        """What English names are in this language, those without a translation left out; one statement."""
        return dict(self.written(language).values_list("source", "body"))

    def written(self, language: str) -> Self:
        return self.filter(language=language).exclude(body="")


def names_in(profile: Any) -> list[Name]:
    """Each name and description that an edition of the profile prints, once; one statement."""
    assessment, place = profile.assessment, profile.assessment.jurisdiction
    with translation.override(NAMES_IN):
        found = [
            Name(place.official_name, _("Official name of the place")),
            Name(place.name, _("Name of the place")),
            Name((place.country or place).name, _("Country")),
            Name(str(place.get_kind_display()), _("Kind of place")),
            Name(place.footnote or "", _("Footnote to the name")),
            Name(assessment.instrument.title, _("Questionnaire")),
        ]
        for domain in assessment.instrument.domains.in_order():
            found += [
                Name(domain.short_name, format_lazy(_("Domain {number}, short name"), number=domain.number)),
                Name(domain.long_name, format_lazy(_("Domain {number}, long name"), number=domain.number)),
                Name(
                    domain.description, format_lazy(_("Domain {number}, description"), number=domain.number)
                ),
            ]
    return list({name.source: name for name in reversed(found) if name.source}.values())[::-1]

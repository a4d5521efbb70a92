from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F
from django.db.models.functions import Coalesce

from ui.languages import data_language
from ui.text import folded

NAMES = tuple(
    f"{name}_{language}"
    for name in ("name", "official_name", "country__name")
    for language in settings.MODELTRANSLATION_LANGUAGES
)


class JurisdictionQuerySet(models.QuerySet[Any]):
    def countries(self) -> Self:
        return self.filter(kind="country")

    def at(self, *, country: str, place: str = "") -> Self:
        """What has this address; `place` is empty for a country."""
        slugs = {"slug": place, "country__slug": country} if place else {"slug": country, "country": None}
        return self.select_related("country", "parent").filter(**slugs)

    def matching(self, text: str) -> Self:
        """Those with all these words in their names or their country’s, in any language of the site and whatever
        the accents; one statement more."""
        words = folded(text).split()
        rows = self.order_by("pk").values_list("pk", *NAMES)
        folds = ((pk, folded(" ".join(filter(None, names)))) for pk, *names in rows)
        return self.filter(pk__in=[pk for pk, names in folds if all(word in names for word in words)])

    def for_choice(self) -> Self:
        """For a list to choose from, in the language of the page: each country, then the places in it."""
        name = f"name_{data_language()}"
        return (
            self.select_related("country")
            .annotate(of=Coalesce(f"country__{name}", name))
            .order_by("of", F("country").asc(nulls_first=True), name, "pk")
        )

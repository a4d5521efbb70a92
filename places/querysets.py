from typing import Any, Self

from django.db import models
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import get_language


class JurisdictionQuerySet(models.QuerySet[Any]):
    def countries(self) -> Self:
        return self.filter(kind="country")

    def for_choice(self) -> Self:
        """For a list to choose from, in the language of the page: each country, then the places in it."""
        name = f"name_{get_language() or 'en'}"
        return (
            self.select_related("country")
            .annotate(of=Coalesce(f"country__{name}", name))
            .order_by("of", F("country").asc(nulls_first=True), name, "pk")
        )

from typing import Any, Self

from django.db import models


class JurisdictionQuerySet(models.QuerySet[Any]):
    def countries(self) -> Self:
        return self.filter(kind="country")

    def for_choice(self) -> Self:
        """For a list to choose from: with the country, by the name in the language of the page."""
        return self.select_related("country").order_by("country__name_en", "name_en", "pk")

from django.db import models


class JurisdictionQuerySet(models.QuerySet):
    def countries(self):
        return self.filter(kind="country")

    def for_choice(self):
        """For a list to choose from: with the country, by the name in the language of the page."""
        return self.select_related("country").order_by("country__name_en", "name_en", "pk")

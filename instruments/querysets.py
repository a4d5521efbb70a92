from django.db import models


class InstrumentQuerySet(models.QuerySet):
    def published(self):
        """Those with which a new assessment may be set up."""
        return self.filter(state="published").order_by("slug", "-version", "pk")


class DomainQuerySet(models.QuerySet):
    def in_order(self):
        return self.order_by("number", "pk")

    def colours(self):
        """Each pair of colours in use, once: on paper, and on a dark screen."""
        return self.order_by("colour", "colour_dark").values_list("colour", "colour_dark").distinct()


class IndicatorQuerySet(models.QuerySet):
    def in_order(self):
        """The order of the questionnaire."""
        return self.order_by("subcategory__domain__number", "subcategory__number", "position", "pk")

from typing import Any, Self

from django.db import models


class InstrumentQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        """Those with which a new assessment may be set up."""
        return self.filter(state="published").order_by("slug", "-version", "pk")


class DomainQuerySet(models.QuerySet[Any]):
    def in_order(self) -> Self:
        return self.order_by("number", "pk")

    def colours(self) -> models.QuerySet[Any, tuple[str, str]]:
        """Each pair of colours in use, once: on paper, and on a dark screen."""
        return self.order_by("colour", "colour_dark").values_list("colour", "colour_dark").distinct()


class IndicatorQuerySet(models.QuerySet[Any]):
    def in_order(self) -> Self:
        """The order of the questionnaire."""
        return self.order_by("subcategory__domain__number", "subcategory__number", "position", "pk")


class TagQuerySet(models.QuerySet[Any]):
    def in_order(self) -> Self:
        return self.order_by("framework", "code", "pk")

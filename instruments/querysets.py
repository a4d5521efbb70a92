from typing import Any, Self

from django.db import models


class InstrumentQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        """Those with which a new assessment may be set up."""
        return self.filter(state="published").order_by("slug", "-version", "pk")

    def frozen(self) -> Self:
        """Those that never change any more, and that a new version may follow."""
        return self.filter(state__in=["published", "retired"])


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

    def whole(self) -> Self:
        """With all that an indicator says, in a fixed number of statements."""
        return self.select_related("scale", "depends_on").prefetch_related("shown_by", "tags", "predecessors")

    def of_frozen(self, slug: str, version: str) -> Self:
        """The indicators of this version, once it is published."""
        return self.filter(
            instrument__slug=slug,
            instrument__version=version,
            instrument__state__in=["published", "retired"],
        )


class ScaleQuerySet(models.QuerySet[Any]):
    def in_order(self) -> Self:
        """The order of the file: they were made in it."""
        return self.order_by("pk")


class TagQuerySet(models.QuerySet[Any]):
    def in_order(self) -> Self:
        return self.order_by("framework", "code", "pk")

from typing import Any, Self

from django.db import models
from django.db.models import Count, Prefetch, Q


class PackQuerySet(models.QuerySet[Any]):
    def for_list(self, returns: models.QuerySet[Any]) -> Self:
        """Newest first, each with those of the returns that are its own."""
        return (
            self.select_related("made_by")
            .prefetch_related(Prefetch("returns", returns))
            .order_by("-made_at", "-pk")
        )


class PackReturnQuerySet(models.QuerySet[Any]):
    def newest_first(self) -> Self:
        """`total` and `decided`: how many answers say something else, and about how many it is decided."""
        decided = Count("changes", filter=~Q(changes__decision="pending"))
        return (
            self.select_related("pack", "returned_by")
            .annotate(total=Count("changes"), decided=decided)
            .order_by("-returned_at", "-pk")
        )


class PackChangeQuerySet(models.QuerySet[Any]):
    def in_order(self) -> Self:
        return self.order_by("answer__indicator__subcategory__number", "answer__indicator__position", "pk")

    def for_page(self) -> Self:
        """With the answer as it stands; the number of statements is fixed."""
        return (
            self.in_order()
            .select_related("answer__indicator__scale", "answer__current__by", "decided_by")
            .prefetch_related("answer__indicator__scale__options", "answer__current__citations__source")
        )

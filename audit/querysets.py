from typing import Any, Self

from django.db import models
from django.db.models import Max, OuterRef, Subquery


class ChainQuerySet(models.QuerySet[Any]):
    def in_order(self) -> Self:
        return self.order_by("matter")

    def with_highest(self) -> Self:
        """`highest`: the number of the last line there is, whatever the log says of itself."""
        entries = self.model._meta.get_field("entries").related_model.objects
        last = entries.filter(chain=OuterRef("pk")).order_by("-number")
        return self.annotate(highest=Subquery(last.values("number")[:1]))


class EntryQuerySet(models.QuerySet[Any]):
    def of(self, matter: str) -> Self:
        """The lines of one log, in the order in which they were written."""
        return self.filter(chain__matter=matter).order_by("number")

    def newest_first(self) -> Self:
        return self.order_by("-number")

    def people(self) -> list[tuple[int, str]]:
        """Who acted in these lines, by key and name."""
        acted = self.exclude(actor=None).order_by().values("actor").annotate(name=Max("actor_name"))
        return sorted(acted.values_list("actor", "name"), key=lambda person: (person[1], person[0]))

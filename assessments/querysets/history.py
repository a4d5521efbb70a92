from typing import Any, Self

from django.db import models
from django.db.models import Prefetch
from django.db.models.functions import Left

EXCERPT = 200
"""How many characters of a statement a list shows."""


class RevisionHistory(models.QuerySet[Any]):
    """What the history of an answer asks of its revisions."""

    def steps(self) -> Any:
        """Each revision in order with nothing of its text: by whom, when, and how it came."""
        return self.order_by("number").values("number", "via", "by", "by__name", "at")

    def for_list(self) -> Self:
        """With what it answered and the beginning of its statement."""
        return (
            self.select_related("option").annotate(excerpt=Left("statement", EXCERPT + 1)).defer("statement")
        )

    def for_comparing(self) -> Self:
        """With all that it says, and who wrote it."""
        citation = self.model._meta.get_field("citations").related_model
        cited = citation.objects.select_related("source").order_by("source__title", "pk")
        return self.select_related("option", "by").prefetch_related(Prefetch("citations", cited))

from collections.abc import Mapping
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef

from portal import words


class PublishedFindingQuerySet(models.QuerySet[Any]):
    def newest_first(self) -> Self:
        """The latest published edition first, each in the order of its findings."""
        return self.order_by("-pk")

    def in_language(self, language: str) -> Self:
        return self.filter(language=language)

    def matching(self, text: str) -> Self:
        """Those with all these words, or longer ones that begin so, in their text or in the name of their place."""
        asked = words.asked_words(text)
        return self.filter(search__words=" ".join(asked)) if asked else self

    def newest_keys(self, filters: Mapping[str, str], text: str, most: int) -> list[int]:
        """The keys of the newest of all findings, at most so many, with what is asked for; one statement.

        Filters are `language`, `domain`, `kind`, `scope`, `year`, `country` and `region` (slug and code), and `tag`.
        """
        if filters or words.asked_words(text):
            return words.newest(filters, text, most, using=self.db)
        return list(self.newest_first().values_list("pk", flat=True)[:most])

    def tagged(self, tag: str) -> Self:
        tags = self.model.tags.rel.related_model.objects
        return self.filter(Exists(tags.filter(tag=tag, finding=OuterRef("pk"))))

    def for_list(self) -> Self:
        """With edition, profile and place, without the snapshot; one statement."""
        return (
            self.select_related("edition__profile__assessment__jurisdiction__country")
            .defer("edition__snapshot")
            .newest_first()
        )

    def languages(self) -> models.QuerySet[Any, Any]:
        """The languages that they are in, each once."""
        return self.order_by("language").values_list("language", flat=True).distinct()

from collections.abc import Iterable
from typing import Any, Self

from django.db import models
from django.db.models import Count, Exists, OuterRef, Prefetch, Q

from portal.words import asked_words


class PublicationQuerySet(models.QuerySet[Any]):
    def newest_first(self) -> Self:
        return self.order_by("-published_at", "-profile")

    def matching(self, text: str) -> Self:
        """Those with all these words in the names of the place and its country, in any language, whatever the accents."""
        found = self
        for word in asked_words(text):
            found = found.filter(search__contains=word)
        return found

    def years(self) -> models.QuerySet[Any, Any]:
        """The years of the profiles, newest first, each once."""
        return self.order_by("-year").values_list("year", flat=True).distinct()

    def kinds(self) -> models.QuerySet[Any, Any]:
        """The kinds of places that they are about, each once."""
        return self.order_by("kind").values_list("kind", flat=True).distinct()

    def scopes(self) -> models.QuerySet[Any, Any]:
        """Keys of countries, and the levels on which something of them or of a place in them is published."""
        return self.order_by().values_list("country", "scope").distinct()

    def in_countries(self, keys: Iterable[int]) -> Self:
        """Of one country or several, and of the places in them."""
        wanted = list(keys)
        return self.filter(country=wanted[0]) if len(wanted) == 1 else self.filter(country__in=wanted)

    def in_language(self, editions: Any, language: str) -> Self:
        return self.filter(Exists(editions.public().filter(profile=OuterRef("pk"), language=language)))

    def for_list(self, editions: Any) -> Self:
        """With place, profile and, as `profile.public_editions`, its published editions with their files; three statements."""
        readable = editions.public().without_snapshot().prefetch_related("files").order_by("language", "pk")
        place = "profile__assessment__jurisdiction__country"
        shown = Prefetch("profile__editions", readable, to_attr="public_editions")
        return self.select_related(place, "profile__assessment__instrument").prefetch_related(shown)

    def coverage(self) -> dict[str, int]:
        """How many countries have a published national profile, and how many local authorities a local one."""
        return self.aggregate(
            countries=Count("place", distinct=True, filter=Q(scope="national")),
            local=Count("place", distinct=True, filter=Q(scope="local")),
        )

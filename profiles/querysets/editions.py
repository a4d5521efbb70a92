from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q

PLACE = "profile__assessment__jurisdiction"
NEEDED = (
    *("language", "number", "state", "note", "published_at"),
    *(f"profile__assessment{name}" for name in ("", "__year", "__round", "__scope", "__working_language")),
    *(PLACE, f"{PLACE}__slug", f"{PLACE}__country", f"{PLACE}__country__slug"),
)
"""What the public page needs of an edition beside its snapshot."""


class EditionQuerySet(models.QuerySet[Any]):
    def public(self) -> Self:
        """What everybody may read: published, and not replaced or withdrawn."""
        return self.filter(state="published")

    def told(self) -> Self:
        """What the public page speaks of: published editions, those they replaced, and that others were withdrawn."""
        return self.filter(state__in=["published", "superseded", "withdrawn"])

    def readable(self) -> Self:
        """What has a page and files: what is published, and what was replaced, unless a later one was withdrawn."""
        later = self.model.objects.filter(
            profile=OuterRef("profile"), language=OuterRef("language"), number__gt=OuterRef("number")
        )
        return self.filter(
            Q(state="published") | Q(state="superseded") & ~Exists(later.filter(state="withdrawn"))
        )

    def at(self, *, country: str, place: str, year: int) -> Self:
        """Of the profile at this address; `place` is empty for a country."""
        return self.of_place(country=country, place=place).filter(profile__assessment__year=year)

    def of_place(self, *, country: str, place: str) -> Self:
        """Of all rounds of the place at this address; `place` is empty for a country."""
        if place:
            return self.filter(**{f"{PLACE}__slug": place, f"{PLACE}__country__slug": country})
        return self.filter(**{f"{PLACE}__slug": country, f"{PLACE}__country": None})

    def without_snapshot(self) -> Self:
        """For lists: the snapshot is the bulk of a row."""
        return self.defer("snapshot")

    def for_page(self) -> Self:
        """With the place, newest of each language first."""
        of_place = self.select_related("profile__assessment__jurisdiction__country").only(*NEEDED)
        return of_place.order_by("language", "-number", "pk")

    def before(self, assessment: Any) -> Self:
        """Of the earlier rounds of the place on that level, the newest last."""
        rounds = self.filter(
            profile__assessment__jurisdiction=assessment.jurisdiction_id,
            profile__assessment__scope=assessment.scope,
            profile__assessment__round__lt=assessment.round,
        )
        return rounds.order_by("profile__assessment__round", "language", "pk")

    def for_rounds(self) -> Self:
        """With place and questionnaire, without the snapshot, the newest round last; one statement."""
        of_profile = "profile__assessment__jurisdiction__country", "profile__assessment__instrument"
        rounds = self.without_snapshot().select_related(*of_profile)
        return rounds.order_by("profile__assessment__round", "language", "pk")

    def for_desk(self) -> Self:
        """With the steps taken and by whom, and the files, newest first, in three statements."""
        events = self.model.events.rel.related_model.objects.select_related("by")
        return (
            self.without_snapshot()
            .prefetch_related(Prefetch("events", events), "files")
            .order_by("-requested_at", "-pk")
        )

    def languages(self) -> models.QuerySet[Any, Any]:
        """The languages that they are in, each once."""
        return self.order_by("language").values_list("language", flat=True).distinct()

    def in_the_making(self) -> Self:
        """Asked for, and neither published nor given up: no other one in the language is asked for meanwhile."""
        return self.filter(state__in=["new", "rendering", "waiting"])

    def waiting(self) -> Self:
        """Ready, and to appear at a set time."""
        return self.filter(state="waiting")

    def due(self, now: Any) -> Self:
        """Those that wait for a moment that has come."""
        return self.waiting().filter(appears_at__lte=now).order_by("appears_at", "pk")

    def queued(self) -> Self:
        """Those that no worker has begun with, in the order in which they were asked for."""
        return self.filter(state="rendering", beat_at=None).order_by("requested_at", "pk")

    def lost(self, asked_before: Any, beaten_before: Any) -> Self:
        """Those with which no worker has begun since, and those whose worker has gone silent."""
        never = Q(beat_at=None, requested_at__lt=asked_before)
        return self.filter(never | Q(beat_at__lt=beaten_before), state="rendering")

    def claim(self, now: Any, beaten_before: Any, starts: int) -> bool:
        """Begin with this one edition, unless another worker has and still beats, or too many have; one statement."""
        free = Q(beat_at=None) | Q(beat_at__lt=beaten_before)
        rows = self.filter(free, state="rendering", attempts__lt=starts)
        return rows.update(beat_at=now, stage="layout", attempts=F("attempts") + 1) == 1


class EditionFileQuerySet(models.QuerySet[Any]):
    def of_readable(self, editions: "EditionQuerySet") -> Self:
        """Of editions that have a page and files, with what their names are made of, newest edition first."""
        found = self.filter(edition__in=editions.readable())
        named = found.select_related("edition__profile__assessment__jurisdiction").defer("edition__snapshot")
        return named.order_by("-edition_id", "pk")

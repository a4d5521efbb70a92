from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch


class ProfileQuerySet(models.QuerySet):
    def visible_to(self, user: Any, assessments: models.QuerySet):
        """Drafts of the profiles whose assessment gives the person the right to see them."""
        return self.filter(assessment__in=assessments.with_profile_visible_to(user))

    def for_detail(self):
        return self.select_related("assessment__jurisdiction__country", "assessment__instrument")

    def published(self, editions: models.QuerySet):
        """Profiles with an edition that the public may read, as `public_editions`, newest first."""
        readable = editions.public()
        newest = readable.filter(profile=OuterRef("pk")).order_by("-published_at", "-pk")
        return (
            self.filter(Exists(newest))
            .annotate(newest_at=newest.values("published_at")[:1])
            .for_detail()
            .prefetch_related(Prefetch("editions", readable.order_by("language", "pk"), to_attr="public_editions"))
            .order_by("-newest_at", "-pk")
        )


class FindingQuerySet(models.QuerySet):
    def in_order(self):
        return self.order_by("domain__number", "kind", "position", "pk")

    def included(self):
        return self.filter(inclusion="included")

    def undecided(self):
        return self.filter(inclusion="undecided")

    def with_staleness(self, bases: models.QuerySet):
        """`stale`: whether an answer it rests on is no longer approved as it was."""
        return self.annotate(stale=Exists(bases.outdated().filter(finding=OuterRef("pk"))))

    def for_desk(self, bases: models.QuerySet):
        """With texts, basis and staleness, in three statements whatever their number."""
        answers = bases.select_related("revision__option", "revision__answer__indicator", "revision__answer__approved")
        return self.in_order().with_staleness(bases).prefetch_related("texts", Prefetch("bases", answers))


class FindingBasisQuerySet(models.QuerySet):
    def outdated(self):
        return self.exclude(revision__answer__approved=F("revision"))


class EditionQuerySet(models.QuerySet):
    def public(self):
        """What everybody may read: published, and not replaced or withdrawn."""
        return self.filter(state="published")

    def told(self):
        """What the public page speaks of: published editions, and that others were withdrawn."""
        return self.filter(state__in=["published", "withdrawn"])

    def at(self, *, country: str, place: str, year: int):
        """Of the profile at this address; `place` is empty for a country."""
        editions = self.filter(profile__assessment__year=year)
        if place:
            return editions.filter(
                profile__assessment__jurisdiction__slug=place,
                profile__assessment__jurisdiction__country__slug=country,
            )
        return editions.filter(
            profile__assessment__jurisdiction__slug=country, profile__assessment__jurisdiction__country=None
        )

    def without_snapshot(self):
        """For lists: the snapshot is the bulk of a row."""
        return self.defer("snapshot")

    def in_the_making(self):
        return self.filter(state__in=["new", "rendering"])

    def lost(self, before: Any):
        """Asked for before this moment and still not made."""
        return self.filter(state="rendering", requested_at__lt=before)

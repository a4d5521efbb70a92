from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q
from django.db.models.functions import Coalesce

NAMES = ("jurisdiction__name", "jurisdiction__official_name", "jurisdiction__country__name")


class ProfileQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any, assessments: Any) -> Self:
        """Drafts of the profiles whose assessment gives the person the right to see them."""
        return self.filter(assessment__in=assessments.with_profile_visible_to(user))

    def for_detail(self) -> Self:
        return self.select_related("assessment__jurisdiction__country", "assessment__instrument")

    def published(self, editions: Any) -> Self:
        """Profiles with an edition that the public may read, as `public_editions`, newest first."""
        readable = editions.public()
        newest = readable.filter(profile=OuterRef("pk")).order_by("-published_at", "-pk")
        return (
            self.filter(Exists(newest))
            .annotate(newest_at=newest.values("published_at")[:1])
            .for_detail()
            .prefetch_related(
                Prefetch(
                    "editions",
                    readable.without_snapshot().order_by("language", "pk"),
                    to_attr="public_editions",
                )
            )
            .order_by("-newest_at", "-pk")
        )

    def named(self, text: str) -> Self:
        """Of places that have this in their name, or in their country’s, in any language of the site."""
        wanted = Q()
        for name in NAMES:
            for language in settings.MODELTRANSLATION_LANGUAGES:
                wanted |= Q(**{f"assessment__{name}_{language}__icontains": text})
        return self.filter(wanted)

    def in_country(self, slug: str) -> Self:
        """Of the country itself and of the places in it."""
        place = "assessment__jurisdiction"
        return self.filter(
            Q(**{f"{place}__country": None, f"{place}__slug": slug}) | Q(**{f"{place}__country__slug": slug})
        )

    def in_language(self, editions: Any, language: str) -> Self:
        return self.filter(Exists(editions.public().filter(profile=OuterRef("pk"), language=language)))

    def coverage(self, editions: Any) -> dict[str, int]:
        """How many countries have a published national profile, and how many local authorities a local one."""
        readable = self.filter(Exists(editions.public().filter(profile=OuterRef("pk"))))
        place = "assessment__jurisdiction"
        return readable.aggregate(
            countries=Count(place, distinct=True, filter=Q(assessment__scope="national")),
            local=Count(place, distinct=True, filter=Q(assessment__scope="local")),
        )


class FindingQuerySet(models.QuerySet[Any]):
    def in_order(self) -> Self:
        return self.order_by("domain__number", "kind", "position", "pk")

    def included(self) -> Self:
        return self.filter(inclusion="included")

    def undecided(self) -> Self:
        return self.filter(inclusion="undecided")

    def stale(self, bases: Any) -> Self:
        """Those of which an answer they rest on is no longer approved as it was."""
        return self.filter(Exists(bases.outdated().filter(finding=OuterRef("pk"))))

    def for_desk(self, bases: Any) -> Self:
        """With texts and the answers they rest on, in three statements whatever their number."""
        answers = bases.select_related(
            "revision__option",
            "revision__answer__indicator__subcategory",
            "revision__answer__approved__option",
        ).order_by("pk")
        return self.in_order().prefetch_related("texts", Prefetch("bases", answers))

    def counts(self, bases: Any) -> models.QuerySet[Any, Any]:
        """One row per domain: findings on each list of the profile, undecided, and in the profile but stale."""
        included = Q(inclusion="included")
        outdated = Exists(bases.outdated().filter(finding=OuterRef("pk")))
        return (
            self.order_by("domain")
            .values("domain")
            .annotate(
                developed=Count("pk", filter=included & Q(kind="developed")),
                potential=Count("pk", filter=included & Q(kind="potential")),
                undecided=Count("pk", filter=Q(inclusion="undecided")),
                stale=Count("pk", filter=included & Q(outdated)),
            )
        )


class FindingBasisQuerySet(models.QuerySet[Any]):
    def outdated(self) -> Self:
        return self.exclude(revision__answer__approved=F("revision"))


class EditionQuerySet(models.QuerySet[Any]):
    def public(self) -> Self:
        """What everybody may read: published, and not replaced or withdrawn."""
        return self.filter(state="published")

    def told(self) -> Self:
        """What the public page speaks of: published editions, and that others were withdrawn."""
        return self.filter(state__in=["published", "withdrawn"])

    def at(self, *, country: str, place: str, year: int) -> Self:
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

    def without_snapshot(self) -> Self:
        """For lists: the snapshot is the bulk of a row."""
        return self.defer("snapshot")

    def for_page(self) -> Self:
        """With the place and the steps taken, newest of each language first, in two statements."""
        return (
            self.without_snapshot()
            .select_related("profile__assessment__jurisdiction__country")
            .prefetch_related("events")
            .order_by("language", "-number", "pk")
        )

    def for_desk(self) -> Self:
        """With the steps taken and by whom, newest first, in three statements."""
        return self.without_snapshot().prefetch_related("events__by").order_by("-requested_at", "-pk")

    def years(self) -> models.QuerySet[Any, Any]:
        """The years of their profiles, newest first, each once."""
        year = "profile__assessment__year"
        return self.order_by(f"-{year}").values_list(year, flat=True).distinct()

    def kinds(self) -> models.QuerySet[Any, Any]:
        """The kinds of places that they are about, each once."""
        kind = "profile__assessment__jurisdiction__kind"
        return self.order_by(kind).values_list(kind, flat=True).distinct()

    def languages(self) -> models.QuerySet[Any, Any]:
        """The languages that they are in, each once."""
        return self.order_by("language").values_list("language", flat=True).distinct()

    def countries(self) -> models.QuerySet[Any, Any]:
        """The keys of the countries that they are about, or in which their places are."""
        place = "profile__assessment__jurisdiction"
        return self.order_by().values_list(Coalesce(f"{place}__country", place), flat=True).distinct()

    def in_the_making(self) -> Self:
        return self.filter(state__in=["new", "rendering"])

    def lost(self, before: Any) -> Self:
        """Asked for before this moment and still not made."""
        return self.filter(state="rendering", requested_at__lt=before)

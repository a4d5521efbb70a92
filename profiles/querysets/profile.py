from typing import Any, Self

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q

NAMES = ("jurisdiction__name", "jurisdiction__official_name", "jurisdiction__country__name")


class ProfileQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any, assessments: Any) -> Self:
        """Drafts of the profiles whose assessment gives the person the right to see them."""
        return self.filter(assessment__in=assessments.with_profile_visible_to(user))

    def for_detail(self) -> Self:
        return self.select_related("assessment__jurisdiction__country", "assessment__instrument")

    def with_comments(self) -> Self:
        """Each with `comments_made`, and `comments_waiting` for an answer."""
        waiting = Q(comments__isnull=False, comments__answer=None)
        return self.annotate(
            comments_made=Count("comments"), comments_waiting=Count("comments", filter=waiting)
        )

    def withdrawn(self, editions: Any) -> Self:
        """Those of which something was withdrawn and nothing is published."""
        gone = editions.filter(state="withdrawn").values("profile")
        return self.filter(~Exists(editions.public().filter(profile=OuterRef("pk"))), pk__in=gone)

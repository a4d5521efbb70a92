from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q


class TurnQuerySet(models.QuerySet[Any]):
    def in_order(self) -> Self:
        return self.order_by("at", "pk")

    def newest(self) -> Self:
        """The last turn of each section: whoever it is with now."""
        later = self.model.objects.filter(section=OuterRef("section"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(later))

    def holders(self, sections: Any) -> dict[int, str]:
        """With whom each of these sections is, by its key; those that nobody has begun are left out."""
        return dict(self.newest().filter(section__in=sections).values_list("section", "holder"))

    def due(self, until: Any) -> Self:
        """With whom the sections are that are due by this day, while answers are collected."""
        running = (
            self.newest()
            .filter(section__assessment__state="collecting", section__due_date__lte=until)
            .exclude(holder="nobody")
        )
        return running.select_related(
            "section__domain", "section__assessment__jurisdiction__country"
        ).order_by("section__due_date", "section__assessment", "section__domain__number", "pk")


class HandoverQuerySet(models.QuerySet[Any]):
    def in_order(self) -> Self:
        return self.select_related("part__section__domain", "part__subcategory", "role__user").order_by(
            "part__section__domain__number", "part__subcategory__number", "role__user__name", "pk"
        )

    def for_mail(self) -> Self:
        return self.select_related("role__assessment__jurisdiction", "handed_by").in_order()

    def of(self, user: Any) -> Self:
        return self.filter(role__user=user)

    def with_the_contributor(self) -> Self:
        return self.filter(state="handed_over")

    def due(self, until: Any) -> Self:
        """Pages with a contributor that are due by this day, their own date or their section's."""
        running = self.with_the_contributor().filter(
            part__section__assessment__state="collecting", part__section__state__in=("open", "returned")
        )
        due = Q(due_date__lte=until) | Q(part__section__due_date__lte=until)
        return (
            running.filter(due).select_related("part__section__assessment__jurisdiction__country").in_order()
        )


class RoleAssignmentQuerySet(models.QuerySet[Any]):
    def in_order(self) -> Self:
        return self.select_related("user").order_by("role", "user__name", "pk")


class RoleEventQuerySet(models.QuerySet[Any]):
    def newest_first(self) -> Self:
        return self.select_related("user", "successor", "by").order_by("-at", "-pk")

from typing import Any, Self

from django.db import models
from django.db.models import Case, Exists, Max, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce


class TurnQuerySet(models.QuerySet[Any]):
    def in_order(self) -> Self:
        return self.order_by("at", "pk")

    def newest(self) -> Self:
        """The last turn of each section: whoever it is with now."""
        later = self.model.objects.filter(section=OuterRef("section"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(later))


class HandoverQuerySet(models.QuerySet[Any]):
    def in_order(self) -> Self:
        return self.select_related("part__section__domain", "part__subcategory", "role__user").order_by(
            "part__section__domain__number", "part__subcategory__number", "role__user__name", "pk"
        )

    def names(self, keys: Any) -> dict[int, str]:
        """What people call these pages, by the key of their handover."""
        return {
            handover.pk: f"{handover.part.number} {handover.part.subcategory.title}, {handover.role.user.name}"
            for handover in self.filter(pk__in=keys).in_order()
        }

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

    def held_by(self, user: Any) -> list[str]:
        """The roles that a person has, wherever; each once."""
        return list(self.filter(user=user).order_by("role").values_list("role", flat=True).distinct())

    def countries(self) -> set[int]:
        """The keys of the countries in which these roles are held, or in whose places."""
        place = "assessment__jurisdiction"
        return set(self.order_by().values_list(Coalesce(f"{place}__country", place), flat=True).distinct())

    def never_signed_in(self) -> Self:
        """Of people who could, and have not yet."""
        return self.filter(user__is_active=True, user__last_login=None)

    def with_invitation(self) -> Self:
        """By the names of the people; `invited_at` is when each was last invited, if so."""
        named = self.select_related("user").annotate(invited_at=Max("user__invitations__invited_at"))
        return named.order_by("user__name", "pk")

    def in_country(self, country: Any) -> Self:
        """Roles in assessments of the country itself, and of places in it."""
        return self.filter(Q(assessment__jurisdiction=country) | Q(assessment__jurisdiction__country=country))

    def found(self, words: str) -> Self:
        """Those whose person has all of these words in the name or the address."""
        roles = self
        for word in words.split():
            roles = roles.filter(Q(user__name__icontains=word) | Q(user__email__icontains=word))
        return roles

    def for_people_page(self) -> Self:
        """Role by role, with who gave it, and `invited_at`: when the person was invited last."""
        roles = [value for value, _label in self.model._meta.get_field("role").choices]
        place = Case(*(When(role=role, then=number) for number, role in enumerate(roles)))
        person = self.model._meta.get_field("user").related_model.objects.filter(pk=OuterRef("user"))
        newest = person.order_by("-invitations__invited_at").values("invitations__invited_at")[:1]
        return (
            self.select_related("user", "assigned_by")
            .annotate(place=place, invited_at=Subquery(newest))
            .order_by("place", "user__name", "pk")
        )

    def on_page(self, part: Any, roles: Any) -> Self:
        """Those of the part’s assessment with one of these roles who can sign in; contributors only where the part
        is theirs."""
        theirs = ~Q(role="contributor") | Q(handovers__part=part)
        return self.filter(
            theirs, assessment=part.section.assessment_id, role__in=roles, user__is_active=True
        ).in_order()


class RoleEventQuerySet(models.QuerySet[Any]):
    def newest_first(self) -> Self:
        return self.select_related("user", "successor", "by").order_by("-at", "-pk")

from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.db.models.functions import Coalesce, Left, Length

from assessments.querysets.disclosing import DisclosedAnswers
from ui.languages import data_language
from ui.text import folded

OVERSEES = ("review_section", "manage_assessment")


def _rights(assessment: Any, user: Any, *codenames: str) -> Any:
    """Guardian's rows that give the person one of these rights, from the model of assessments."""
    rights = assessment._meta.get_field("assessmentuserpermission").related_model.objects
    return rights.filter(user=user, permission__codename__in=codenames)


class Overseen(models.QuerySet[Any]):
    """Of assessments: which of them a person reviews or coordinates."""

    def overseen_by(self, user: Any) -> Self:
        """Those that the person's roles let them review or manage; being a superuser gives none."""
        return self.filter(pk__in=_rights(self.model, user, *OVERSEES).values("content_object"))


class Compared(DisclosedAnswers):
    """What the consistency desk asks of answers."""

    def overseen_by(self, user: Any) -> Self:
        """Those that say something, in assessments that the person reviews or manages.

        Those that are internal only where the person may see these.
        """
        assessment = self.model._meta.get_field("assessment").related_model
        seen, internal = (
            Q(assessment__in=_rights(assessment, user, *codenames).values("content_object"))
            for codenames in (OVERSEES, ("view_internal",))
        )
        return self.filter(seen, ~Q(disclosure="internal") | internal, current__isnull=False)

    def with_option(self, value: str) -> Self:
        """Those answered with this option of the scale, alone or among several."""
        among = Q(current__value__regex=rf"(^| ){value}( |$)", indicator__kind="multiple")
        return self.filter(Q(current__option__value=value) | among)

    def mentioning(self, text: str) -> Self:
        """Those whose statement has all these words, whatever the accents; one statement more."""
        words = folded(text).split()
        if not words:
            return self
        rows = self.order_by("pk").values_list("pk", "current__statement").iterator()
        folds = ((pk, folded(statement)) for pk, statement in rows)
        return self.filter(pk__in=[pk for pk, told in folds if all(word in told for word in words)])

    def by_place(self) -> Self:
        """In the order of the alphabet, and never of what they say."""
        return self.annotate(place=name_of("assessment__jurisdiction")).order_by(
            "place", "assessment__jurisdiction", "-assessment__year", "pk"
        )

    def for_comparing(self, user: Any) -> Self:
        """With place, section and sources, in a fixed number of statements.

        `reviews` and `sees_internal`: what the person's rights give there.
        """
        assessment = self.model._meta.get_field("assessment").related_model
        reviews, internal = (
            Exists(_rights(assessment, user, codename).filter(content_object=OuterRef("assessment")))
            for codename in ("review_section", "view_internal")
        )
        revision = self.model._meta.get_field("current").related_model
        citation = revision._meta.get_field("citations").related_model
        cited = citation.objects.select_related("source").order_by("pk")
        return (
            self.annotate(reviews=reviews, sees_internal=internal)
            .select_related("assessment__jurisdiction__country", "part__section", "current__option")
            .prefetch_related(Prefetch("current__citations", cited))
        )

    def newest_statements(self, *, characters: int, shortest: int) -> Any:
        """The beginnings of statements that aren't too short to compare, with what is answered; newest first."""
        return (
            self.annotate(
                length=Length("current__statement"),
                beginning=Left("current__statement", characters),
                place=name_of("assessment__jurisdiction"),
            )
            .filter(length__gte=shortest)
            .order_by("-current__at", "-pk")
            .values_list("pk", "place", "assessment__year", "current__option", "current__value", "beginning")
        )


def name_of(place: str) -> Any:
    """Its name in the language of the page, or else the English one, which every place has."""
    own, english = F(f"{place}__name_{data_language()}"), F(f"{place}__name_en")
    return Coalesce(own, english, output_field=models.CharField())

"""What waits for whom, over all assessments: reads that ask for the rights in the same statement."""

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Case, Count, F, Max, Min, OuterRef, Q, Subquery, When

from assessments.choices import ANSWERABLE, SIDES, SectionState
from assessments.querysets.consistency import Overseen, name_of

WITH_REVIEWERS = (SectionState.SUBMITTED, SectionState.IN_REVIEW)


def having(model: Any, user: Any, codename: str) -> Any:
    """The keys of the rows of this model, assessments or parts, on which the person's roles give the right."""
    rows = model._meta.get_field(f"{model._meta.model_name}userpermission").related_model.objects
    return rows.filter(user=user, permission__codename=codename).values("content_object")


class QueuedAssessments(Overseen):
    def reviewed_by(self, user: Any) -> Self:
        return self.filter(pk__in=having(self.model, user, "review_section"))

    def managed_by(self, user: Any) -> Self:
        return self.filter(pk__in=having(self.model, user, "manage_assessment"))

    def with_any(self, rows: Any) -> Self:
        """Those that have at least one of these sections or roles."""
        return self.filter(pk__in=rows.order_by().values("assessment"))

    def named(self, text: str, places: Any) -> Self:
        """About places with all these words in their names, whatever the accents; one statement more."""
        if not text.strip():
            return self
        own = places.filter(pk__in=self.order_by().values("jurisdiction"))
        return self.filter(jurisdiction__in=own.matching(text))

    def by_place(self, *before: Any) -> Self:
        """By the name of the place in the language of the page, the newest first; or by something else before that."""
        named = self.annotate(place_name=name_of("jurisdiction"))
        return named.order_by(*before, "place_name", "-year", "pk")

    def latest_first(self, late: Any) -> Self:
        """By the date since which one of these sections is overdue, then by place."""
        oldest = late.filter(assessment=OuterRef("pk")).order_by("due_date").values("due_date")[:1]
        since = F("late_since").asc(nulls_last=True)
        return self.annotate(late_since=Subquery(oldest)).by_place(since)


class QueuedSections(models.QuerySet[Any]):
    def running(self) -> Self:
        """Of assessments that collect answers."""
        return self.filter(assessment__state="collecting")

    def due(self, until: datetime.date) -> Self:
        """With one of the sides, and due by this day."""
        return self.running().filter(holder__in=list(SIDES), due_date__lte=until)

    def overdue(self, today: datetime.date) -> Self:
        return self.due(today - datetime.timedelta(days=1))

    def for_reminding(self) -> Self:
        return self.select_related("domain", "assessment__jurisdiction__country").order_by(
            "due_date", "assessment", "domain__number", "pk"
        )

    def waiting_for(self, user: Any, queries: Any) -> Self:
        """Those that wait for this person: to be answered, reviewed or looked at, or because of one of these queries."""
        reviewing = Q(state__in=WITH_REVIEWERS, assessment__in=self._having(user, "review_section"))
        asked = Q(pk__in=queries.values("section"))
        waits = self._answering(user) | reviewing | self._handed_back_to(user) | asked
        return self._seen_by(user).filter(waits)

    def urgency(self, user: Any) -> dict[int, tuple[bool, datetime.date]]:
        """By assessment: whether one of these was returned to this person is said by False, which comes first; and
        by when the first of them is due. One statement.
        """
        returned = When(self._answering(user) & Q(state="returned"), then=1)
        rows = self.order_by().values("assessment").annotate(returned=Max(Case(returned, default=0)))
        told = rows.annotate(first=Min("due_date")).values_list("assessment", "returned", "first")
        return {pk: (not returned, first or datetime.date.max) for pk, returned, first in told}

    def overdue_for(self, user: Any, today: datetime.date) -> Self:
        """Those whose date has passed, or the date of a page that is with this person."""
        own = self._handovers().filter(role__user=user, state="handed_over", due_date__lt=today)
        return self.filter(Q(due_date__lt=today) | Q(pk__in=own.values("part__section")))

    def reviewed_by(self, user: Any) -> Self:
        """Those of running assessments in which this person reviews."""
        return self.running().filter(assessment__in=self._having(user, "review_section"))

    def named(self, text: str, places: Any) -> Self:
        """Of assessments of such places, as above."""
        if not text.strip():
            return self
        own = places.filter(pk__in=self.order_by().values("assessment__jurisdiction"))
        return self.filter(assessment__jurisdiction__in=own.matching(text))

    def tabs(self, queries: Any, until: datetime.date) -> dict[str, Q]:
        """What stands under each tab of a reviewer's queue; `queries` are those that wait for the reviewer."""
        asked = queries.values("section")
        return {
            "mine": Q(state__in=WITH_REVIEWERS) | Q(pk__in=asked),
            "others": Q(state__in=ANSWERABLE),
            "due": Q(holder__in=list(SIDES), due_date__lte=until),
        }

    def counts(self, tabs: dict[str, Q]) -> dict[str, int]:
        """How many of these meet each condition; one statement."""
        return self.order_by().aggregate(**{name: Count("pk", filter=one) for name, one in tabs.items()})

    def for_queue(self, date: str) -> Self:
        """With what a line shows of the assessment, the earliest of these dates first."""
        return self.select_related(
            "domain", "assessment__jurisdiction__country", "assessment__instrument"
        ).order_by(F(date).asc(nulls_last=True), "assessment", "domain__number", "pk")

    def _seen_by(self, user: Any) -> Self:
        """One condition by which the database can begin: every right in an assessment comes with that to see it."""
        return self.running().filter(assessment__in=self._having(user, "view_assessment"))

    def _answering(self, user: Any) -> Q:
        pages = self._handovers().filter(role__user=user).values("part__section")
        own = Q(assessment__in=self._having(user, "answer_assessment")) | Q(pk__in=pages)
        return Q(state__in=ANSWERABLE) & own

    def _handed_back_to(self, user: Any) -> Q:
        answers = Q(role__assessment__in=self._having(user, "answer_assessment"))
        hands_over = Q(role__assessment__in=self._having(user, "hand_over_parts"))
        pages = self._handovers().filter(Q(handed_by=user) | answers & hands_over, state="handed_back")
        return Q(pk__in=pages.values("part__section"))

    def _having(self, user: Any, codename: str) -> Any:
        return having(self.model._meta.get_field("assessment").related_model, user, codename)

    def _handovers(self) -> Any:
        part = self.model._meta.get_field("parts").related_model
        return part._meta.get_field("handovers").related_model.objects

"""What is internal is read by those who work on the assessment; for everybody else it is left out here, or blanked.

Holders of `view_internal` read all of it, contributors what is on the pages handed to them.
"""

from typing import Any, Self

from django.db import models
from django.db.models import Count, Exists, OuterRef, Prefetch, Q

CITATIONS = "current__citations"


def reads_internal(held: frozenset[str]) -> bool:
    return "assessments.view_internal" in held


def handed_to(user: Any, model: Any, *path: str) -> Any:
    """The pages that the person answers as a contributor; `path` leads from the model to theirs."""
    for name in path:
        model = model._meta.get_field(name).related_model
    return model.objects.visible_to(user, frozenset())


class DisclosedAnswers(models.QuerySet[Any]):
    """Answers that know who may read them."""

    def internal(self) -> Self:
        return self.filter(disclosure="internal")

    def disclosure_counts(self) -> dict[str, int]:
        """How many answers have each disclosure."""
        return dict(self.order_by().values_list("disclosure").annotate(Count("pk")))

    def told_by_internal(self) -> Self:
        """Those that are asked or not because of what an internal answer says: that tells it."""
        deciding = self.model.objects.internal().filter(
            assessment=OuterRef("assessment"), indicator__dependents=OuterRef("indicator")
        )
        return self.filter(Exists(deciding))

    def with_what_tells_it(self, answer: Any, value: str) -> Self:
        """The answer; where it becomes internal also those of the questions that depend on it."""
        telling = Q(assessment=answer.assessment_id, indicator__depends_on=answer.indicator_id)
        return self.filter(Q(pk=answer.pk) | telling if value == "internal" else Q(pk=answer.pk))

    def readable_by(self, user: Any, held: frozenset[str]) -> Self:
        """Without those of which the person may only see the question."""
        return self if reads_internal(held) else self.exclude(self._withheld_from(user))

    def shown_to(self, user: Any, held: frozenset[str]) -> list[Any]:
        """These answers as the person may read them: what may not be seen is `withheld` and says nothing.

        Internal sources aren't among the citations. The number of statements is the same for everybody.
        """
        if reads_internal(held):
            return list(self)
        lookups = [each for each in self._prefetch_related_lookups if each != Prefetch(CITATIONS)]
        if len(lookups) < len(self._prefetch_related_lookups):
            lookups.append(citations_of(self.model, user, held))
        shown = self.annotate(withheld=self._withheld_from(user)).prefetch_related(None)
        answers = list(shown.prefetch_related(*lookups))
        for answer in answers:
            if answer.withheld:
                answer.withhold()
        return answers

    def _withheld_from(self, user: Any) -> Q:
        return Q(disclosure="internal") & ~Q(part__in=handed_to(user, self.model, "part"))


def citations_of(answer: Any, user: Any = None, held: frozenset[str] | None = None) -> Prefetch:
    """The citations of what the answers say now, each with its source; `answer` is their model.

    All of them, or with a reader those that they may see.
    """
    revision = answer._meta.get_field("current").related_model
    citation = revision._meta.get_field("citations").related_model
    citations = citation.objects.select_related("source").order_by("pk")
    return Prefetch(CITATIONS, citations if held is None else citations.shown_to(user, held))

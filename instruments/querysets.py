from dataclasses import dataclass
from typing import Any, Self

from django.db import models

GENERATIONS = 20
"""How many versions back the lineage of an indicator is followed."""


@dataclass(frozen=True)
class Ancestry:
    """The indicators of an earlier version that one comes from; `carried` when the question is still theirs."""

    indicators: tuple[int, ...]
    carried: bool


class InstrumentQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        """Those with which a new assessment may be set up."""
        return self.filter(state="published").order_by("slug", "-version", "pk")

    def for_list(self) -> Self:
        """Every version of every questionnaire, the newest first, with how much it asks."""
        return (
            self.select_related("predecessor")
            .annotate(questions=models.Count("indicators"))
            .order_by("slug", "-pk")
        )

    def for_detail(self) -> Self:
        return self.select_related("predecessor")

    def frozen(self) -> Self:
        """Those that never change any more, and that a new version may follow."""
        return self.filter(state__in=["published", "retired"])


class DomainQuerySet(models.QuerySet[Any]):
    def in_order(self) -> Self:
        return self.order_by("number", "pk")

    def asked_in(self, assessments: Any) -> Self:
        """Those of the questionnaires that these assessments use."""
        used = assessments.filter(instrument=models.OuterRef("instrument"))
        return (
            self.filter(models.Exists(used))
            .select_related("instrument")
            .order_by("instrument__slug", "-instrument__version", "number", "pk")
        )

    def colours(self) -> models.QuerySet[Any, tuple[str, str]]:
        """Each pair of colours in use, once: on paper, and on a dark screen."""
        return self.order_by("colour", "colour_dark").values_list("colour", "colour_dark").distinct()


class IndicatorQuerySet(models.QuerySet[Any]):
    def in_order(self) -> Self:
        """The order of the questionnaire."""
        return self.order_by("subcategory__domain__number", "subcategory__number", "position", "pk")

    def whole(self) -> Self:
        """With all that an indicator says, in a fixed number of statements."""
        return self.select_related("scale", "depends_on").prefetch_related("shown_by", "tags", "predecessors")

    def of_frozen(self, slug: str, version: str) -> Self:
        """The indicators of this version, once it is published."""
        return self.filter(
            instrument__slug=slug,
            instrument__version=version,
            instrument__state__in=["published", "retired"],
        )

    def ancestries(self, known: dict[int, int], instrument: Any) -> dict[int, Ancestry]:
        """Where each indicator comes from in that earlier version, by key; one statement a generation.

        `known` gives the keys of the indicators with those of their versions.
        """
        found = {pk: Ancestry((pk,), carried=True) for pk, own in known.items() if own == instrument.pk}
        behind = {pk: Ancestry((pk,), carried=True) for pk in known if pk not in found}
        for _generation in range(GENERATIONS):
            if not behind:
                break
            behind, reached = self._one_back(behind, instrument.pk)
            found |= reached
        return found

    def _one_back(
        self, behind: dict[int, Ancestry], target: int
    ) -> tuple[dict[int, Ancestry], dict[int, Ancestry]]:
        wanted = {pk for ancestry in behind.values() for pk in ancestry.indicators}
        steps: dict[int, list[tuple[int, int, bool]]] = {}
        rows = self.model.predecessors.through.objects.filter(from_indicator__in=wanted).order_by("pk")
        for child, parent, instrument, relation in rows.values_list(
            "from_indicator", "to_indicator", "to_indicator__instrument", "from_indicator__relation"
        ):
            steps.setdefault(child, []).append((parent, instrument, relation in ("same", "reworded")))
        further: dict[int, Ancestry] = {}
        reached: dict[int, Ancestry] = {}
        for pk, ancestry in behind.items():
            above = [step for child in ancestry.indicators for step in steps.get(child, ())]
            if above:
                carried = ancestry.carried and all(same for _parent, _own, same in above)
                older = Ancestry(tuple(dict.fromkeys(parent for parent, _own, _same in above)), carried)
                (reached if above[0][1] == target else further)[pk] = older
        return further, reached


class ScaleQuerySet(models.QuerySet[Any]):
    def in_order(self) -> Self:
        """The order of the file: they were made in it."""
        return self.order_by("pk")


class TagQuerySet(models.QuerySet[Any]):
    def in_order(self) -> Self:
        return self.order_by("framework", "code", "pk")

from typing import Any, Self

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q


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

    def usable(self, bases: Any) -> Self:
        """Those that rest on no internal answer: what such an answer says stays with those who work on it."""
        return self.exclude(Exists(bases.internal().filter(finding=OuterRef("pk"))))

    def unfit(self, bases: Any) -> Self:
        """Those that rest on an answer that is `outdated` or `internal`; each says which."""
        of_one = {"finding": OuterRef("pk")}
        outdated, internal = bases.outdated().filter(**of_one), bases.internal().filter(**of_one)
        told = self.annotate(outdated=Exists(outdated), internal=Exists(internal))
        return told.filter(Q(outdated=True) | Q(internal=True))

    def readable(self, bases: Any, held: frozenset[str]) -> Self:
        """Without those that tell what an internal answer says, unless the rights include it."""
        return self if "assessments.view_internal" in held else self.usable(bases)

    def for_desk(self, bases: Any, *, internal: bool = False) -> Self:
        """With texts, the answers they rest on, these as approved now, and what both cite.

        In seven statements whatever their number; `internal` sources only where asked for.
        """
        answers = bases.select_related(
            "revision__option",
            "revision__answer__indicator__subcategory",
            "revision__answer__approved__option",
        ).order_by("pk")
        citation = bases.model._meta.get_field("revision").related_model._meta.get_field("citations")
        cited = citation.related_model.objects.select_related("source").order_by("pk")
        cited = cited if internal else cited.exclude(source__disclosure="internal")
        lookups = [
            Prefetch(path, cited)
            for path in ("bases__revision__citations", "bases__revision__answer__approved__citations")
        ]
        texts = Prefetch("texts", self.model._meta.get_field("texts").related_model.objects.with_writer())
        return self.in_order().prefetch_related(texts, Prefetch("bases", answers), *lookups)

    def shown_to(self, bases: Any, held: frozenset[str]) -> list[Any]:
        """As `for_desk`, for someone with these rights: who sees no answers learns only what public ones say."""
        reads = "assessments.view_internal" in held
        findings = list(self.readable(bases, held).for_desk(bases, internal=reads))
        if "assessments.view_answers" not in held:
            for finding in findings:
                for basis in finding.bases.all():
                    if basis.revision.answer.disclosure != "public":
                        basis.revision.option = None
        return findings

    def in_state(self, bases: Any, show: str) -> Self:
        """Those of one tab of the desk; all of them where there is no such tab."""
        if show == "stale":
            return self.stale(bases).exclude(inclusion="left_out")
        return self.filter(inclusion=show) if show in ("undecided", "included", "left_out") else self

    def counts(self, bases: Any) -> models.QuerySet[Any, Any]:
        """One row per domain: findings on each list, in each state, to compare, and in the profile though stale or internal."""
        included = Q(inclusion="included")
        outdated = Exists(bases.outdated().filter(finding=OuterRef("pk")))
        internal = Exists(bases.internal().filter(finding=OuterRef("pk")))
        return (
            self.order_by("domain")
            .values("domain")
            .annotate(
                developed=Count("pk", filter=included & Q(kind="developed") & ~Q(internal)),
                potential=Count("pk", filter=included & Q(kind="potential") & ~Q(internal)),
                every=Count("pk"),
                undecided=Count("pk", filter=Q(inclusion="undecided")),
                included=Count("pk", filter=included),
                left_out=Count("pk", filter=Q(inclusion="left_out")),
                to_compare=Count("pk", filter=Q(outdated) & ~Q(inclusion="left_out")),
                stale=Count("pk", filter=included & Q(outdated)),
                internal=Count("pk", filter=included & Q(internal)),
            )
        )


class FindingBasisQuerySet(models.QuerySet[Any]):
    def outdated(self) -> Self:
        return self.exclude(revision__answer__approved=F("revision"))

    def traces(self) -> models.QuerySet[Any, Any]:
        """Key of the finding, code of an indicator, key, framework and code of a tag of it, and key of a source.

        Each combination once, in that order; without a tag, or a source that the answer cites as approved now, there is
        None.
        """
        indicator, answer = "revision__answer__indicator", "revision__answer"
        tag, source = f"{indicator}__tags", f"{answer}__approved__citations__source"
        columns = ("finding", f"{indicator}__code", tag, f"{tag}__framework", f"{tag}__code", source)
        return self.order_by(*columns).values_list(*columns).distinct()

    def internal(self) -> Self:
        """Those whose answer has become internal."""
        return self.filter(revision__answer__disclosure="internal")

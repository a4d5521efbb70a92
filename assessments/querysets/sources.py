from typing import Any, Self

from django.db import models
from django.db.models import Count, Q, Sum

from assessments.querysets.disclosing import handed_to, reads_internal
from ui.text import folded


class SourceQuerySet(models.QuerySet[Any]):
    def in_order(self) -> Self:
        return self.order_by("title", "year", "pk")

    def names(self, keys: Any) -> dict[int, str]:
        """How these sources are cited, by key."""
        return {source.pk: str(source) for source in self.filter(pk__in=keys)}

    def visible_to(self, user: Any, held: frozenset[str]) -> Self:
        """All for a holder of `view_answers` on the assessment, without the internal ones unless they read those too.

        For others those told by the person, or cited in a part handed to them.
        """
        if reads_internal(held):
            return self
        cited = Q(pk__in=self.model.objects.filter(**self._cited_in_parts_of(user)).values("pk"))
        if "assessments.view_answers" in held:
            return self.filter(~Q(disclosure="internal") | cited)
        return self.filter(Q(added_by=user) | cited)

    def citable_by(self, user: Any, held: frozenset[str]) -> Self:
        """What the person may choose from to cite: the whole library, without internal ones that they may not see."""
        visible = self.model.objects.visible_to(user, held).values("pk")
        return self if reads_internal(held) else self.filter(~Q(disclosure="internal") | Q(pk__in=visible))

    def _cited_in_parts_of(self, user: Any) -> dict[str, Any]:
        part = "citations__revision__current_of__part__partuserpermission"
        return {f"{part}__user": user, f"{part}__permission__codename": "answer_part"}

    def with_uses(self, user: Any, held: frozenset[str]) -> Self:
        """`uses`: how many answers that the person may read cite it as they stand; `file_count`."""
        answer = "citations__revision__current_of"
        counted = Q(**{f"{answer}__isnull": False})
        if not reads_internal(held):
            parts = handed_to(user, self.model, "assessment", "sections", "parts")
            counted &= ~Q(**{f"{answer}__disclosure": "internal"}) | Q(**{f"{answer}__part__in": parts})
        return self.annotate(
            uses=Count("citations", filter=counted, distinct=True), file_count=Count("files", distinct=True)
        )

    def matching(self, text: str) -> Self:
        """Those with all these words in their titles or number, whatever the accents; one statement more."""
        words = folded(text).split()
        if not words:
            return self
        rows = self.values_list("pk", "title", "translated_title", "number")
        folds = ((pk, folded(" ".join(said))) for pk, *said in rows.order_by("pk"))
        return self.filter(pk__in=[pk for pk, told in folds if all(word in told for word in words)])


class CitationQuerySet(models.QuerySet[Any]):
    def shown_to(self, user: Any, held: frozenset[str]) -> Self:
        """Without those of answers that the person may not read, and without internal sources."""
        if reads_internal(held):
            return self
        parts = handed_to(user, self.model, "revision", "answer", "part")
        disclosed = ~Q(revision__answer__disclosure="internal") & ~Q(source__disclosure="internal")
        return self.filter(disclosed | Q(revision__answer__part__in=parts))

    def current_in(self, parts: Any) -> Self:
        """Those of answers of these parts as they stand, in the order of the questionnaire."""
        answer = "revision__current_of"
        place = f"{answer}__indicator__subcategory"
        return (
            self.filter(**{f"{answer}__part__in": parts})
            .select_related(f"{answer}__indicator", f"{answer}__part__section__domain")
            .select_related(f"{answer}__part__subcategory")
            .order_by(f"{place}__domain__number", f"{place}__number", f"{answer}__indicator__position", "pk")
        )


class EvidenceFileQuerySet(models.QuerySet[Any]):
    def in_order(self) -> Self:
        return self.order_by("name", "pk")

    def visible_to(self, user: Any, held: frozenset[str]) -> Self:
        """Whoever sees the answers sees what they rest on; a contributor as with sources."""
        source = self.model._meta.get_field("source").related_model
        return self.filter(source__in=source.objects.visible_to(user, held))

    def total_size(self) -> int:
        """In bytes."""
        return self.aggregate(total=Sum("size"))["total"] or 0

from typing import Any, Self

from django.db import models
from django.db.models import Count, Q, Sum

from ui.text import folded


class SourceQuerySet(models.QuerySet[Any]):
    def in_order(self) -> Self:
        return self.order_by("title", "year", "pk")

    def visible_to(self, user: Any, held: frozenset[str]) -> Self:
        """All for a holder of `view_answers` on the assessment, else those told by the person or cited in a part
        handed to them."""
        if "assessments.view_answers" in held:
            return self
        part = "citations__revision__current_of__part__partuserpermission"
        cited = self.model.objects.filter(
            **{f"{part}__user": user, f"{part}__permission__codename": "answer_part"}
        )
        return self.filter(Q(added_by=user) | Q(pk__in=cited.values("pk")))

    def with_uses(self) -> Self:
        """`uses`: how many answers cite it as they stand; `file_count`."""
        current = Q(citations__revision__current_of__isnull=False)
        return self.annotate(
            uses=Count("citations", filter=current, distinct=True), file_count=Count("files", distinct=True)
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

from typing import Any, Self

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Value, When


class WrittenQuerySet(models.QuerySet[Any]):
    def written(self) -> Self:
        return self.exclude(body="")

    def with_writer(self) -> Self:
        return self.select_related("written_by").order_by("pk")

    def with_state_in(self, language: str) -> Self:
        """Texts in the profile’s own language, each with `state`: how it stands in another one (`TextState`).

        `translation` is the key of the text there, None where there is none.
        """
        same = {name: OuterRef(name) for name in self.model.NAMED_BY}
        there = self.model.objects.filter(language=language, **same).exclude(body="")
        return (
            self.written()
            .annotate(
                translation=Subquery(there.values("pk")[:1]),
                translated=Subquery(there.values("source_revision")[:1]),
                is_reviewed=Exists(there.filter(reviewed_at__isnull=False)),
            )
            .annotate(
                state=Case(
                    When(translation=None, then=Value("untranslated")),
                    When(Q(translated=None) | ~Q(translated=F("revision")), then=Value("stale")),
                    When(is_reviewed=False, then=Value("draft")),
                    default=Value("reviewed"),
                    output_field=models.CharField(),
                )
            )
        )

    def states_elsewhere(self) -> models.QuerySet[Any, Any]:
        """One row per language and state (`TextState`) with the number of translations of these texts.

        Each of these is the only text of its name among them; what nobody has translated is in no row.
        """
        first, *_more = self.model.NAMED_BY
        sources = self.written().filter(**{name: OuterRef(name) for name in self.model.NAMED_BY}).order_by()
        return (
            self.model.objects.written()
            .filter(**{f"{first}__in": self.order_by().values(first)})
            .exclude(pk__in=self.order_by().values("pk"))
            .annotate(now=Subquery(sources.values("revision")[:1]))
            .exclude(now=None)
            .annotate(
                state=Case(
                    When(Q(source_revision=None) | ~Q(source_revision=F("now")), then=Value("stale")),
                    When(reviewed_at=None, then=Value("draft")),
                    default=Value("reviewed"),
                    output_field=models.CharField(),
                )
            )
            .order_by()
            .values("language", "state")
            .annotate(number=Count("pk"))
        )

    def coverage(self, language: str) -> dict[str, int]:
        """How many texts stand in each state there, states without any left out; one statement."""
        states = self.with_state_in(language).order_by().values("state").annotate(number=Count("pk"))
        return dict(states.values_list("state", "number"))

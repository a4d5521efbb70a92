from typing import Any, Self

from django.db import models, transaction


class NoticeQuerySet(models.QuerySet[Any]):
    def waiting(self) -> Self:
        return self.filter(state="waiting")

    def at_once(self) -> Self:
        """Without those of people who want one mail a day."""
        return self.filter(user__digest=False)

    def for_daily_mail(self) -> Self:
        return self.waiting().filter(user__digest=True)

    def for_mail(self) -> Self:
        return self.select_related("user", "assessment__jurisdiction").order_by("made_at", "pk")

    def take(self, now: Any) -> list[int]:
        """The keys of those that still waited, and count as sent from now on: of two jobs one gets each."""
        with transaction.atomic():
            rows = self.waiting().select_for_update(of=["self"]).order_by("pk")
            mine = list(rows.values_list("pk", flat=True))
            self.model.objects.filter(pk__in=mine).update(state="sent", settled_at=now)
        return mine

    def give_back(self) -> int:
        """Their mail didn't leave: they wait again."""
        return self.filter(state="sent").update(state="waiting", settled_at=None)

    def drop(self, now: Any) -> int:
        """Nothing is said about them any more."""
        return self.waiting().update(state="dropped", settled_at=now)

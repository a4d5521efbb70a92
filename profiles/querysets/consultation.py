from datetime import timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery


class CommentQuerySet(models.QuerySet[Any]):
    def unanswered(self) -> Self:
        return self.filter(answer=None)

    def answered(self) -> Self:
        return self.exclude(answer=None)

    def for_page(self) -> Self:
        """Oldest first, with who made and who answered them; one statement."""
        return self.select_related("by", "link", "answer__by").order_by("at", "pk")

    def for_list(self) -> Self:
        """The same, with the texts of the findings that they are about; two statements."""
        return self.for_page().select_related("finding__domain").prefetch_related("finding__texts")

    def readable(self, findings: Any) -> Self:
        """Those about these findings, and all that are about no single one."""
        return self.filter(Q(finding=None) | Q(finding__in=findings))

    def numbers(self) -> dict[str, int]:
        """How many there are, and how many wait for an answer; one statement."""
        return self.aggregate(total=Count("pk"), waiting=Count("pk", filter=Q(answer=None)))


class PreviewLinkQuerySet(models.QuerySet[Any]):
    def in_force(self, now: Any) -> Self:
        return self.filter(Q(revoked_at=None), expires_at__gt=now)

    def for_page(self) -> Self:
        """Newest first, with who made them and how much was said by way of them; one statement."""
        return self.select_related("made_by").annotate(said=Count("comments")).order_by("-made_at", "-pk")

    def opened_by(self, digest: str, now: Any, proofs: Any) -> list[Any]:
        """The link that this token opens, with profile and place: once for each language of the profile.

        `language` is that language, and `proof` the digest of the PDF that was made in it; all in one statement.
        """
        made = proofs.made().filter(profile=OuterRef("profile"), language=OuterRef("language"))
        place = "profile__assessment__jurisdiction__country"
        return list(
            self.in_force(now)
            .filter(digest=digest)
            .select_related(place, "profile__assessment__instrument")
            .annotate(language=F("profile__languages__language"))
            .annotate(proof=Subquery(made.values("digest")[:1]))
            .order_by("language")
        )


class ProofQuerySet(models.QuerySet[Any]):
    def made(self) -> Self:
        return self.exclude(made_at=None)

    def unmade(self) -> Self:
        return self.filter(made_at=None, failure="")

    def lost(self, asked_before: Any, beaten_before: Any) -> Self:
        """Those with which no worker has begun since, and those whose worker has gone silent; none for which nobody
        waits any more."""
        never = Q(beat_at=None, asked_at__lt=asked_before)
        lately = asked_before - timedelta(hours=1)
        return self.unmade().filter(never | Q(beat_at__lt=beaten_before), asked_at__gt=lately)

    def claim(self, now: Any, beaten_before: Any, starts: int) -> bool:
        """Begin with this one proof, unless another worker has and still beats, or too many have; one statement."""
        free = Q(beat_at=None) | Q(beat_at__lt=beaten_before)
        rows = self.unmade().filter(free, attempts__lt=starts)
        return rows.update(beat_at=now, attempts=F("attempts") + 1) == 1

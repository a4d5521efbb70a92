from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models import AnswerRevision
from instruments.models import Domain
from profiles.choices import FindingKind, Inclusion
from profiles.models.profile import Profile
from profiles.querysets import FindingBasisQuerySet, FindingQuerySet


class Finding(models.Model):
    """One bullet of a profile."""

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="findings")
    domain = models.ForeignKey(Domain, models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=20, choices=FindingKind)
    position = models.PositiveIntegerField(_("position"))
    inclusion = models.CharField(
        _("in the profile"), max_length=20, choices=Inclusion, default=Inclusion.UNDECIDED
    )

    reason = models.CharField(_("reason for leaving it out"), max_length=500, blank=True)
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, related_name="merged", verbose_name=_("merged into")
    )

    objects = FindingQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["profile", "domain", "kind", "position"], name="finding_order")]
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(inclusion="left_out"), name="finding_merged_left_out"
            )
        ]

    def __str__(self) -> str:
        return f"{self.profile_id} {self.kind} {self.position} ({self.pk})"

    def body_in(self, language: str) -> str:
        """The text in this language, from the texts that were fetched with it; empty when there is none."""
        return next((text.body for text in self.texts.all() if text.language == language), "")


class FindingBasis(models.Model):
    """The revision of an answer on which a finding rests."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="bases")
    revision = models.ForeignKey(AnswerRevision, models.PROTECT, related_name="+")

    objects = FindingBasisQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["finding", "revision"], name="finding_basis_unique")]

    def __str__(self) -> str:
        return f"{self.finding_id}: {self.revision_id} ({self.pk})"

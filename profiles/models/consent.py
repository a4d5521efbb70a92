from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from profiles.models.profile import Profile


class Consent(models.Model):
    """Who agreed to publication for the government, in what capacity, when, for which languages."""

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="consents")
    name = models.CharField(_("name"), max_length=150)
    capacity = models.CharField(_("capacity"), max_length=200)
    date = models.DateField(_("date"))
    letter = models.CharField(_("letter"), max_length=200)
    letter_file = models.FileField(_("copy of the letter"), upload_to="letters", blank=True)
    letter_name = models.CharField(_("name of the file"), max_length=200, blank=True)
    letter_type = models.CharField(_("type of the file"), max_length=100, blank=True)
    letter_bytes = models.PositiveIntegerField(_("size of the file"), default=0)
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    ended_at = models.DateTimeField(_("in force until"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["profile"], condition=Q(ended_at=None), name="consent_one_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"{self.profile_id}: {self.name} ({self.pk})"


class ConsentLanguage(models.Model):
    consent = models.ForeignKey(Consent, models.CASCADE, related_name="languages")
    language = models.CharField(_("language"), max_length=10)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consent", "language"], name="consent_language_unique")
        ]

    def __str__(self) -> str:
        return f"{self.consent_id} {self.language} ({self.pk})"

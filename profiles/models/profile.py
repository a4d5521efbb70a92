from functools import lru_cache

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from assessments.models import Assessment
from profiles.choices import ProfileState
from profiles.querysets import ProfileQuerySet
from ui.languages import language_name
from workflows.models import TransitionEvent


class Profile(models.Model):
    """What is written from an approved assessment."""

    assessment = models.OneToOneField(Assessment, models.CASCADE, related_name="profile")
    state = models.CharField(
        _("state"), max_length=20, choices=ProfileState, default=ProfileState.DRAFTING, db_index=True
    )
    edited_at = models.DateTimeField(_("last edited"), null=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("last edited by"),
    )

    objects = ProfileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(edited_at=None, edited_by=None)
                | Q(edited_at__isnull=False, edited_by__isnull=False),
                name="profile_edited_pair",
            )
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} ({self.pk})"

    def get_absolute_url(self) -> str:
        return reverse("profile-desk", args=[self.assessment_id])

    @property
    def language(self) -> str:
        """The language in which the findings are first written."""
        return self.assessment.working_language

    @property
    def editable(self) -> bool:
        return self.state == ProfileState.DRAFTING

    @property
    def public_url(self) -> str:
        """Where it is published, in the language of the moment."""
        return self._address_in(get_language() or settings.LANGUAGE_CODE)

    def page_in(self, language: str) -> str:
        """Its page in this language; empty when the site does not have that language."""
        return self._address_in(language) if language in dict(settings.LANGUAGES) else ""

    def _address_in(self, language: str) -> str:
        place = self.assessment.jurisdiction
        country = "" if place.country is None else place.country.slug
        return _address(country, place.slug, self.assessment.year, language)


@lru_cache(maxsize=5000)
def _address(country: str, place: str, year: int, language: str) -> str:
    with override(language):
        if country:
            return reverse("profile-public", args=[country, place, year])
        return reverse("profile-country", args=[place, year])


class ProfileEvent(TransitionEvent):
    subject = models.ForeignKey(Profile, models.CASCADE, related_name="events")


class ProfileLanguage(models.Model):
    """A language in which the profile is to appear: the assessment's own, those of the site, and any other."""

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="languages")
    language = models.CharField(_("language"), max_length=10)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["profile", "language"], name="profile_language_unique")
        ]

    def __str__(self) -> str:
        return f"{self.profile_id} {self.language} ({self.pk})"

    def get_language_display(self) -> str:
        return language_name(self.language)

"""Texts of a profile, in one language each. What is saved stays: the rows of `revisions` are never changed."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from profiles.choices import STANDING_KEYS, TextKey, TextState
from profiles.models.findings import Finding
from profiles.models.profile import Profile
from profiles.querysets import NameTranslationQuerySet, StandingTextQuerySet, WrittenQuerySet


class Written(models.Model):
    """A text in one language; empty while nobody has written it, or when it was taken away.

    `revision` counts what was saved. In a translation, `source_revision` is the revision that it translates, of the
    same text in the profile's own language: where that has moved on, the translation is stale. A translation is
    reviewed by someone other than who wrote it, and writing it anew ends that. `written_at` and `written_by` are empty
    where an approved answer speaks.
    """

    NAMED_BY: ClassVar[tuple[str, ...]] = ()
    """What makes two texts the same one, in two languages."""

    language = models.CharField(_("language"), max_length=10)
    body = models.TextField(_("text"))
    revision = models.PositiveIntegerField(_("revision"), default=1)
    source_revision = models.PositiveIntegerField(_("revision translated"), null=True)
    written_at = models.DateTimeField(_("written"), null=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("written by")
    )
    reviewed_at = models.DateTimeField(_("reviewed"), null=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("reviewed by")
    )

    objects = WrittenQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(written_at=None, written_by=None)
                | Q(written_at__isnull=False, written_by__isnull=False),
                name="%(class)s_written_pair",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by=None)
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False),
                name="%(class)s_reviewed_pair",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | Q(written_by=None) | ~Q(reviewed_by=models.F("written_by")),
                name="%(class)s_reviewed_by_another",
            ),
        ]


class Revision(models.Model):
    """What a text said once; by nobody where an approved answer said it."""

    number = models.PositiveIntegerField(_("number"))
    body = models.TextField(_("text"))
    at = models.DateTimeField(_("saved"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )

    class Meta:
        abstract = True


class ProfileText(Written):
    """One text of a profile in one language."""

    NAMED_BY = ("profile", "key")

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="texts")
    key = models.CharField(_("text"), max_length=20, choices=TextKey)

    class Meta(Written.Meta):
        constraints = [
            *Written.Meta.constraints,
            models.UniqueConstraint(fields=["profile", "key", "language"], name="profile_text_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.profile_id} {self.key} {self.language} ({self.pk})"


class ProfileTextRevision(Revision):
    text = models.ForeignKey(ProfileText, models.CASCADE, related_name="revisions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["text", "number"], name="profile_text_revision_unique")
        ]

    def __str__(self) -> str:
        return f"{self.text_id}: {self.number} ({self.pk})"


class FindingText(Written):
    """A finding in one language."""

    NAMED_BY = ("finding",)

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="texts")

    class Meta(Written.Meta):
        constraints = [
            *Written.Meta.constraints,
            models.UniqueConstraint(fields=["finding", "language"], name="finding_text_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.language} ({self.pk})"


class FindingTextRevision(Revision):
    text = models.ForeignKey(FindingText, models.CASCADE, related_name="revisions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["text", "number"], name="finding_text_revision_unique")
        ]

    def __str__(self) -> str:
        return f"{self.text_id}: {self.number} ({self.pk})"


class StandingText(models.Model):
    """A text that the publisher edits: one that every edition in its language carries, or one of the site’s pages."""

    key = models.CharField(_("text"), max_length=20, choices=STANDING_KEYS)
    language = models.CharField(_("language"), max_length=10)
    body = models.TextField(_("text"), help_text=_("An empty line starts a new paragraph."))
    revision = models.PositiveIntegerField(_("revision"), default=1)

    objects = StandingTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("standing text")
        verbose_name_plural = _("standing texts")
        constraints = [models.UniqueConstraint(fields=["key", "language"], name="standing_text_unique")]

    def __str__(self) -> str:
        return f"{self.get_key_display()} ({self.language})"


class StandingTextRevision(Revision):
    text = models.ForeignKey(StandingText, models.CASCADE, related_name="revisions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["text", "number"], name="standing_text_revision_unique")
        ]

    def __str__(self) -> str:
        return f"{self.text_id}: {self.number} ({self.pk})"


class NameTranslation(models.Model):
    """What a name or description of a questionnaire or place is called in a language that the site lacks.

    `source` is its English text; one translation serves every profile. It is reviewed by someone other than who wrote
    it, and writing it anew ends that.
    """

    language = models.CharField(_("language"), max_length=10)
    source = models.TextField(_("English text"))
    body = models.TextField(_("text"))
    written_at = models.DateTimeField(_("written"), auto_now=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    reviewed_at = models.DateTimeField(_("reviewed"), null=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("reviewed by")
    )

    objects = NameTranslationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["language", "source"], name="name_translation_unique"),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by=None)
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False),
                name="name_translation_reviewed_pair",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=models.F("written_by")),
                name="name_translation_reviewed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.language}: {self.source[:40]} ({self.pk})"

    @property
    def state(self) -> TextState:
        if not self.body:
            return TextState.UNTRANSLATED
        return TextState.REVIEWED if self.reviewed_at else TextState.DRAFT

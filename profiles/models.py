from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments.models import AnswerRevision, Assessment
from instruments.models import Domain
from profiles.choices import EditionState, FindingKind, Inclusion, ProfileState, StandingKey, TextKey
from profiles.querysets import EditionQuerySet, FindingBasisQuerySet, FindingQuerySet, ProfileQuerySet
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
        place = self.assessment.jurisdiction
        if place.country is None:
            return reverse("profile-country", args=[place.slug, self.assessment.year])
        return reverse("profile-public", args=[place.country.slug, place.slug, self.assessment.year])


class ProfileEvent(TransitionEvent):
    subject = models.ForeignKey(Profile, models.CASCADE, related_name="events")


class ProfileText(models.Model):
    """One text of a profile in one language."""

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="texts")
    key = models.CharField(_("text"), max_length=20, choices=TextKey)
    language = models.CharField(_("language"), max_length=10)
    body = models.TextField(_("text"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["profile", "key", "language"], name="profile_text_unique")
        ]

    def __str__(self) -> str:
        return f"{self.profile_id} {self.key} {self.language} ({self.pk})"


class Finding(models.Model):
    """One bullet of a profile."""

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="findings")
    domain = models.ForeignKey(Domain, models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=20, choices=FindingKind)
    position = models.PositiveIntegerField(_("position"))
    inclusion = models.CharField(
        _("in the profile"), max_length=20, choices=Inclusion, default=Inclusion.UNDECIDED
    )

    objects = FindingQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["profile", "domain", "kind", "position"], name="finding_order")]

    def __str__(self) -> str:
        return f"{self.profile_id} {self.kind} {self.position} ({self.pk})"

    def body_in(self, language: str) -> str:
        """The text in this language, from the texts that were fetched with it; empty when there is none."""
        return next((text.body for text in self.texts.all() if text.language == language), "")


class FindingText(models.Model):
    """A finding in one language."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=10)
    body = models.TextField(_("text"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["finding", "language"], name="finding_text_unique")]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.language} ({self.pk})"


class FindingBasis(models.Model):
    """The revision of an answer on which a finding rests."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="bases")
    revision = models.ForeignKey(AnswerRevision, models.PROTECT, related_name="+")

    objects = FindingBasisQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["finding", "revision"], name="finding_basis_unique")]

    def __str__(self) -> str:
        return f"{self.finding_id}: {self.revision_id} ({self.pk})"


class Consent(models.Model):
    """Who agreed to publication for the government, in what capacity, when, for which languages."""

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="consents")
    name = models.CharField(_("name"), max_length=150)
    capacity = models.CharField(_("capacity"), max_length=200)
    date = models.DateField(_("date"))
    letter = models.CharField(_("letter"), max_length=200)
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


class StandingText(models.Model):
    """A text that every edition in its language carries."""

    key = models.CharField(_("text"), max_length=20, choices=StandingKey)
    language = models.CharField(_("language"), max_length=10)
    body = models.TextField(_("text"), help_text=_("An empty line starts a new paragraph."))

    class Meta:
        verbose_name = _("standing text")
        verbose_name_plural = _("standing texts")
        constraints = [models.UniqueConstraint(fields=["key", "language"], name="standing_text_unique")]

    def __str__(self) -> str:
        return f"{self.get_key_display()} ({self.language})"


class Edition(models.Model):
    """One published language version of a profile: its snapshot and its PDF never change."""

    profile = models.ForeignKey(Profile, models.PROTECT, related_name="editions")
    language = models.CharField(_("language"), max_length=10)
    number = models.PositiveSmallIntegerField(_("number"))
    state = models.CharField(
        _("state"), max_length=20, choices=EditionState, default=EditionState.NEW, db_index=True
    )
    snapshot = models.JSONField(_("snapshot"))
    requested_at = models.DateTimeField(_("requested"), auto_now_add=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("requested by")
    )
    published_at = models.DateTimeField(_("published"), null=True)
    pdf = models.FileField("PDF", upload_to="editions", blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    pdf_bytes = models.PositiveIntegerField(default=0)
    pdf_pages = models.PositiveSmallIntegerField(default=0)

    objects = EditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["profile", "language", "number"], name="edition_number_unique"),
            models.UniqueConstraint(
                fields=["profile", "language"], condition=Q(state="published"), name="edition_one_published"
            ),
            models.UniqueConstraint(
                fields=["profile", "language"],
                condition=Q(state__in=["new", "rendering"]),
                name="edition_one_in_the_making",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | (Q(published_at__isnull=False) & ~Q(pdf="")),
                name="edition_published_complete",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.profile_id} {self.language} {self.number} ({self.pk})"

    def get_absolute_url(self) -> str:
        return f"{self.profile.get_absolute_url()}#edition-{self.pk}"

    @property
    def pdf_url(self) -> str:
        place = self.profile.assessment.jurisdiction
        return f"{self.profile.public_url}{place.slug}-{self.profile.assessment.year}-{self.language}.pdf"


class EditionEvent(TransitionEvent):
    subject = models.ForeignKey(Edition, models.CASCADE, related_name="events")

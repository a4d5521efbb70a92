from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from profiles.choices import EditionState, FileFormat, Stage
from profiles.models.profile import Profile
from profiles.querysets import EditionFileQuerySet, EditionQuerySet
from workflows.models import TransitionEvent


class Edition(models.Model):
    """One published language version of a profile: its snapshot and its files never change.

    `stage` and `beat_at` tell how far the worker is; a worker that was killed stops beating. `attempts` counts how
    often one began since it was asked for. With `appears_at` it waits, ready, for that moment.
    """

    profile = models.ForeignKey(Profile, models.PROTECT, related_name="editions")
    language = models.CharField(_("language"), max_length=10)
    number = models.PositiveSmallIntegerField(_("number"))
    state = models.CharField(
        _("state"), max_length=20, choices=EditionState, default=EditionState.NEW, db_index=True
    )
    note = models.TextField(_("what has changed since the edition before"), blank=True)
    snapshot = models.JSONField(_("snapshot"))
    requested_at = models.DateTimeField(_("requested"), auto_now_add=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("requested by")
    )
    appears_at = models.DateTimeField(_("appears"), null=True)
    published_at = models.DateTimeField(_("published"), null=True)
    stage = models.CharField(_("stage"), max_length=20, choices=Stage, default=Stage.QUEUED)
    beat_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    checks = models.JSONField(_("checks of the PDF"), default=list)

    objects = EditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["profile", "language", "number"], name="edition_number_unique"),
            models.UniqueConstraint(
                fields=["profile", "language"], condition=Q(state="published"), name="edition_one_published"
            ),
            models.UniqueConstraint(
                fields=["profile", "language"],
                condition=Q(state__in=["new", "rendering", "waiting"]),
                name="edition_one_in_the_making",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "superseded", "withdrawn"])
                | Q(published_at__isnull=False),
                name="edition_published_complete",
            ),
        ]
        indexes = [models.Index(fields=["appears_at"], condition=Q(state="waiting"), name="edition_waiting")]

    def __str__(self) -> str:
        return f"{self.profile_id} {self.language} {self.number} ({self.pk})"

    def get_absolute_url(self) -> str:
        return f"{self.profile.get_absolute_url()}#edition-{self.pk}"

    def file_in(self, file_format: str) -> "EditionFile | None":
        """The file of this format, from the files that were fetched with the edition."""
        return next((file for file in self.files.all() if file.format == file_format), None)

    @property
    def files_in_order(self) -> "list[EditionFile]":
        """Those that were fetched with the edition, as they are offered: to read first, then the data."""
        order = FileFormat.offered()
        offered = (file for file in self.files.all() if file.format in order)
        return sorted(offered, key=lambda file: order.index(file.format))

    @property
    def picture(self) -> "EditionFile | None":
        """What stands for the edition where its address is shared; older editions have none."""
        return self.file_in(FileFormat.PNG)

    @property
    def pdf(self) -> "EditionFile | None":
        return self.file_in(FileFormat.PDF)

    @property
    def pdf_url(self) -> str:
        return self.url_of(FileFormat.PDF)

    @property
    def json_url(self) -> str:
        return self.url_of(FileFormat.JSON)

    @property
    def permanent_url(self) -> str:
        """The address of this edition’s page, whatever comes after it."""
        return f"{self.profile.public_url}editions/{self.language}-{self.number}/"

    def url_of(self, file_format: str) -> str:
        """Where the newest edition in this language offers its file."""
        place = self.profile.assessment.jurisdiction
        name = f"{place.slug}-{self.profile.assessment.year}-{self.language}"
        return f"{self.profile.public_url}{name}.{file_format}"


class EditionEvent(TransitionEvent):
    subject = models.ForeignKey(Edition, models.CASCADE, related_name="events")


class EditionFile(models.Model):
    """One file of an edition, stored once under the digest of its content."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="files")
    format = models.CharField(_("format"), max_length=10, choices=FileFormat)
    file = models.FileField(_("file"), upload_to="editions")
    sha256 = models.CharField(max_length=64, db_index=True)
    bytes = models.PositiveIntegerField(_("size"))
    pages = models.PositiveSmallIntegerField(_("pages"), default=0)

    objects = EditionFileQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "format"], name="edition_file_unique")]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.format} ({self.pk})"

    @property
    def url(self) -> str:
        """Where the newest edition in its language offers this format."""
        return self.edition.url_of(self.format)

    @property
    def permanent_url(self) -> str:
        """The address of this edition’s file, whatever comes after it."""
        return f"{self.edition.permanent_url}{self.name}"

    @property
    def kept_url(self) -> str:
        """The address that says what is in the file, so that a browser that has it never asks for it again."""
        return reverse("file-by-digest", args=[self.sha256, self.stem, self.format])

    @property
    def name(self) -> str:
        return f"{self.stem}.{self.format}"

    @property
    def stem(self) -> str:
        edition = self.edition
        place, year = edition.profile.assessment.jurisdiction, edition.profile.assessment.year
        return f"{place.slug}-{year}-{edition.language}-{edition.number}"

"""What the people of an assessment, and others they name, say about a profile before it is cleared."""

import datetime
from hashlib import sha256

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from profiles.choices import CommentOutcome, TextKey
from profiles.models.findings import Finding
from profiles.models.profile import Profile
from profiles.querysets import CommentQuerySet, PreviewLinkQuerySet, ProofQuerySet

GIVEN_UP_AFTER = datetime.timedelta(hours=1)
"""Nobody waits longer for the PDF of a draft; it can be asked for anew."""


def digest_of(token: str) -> str:
    """What is kept of a token that only its holder knows."""
    return sha256(token.encode()).hexdigest()


class PreviewLink(models.Model):
    """Lets a person without an account read the preview, and comment, until it expires or is withdrawn.

    Only a digest of what the address holds is kept, so that nobody reads it from here.
    """

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="preview_links")
    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail address"), blank=True)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    expires_at = models.DateTimeField(_("valid until"))
    revoked_at = models.DateTimeField(_("withdrawn"), null=True)
    used_at = models.DateTimeField(_("last used"), null=True)

    objects = PreviewLinkQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.profile_id}: {self.name} ({self.pk})"


class Comment(models.Model):
    """A remark on a finding or on one of the texts, to be answered before the profile is cleared.

    Made by a person of the assessment, or by whoever holds a preview link.
    """

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="comments")
    finding = models.ForeignKey(Finding, models.CASCADE, null=True, related_name="comments")
    key = models.CharField(_("text"), max_length=20, choices=TextKey, blank=True)
    language = models.CharField(_("language of the page"), max_length=10)
    body = models.TextField(_("comment"))
    at = models.DateTimeField(_("made"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    link = models.ForeignKey(
        PreviewLink, models.PROTECT, null=True, related_name="comments", verbose_name=_("by way of")
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(by=None, link__isnull=False) | Q(by__isnull=False, link=None),
                name="comment_by_somebody",
            ),
            models.CheckConstraint(condition=Q(finding=None) | Q(key=""), name="comment_on_one_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.profile_id} {self.at} ({self.pk})"


class CommentAnswer(models.Model):
    """What became of a comment, and why."""

    comment = models.OneToOneField(Comment, models.CASCADE, related_name="answer")
    outcome = models.CharField(_("outcome"), max_length=20, choices=CommentOutcome)
    body = models.TextField(_("answer"))
    at = models.DateTimeField(_("given"), auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.outcome} ({self.pk})"


class Proof(models.Model):
    """The PDF that an edition would have, marked as a draft on each page. The same content gives the same proof.

    `beat_at` and `attempts` are those of an edition.
    """

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="proofs")
    language = models.CharField(_("language"), max_length=10)
    digest = models.CharField(max_length=64)
    snapshot = models.JSONField(_("snapshot"))
    asked_at = models.DateTimeField(_("asked for"), auto_now_add=True)
    made_at = models.DateTimeField(_("made"), null=True)
    beat_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.TextField(_("why it was not made"), blank=True)
    file = models.FileField("PDF", upload_to="proofs", blank=True)
    bytes = models.PositiveIntegerField(default=0)
    pages = models.PositiveSmallIntegerField(default=0)

    objects = ProofQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["profile", "language", "digest"], name="proof_unique")]

    def __str__(self) -> str:
        return f"{self.profile_id} {self.language} ({self.pk})"

    def given_up(self, now: datetime.datetime) -> bool:
        """Whether it isn't made, and isn't going to be."""
        return self.made_at is None and not self.failure and self.asked_at < now - GIVEN_UP_AFTER

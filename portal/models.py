"""What is published, as lists, searches and open data need it: made from the snapshots of editions, and never edited."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from instruments.choices import Scope
from places.choices import Kind
from places.models import Jurisdiction
from portal.querysets import PublicationQuerySet, PublishedFindingQuerySet
from profiles.choices import FindingKind
from profiles.models import Edition, Profile


class Publication(models.Model):
    """A profile that has a published edition. `search` has the words of its names, in every language there is."""

    profile = models.OneToOneField(Profile, models.CASCADE, primary_key=True, related_name="publication")
    place = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="publications")
    country = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    scope = models.CharField(_("scope"), max_length=10, choices=Scope)
    year = models.PositiveSmallIntegerField(_("year"))
    round = models.PositiveSmallIntegerField(_("round"))
    published_at = models.DateTimeField(_("published"))
    search = models.TextField()

    objects = PublicationQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-published_at", "-profile"], name="publication_newest"),
            models.Index(fields=["country", "-published_at"], name="publication_of_country"),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.year} ({self.pk})"


class PublishedFinding(models.Model):
    """One finding of a published edition, in its language. `number` is its place in the edition, from 1.

    The keys say the order: a finding that was published later has a greater one (`newest_first`). `search` holds the
    words of the finding and what it can be filtered by (`portal.words`).
    """

    id = models.BigIntegerField("ID", primary_key=True)
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="published_findings")
    number = models.PositiveSmallIntegerField(_("number"))
    key = (
        models.PositiveIntegerField()
    )  # names the finding in every edition of its profile; 0 where not known
    language = models.CharField(_("language"), max_length=10)
    place = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="+")
    country = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="+")
    scope = models.CharField(_("scope"), max_length=10, choices=Scope)
    year = models.PositiveSmallIntegerField(_("year"))
    published_at = models.DateTimeField(_("published"))
    domain = models.SlugField(_("domain"), max_length=80)
    kind = models.CharField(_("kind"), max_length=20, choices=FindingKind)
    body = models.TextField(_("text"))
    search = models.TextField()

    objects = PublishedFindingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "number"], name="published_finding_unique")
        ]
        indexes: ClassVar = [
            models.Index(fields=["language", *order], name=name)
            for name, order in (
                ("finding_newest", ["-id"]),
                ("finding_of_domain", ["domain", "-id"]),
                ("finding_of_country", ["country", "-id"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.number} ({self.pk})"


class PublishedTag(models.Model):
    """What a published finding speaks to: `gcm-15`, `sdg-3.8`."""

    finding = models.ForeignKey(PublishedFinding, models.CASCADE, related_name="tags")
    tag = models.CharField(_("tag"), max_length=25)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tag", "finding"], name="published_tag_unique")
        ]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.tag} ({self.pk})"

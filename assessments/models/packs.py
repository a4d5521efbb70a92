import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.choices import Decision
from assessments.models.answers import Answer
from assessments.models.assessment import Section
from assessments.querysets import PackChangeQuerySet, PackQuerySet, PackReturnQuerySet
from instruments.models import Option
from ui.languages import language_name


class Pack(models.Model):
    """A section as it was given out on paper or as a workbook, for people without an account.

    `revisions` holds the number of each answer's revision at that moment, by the indicator's code; None where it was
    internal, and so not in the pack.
    """

    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    section = models.ForeignKey(Section, models.CASCADE, related_name="packs")
    language = models.CharField(_("language"), max_length=10)
    revisions = models.JSONField(_("revisions"))
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by")
    )

    objects = PackQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.section_id}: {self.key} ({self.pk})"

    def get_language_display(self) -> str:
        return language_name(self.language)


class PackReturn(models.Model):
    """A workbook that came back filled in. Nothing of it is in the answers before someone accepts it."""

    pack = models.ForeignKey(Pack, models.CASCADE, related_name="returns")
    file_name = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    returned_at = models.DateTimeField(_("returned"), auto_now_add=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("returned by")
    )

    objects = PackReturnQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.pack_id}: {self.file_name} ({self.pk})"


class PackChange(models.Model):
    """What a returned workbook says otherwise about one answer, until it is accepted or left out.

    `citations` is a list of sources as the workbook tells them: kind, title, number, year, url, locator, quote.
    """

    pack_return = models.ForeignKey(PackReturn, models.CASCADE, related_name="changes")
    answer = models.ForeignKey(Answer, models.CASCADE, related_name="+")
    option = models.ForeignKey(Option, models.PROTECT, null=True, related_name="+", verbose_name=_("answer"))
    value = models.TextField(_("value"), blank=True)
    statement = models.TextField(_("statement"), blank=True)
    applies_to = models.CharField(_("applies to"), max_length=300, blank=True)
    as_of_date = models.DateField(_("as of"), null=True, blank=True)
    citations = models.JSONField(_("sources"), default=list)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, default=Decision.PENDING)
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )

    objects = PackChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pack_return", "answer"], name="pack_change_unique"),
            models.CheckConstraint(
                condition=Q(decision="pending", decided_at=None, decided_by=None)
                | (~Q(decision="pending") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="pack_change_decided_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pack_return_id}: {self.answer_id} ({self.pk})"

import datetime
import hmac
import json
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.choices import Kind
from audit.querysets import ChainQuerySet, EntryQuerySet


class Chain(models.Model):
    """One log, with its last line: whoever writes the next one locks this row.

    `matter` names what the log is about, such as `assessment/12`; `site` for what belongs to nothing else.
    """

    matter = models.CharField(_("about"), max_length=60, unique=True)
    number = models.PositiveBigIntegerField(_("lines"), default=0)
    digest = models.CharField(_("digest of the last line"), max_length=64, blank=True)

    highest: int | None  # by `with_highest`

    objects = ChainQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.matter} ({self.pk})"


class Entry(models.Model):
    """One line of a log. The database refuses to change or delete it, and its digest covers the line before.

    Who acted is kept as key and name, not as a reference: the line outlives the account.
    """

    chain = models.ForeignKey(Chain, models.PROTECT, related_name="entries")
    number = models.PositiveBigIntegerField(_("number"))
    at = models.DateTimeField(_("at"))
    kind = models.CharField(_("what"), max_length=20, choices=Kind)
    actor = models.PositiveBigIntegerField(_("person"), null=True)
    actor_name = models.CharField(_("by"), max_length=300, blank=True)
    subject = models.CharField(_("about"), max_length=300, blank=True)
    detail = models.JSONField(_("details"), default=dict, encoder=DjangoJSONEncoder)
    digest = models.CharField(_("digest"), max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of the log")
        verbose_name_plural = _("lines of the log")
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="audit_entry_number")]
        indexes = [
            models.Index(fields=["chain", "kind", "number"], name="audit_entry_by_kind"),
            models.Index(fields=["actor", "at"], name="audit_entry_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.kind} {self.subject} ({self.pk})"

    def sealed_after(self, previous: str) -> str:
        """The digest that this line must have after one of the digest `previous` (HMAC-SHA-256, RFC 2104)."""
        told: list[Any] = [
            previous,
            self.chain_id,
            self.number,
            self.at.astimezone(datetime.UTC).isoformat(),
            self.kind,
            self.actor,
            self.actor_name,
            self.subject,
            self.detail,
        ]
        text = json.dumps(told, sort_keys=True, ensure_ascii=False, cls=DjangoJSONEncoder)
        return hmac.new(settings.AUDIT_KEY.encode(), text.encode(), sha256).hexdigest()

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workflows.engine import registry


class TransitionEventQuerySet(models.QuerySet[Any]):
    def newest(self) -> Self:
        """The last step of each thing that moves: nothing has happened to it since."""
        later = self.model.objects.filter(subject=OuterRef("subject"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(later))


class TransitionEvent(models.Model):
    """One step of a workflow that was taken. A concrete event adds `subject`, a key to what moved.

    `by` is empty where the system took the step itself, as a consequence of another one.
    """

    name = models.CharField(_("step"), max_length=40)
    source = models.CharField(_("from"), max_length=20)
    target = models.CharField(_("to"), max_length=20)
    note = models.TextField(_("note"), blank=True)
    at = models.DateTimeField(_("at"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )

    objects = TransitionEventQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.name}: {self.source} → {self.target} ({self.pk})"

    @property
    def label(self) -> str | Promise:
        """The step in words, as its button said it."""
        tables = (table for table in registry.values() if table.event is type(self))
        return next(
            (step.label for table in tables for step in table.transitions if step.name == self.name),
            self.name,
        )

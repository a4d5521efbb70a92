import datetime

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.choices import HandoverState, Role, RoleChange
from assessments.models.assessment import Assessment, Part
from assessments.querysets import HandoverQuerySet, RoleAssignmentQuerySet, RoleEventQuerySet
from workflows.models import TransitionEvent


class RoleAssignment(models.Model):
    """Who is what in an assessment. These rows are the truth; guardian's rows are made from them."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="roles")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="roles", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    parts = models.ManyToManyField(
        Part, through="Handover", blank=True, related_name="+", verbose_name=_("pages handed over")
    )
    assigned_at = models.DateTimeField(_("since"), auto_now_add=True)
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("assigned by")
    )

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "user", "role"], name="role_unique")]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.user_id} ({self.pk})"


class Handover(models.Model):
    """One part that was handed to a contributor: until when, with which note, and how far it is."""

    role = models.ForeignKey(RoleAssignment, models.CASCADE, related_name="handovers")
    part = models.ForeignKey(Part, models.CASCADE, related_name="handovers")
    state = models.CharField(
        _("state"), max_length=20, choices=HandoverState, default=HandoverState.HANDED_OVER, db_index=True
    )
    due_date = models.DateField(_("due"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    handed_at = models.DateTimeField(_("handed over"), auto_now_add=True)
    handed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("handed over by")
    )

    objects = HandoverQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["role", "part"], name="handover_unique")]

    def __str__(self) -> str:
        return f"{self.role_id}: {self.part_id} ({self.pk})"

    def get_absolute_url(self) -> str:
        return reverse("handover-detail", args=[self.role.assessment_id, self.pk])

    @property
    def due(self) -> datetime.date | None:
        """The day by which the page is wanted: its own, or its section's where that comes first."""
        dates = [date for date in (self.due_date, self.part.section.due_date) if date]
        return min(dates, default=None)

    def overdue_on(self, day: datetime.date) -> bool:
        """Whether the contributor still has the page, after the day it was wanted by."""
        return self.state == HandoverState.HANDED_OVER and self.due is not None and self.due < day

    @property
    def overdue(self) -> bool:
        return self.overdue_on(timezone.localdate())


class HandoverEvent(TransitionEvent):
    subject = models.ForeignKey(Handover, models.CASCADE, related_name="events")


class RoleEvent(models.Model):
    """A role that was given, taken away or handed to a successor; it stays when the role is gone."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="role_events")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    change = models.CharField(_("change"), max_length=20, choices=RoleChange)
    successor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("successor")
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))

    objects = RoleEventQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.assessment_id}: {self.user_id} {self.role} {self.change} ({self.pk})"


class Reminder(models.Model):
    """The one mail that a person may get on a day: of reminders, and of what happened where they want that together."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person")
    )
    date = models.DateField(_("date"))
    mailed_at = models.DateTimeField(_("mailed"), null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "date"], name="reminder_once_a_day")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.date} ({self.pk})"

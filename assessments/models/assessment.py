from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from assessments.choices import AssessmentState, Holder, SectionState
from assessments.querysets import AssessmentQuerySet, PartQuerySet, SectionQuerySet, TurnQuerySet
from instruments.choices import Scope
from instruments.models import Domain, Instrument, Subcategory
from places.models import Jurisdiction
from workflows.models import TransitionEvent


class Assessment(models.Model):
    """One jurisdiction assessed with one questionnaire, in one round."""

    jurisdiction = models.ForeignKey(
        Jurisdiction, models.PROTECT, related_name="assessments", verbose_name=_("place")
    )
    instrument = models.ForeignKey(
        Instrument, models.PROTECT, related_name="assessments", verbose_name=_("questionnaire")
    )
    scope = models.CharField(_("scope"), max_length=10, choices=Scope)
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    year = models.PositiveSmallIntegerField(_("year"))
    working_language = models.CharField(_("working language"), max_length=10)
    data_cutoff_date = models.DateField(_("data up to"))
    state = models.CharField(
        _("state"), max_length=20, choices=AssessmentState, default=AssessmentState.SET_UP, db_index=True
    )
    previous = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="next_rounds",
        verbose_name=_("round before"),
    )
    created_at = models.DateTimeField(_("set up"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("set up by")
    )

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        permissions = [
            ("view_answers", "see the answers of every part"),
            ("manage_assessment", "launch, close, roles, dates"),
            ("hand_over_parts", "hand parts to contributors"),
            ("answer_assessment", "write answers of every part"),
            ("submit_section", "submit and recall sections"),
            ("review_section", "review, return and approve sections"),
            ("reopen_section", "reopen approved sections"),
            ("reply_to_queries", "answer queries"),
            ("view_internal", "see answers and sources that are internal"),
            ("view_iom_queries", "see queries for reviewers and coordinators only"),
            ("set_disclosure", "say what is public, a basis only, or internal"),
            ("read_log", "read the log of the assessment"),
            ("view_profile_draft", "see the unpublished profile"),
            ("comment_profile", "comment on the profile in consultation"),
            ("translate_profile", "translate the profile"),
            ("edit_findings", "write and arrange findings"),
            ("redraft_profile", "take the profile back to drafting"),
            ("consent_profile", "record and withdraw the consent"),
            ("publish_edition", "publish and withdraw editions"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["jurisdiction", "scope", "round"],
                name="assessment_round_unique",
                violation_error_message=_("This round of this place exists already."),
            ),
            models.UniqueConstraint(
                fields=["jurisdiction", "scope", "year"],
                name="assessment_year_unique",
                violation_error_message=_("This place has an assessment of this year already."),
            ),
            models.CheckConstraint(condition=Q(round__gte=1), name="assessment_round_from_one"),
            models.CheckConstraint(condition=Q(year__range=(2000, 2100)), name="assessment_year_plausible"),
        ]

    def __str__(self) -> str:
        return f"{self.jurisdiction.name}, {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("assessment-detail", args=[self.pk])

    @property
    def country(self) -> Jurisdiction:
        """The country that is assessed, or the one in which the place lies."""
        return self.jurisdiction.country or self.jurisdiction

    @property
    def answerable(self) -> bool:
        return self.state == AssessmentState.COLLECTING

    @property
    def discussed(self) -> bool:
        """Whether queries about its answers can be asked and answered."""
        return self.state in (AssessmentState.COLLECTING, AssessmentState.APPROVED)

    @property
    def matter(self) -> str:
        """Whose log tells of it."""
        return matter_of(self.pk)


def matter_of(assessment: int) -> str:
    """The log of the assessment with this key."""
    return f"assessment/{assessment}"


class AssessmentEvent(TransitionEvent):
    subject = models.ForeignKey(Assessment, models.CASCADE, related_name="events")


class AssessmentUserPermission(UserObjectPermissionBase):
    """Guardian's rows for assessments: written by `permissions.sync` alone."""

    content_object = models.ForeignKey(Assessment, models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        abstract = False


class Section(models.Model):
    """One domain of one assessment: the unit that is submitted, returned and approved.

    `holder` and `held_since` repeat its newest turn, so that lists over all assessments can ask for them.
    """

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="sections")
    domain = models.ForeignKey(Domain, models.PROTECT, related_name="+")
    state = models.CharField(
        _("state"), max_length=20, choices=SectionState, default=SectionState.OPEN, db_index=True
    )
    due_date = models.DateField(_("due"), null=True, blank=True)
    holder = models.CharField(_("with"), max_length=20, choices=Holder, blank=True)
    held_since = models.DateTimeField(_("with them since"), null=True, blank=True)

    answers_all: bool  # by `for_answering`
    answers_part: bool  # these three by `for_contributor`
    sees_all: bool
    handed_over: bool

    objects = SectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "domain"], name="section_unique"),
            models.CheckConstraint(
                condition=Q(holder="", held_since=None) | (~Q(holder="") & Q(held_since__isnull=False)),
                name="section_held_pair",
            ),
        ]
        indexes = [models.Index(fields=["holder", "due_date"], name="section_held_and_due")]

    def __str__(self) -> str:
        return f"{self.assessment_id}: {self.domain_id} ({self.pk})"

    def get_absolute_url(self) -> str:
        return reverse("section-check", args=[self.assessment_id, self.domain.slug])


class SectionEvent(TransitionEvent):
    subject = models.ForeignKey(Section, models.CASCADE, related_name="events")


class Turn(models.Model):
    """From this moment the section was with this side: rows that say, together, who held it for how many days."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="turns")
    holder = models.CharField(_("with"), max_length=20, choices=Holder)
    note = models.TextField(_("note"), blank=True)
    at = models.DateTimeField(_("at"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )

    objects = TurnQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["section", "at"], name="turn_in_order")]

    def __str__(self) -> str:
        return f"{self.section_id}: {self.holder} ({self.pk})"


class DueDateChange(models.Model):
    """A due date that was moved after the launch, and why."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="due_date_changes")
    old_date = models.DateField(_("due before"), null=True)
    new_date = models.DateField(_("due now"))
    reason = models.TextField(_("reason"))
    at = models.DateTimeField(_("at"), auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))

    def __str__(self) -> str:
        return f"{self.section_id}: {self.old_date} → {self.new_date} ({self.pk})"


class Part(models.Model):
    """One subcategory of a section: one page of the questionnaire, the unit handed to contributors."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="parts")
    subcategory = models.ForeignKey(Subcategory, models.PROTECT, related_name="+")

    answered: int  # by `with_progress`
    total: int
    handed: list[Any]  # by the assessment’s home: the contributors who have it

    objects = PartQuerySet.as_manager()

    class Meta:
        permissions = [("answer_part", "write answers of this part")]
        constraints = [models.UniqueConstraint(fields=["section", "subcategory"], name="part_unique")]

    def __str__(self) -> str:
        return f"{self.section_id}: {self.subcategory_id} ({self.pk})"

    def get_absolute_url(self) -> str:
        section = self.section
        return reverse(
            "part-answer", args=[section.assessment_id, section.domain.slug, self.subcategory.number]
        )

    @property
    def number(self) -> str:
        """As people write it: `2.1`."""
        return f"{self.section.domain.number}.{self.subcategory.number}"


class PartUserPermission(UserObjectPermissionBase):
    """Guardian's rows for parts: written by `permissions.sync` alone."""

    content_object = models.ForeignKey(Part, models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        abstract = False

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from assessments.choices import AssessmentState, Role, SectionState, SourceKind, VerdictValue
from assessments.querysets import (
    AnswerQuerySet,
    AnswerRevisionQuerySet,
    AssessmentQuerySet,
    PartQuerySet,
    RoleAssignmentQuerySet,
    SectionQuerySet,
    SourceQuerySet,
    VerdictQuerySet,
)
from instruments.choices import Scope
from instruments.models import Domain, Indicator, Instrument, Option, Subcategory
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
            ("view_profile_draft", "see the unpublished profile"),
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
    def answerable(self) -> bool:
        return self.state == AssessmentState.COLLECTING


class AssessmentEvent(TransitionEvent):
    subject = models.ForeignKey(Assessment, models.CASCADE, related_name="events")


class AssessmentUserPermission(UserObjectPermissionBase):
    """Guardian's rows for assessments: written by `permissions.sync` alone."""

    content_object = models.ForeignKey(Assessment, models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        abstract = False


class Section(models.Model):
    """One domain of one assessment: the unit that is submitted, returned and approved."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="sections")
    domain = models.ForeignKey(Domain, models.PROTECT, related_name="+")
    state = models.CharField(
        _("state"), max_length=20, choices=SectionState, default=SectionState.OPEN, db_index=True
    )
    due_date = models.DateField(_("due"), null=True, blank=True)

    objects = SectionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "domain"], name="section_unique")]

    def __str__(self) -> str:
        return f"{self.assessment_id}: {self.domain_id} ({self.pk})"

    def get_absolute_url(self) -> str:
        return reverse("section-check", args=[self.assessment_id, self.domain.slug])


class SectionEvent(TransitionEvent):
    subject = models.ForeignKey(Section, models.CASCADE, related_name="events")


class Part(models.Model):
    """One subcategory of a section: one page of the questionnaire, the unit handed to contributors."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="parts")
    subcategory = models.ForeignKey(Subcategory, models.PROTECT, related_name="+")

    answered: int  # by `with_progress`
    total: int

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


class RoleAssignment(models.Model):
    """Who is what in an assessment. These rows are the truth; guardian's rows are made from them."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="roles")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="roles", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    parts = models.ManyToManyField(Part, blank=True, related_name="+", verbose_name=_("pages handed over"))
    assigned_at = models.DateTimeField(_("since"), auto_now_add=True)
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("assigned by")
    )

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "user", "role"], name="role_unique")]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.user_id} ({self.pk})"


class Answer(models.Model):
    """The place of one indicator's answer. What it says stands in its revisions; `current` is the newest.

    `approved` is the revision that the reviewer approved, empty while the section isn't approved.
    """

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="answers")
    part = models.ForeignKey(Part, models.CASCADE, related_name="answers")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(_("revision"), default=0)
    current = models.OneToOneField("AnswerRevision", models.RESTRICT, null=True, related_name="current_of")
    approved = models.OneToOneField("AnswerRevision", models.RESTRICT, null=True, related_name="approved_of")

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "indicator"], name="answer_unique"),
            models.CheckConstraint(
                condition=Q(revision=0, current=None) | Q(revision__gt=0, current__isnull=False),
                name="answer_current_from_first_revision",
            ),
            models.CheckConstraint(
                condition=Q(approved=None) | Q(approved=F("current")), name="answer_approved_is_current"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id}: {self.indicator_id} ({self.pk})"


class AnswerRevision(models.Model):
    """Every state of an answer that was ever saved. The database refuses to change one."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(_("revision"))
    option = models.ForeignKey(Option, models.PROTECT, null=True, related_name="+", verbose_name=_("answer"))
    statement = models.TextField(_("statement"), blank=True)
    language = models.CharField(_("language"), max_length=10)
    at = models.DateTimeField(_("at"), auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))

    objects = AnswerRevisionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "number"], name="answer_revision_unique")]

    def __str__(self) -> str:
        return f"{self.answer_id} r{self.number} ({self.pk})"


class Source(models.Model):
    """A law, policy, agreement …, told once in an assessment and cited by its answers."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="sources")
    kind = models.CharField(_("kind"), max_length=20, choices=SourceKind)
    title = models.CharField(_("title"), max_length=300)
    number = models.CharField(
        _("number"), max_length=60, blank=True, help_text=_("Of a law or decree, for example.")
    )
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    url = models.URLField(_("web address"), max_length=500, blank=True)
    added_at = models.DateTimeField(_("added"), auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("added by")
    )

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        constraints = [
            models.CheckConstraint(
                condition=Q(year=None) | Q(year__range=(1500, 2100)),
                name="source_year_plausible",
                violation_error_message=_("Write the year with four digits."),
            )
        ]

    def __str__(self) -> str:
        year = f" ({self.year})" if self.year else ""
        number = f", {self.number}" if self.number else ""
        return f"{self.title}{number}{year}"


class Citation(models.Model):
    """A source as one revision of an answer cites it; it never changes, like the revision."""

    revision = models.ForeignKey(AnswerRevision, models.CASCADE, related_name="citations")
    source = models.ForeignKey(Source, models.PROTECT, related_name="citations", verbose_name=_("source"))
    locator = models.CharField(_("article or page"), max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["revision", "source"], name="citation_unique")]

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.source_id} ({self.pk})"


class Verdict(models.Model):
    """A reviewer's judgement of one revision; private to reviewers until the review is sent."""

    revision = models.OneToOneField(AnswerRevision, models.CASCADE, related_name="verdict")
    value = models.CharField(_("verdict"), max_length=20, choices=VerdictValue)
    remark = models.TextField(_("remark"), blank=True)
    at = models.DateTimeField(_("at"), auto_now=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    sent_at = models.DateTimeField(_("sent"), null=True)

    objects = VerdictQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(value="accepted") | ~Q(remark=""), name="verdict_change_says_why"
            )
        ]

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.value} ({self.pk})"

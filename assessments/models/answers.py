from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments.choices import Disclosure, SourceKind, VerdictValue, Via
from assessments.models.assessment import Assessment, Part
from assessments.querysets import (
    AnswerQuerySet,
    AnswerRevisionQuerySet,
    CitationQuerySet,
    EvidenceFileQuerySet,
    SourceQuerySet,
    VerdictQuerySet,
)
from instruments.models import Indicator, Option


class Answer(models.Model):
    """The place of one indicator's answer. What it says stands in its revisions; `current` is the newest.

    `asked` is false while the question doesn't arise, because of the answer to the one it depends on.
    `approved` is the revision that the reviewer approved, empty while the section isn't approved.
    """

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="answers")
    part = models.ForeignKey(Part, models.CASCADE, related_name="answers")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    asked = models.BooleanField(_("asked"), default=True)
    disclosure = models.CharField(
        _("disclosure"), max_length=10, choices=Disclosure, default=Disclosure.BASIS
    )
    revision = models.PositiveIntegerField(_("revision"), default=0)
    current = models.OneToOneField("AnswerRevision", models.RESTRICT, null=True, related_name="current_of")
    approved = models.OneToOneField("AnswerRevision", models.RESTRICT, null=True, related_name="approved_of")

    base: "AnswerRevision | None" = None  # by the saving of a draft
    before: "AnswerRevision | None" = None  # by `with_text_of`
    decides: bool  # by `for_saving`
    fits: bool  # by `with_fitting`
    reviews: bool  # both by `for_comparing`
    sees_internal: bool
    threads: list[Any]  # by `attach_threads`: the queries about it that the reader may read
    withheld = False  # by `shown_to`: the reader may see only the question
    verdict: str | None  # these five by `for_judging`
    verdict_private: bool
    queried: bool
    awaits: bool
    own: bool

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

    @property
    def disclosure_url(self) -> str:
        """Where it is said what may be shown of it; with part, section, domain and indicator at hand."""
        section = self.part.section
        place = section.assessment_id, section.domain.slug, self.part.subcategory.number
        return reverse("answer-disclosure", args=[*place, self.indicator.code])

    def withhold(self) -> None:
        """Forget what it says, for a reader who may not know.

        It keeps the number of its revision, so that the database refuses to save it without what it says.
        """
        self.withheld, self.current, self.approved = True, None, None

    @property
    def given(self) -> bool:
        """Whether it is asked and says something, as `answered()` has it."""
        return self.asked and self.current is not None and self.current.says_something

    @property
    def standing(self) -> str:
        """The verdict that counts in the present round of review, as `Verdict.objects.standing()` has it."""
        counts = self.verdict_private or self.verdict == VerdictValue.ACCEPTED
        return self.verdict or "" if counts else ""

    @property
    def asks_for_change(self) -> bool:
        """Whether the reviewer asks for a change in the present round."""
        return self.asked and self.standing == VerdictValue.CHANGE_NEEDED

    @property
    def unjudged(self) -> bool:
        """Whether it is answered, and no reviewer has said or asked anything, as `unjudged()` has it."""
        return self.given and self.verdict is None and not self.queried


class AnswerRevision(models.Model):
    """Every state of an answer that was ever saved. The database refuses to change one.

    It holds an option of the scale or a value, never both. A value is written as files write it: several
    options by their values with a space between, a year or number in digits, a date as year-month-day.
    """

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(_("revision"))
    option = models.ForeignKey(Option, models.PROTECT, null=True, related_name="+", verbose_name=_("answer"))
    value = models.TextField(_("value"), blank=True)
    statement = models.TextField(_("statement"), blank=True)
    applies_to = models.CharField(_("applies to"), max_length=300, blank=True)
    as_of_date = models.DateField(_("as of"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=10)
    via = models.CharField(_("how it came"), max_length=10, choices=Via, default=Via.PAGE)
    at = models.DateTimeField(_("at"), auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))

    objects = AnswerRevisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["answer", "number"], name="answer_revision_unique"),
            models.CheckConstraint(
                condition=Q(option=None) | Q(value=""), name="answer_revision_option_or_value"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer_id} r{self.number} ({self.pk})"

    @property
    def says_something(self) -> bool:
        return self.option_id is not None or self.value != ""


class Source(models.Model):
    """A law, policy, agreement …, told once in an assessment and cited by its answers."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="sources")
    kind = models.CharField(_("kind"), max_length=20, choices=SourceKind)
    title = models.CharField(_("official title"), max_length=300)
    translated_title = models.CharField(
        _("translated title"),
        max_length=300,
        blank=True,
        help_text=_("In the language of the assessment, when the official title is in another one."),
    )
    number = models.CharField(
        _("number"), max_length=60, blank=True, help_text=_("Of a law or decree, for example.")
    )
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    url = models.URLField(_("web address"), max_length=500, blank=True)
    disclosure = models.CharField(
        _("disclosure"), max_length=10, choices=Disclosure, default=Disclosure.PUBLIC
    )
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

    def get_absolute_url(self) -> str:
        return reverse("source-detail", args=[self.assessment_id, self.pk])


class EvidenceFile(models.Model):
    """A file that shows what a source says. It is stored under a random name and served by a view alone."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="files")
    name = models.CharField(_("name"), max_length=255)
    stored = models.CharField(_("stored as"), max_length=100, unique=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size = models.PositiveIntegerField(_("size in bytes"))
    media_type = models.CharField(_("type"), max_length=100)
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )

    objects = EvidenceFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self) -> str:
        return f"{self.name} ({self.pk})"


class Citation(models.Model):
    """A source as one revision of an answer cites it; it never changes, like the revision."""

    revision = models.ForeignKey(AnswerRevision, models.CASCADE, related_name="citations")
    source = models.ForeignKey(Source, models.PROTECT, related_name="citations", verbose_name=_("source"))
    locator = models.CharField(_("article or page"), max_length=120, blank=True)
    quote = models.TextField(_("quotation"), blank=True)

    objects = CitationQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["revision", "source"], name="citation_unique")]

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.source_id} ({self.pk})"


class Verdict(models.Model):
    """A reviewer's judgement of one revision; private to reviewers until the review is sent.

    A text that is judged again in a later round of review gets another one: what was sent stays, with its replies.
    """

    revision = models.ForeignKey(AnswerRevision, models.CASCADE, related_name="verdicts")
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
            ),
            models.UniqueConstraint(
                fields=["revision"], condition=Q(sent_at=None), name="verdict_once_a_round"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.value} ({self.pk})"

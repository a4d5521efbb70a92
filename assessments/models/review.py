from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments.choices import Audience, QueryState
from assessments.models.answers import Answer, AnswerRevision, Verdict
from assessments.models.assessment import Section
from assessments.querysets import MessageQuerySet, ReviewQueryQuerySet, StandardRemarkQuerySet
from workflows.models import TransitionEvent


class ReviewQuery(models.Model):
    """A question about one answer, and the thread that follows; it stays when the answer is edited.

    `revision` is what the answer said when it was opened; empty where it said nothing yet. `section` is that of the
    answer, so that lists over all assessments can ask for it.
    """

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="queries")
    section = models.ForeignKey(Section, models.CASCADE, related_name="queries", db_index=False)
    revision = models.ForeignKey(AnswerRevision, models.RESTRICT, null=True, related_name="+")
    state = models.CharField(_("state"), max_length=20, choices=QueryState, default=QueryState.OPEN)
    audience = models.CharField(
        _("who may read it"), max_length=10, choices=Audience, default=Audience.EVERYONE
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("assigned to"),
    )
    opened_at = models.DateTimeField(_("opened"), auto_now_add=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("opened by")
    )

    objects = ReviewQueryQuerySet.as_manager()

    class Meta:
        verbose_name = _("query")
        verbose_name_plural = _("queries")
        indexes = [
            models.Index(fields=["answer", "state"], name="query_of_answer"),
            models.Index(fields=["section", "state"], name="query_of_section"),
            models.Index(
                fields=["assigned_to", "state"], condition=~Q(state="resolved"), name="query_assigned_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer_id}: {self.state} ({self.pk})"

    def get_absolute_url(self) -> str:
        return reverse("query-detail", args=[self.answer.assessment_id, self.pk])


class QueryEvent(TransitionEvent):
    subject = models.ForeignKey(ReviewQuery, models.CASCADE, related_name="events")


class Message(models.Model):
    """One contribution to a query. The database refuses to change it."""

    query = models.ForeignKey(ReviewQuery, models.CASCADE, related_name="messages")
    body = models.TextField(_("message"))
    language = models.CharField(_("language"), max_length=10)
    at = models.DateTimeField(_("at"), auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))

    reader: int | None  # these three by `for_threads`
    reader_name: str
    on_own_page: bool

    objects = MessageQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.query_id}: {self.by_id} ({self.pk})"


class MessageRead(models.Model):
    """That a person has had a message before them, and since when."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="reads")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person")
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "user"], name="message_read_once")]

    def __str__(self) -> str:
        return f"{self.message_id}: {self.user_id} ({self.pk})"


class RemarkReply(models.Model):
    """What those who answer say to a reviewer's remark. The database refuses to change it."""

    verdict = models.ForeignKey(Verdict, models.CASCADE, related_name="replies")
    body = models.TextField(_("reply"))
    language = models.CharField(_("language"), max_length=10)
    at = models.DateTimeField(_("at"), auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))

    def __str__(self) -> str:
        return f"{self.verdict_id}: {self.by_id} ({self.pk})"


class StandardRemark(models.Model):
    """A remark that reviewers use again and again, in each language of the site."""

    title = models.CharField(_("title"), max_length=120)
    body = models.TextField(_("remark"))
    retired = models.BooleanField(_("retired"), default=False, help_text=_("No longer offered."))
    added_at = models.DateTimeField(_("added"), auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("added by")
    )

    objects = StandardRemarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("standard remark")
        verbose_name_plural = _("standard remarks")

    def __str__(self) -> str:
        return str(self.title)

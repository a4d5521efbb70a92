from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.choices import NoticeKind, NoticeState
from assessments.models.assessment import Assessment
from assessments.querysets import NoticeQuerySet


class Notice(models.Model):
    """A mail that a person is owed about one act. It is made in the transaction of the act, so none gets lost.

    `subject` is the key of the row that tells of the act, in the table that the kind names; `subjects` are all of
    them where the act made several. A page may be handed to the same person again: that is another act, told by
    the same row.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person")
    )
    kind = models.CharField(_("about"), max_length=20, choices=NoticeKind)
    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="notices")
    subject = models.PositiveBigIntegerField(_("subject"))
    subjects = models.JSONField(_("subjects"), default=list)
    state = models.CharField(_("state"), max_length=10, choices=NoticeState, default=NoticeState.WAITING)
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    settled_at = models.DateTimeField(_("settled"), null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "subject"], condition=~Q(kind="handed_over"), name="notice_once"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", settled_at=None)
                | (~Q(state="waiting") & Q(settled_at__isnull=False)),
                name="notice_settled_pair",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "made_at"], condition=Q(state="waiting"), name="notice_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.kind} {self.subject} ({self.pk})"

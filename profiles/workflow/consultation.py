"""What is said about a profile in consultation, and what becomes of it."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.permissions import Right
from audit.workflow import hold
from profiles.choices import ProfileState
from profiles.models import Comment, CommentAnswer, FindingBasis, PreviewLink, Profile
from workflows.engine import TransitionRefused
from workflows.problems import Problem

MAX_OF_A_LINK = 100
"""Comments by way of one link: more than anybody has to say, less than a program would."""

MAX_OF_A_PROFILE = 5000

ANSWERABLE = (ProfileState.DRAFTING, ProfileState.CONSULTATION)


@transaction.atomic
def make_comment(
    *,
    profile: Profile,
    language: str,
    body: str,
    by: User | None = None,
    link: PreviewLink | None = None,
    finding: int | None = None,
    key: str = "",
) -> Comment:
    """Say something about a finding, about one of the texts, or about the profile as a whole.

    By a person of the assessment, or by whoever holds a preview link. What the same one has said of the same thing
    in the same words, and waits for an answer, is that one comment.

    Raises PermissionDenied, ValidationError for a finding that isn't in the profile, or TransitionRefused where the
    profile isn't in consultation or there are too many comments.
    """
    if link is None and (by is None or not by.has_perm(Right.COMMENT, profile.assessment)):
        raise PermissionDenied
    hold(profile.assessment.matter)
    locked = Profile.objects.select_for_update().get(pk=profile.pk)
    if link is not None and not locked.preview_links.in_force(timezone.now()).filter(pk=link.pk).exists():
        raise PermissionDenied
    _refuse_unless(locked, (ProfileState.CONSULTATION,), _("Nothing can be said about the profile now"))
    said = {"finding_id": finding, "key": key, "language": language, "body": body, "by": by, "link": link}
    known = locked.comments.unanswered().filter(**said).first()
    if known is not None:
        return known
    _refuse_others(locked, finding)
    _refuse_surplus(locked, link)
    return Comment.objects.create(profile=locked, **said)


def _refuse_unless(profile: Profile, states: tuple[str, ...], text: str) -> None:
    if profile.state not in states:
        words = _("%(text)s: its state is “%(state)s”.")
        told = {"text": text, "state": profile.get_state_display()}
        raise TransitionRefused([Problem(words % told)], subject=f"profile {profile.pk}")


def _refuse_others(profile: Profile, finding: int | None) -> None:
    printed = profile.findings.included().usable(FindingBasis.objects)
    if finding is not None and not printed.filter(pk=finding).exists():
        raise ValidationError(_("This finding isn’t in the profile any more."))


def _refuse_surplus(profile: Profile, link: PreviewLink | None) -> None:
    full = profile.comments.count() >= MAX_OF_A_PROFILE
    if full or (link is not None and link.comments.count() >= MAX_OF_A_LINK):
        text = _("There are so many comments already that no more are taken here.")
        raise TransitionRefused([Problem(text)], subject=f"profile {profile.pk}")


@transaction.atomic
def answer_comment(*, comment: Comment, outcome: str, body: str, by: User) -> CommentAnswer:
    """Say what became of a comment, and why; the answer stands. The same answer, sent twice, is one.

    Raises PermissionDenied, or TransitionRefused where the profile is cleared or someone has answered already.
    """
    profile = comment.profile
    if not by.has_perm(Right.EDIT_FINDINGS, profile.assessment):
        raise PermissionDenied
    hold(profile.assessment.matter)
    locked = Profile.objects.select_for_update().get(pk=profile.pk)
    known = CommentAnswer.objects.filter(comment=comment).select_related("by").first()
    if known is not None:
        if (known.outcome, known.body, known.by_id) == (outcome, body, by.pk):
            return known
        text = _("%s has answered this comment already.") % known.by.name
        raise TransitionRefused([Problem(text)], subject=f"profile {profile.pk}")
    _refuse_unless(locked, ANSWERABLE, _("Comments can’t be answered now"))
    return CommentAnswer.objects.create(comment=comment, outcome=outcome, body=body, by=by)

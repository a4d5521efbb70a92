from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AssessmentState(TextChoices):
    SET_UP = "set_up", _("Being set up")
    COLLECTING = "collecting", _("Collecting answers")
    APPROVED = "approved", _("All answers approved")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


class SectionState(TextChoices):
    OPEN = "open", _("Open")
    SUBMITTED = "submitted", _("Submitted")
    IN_REVIEW = "in_review", _("In review")
    RETURNED = "returned", _("Returned with remarks")
    APPROVED = "approved", _("Approved")


ANSWERABLE = (SectionState.OPEN, SectionState.RETURNED)
"""The states of a section in which its answers may be written."""


class Holder(TextChoices):
    """Whose turn it is with a section."""

    RESEARCHER = "researcher", _("With the researcher")
    GOVERNMENT = "government", _("With the government")
    REVIEWER = "reviewer", _("With the reviewer")
    NOBODY = "nobody", _("Nothing left to do")


class Role(TextChoices):
    COORDINATOR = "coordinator", _("Coordinator")
    RESEARCHER = "researcher", _("Researcher")
    FOCAL_POINT = "focal_point", _("Focal point")
    CONTRIBUTOR = "contributor", _("Contributor")
    REVIEWER = "reviewer", _("Reviewer")
    TRANSLATOR = "translator", _("Translator")
    OBSERVER = "observer", _("Observer")


ANSWERING = (Role.RESEARCHER, Role.FOCAL_POINT, Role.CONTRIBUTOR)
"""The roles that answer: whoever has one in a country belongs to it, and reviews nothing there."""

SIDES: dict[str, Role] = {
    Holder.RESEARCHER: Role.RESEARCHER,
    Holder.GOVERNMENT: Role.FOCAL_POINT,
    Holder.REVIEWER: Role.REVIEWER,
}
"""Whose turn it is, and the role of the people on that side."""


class SourceKind(TextChoices):
    LAW = "law", _("Law")
    POLICY = "policy", _("Policy or programme")
    AGREEMENT = "agreement", _("Agreement")
    DATASET = "dataset", _("Data set")
    PUBLICATION = "publication", _("Publication")
    WEBPAGE = "webpage", _("Web page")
    INTERVIEW = "interview", _("Interview")


class VerdictValue(TextChoices):
    ACCEPTED = "accepted", _("Accepted")
    CHANGE_NEEDED = "change_needed", _("Change needed")


class RoleChange(TextChoices):
    GIVEN = "given", _("Role given")
    REMOVED = "removed", _("Role taken away")
    HANDED_ON = "handed_on", _("Role handed to a successor")


class Outcome(TextChoices):
    """What giving somebody a role brings with it."""

    INVITE = "invite", _("Invited by mail, and gets the role")
    AGAIN = "again", _("Was invited already, and gets the role")
    GIVE = "give", _("Has an account, and gets the role")
    NOTHING = "nothing", _("Nothing changes: has the role already")


class HandoverState(TextChoices):
    """How far a part is that was handed to a contributor."""

    HANDED_OVER = "handed_over", _("With the contributor")
    HANDED_BACK = "handed_back", _("Handed back")
    ACCEPTED = "accepted", _("Accepted by the focal point")


class Via(TextChoices):
    """How a revision of an answer came about."""

    PAGE = "page", _("Saved on the page")
    AUTOSAVE = "autosave", _("Saved while typing")
    CONFLICT = "conflict", _("Kept beside another text")
    PACK = "pack", _("From a returned workbook")
    CARRIED = "carried", _("From the round before")
    RESTORED = "restored", _("An earlier text put back")


class Decision(TextChoices):
    """What became of an answer in a returned workbook."""

    PENDING = "pending", _("To be decided")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Left as it was")


class QueryState(TextChoices):
    OPEN = "open", _("Open")
    ANSWERED = "answered", _("Answered")
    RESOLVED = "resolved", _("Resolved")


class Audience(TextChoices):
    """Who may read a query."""

    EVERYONE = "everyone", _("Everyone who sees the answer")
    IOM = "iom", _("Reviewers and coordinators only")


class Disclosure(TextChoices):
    """What may become of an answer or a source outside the assessment."""

    PUBLIC = "public", _("Public")
    BASIS = "basis", _("Basis for a finding only")
    INTERNAL = "internal", _("Internal")

    @classmethod
    def strictest(cls, *values: str) -> "Disclosure":
        """The one under which least may be shown."""
        return max(map(cls, values), key=list(cls).index)


class NoticeKind(TextChoices):
    """What a mail is about; each is made from the rows of one act."""

    HANDED_OVER = "handed_over", _("Pages handed over")
    SENT_BACK = "sent_back", _("A page sent back")
    PASSED = "passed", _("A section passed on")
    DUE_DATES = "due_dates", _("Due dates changed")
    SUBMITTED = "submitted", _("A section submitted")
    RECALLED = "recalled", _("A submission taken back")
    RETURNED = "returned", _("A section returned")
    APPROVED = "approved", _("A section approved")
    REOPENED = "reopened", _("A section reopened")
    QUERY = "query", _("A query, or a message in it")
    ROLE = "role", _("A role given")


class NoticeState(TextChoices):
    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    DROPPED = "dropped", _("Not sent: nothing left to say, or no longer to be seen")

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


class Role(TextChoices):
    COORDINATOR = "coordinator", _("Coordinator")
    RESEARCHER = "researcher", _("Researcher")
    FOCAL_POINT = "focal_point", _("Focal point")
    CONTRIBUTOR = "contributor", _("Contributor")
    REVIEWER = "reviewer", _("Reviewer")
    TRANSLATOR = "translator", _("Translator")
    OBSERVER = "observer", _("Observer")


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

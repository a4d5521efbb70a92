from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ProfileState(TextChoices):
    DRAFTING = "drafting", _("Being written")
    CONSULTATION = "consultation", _("In consultation")
    CLEARED = "cleared", _("Cleared")
    CONSENTED = "consented", _("Consented to")


class EditionState(TextChoices):
    NEW = "new", _("Requested")
    RENDERING = "rendering", _("Being made")
    FAILED = "failed", _("Not made")
    PUBLISHED = "published", pgettext_lazy("of an edition", "Published")
    SUPERSEDED = "superseded", _("Replaced by a newer edition")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class FindingKind(TextChoices):
    DEVELOPED = "developed", _("Well-developed area")
    POTENTIAL = "potential", _("Area with potential for further development")


class Inclusion(TextChoices):
    UNDECIDED = "undecided", _("Not decided yet")
    INCLUDED = "included", _("In the profile")
    LEFT_OUT = "left_out", _("Left out")


class TextKey(TextChoices):
    """What a profile says beside its findings, once per language."""

    INTRODUCTION = "introduction", _("Introduction")


class StandingKey(TextChoices):
    """Texts that every edition carries; the publisher edits them, in any language."""

    DISCLAIMER = "disclaimer", _("Legal page: opinions and names")
    RIGHTS = "rights", _("Legal page: use of the text")
    CREDITS = "credits", _("Legal page: credits")
    OBJECTIVE = "objective", _("Objective")
    FRAMEWORK = "framework", _("Framework")
    METHOD = "method", _("How it was made")
    EMPTY_DEVELOPED = "empty_developed", _("Sentence where no well-developed area is printed")
    EMPTY_POTENTIAL = "empty_potential", _("Sentence where no area with potential is printed")

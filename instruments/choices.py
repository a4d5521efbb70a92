from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Scope(TextChoices):
    NATIONAL = "national", _("National")
    LOCAL = "local", _("Local")


class InstrumentState(TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")


class Outcome(TextChoices):
    """What an answer with this option may become in a profile."""

    WELL_DEVELOPED = "well_developed", _("Well developed")
    POTENTIAL = "potential", _("Potential for further development")
    EITHER = "either", _("Either of the two, to be decided")
    NOTHING = "nothing", _("No finding")

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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


class IndicatorKind(TextChoices):
    """What an answer consists of: one option, several options, or a value that is written."""

    CHOICE = "choice", _("One choice")
    MULTIPLE = "multiple", _("Several choices")
    NUMBER = "number", pgettext_lazy("kind of answer", "Number")
    YEAR = "year", _("Year")
    TEXT = "text", _("Text")
    DATE = "date", _("Date")


CHOSEN = (IndicatorKind.CHOICE, IndicatorKind.MULTIPLE)
"""The kinds whose answers are taken from a scale. The others may have one, of what can be said instead."""


class EvidenceRule(TextChoices):
    """When an answer to the indicator needs a source."""

    BY_OPTION = "by_option", _("As the option asks")
    ALWAYS = "always", _("Always, unless nothing was found")
    NEVER = "never", _("Never")


class Relation(TextChoices):
    """How an indicator came from those of the version before."""

    NEW = "new", _("New")
    SAME = "same", _("The same")
    REWORDED = "reworded", _("Reworded")
    SPLIT = "split", _("Split off")
    MERGED = "merged", _("Merged")


CARRIED = (Relation.SAME, Relation.REWORDED)
"""The relations under which an answer of the round before still answers the question."""


class TagFramework(TextChoices):
    GCM = "gcm", _("Global Compact for Migration, objective")
    SDG = "sdg", _("Sustainable Development Goals, target")

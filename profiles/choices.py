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
    WAITING = "waiting", pgettext_lazy("of an edition", "Ready, appears later")
    PUBLISHED = "published", pgettext_lazy("of an edition", "Published")
    SUPERSEDED = "superseded", _("Replaced by a newer edition")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    CALLED_OFF = "called_off", _("Called off before it appeared")


class Stage(TextChoices):
    """How far the worker is with an edition."""

    QUEUED = "queued", _("In the queue")
    LAYOUT = "layout", _("The pages are laid out")
    CHECKS = "checks", _("The PDF is checked")
    FILES = "files", _("The files are stored")


class FileFormat(TextChoices):
    PDF = "pdf", "PDF"
    DOCX = "docx", "DOCX"
    CSV = "csv", "CSV"
    JSON = "json", "JSON"
    PNG = "png", "PNG"  # the picture that stands for the edition where its address is shared

    @classmethod
    def offered(cls) -> list[str]:
        """Those that readers download."""
        return [each for each in cls.values if each != cls.PNG]

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self]


MEDIA_TYPES = {
    FileFormat.PDF: "application/pdf",
    FileFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileFormat.CSV: "text/csv",
    FileFormat.JSON: "application/json",
    FileFormat.PNG: "image/png",
}


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
    CONTEXT = "context", pgettext_lazy("text of a profile", "Context")
    METHODS = "methods", _("Methods")
    ACKNOWLEDGEMENTS = "acknowledgements", _("Acknowledgements")


class TextState(TextChoices):
    """How a text stands in a language into which it is translated."""

    UNTRANSLATED = "untranslated", _("Untranslated")
    DRAFT = "draft", _("Draft")
    STALE = "stale", _("Stale: its source has changed since")
    REVIEWED = "reviewed", _("Reviewed")


class CommentOutcome(TextChoices):
    TAKEN_UP = "taken_up", _("Taken up")
    PARTLY = "partly", _("Taken up in part")
    NOT_TAKEN_UP = "not_taken_up", _("Not taken up")


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


class PageKey(TextChoices):
    """Texts of the site’s own pages, which no edition carries; the publisher edits them, in any language."""

    ABOUT = "page-about", _("Page: about")
    PROCESS = "page-process", _("Page: how an assessment works")
    METHOD = "page-method", _("Page: method")
    ACCESSIBILITY = "page-accessibility", _("Page: accessibility")
    PRIVACY = "page-privacy", _("Page: privacy")
    OPEN_DATA = "page-open-data", _("Page: open data")
    GLOSSARY = "page-glossary", _("Page: opening of the glossary")


STANDING_KEYS = [*StandingKey.choices, *PageKey.choices]
"""Every text that the publisher edits."""

"""The table of a questionnaire (`tables`), and every other write to one."""

from instruments.workflow.loading import import_instrument, load_instrument
from instruments.workflow.tables import INSTRUMENT
from instruments.workflow.versions import draft_version

__all__ = ["INSTRUMENT", "draft_version", "import_instrument", "load_instrument"]

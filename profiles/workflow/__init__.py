"""The tables of a profile and of an edition (`tables`), and every other write to one."""

from profiles.workflow.editing import FindingDraft, move_finding, save_findings, write_text
from profiles.workflow.findings import draft_profile
from profiles.workflow.publishing import load_standing_texts, publish, record_consent, requeue_lost
from profiles.workflow.tables import EDITION, PROFILE

__all__ = [
    "EDITION",
    "PROFILE",
    "FindingDraft",
    "draft_profile",
    "load_standing_texts",
    "move_finding",
    "publish",
    "record_consent",
    "requeue_lost",
    "save_findings",
    "write_text",
]

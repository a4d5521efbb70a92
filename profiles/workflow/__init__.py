"""The tables of a profile and of an edition (`tables`), and every other write to one."""

from profiles.workflow.arranging import merge_findings, move_finding, order_findings, split_finding
from profiles.workflow.consent import record_consent
from profiles.workflow.consultation import answer_comment, make_comment
from profiles.workflow.editing import Decision, FindingDraft, restore_words, save_findings, write_text
from profiles.workflow.findings import draft_profile
from profiles.workflow.naming import NameDraft, review_names, save_names
from profiles.workflow.proofs import ask_for_proof, requeue_lost_proofs
from profiles.workflow.publishing import (
    heed_disclosure,
    let_appear,
    let_due_appear,
    load_standing_texts,
    publish,
    requeue_lost,
)
from profiles.workflow.sharing import note_use, revoke_link, share_preview, site_language
from profiles.workflow.standing import write_standing_text
from profiles.workflow.tables import EDITION, PROFILE
from profiles.workflow.translating import (
    TranslationDraft,
    add_language,
    remove_language,
    review_translations,
    save_translations,
)

__all__ = [
    "EDITION",
    "PROFILE",
    "Decision",
    "FindingDraft",
    "NameDraft",
    "TranslationDraft",
    "add_language",
    "answer_comment",
    "ask_for_proof",
    "draft_profile",
    "heed_disclosure",
    "let_appear",
    "let_due_appear",
    "load_standing_texts",
    "make_comment",
    "merge_findings",
    "move_finding",
    "note_use",
    "order_findings",
    "publish",
    "record_consent",
    "remove_language",
    "requeue_lost",
    "requeue_lost_proofs",
    "restore_words",
    "review_names",
    "review_translations",
    "revoke_link",
    "save_findings",
    "save_names",
    "save_translations",
    "share_preview",
    "site_language",
    "split_finding",
    "write_standing_text",
    "write_text",
]

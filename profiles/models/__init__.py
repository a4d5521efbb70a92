"""What a profile is made of: findings and texts, what is said about them, the consent, and what was published."""

from profiles.models.consent import Consent, ConsentLanguage
from profiles.models.consultation import Comment, CommentAnswer, PreviewLink, Proof, digest_of
from profiles.models.editions import Edition, EditionEvent, EditionFile
from profiles.models.findings import Finding, FindingBasis
from profiles.models.profile import Profile, ProfileEvent, ProfileLanguage
from profiles.models.texts import (
    FindingText,
    FindingTextRevision,
    NameTranslation,
    ProfileText,
    ProfileTextRevision,
    Revision,
    StandingText,
    StandingTextRevision,
    Written,
)

__all__ = [
    "Comment",
    "CommentAnswer",
    "Consent",
    "ConsentLanguage",
    "Edition",
    "EditionEvent",
    "EditionFile",
    "Finding",
    "FindingBasis",
    "FindingText",
    "FindingTextRevision",
    "NameTranslation",
    "PreviewLink",
    "Profile",
    "ProfileEvent",
    "ProfileLanguage",
    "ProfileText",
    "ProfileTextRevision",
    "Proof",
    "Revision",
    "StandingText",
    "StandingTextRevision",
    "Written",
    "digest_of",
]

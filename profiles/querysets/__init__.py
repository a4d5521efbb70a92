"""Every read of a profile that is used twice."""

from profiles.querysets.consultation import CommentQuerySet, PreviewLinkQuerySet, ProofQuerySet
from profiles.querysets.editions import EditionFileQuerySet, EditionQuerySet
from profiles.querysets.findings import FindingBasisQuerySet, FindingQuerySet
from profiles.querysets.names import NAMES_IN, Name, NameTranslationQuerySet, has_own_names, names_in
from profiles.querysets.profile import ProfileQuerySet
from profiles.querysets.standing import StandingTextQuerySet
from profiles.querysets.texts import WrittenQuerySet

__all__ = [
    "NAMES_IN",
    "CommentQuerySet",
    "EditionFileQuerySet",
    "EditionQuerySet",
    "FindingBasisQuerySet",
    "FindingQuerySet",
    "Name",
    "NameTranslationQuerySet",
    "PreviewLinkQuerySet",
    "ProfileQuerySet",
    "ProofQuerySet",
    "StandingTextQuerySet",
    "WrittenQuerySet",
    "has_own_names",
    "names_in",
]

"""What the house style advises against in a finding. It advises: nothing is ever refused because of it."""

import re
from itertools import pairwise

from django.utils.translation import gettext as _

LENGTH = 400

# Words that set one government above another, as patterns; what is common and harmless is excepted.
RANKING: dict[str, tuple[str, ...]] = {
    "en": (
        r"best(?! (?:interests?|practices?))", "worst", r"leading(?! (?:to|up))", "top-ranked", "rank(?:s|ed|ing)?",
        "outperform(?:s|ed)?", "(?:better|worse) than", "ahead of", "behind other",
    ),
    "fr": (
        "meilleure?s?(?! intérêts?)", "pires?", "classement", "classée?s?", "en tête", "(?:mieux|moins bien) que",
        "devance(?:nt)?", "en retard sur",
    ),
    "es": (
        "mejor(?:es)?", "peor(?:es)?", "líder(?:es)?", "ranking", "clasificad[oa]s?", "a la cabeza", "por encima de",
        "por detrás de", "supera(?:n)? a",
    ),
    "ar": (
        r"(?:ال)?أفضل(?! (?:مصالح|الممارسات))", "(?:ال)?أسوأ", "في (?:الصدارة|الطليعة|المقدمة)", "(?:ال)?مرتبة", "يتفوق|تتفوق",
        "(?:أحسن|أفضل|أسوأ) من", "متقدم(?:ة)? على", "متأخر(?:ة)? عن",
    ),
}  # fmt: skip


def warnings(text: str, language: str) -> list[str]:
    """What an editor should look at again in this text, in the language of the page; empty when it is fine."""
    found = []
    if len(text) > LENGTH:
        found.append(
            _("It has %(length)d characters; aim for at most %(limit)d.")
            % {"length": len(text), "limit": LENGTH}
        )
    if '"' in text or "'" in text:
        found.append(_("It has straight quotation marks or apostrophes; use “…” and ’."))
    if ranking := _ranking(text, language):
        found.append(_("“%s” ranks; a profile describes.") % ranking)
    if text and not _names_year_or_institution(text):
        found.append(_("It names neither a year nor an institution."))
    return found


def _ranking(text: str, language: str) -> str:
    patterns = RANKING.get(language.partition("-")[0])
    match = re.search(rf"\b(?:{'|'.join(patterns)})\b", text, re.IGNORECASE) if patterns else None
    return match[0] if match else ""


def _names_year_or_institution(text: str) -> bool:
    if re.search(r"\b(?:19|20)\d\d\b", text) or text.lower() == text.upper():
        return True  # a script without capital letters doesn’t show which words are names
    inside = (word for before, word in pairwise(text.split()) if before[-1] not in ".!?:")
    return any(word.lstrip("“«‘(\"'")[:1].isupper() for word in inside)

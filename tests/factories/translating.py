"""What a browser sends from the translation desk, and texts in several languages."""

from profiles import report
from profiles.models import FindingText, ProfileText
from profiles.workflow import TranslationDraft, review_translations, save_translations
from tests.factories.profiles import sources_of


def segments_of(profile, language):
    return {each.key: each for each in report.with_targets(report.segments(profile, language))}


def states_of(profile, language):
    return {each.key: str(each.state) for each in report.segments(profile, language)}


def sent(profile, language, **typed):
    """The fields of the desk as they stand; `typed` by key with `_` for `-`: a text, or the fields that differ."""
    data = {"segment": []}
    for key, segment in segments_of(profile, language).items():
        change = typed.get(key.replace("-", "_"), {})
        fields = {"body": segment.body, "seen": segment.revision, "translated": segment.source.revision}
        fields |= change if isinstance(change, dict) else {"body": change}
        data["segment"].append(key)
        data |= {f"{key}-{name}": value for name, value in fields.items()}
    return data


def translate_one(profile, source, body, *, language="fr", by, reviewer=None):
    draft = TranslationDraft(source, body, source.revision)
    save_translations(profile=profile, language=language, drafts=[draft], by=by)
    if reviewer:
        review_translations(profile=profile, language=language, sources=[source], by=reviewer)


def introduction_of(profile, language="en"):
    return ProfileText.objects.get(profile=profile, key="introduction", language=language)


def bodies_in(language):
    """Every text in this language, by the name of what it says."""
    findings = FindingText.objects.filter(language=language).values_list("finding", "body")
    texts = ProfileText.objects.filter(language=language).values_list("key", "body")
    return {f"finding-{pk}": body for pk, body in findings} | {f"text-{key}": body for key, body in texts}


__all__ = ["bodies_in", "introduction_of", "segments_of", "sent", "sources_of", "states_of", "translate_one"]

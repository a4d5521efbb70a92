from typing import Any

from django.conf import settings
from django.db import transaction

from assessments.choices import Disclosure
from assessments.models import AnswerRevision, Assessment
from instruments.choices import Outcome
from profiles.choices import FindingKind
from profiles.models import Finding, FindingBasis, FindingText, Profile, ProfileLanguage
from profiles.workflow.writing import keep_words

KIND_OF: dict[str, FindingKind] = {
    Outcome.WELL_DEVELOPED: FindingKind.DEVELOPED,
    Outcome.POTENTIAL: FindingKind.POTENTIAL,
    Outcome.EITHER: FindingKind.POTENTIAL,
}
"""What an answer's outcome becomes first; for “either” a reviewer decides."""


@transaction.atomic
def draft_profile(*, assessment: Assessment) -> Profile:
    """The assessment's profile, with a draft finding for each approved answer that has none yet and isn't internal.

    Called when the last section is approved, again after a section was reopened, and when an answer isn't internal any
    more: findings that exist stay as they are. The number of statements does not depend on the number of answers.
    """
    profile, is_new = Profile.objects.get_or_create(assessment=assessment)
    if is_new:
        languages = dict.fromkeys([profile.language, *settings.MODELTRANSLATION_LANGUAGES])
        ProfileLanguage.objects.bulk_create(
            ProfileLanguage(profile=profile, language=language) for language in languages
        )
    covered = FindingBasis.objects.filter(finding__profile=profile).values("revision__answer")
    revisions = AnswerRevision.objects.approved(assessment).filter(option__outcome__in=KIND_OF)
    usable = revisions.exclude(answer__disclosure=Disclosure.INTERNAL)
    _write(profile, list(usable.exclude(answer__in=covered).with_outcome()))
    return profile


def _write(profile: Profile, revisions: list[Any]) -> None:
    positions: dict[tuple[int, str], int] = {}
    for domain, kind, position in profile.findings.values_list("domain", "kind", "position"):
        positions[domain, kind] = max(position, positions.get((domain, kind), 0))
    findings = []
    for revision in revisions:
        place = revision.domain, KIND_OF[revision.outcome]
        positions[place] = positions.get(place, 0) + 1
        findings.append(
            Finding(profile=profile, domain_id=place[0], kind=place[1], position=positions[place])
        )
    Finding.objects.bulk_create(findings)
    pairs = list(zip(findings, revisions, strict=True))
    keep_words(
        [FindingText(finding=f, language=said.language, body=said.statement) for f, said in pairs], by=None
    )
    FindingBasis.objects.bulk_create(
        FindingBasis(finding=finding, revision=revision) for finding, revision in pairs
    )

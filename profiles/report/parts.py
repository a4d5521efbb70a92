"""What a profile is made of, and how far its writing is."""

from collections import Counter
from collections.abc import Collection
from typing import Any

from instruments.models import Domain
from profiles import house_style
from profiles.choices import TextKey
from profiles.models import FindingBasis, FindingText, Profile


def domains_of(profile: Profile, held: Collection[str]) -> list[tuple[Domain, dict[str, Any]]]:
    """Each domain with the counts of what somebody with these rights may see."""
    findings: Any = profile.findings
    counts = {
        row["domain"]: row
        for row in findings.readable(FindingBasis.objects, held).counts(FindingBasis.objects)
    }
    domains = Domain.objects.filter(instrument=profile.assessment.instrument_id).in_order()
    return [(domain, counts.get(domain.pk, {})) for domain in domains]


def texts_of(profile: Profile) -> list[dict[str, Any]]:
    """Each text in the language of the profile: its name, and whether it is written."""
    own: Any = profile.texts.filter(language=profile.language)
    written = set(own.written().values_list("key", flat=True))
    return [{"key": key, "written": key.value in written} for key in TextKey]


def advised_against(profile: Profile) -> Counter[int]:
    """For each domain, in how many findings of the profile the house style advises against something."""
    findings: Any = profile.findings
    texts = FindingText.objects.filter(finding__in=findings.included(), language=profile.language)
    return Counter(
        domain
        for domain, body in texts.values_list("finding__domain", "body")
        if house_style.warnings(body, profile.language)
    )

"""What profiles do when an assessment below them moves; run inside the same transaction."""

from django.dispatch import receiver

from assessments.models import Answer, Assessment, Section, Source
from assessments.signals import (
    asked_where_published,
    assessment_approved,
    disclosure_changed,
    section_reopened,
)
from profiles import report
from profiles.models import Profile
from profiles.workflow import PROFILE, draft_profile, heed_disclosure
from workflows.engine import perform


@receiver(assessment_approved)
def make_profile(sender: type, assessment: Assessment, **kwargs: object) -> None:
    draft_profile(assessment=assessment)


@receiver(section_reopened)
def take_back_profile(sender: type, section: Section, **kwargs: object) -> None:
    """A profile whose answers may change is written on; what it rests on shows which findings are stale."""
    step = PROFILE.transition("answers reopened")
    for profile in Profile.objects.filter(assessment=section.assessment_id, state__in=step.sources):
        perform(PROFILE, step.name, profile, by=None)


@receiver(disclosure_changed)
def heed_what_may_be_shown(sender: type, assessment: Assessment, **kwargs: object) -> None:
    heed_disclosure(assessment=assessment)


@receiver(asked_where_published)
def tell_editions(
    sender: type, answer: Answer | None, source: Source | None, **kwargs: object
) -> list[tuple[str, str]]:
    if source is not None:
        return report.editions_naming(source)
    return report.editions_on(answer) if answer is not None else []

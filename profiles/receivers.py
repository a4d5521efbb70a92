"""What profiles do when an assessment below them moves; run inside the same transaction."""

from django.dispatch import receiver

from assessments.models import Assessment, Section
from assessments.signals import assessment_approved, section_reopened
from profiles.models import Profile
from profiles.workflow import PROFILE, draft_profile
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

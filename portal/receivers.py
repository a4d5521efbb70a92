"""What the portal does when an edition below it appears or goes; run inside the same transaction."""

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver

from instruments.models import Instrument
from places.models import Jurisdiction
from portal.version import change_version
from portal.workflow import shelve
from profiles.models import Profile, StandingText
from profiles.signals import editions_changed


@receiver(editions_changed)
def shelve_editions(sender: type, profile: Profile, **kwargs: object) -> None:
    shelve(profile=Profile.objects.for_detail().get(pk=profile.pk))


@receiver(post_save, sender=Jurisdiction)
@receiver(post_save, sender=Instrument)
@receiver(post_save, sender=StandingText)
def change_what_is_kept(sender: type, **kwargs: object) -> None:
    """Cached pages print names of places, questionnaires that were published, and the texts of the site’s own pages."""
    transaction.on_commit(change_version, robust=True)

from django.core.management.base import BaseCommand

from portal.version import change_version
from portal.workflow import shelve
from profiles.models import Edition, Profile


class Command(BaseCommand):
    help = "Make anew what lists and searches know of the published editions, from their snapshots."

    def handle(self, **options):
        published = Profile.objects.filter(pk__in=Edition.objects.public().values("profile"))
        for profile in published.for_detail().order_by("pk").iterator():
            shelve(profile=profile)
        change_version()  # also where nothing is published any more, as after a restored backup
        self.stdout.write(f"{published.count()} profiles are on the shelves.")

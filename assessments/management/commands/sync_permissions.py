from django.core.management.base import BaseCommand

from assessments.permissions import sync_all


class Command(BaseCommand):
    help = "Make everybody's rights equal to their roles, as every migrate does by itself."

    def handle(self, *args, **options):
        self.stdout.write(f"{sync_all()} rights put right.")

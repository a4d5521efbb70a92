from django.core.management.base import BaseCommand

from places import workflow


class Command(BaseCommand):
    help = "Add the countries that are missing, with their names in the languages of the site."

    def handle(self, *args, **options):
        self.stdout.write(f"{workflow.load_countries()} countries added.")

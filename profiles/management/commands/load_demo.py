import os
import secrets

from django.core.management.base import BaseCommand

from profiles import demonstration


class Command(BaseCommand):
    help = "Play the assessment of Quilmes, from setting up to publication, and list its people."

    def handle(self, *args, **options):
        password = os.environ.get("DEMO_PASSWORD") or secrets.token_urlsafe(12)
        cast = demonstration.play(password=password)
        rows = [(part.replace("_", " "), user.name, user.email) for part, user in cast.people.items()]
        rows.append(("administrator", "Administration", demonstration.address_of("administrator")))
        for part, name, email in rows:
            self.stdout.write(f"  {part:<16} {name:<16} {email}")
        self.stdout.write(f"  password of all: {password}")

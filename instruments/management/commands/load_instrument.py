from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from instruments import document, workflow


class Command(BaseCommand):
    help = (
        "Load a questionnaire from a YAML file. Everything is checked first; a faulty file changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--publish", action="store_true", help="freeze it, so that assessments can use it"
        )

    def handle(self, *args, file, publish, **options):
        try:
            read = document.read(file)
            instrument, changed = workflow.load_instrument(
                document=read.document, tags=read.tags, publish=publish
            )
        except document.FaultyFile as faulty:
            raise CommandError(f"Nothing was loaded.\n{faulty}") from faulty
        self.stdout.write(f"{instrument.slug} {instrument.version}: {'loaded' if changed else 'unchanged'}.")

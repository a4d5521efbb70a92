from pathlib import Path

from django.core.management.base import BaseCommand
from ruamel.yaml import YAML

from profiles import workflow

DEFAULT = Path(__file__).resolve().parents[2] / "data" / "standing-texts.yaml"


class Command(BaseCommand):
    help = "Add the texts that every edition carries, where they are missing; edited ones stay."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, nargs="?", default=DEFAULT)

    def handle(self, *args, file, **options):
        rows = YAML(typ="safe").load(file)["texts"]
        added = workflow.load_standing_texts(texts={row["key"]: row["body"] for row in rows})
        self.stdout.write(f"{added} standing texts added.")

from pathlib import Path

from django.core.management.base import BaseCommand
from ruamel.yaml import YAML

from profiles import workflow

DATA = Path(__file__).resolve().parents[2] / "data"
DEFAULT = DATA / "standing-texts.yaml"
PAGES = DATA / "pages"


class Command(BaseCommand):
    help = "Add the texts that every edition carries and those of the site's pages, where they are missing; edited ones stay."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, nargs="?", help="other texts, and no pages")

    def handle(self, *args, file, **options):
        texts = printed_texts(file) if file else printed_texts(DEFAULT) | page_texts()
        added = workflow.load_standing_texts(texts=texts)
        self.stdout.write(f"{added} standing texts added.")


def printed_texts(file):
    """What every edition carries: key → language → text."""
    return {row["key"]: row["body"] for row in YAML(typ="safe").load(file)["texts"]}


def page_texts():
    """What the pages of the site say; `pages/fr/about.md` is the text of `page-about` in French."""
    texts = {}
    for file in sorted(PAGES.glob("*/*.md")):
        texts.setdefault(f"page-{file.stem}", {})[file.parent.name] = file.read_text(encoding="utf-8").strip()
    return texts

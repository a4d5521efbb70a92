from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.module_loading import autodiscover_modules

from assessments.choices import Role
from assessments.models import Assessment
from assessments.permissions import ANSWER_PART, RIGHTS, SET_UP, Right
from workflows.diagram import markdown, mermaid
from workflows.engine import registry

GENERATED = "<!-- Written by `make docs`; never edited by hand. -->"

WORKFLOW = """\
# The workflows

Every state of the site is moved by one function, `workflows.engine.perform`, along one of these tables. The tables
stand in the `workflow` module or package of each room. A step is refused with all its reasons at once; then nothing
has changed. A step of **the system** follows from another step; nobody can ask for it. Effects are named after their
functions and run in the transaction of the step, in this order.
"""

PERMISSIONS = """\
# Who may do what

A role in an assessment gives rights on that assessment. The tables in [workflow.md](workflow.md) say when a right can
be used. A person with two roles holds the rights of both. The roles of an assessment are named on its page *People*.
"""

BESIDE = """\
Beside the rights on an assessment:

| Right | On | Who |
| --- | --- | --- |
| `{part}`<br>{part_words} | a part | contributors, on the parts handed over to them |
| `{set_up}`<br>set up an assessment, and become its coordinator | the site | people to whom an administrator gave it |
| `places.add_jurisdiction`<br>add a place | the site | people to whom an administrator gave it |

Administrators open the administration (`/en/admin/`). Being one, or being a superuser, gives no right on any assessment.
"""


def folder():
    return Path(settings.BASE_DIR) / "docs"


def tables():
    """Every table, room by room upwards, as the rooms define them."""
    autodiscover_modules("workflow")
    rooms = [config.label for config in apps.get_app_configs()]
    return sorted(registry.values(), key=lambda table: rooms.index(table.model._meta.app_label))


def workflow_page():
    holders = {right: [str(role.label) for role in Role if right in RIGHTS[role]] for right in Right}
    parts = [GENERATED, WORKFLOW]
    for table in tables():
        name = str(table.model._meta.verbose_name)
        heading = f"## {name[:1].upper()}{name[1:]}"
        parts += [heading, f"```mermaid\n{mermaid(table)}\n```", markdown(table, holders)]
    return join(parts)


def permissions_page():
    words = {"view_assessment": "see the assessment", **dict(Assessment._meta.permissions)}
    head = ["Right", *(str(role.label) for role in Role)]
    rows = [head, ["---", *(":-:" for _role in Role)]]
    for right in Right:
        cells = ("✓" if right in RIGHTS[role] else "" for role in Role)
        rows.append([f"`{right.partition('.')[2]}`<br>{words[right.partition('.')[2]]}", *cells])
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    part_words = dict(apps.get_model("assessments", "part")._meta.permissions)[ANSWER_PART.partition(".")[2]]
    return join(
        [GENERATED, PERMISSIONS, table, BESIDE.format(part=ANSWER_PART, part_words=part_words, set_up=SET_UP)]
    )


def join(parts):
    return "\n\n".join(part.strip() for part in parts) + "\n"


class Command(BaseCommand):
    help = "Write docs/workflow.md and docs/permissions.md from the tables; with --check only compare."

    def add_arguments(self, parser):
        parser.add_argument(
            "--check", action="store_true", help="Fail when a page is out of date; write nothing."
        )

    def handle(self, *args, check, **options):
        with translation.override("en"):
            pages = {"workflow.md": workflow_page(), "permissions.md": permissions_page()}
        paths = {folder() / name: text for name, text in pages.items()}
        old = [
            path
            for path, text in paths.items()
            if not path.exists() or path.read_text(encoding="utf-8") != text
        ]
        if check and old:
            names = ", ".join(f"docs/{path.name}" for path in old)
            raise CommandError(f"Out of date: {names}. Run `make docs`.")
        for path in () if check else old:
            path.write_text(paths[path], encoding="utf-8")
            self.stdout.write(f"docs/{path.name} written.")

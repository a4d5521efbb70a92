from itertools import islice
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from audit.models import Chain, Entry
from audit.workflow import faults

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Check that no line of a log was changed, added or removed; ends with 1 and the lines where one was."
    )

    def add_arguments(self, parser):
        parser.add_argument("matter", nargs="*", help="such as site or assessment/12; all without it")
        parser.add_argument(
            "--earlier", type=Path, help="what this command printed earlier: those lines must still be there"
        )

    def handle(self, *args, matter, earlier, **options):
        known = Chain.objects.in_order()
        chains = known.filter(matter__in=matter) if matter else known
        if missing := set(matter) - {chain.matter for chain in chains}:
            raise CommandError(f"There is no such log: {', '.join(sorted(missing))}")
        wrong = [text for chain in chains for text in self.faults_of(chain)]
        if earlier:
            wrong += self.lost_since(earlier.read_text(encoding="utf-8"), matter)
        if wrong:
            raise CommandError("\n".join(wrong))

    def faults_of(self, chain):
        """Says what the log is at now; gives what is wrong with it."""
        self.stdout.write(f"{chain.matter} {chain.number} {chain.digest}")
        found = list(islice(faults(chain.matter), SHOWN + 1))
        if found:
            more = " and more" if len(found) > SHOWN else ""
            yield f"{chain.matter}: lines that don't fit: {', '.join(map(str, found[:SHOWN]))}{more}"

    def lost_since(self, text, matter):
        """What was the last line of a log then, and is no longer as it was."""
        for row in text.splitlines():
            name, number, digest = row.split(" ")
            same = Entry.objects.of(name).filter(number=number, digest=digest)
            if (not matter or name in matter) and digest and not same.exists():
                yield f"{name}: line {number} isn't what it was"

"""Publishing a profile of forty pages, beside what WeasyPrint alone takes for the same HTML, in one run.

The task is what the worker runs: its queries, charts, layout, what is mended in the PDF, and the files it stores. The
checks are told apart: they take what they take.
"""

import json
import resource
import sys
import time
from dataclasses import replace

from bench import servers
from bench.figures import Line, median, percentile

ALONE = "WeasyPrint alone"
PAGES = 40
ROUNDS = 5
CHECKS = 2  # of the pieces of work that the task has done in a process of its own
GOAL = 1.5


def lines(folder):
    """The lines of the table; a process of its own, so that its memory is its own."""
    with servers.database(folder, "publishing") as address:
        environment = servers.portal_environment(folder, address)
        servers.run(environment, "manage.py", "migrate", "--verbosity", "0")
        servers.run(environment, "-m", "bench.seed", "1")
        told = json.loads(servers.run(environment, "-m", "bench.publishing").splitlines()[-1])
    task = _line(f"publish task, {told['pages']} pages", told["task"])
    ratio = median(told["task"]) / median(told["alone"])
    return [
        _line(ALONE, told["alone"]),
        replace(task, megabytes=told["megabytes"], floor=ALONE, goal=GOAL, at_most=True, ratio=ratio),
        _line("checks of the PDF", told["checks"]),
    ]


def _line(name, seconds):
    taken = [each * 1000 for each in seconds]
    middle = median(taken)
    return Line(name=name, floor="", per_second=1000 / middle, p50=middle, p95=percentile(taken, 0.95))


def long_snapshot():
    """Forty pages, as a national profile with much to say has them."""
    from tests.factories.snapshots import quilmes  # noqa: PLC0415  Django is set up by now

    snapshot = quilmes()
    prose = "The law of 2019 says who does what, and a plan of 2022 gives each institution its tasks. " * 6
    body = "\n\n".join(
        f"# Part {number}\n\n{prose}\n\n- {prose[:90]}\n- {prose[:90]}" for number in range(45)
    )
    return replace(snapshot, written={"introduction": body, "context": body[: len(body) // 3]})


def measure():
    """In turn, so that both have the same minutes; the first of each, which loads what is needed, isn’t counted."""
    import django  # noqa: PLC0415  see below

    django.setup()
    from django.template.loader import render_to_string  # noqa: PLC0415  Django must be set up first
    from django.utils import translation  # noqa: PLC0415

    from profiles import report  # noqa: PLC0415
    from profiles.choices import EditionState  # noqa: PLC0415
    from profiles.models import Edition  # noqa: PLC0415
    from profiles.report.printing import TEMPLATE  # noqa: PLC0415
    from profiles.tasks import editions  # noqa: PLC0415
    from ui import pdf  # noqa: PLC0415

    checks = timed_checks(editions)
    snapshot = long_snapshot()
    weasyprint = pdf._weasyprint()  # noqa: SLF001  the very same library
    first = Edition.objects.order_by("pk").first()
    with translation.override(snapshot.language):
        about = {"language": snapshot.language, "language_name": "English", "direction": "ltr"}
        html = render_to_string(TEMPLATE, report.pdf_context(snapshot) | about)
    taken = {"task": [], "alone": [], "checks": checks}
    for number in range(ROUNDS + 1):
        edition = next_edition(first, snapshot, number)
        started = time.perf_counter()
        editions.render_edition(edition.pk)
        taken["task"].append(time.perf_counter() - started - checks[-1])
        stored = edition.files.get(format="pdf")
        Edition.objects.filter(pk=edition.pk, state=EditionState.RENDERING).update(state=EditionState.FAILED)
        started = time.perf_counter()
        fetch = pdf.Fetcher(weasyprint.urls.URLFetcherResponse)
        weasyprint.HTML(string=html, url_fetcher=fetch).write_pdf(pdf_variant="pdf/ua-1")
        taken["alone"].append(time.perf_counter() - started)
    told = {name: seconds[1:] for name, seconds in taken.items()}
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(json.dumps(told | {"pages": stored.pages, "megabytes": peak}))


def next_edition(first, snapshot, number):
    """As publishing leaves it to the worker, with a snapshot of its own."""
    return type(first).objects.create(
        profile=first.profile,
        language=first.language,
        number=first.number + number + 1,
        state="rendering",
        snapshot=snapshot.to_json() | {"note": f"Round {number}."},  # or the files were there already
        requested_by=first.requested_by,
    )


def timed_checks(editions):
    """Have the task say how long its second piece of work takes, the checks: a list to which each round adds."""
    seconds, work = [], editions._bounded  # noqa: SLF001  both run in a process of their own

    def timed(job, beat):
        started = time.perf_counter()
        try:
            return work(job, beat)
        finally:
            begun.append(beat)
            if begun.count(beat) == CHECKS:
                seconds.append(time.perf_counter() - started)

    begun = []
    editions._bounded = timed  # noqa: SLF001  see above
    return seconds


if __name__ == "__main__":
    sys.exit(measure())

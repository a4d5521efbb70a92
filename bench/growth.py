"""Whether pages and saves take longer when there are many assessments."""

import time
from contextlib import ExitStack

from bench import servers
from bench.figures import Line, median, percentile, print_lines
from bench.speed import sign_in
from bench.targets import Autosave, Page

PAGES, SAVES = 1.5, 1.2  # how many times longer they may take


def measure(folder, *, small, large, requests):
    """Two portals side by side, of few and of many assessments; prints the medians of the one by the other."""
    with ExitStack() as stack:
        sites = [
            stack.enter_context(servers.portal(folder, f"portal_{size}", size)) for size in (small, large)
        ]
        pairs = list(zip(*(targets(site) for site in sites), strict=True))
        for pair in pairs:
            for target in pair:
                target.prepare()
                target.taken = []
        for _ in range(requests):
            for pair in pairs:
                for target in pair:
                    target.taken.append(once(target))
    print_lines([line for pair in pairs for line in lines(pair, small, large)])


def targets(site):
    """Each by one person: a focal point, and the coordinator of every assessment."""
    seeded = site.seeded
    person, coordinator = (
        sign_in(site, number, email)
        for number, email in enumerate((seeded["people"][0], seeded["coordinator"]))
    )
    pages = [Page(name, [person], [path], goal=PAGES) for name, path in seeded["paths"].items()]
    return [
        *pages,
        Page("my work of the coordinator of all", [coordinator], [seeded["paths"]["my work"]], goal=PAGES),
        Page("public profile", [site.browser()], [seeded["profile"]], goal=PAGES),
        Autosave("autosave of one answer", [person], seeded["pages"][:1], goal=SAVES),
    ]


def once(target):
    """Milliseconds of one reply."""
    request = target.request(0)
    sent = time.monotonic()
    reply = target.browsers[0].send(request)
    taken = time.monotonic() - sent
    target.check(0, reply)
    return taken * 1000


def lines(pair, small, large):
    few, many = pair
    ratio = median(many.taken) / median(few.taken)
    for target, size in ((few, small), (many, large)):
        compared = {} if target is few else {"ratio": ratio, "goal": target.goal, "at_most": True}
        yield Line(
            name=f"{target.name}, {size:,}",
            per_second=1000 / median(target.taken),
            p50=median(target.taken),
            p95=percentile(target.taken, 0.95),
            floor="" if target is few else f"{small:,}",
            **compared,
        )

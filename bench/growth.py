"""Whether pages and saves take longer when there are many assessments, and public pages when there are many profiles."""

import time
from contextlib import ExitStack

from bench import servers
from bench.figures import Line, median, percentile, print_lines
from bench.speed import sign_in
from bench.targets import Autosave, Page

PAGES, SAVES = 1.5, 1.2  # how many times longer they may take
ASSESSMENTS = 1  # where public pages are measured


def measure(folder, *, small, large, requests):
    """Two portals side by side, of few and of many assessments; prints the medians of the one by the other."""
    sizes = [(f"portal_{size}", size) for size in (small, large)]
    compare(folder, sizes, targets, requests=requests, named=(small, large))


def measure_public(folder, *, small, large, requests):
    """The same for the pages that everybody reads, of few and of many published profiles."""
    sizes = [(f"public_{size}", ASSESSMENTS, size) for size in (small, large)]
    compare(folder, sizes, public_targets, requests=requests, named=(small, large))


def compare(folder, sizes, targets_of, *, requests, named):
    with ExitStack() as stack:
        sites = [stack.enter_context(servers.portal(folder, *size)) for size in sizes]
        pairs = list(zip(*(targets_of(site) for site in sites), strict=True))
        for pair in pairs:
            for target in pair:
                target.prepare()
                target.taken = []
        for _ in range(requests):
            for pair in pairs:
                for target in pair:
                    target.taken.append(once(target))
    print_lines([line for pair in pairs for line in lines(pair, *named)])


def public_targets(site):
    """Each by somebody who isn’t signed in, and made anew: for a parameter that no page knows nothing is kept."""
    browser = site.browser()
    return [
        Page(name, [browser], [f"{path}{'&' if '?' in path else '?'}anew"], goal=PAGES)
        for name, path in {**site.seeded["public"], "public profile": site.seeded["profile"]}.items()
    ]


def targets(site):
    """Each by one person: a focal point, and the reviewer and the coordinator of every assessment."""
    seeded = site.seeded
    emails = seeded["people"][0], seeded["reviewer"], seeded["coordinator"]
    person, *others = (sign_in(site, number, email) for number, email in enumerate(emails))
    pages = [Page(name, [person], [path], goal=PAGES) for name, path in seeded["paths"].items()]
    queues = [
        Page(name, [other], [path], goal=PAGES)
        for other, paths in zip(others, seeded["queues"].values(), strict=True)
        for name, path in paths.items()
    ]
    return [
        *pages,
        *queues,
        Page("public profile", [site.browser()], [seeded["profile"]], goal=PAGES),
        *(Page(name, [site.browser()], [path], goal=PAGES) for name, path in seeded["open_data"].items()),
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

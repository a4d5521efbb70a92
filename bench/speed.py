"""How many requests a second pages and saves answer, as a share of what the bare application answers."""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from bench import download, publishing, servers
from bench.figures import Line, median, percentile, print_lines
from bench.targets import Autosave, Page, Save

CONNECTIONS = 4
WARM_UP = 0.3  # seconds


def measure(folder, *, assessments, rounds, seconds, reading=False):
    """Both applications on one machine, target by target in shuffled rounds; prints the medians.

    With `reading`, only of what everybody reads.
    """
    with servers.floor(folder) as floor, servers.portal(folder, "portal", assessments) as portal:
        targets = [(floor, target) for target in floor_targets(floor)]
        wanted = public_targets(portal) if reading else portal_targets(portal)
        targets += [(portal, target) for target in wanted]
        for number in range(rounds):
            for site, target in random.Random(number).sample(targets, len(targets)):  # noqa: S311  an order
                target.prepare()
                target.rounds.append(run(site, target, seconds))
    lines = {target.name: line_of(target) for _site, target in targets}
    rest = [] if reading else publishing.lines(folder)
    print_lines([compared(target, lines) for _site, target in targets] + rest)


def floor_targets(site):
    seeded = site.seeded
    people = [
        site.browser().sign_in("/login/", username=name, password=seeded["password"])
        for name in seeded["people"]
    ]
    form, autosave = ([f"/{page}/{key}/" for key in seeded["notes"]] for page in ("form", "autosave"))
    return [
        Page("floor: constant view", people, ["/constant/"] * CONNECTIONS),
        Page("floor: static file", people, [f"/{download.NAME}"] * CONNECTIONS),
        Page("floor: one query", people, ["/page/1/"] * CONNECTIONS),
        Page("floor: form", people, form),
        Page("floor: form of 60 fields", people, ["/large-form/1/"] * CONNECTIONS, floor="floor: form"),
        Save("floor: save", people, form, text="body"),
        Save("floor: autosave", people, form, text="body", to=autosave, status=200),
    ]


def portal_targets(site):
    seeded = site.seeded
    people = [sign_in(site, number, email) for number, email in enumerate(seeded["people"])]
    pages, paths = seeded["pages"], seeded["paths"]
    return [
        Page("questionnaire page, 15 indicators", people, pages, floor="floor: form", goal=0.10),
        Save("section save, all 15 changed", people, pages, text="statement", floor="floor: save", goal=0.20),
        Save("section save, 1 changed", people, pages, text="statement", changed=1, floor="floor: save"),
        Autosave("autosave of one answer", people, pages, floor="floor: autosave", goal=0.40),
        Page("my work", people, [paths["my work"]] * CONNECTIONS, floor="floor: form"),
        Page("assessment home", people, seeded["homes"], floor="floor: form"),
        *public_targets(site),
    ]


def public_targets(site):
    """What everybody reads. A parameter that no page knows has the page made anew."""
    public = [site.browser(f"10.1.0.{number}") for number in range(CONNECTIONS)]
    kept, made = "floor: constant view", "floor: one query"
    profile, file = site.seeded["profile"], site.seeded["file"]
    return [
        Page("public profile, made anew", public, [f"{profile}?anew"] * CONNECTIONS, floor=made, goal=0.20),
        Page("public profile, kept", public, [profile] * CONNECTIONS, floor=kept, goal=0.40, packed=True),
        Page("PDF of an edition", public, [file] * CONNECTIONS, floor="floor: static file", goal=0.40),
        *(
            Page(name, public, [path] * CONNECTIONS, floor=made)
            for name, path in site.seeded["open_data"].items()
        ),
    ]


def sign_in(site, number, email):
    browser = site.browser(f"10.0.{number // 250}.{number % 250}")
    return browser.sign_in(site.seeded["sign_in"], login=email, password=site.seeded["password"])


@dataclass(frozen=True)
class Round:
    """What one target did in one round, all connections together."""

    taken: list  # seconds of each reply
    per_second: float
    cpu: float | None  # seconds of the server for one reply


def run(site, target, seconds):
    used, begin = site.cpu(), time.monotonic() + WARM_UP
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        rows = list(pool.map(lambda connection: ask(target, connection, begin + seconds), range(CONNECTIONS)))
    taken = [took for row in rows for asked, took in row if asked >= begin]
    cpu = None if used is None else (site.cpu() - used) / sum(map(len, rows))
    return Round(taken, len(taken) / seconds, cpu)


def ask(target, connection, end):
    """When each request was sent, and how many seconds its reply took."""
    rows = []
    while time.monotonic() < end:
        request = target.request(connection)
        sent = time.monotonic()
        reply = target.browsers[connection].send(request)
        rows.append((sent, time.monotonic() - sent))
        target.check(connection, reply)
    return rows


def line_of(target):
    taken = [each * 1000 for row in target.rounds for each in row.taken]
    cpu = [row.cpu * 1000 for row in target.rounds if row.cpu is not None]
    return Line(
        name=target.name,
        per_second=median([row.per_second for row in target.rounds]),
        p50=median(taken),
        p95=percentile(taken, 0.95),
        cpu=median(cpu) if cpu else None,
        floor=target.floor,
        goal=target.goal,
    )


def compared(target, lines):
    """The line with its shares of what its floor does; of the processor's time where that is known."""
    line, floor = lines[target.name], lines.get(target.floor)
    if floor is None:
        return line
    cpu_ratio = floor.cpu / line.cpu if floor.cpu and line.cpu else None
    return replace(line, ratio=line.per_second / floor.per_second, cpu_ratio=cpu_ratio)

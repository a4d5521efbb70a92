"""How many requests a second pages and saves answer, as a share of what the bare application answers."""

import random
import time
from concurrent.futures import ThreadPoolExecutor

from bench import servers
from bench.figures import Line, median, percentile, print_lines
from bench.targets import Autosave, Page, Save

HEADS = ("", "req/s", "p50 ms", "p95 ms", "ratio", "to", "goal", "")
CONNECTIONS = 4
WARM_UP = 0.3  # seconds


def measure(folder, *, assessments, rounds, seconds):
    """Both applications on one machine, target by target in shuffled rounds; prints the medians."""
    with servers.floor(folder) as floor, servers.portal(folder, "portal", assessments) as portal:
        targets = [*floor_targets(floor), *portal_targets(portal)]
        for number in range(rounds):
            for target in random.Random(number).sample(targets, len(targets)):  # noqa: S311  an order, no secret
                target.prepare()
                target.rounds.append(run(target, seconds))
    floors = {target.name: per_second(target) for target in targets}
    print_lines([line_of(target, floors) for target in targets], HEADS)


def floor_targets(site):
    seeded = site.seeded
    people = [
        site.browser().sign_in("/login/", username=name, password=seeded["password"])
        for name in seeded["people"]
    ]
    form, autosave = ([f"/{page}/{key}/" for key in seeded["notes"]] for page in ("form", "autosave"))
    return [
        Page("floor: constant view", people, ["/constant/"] * CONNECTIONS),
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
    public = [site.browser(f"10.1.0.{number}") for number in range(CONNECTIONS)]
    return [
        Page("questionnaire page, 15 indicators", people, pages, floor="floor: form", goal=0.10),
        Save("section save, all 15 changed", people, pages, text="statement", floor="floor: save", goal=0.20),
        Save("section save, 1 changed", people, pages, text="statement", changed=1, floor="floor: save"),
        Autosave("autosave of one answer", people, pages, floor="floor: autosave", goal=0.40),
        Page("my work", people, [paths["my work"]] * CONNECTIONS, floor="floor: form"),
        Page("assessment home", people, seeded["homes"], floor="floor: form"),
        Page(
            "public profile", public, [seeded["profile"]] * CONNECTIONS, floor="floor: one query", goal=0.20
        ),
    ]


def sign_in(site, number, email):
    browser = site.browser(f"10.0.{number // 250}.{number % 250}")
    return browser.sign_in(site.seeded["sign_in"], login=email, password=site.seeded["password"])


def run(target, seconds):
    """The seconds that each reply took, from all connections together, and how long that lasted."""
    begin = time.monotonic() + WARM_UP
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        rows = pool.map(
            lambda connection: ask(target, connection, begin, begin + seconds), range(CONNECTIONS)
        )
        return [taken for row in rows for taken in row], seconds


def ask(target, connection, begin, end):
    taken = []
    while (asked := time.monotonic()) < end:
        request = target.request(connection)
        sent = time.monotonic()
        reply = target.browsers[connection].send(request)
        if asked >= begin:
            taken.append(time.monotonic() - sent)
        target.check(connection, reply)
    return taken


def per_second(target):
    return median([len(taken) / seconds for taken, seconds in target.rounds])


def line_of(target, floors):
    taken = [each * 1000 for row, _seconds in target.rounds for each in row]
    return Line(
        name=target.name,
        per_second=floors[target.name],
        p50=median(taken),
        p95=percentile(taken, 0.95),
        floor=target.floor,
        ratio=floors[target.name] / floors[target.floor] if target.floor else None,
        goal=target.goal,
    )

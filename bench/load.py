"""Simulated focal points who all write at once: nothing that was acknowledged may be lost."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from bench import servers
from bench.figures import percentile, print_json
from bench.speed import sign_in
from bench.targets import TEXT, answers_on, expect

PAUSE = 2  # seconds from one save of a person to the next
REFUSED = "refused"


@dataclass
class Writer:
    """One person on one page, who saves its answers one after the other."""

    number: int
    browser: object
    page: str
    taken: list = field(default_factory=list)  # seconds
    statuses: list = field(default_factory=list)
    acknowledged: dict = field(default_factory=dict)  # by address: what the answer must say

    def write(self, begin, end):
        answers = answers_on(expect(self.browser.get(self.page), 200).text)
        moment, turn = begin + self.number % 50 * PAUSE / 50, 0
        while moment < end:
            time.sleep(max(moment - time.monotonic(), 0))
            self.save(*answers[turn % len(answers)], turn)
            moment, turn = moment + PAUSE, turn + 1

    def save(self, address, form, turn):
        statement, revision = (one(form, field) for field in ("statement", "revision"))
        form[statement] = TEXT.format(f"{self.number}.{turn}")
        self.browser.close()  # a browser's connection is closed by the time of the next save
        sent = time.monotonic()
        reply = self.browser.post(address, form)
        self.taken.append((time.monotonic() - sent) * 1000)
        self.statuses.append(reply.status)
        if reply.status == 200:
            form[revision] = str(reply.json()["revision"])
            self.acknowledged[address] = form[statement], form[revision]

    def lost(self):
        """The answers that don't say what was acknowledged last."""
        stored = {
            address: (form[one(form, "statement")], form[one(form, "revision")])
            for address, form in answers_on(expect(self.browser.get(self.page), 200).text)
        }
        return [address for address, said in self.acknowledged.items() if stored[address] != said]


def one(form, name):
    [found] = [field for field in form if field.endswith(f"-{name}")]
    return found


def measure(folder, *, assessments, people, seconds):
    """Prints how many saves were acknowledged, how long they took, and how many are lost."""
    with servers.portal(folder, "portal", assessments) as site:
        writers = [
            Writer(number, sign_in(site, number, row["email"]), row["page"])
            for number, row in enumerate(site.seeded["writers"][:people])
        ]
        with ThreadPoolExecutor(len(writers)) as pool:
            begin = time.monotonic() + 1
            list(pool.map(lambda writer: writer.write(begin, begin + seconds), writers))
        lost = [address for writer in writers for address in writer.lost()]
    tell(writers, lost)


def tell(writers, lost):
    taken = [each for writer in writers for each in writer.taken]
    statuses = [status for writer in writers for status in writer.statuses]
    told = {
        "people": len(writers),
        "saves": len(statuses),
        "acknowledged": statuses.count(200),
        "conflicts": statuses.count(409),
        "refused": len(statuses) - statuses.count(200) - statuses.count(409),
        "answers": sum(len(writer.acknowledged) for writer in writers),
        "lost": len(lost),
        **{f"p{share} ms": round(percentile(taken, share / 100), 1) for share in (50, 95, 99)},
        "verdict": "missed" if lost or set(statuses) != {200} else "reached",
    }
    for name, figure in told.items():
        print(f"{name:<14}{figure:>10}")
    print_json(told)

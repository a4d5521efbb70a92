"""What the runs print: figures, a table, and JSON."""

import json
import statistics
from dataclasses import asdict, dataclass

HEADS = ["", "req/s", "p50 ms", "p95 ms", "CPU ms", "MB", "ratio", "of CPU", "to", "goal", ""]


@dataclass(frozen=True)
class Line:
    """One measured thing. `goal` is the least or most that `ratio` may be; without a goal there is no verdict."""

    name: str
    floor: str
    per_second: float
    p50: float
    p95: float
    cpu: float | None = None  # milliseconds of the server for one request
    megabytes: int | None = None  # the most memory that it took
    ratio: float | None = None
    cpu_ratio: float | None = None
    goal: float | None = None
    at_most: bool = False

    @property
    def verdict(self):
        if self.goal is None or self.ratio is None:
            return ""
        reached = self.ratio <= self.goal if self.at_most else self.ratio >= self.goal
        return "reached" if reached else "missed"

    @property
    def goal_in_words(self):
        return "" if self.goal is None else f"{'≤' if self.at_most else '≥'} {self.goal:g}"


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def median(values):
    return statistics.median(values)


def print_lines(lines):
    """A table for people, then the same as JSON on one line."""
    rows = [HEADS] + [_row(line) for line in lines]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADS))]
    for row in rows:
        cells = [
            row[0].ljust(widths[0]),
            *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)),
        ]
        print("  ".join(cells).rstrip())
    print_json([asdict(line) | {"verdict": line.verdict} for line in lines])


def print_json(told):
    print(json.dumps(told, ensure_ascii=False))


def _row(line):
    figures = [_number(figure, 1) for figure in (line.per_second, line.p50, line.p95, line.cpu)]
    memory = _number(line.megabytes, 0)
    ratios = [_number(figure, 3) for figure in (line.ratio, line.cpu_ratio)]
    return [line.name, *figures, memory, *ratios, line.floor, line.goal_in_words, line.verdict]


def _number(figure, digits):
    return "" if figure is None else f"{figure:.{digits}f}"

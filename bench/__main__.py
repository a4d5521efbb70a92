"""`python -m bench speed`, `reading`, `publishing`, `load`, `growth` or `public`; docs/performance.md says what the figures mean."""

import argparse
import os
import platform
import tempfile
from pathlib import Path

from bench import growth, load, publishing, servers, speed
from bench.figures import print_lines


def arguments():
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("what", choices=("speed", "reading", "publishing", "load", "growth", "public"))
    parser.add_argument("--assessments", type=int, default=int(os.environ.get("BENCH_N", "10")))
    parser.add_argument("--rounds", type=int, default=5, help="of the speed run")
    parser.add_argument("--seconds", type=float, help="of one target in one round, or of the load")
    parser.add_argument("--people", type=int, default=50, help="of the load, at most 50")
    parser.add_argument(
        "--grown",
        type=int,
        default=1000,
        help="assessments, or published profiles, at which growth is measured",
    )
    parser.add_argument("--profiles", type=int, default=160, help="few of them, beside as many as are grown")
    parser.add_argument("--requests", type=int, default=30, help="of each page, for growth")
    return parser.parse_args()


def main():
    told = arguments()
    database = "PostgreSQL" if os.environ.get("BENCH_DATABASE_URL") else "SQLite"
    cores = os.cpu_count()
    print(f"{told.what} on {database}, {cores} cores, Python {platform.python_version()}", flush=True)
    with tempfile.TemporaryDirectory(prefix="mgi-bench-") as folder:
        servers.collect_static_files(Path(folder))
        if told.what in ("speed", "reading"):
            speed.measure(
                Path(folder),
                assessments=told.assessments,
                rounds=told.rounds,
                seconds=told.seconds or 2,
                reading=told.what == "reading",
            )
        elif told.what == "publishing":
            print_lines(publishing.lines(Path(folder)))
        elif told.what == "load":
            seconds = told.seconds or float(os.environ.get("BENCH_SECONDS", "60"))
            load.measure(Path(folder), assessments=told.assessments, people=told.people, seconds=seconds)
        elif told.what == "public":
            growth.measure_public(Path(folder), small=told.profiles, large=told.grown, requests=told.requests)
        else:
            growth.measure(Path(folder), small=told.assessments, large=told.grown, requests=told.requests)


if __name__ == "__main__":
    main()

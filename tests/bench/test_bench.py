"""The measurements measure something, whatever the figures are, and leave no server behind."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
OWN_SETTINGS = {"DJANGO_SETTINGS_MODULE", "DATABASE_URL", "BROKER_URL", "REDIS_URL"}

pytestmark = pytest.mark.slow


def measured(tmp_path, *arguments):
    """What a run prints: the lines of its table, and the JSON after it."""
    environment = {name: value for name, value in os.environ.items() if name not in OWN_SETTINGS}
    environment["TMPDIR"] = str(tmp_path)
    server = settings.DATABASES["default"]
    if server["ENGINE"].endswith("postgresql"):
        environment["BENCH_DATABASE_URL"] = (
            f"postgres://{server['USER']}@{server['HOST']}:{server['PORT']}/postgres"
        )
    done = subprocess.run(
        [sys.executable, "-m", "bench", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    *table, last = done.stdout.splitlines()
    return table, json.loads(last)


def processes_of(folder):
    """The processes whose environment names this folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str(folder).encode() in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_text())
        except OSError:
            continue
    return found


def test_speed_is_told_line_by_line_and_no_server_is_left(tmp_path):
    table, told = measured(tmp_path, "speed", "--assessments=1", "--rounds=1", "--seconds=0.2")

    assert [line["name"] for line in told if line["goal"]] == [
        "questionnaire page, 15 indicators",
        "section save, all 15 changed",
        "autosave of one answer",
        "public profile, made anew",
        "public profile, kept",
        "PDF of an edition",
        "publish task, 40 pages",
    ]
    assert [row.startswith(line["name"]) for row, line in zip(table[2:], told, strict=True)] == [True] * len(
        told
    )
    assert processes_of(tmp_path) == []
    assert list(tmp_path.iterdir()) == []

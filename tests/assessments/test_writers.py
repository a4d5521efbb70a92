"""The default installation: one database file, and everybody saves at the same time."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("seconds", [1, pytest.param(30, marks=pytest.mark.slow)])
def test_eight_people_save_into_one_file_and_nobody_finds_it_locked(tmp_path, migrated_copy, seconds):
    migrated_copy.lay(tmp_path / "site.sqlite3")
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'site.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "mgi_portal.settings.test",
    }
    command = [sys.executable, "-m", "tests.assessments.writers", str(seconds)]

    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    lines = [line.split("|") for line in done.stdout.splitlines()]
    assert len(lines) == 8
    for stored, revision, last, *faults in lines:
        assert faults == []
        assert stored == revision == str(int(last) + 1)
        assert int(stored) > 0

"""A real worker process, on the broker and database that the suite runs on, makes a real edition."""

import os
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
QUESTIONNAIRES = [ROOT / "instruments" / "data" / f"mgi-{scope}.yaml" for scope in ("local", "national")]
PATIENCE = 90  # seconds; a worker that starts beside other work on two cores

LOADING = f"""
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("load_countries")
for file in {[str(path) for path in QUESTIONNAIRES]!r}:
    call_command("load_instrument", file, "--publish")
call_command("load_standing_texts")
call_command("load_demo")
"""
STATES = "from profiles.models import Edition; print(*sorted(set(Edition.objects.values_list('state', flat=True))))"

pytestmark = pytest.mark.slow


@contextmanager
def own_database(folder):
    """A database that worker and site share, outside the test's own transaction: its address."""
    server = settings.DATABASES["default"]
    if server["ENGINE"].endswith("sqlite3"):
        yield f"sqlite:///{folder / 'site.sqlite3'}"
        return
    name = f"mgi_worker_{os.getpid()}"
    address = f"postgres://{server['USER']}@{server['HOST']}:{server['PORT']}"
    with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{address}/{name}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def manage(environment, *arguments):
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@contextmanager
def worker(environment):
    command = [sys.executable, "-m", "celery", "--quiet", "-A", "mgi_portal", "worker", "--concurrency", "1"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE)


def test_worker_makes_the_edition_that_was_published(tmp_path):
    broker = os.environ.get("BROKER_URL", f"sqla+sqlite:///{tmp_path / 'broker.sqlite3'}")
    with own_database(tmp_path) as database:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "mgi_portal.settings.demo",
            "SECRET_KEY": "only-for-this-test",
            "DATABASE_URL": database,
            "BROKER_URL": broker,
            "FILES_DIR": str(tmp_path / "files"),
            "DEMO_PASSWORD": "a long enough password",
        }
        manage(environment, "shell", "-v0", "-c", LOADING)
        assert manage(environment, "shell", "-v0", "-c", STATES) == "rendering"

        with worker(environment):
            deadline = time.monotonic() + PATIENCE
            while "rendering" in (state := manage(environment, "shell", "-v0", "-c", STATES)):
                assert time.monotonic() < deadline
                time.sleep(1)

    assert state == "published"
    suffixes = Counter(path.suffix for path in (tmp_path / "files" / "editions").iterdir())
    assert suffixes == dict.fromkeys((".pdf", ".docx", ".csv", ".json", ".png"), 5)

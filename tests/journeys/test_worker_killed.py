"""Workers that are killed in mid-render: the edition is made in the end, once, and nobody is served half of it."""

import json
import os
from collections import Counter
from pathlib import Path

import pytest

from tests.journeys.test_worker import LOADING, manage, own_database

KILLS = 20
SOON = 60  # seconds until a killed worker's job runs again

pytestmark = pytest.mark.slow


@pytest.fixture
def site(tmp_path):
    """An environment in which the demonstration waits for its worker."""
    broker = os.environ.get("BROKER_URL", f"sqla+sqlite:///{tmp_path / 'broker.sqlite3'}")
    with own_database(tmp_path) as database:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "mgi_portal.settings.demo",
            "SECRET_KEY": "only-for-this-test",
            "DATABASE_URL": database,
            "BROKER_URL": broker,
            "FILES_DIR": str(tmp_path / "files"),
            "BEAT_FILE": str(tmp_path / "beat"),
            "DEMO_PASSWORD": "a long enough password",
        }
        manage(environment, "shell", "-v0", "-c", LOADING)
        yield environment


def told(environment, call):
    return json.loads(
        manage(environment, "shell", "-v0", "-c", f"from tests.journeys import killing; killing.{call}")
    )


def stored(environment):
    folder = Path(environment["FILES_DIR"]) / "editions"
    return Counter(path.suffix.removeprefix(".") for path in folder.iterdir())


def test_edition_of_twenty_killed_workers_is_made_once(site):
    found = told(site, f"kill_often({KILLS})")

    assert (found["kills"], found["faults"]) == (KILLS, [])
    assert found["events"] == ["publish", "finish"]
    assert stored(site) == dict.fromkeys(found["formats"], 1)
    assert {"pdf", "csv", "json"} <= set(found["formats"])


def test_job_of_a_killed_worker_runs_again_soon_by_itself(site):
    found = told(site, "kill_once()")

    assert found["seconds"] < SOON
    assert (found["events"], found["faults"]) == (["publish", "finish"], [])

"""The tools of other people find nothing to say against the open data; where `scripts/check-open-data` has set them up."""

import subprocess

import pytest
from django.db import transaction

from tests.api.world import make_world
from tests.architecture.test_sizes import ROOT
from tests.replay import play

TOOLS = ROOT / "var" / "open-data-tools" / "bin" / "schemathesis"


@pytest.mark.slow
@pytest.mark.skipif(not TOOLS.exists(), reason="scripts/check-open-data has not set the tools up")
def test_other_tools_find_no_fault(transactional_db, live_server, settings):
    settings.SITE_URL = live_server.url
    with transaction.atomic():
        play(make_world)

    run = subprocess.run(
        [ROOT / "scripts" / "check-open-data", live_server.url], capture_output=True, text=True, check=False
    )

    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.count(" valid\n") == 2
    assert run.stdout.count("VALID") == 2

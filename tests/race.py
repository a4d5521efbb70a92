"""Several people at the same moment, each on a real connection of their own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import connections

from workflows.engine import TransitionRefused

postgresql_only = pytest.mark.skipif(
    "postgresql" not in settings.DATABASES["default"]["ENGINE"],
    reason="SQLite lets one writer in at a time: nothing to race",
)


def at_once(*jobs):
    """What each job gave, or raised, when all were let go at the same moment, each on its own connection."""
    ready = Barrier(len(jobs), timeout=20)

    def run(job):
        try:
            ready.wait()
            return job()
        except (TransitionRefused, PermissionDenied, ObjectDoesNotExist) as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))

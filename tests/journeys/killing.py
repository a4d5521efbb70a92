"""Kills workers that make an edition: run by a process of its own, on the site's own database and broker."""

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta

from django.utils import timezone

from profiles.models import Edition, EditionEvent, EditionFile

PATIENCE = 90  # seconds; a worker that starts beside other work on two cores


def kill_often(times):
    """Kill so many workers in mid-render, let the last one finish, and print what is there then.

    Nothing but the sweep of each worker finds out about the one before.
    """
    edition = only_edition()
    kills, faults = 0, []
    for number in range(times):
        since = timezone.now()
        with worker("tests.journeys.impatient"):
            begin(edition, since, ("layout", "checks")[number % 2])
            time.sleep(random.uniform(0, 0.4))  # noqa: S311  a moment, not a secret
        edition.refresh_from_db()
        kills += edition.state == "rendering"
        faults += half_written()
    with worker("tests.journeys.impatient"):
        begin(edition, timezone.now(), "checks")
        until(edition, state="published")
    tell(kills=kills, faults=faults + half_written())


def begin(edition, since, stage):
    """Wait until a worker has begun since then, and has come so far."""
    deadline = timezone.now() + timedelta(seconds=PATIENCE)
    while edition.state != "published":
        if edition.stage == stage and edition.beat_at is not None and edition.beat_at >= since:
            return
        wait(edition, deadline)


def kill_once():
    """Kill one worker in mid-render, and print how long it takes until another one has begun again by itself."""
    edition = only_edition()
    with worker():
        until(edition, stage="layout")
        time.sleep(0.5)
    killed = timezone.now()
    with worker():
        while edition.beat_at is None or edition.beat_at < killed:
            wait(edition, killed + timedelta(seconds=PATIENCE))
        begun = edition.beat_at
        until(edition, state="published")
    tell(seconds=(begun - killed).total_seconds(), faults=half_written())


def only_edition():
    """The first one; the others of the demonstration are none of this."""
    edition = Edition.objects.filter(state="rendering").order_by("pk").first()
    Edition.objects.exclude(pk=edition.pk).update(state="called_off", published_at=None)
    return edition


@contextmanager
def worker(application="mgi_portal"):
    """A worker that sweeps too, with all its processes, ended as hard as can be."""
    options = ["--concurrency", "1", "-B", "--schedule", os.environ["BEAT_FILE"]]
    process = subprocess.Popen(
        [sys.executable, "-m", "celery", "--quiet", "-A", application, "worker", *options],
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def until(edition, **wanted):
    deadline = timezone.now() + timedelta(seconds=PATIENCE)
    while any(getattr(edition, name) != value for name, value in wanted.items()):
        if edition.state not in ("rendering", "published"):
            sys.exit(f"{edition.state}: {list(edition.events.values_list('name', 'note'))}")
        if edition.state == "published" and "stage" in wanted:
            return
        wait(edition, deadline)


def wait(edition, deadline):
    if timezone.now() > deadline:
        sys.exit(f"Nothing happened: {edition.state}, {edition.stage}")
    time.sleep(0.02)
    edition.refresh_from_db(fields=["state", "stage", "beat_at"])


def half_written():
    """Files that the site would serve, and that aren’t what their rows say."""
    return [
        str(file)
        for file in EditionFile.objects.order_by("pk")
        if hashlib.sha256(file.file.open("rb").read()).hexdigest() != file.sha256
    ]


def tell(**found):
    events = EditionEvent.objects.filter(subject__state="published").order_by("pk")
    found["events"] = list(events.values_list("name", flat=True))
    found["formats"] = sorted(EditionFile.objects.values_list("format", flat=True))
    sys.stdout.write(json.dumps(found))

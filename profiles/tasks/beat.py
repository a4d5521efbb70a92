"""The sign of life of a worker that makes an edition or a draft: a moment in its row, renewed every few seconds."""

import datetime
import logging
import time

from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles.choices import Stage
from profiles.querysets import EditionQuerySet, ProofQuerySet

EVERY = 4.0
"""Seconds between two beats."""

SILENT_AFTER = datetime.timedelta(seconds=20)
"""A worker that hasn’t beaten for as long was killed: another one may begin."""

STARTS = 25
"""So often a worker begins with the same, a quarter of an hour’s time; what killed each would kill the next one too."""

log = logging.getLogger(__name__)


def claim(rows: EditionQuerySet | ProofQuerySet) -> bool:
    """Whether the one row is this worker’s to make: the first of several jobs about it wins."""
    now = timezone.now()
    return rows.claim(now, now - SILENT_AFTER, STARTS)


def broken_off() -> str:
    """Why nothing is made after so many starts, and what to do."""
    return _(
        "The files could not be made: the work was broken off again and again. Try again; if that doesn’t help, tell "
        "the administrators."
    )


class Beat:
    """Called as often as one likes, it beats every few seconds."""

    def __init__(self, rows: EditionQuerySet | ProofQuerySet) -> None:
        self.rows = rows
        self.last = time.monotonic()

    def __call__(self) -> None:
        if time.monotonic() - self.last < EVERY:
            return
        try:
            self.rows.update(beat_at=timezone.now())
        except DatabaseError:
            log.warning("No sign of life could be given.", exc_info=True)
        self.last = time.monotonic()

    def reach(self, stage: Stage) -> None:
        """Tell those who watch how far it is; this is a sign of life too."""
        self.rows.update(stage=stage, beat_at=timezone.now())
        self.last = time.monotonic()

"""The site's Celery application, in which a killed worker is missed after three seconds instead of twenty."""

import datetime

import django

django.setup()

from mgi_portal.celery import app  # noqa: E402  Django must be set up first
from profiles.tasks import beat  # noqa: E402
from profiles.workflow import publishing  # noqa: E402

beat.EVERY = 0.5
beat.SILENT_AFTER = publishing.SILENT_AFTER = datetime.timedelta(seconds=3)
app.conf.beat_schedule = {
    "requeue-lost-renderings": {"task": "profiles.periodic.requeue_lost_renderings", "schedule": 1.0}
}

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mgi_portal.settings.base")

app = Celery("mgi_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="periodic")

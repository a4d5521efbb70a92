import logging

from celery import current_app
from django.db import Error, connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

BROKER_TIMEOUT = 2  # seconds

logger = logging.getLogger(__name__)


def csrf_failure(request, reason=""):
    return render(request, "403_csrf.html", status=403)


@require_safe
@never_cache
def healthz(request):
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@never_cache
def readyz(request):
    checks = {"database": _database(), "broker": _broker()}
    ready = all(word == "ok" for word in checks.values())
    return JsonResponse(checks, status=200 if ready else 503)


def _database():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        logger.exception("The database does not answer")
        return "unreachable"
    return "ok"


def _broker():
    try:
        with current_app.connection_for_write(connect_timeout=BROKER_TIMEOUT) as broker:
            broker.ensure_connection(max_retries=0, timeout=BROKER_TIMEOUT)
            # Some transports connect at the first use only.
            broker.default_channel.queue_declare(current_app.conf.task_default_queue, durable=True)
    except Exception:  # each transport has its own errors; any of them means no broker
        logger.exception("The broker does not answer")
        return "unreachable"
    return "ok"

import logging

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string
from kombu.exceptions import OperationalError as BrokerError

RETRY_AFTER = 30  # seconds

logger = logging.getLogger(__name__)


class UnavailableMiddleware:
    """When the database or the broker can't be reached, people get a page that says so, not a failure."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, OperationalError | InterfaceError | BrokerError):
            return None
        logger.error("unavailable at %s: %s", request.path, exception)
        if hasattr(request, "session"):
            request.session.modified = False  # saving it would meet the same failure
        return HttpResponse(
            render_to_string("503.html"), status=503, headers={"Retry-After": str(RETRY_AFTER)}
        )

import logging
from http import HTTPStatus

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from kombu.exceptions import OperationalError as BrokerError

RETRY_AFTER = 30  # seconds
METHODS = ("GET", "HEAD", "OPTIONS", "POST")
"""What pages and forms ask with; nothing here answers another one."""

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


class MethodMiddleware:
    """Form views take a PUT for a POST; nobody sends one, so none gets in."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        return self.get_response(request)


class FormAddressMiddleware:
    """Who opens an address that only takes a form gets a page that says so, and a way back.

    Status and `Allow` stay. Programs, and scripts of our own pages, get the empty answer that they know.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or response.content:
            return response
        if request.method not in ("GET", "HEAD") or not _is_read_by_people(request):
            return response
        page = render(request, "405.html", {"above": page_above(request.path)}, status=response.status_code)
        page["Allow"] = response["Allow"]
        return page


def _is_read_by_people(request):
    return "text/html" in request.headers.get("Accept", "") and not request.headers.get("HX-Request")


def page_above(path):
    """The nearest address above this one that can be read, whoever may; none where only the home page is left."""
    parts = path.strip("/").split("/")
    for length in range(len(parts) - 1, 1, -1):
        above = f"/{'/'.join(parts[:length])}/"
        try:
            view = resolve(above).func
        except Resolver404:
            continue
        if hasattr(getattr(view, "view_class", view), "get"):
            return above
    return None

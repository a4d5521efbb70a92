import errno
from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.template.loader import render_to_string

NO_ROOM = {errno.ENOSPC, errno.EDQUOT}


class UploadLimitMiddleware:
    """A body that is too large is refused before it is read; a full disk is told in words, whoever meets it.

    Stands before whatever reads the body, and behind what chooses the language.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _length(request) > settings.BODY_MAX_SIZE:
            return _page("413.html", 413)
        if request.method == "POST" and request.content_type == "multipart/form-data":
            try:
                _parse(request)
            except OSError as error:
                if error.errno not in NO_ROOM:
                    raise
                return _page("507.html", 507)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OSError) and exception.errno in NO_ROOM:
            return _page("507.html", 507)
        return None


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _parse(request: HttpRequest) -> None:
    """Files go to the disk here, so that a full one is met where there is an answer to it."""
    with suppress(UnreadablePostError):  # the sender is gone; whoever reads it next says so
        len(request.POST)


def _page(template: str, status: int) -> HttpResponse:
    return HttpResponse(render_to_string(template), status=status)

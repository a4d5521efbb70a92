import logging
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import Error
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language

from audit.choices import Kind
from audit.refusals import Refusal, collected
from audit.workflow import SITE, record

DENIED, HIDDEN, NOT_NOW = 403, 404, 409
REASONS = 5
REASON_LENGTH = 300

logger = logging.getLogger(__name__)


class RefusalMiddleware:
    """Records what someone who is signed in was refused: pages that they may not open, pages that are kept from them
    by saying that there are none, and steps that can't be taken now.

    A page that knows in whose log it belongs says so in `request.matter`. While a 404 of it would keep something
    from the person, `request.hides` is true; such a line is the same whether there is something or not.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with collected() as refusals:
            response = self.get_response(request)
        if response.status_code == NOT_NOW:
            for refusal in dict.fromkeys(refusals):
                _record_step(request, refusal)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        if isinstance(exception, PermissionDenied):
            _record(request, DENIED, request.path)
        elif isinstance(exception, Http404) and getattr(request, "hides", False):
            _record(request, HIDDEN, request.path)


def _record_step(request: HttpRequest, refusal: Refusal) -> None:
    told = {
        "step": refusal.step,
        "reasons": [reason[:REASON_LENGTH] for reason in refusal.reasons[:REASONS]],
        "more": max(len(refusal.reasons) - REASONS, 0),
        "language": get_language(),
    }
    _record(request, NOT_NOW, refusal.subject or request.path, **told)


def _record(request: HttpRequest, status: int, subject: str, **told: Any) -> None:
    """A refusal stays what it is when the log can't be written."""
    page = request.resolver_match.url_name if request.resolver_match else ""
    told |= {"status": status, "method": request.method, "page": page}
    matter = getattr(request, "matter", SITE)
    try:
        if request.user.is_authenticated:
            record(Kind.REFUSED, matter=matter, by=request.user, subject=subject, **told)
    except Error:
        logger.exception("a refusal is not in the log %s: %s", matter, subject)

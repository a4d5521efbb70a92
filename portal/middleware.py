"""Pages that are the same for everybody are made once, and given out until something else is published."""

import hashlib
import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers

from portal import kept

FRESH = "public, max-age=0, must-revalidate"  # whoever has it asks each time, and mostly hears that it is the same
SAFE = ("GET", "HEAD")
FOUND = 200
PERSONAL = ("HTTP_AUTHORIZATION", "HTTP_HX_REQUEST")
GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")


class PublishedPagesMiddleware:
    """Answers for the pages in `kept.PAGES`, and the files that are named by their content, to whoever has no session:
    kept ones without a statement, new ones kept.

    Stands before whatever reads the session or the database. A page that sets a cookie is never kept.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in SAFE or _is_personal(request):
            return self.get_response(request)
        request.get_host()  # whoever asks for another site gets no page of this one
        address = request.get_full_path()
        found, made_from = kept.find(address) if settings.PAGES_KEPT_SECONDS else (None, "")
        if isinstance(found, kept.KeptFile):
            return found.sent.answer(request)
        if found is not None:
            return _known(request, found.etag) or _from(request, found)
        response = self.get_response(request)
        if sent := getattr(response, "sent", None):
            del response.headers["Vary"]  # what is named by its content is the same in all languages
            if made_from and not request.META.get("QUERY_STRING"):
                kept.keep(kept.KeptFile(made_from, address, sent))
        if not isinstance(response, HttpResponse) or not _is_published(request, response):
            return response
        return self.made(request, response, made_from if _is_bounded(request, address) else "")

    def made(self, request: HttpRequest, response: HttpResponse, made_from: str) -> HttpResponseBase:
        """The page as it was just made; kept where it says from what."""
        etag = f'W/"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        response.headers["Cache-Control"], response.headers["ETag"] = FRESH, etag
        patch_vary_headers(response, ["Accept-Encoding", "Cookie"])
        if made_from and request.method == "GET":
            headers, compressed = tuple(response.items()), kept.compress(response.content)
            page = kept.Kept(made_from, request.get_full_path(), etag, headers, compressed)
            kept.keep(page)
            return _known(request, etag) or _from(request, page)
        if _takes_gzip(request):
            response.content = kept.compress(response.content)
            response.headers["Content-Encoding"] = "gzip"
            response.headers["Content-Length"] = str(len(response.content))
        return _known(request, etag) or response


def _is_personal(request: HttpRequest) -> bool:
    cookies = request.COOKIES
    if cookies and (settings.SESSION_COOKIE_NAME in cookies or "messages" in cookies):
        return True
    return any(name in request.META for name in PERSONAL)


def _is_published(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether everybody would get this page: named above, in the language of its address, and with nothing secret."""
    match = request.resolver_match
    return (
        match is not None
        and match.url_name in kept.PAGES
        and response.status_code == FOUND
        and not response.cookies
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        and "accept-language" not in response.get("Vary", "").lower()
    )


def _is_bounded(request: HttpRequest, address: str) -> bool:
    """Whether the page heeds all that it was asked for: what it doesn't know takes nobody's place."""
    match = request.resolver_match
    known = kept.PAGES.get(match.url_name or "", frozenset()) if match else frozenset()
    return len(address) <= kept.LONGEST_ADDRESS and set(request.GET) <= known


def _takes_gzip(request: HttpRequest) -> bool:
    return GZIP.search(request.headers.get("Accept-Encoding", "")) is not None


def _known(request: HttpRequest, etag: str) -> HttpResponseBase | None:
    """That the page is still what the browser has, where it has it."""
    same = get_conditional_response(request, etag=etag)
    if same is None:
        return None
    for name, value in (("Cache-Control", FRESH), ("ETag", etag), ("Vary", "Accept-Encoding, Cookie")):
        same.headers[name] = value
    return same


def _from(request: HttpRequest, page: kept.Kept) -> HttpResponse:
    packed = _takes_gzip(request)
    content = page.compressed if packed else page.content
    response = HttpResponse(b"" if request.method == "HEAD" else content, headers=dict(page.headers))
    response.headers["Content-Length"] = str(len(content))
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    return response

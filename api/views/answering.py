"""What every address of the open data does alike: methods, parameters, caching, other sites, and errors."""

import hashlib
from functools import wraps
from http import HTTPStatus
from typing import Annotated, TypeVar

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.views.decorators.csrf import csrf_exempt
from ninja.params import models

from api.choices import LANGUAGE, VERSION
from api.schema.answers import Fault, Problem
from portal.version import version

READ = ["GET", "HEAD"]
ALLOWED = "GET, HEAD, OPTIONS"
FOR_EVERYBODY = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Content-Disposition",
    "Content-Language": LANGUAGE,
}
OPTIONS = FOR_EVERYBODY | {
    "Allow": ALLOWED,
    "Access-Control-Allow-Methods": ALLOWED,
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Max-Age": "86400",
}
CACHED = FOR_EVERYBODY | {"Cache-Control": "public, max-age=0, must-revalidate"}
SHOWN = 60  # characters of a name that isn’t known


def open_to_all(view):
    """Open to everybody and the same for everybody: no cookie is read or set, and other sites may ask.

    What has not changed is not sent again, and not even read.
    """

    @csrf_exempt  # nothing here changes anything, or looks who asks
    @wraps(view)
    def answered(request, **parts):
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers=OPTIONS)
        if request.method not in READ:
            return problem(405, f"This address only answers {ALLOWED}.", headers={"Allow": ALLOWED})
        etag = etag_of(request)
        with translation.override(LANGUAGE):
            response = get_conditional_response(request, etag=etag) or view(request, **parts)
        if response.status_code in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
            for name, value in (CACHED | {"ETag": etag}).items():
                response.headers[name] = value
        return response

    return answered


def etag_of(request):
    """Of what is published at this moment, and of the address; the same for everybody."""
    parts = [version(), VERSION, request.get_full_path()]
    return f'"{hashlib.sha256(" ".join(parts).encode()).hexdigest()[:32]}"'


class WholeQuery(models.QueryModel):
    """Ninja hands on what a question knows, once each; a question that gets everything refuses the rest itself."""

    @classmethod
    def resolve(cls, request, api, path_params):
        query = {name: values if len(values) > 1 else values[0] for name, values in request.GET.lists()}
        return cls.model_validate({"asked": query})


class Query(models.Query):
    _model = WholeQuery


Asked = Annotated[TypeVar("Question"), Query(...)]
"""The parameter `asked` of every address, with all that may be asked of it; nothing else is taken."""


def found(answer):
    """What there is; `None` is nothing that is published."""
    if answer is None:
        raise Http404
    return answer


def turned(request, page, line):
    """One page of a list, `line` by line, with the addresses of its neighbours."""

    def link(cursor):
        query = request.GET.copy()
        query["cursor"] = cursor
        return f"{settings.SITE_URL}{request.path}?{query.urlencode()}" if cursor else None

    items = [line(row) for row in page.rows]
    return {"items": items, "next": link(page.next), "previous": link(page.previous)}


# What can't be answered -------------------------------------------------------------------------------


def problem(status, detail, faults=(), headers=()):
    """As RFC 9457 has it; `faults` are of the parameters."""
    title = HTTPStatus(status).phrase
    told = Problem(type="about:blank", title=title, status=status, detail=detail, errors=list(faults))
    return HttpResponse(
        told.model_dump_json(),
        status=status,
        content_type="application/problem+json",
        headers=FOR_EVERYBODY | {"Cache-Control": "no-store"} | dict(headers),
    )


@csrf_exempt
def no_address(request):
    return problem(404, "There is no such address. The list of addresses is at /api/v1.")


def nothing_published(request, _error):
    return problem(404, "There is nothing published under this identifier.")


def faulty(request, error):
    """The parameters that can't be taken; a part of the address that can't be one is of nothing."""
    faults = [fault(request, each) for each in error.errors if each["loc"][0] == "query"]
    return refused(faults) if faults else nothing_published(request, error)


def faulty_cursor(request, _error):
    return refused([Fault(parameter="cursor", detail="wasn’t taken from a link of this list")])


def refused(faults):
    names = ", ".join(dict.fromkeys(fault.parameter for fault in faults))
    return problem(400, f"These parameters can’t be taken: {names}.", faults)


def fault(request, error):
    name = error["loc"][-1]
    if len(request.GET.getlist(name)) > 1:
        text = "given more than once"
    elif error["type"] == "extra_forbidden":
        text = "not known here"
    else:
        text = error["msg"].removeprefix("Value error, ")
    return Fault(parameter=name[:SHOWN], detail=text)

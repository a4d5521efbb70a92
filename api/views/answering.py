"""What every address of the open data does alike: methods, parameters, caching, other sites, and errors."""

import hashlib
from http import HTTPStatus

from django.conf import settings
from django.http import HttpResponse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View
from pydantic import ValidationError

from api.choices import LANGUAGE, VERSION
from api.schema.answers import Fault, Problem
from api.schema.questions import Question
from portal.version import version

ALLOWED = "GET, HEAD, OPTIONS"
FOR_EVERYBODY = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Content-Disposition",
    "Content-Language": LANGUAGE,
}
OPTIONS = {
    "Allow": ALLOWED,
    "Access-Control-Allow-Methods": ALLOWED,
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Max-Age": "86400",
}
CACHED = {"Cache-Control": "public, max-age=0, must-revalidate"}
SHOWN = 60  # characters of a name that isn’t known


class Refused(Exception):
    """The request can’t be answered; `faults` are of its parameters."""

    def __init__(self, status, detail, faults=()):
        self.status, self.detail, self.faults = status, detail, list(faults)


@method_decorator(csrf_exempt, name="dispatch")  # nothing here changes anything, or looks who asks
class OpenData(View):
    """Open to everybody and the same for everybody: no cookie is read or set, and other sites may ask."""

    question = Question

    def dispatch(self, request, *args, **kwargs):
        with translation.override(LANGUAGE):
            try:
                response = self.answered(request)
            except Refused as refused:
                response = problem(refused)
        return told(response, FOR_EVERYBODY)

    def answered(self, request):
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers=OPTIONS)
        if request.method not in ("GET", "HEAD"):
            raise Refused(405, f"This address only answers {ALLOWED}.")
        self.asked = read(self.question, request.GET)
        etag = etag_of(request)
        response = get_conditional_response(request, etag=etag)
        if response is None:
            response = self.answer()
        return told(response, {"ETag": etag, **CACHED})

    def answer(self):
        """The whole reply; `Refused` where there is nothing."""
        raise NotImplementedError

    def found(self, answer):
        """As JSON; `None` is nothing that is published."""
        if answer is None:
            raise Refused(404, "There is nothing published under this identifier.")
        return HttpResponse(answer.model_dump_json(), content_type="application/json")


class Nothing(OpenData):
    """Whatever has no address of its own."""

    def answered(self, request):
        raise Refused(404, "There is no such address. The list of addresses is at /api/v1.")


def told(response, headers):
    """The reply with these headers too."""
    for name, value in headers.items():
        response.headers[name] = value
    return response


def read(question, query):
    """The parameters, each at most once and each known."""
    faults = [
        Fault(parameter=name[:SHOWN], detail="given more than once")
        for name, values in query.lists()
        if len(values) > 1
    ]
    try:
        asked = question.model_validate(query.dict())
    except ValidationError as refused:
        faults += [Fault(parameter=str(e["loc"][0])[:SHOWN], detail=words_of(e)) for e in refused.errors()]
    if faults:
        names = ", ".join(dict.fromkeys(fault.parameter for fault in faults))
        raise Refused(400, f"These parameters can’t be taken: {names}.", faults)
    return asked


def words_of(error):
    if error["type"] == "extra_forbidden":
        return "not known here"
    return error["msg"].removeprefix("Value error, ")


def etag_of(request):
    """Of what is published at this moment, and of the address; the same for everybody."""
    parts = [version(), VERSION, request.get_full_path()]
    return f'"{hashlib.sha256(" ".join(parts).encode()).hexdigest()[:32]}"'


def problem(refused):
    described = Problem(
        type="about:blank",
        title=HTTPStatus(refused.status).phrase,
        status=refused.status,
        detail=refused.detail,
        errors=refused.faults,
    )
    headers = {"Allow": ALLOWED} if refused.status == HTTPStatus.METHOD_NOT_ALLOWED else {}
    return HttpResponse(
        described.model_dump_json(),
        status=refused.status,
        content_type="application/problem+json",
        headers={"Cache-Control": "no-store", **headers},
    )


def turned(request, page, items, model):
    """One page of a list, with the addresses of its neighbours."""

    def link(cursor):
        query = request.GET.copy()
        query["cursor"] = cursor
        return f"{settings.SITE_URL}{request.path}?{query.urlencode()}"

    return model(
        items=items,
        next=link(page.next) if page.next else None,
        previous=link(page.previous) if page.previous else None,
    )

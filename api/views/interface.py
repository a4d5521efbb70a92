"""The interface for programs, on django-ninja, and the document that describes it for machines."""

from functools import cache

from django.conf import settings
from django.http import Http404
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.openapi.schema import REF_TEMPLATE
from ninja.renderers import BaseRenderer
from pydantic.json_schema import models_json_schema
from pydantic_core import to_json

from api.choices import PREFIX, VERSION
from api.querysets import FaultyCursor
from api.report import addresses
from api.schema.answers import Problem
from api.schema.questions import Question
from api.views import answering, files, lists
from api.views.answering import READ, Asked

ABOUT = """\
Profiles of migration governance that were published with the consent of their governments: read only, and only what is
published. A profile describes; nothing here is a score or a rank, and nothing can be sorted.

Identifiers are the addresses of the site and stay what they are: a profile is `argentina/quilmes/2022`, an edition of it
`argentina/quilmes/2022/en-1`, a finding `argentina/quilmes/2022/en-1#finding-12`. What an edition says never changes; a
mended text is a new edition with the next number. What was withdrawn is not found any more.

Lists come in pages with the links `next` and `previous`. A parameter that isn't known is refused. Answers carry an ETag:
ask again with `If-None-Match`, and nothing is sent where nothing has changed.
"""


class Json(BaseRenderer):
    """As pydantic writes it: moments with all their digits, letters as they are."""

    media_type = "application/json"

    def render(self, request, data, *, response_status):
        return to_json(data)


class Interface(NinjaAPI):
    def get_content_type(self):
        return self.renderer.media_type  # JSON is UTF-8, and nothing more is said of it


interface = Interface(version=VERSION, renderer=Json(), openapi_url=None, docs_url=None)
interface.add_router(PREFIX, lists.router)
interface.add_router("/data", files.router)
interface.add_exception_handler(ValidationError, answering.faulty)
interface.add_exception_handler(FaultyCursor, answering.faulty_cursor)
interface.add_exception_handler(Http404, answering.nothing_published)


@interface.api_operation(READ, f"{PREFIX}/openapi.json", url_name="api-openapi", include_in_schema=False)
def openapi(request, asked: Asked[Question]):
    return document()


@cache
def described():
    """What ninja makes of the addresses: paths and models, the same as long as the process lives."""
    made = interface.get_openapi_schema(path_prefix="")
    paths = {path.removeprefix(PREFIX) or "/": {"get": told["get"]} for path, told in made["paths"].items()}
    _keys, problem = models_json_schema([(Problem, "serialization")], ref_template=REF_TEMPLATE)
    models = made["components"]["schemas"] | problem["$defs"]
    return {"openapi": made["openapi"], "paths": paths, "components": {"schemas": models}}


def document():
    """The interface as OpenAPI 3.1 has it: what ninja makes of the addresses, and what is said of them all."""
    docs, name = addresses.docs(), str(settings.SITE_NAME)
    return described() | {
        "info": {
            "title": f"{name}: open data",
            "version": VERSION,
            "description": ABOUT,
            "license": {"name": "Terms of use printed in each edition", "url": f"{docs}#licence"},
            "contact": {"name": name, "url": docs},
        },
        "externalDocs": {"description": "The documentation for people", "url": docs},
        "servers": [{"url": f"{settings.SITE_URL}{PREFIX}"}],
    }

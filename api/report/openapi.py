"""The interface described for machines (OpenAPI 3.1), made from the endpoints and the contract."""

from functools import cache
from typing import Any

from django.conf import settings
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from api.choices import PREFIX, VERSION
from api.report import addresses
from api.report.endpoints import ENDPOINTS, Endpoint, Part
from api.schema.answers import Index, Problem

Json = dict[str, Any]
REF = "#/components/schemas/{model}"
PROBLEM = {"application/problem+json": {"schema": {"$ref": REF.format(model="Problem")}}}
ABOUT = """\
Profiles of migration governance that were published with the consent of their governments: read only, and only what is
published. A profile describes; nothing here is a score or a rank, and nothing can be sorted.

Identifiers are the addresses of the site and stay what they are: a profile is `argentina/quilmes/2022`, an edition of it
`argentina/quilmes/2022/en-1`, a finding `argentina/quilmes/2022/en-1#finding-12`. What an edition says never changes; a
mended text is a new edition with the next number. What was withdrawn is not found any more.

Lists come in pages with the links `next` and `previous`. A parameter that isn't known is refused. Answers carry an ETag:
ask again with `If-None-Match`, and nothing is sent where nothing has changed.
"""
HEADERS: Json = {
    "ETag": {"schema": {"type": "string"}, "description": "Changes when what is published changes."},
    "Access-Control-Allow-Origin": {"schema": {"type": "string"}, "description": "Always *."},
}


def openapi() -> Json:
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{settings.SITE_NAME}: open data",
            "version": VERSION,
            "description": ABOUT,
            "license": {"name": "Terms of use printed in each edition", "url": f"{docs()}#licence"},
            "contact": {"name": str(settings.SITE_NAME), "url": docs()},
        },
        "externalDocs": {"description": "The documentation for people", "url": docs()},
        "servers": [{"url": f"{settings.SITE_URL}{PREFIX}"}],
        "paths": {endpoint.path or "/": {"get": _operation(endpoint)} for endpoint in ENDPOINTS},
        "components": {"schemas": _schemas()},
    }


def docs() -> str:
    return addresses.page("open-data/api/")


def index() -> Index:
    lists = [endpoint.name for endpoint in ENDPOINTS if endpoint.path == f"/{endpoint.name}"]
    return Index(
        version=VERSION,
        documentation=docs(),
        openapi=addresses.api("openapi.json"),
        datapackage=f"{settings.SITE_URL}/data/datapackage.json",
        lists={name: addresses.api(name) for name in lists},
    )


def parameters_of(endpoint: Endpoint) -> list[Json]:
    """As OpenAPI has them: the parts of the address, then what may be asked."""
    properties = endpoint.question.model_json_schema(ref_template=REF).get("properties", {})
    asked = [_parameter(name, dict(schema)) for name, schema in properties.items()]
    return [*(_part(part) for part in endpoint.parts), *asked]


def example_path(name: str) -> str:
    """The path of an endpoint with something in it."""
    [endpoint] = [each for each in ENDPOINTS if each.name == name]
    return f"{PREFIX}{endpoint.example_path}"


def choices_of(schema: Json) -> list[str]:
    """The words that a parameter takes, where there are only some."""
    name = schema.get("$ref", "").rpartition("/")[2]
    return list(_schemas()[name]["enum"]) if name else []


def _part(part: Part) -> Json:
    schema: Json = (
        {"type": "integer", "minimum": 1} if part.number else {"type": "string", "pattern": part.pattern}
    )
    example = int(part.example) if part.number else part.example
    return {
        "name": part.name,
        "in": "path",
        "required": True,
        "description": part.text,
        "schema": schema,
        "example": example,
    }


def _parameter(name: str, schema: Json) -> Json:
    text, shown = schema.pop("description"), schema.pop("examples", None)
    schema.pop("title", None)
    if "anyOf" in schema:
        [wanted] = [each for each in schema.pop("anyOf") if each != {"type": "null"}]
        schema = {key: value for key, value in schema.items() if key != "default"} | wanted
    told: Json = {"name": name, "in": "query", "description": text, "schema": schema}
    return told | {"example": shown[0]} if shown else told


def _operation(endpoint: Endpoint) -> Json:
    refused = {"400": _problem("A parameter can’t be taken; the problem names it.")}
    if endpoint.parts:
        refused["404"] = _problem("There is no such thing, or it isn’t published (any more).")
    return {
        "operationId": endpoint.name,
        "summary": endpoint.title,
        "description": endpoint.text,
        "parameters": parameters_of(endpoint),
        "responses": {
            "200": {
                "description": endpoint.title,
                "headers": HEADERS,
                "content": {
                    "application/json": {
                        "schema": {"$ref": REF.format(model=endpoint.answer.__name__)},
                        "example": endpoint.example.model_dump(mode="json"),
                    }
                },
            },
            "304": {"description": "Nothing has changed since the ETag that was sent."},
            **refused,
        },
    }


def _problem(text: str) -> Json:
    return {"description": text, "content": PROBLEM}


@cache
def _schemas() -> Json:
    models: list[type[BaseModel]] = [*dict.fromkeys(endpoint.answer for endpoint in ENDPOINTS), Problem]
    _keys, answered = models_json_schema([(model, "serialization") for model in models], ref_template=REF)
    asked: Json = {}
    for endpoint in ENDPOINTS:
        asked |= endpoint.question.model_json_schema(ref_template=REF).get("$defs", {})
    found: Json = asked | answered["$defs"]
    return found

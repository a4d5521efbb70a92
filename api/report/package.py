"""The two tables described for programs, as a Frictionless data package."""

import datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from api.report import tables
from api.report.addresses import docs
from api.schema.questions import SLUG
from instruments.choices import Scope
from places.choices import Kind
from portal.version import version
from profiles.choices import FindingKind

Json = dict[str, Any]
ALLOWED: dict[str, Json] = {
    "scope": {"enum": Scope.values},
    "domain": {"pattern": SLUG},
}
KINDS: dict[str, list[str]] = {"profiles": Kind.values, "findings": FindingKind.values}
OPTIONAL = {"country_code", "region", "tags"}


def datapackage() -> Json:
    made = made_at()
    return {
        "profile": "tabular-data-package",
        "name": "migration-governance-profiles",
        "id": f"{settings.SITE_URL}/data/datapackage.json",
        "title": f"{settings.SITE_NAME}: published profiles and their findings",
        "description": "Every profile that is published, and every finding of every published edition. Nothing is a score.",
        "homepage": docs(),
        "version": made.strftime("%Y.%m.%d"),
        "created": made.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "licenses": [
            {
                "name": "other-closed",
                "title": "Terms of use printed in each edition",
                "path": f"{docs()}#licence",
            }
        ],
        "sources": [{"title": str(settings.SITE_NAME), "path": settings.SITE_URL}],
        "contributors": [{"title": str(settings.SITE_NAME), "path": settings.SITE_URL, "role": "publisher"}],
        "resources": [
            _resource("profiles", "One line for each published profile.", tables.PROFILE),
            _resource("findings", "One line for each finding of each published edition.", tables.FINDING),
        ],
    }


def made_at() -> datetime.datetime:
    """When what is published last changed, as far as it is remembered."""
    moment = cache.get_or_set(f"api.made.{version()}", timezone.now, None) or timezone.now()
    return moment.astimezone(datetime.UTC)


def _resource(name: str, text: str, columns: tuple[tables.Column, ...]) -> Json:
    schema: Json = {"fields": [_field(name, column) for column in columns], "primaryKey": "id"}
    if name == "findings":
        reference = {"resource": "profiles", "fields": "id"}
        schema["foreignKeys"] = [{"fields": "profile", "reference": reference}]
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": f"{settings.SITE_URL}/data/{name}.csv",
        "description": text,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "header": True, "commentChar": "#"},
        "schema": schema,
    }


def _field(table: str, column: tables.Column) -> Json:
    must = dict(ALLOWED.get(column.name, {}))
    if column.name == "kind":
        must["enum"] = KINDS[table]
    if column.name not in OPTIONAL:
        must["required"] = True
    if column.name == "id":
        must["unique"] = True
    told: Json = {"name": column.name, "type": column.kind, "description": column.text}
    return told | {"hxl:hashtag": column.hashtag, "constraints": must}

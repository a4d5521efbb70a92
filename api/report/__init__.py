"""What is answered, gathered from what is published with a fixed number of statements."""

from api.report import findings, places, profiles, questionnaires, tables
from api.report.openapi import choices_of, docs, example_path, index, openapi
from api.report.package import datapackage
from api.report.samples import samples

__all__ = [
    "choices_of",
    "datapackage",
    "docs",
    "example_path",
    "findings",
    "index",
    "openapi",
    "places",
    "profiles",
    "questionnaires",
    "samples",
    "tables",
]

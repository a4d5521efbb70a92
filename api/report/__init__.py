"""What is answered, gathered from what is published with a fixed number of statements."""

from api.report import findings, places, profiles, questionnaires, tables
from api.report.package import datapackage
from api.report.samples import samples

__all__ = [
    "datapackage",
    "findings",
    "places",
    "profiles",
    "questionnaires",
    "samples",
    "tables",
]

"""Every read of what is published that is used twice."""

from portal.querysets.findings import PublishedFindingQuerySet
from portal.querysets.publications import PublicationQuerySet

__all__ = ["PublicationQuerySet", "PublishedFindingQuerySet"]

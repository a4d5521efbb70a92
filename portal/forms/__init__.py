"""What visitors ask for: parsed and checked."""

from portal.forms.findings import FindingFilter
from portal.forms.publications import PublicationFilter

__all__ = ["FindingFilter", "PublicationFilter"]

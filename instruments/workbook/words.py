"""What the shapes refuse, in words for people who fill cells."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _


def reason_of(found: Mapping[str, Any]) -> str:
    """One of pydantic’s errors in words."""
    known, more = found["type"], found.get("ctx", {})
    if known == "value_error":
        return str(more["error"])
    if known in ("enum", "literal_error"):
        return _("must be one of these: {expected}").format(expected=more["expected"])
    if known == "string_too_long":
        return _("must have at most {length} characters").format(length=more["max_length"])
    return {
        "missing": _("must be filled"),
        "string_too_short": _("must be filled"),
        "too_short": _("holds nothing"),
        "string_pattern_mismatch": _("holds characters that can’t stand here, or none"),
        "int_parsing": _("must be a whole number"),
        "greater_than_equal": _("must be a number from 1 to 99"),
        "less_than_equal": _("must be a number from 1 to 99"),
    }.get(known, str(found["msg"]))

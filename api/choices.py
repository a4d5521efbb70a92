"""What every answer of the open data has in common."""

VERSION = "1.0.0"
"""Of the interface. Raised whenever an answer to the same question would read differently, or clients keep the old one."""

PREFIX = "/api/v1"
LANGUAGE = "en"
"""Of what the interface itself says; what it passes on says in which language it is."""

MOST = 100
"""Entries on one page of a list."""

AT_FIRST = 20
"""Entries on a page when the request doesn’t say how many."""

"""Measures the portal against a bare Django application on the same machine, in the same minutes: `make bench`."""

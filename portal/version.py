"""Which version of all that is published a cached page was made from; it changes whenever something appears or goes."""

import logging
import uuid
from collections.abc import Callable
from typing import TypeVar, cast

from django.core.cache import cache
from django.utils.translation import get_language

Made = TypeVar("Made")
MISSING = object()

KEY = "portal.version"
HOUR = 60 * 60  # seconds

log = logging.getLogger(__name__)


def version() -> str:
    """The version of this moment. Whatever is kept under another one is never looked at again.

    While the cache can't be reached, each call gives another one: then nothing is taken for what it was.
    """
    try:
        return str(cache.get_or_set(KEY, _new, None))
    except Exception as error:  # each cache has errors of its own, and none of them may cost a page
        log.warning("the cache can't be read: %s", error)
        return _new()


def kept(name: str, make: Callable[[], Made]) -> Made:
    """What `make` gives, made once for each version and language; for what grows with all that is published.

    After an hour it is made again: names of places can change without anything being published.
    """
    known, key = MISSING, f"portal.{version()}.{get_language()}.{name}"
    try:
        known = cache.get(key, MISSING)
    except Exception as error:  # as above
        log.warning("the cache can't be read: %s", error)
    if known is not MISSING:
        return cast(Made, known)
    made = make()
    _keep(key, made)
    return made


def _keep(key: str, made: object) -> None:
    try:
        cache.set(key, made, HOUR)
    except Exception as error:  # as above
        log.warning("the cache can't be written: %s", error)


def change_version() -> None:
    """Something has appeared or gone; to be called after the commit."""
    cache.set(KEY, _new(), None)


def _new() -> str:
    return uuid.uuid4().hex

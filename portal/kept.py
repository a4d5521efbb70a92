"""Published pages as they were made, kept for everybody until something else is published.

What is kept has a place that its address chooses among a fixed number, so addresses that somebody makes up only take
the places of others. It is given out only while what is published is what it was made from.
"""

import hashlib
import logging
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import cache

from portal.forms import FindingFilter, PublicationFilter
from portal.version import KEY, version

PLACES = 2048
LONGEST_ADDRESS = 400  # of a page that is kept, in characters with its query

PAGES: Mapping[str, frozenset[str]] = {
    "home": frozenset(),
    **dict.fromkeys(
        (
            *("about", "page-process", "page-method", "page-accessibility", "page-privacy"),
            *("page-open-data", "page-glossary", "api-docs"),
            *("place-list", "domain-list", "domain-detail", "country-changes", "profile-changes"),
        ),
        frozenset(),
    ),
    "finding-list": frozenset({*FindingFilter.base_fields, "page"}),
    "country-detail": frozenset({"page"}),
    "place-detail": frozenset(),
    "profile-list": frozenset({*PublicationFilter.base_fields, "page"}),
    "profile-public": frozenset(),
    "profile-country": frozenset(),
    "edition-public": frozenset(),
    "country-edition": frozenset(),
}
"""The pages that are the same for everybody, by the name of their address, with the parameters that they heed."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kept:
    """A page: what it was made from, what it is named by, its headers, and its content, compressed."""

    made_from: str
    address: str
    etag: str
    headers: tuple[tuple[str, str], ...]
    compressed: bytes

    @property
    def content(self) -> bytes:
        return zlib.decompress(self.compressed, zlib.MAX_WBITS | 16)


def compress(content: bytes) -> bytes:
    """As gzip, and the same each time."""
    packer = zlib.compressobj(6, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return packer.compress(content) + packer.flush()


@dataclass(frozen=True)
class KeptFile:
    """Where a file is that everybody may read, and what is said of it."""

    made_from: str
    address: str
    sent: Any


def find(address: str) -> tuple[Kept | KeptFile | None, str]:
    """What is kept of the page or file at this address, and from what it would have to be made now.

    The second is empty while the cache can't be reached; then nothing is kept either.
    """
    place = _place(address)
    try:
        found = cache.get_many([KEY, place])
        now = _made_from(found.get(KEY) or version())
    except Exception as error:  # each cache has errors of its own, and none of them may cost a page
        log.warning("the cache can't be read: %s", error)
        return None, ""
    kept = found.get(place)
    if isinstance(kept, Kept | KeptFile) and (kept.made_from, kept.address) == (now, address):
        return kept, now
    return None, now


def keep(page: Kept | KeptFile) -> None:
    """Give this out from now on, as long as nothing else is published."""
    try:
        cache.set(_place(page.address), page, settings.PAGES_KEPT_SECONDS)
    except Exception as error:  # as above
        log.warning("the cache can't be written: %s", error)


def _made_from(published: str) -> str:
    """What is published, and the style sheets and scripts that the pages name."""
    return f"{published}.{getattr(staticfiles_storage, 'manifest_hash', '')}"


def _place(address: str) -> str:
    digest = hashlib.sha256(address.encode()).digest()
    return f"portal.page.{int.from_bytes(digest[:8], 'big') % PLACES}"

"""Who is writing on which page right now, for as long as a minute. Kept in the cache, so it costs no statement."""

from time import time
from typing import Any, TypedDict

from django.core.cache import cache

STAYS = 60  # seconds


class Other(TypedDict):
    name: str
    code: str


def note(part: int, code: str, user: Any) -> list[Other]:
    """Remember that `user` writes on the indicator `code` of this part; returns who else writes on the part."""
    there = _there(part)
    there[user.pk] = (user.name, code, time())
    cache.set(_key(part), there, STAYS)
    return others_on(part, user)


def others_on(part: int, user: Any) -> list[Other]:
    """The others who wrote on this part during the last minute, and on which indicator."""
    return [Other(name=name, code=code) for pk, (name, code, _at) in _there(part).items() if pk != user.pk]


def _key(part: int) -> str:
    return f"writing-{part}"


def _there(part: int) -> dict[int, tuple[str, str, float]]:
    oldest = time() - STAYS
    return {pk: row for pk, row in cache.get(_key(part), {}).items() if row[2] > oldest}

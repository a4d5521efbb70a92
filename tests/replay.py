"""Scenarios are played once in a process, through the real functions; later tests get the same rows put back.

Playing takes some hundred statements, putting back one per table. Each test still works on rows of its own, in
its own transaction.
"""

import copy
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Permission
from django.db.models import Max, Model

from accounts.models import User

OF_DJANGO = ("auth.permission", "contenttypes.contenttype", "sessions.session", "sites.site")
Rows = list[tuple[type[Model], list[Model]]]
_played: dict[tuple[Callable[[], Any], int], tuple[Any, Rows]] = {}


def play(story: Callable[[], Any]) -> Any:
    """What `story()` gives, with its rows in the database."""
    if User.objects.exists():
        return story()  # something stands there already: the keys of rows put back could clash
    # A test with real commits ends with a flush, which gives the permissions new keys.
    key = story, Permission.objects.aggregate(last=Max("pk"))["last"]
    if key not in _played:
        result = story()
        _played[key] = copy.deepcopy(result), _rows()
        return result
    result, rows = copy.deepcopy(_played[key])
    for model, instances in rows:
        model._base_manager.bulk_create(instances)
    return result


def _rows() -> Rows:
    tables = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label_lower not in OF_DJANGO
    ]
    found = [(model, list(model._base_manager.order_by("pk"))) for model in tables if model._meta.managed]
    return [(model, instances) for model, instances in found if instances]

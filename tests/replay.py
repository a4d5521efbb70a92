"""Scenarios are played once in a process, through the real functions; later tests get the same rows put back.

Playing takes some hundred statements, putting back one per table. Each test still works on rows of its own, in
its own transaction.
"""

import pickle
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Permission
from django.db import connection
from django.db.models import Max, Model
from django.db.models.sql import InsertQuery

from accounts.models import User

OF_DJANGO = ("auth.permission", "contenttypes.contenttype", "sessions.session", "sites.site")
Rows = list[tuple[str, list[Any]]]  # a statement for a table, and what it is executed with for each row
_played: dict[tuple[Callable[[], Any], int], tuple[bytes, Rows]] = {}


def play(story: Callable[[], Any]) -> Any:
    """What `story()` gives, with its rows in the database."""
    if User.objects.exists():
        return story()  # something stands there already: the keys of rows put back could clash
    # A test with real commits ends with a flush, which gives the permissions new keys.
    key = story, Permission.objects.aggregate(last=Max("pk"))["last"]
    if key not in _played:
        result = story()
        _played[key] = pickle.dumps(result), _rows()
        return result
    result, rows = _played[key]
    with connection.cursor() as cursor:
        for statement, values in rows:
            cursor.executemany(statement, values)
    return pickle.loads(result)  # noqa: S301  from this process


def _rows() -> Rows:
    tables = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label_lower not in OF_DJANGO and model._meta.managed
    ]
    found = [(model, list(model._base_manager.order_by("pk"))) for model in tables]
    return [_inserted(model, instances) for model, instances in found if instances]


def _inserted(model: type[Model], instances: list[Model]) -> tuple[str, list[Any]]:
    """As they are, with the moments at which they were made."""
    statement, values = "", []
    for instance in instances:
        query = InsertQuery(model)
        query.insert_values(model._meta.concrete_fields, [instance], raw=True)
        [(statement, value)] = query.get_compiler(connection=connection).as_sql()
        values.append(value)
    return statement, values

"""What assessments do after an upgrade of the site."""

from typing import Any

from django.apps import apps as installed
from django.db import DEFAULT_DB_ALIAS
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from assessments.permissions import sync_all

NEEDED = (
    ("assessments", "RoleAssignment"),
    ("assessments", "Handover"),
    ("assessments", "AssessmentUserPermission"),
    ("assessments", "PartUserPermission"),
    ("audit", "Chain"),
)


@receiver(post_migrate)
def give_new_rights(sender: Any, using: str = DEFAULT_DB_ALIAS, apps: Any = installed, **kwargs: Any) -> None:
    """A release may give a role other rights than before: the rows of existing roles follow with its `migrate`.

    Nothing happens on the way to a state of the database that has no such tables yet.
    """
    known = apps.all_models
    there = all(model.lower() in known.get(room, {}) for room, model in NEEDED)
    if sender.label == "assessments" and using == DEFAULT_DB_ALIAS and there:
        sync_all()

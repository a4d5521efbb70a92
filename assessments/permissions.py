"""Who: which role gives which right. When is the workflows' business; the two are never mixed."""

from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import Any

from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from assessments.choices import Role
from assessments.models import (
    Assessment,
    AssessmentUserPermission,
    PartUserPermission,
    RoleAssignment,
    matter_of,
)
from audit.workflow import hold_all

BATCH = 200  # assessments whose rows are compared at a time
CHUNK = 500  # rows written with one statement


class Right(StrEnum):
    """The rights on an assessment; `value` is the full codename that `has_perm` asks for."""

    VIEW = "assessments.view_assessment"
    VIEW_ANSWERS = "assessments.view_answers"
    MANAGE = "assessments.manage_assessment"
    HAND_OVER = "assessments.hand_over_parts"
    ANSWER = "assessments.answer_assessment"
    SUBMIT = "assessments.submit_section"
    REVIEW = "assessments.review_section"
    REOPEN = "assessments.reopen_section"
    REPLY = "assessments.reply_to_queries"
    VIEW_INTERNAL = "assessments.view_internal"
    VIEW_IOM_QUERIES = "assessments.view_iom_queries"
    DISCLOSE = "assessments.set_disclosure"
    READ_LOG = "assessments.read_log"
    VIEW_PROFILE = "assessments.view_profile_draft"
    COMMENT = "assessments.comment_profile"
    TRANSLATE = "assessments.translate_profile"
    EDIT_FINDINGS = "assessments.edit_findings"
    REDRAFT = "assessments.redraft_profile"
    CONSENT = "assessments.consent_profile"
    PUBLISH = "assessments.publish_edition"


ANSWER_PART = "assessments.answer_part"
"""The one right on a part; a contributor's."""

SET_UP = "assessments.add_assessment"
"""Not on an object: given to a person in the administration, who may then set up assessments."""

RIGHTS: dict[str, frozenset[Right]] = {
    Role.COORDINATOR: frozenset(
        {
            Right.VIEW,
            Right.VIEW_ANSWERS,
            Right.MANAGE,
            Right.HAND_OVER,
            Right.REOPEN,
            Right.REPLY,
            Right.VIEW_INTERNAL,
            Right.VIEW_IOM_QUERIES,
            Right.DISCLOSE,
            Right.READ_LOG,
            Right.VIEW_PROFILE,
            Right.COMMENT,
            Right.REDRAFT,
            Right.CONSENT,
            Right.PUBLISH,
        }
    ),
    Role.RESEARCHER: frozenset(
        {
            Right.VIEW,
            Right.VIEW_ANSWERS,
            Right.REPLY,
            Right.VIEW_INTERNAL,
            Right.ANSWER,
            Right.SUBMIT,
            Right.DISCLOSE,
            Right.VIEW_PROFILE,
            Right.COMMENT,
        }
    ),
    Role.FOCAL_POINT: frozenset(
        {
            Right.VIEW,
            Right.VIEW_ANSWERS,
            Right.REPLY,
            Right.VIEW_INTERNAL,
            Right.ANSWER,
            Right.SUBMIT,
            Right.DISCLOSE,
            Right.HAND_OVER,
            Right.VIEW_PROFILE,
            Right.COMMENT,
            Right.CONSENT,
        }
    ),
    Role.CONTRIBUTOR: frozenset({Right.VIEW}),
    Role.REVIEWER: frozenset(
        {
            Right.VIEW,
            Right.VIEW_ANSWERS,
            Right.REPLY,
            Right.VIEW_INTERNAL,
            Right.VIEW_IOM_QUERIES,
            Right.REVIEW,
            Right.VIEW_PROFILE,
            Right.COMMENT,
            Right.TRANSLATE,
            Right.EDIT_FINDINGS,
            Right.REDRAFT,
        }
    ),
    Role.TRANSLATOR: frozenset({Right.VIEW_PROFILE, Right.TRANSLATE}),
    Role.OBSERVER: frozenset({Right.VIEW, Right.VIEW_ANSWERS, Right.VIEW_PROFILE}),
}

CODENAMES = {role: frozenset(right.partition(".")[2] for right in rights) for role, rights in RIGHTS.items()}
"""The same, as permissions are called in the database."""


def may_assign(held: frozenset[str], role: str) -> bool:
    """Coordinators name everybody; a focal point names contributors."""
    return Right.MANAGE in held or (role == Role.CONTRIBUTOR and Right.HAND_OVER in held)


def roles_with(*rights: Right) -> list[str]:
    """The roles that give all these rights."""
    return [str(role) for role, given in RIGHTS.items() if given.issuperset(rights)]


def sync(*, user: User, assessment: Assessment) -> None:
    """Make guardian's rows of this person on this assessment and its parts equal to the person's roles."""
    sync_people(users=[user.pk], assessment=assessment)


@transaction.atomic
def sync_people(*, users: Collection[int], assessment: Assessment) -> None:
    """The same for several people, by their keys; the number of statements is fixed."""
    _equalise([assessment.pk], users)


def sync_all() -> int:
    """Make all of guardian's rows equal to the roles; gives how many were missing or too many.

    Batch by batch, each with a fixed number of statements, while nobody can change a role in it.
    """
    wrong, last = 0, 0
    while batch := list(_keys_after(last)[:BATCH]):
        with transaction.atomic():
            hold_all(matter_of(pk) for pk in batch)
            wrong += _equalise(batch)
        last = batch[-1]
    return wrong


def _keys_after(pk: int) -> QuerySet[Assessment, int]:
    return Assessment.objects.filter(pk__gt=pk).order_by("pk").values_list("pk", flat=True)


def _equalise(assessments: Collection[int], users: Collection[int] | None = None) -> int:
    """Add the rows that the roles in these assessments give and aren't there, and delete what they don't give."""
    given = Permission.objects.filter(content_type__app_label="assessments")
    keys = dict(given.values_list("codename", "pk"))
    roles = RoleAssignment.objects.filter(assessment__in=assessments)
    on_assessments = AssessmentUserPermission.objects.filter(content_object__in=assessments)
    on_parts = PartUserPermission.objects.filter(content_object__section__assessment__in=assessments)
    if users is not None:
        roles = roles.filter(user__in=users)
        on_assessments, on_parts = on_assessments.filter(user__in=users), on_parts.filter(user__in=users)
    rights = {
        (user, assessment, keys[codename])
        for user, assessment, role in roles.values_list("user", "assessment", "role")
        for codename in CODENAMES[role] & keys.keys()
    }
    answer_part = keys.get(ANSWER_PART.partition(".")[2])
    handed = roles.filter(role=Role.CONTRIBUTOR, parts__isnull=False).values_list("user", "parts")
    parts = {(user, part, answer_part) for user, part in handed if answer_part}
    return _replace(on_assessments, rights) + _replace(on_parts, parts)


def _replace(rows: Any, wanted: set[tuple[int, int, int]]) -> int:
    """Let the rows be exactly these: person, object, permission."""
    there = {tuple(row[1:]): row[0] for row in rows.values_list("pk", "user", "content_object", "permission")}
    surplus = [pk for row, pk in there.items() if row not in wanted]
    missing = sorted(wanted - there.keys())
    for start in range(0, len(surplus), CHUNK):
        rows.model.objects.filter(pk__in=surplus[start : start + CHUNK]).delete()
    rows.model.objects.bulk_create(
        [
            rows.model(user_id=user, content_object_id=subject, permission_id=permission)
            for user, subject, permission in missing
        ],
        batch_size=CHUNK,
    )
    return len(surplus) + len(missing)


def writes(held: frozenset[str]) -> bool:
    """Whether someone with these rights answers what they see: contributors see the pages they answer and no others."""
    return Right.ANSWER in held or Right.VIEW_ANSWERS not in held


def oversees(user: User) -> bool:
    """Whether the person reviews or coordinates any assessment at all."""
    return Assessment.objects.overseen_by(user).exists()


def rights_over(user: User, assessments: Iterable[int]) -> dict[int, frozenset[str]]:
    """What the person's roles give on each of these assessments (keys), in one statement; where nothing, no entry."""
    rows = AssessmentUserPermission.objects.filter(user=user, content_object__in=assessments)
    held: dict[int, set[str]] = {}
    for assessment, codename in rows.values_list("content_object", "permission__codename"):
        held.setdefault(assessment, set()).add(f"assessments.{codename}")
    return {pk: frozenset(rights) for pk, rights in held.items()} if user.is_active else {}


def entrance(user: User, pk: int) -> tuple[Assessment, frozenset[str]]:
    """The assessment with this key and the person's rights on it, in one statement.

    Raises Assessment.DoesNotExist where the person may not see it.
    """
    rows = list(
        AssessmentUserPermission.objects.filter(user=user, content_object=pk).select_related(
            "permission",
            "content_object__jurisdiction__country",
            "content_object__instrument",
            "content_object__previous__instrument",
        )
    )
    held = frozenset(f"assessments.{row.permission.codename}" for row in rows)
    if not user.is_active or Right.VIEW not in held:
        raise Assessment.DoesNotExist
    return rows[0].content_object, held

"""Who: which role gives which right. When is the workflows' business; the two are never mixed."""

from enum import StrEnum

from django.contrib.auth.models import Permission
from django.db import transaction

from accounts.models import User
from assessments.choices import Role
from assessments.models import Assessment, AssessmentUserPermission, Part, PartUserPermission


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
    VIEW_PROFILE = "assessments.view_profile_draft"
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
            Right.VIEW_PROFILE,
            Right.REDRAFT,
            Right.CONSENT,
            Right.PUBLISH,
        }
    ),
    Role.RESEARCHER: frozenset({Right.VIEW, Right.VIEW_ANSWERS, Right.ANSWER, Right.SUBMIT}),
    Role.FOCAL_POINT: frozenset(
        {
            Right.VIEW,
            Right.VIEW_ANSWERS,
            Right.ANSWER,
            Right.SUBMIT,
            Right.HAND_OVER,
            Right.VIEW_PROFILE,
            Right.CONSENT,
        }
    ),
    Role.CONTRIBUTOR: frozenset({Right.VIEW}),
    Role.REVIEWER: frozenset(
        {
            Right.VIEW,
            Right.VIEW_ANSWERS,
            Right.REVIEW,
            Right.VIEW_PROFILE,
            Right.EDIT_FINDINGS,
            Right.REDRAFT,
        }
    ),
    Role.TRANSLATOR: frozenset({Right.VIEW_PROFILE}),
    Role.OBSERVER: frozenset({Right.VIEW, Right.VIEW_ANSWERS}),
}


def _codenames(user: User, assessment: Assessment) -> set[str]:
    held = assessment.roles.filter(user=user).values_list("role", flat=True)
    return {right.partition(".")[2] for role in held for right in RIGHTS[role]}


@transaction.atomic
def sync(*, user: User, assessment: Assessment) -> None:
    """Make guardian's rows of this person on this assessment and its parts equal to the person's roles."""
    permissions = Permission.objects.filter(content_type__app_label="assessments")
    AssessmentUserPermission.objects.filter(user=user, content_object=assessment).delete()
    AssessmentUserPermission.objects.bulk_create(
        AssessmentUserPermission(user=user, content_object=assessment, permission=permission)
        for permission in permissions.filter(
            content_type__model="assessment", codename__in=_codenames(user, assessment)
        )
    )
    PartUserPermission.objects.filter(user=user, content_object__section__assessment=assessment).delete()
    answer_part = permissions.get(content_type__model="part", codename=ANSWER_PART.partition(".")[2])
    handed_over = Part.objects.handed_to(user, assessment)
    PartUserPermission.objects.bulk_create(
        PartUserPermission(user=user, content_object=part, permission=answer_part) for part in handed_over
    )


def writes(held: frozenset[str]) -> bool:
    """Whether someone with these rights answers what they see: contributors see the pages they answer and no others."""
    return Right.ANSWER in held or Right.VIEW_ANSWERS not in held


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

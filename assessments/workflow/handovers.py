import datetime
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.workflow import invite
from assessments.choices import ANSWERABLE, AssessmentState, HandoverState, Role
from assessments.models import Assessment, Handover, Part, RoleAssignment, matter_of
from assessments.permissions import Right, sync
from assessments.workflow.notices import tell_pages
from assessments.workflow.people import give_role, remove_role
from audit.choices import Kind
from audit.workflow import hold, record
from workflows.engine import TransitionRefused
from workflows.problems import Problem


@transaction.atomic
def hand_over(
    *,
    assessment: Assessment,
    parts: Iterable[Part],
    by: User,
    user: User | None = None,
    email: str = "",
    name: str = "",
    language: str = "",
    country: str = "",
    due_date: datetime.date | None = None,
    note: str = "",
) -> User:
    """Hand pages to a contributor: to `user`, or to the person of this address, who is invited where needed.

    One mail says which pages, until when, with the note. Pages that the person has already get the new date and
    note, unless they were handed back. Raises PermissionDenied; ValidationError for pages that can't be answered
    now or were handed back, a date after the section's, an unusable address, or somebody who reviews in the
    country; TransitionRefused when the assessment has ended. Then nobody is invited.
    """
    hold(assessment.matter)
    if not by.has_perm(Right.HAND_OVER, assessment):
        raise PermissionDenied
    _refuse_if_ended(assessment)
    wanted = _wanted(assessment, parts, due_date)
    contributor = user or invite(email=email, name=name, language=language, country=country, by=by)
    role = give_role(assessment=assessment, user=contributor, role=Role.CONTRIBUTOR, by=by, told=False)
    _refuse_handed_back(role, wanted)
    Handover.objects.bulk_create(
        [Handover(role=role, part=part, due_date=due_date, note=note, handed_by=by) for part in wanted],
        update_conflicts=True,
        unique_fields=["role", "part"],
        update_fields=["due_date", "note", "handed_by"],
    )
    _record("given", role, wanted, by)
    sync(user=contributor, assessment=assessment)
    handed = list(role.handovers.filter(part__in=wanted).values_list("pk", flat=True))
    tell_pages(assessment=assessment, pages=handed, to=contributor, by=by)
    return contributor


def _record(change: str, role: RoleAssignment, parts: Iterable[Part], by: User) -> None:
    """Which pages a contributor may answer from now on, or no longer."""
    who = {"person": role.user_id, "name": str(role.user)}
    pages = [part.number for part in parts]
    matter = matter_of(role.assessment_id)
    record(Kind.PAGES, matter=matter, by=by, subject=str(role.user), change=change, pages=pages, **who)


def _refuse_if_ended(assessment: Assessment) -> None:
    if assessment.state not in (AssessmentState.SET_UP, AssessmentState.COLLECTING):
        state = assessment.get_state_display()
        raise TransitionRefused([Problem(_("Pages can’t be handed over now: the state is “%s”.") % state)])


def _wanted(assessment: Assessment, parts: Iterable[Part], due_date: datetime.date | None) -> list[Part]:
    """The parts of this assessment among these; raises ValidationError unless they can be answered till then."""
    mine = Part.objects.filter(section__assessment=assessment, pk__in=[part.pk for part in parts])
    wanted = list(mine.in_order())
    if not wanted:
        raise ValidationError({"pages": _("Choose the pages that you hand over.")})
    for part in wanted:
        section = part.section
        if section.state not in ANSWERABLE:
            said = {"page": part.number, "state": section.get_state_display()}
            text = _("%(page)s can’t be answered now: the state of its section is “%(state)s”.")
            raise ValidationError({"pages": text % said})
        if due_date and section.due_date and due_date > section.due_date:
            domain = f"{section.domain.number} {section.domain.short_name}"
            said = {"domain": domain, "date": date_format(section.due_date)}
            text = _("Choose an earlier date: the section “%(domain)s” itself is due on %(date)s.")
            raise ValidationError({"due_date": text % said})
    return wanted


def _refuse_handed_back(role: RoleAssignment, parts: list[Part]) -> None:
    done = role.handovers.filter(part__in=parts).exclude(state=HandoverState.HANDED_OVER)
    for handover in done.in_order():
        said = {"page": handover.part.number, "name": handover.role.user.name}
        text = _("%(name)s has handed %(page)s back already: send it back instead.")
        raise ValidationError({"pages": text % said})


@transaction.atomic
def take_back(*, handover: Handover, by: User) -> None:
    """Withdraw a page from its contributor, who loses the role with the last one. What was answered stays.

    Raises PermissionDenied, or Handover.DoesNotExist when it was withdrawn meanwhile.
    """
    assessment = handover.role.assessment
    hold(assessment.matter)
    if not by.has_perm(Right.HAND_OVER, assessment):
        raise PermissionDenied
    current = Handover.objects.select_related("role__user", "role__assessment", "part").get(pk=handover.pk)
    role = current.role
    _record("taken", role, [handover.part], by)
    current.delete()
    if role.handovers.exists():
        sync(user=role.user, assessment=assessment)
    else:
        remove_role(assignment=role, by=by)

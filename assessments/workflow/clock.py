import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from assessments import report, tasks
from assessments.choices import ANSWERABLE, SIDES, AssessmentState, Holder, NoticeKind
from assessments.models import Assessment, DueDateChange, Notice, Reminder, Section, Turn
from assessments.permissions import Right
from assessments.workflow.notices import notify, people_in
from assessments.workflow.turns import give_turn
from workflows.engine import TransitionRefused
from workflows.problems import Problem

MORNING = 7
"""The hour, in the site's time zone, before which nobody is reminded."""

BATCH = 500


# Due dates --------------------------------------------------------------------------------------------


@transaction.atomic
def set_due_dates(
    *, assessment: Assessment, dates: dict[int, datetime.date], by: User, reason: str = ""
) -> None:
    """Set the due date of each section named by its key; once answers are collected, each change for a reason.

    Whoever holds a section then learns of its new date by mail. Raises PermissionDenied; ValidationError when the
    reason is missing; TransitionRefused when the assessment has ended.
    """
    if not by.has_perm(Right.MANAGE, assessment):
        raise PermissionDenied
    state = Assessment.objects.select_for_update(no_key=True).get(pk=assessment.pk).state
    sections = [s for s in assessment.sections.filter(pk__in=dates) if s.due_date != dates[s.pk]]
    if state == AssessmentState.SET_UP:
        for section in sections:
            section.due_date = dates[section.pk]
        Section.objects.bulk_update(sections, ["due_date"])
    elif sections:
        _announce([_extend(section, dates[section.pk], reason, by) for section in sections])


@transaction.atomic
def extend_due_date(*, section: Section, new_date: datetime.date, reason: str, by: User) -> None:
    """Move the due date of a section while answers are collected, and say why. Raises as `set_due_dates` does."""
    dates = {section.pk: new_date}
    set_due_dates(assessment=section.assessment, dates=dates, by=by, reason=reason)
    section.due_date = new_date


def _extend(section: Section, new_date: datetime.date, reason: str, by: User) -> DueDateChange:
    assessment = section.assessment
    if not assessment.answerable:
        state = assessment.get_state_display()
        raise TransitionRefused([Problem(_("Dates can’t be changed now: the state is “%s”.") % state)])
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the date is changed: the people concerned read it.")})
    change = DueDateChange.objects.create(
        section=section, old_date=section.due_date, new_date=new_date, reason=reason.strip(), by=by
    )
    section.due_date = new_date
    section.save(update_fields=["due_date"])
    return change


def _announce(changes: list[DueDateChange]) -> None:
    """One mail to each person who holds one of these sections, about all of them that are theirs."""
    alike: dict[tuple[int, ...], list[int]] = {}
    for user, theirs in _holding(changes).items():
        alike.setdefault(tuple(sorted(theirs)), []).append(user)
    assessment = changes[0].section.assessment
    for told, people in alike.items():
        notify(NoticeKind.DUE_DATES, assessment=assessment, people=people, subject=told[0], subjects=told)


def _holding(changes: list[DueDateChange]) -> dict[int, set[int]]:
    """The people (keys) who hold one of these sections, each with the changes (keys) that concern them."""
    first = changes[0]
    found: dict[int, set[int]] = {}
    for side, role in SIDES.items():
        theirs = {change.pk for change in changes if change.section.holder == side}
        for user in people_in(first.section.assessment_id, role, besides=first.by) if theirs else ():
            found.setdefault(user, set()).update(theirs)
    return found


# Turns ------------------------------------------------------------------------------------------------


@transaction.atomic
def pass_section(*, section: Section, holder: str, by: User, note: str = "") -> Turn:
    """Say that it is the other side's turn now, the researcher's or the government's; that side gets a mail.

    Raises PermissionDenied, or TransitionRefused when the section can't be answered now, or is with them already.
    """
    assessment = section.assessment
    if not by.has_perm(Right.ANSWER, assessment):
        raise PermissionDenied
    locked = Section.objects.select_for_update().get(pk=section.pk)
    if locked.state not in ANSWERABLE or not assessment.answerable:
        state = (locked if assessment.answerable else assessment).get_state_display()
        raise TransitionRefused(
            [Problem(_("The section can’t be passed on now: the state is “%s”.") % state)]
        )
    if holder not in (Holder.RESEARCHER, Holder.GOVERNMENT):
        raise PermissionDenied
    if locked.holder == holder:
        raise TransitionRefused([Problem(_("The section is there already."))])
    [turn] = give_turn([section], holder, by=by, note=note.strip())
    people = people_in(assessment.pk, SIDES[holder], besides=by)
    notify(NoticeKind.PASSED, assessment=assessment, people=people, subject=turn.pk)
    return turn


# Reminders --------------------------------------------------------------------------------------------


def queue_reminders(now: datetime.datetime) -> int:
    """Queue the one mail of the day for everybody for whom something is due, or who wants to be told in it of what
    happened; returns how many.

    Nothing before the morning; what happens after it waits for the next one. Safe to run at any time and twice at once: a row per person and day is made
    first, and the job takes it before it sends. A mail that could not be sent is queued again.
    """
    local = timezone.localtime(now)
    if local.hour < MORNING:
        return 0
    today = local.date()
    morning = local.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    told = Notice.objects.for_daily_mail().filter(made_at__lt=morning).values_list("user", flat=True)
    people = sorted(report.people_to_remind(today) | set(told))
    queued = 0
    for start in range(0, len(people), BATCH):
        batch = people[start : start + BATCH]
        Reminder.objects.bulk_create(
            [Reminder(user_id=user, date=today) for user in batch], ignore_conflicts=True
        )
        waiting = Reminder.objects.filter(user__in=batch, date=today, mailed_at=None).order_by("pk")
        for pk in waiting.values_list("pk", flat=True):
            tasks.send_reminder.delay(pk)
            queued += 1
    return queued

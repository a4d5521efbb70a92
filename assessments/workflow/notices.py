"""Who is owed a mail about an act. The rows are made in its transaction; the mails follow after the commit."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from assessments import tasks
from assessments.choices import NoticeKind, Role
from assessments.models import Assessment, Notice, RoleAssignment, RoleEvent, Section, SectionEvent

LOST_AFTER = datetime.timedelta(minutes=5)
"""How long a mail may wait before it is queued again; the clock of `settings.CELERY_BEAT_SCHEDULE` ticks as often."""

GIVEN_UP_AFTER = datetime.timedelta(days=7)
"""An address that the mail server refuses is left alone then; its row goes on to say that it waits."""


def notify(
    kind: str, *, assessment: Assessment, people: Iterable[int], subject: int, subjects: Iterable[int] = ()
) -> None:
    """Owe each of these people (keys) one mail about an act, told by the row `subject` of the kind's table.

    `subjects` are all rows of the act where it made several. Asked for twice, it is still one mail.
    """
    told = list(subjects) or [subject]
    rows = [
        Notice(user_id=user, kind=kind, assessment=assessment, subject=subject, subjects=told)
        for user in dict.fromkeys(people)
    ]
    if rows:
        Notice.objects.bulk_create(rows, ignore_conflicts=True)
        transaction.on_commit(lambda: tasks.send_notices.delay(kind, subject), robust=True)


def people_in(assessment: int, *roles: str, besides: User | None = None) -> list[int]:
    """The keys of those with one of these roles who can sign in, without the one who acts and knows it already."""
    return _people(assessment, Q(role__in=roles), besides)


def people_answering(section: Section, *roles: str, besides: User | None = None) -> list[int]:
    """As `people_in`, of those who answer the section: contributors with a page in it too. `roles` are told besides."""
    everywhere = Q(role__in=(Role.RESEARCHER, Role.FOCAL_POINT, *roles))
    pages = Q(role=Role.CONTRIBUTOR, handovers__part__section=section)
    return _people(section.assessment_id, everywhere | pages, besides)


def _people(assessment: int, those: Q, besides: User | None) -> list[int]:
    others = RoleAssignment.objects.filter(those, assessment=assessment, user__is_active=True)
    if besides is not None:
        others = others.exclude(user=besides)
    return list(dict.fromkeys(others.order_by("pk").values_list("user", flat=True)))


# Steps of a section -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Mail:
    """Whom a step is told to: those who answer the section, and people with these roles."""

    kind: str
    answering: bool
    roles: tuple[Role, ...]


STEPS = {
    "submit": _Mail(NoticeKind.SUBMITTED, False, (Role.REVIEWER,)),
    "recall": _Mail(NoticeKind.RECALLED, False, (Role.REVIEWER,)),
    "return": _Mail(NoticeKind.RETURNED, True, (Role.COORDINATOR,)),
    "approve": _Mail(NoticeKind.APPROVED, True, (Role.COORDINATOR,)),
    "reopen": _Mail(NoticeKind.REOPENED, True, (Role.REVIEWER,)),
}


def tell_people(section: Section, event: SectionEvent) -> None:
    """Owe the people whom the step concerns a mail about it."""
    mail = STEPS[event.name]
    people = (
        people_answering(section, *mail.roles, besides=event.by)
        if mail.answering
        else people_in(section.assessment_id, *mail.roles, besides=event.by)
    )
    notify(mail.kind, assessment=section.assessment, people=people, subject=event.pk)


# Pages and roles ----------------------------------------------------------------------------------------


def tell_pages(*, assessment: Assessment, pages: Iterable[int], to: User, by: User) -> None:
    """Owe a contributor one mail about all these pages (keys of handovers)."""
    handed = sorted(pages)
    if handed and to != by:
        kind = NoticeKind.HANDED_OVER
        notify(kind, assessment=assessment, people=[to.pk], subject=handed[0], subjects=handed)


def tell_role(*, assessment: Assessment, event: RoleEvent, to: User) -> None:
    """Owe a person a mail about their role; whoever has no account yet gets the invitation instead."""
    if to.has_usable_password() and to != event.by:
        notify(NoticeKind.ROLE, assessment=assessment, people=[to.pk], subject=event.pk)


def leave_untold(assessment: Assessment) -> None:
    """What happened there so far is told to nobody by mail: it was played, not lived."""
    Notice.objects.filter(assessment=assessment).drop(timezone.now())


# What got lost ------------------------------------------------------------------------------------------


def queue_lost_notices(now: datetime.datetime) -> int:
    """Queue again the mails that nobody has sent: a broker or a mail server was away; returns how many.

    Those of people who want one mail a day wait for it. A job that the next sweep would queue again expires before.
    """
    lost = (
        Notice.objects.waiting()
        .at_once()
        .filter(made_at__lt=now - LOST_AFTER, made_at__gt=now - GIVEN_UP_AFTER)
    )
    keys = list(lost.order_by("made_at", "pk").values_list("pk", flat=True))
    for pk in keys:
        tasks.send_notice.apply_async((pk,), expires=LOST_AFTER.total_seconds())
    return len(keys)

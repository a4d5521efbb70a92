"""The same mail taken up by many workers at once. SQLite lets one writer in at a time: nothing to race."""

import pytest
from django.utils import timezone

from accounts.models import User
from assessments.models import Notice, Reminder, SectionEvent
from assessments.tasks import send_notice, send_notices, send_reminder
from assessments.workflow import SECTION, queue_lost_notices
from assessments.workflow.notices import LOST_AFTER, notify
from tests.factories.assessments import judge, make_case, start_review
from tests.factories.notices import pass_on
from tests.race import at_once, postgresql_only
from workflows.engine import perform

pytestmark = [pytest.mark.django_db(transaction=True), postgresql_only]

TRIALS = 100


@pytest.fixture
def quiet(mailoutbox):
    """An assessment whose focal point gets one mail a day, with a section passed on to them."""
    case = make_case()
    User.objects.filter(pk=case.focal_point.pk).update(digest=True)
    Notice.objects.all().delete()
    mailoutbox.clear()
    pass_on(case)
    return case


def at_once_please(case):
    User.objects.filter(pk=case.focal_point.pk).update(digest=False)


def states():
    return list(Notice.objects.values_list("state", flat=True))


def test_one_mail_taken_up_by_ten_workers_at_once_is_sent_once(quiet, mailoutbox):
    notice = Notice.objects.get()
    at_once_please(quiet)

    at_once(*[lambda: send_notice(notice.pk)] * 10)

    assert ([mail.to for mail in mailoutbox], states()) == ([["focal.point@example.org"]], ["sent"])


@pytest.mark.slow
def test_one_mail_is_sent_once_a_hundred_times(quiet, mailoutbox):
    notice = Notice.objects.get()
    at_once_please(quiet)

    for _trial in range(TRIALS):
        Notice.objects.update(state="waiting", settled_at=None)
        mailoutbox.clear()
        at_once(lambda: send_notice(notice.pk), lambda: send_notice(notice.pk))
        assert len(mailoutbox) == 1


def test_sweep_and_first_job_at_once_send_one_mail(quiet, mailoutbox):
    notice = Notice.objects.get()
    at_once_please(quiet)
    later = timezone.now() + 2 * LOST_AFTER

    at_once(*[lambda: send_notices("passed", notice.subject), lambda: queue_lost_notices(later)] * 2)

    assert len(mailoutbox) == 1


def test_daily_mail_taken_up_by_ten_workers_at_once_is_sent_once(quiet, mailoutbox):
    reminder = Reminder.objects.create(user=quiet.focal_point, date=timezone.localdate())

    at_once(*[lambda: send_reminder(reminder.pk)] * 10)

    assert ([mail.to for mail in mailoutbox], states()) == ([["focal.point@example.org"]], ["sent"])


@pytest.mark.parametrize("attempt", range(3))
def test_event_is_in_the_daily_mail_or_in_one_of_its_own(quiet, mailoutbox, attempt):
    """The daily mail is switched off at the moment when it is made."""
    notice = Notice.objects.get()
    reminder = Reminder.objects.create(user=quiet.focal_point, date=timezone.localdate())

    def switched_off():
        at_once_please(quiet)
        send_notice(notice.pk)

    at_once(lambda: send_reminder(reminder.pk), switched_off)

    assert len([mail for mail in mailoutbox if "passes the section" in mail.body]) == 1


def test_act_that_two_people_take_at_once_is_one_event_and_one_mail_each(mailoutbox):
    case = make_case()
    section = case.section(1)
    start_review(case, section)
    judge(case, section)
    Notice.objects.all().delete()
    mailoutbox.clear()

    at_once(
        lambda: perform(SECTION, "approve", section, by=case.reviewer),
        lambda: perform(SECTION, "approve", section, by=case.second_reviewer),
    )

    assert SectionEvent.objects.filter(name="approve").count() == 1
    assert sorted(mail.to[0].partition("@")[0] for mail in mailoutbox) == [
        "contributor",
        "coordinator",
        "focal.point",
        "researcher",
    ]


def test_mail_owed_twice_at_once_is_one(quiet):
    def owe():
        notify("query", assessment=quiet.assessment, people=[quiet.observer.pk], subject=1)

    at_once(*[owe] * 10)

    assert Notice.objects.filter(kind="query").count() == 1

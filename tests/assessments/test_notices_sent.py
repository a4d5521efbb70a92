"""No mail gets lost and none is sent twice, whatever is away; and no page waits for it."""

import datetime
from smtplib import SMTPServerDisconnected

import pytest
from django.conf import settings as site
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.models import User
from assessments import tasks
from assessments.models import Notice
from assessments.tasks import send_notice, send_notices
from assessments.workflow import queue_lost_notices
from tests.factories.mail import AWAY, NOT_THERE
from tests.factories.notices import move_date, owed, pass_on, put_query, waiting

MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def notice(case):
    """A mail to the focal point, which is the only one that waits."""
    Notice.objects.all().delete()
    return owed(case, "passed")


def in_minutes(number):
    return timezone.now() + number * MINUTE


def states():
    return sorted(Notice.objects.values_list("state", flat=True))


def told(mailoutbox):
    return sorted(mail.to[0].partition("@")[0] for mail in mailoutbox)


# Once ---------------------------------------------------------------------------------------------------


def test_jobs_delivered_twice_send_one_mail(notice, mailoutbox):
    for _twice in range(2):
        send_notices("passed", notice.subject)
        send_notice(notice.pk)

    notice.refresh_from_db()
    assert (told(mailoutbox), notice.state) == (["focal.point"], "sent")
    assert notice.settled_at is not None


def test_row_is_taken_before_the_mail_leaves(notice, monkeypatch):
    seen = []
    monkeypatch.setattr(tasks.emails, "send_notice", lambda told: seen.append(states()))

    send_notice(notice.pk)

    assert seen == [["sent"]]


def test_row_taken_by_another_job_meanwhile_is_not_mailed(notice, monkeypatch, mailoutbox):
    gather = tasks.emails.gather

    def meanwhile(notices, user):
        said = gather(notices, user)
        Notice.objects.filter(pk=notice.pk).take(timezone.now())
        return said

    monkeypatch.setattr(tasks.emails, "gather", meanwhile)

    send_notice(notice.pk)

    assert mailoutbox == []


def test_each_of_several_people_has_a_mail_of_their_own(case, mailoutbox):
    message = put_query(case, [case.researcher, case.focal_point, case.coordinator])

    send_notices("query", message.pk)

    assert told(mailoutbox) == ["coordinator", "focal.point", "researcher"]
    assert {len(mail.to) for mail in mailoutbox} == {1}


def test_only_the_mails_about_the_act_are_sent(case, notice, mailoutbox):
    move_date(case, number=2)
    Notice.objects.filter(kind="due_dates").update(subject=notice.subject)

    send_notices("passed", notice.subject)

    assert told(mailoutbox) == ["focal.point"]


def test_job_is_queued_for_those_who_want_mails_at_once(case, monkeypatch):
    message = put_query(case, [case.researcher, case.focal_point])
    User.objects.filter(pk=case.researcher.pk).update(digest=True)
    queued = []
    monkeypatch.setattr(tasks.send_notice, "delay", queued.append)

    send_notices("query", message.pk)

    assert queued == [waiting("query", case.focal_point).pk]


# Something is away --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("server", "error"), [(AWAY, SMTPServerDisconnected), (NOT_THERE, ConnectionRefusedError)]
)
def test_mail_that_does_not_leave_waits_and_is_sent_by_the_sweep(notice, settings, mailoutbox, server, error):
    back, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, server
    with pytest.raises(error):
        send_notice(notice.pk)
    waited = states()
    settings.EMAIL_BACKEND = back

    queued = queue_lost_notices(in_minutes(6))

    assert (waited, queued, told(mailoutbox), states()) == (["waiting"], 1, ["focal.point"], ["sent"])


def test_error_that_nobody_foresaw_gives_the_row_back(notice, monkeypatch, mailoutbox):
    with monkeypatch.context() as broken:
        broken.setattr(tasks.emails, "send_notice", lambda told: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            send_notice(notice.pk)

    assert states() == ["waiting"]


def page(case):
    return f"/en/assessments/{case.assessment.pk}/domain-1/pass/"


def test_page_is_answered_while_the_mail_server_is_away(
    case, client_for, settings, mailoutbox, django_capture_on_commit_callbacks
):
    back, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, AWAY

    with django_capture_on_commit_callbacks(execute=True):
        done = client_for(case.researcher).post(page(case), {"holder": "government", "note": "Yours."})
    settings.EMAIL_BACKEND = back
    send_notice(waiting("passed", case.focal_point).pk)

    assert (done.status_code, told(mailoutbox)) == (302, ["focal.point"])


def test_page_is_answered_while_the_broker_is_away_and_the_sweep_mails_later(
    case, client_for, monkeypatch, mailoutbox, django_capture_on_commit_callbacks
):
    Notice.objects.all().delete()

    def away(*keys):
        raise OperationalError

    with monkeypatch.context() as broker, django_capture_on_commit_callbacks(execute=True):
        broker.setattr(tasks.send_notices, "delay", away)
        done = client_for(case.researcher).post(page(case), {"holder": "government", "note": "Yours."})
    before = list(mailoutbox)
    queued = queue_lost_notices(in_minutes(6))

    assert (done.status_code, before, queued) == (302, [], 1)
    assert told(mailoutbox) == ["focal.point"]


def test_broker_that_goes_away_between_two_mails_loses_none(case, monkeypatch, mailoutbox):
    Notice.objects.all().delete()
    message = put_query(case, [case.researcher, case.focal_point])
    queue = tasks.send_notice.delay

    def once(pk):
        if mailoutbox:
            raise OperationalError
        queue(pk)

    with monkeypatch.context() as broker:
        broker.setattr(tasks.send_notice, "delay", once)
        with pytest.raises(OperationalError):
            send_notices("query", message.pk)
    queue_lost_notices(in_minutes(6))

    assert told(mailoutbox) == ["focal.point", "researcher"]


# The sweep ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("minutes", "queued"), [(4, 0), (6, 1), (60 * 24 * 6, 1), (60 * 24 * 8, 0)])
def test_sweep_queues_what_waits_for_five_minutes_until_a_week(notice, mailoutbox, minutes, queued):
    assert queue_lost_notices(in_minutes(minutes)) == queued
    assert len(mailoutbox) == queued


def test_sweep_leaves_what_is_settled(notice, mailoutbox):
    Notice.objects.filter(pk=notice.pk).update(state="dropped", settled_at=timezone.now())

    assert queue_lost_notices(in_minutes(6)) == 0


def test_sweep_leaves_what_waits_for_the_daily_mail(notice, mailoutbox):
    User.objects.filter(pk=notice.user_id).update(digest=True)

    assert (queue_lost_notices(in_minutes(6)), mailoutbox) == (0, [])


def test_sweep_sends_what_waits_for_somebody_who_wants_mails_at_once_again(notice, mailoutbox):
    User.objects.filter(pk=notice.user_id).update(digest=True)
    send_notices("passed", notice.subject)
    send_notice(notice.pk)
    before = list(mailoutbox)
    User.objects.filter(pk=notice.user_id).update(digest=False)

    queue_lost_notices(in_minutes(6))

    assert (before, told(mailoutbox)) == ([], ["focal.point"])


def test_jobs_of_the_sweep_do_not_pile_up_while_no_worker_runs(notice, monkeypatch):
    queued = []
    monkeypatch.setattr(tasks.send_notice, "apply_async", lambda args, **how: queued.append((args, how)))

    queue_lost_notices(in_minutes(6))

    beat = site.CELERY_BEAT_SCHEDULE["send-lost-notices"]
    assert queued == [((notice.pk,), {"expires": beat["schedule"]})]
    assert beat["task"] == "assessments.periodic.send_lost_notices"


@pytest.mark.parametrize("count", [1, 3])
def test_sweep_takes_one_statement_to_find_them(case, django_assert_num_queries, monkeypatch, count):
    Notice.objects.all().delete()
    put_query(case, [case.researcher, case.focal_point, case.coordinator][:count])
    monkeypatch.setattr(tasks.send_notice, "apply_async", lambda args, **how: None)

    with django_assert_num_queries(1):
        assert queue_lost_notices(in_minutes(6)) == count


def test_mail_server_that_hangs_does_not_hold_the_worker():
    assert site.EMAIL_TIMEOUT == 20


def test_one_mail_takes_few_statements(case, django_assert_num_queries):
    notice = owed(case, "returned")
    send_notice(waiting("role", case.observer).pk)

    with django_assert_num_queries(10):
        send_notice(notice.pk)


def test_pass_on_is_told_after_the_commit_only(case, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        pass_on(case)
        assert mailoutbox == []

    assert told(mailoutbox) == ["focal.point"]

"""One mail a day: what happened in all assessments, and what is due, for those who want it together."""

import datetime
from smtplib import SMTPServerDisconnected

import pytest
from django.utils import timezone

from accounts.emails import switch_off_url
from accounts.models import User
from assessments import tasks
from assessments.choices import NoticeKind
from assessments.models import Notice, Part, Reminder, Section
from assessments.tasks import send_notice, send_reminder
from assessments.workflow import invite_to_role, pass_section, queue_reminders, remove_role
from tests.factories.accounts import make_people
from tests.factories.assessments import make_case, submit
from tests.factories.instruments import make_instrument
from tests.factories.mail import AWAY
from tests.factories.notices import NOTE, WITHOUT_NOTE, owed, pass_on, put_query, return_section, settle
from tests.factories.places import make_country, make_place

DAY = datetime.timedelta(days=1)


def today():
    return timezone.localdate()


def at(hour, days=0):
    """An hour of today, or of a day after it."""
    return timezone.localtime().replace(hour=hour, minute=0, second=0, microsecond=0) + days * DAY


def wants_digest(person, **fields):
    User.objects.filter(pk=person.pk).update(digest=True, **fields)
    person.refresh_from_db()


def before_the_morning():
    Notice.objects.update(made_at=at(6))


def due_in(case, days, number=1):
    Section.objects.filter(pk=case.section(number).pk).update(due_date=today() + days * DAY)


@pytest.fixture
def desk(case):
    """The focal point wants one mail a day; nothing waits yet, and nobody is reminded of anything."""
    Notice.objects.all().delete()
    wants_digest(case.focal_point)
    return case


def to(person, mailoutbox):
    return [mail for mail in mailoutbox if mail.to == [person.email]]


# When ---------------------------------------------------------------------------------------------------


def test_nothing_is_sent_at_once(desk, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        pass_on(desk)
        put_query(desk, [desk.focal_point, desk.researcher])

    assert [mail.to for mail in mailoutbox] == [[desk.researcher.email]]
    assert sorted(Notice.objects.waiting().values_list("kind", "user__name")) == [
        ("passed", "Focal point"),
        ("query", "Focal point"),
    ]


def test_what_happened_before_the_morning_is_in_one_mail(desk, mailoutbox):
    pass_on(desk)
    put_query(desk, [desk.focal_point])
    before_the_morning()

    counts = [queue_reminders(at(hour)) for hour in (6, 7, 8, 20)]

    assert counts == [0, 1, 0, 0]
    [mail] = mailoutbox
    assert mail.to == [desk.focal_point.email]
    assert set(Notice.objects.values_list("state", flat=True)) == {"sent"}


def test_what_happens_after_the_morning_waits_for_the_next_one(desk, mailoutbox):
    pass_on(desk)
    Notice.objects.update(made_at=at(9))

    evening = queue_reminders(at(20))
    before = list(mailoutbox)
    Reminder.objects.all().delete()
    Notice.objects.update(made_at=at(9, days=-1))
    morning = queue_reminders(at(7))

    assert (evening, before, morning, len(mailoutbox)) == (0, [], 1, 1)


def test_job_that_runs_twice_mails_once(desk, mailoutbox):
    pass_on(desk)
    reminder = Reminder.objects.create(user=desk.focal_point, date=today())

    for _twice in range(2):
        send_reminder(reminder.pk)

    assert len(mailoutbox) == 1


def test_nothing_left_to_say_is_no_mail(desk, mailoutbox):
    pass_on(desk)
    before_the_morning()
    remove_role(assignment=desk.assessment.roles.get(role="focal_point"), by=desk.coordinator)

    queue_reminders(at(7))

    assert mailoutbox == []
    assert [(notice.state, notice.settled_at is None) for notice in Notice.objects.all()] == [
        ("dropped", False)
    ]
    assert Reminder.objects.get().mailed_at is None


def test_closed_account_gets_no_mail_and_nothing_waits_for_it(desk, mailoutbox):
    pass_on(desk)
    before_the_morning()
    wants_digest(desk.focal_point, is_active=False)

    queue_reminders(at(7))

    assert (mailoutbox, Notice.objects.get().state) == ([], "dropped")


def test_mail_server_that_is_away_loses_neither_events_nor_the_mail(desk, settings, mailoutbox):
    due_in(desk, 3)
    pass_on(desk)
    before_the_morning()
    reminder = Reminder.objects.create(user=desk.focal_point, date=today())
    back, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, AWAY
    with pytest.raises(SMTPServerDisconnected):
        send_reminder(reminder.pk)
    waited = Notice.objects.get().state, Reminder.objects.get(pk=reminder.pk).mailed_at
    settings.EMAIL_BACKEND = back

    queue_reminders(at(8))

    assert waited == ("waiting", None)
    [mail] = to(desk.focal_point, mailoutbox)
    assert "is with you now" not in mail.subject
    assert "passes the section" in mail.body


def test_event_mailed_meanwhile_is_not_in_it(desk, monkeypatch, mailoutbox):
    """Whoever switches the daily mail off at that moment gets the event by itself."""
    due_in(desk, 3)
    pass_on(desk)
    notice = Notice.objects.get()
    reminder = Reminder.objects.create(user=desk.focal_point, date=today())
    gather = tasks.emails.gather

    def meanwhile(notices, user):
        said = gather(notices, user)
        Notice.objects.filter(pk=notice.pk).take(timezone.now())
        return said

    monkeypatch.setattr(tasks.emails, "gather", meanwhile)

    send_reminder(reminder.pk)

    [mail] = mailoutbox
    assert mail.subject == "One thing is due for you"
    assert "passes the section" not in mail.body


def test_somebody_with_reminders_off_gets_events_without_what_is_due(desk, mailoutbox):
    due_in(desk, 3)
    pass_on(desk)
    before_the_morning()
    wants_digest(desk.focal_point, reminders=False)

    queue_reminders(at(7))

    [mail] = to(desk.focal_point, mailoutbox)
    assert ("passes the section" in mail.body, "This waits for you" in mail.body) == (True, False)


def test_somebody_with_nothing_but_what_is_due_gets_the_reminder(desk, mailoutbox):
    pass_on(desk)
    Notice.objects.all().delete()
    due_in(desk, 3)

    queue_reminders(at(7))

    [mail] = to(desk.focal_point, mailoutbox)
    assert mail.subject == "One thing is due for you"


def test_others_get_their_mails_at_once_and_their_reminder_as_before(desk, mailoutbox):
    due_in(desk, 3, number=2)
    message = put_query(desk, [desk.researcher])
    before_the_morning()

    queue_reminders(at(7))
    send_notice(Notice.objects.get(subject=message.pk, kind="query").pk)

    assert [mail.subject for mail in to(desk.researcher, mailoutbox)] == [
        "One thing is due for you",
        "Quilmes, 2022: query on T1.1.1",
    ]


# What ---------------------------------------------------------------------------------------------------

DIGEST = """\
Dear Ada,

== Quilmes, 2022 ==

Researcher of Quilmes passes the section “1 Domain 1” of the assessment “Quilmes, 2022” on to you: \
it is your turn with its answers. It is due on {due}.

Researcher of Quilmes writes:

Name the law, please.

http://127.0.0.1:8000/en/assessments/{quilmes}/domain-1/check/

Reviewer of Quilmes writes in a query on the answer T1.1.1 of the assessment “Quilmes, 2022”.

T1.1.1 Question T1.1.1?

Name the law, please.

http://127.0.0.1:8000/en/assessments/{quilmes}/queries/{query}/

This waits for you:

- 1 Domain 1, due {due}
  http://127.0.0.1:8000/en/assessments/{quilmes}/domain-1/check/

== Bremen, 2022 ==

Reviewer of Bremen writes in a query on the answer T1.2.1 of the assessment “Bremen, 2022”.

T1.2.1 Question T1.2.1?

Between us.

http://127.0.0.1:8000/en/assessments/{bremen}/queries/{other}/

All your work is here:

http://127.0.0.1:8000/en/work/

You get at most one such mail a day. Choose here which mails you get:

http://127.0.0.1:8000/en/account/mails/

With this link you switch the reminders off:

{off}
"""


def written(date):
    return f"{date.day} {date:%B %Y}"


def in_two(count=1):
    """Ada is the focal point in assessments of two places."""
    instrument = make_instrument()
    [ada] = make_people("Ada", digest=True)
    cases = []
    for name, code in (("Quilmes", "AR"), ("Bremen", "DE")):
        place = make_place(name, make_country(code))
        case = make_case(names=f" of {name}", place=place, instrument=instrument)
        invite_to_role(
            assessment=case.assessment,
            email=ada.email,
            name="Ada",
            language="en",
            role="focal_point",
            by=case.coordinator,
        )
        cases.append(case)
    Notice.objects.all().delete()
    return ada, *cases


def test_mail_tells_all_by_assessment(db, mailoutbox):
    ada, quilmes, bremen = in_two()
    pass_section(section=quilmes.section(1), holder="government", by=quilmes.researcher, note=NOTE)
    other = put_query(bremen, [ada], code="T1.2.1", body="Between us.")
    first = put_query(quilmes, [ada])
    due_in(quilmes, 5)

    send_reminder(Reminder.objects.create(user=ada, date=today()).pk)

    [mail] = mailoutbox
    off = mail.extra_headers["List-Unsubscribe"].strip("<>")
    assert mail.subject == f"What happened, and what is due: {written(today())}"
    assert mail.body == DIGEST.format(
        quilmes=quilmes.assessment.pk,
        bremen=bremen.assessment.pk,
        query=first.query_id,
        other=other.query_id,
        due=written(today() + 5 * DAY),
        off=off,
    )
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert off.startswith("http://127.0.0.1:8000/en/account/mails/off/")
    html = mail.alternatives[0][0]
    assert html.index("Quilmes, 2022</h2>") < html.index("Name the law") < html.index("Bremen, 2022</h2>")
    assert f'<a href="http://127.0.0.1:8000/en/assessments/{bremen.assessment.pk}/queries/' in html
    assert f'<a href="{off}">' in html


def test_mail_without_reminders_leads_to_the_page_of_the_account(desk, mailoutbox):
    pass_on(desk)
    wants_digest(desk.focal_point, reminders=False)

    send_reminder(Reminder.objects.create(user=desk.focal_point, date=today()).pk)

    headers = mailoutbox[0].extra_headers
    assert headers == {"List-Unsubscribe": "<http://127.0.0.1:8000/en/account/mails/>"}
    assert switch_off_url(desk.focal_point) not in mailoutbox[0].body


@pytest.mark.parametrize("kind", NoticeKind.values)
def test_each_kind_has_its_place_in_it_in_the_language_of_the_reader(case, kind, mailoutbox):
    notice = owed(case, kind)
    Notice.objects.exclude(pk=notice.pk).delete()
    wants_digest(notice.user, language="fr")

    send_reminder(Reminder.objects.create(user=notice.user, date=today()).pk)

    [mail] = mailoutbox
    html = mail.alternatives[0][0]
    assert mail.body.startswith("Bonjour")
    assert "== Quilmes, 2022 ==\n\n" in mail.body
    assert "http://127.0.0.1:8000/fr/" in mail.body.split("==")[2]
    assert ('<html lang="fr"' in html, "Quilmes, 2022</h2>" in html) == (True, True)
    assert (NOTE in mail.body, NOTE in html) == (kind not in WITHOUT_NOTE,) * 2
    assert settle(notice) == "sent"


def test_mail_shows_what_the_reader_may_see(case, mailoutbox):
    Notice.objects.all().delete()
    wants_digest(case.contributor)
    return_section(case)
    put_query(case, [case.contributor], code="T1.2.1", body="Not your page.")
    put_query(case, [case.contributor], audience="iom", body="Not for you.")

    send_reminder(Reminder.objects.create(user=case.contributor, date=today()).pk)

    [mail] = mailoutbox
    text = mail.body + mail.alternatives[0][0]
    assert "Say more in T1.1.1." in text
    assert [hidden for hidden in ("T1.2.1", "Not your page", "Not for you") if hidden in text] == []
    assert sorted(Notice.objects.filter(user=case.contributor).values_list("state", flat=True)) == [
        "dropped",
        "dropped",
        "sent",
    ]


def test_typed_text_is_escaped_in_html(desk, mailoutbox):
    pass_on(desk, note="<script>alert(1)</script>")

    send_reminder(Reminder.objects.create(user=desk.focal_point, date=today()).pk)

    html = mailoutbox[0].alternatives[0][0]
    assert ("<script" in html, "&lt;script&gt;alert(1)" in html) == (False, True)
    assert "&amp;lt;" not in html


@pytest.mark.parametrize("count", [1, 3])
def test_statements_do_not_grow_with_what_happened(desk, django_assert_num_queries, count):
    for number in range(count):
        put_query(desk, [desk.focal_point], code="T1.1.1", body=f"Number {number}")
    submit(desk, desk.section(2))
    reminder = Reminder.objects.create(user=desk.focal_point, date=today())
    due_in(desk, 3)
    Part.objects.visible_to(desk.focal_point, frozenset()).exists()  # a process asks once where rights stand

    with django_assert_num_queries(14):
        send_reminder(reminder.pk)

    assert Notice.objects.filter(state="sent").count() == count

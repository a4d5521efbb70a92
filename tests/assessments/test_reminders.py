"""One mail a day at most, about what is due, to those who want it and may still see it."""

import datetime
import re
from smtplib import SMTPServerDisconnected

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from accounts.models import User
from assessments.models import Handover, Reminder, Section
from assessments.report import due_for, people_to_remind
from assessments.tasks import send_reminder
from assessments.workflow import ASSESSMENT, pass_section, queue_reminders, remove_role
from tests.factories.accounts import make_people
from tests.factories.assessments import make_case, submit
from tests.factories.instruments import make_instrument
from tests.factories.places import make_country, make_place
from workflows.engine import perform

DAY = datetime.timedelta(days=1)


def today():
    return timezone.localdate()


def at(hour, minute=0):
    return timezone.localtime().replace(hour=hour, minute=minute)


def due_in(case, days, number=1):
    Section.objects.filter(pk=case.section(number).pk).update(due_date=today() + days * DAY)


def reminded(mailoutbox):
    return sorted(mail.to[0].partition("@")[0] for mail in mailoutbox)


def names(people):
    return set(User.objects.filter(pk__in=people).values_list("name", flat=True))


# Who is reminded of what ------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "people"), [(-400, 2), (-1, 2), (0, 2), (7, 2), (8, 0)])
def test_what_is_overdue_or_due_within_a_week_is_reminded_of(case, days, people):
    due_in(case, days)

    assert len(people_to_remind(today())) == people


def test_section_is_reminded_of_to_the_side_whose_turn_it_is_and_to_contributors(case):
    due_in(case, 3)
    first = names(people_to_remind(today()))
    pass_section(section=case.section(1), holder="government", by=case.researcher)
    passed = names(people_to_remind(today()))
    submit(case, case.section(1))

    assert first == {"Researcher", "Contributor"}
    assert passed == {"Focal point", "Contributor"}
    assert names(people_to_remind(today())) == {"Reviewer", "Second reviewer"}


def test_page_due_before_its_section_is_reminded_of_to_its_contributor(case):
    Handover.objects.update(due_date=today() - DAY)

    assert names(people_to_remind(today())) == {"Contributor"}
    [due] = due_for(case.contributor, today())
    assert (due.title, due.date, due.overdue) == ("1.1 Subcategory 1.1", today() - DAY, True)
    assert due.url == case.part("1.1").get_absolute_url()


def test_page_handed_back_is_not_reminded_of(case):
    Handover.objects.update(due_date=today())
    perform("handover", "hand back", Handover.objects.get(), by=case.contributor)

    assert people_to_remind(today()) == set()
    assert due_for(case.contributor, today()) == []


@pytest.mark.parametrize("fields", [{"reminders": False}, {"is_active": False}, {"password": "!"}])
def test_nobody_is_reminded_who_switched_it_off_left_or_never_came(case, fields):
    due_in(case, 3)
    User.objects.filter(pk=case.researcher.pk).update(**fields)

    assert names(people_to_remind(today())) == {"Contributor"}


def test_assessment_that_ended_reminds_nobody(case):
    due_in(case, 3)
    perform(ASSESSMENT, "cancel", case.assessment, by=case.coordinator, note="No funds.")

    assert people_to_remind(today()) == set()


def test_person_is_told_of_nothing_in_an_assessment_of_others(two):
    due_in(two.own, 3)
    due_in(two.other, 3)

    assert {due.assessment for due in due_for(two.own.researcher, today())} == {two.own.assessment}


# When, and how often ----------------------------------------------------------------------------------


def test_nobody_is_reminded_before_the_morning(case, mailoutbox):
    due_in(case, 3)

    early = queue_reminders(at(6, 59))
    before = len(mailoutbox)
    morning = queue_reminders(at(7))

    assert (early, before) == (0, 0)
    assert (morning, reminded(mailoutbox)) == (2, ["contributor", "researcher"])


def test_morning_is_that_of_the_site(case):
    due_in(case, 3)

    with timezone.override("America/Argentina/Buenos_Aires"):
        noon_there = datetime.datetime.now(datetime.UTC).replace(hour=9, minute=59)
        assert queue_reminders(noon_there) == 0


def test_everybody_is_reminded_once_a_day(case, mailoutbox):
    due_in(case, 3)

    counts = [queue_reminders(at(hour)) for hour in (7, 8, 20)]

    assert counts == [2, 0, 0]
    assert reminded(mailoutbox) == ["contributor", "researcher"]


def test_reminder_of_the_day_before_does_not_count(case, mailoutbox):
    due_in(case, 3)
    for person in (case.researcher, case.contributor):
        Reminder.objects.create(user=person, date=today() - DAY, mailed_at=timezone.now() - DAY)

    queue_reminders(at(7))

    assert reminded(mailoutbox) == ["contributor", "researcher"]


def test_job_that_runs_twice_mails_once(case, mailoutbox):
    due_in(case, 3)
    reminder = Reminder.objects.create(user=case.researcher, date=today())

    for _twice in range(2):
        send_reminder(reminder.pk)

    assert len(mailoutbox) == 1


def test_job_found_on_a_later_day_mails_nothing(case, mailoutbox):
    due_in(case, 3)
    reminder = Reminder.objects.create(user=case.researcher, date=today() - DAY)

    send_reminder(reminder.pk)

    assert mailoutbox == []


def test_job_says_what_the_person_may_still_see(case, mailoutbox):
    due_in(case, 3)
    reminder = Reminder.objects.create(user=case.researcher, date=today())
    remove_role(assignment=case.assessment.roles.get(user=case.researcher), by=case.coordinator)

    send_reminder(reminder.pk)

    assert mailoutbox == []
    assert Reminder.objects.get().mailed_at is None


class Away(EmailBackend):
    def send_messages(self, messages):
        raise SMTPServerDisconnected


def test_mail_server_that_is_away_is_tried_again(case, settings, mailoutbox):
    due_in(case, 3)
    reminder = Reminder.objects.create(user=case.researcher, date=today())
    back = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.Away"
    with pytest.raises(SMTPServerDisconnected):
        send_reminder(reminder.pk)
    settings.EMAIL_BACKEND = back

    queue_reminders(at(8))

    assert reminded(mailoutbox) == ["contributor", "researcher"]


@pytest.mark.parametrize("count", [1, 3])
def test_statements_do_not_grow_with_the_assessments(db, django_assert_num_queries, count):
    instrument, country = make_instrument(((1,),) * count), make_country()
    [ada] = make_people("Ada")
    for number in range(count):
        case = make_case(
            names=f" {number}", place=make_place(f"City-{number}", country), instrument=instrument
        )
        role = case.assessment.roles.get(role="researcher")
        type(role).objects.filter(pk=role.pk).update(user=ada)
    Section.objects.update(due_date=today())

    with django_assert_num_queries(4):
        people_to_remind(today())
    with django_assert_num_queries(3):
        due = due_for(ada, today())

    assert len(due) == count * count


# The mail ---------------------------------------------------------------------------------------------

MAIL = """\
Dear Researcher,

This waits for you:

Quilmes, 2022
- 1 Domain 1, overdue since {since}
  http://127.0.0.1:8000/en/assessments/{pk}/domain-1/check/
- 2 Domain 2, due {until}
  http://127.0.0.1:8000/en/assessments/{pk}/domain-2/check/

All your work is here:

http://127.0.0.1:8000/en/work/

You get at most one such mail a day, and only when something is due. \
With this link you switch these mails off:

{off}
"""


def written(date):
    return f"{date.day} {date:%B %Y}"


def mail_to(person, mailoutbox):
    send_reminder(Reminder.objects.create(user=person, date=today()).pk)
    [mail] = mailoutbox
    return mail


def test_mail_says_what_is_due_where_and_how_to_switch_it_off(case, mailoutbox):
    due_in(case, -2, 1)
    due_in(case, 5, 2)

    mail = mail_to(case.researcher, mailoutbox)

    off = mail.extra_headers["List-Unsubscribe"].strip("<>")
    assert mail.subject == "2 things are due for you"
    assert (
        mail.body.strip()
        == MAIL.format(
            pk=case.assessment.pk, since=written(today() - 2 * DAY), until=written(today() + 5 * DAY), off=off
        ).strip()
    )
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    html = mail.alternatives[0][0]
    assert re.findall(r'href="([^"]+)"', html) == [
        f"http://127.0.0.1:8000/en/assessments/{case.assessment.pk}/domain-1/check/",
        f"http://127.0.0.1:8000/en/assessments/{case.assessment.pk}/domain-2/check/",
        "http://127.0.0.1:8000/en/work/",
        off,
    ]


def test_mail_is_in_the_language_of_the_reader(case, mailoutbox):
    due_in(case, 5)
    case.researcher.language = "es"
    case.researcher.save()

    mail = mail_to(case.researcher, mailoutbox)

    assert "1 Domain 1 (es)" in mail.body
    assert "http://127.0.0.1:8000/es/work/" in mail.body
    assert mail.extra_headers["List-Unsubscribe"].startswith("<http://127.0.0.1:8000/es/account/mails/off/")


def test_reviewer_is_led_to_the_review_desk(case, mailoutbox):
    submit(case, case.section(1))
    due_in(case, 5)

    mail = mail_to(case.reviewer, mailoutbox)

    assert "/domain-1/review/" in mail.body

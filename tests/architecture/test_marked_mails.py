"""In a made-up language, each kind of mail and document says nothing that isn’t marked and isn’t data."""

import io

import pytest
from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook

from accounts.emails import send_invitation
from accounts.models import User
from accounts.workflow import invite
from assessments.choices import NoticeKind
from assessments.document import write_paper, write_workbook
from assessments.models import Reminder, Section
from assessments.tasks import send_notice, send_reminder
from assessments.workflow import make_pack
from profiles.report.printing import TEMPLATE, pdf_context
from tests.factories import snapshots
from tests.factories.notices import owed
from tests.factories.packs import make_pack_case, section_of
from tests.marking import OPEN, Reader, everything_marked, strings_in
from tests.replay import play

SITE = (settings.SITE_NAME, settings.SITE_URL)


# Mails ------------------------------------------------------------------------------------------------


def said_in(mail):
    [html] = [content for content, kind in mail.alternatives if kind == "text/html"]
    return mail.subject, mail.body, html


@pytest.mark.parametrize("kind", NoticeKind)
def test_mails_say_nothing_unmarked(case, mailoutbox, kind):
    with everything_marked():
        send_notice(owed(case, kind).pk)
        reader = Reader(*SITE)

    [mail] = mailoutbox
    subject, text, html = said_in(mail)
    assert OPEN in subject
    assert OPEN in text
    assert reader.unmarked_in([subject, text]) + reader.unmarked(html) == []


@pytest.mark.parametrize("digest", [False, True])
def test_mails_of_the_day_say_nothing_unmarked(case, mailoutbox, digest):
    owed(case, NoticeKind.PASSED)
    Section.objects.update(due_date=timezone.localdate())
    User.objects.filter(pk=case.focal_point.pk).update(digest=digest)

    with everything_marked():
        send_reminder(Reminder.objects.create(user=case.focal_point, date=timezone.localdate()).pk)
        reader = Reader(*SITE)

    subject, text, html = said_in(mailoutbox[-1])
    assert OPEN in text
    assert reader.unmarked_in([subject, text]) + reader.unmarked(html) == []


def test_invitation_says_nothing_unmarked(case, mailoutbox):
    user = invite(email="new@example.org", name="New", language="en", by=case.coordinator)

    with everything_marked():
        send_invitation(user.invitations.get())
        reader = Reader(*SITE)

    subject, text, html = said_in(mailoutbox[-1])
    assert reader.unmarked_in([subject, text]) + reader.unmarked(html) == []


@pytest.mark.parametrize("address", ["observer@example.org", "nobody@example.org"])
def test_mails_about_passwords_say_nothing_unmarked(case, client, mailoutbox, address):
    cache.clear()
    with everything_marked():
        client.post(reverse("account_reset_password"), {"email": address})
        reader = Reader(*SITE, address)

    subject, text, html = said_in(mailoutbox[-1])
    assert OPEN in text
    assert reader.unmarked_in([subject, text]) + reader.unmarked(html) == []


# Documents --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("draft", [False, True])
def test_what_is_printed_says_nothing_unmarked(db, draft):
    snapshot = snapshots.quilmes()
    with everything_marked():
        context = pdf_context(snapshot, draft=draft)
        html = render_to_string(
            TEMPLATE, context | {"language": "en", "language_name": "English", "direction": "ltr"}
        )

    assert OPEN in html
    assert Reader(*strings_in(snapshot.to_json()), *SITE).unmarked(html) == []


def test_workbook_and_paper_say_nothing_unmarked(db):
    case = play(make_pack_case)

    with everything_marked():
        pack, contents = make_pack(section=section_of(case), language="en", by=case.focal_point)
        workbook = load_workbook(io.BytesIO(write_workbook(contents, pack)))
        paper = Document(io.BytesIO(write_paper(contents, pack)))
        reader = Reader(*SITE)

    cells = [str(cell.value) for sheet in workbook for row in sheet.iter_rows() for cell in row if cell.value]
    tables = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert reader.unmarked_in([*workbook.sheetnames, *cells]) == []
    assert reader.unmarked_in([*(paragraph.text for paragraph in paper.paragraphs), *tables]) == []

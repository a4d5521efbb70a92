"""What the mails look like: each kind in each language, as text and as HTML, whatever people typed."""

import re
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from accounts.models import User
from assessments.choices import NoticeKind
from assessments.models import Message, Section, Verdict
from places.models import Jurisdiction
from tests.factories.assessments import DUE
from tests.factories.notices import LATER, NOTE, WITHOUT_NOTE, owed, put_query, settle, waiting

TEMPLATES = Path(settings.BASE_DIR) / "templates" / "emails"
SECTION = "“%(number)s %(domain)s” of the assessment “%(assessment)s”"

LINES = {
    # kind: its subject, the sentences it says, where its link leads
    NoticeKind.HANDED_OVER: (
        "%(assessment)s: pages for you to answer",
        ["%(by)s asks you to answer these pages of the assessment “%(assessment)s”:"],
        "/assessments/{pk}/",
    ),
    NoticeKind.SENT_BACK: (
        "%(assessment)s: page %(page)s is back with you",
        ["%(by)s asks you to go on with the page %(page)s %(title)s of the assessment “%(assessment)s”."],
        "/assessments/{pk}/domain-1/1/",
    ),
    NoticeKind.PASSED: (
        "%(assessment)s: “%(domain)s” is with you now",
        [
            "%(by)s passes the section " + SECTION + " on to you: it is your turn with its answers.",
            "It is due on %(date)s.",
        ],
        "/assessments/{pk}/domain-1/check/",
    ),
    NoticeKind.DUE_DATES: (
        "%(assessment)s: due dates were changed",
        [
            "%(by)s changed when these sections of the assessment “%(assessment)s” are due:",
            "%(new)s instead of %(old)s",
        ],
        "/assessments/{pk}/",
    ),
    NoticeKind.SUBMITTED: (
        "%(assessment)s: “%(domain)s” waits for your review",
        ["%(by)s submitted the section " + SECTION + ". It waits for review.", "Submitted as: %(note)s"],
        "/assessments/{pk}/domain-1/review/",
    ),
    NoticeKind.RECALLED: (
        "%(assessment)s: the submission of “%(domain)s” was taken back",
        [
            "%(by)s took the submission of the section "
            + SECTION
            + " back. There is nothing to review until "
            "it is submitted anew."
        ],
        "/assessments/{pk}/domain-1/review/",
    ),
    NoticeKind.RETURNED: (
        "%(assessment)s: “%(domain)s” came back with remarks",
        [
            "%(by)s returned the section " + SECTION + " with remarks.",
            "It is due on %(date)s.",
            "These answers need a change:",
        ],
        "/assessments/{pk}/domain-1/check/",
    ),
    NoticeKind.APPROVED: (
        "%(assessment)s: “%(domain)s” is approved",
        ["%(by)s approved the section " + SECTION + ". Its answers are fixed as they stand."],
        "/assessments/{pk}/domain-1/check/",
    ),
    NoticeKind.REOPENED: (
        "%(assessment)s: “%(domain)s” is open again",
        ["%(by)s reopened the section " + SECTION + ". Its answers can be changed again."],
        "/assessments/{pk}/domain-1/check/",
    ),
    NoticeKind.QUERY: (
        "%(assessment)s: query on %(code)s",
        ["%(by)s writes in a query on the answer %(code)s of the assessment “%(assessment)s”."],
        "/assessments/{pk}/queries/{query}/",
    ),
    NoticeKind.ROLE: (
        "%(assessment)s: you take part",
        ["%(by)s asks you to take part in the assessment “%(assessment)s”.", "Your role: %(role)s."],
        "/work/",
    ),
}
BY = {
    NoticeKind.HANDED_OVER: "focal_point",
    NoticeKind.SENT_BACK: "focal_point",
    NoticeKind.PASSED: "researcher",
    NoticeKind.DUE_DATES: "coordinator",
    NoticeKind.SUBMITTED: "researcher",
    NoticeKind.RECALLED: "researcher",
    NoticeKind.RETURNED: "reviewer",
    NoticeKind.APPROVED: "reviewer",
    NoticeKind.REOPENED: "coordinator",
    NoticeKind.QUERY: "reviewer",
    NoticeKind.ROLE: "coordinator",
}


def mail_of(case, kind, mailoutbox, language="en", note=NOTE):
    """The mail of this kind, sent to a person of this language."""
    notice = owed(case, kind, note=note)
    User.objects.filter(pk=notice.user_id).update(language=language)
    assert settle(notice) == "sent"
    [mail] = mailoutbox
    return notice, mail


def query_of(notice):
    """The key of the query that the mail is about; 0 for another kind."""
    if notice.kind != NoticeKind.QUERY:
        return 0
    return Message.objects.get(pk=notice.subject).query_id


def plain(text):
    """On one line, with plain spaces."""
    return " ".join(text.split())


def words(page):
    """The text of a page."""
    return unescape(re.sub(r"<[^>]+>", "", page.split("<body")[1].split(">", 1)[1]))


def said(case, notice, language):
    """What stands in the gaps of the sentences."""
    in_language = {"en": "", "fr": " (fr)", "es": " (es)"}[language]
    return {
        "assessment": "Quilmes, 2022",
        "by": case.in_role(BY[notice.kind]).name,
        "number": 1,
        "domain": f"Domain 1{in_language}",
        "page": "1.1",
        "title": f"Subcategory 1.1{in_language}",
        "date": date_format(DUE),
        "new": date_format(LATER),
        "old": date_format(DUE),
        "code": "T1.1.1",
        "note": NOTE,
        "role": gettext("Observer"),
    }


@pytest.mark.parametrize("language", ["en", "fr", "es"])
@pytest.mark.parametrize("kind", NoticeKind.values)
def test_each_kind_says_what_happened_in_the_language_of_the_reader(case, kind, language, mailoutbox):
    subject, sentences, path = LINES[kind]
    notice, mail = mail_of(case, kind, mailoutbox, language)

    with translation.override(language):
        gaps = said(case, notice, language)
        expected = [plain(gettext(sentence) % gaps) for sentence in sentences]
        assert mail.subject == gettext(subject) % gaps
        greeting = gettext("Dear %(name)s,") % {"name": notice.user.name}
    [(html, media_type)] = mail.alternatives
    address = f"http://127.0.0.1:8000/{language}{path}".format(pk=case.assessment.pk, query=query_of(notice))
    assert media_type == "text/html"
    assert f'<html lang="{language}" dir="ltr">' in html
    for text in (plain(mail.body), plain(words(html))):
        assert [sentence for sentence in [greeting, *expected] if sentence not in text] == []
        assert (NOTE in text) == (kind not in WITHOUT_NOTE)
        assert address in text
        assert f"http://127.0.0.1:8000/{language}/account/mails/" in text + html
    assert f'<a href="{address}"' in html


def test_every_kind_has_a_line_and_its_templates():
    assert set(LINES) == set(BY) == set(NoticeKind.values)
    for kind in NoticeKind.values:
        for name in (f"{kind}_subject.txt", f"{kind}.txt", f"{kind}.html"):
            assert (TEMPLATES / name).is_file(), name


RETURNED = """\
Dear Researcher,

Reviewer returned the section “1 Domain 1” of the assessment “Quilmes, 2022” with remarks. \
It is due on 30 June 2030.

Reviewer writes:

Name the law, please.

These answers need a change:

- T1.1.1: Say more in T1.1.1.
- T1.2.1: Say more in T1.2.1.

Here is the section:

http://127.0.0.1:8000/en/assessments/{pk}/domain-1/check/

You can get all of this in one mail a day. Choose here which mails you get:

http://127.0.0.1:8000/en/account/mails/
"""


def test_return_is_one_mail_with_the_note_and_the_remarks(case, mailoutbox):
    settle(owed(case, "returned", case.researcher))

    [mail] = mailoutbox
    page = f"http://127.0.0.1:8000{case.part('1.1').get_absolute_url()}#answer-{case.answer('T1.1.1').pk}"
    assert mail.body == RETURNED.format(pk=case.assessment.pk)
    assert f'<a href="{page}">T1.1.1</a>' in mail.alternatives[0][0]


QUERY = """\
Dear Researcher,

Reviewer writes in a query on the answer T1.1.1 of the assessment “Quilmes, 2022”.

T1.1.1 Question T1.1.1?

Name the law, please.

Here is the query:

http://127.0.0.1:8000/en/assessments/{pk}/queries/{query}/
"""


def test_query_shows_question_and_message_with_its_language(case, mailoutbox):
    notice, mail = mail_of(case, "query", mailoutbox)

    assert mail.body.startswith(QUERY.format(pk=case.assessment.pk, query=query_of(notice)))
    assert re.search(r'<p lang="en" dir="auto"[^>]*>Name the law, please\.</p>', mail.alternatives[0][0])


def test_query_among_reviewers_and_coordinators_says_so(case, mailoutbox):
    put_query(case, [case.second_reviewer], audience="iom")
    settle(waiting("query", case.second_reviewer))

    assert "Only reviewers and coordinators can read it." in mailoutbox[0].body


# What people typed --------------------------------------------------------------------------------------

NAME = "Eve <img src=x onerror=alert(1)>\nBcc: all@example.org"
EVIL = """<script>alert(1)</script> "quoted" & 'so' <a href="javascript:alert(1)">x</a>"""


@pytest.fixture
def evil(case):
    """Everybody’s name and the place hold markup and line breaks."""
    User.objects.update(name=NAME)
    Jurisdiction.objects.update(name_en=f"{EVIL}\r\nBcc: all@example.org")
    return case


@pytest.mark.parametrize("kind", NoticeKind.values)
def test_names_and_notes_are_text_in_html_and_no_header(evil, kind, mailoutbox):
    notice, mail = mail_of(evil, kind, mailoutbox, note=EVIL)

    html = mail.alternatives[0][0]
    assert ("<script" in html, "<img" in html, 'href="javascript' in html) == (False, False, False)
    assert "&lt;script&gt;" in html
    assert "&lt;img src=x" in html
    assert len(mail.subject.splitlines()) == 1
    message = mail.message()
    assert mail.recipients() == [notice.user.email]
    assert (message["Bcc"], message["Cc"], message["To"]) == (None, None, notice.user.email)


def test_remarks_are_text_in_html(case, mailoutbox):
    notice = owed(case, "returned")
    Verdict.objects.update(remark=EVIL)

    settle(notice)

    html = mailoutbox[0].alternatives[0][0]
    assert ("<script" in html, 'href="javascript' in html) == (False, False)
    assert "&lt;script&gt;alert(1)" in html
    assert EVIL in mailoutbox[0].body


@pytest.mark.parametrize("kind", NoticeKind.values)
def test_names_and_notes_are_as_typed_in_text(evil, kind, mailoutbox):
    _notice, mail = mail_of(evil, kind, mailoutbox, note=EVIL)

    assert mail.body.startswith(f"Dear {NAME},")
    assert "&lt;" not in mail.body
    assert "<script>alert(1)</script>" in mail.body


def test_section_without_a_due_date_names_none(case, mailoutbox):
    notice = owed(case, "passed")
    Section.objects.update(due_date=None)

    settle(notice)

    assert "due" not in mailoutbox[0].body

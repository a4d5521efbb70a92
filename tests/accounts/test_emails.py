import re

import pytest
from django.utils import translation
from django.utils.translation import gettext

from accounts.emails import send_invitation
from accounts.tasks import send_invitation as send_invitation_job
from accounts.workflow import accept_invitation, invite, open_invitation
from tests.factories.accounts import PASSWORD, make_person

TEXT = """\
Dear Ada,

Grace Hopper invites you to take part in an assessment on Migration Governance Indicators. \
Open your account with this link:

{url}

The link works once, within 14 days.

If you did not expect this invitation, you need do nothing.
"""
LINK = re.compile(r"^(http://127\.0\.0\.1:8000/(\w+)/account/invitation/)(\S+)/$", re.MULTILINE)


def make_invitation(language="en"):
    host = make_person("Grace Hopper")
    return invite(email="ada@example.org", name="Ada", language=language, by=host).invitations.get()


def test_invitation_says_who_invites_and_where_to_go(db, mailoutbox):
    invitation = make_invitation()

    send_invitation(invitation)

    [mail] = mailoutbox
    link = LINK.search(mail.body)
    assert open_invitation(link[3]) == invitation
    assert link[1] == "http://127.0.0.1:8000/en/account/invitation/"
    assert mail.subject == "Your invitation to Migration Governance Indicators"
    assert mail.body.strip() == TEXT.format(url=link[0]).strip()
    assert (mail.to, mail.from_email) == (["ada@example.org"], "mgi-portal@localhost")


def test_invitation_says_the_same_as_html(db, mailoutbox):
    invitation = make_invitation()

    send_invitation(invitation)

    [html] = [content for content, kind in mailoutbox[0].alternatives if kind == "text/html"]
    link = LINK.search(mailoutbox[0].body)[0]
    words = " ".join(re.sub(r"<[^>]+>", " ", html.split("<body")[1].split(">", 1)[1]).split())
    assert words == (
        "Migration Governance Indicators Dear Ada, "
        "Grace Hopper invites you to take part in an assessment on Migration Governance Indicators. "
        f"Open your account with this link: Open the account {link} "
        "The link works once, within 14 days. "
        "If you did not expect this invitation, you need do nothing."
    )
    assert re.findall(r'href="([^"]+)"', html) == [link]


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_invitation_is_in_the_language_of_the_person(db, mailoutbox, language):
    invitation = make_invitation(language)

    send_invitation(invitation)

    [mail] = mailoutbox
    with translation.override(language):
        site = gettext("Migration Governance Indicators")
        subject = gettext("Your invitation to %(site_name)s") % {"site_name": site}
    assert mail.subject == subject
    assert LINK.search(mail.body)[2] == language
    assert f'<html lang="{language}"' in mail.alternatives[0][0]


def test_name_is_escaped_in_html_and_as_typed_in_text(db, mailoutbox):
    invitation = make_invitation()
    invitation.user.name = "Ada & <Co>"

    send_invitation(invitation)

    assert mailoutbox[0].body.startswith("Dear Ada & <Co>,")
    assert "Dear Ada &amp; &lt;Co&gt;," in mailoutbox[0].alternatives[0][0]


def test_line_break_in_a_name_makes_no_header(db, mailoutbox):
    invitation = make_invitation()
    invitation.invited_by.name = "Grace\nBcc: all@example.org"

    send_invitation(invitation)

    assert mailoutbox[0].recipients() == ["ada@example.org"]


def test_line_break_in_the_name_of_the_site_makes_no_header(db, mailoutbox, settings):
    settings.SITE_NAME = "Indicators\r\nBcc: all@example.org"

    send_invitation(make_invitation())

    [mail] = mailoutbox
    assert mail.subject == "Your invitation to Indicators Bcc: all@example.org"
    assert mail.message()["Bcc"] is None


def test_job_mails_an_invitation_that_was_accepted_to_nobody(db, mailoutbox):
    invitation = make_invitation()
    accept_invitation(invitation=invitation, name="Ada", password=PASSWORD)

    send_invitation_job(invitation.pk)

    assert mailoutbox == []


def test_job_of_an_invitation_that_is_gone_does_nothing(db, mailoutbox):
    invitation = make_invitation()
    invitation.delete()

    send_invitation_job(1)

    assert mailoutbox == []

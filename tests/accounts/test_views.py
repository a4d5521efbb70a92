import re

import pytest
from django.contrib.auth import get_user
from django.core import mail as django_mail

from accounts.emails import token_for
from accounts.models import User
from accounts.workflow import accept_invitation, invite
from tests.factories.accounts import PASSWORD, make_person

SIGN_IN = "/en/account/sign-in/"
RESET = "/en/account/password/reset/"
LINK = re.compile(r"http\S+/account/password/reset/\S+")


@pytest.fixture
def ada(db):
    return make_person()


@pytest.fixture
def invitation(db):
    host = make_person("Grace Hopper")
    return invite(email="ada@example.org", name="Ada", language="en", by=host).invitations.get()


@pytest.fixture
def link(invitation):
    return f"/en/account/invitation/{token_for(invitation)}/"


def signed_in(client):
    return get_user(client).is_authenticated


def errors(response):
    return response.context["form"].errors


# Invitations ------------------------------------------------------------------------------------------


def test_invitation_opens_a_page_with_the_name_filled_in(client, link):
    page = client.get(link)

    assert page.status_code == 200
    assert page.context["form"]["name"].value() == "Ada"
    assert b"<strong>ada@example.org</strong>" in page.content


def test_invitation_accepted_signs_in_and_leads_to_my_work(client, link):
    done = client.post(link, {"name": "Ada Lovelace", "password": PASSWORD})

    assert (done.status_code, done.url) == (302, "/en/work/")
    assert get_user(client) == User.objects.get(email="ada@example.org", name="Ada Lovelace")


def test_invitation_used_or_made_up_is_gone(client, invitation, link):
    accept_invitation(invitation=invitation, name="Ada", password=PASSWORD)

    statuses = [
        client.get(link).status_code,
        client.post(link, {"name": "M", "password": "x" * 20}).status_code,
    ]
    statuses.append(client.get("/en/account/invitation/made-up/").status_code)

    assert statuses == [410, 410, 410]
    assert not signed_in(client)


@pytest.mark.parametrize(
    ("password", "messages"),
    [
        ("", ["This field is required."]),
        ("short", ["This password is too short. It must contain at least 12 characters."]),
        ("1234567890123", ["This password is too common."]),
        ("ada@example.org", ["The password is too similar to the e-mail address."]),
    ],
)
def test_invitation_with_a_weak_password_is_not_accepted(client, invitation, link, password, messages):
    page = client.post(link, {"name": "Ada Lovelace", "password": password})

    invitation.refresh_from_db()
    assert errors(page) == {"password": messages}
    assert invitation.accepted_at is None
    assert not signed_in(client)


def test_invitation_keeps_the_blanks_of_a_password(client, link):
    client.post(link, {"name": "Ada", "password": " four words and blanks "})

    assert User.objects.get(email="ada@example.org").check_password(" four words and blanks ")


# Sign-up, sign-in, sign-out ---------------------------------------------------------------------------


def test_sign_up_is_closed(client, db):
    page = client.get("/en/account/sign-up/")
    posted = client.post("/en/account/sign-up/", {"email": "m@example.org", "password1": PASSWORD})

    for response in (page, posted):
        assert "account/signup_closed.html" in [template.name for template in response.templates]
    assert not User.objects.exists()


@pytest.mark.parametrize("email", ["ada.lovelace@example.org", "Ada.Lovelace@Example.org"])
def test_sign_in_leads_to_my_work(client, ada, email):
    done = client.post(SIGN_IN, {"login": email, "password": PASSWORD})

    assert (done.status_code, done.url) == (302, "/en/work/")
    assert get_user(client) == ada


def test_sign_in_leads_back_to_the_page_asked_for(client, ada):
    done = client.post(f"{SIGN_IN}?next=/en/assessments/7/", {"login": ada.email, "password": PASSWORD})

    assert done.url == "/en/assessments/7/"


def test_sign_in_leads_to_no_other_site(client, ada):
    done = client.post(f"{SIGN_IN}?next=https://evil.example/", {"login": ada.email, "password": PASSWORD})

    assert done.url == "/en/work/"


def test_sign_in_says_the_same_for_a_wrong_password_and_an_unknown_address(client, ada):
    wrong = client.post(SIGN_IN, {"login": ada.email, "password": "wrong"})
    unknown = client.post(SIGN_IN, {"login": "nobody@example.org", "password": "wrong"})

    assert errors(wrong) == errors(unknown)
    assert errors(wrong) == {"__all__": ["The e-mail address or the password isn’t right."]}
    assert not signed_in(client)


def test_sign_in_with_a_closed_account_is_told_so(client, ada):
    User.objects.update(is_active=False)

    done = client.post(SIGN_IN, {"login": ada.email, "password": PASSWORD})

    assert not signed_in(client)
    assert (done.status_code, done.headers.get("Location")) in [(302, "/en/account/inactive/"), (200, None)]


def test_sign_in_with_an_invitation_that_is_still_open_is_refused(client, invitation):
    client.post(SIGN_IN, {"login": "ada@example.org", "password": ""})

    assert not signed_in(client)


def test_sign_out_asks_first_and_then_leads_home(client_for, ada):
    client = client_for(ada)

    asked = client.get("/en/account/sign-out/")
    still = signed_in(client)
    done = client.post("/en/account/sign-out/")

    assert (asked.status_code, still) == (200, True)
    assert (done.status_code, done.url, signed_in(client)) == (302, "/en/", False)


def test_pages_that_need_an_account_lead_to_sign_in(client, db):
    response = client.get("/fr/work/")

    assert (response.status_code, response.url) == (302, "/fr/account/sign-in/?next=/fr/work/")


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_sign_in_page_is_in_the_language_of_its_address(client, db, language):
    page = client.get(f"/{language}/account/sign-in/")

    assert page.headers["Content-Language"] == language
    assert f'<html lang="{language}"' in page.content.decode()


# A forgotten password ---------------------------------------------------------------------------------


def link_in(mail):
    return LINK.search(mail.body)[0]


def path_of(address):
    return "/" + address.split("/", 3)[3]


def test_reset_mails_a_link_to_the_account(client, ada, mailoutbox):
    done = client.post(RESET, {"email": "ADA.lovelace@example.org"})

    [mail] = mailoutbox
    assert (done.status_code, done.url) == (302, "/en/account/password/reset/sent/")
    assert (mail.subject, mail.to) == ("Choose a new password", ["ada.lovelace@example.org"])
    assert link_in(mail).startswith("http://127.0.0.1:8000/en/account/password/reset/")


def test_reset_answers_a_known_and_an_unknown_address_alike(client, ada, mailoutbox):
    known = client.post(RESET, {"email": ada.email}, follow=True)
    unknown = client.post(RESET, {"email": "nobody@example.org"}, follow=True)

    assert known.redirect_chain == unknown.redirect_chain
    assert known.content == unknown.content
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [
        (["ada.lovelace@example.org"], "Choose a new password"),
        (["nobody@example.org"], "There is no account for this address"),
    ]


def test_reset_link_names_the_configured_site_whatever_host_was_asked(client, ada, mailoutbox, settings):
    settings.ALLOWED_HOSTS = ["evil.example"]
    settings.SITE_URL = "https://mgi.example.org"

    client.post(RESET, {"email": ada.email}, headers={"host": "evil.example"})

    assert link_in(mailoutbox[0]).startswith("https://mgi.example.org/en/account/password/reset/")
    assert "evil.example" not in mailoutbox[0].message().as_string()


def test_mail_to_an_unknown_address_does_not_name_the_host_asked(client, db, mailoutbox, settings):
    settings.ALLOWED_HOSTS = ["evil.example"]

    client.post(RESET, {"email": "nobody@example.org"}, headers={"host": "evil.example"})

    assert "evil.example" not in mailoutbox[0].message().as_string()


def test_reset_link_sets_a_new_password_once(client, ada, mailoutbox):
    client.post(RESET, {"email": ada.email})
    address = path_of(link_in(mailoutbox[0]))

    form = client.get(address, follow=True)
    done = client.post(
        form.redirect_chain[-1][0],
        {"password1": "an even longer password", "password2": "an even longer password"},
    )
    again = client.get(address, follow=True)

    ada.refresh_from_db()
    assert (done.status_code, done.url) == (302, "/en/account/password/reset/done/")
    assert ada.check_password("an even longer password")
    assert again.context["token_fail"]


def test_reset_link_refuses_a_weak_password(client, ada, mailoutbox):
    client.post(RESET, {"email": ada.email})
    form = client.get(path_of(link_in(mailoutbox[0])), follow=True)

    page = client.post(form.redirect_chain[-1][0], {"password1": "short", "password2": "short"})

    ada.refresh_from_db()
    assert errors(page) == {
        "password1": ["This password is too short. It must contain at least 12 characters."]
    }
    assert ada.check_password(PASSWORD)


def test_reset_page_without_a_valid_link_says_so(client, db):
    page = client.get("/en/account/password/reset/1-made-up/")

    assert page.context["token_fail"]


def test_password_is_changed_by_whoever_knows_the_old_one(client_for, ada):
    client = client_for(ada)
    new = {"password1": "an even longer password", "password2": "an even longer password"}

    wrong = client.post("/en/account/password/", new | {"oldpassword": "wrong"})
    done = client.post("/en/account/password/", new | {"oldpassword": PASSWORD})

    ada.refresh_from_db()
    assert "oldpassword" in errors(wrong)
    assert done.status_code == 302
    assert ada.check_password("an even longer password")
    assert signed_in(client)
    assert django_mail.outbox == []

"""Who signed in and out, who tried to, and whose account changed: one line each, and no secret in any."""

import json
import re

import pytest
from django.db import OperationalError

from accounts import receivers
from accounts.emails import token_for
from accounts.models import User
from accounts.workflow import invite, set_password
from audit.models import Entry
from audit.workflow import SITE, faults
from tests.audit.logs import added, told
from tests.factories.accounts import PASSWORD, make_people, make_person

SIGN_IN = "/en/account/sign-in/"
CANARY = "canary-5f2e-of-the-cage"


@pytest.fixture
def ada(db):
    return make_person()


def say(lines):
    return [(kind, actor, subject) for matter, kind, actor, subject in map(told, lines) if matter == SITE]


def test_sign_in(client, ada):
    with added() as lines:
        client.post(SIGN_IN, {"login": ada.email, "password": PASSWORD})

    assert say(lines) == [("signed_in", ada.pk, "")]
    assert lines[0].actor_name == "Ada Lovelace <ada.lovelace@example.org>"


@pytest.mark.parametrize("address", ["ada.lovelace@example.org", "Nobody@example.org"])
def test_failed_sign_in_tells_the_address_that_was_typed_whether_it_has_an_account_or_not(
    client, ada, address
):
    with added() as lines:
        client.post(SIGN_IN, {"login": address, "password": CANARY})

    assert say(lines) == [("sign_in_failed", None, address.lower())]
    assert (lines[0].actor_name, lines[0].detail) == ("", {})


def test_failed_sign_in_tells_a_long_address_shortened(client, db):
    address = f"{'a' * 60}@{'b' * 60}.{'c' * 60}.org"

    with added() as lines:
        client.post(SIGN_IN, {"login": address, "password": CANARY})

    assert say(lines) == [("sign_in_failed", None, address[:100])]


def test_sign_in_to_a_closed_account_failed(client, ada):
    User.objects.update(is_active=False)

    with added() as lines:
        client.post(SIGN_IN, {"login": ada.email, "password": PASSWORD})

    assert say(lines) == [("sign_in_failed", None, ada.email)]


def test_sign_out(client_for, ada):
    client = client_for(ada)

    with added() as lines:
        client.get("/en/account/sign-out/")
        client.post("/en/account/sign-out/")
        client.post("/en/account/sign-out/")

    assert say(lines) == [("signed_out", ada.pk, "")]


def test_accepted_invitation_and_the_sign_in_that_follows(client, ada):
    invitation = invite(email="emmy@example.org", name="Emmy", language="en", by=ada).invitations.get()
    path = f"/en/account/invitation/{token_for(invitation)}/"

    with added() as lines:
        client.post(path, {"name": "Emmy Noether", "password": CANARY})
        client.post(path, {"name": "Emmy Noether", "password": CANARY})

    emmy = User.objects.get(email="emmy@example.org")
    assert say(lines) == [("account", emmy.pk, str(emmy)), ("signed_in", emmy.pk, "")]
    assert lines[0].detail == {"change": "invitation_accepted"}


def test_changed_password(client_for, ada):
    client = client_for(ada)
    new = {"password1": CANARY, "password2": CANARY}

    with added() as lines:
        client.post("/en/account/password/", new | {"oldpassword": "wrong"})
        client.post("/en/account/password/", new | {"oldpassword": PASSWORD})

    assert say(lines) == [("account", ada.pk, str(ada))]
    assert lines[0].detail == {"change": "password_changed"}


def test_reset_password(client, ada, mailoutbox):
    client.post("/en/account/password/reset/", {"email": ada.email})
    address = re.search(r"http://[^/]+(/\S+/account/password/reset/\S+)", mailoutbox[0].body)[1]
    form = client.get(address, follow=True)

    with added() as lines:
        client.post(form.redirect_chain[-1][0], {"password1": CANARY, "password2": CANARY})

    assert say(lines) == [("account", ada.pk, str(ada))]
    assert lines[0].detail == {"change": "password_reset"}


def test_password_set_by_a_command_once(ada):
    with added() as lines:
        set_password(user=ada, password=CANARY)
        set_password(user=ada, password=CANARY)

    assert say(lines) == [("account", None, str(ada))]


def test_account_in_the_administration(client_for, ada):
    root = make_people("Root", is_staff=True, is_superuser=True)[0]
    client = client_for(root)
    typed = {"name": "Ada", "email": ada.email, "language": "en", "is_active": "on", "is_staff": "on"}

    with added() as lines:
        client.post(f"/en/admin/accounts/user/{ada.pk}/change/", typed | {"user_permissions": ["1"]})
        client.post("/en/admin/accounts/user/add/", typed | {"email": "new@example.org"})
        client.post(f"/en/admin/accounts/user/{ada.pk}/delete/", {"post": "yes"})

    assert [(kind, actor) for _matter, kind, actor, _subject in map(told, lines)] == [
        ("account", root.pk)
    ] * 3
    assert [line.detail["change"] for line in lines] == ["changed", "made", "deleted"]
    assert [line.detail["administrator"] for line in lines] == [True] * 3
    assert [len(line.detail["permissions"]) for line in lines] == [1, 0, 1]
    assert not User.objects.filter(pk=ada.pk).exists()


def test_account_that_is_looked_at_is_no_line(client_for, ada):
    client = client_for(make_people("Root", is_staff=True, is_superuser=True)[0])

    with added() as lines:
        client.get(f"/en/admin/accounts/user/{ada.pk}/change/")
        client.post(f"/en/admin/accounts/user/{ada.pk}/change/", {"name": ""})

    assert lines == []


def test_no_password_is_in_any_line(client, ada):
    """Neither in its own place, nor where the address belongs."""
    for login in (ada.email, "nobody@example.org", CANARY, f"{CANARY} "):
        client.post(SIGN_IN, {"login": login, "password": CANARY})
    set_password(user=ada, password=CANARY)
    client.post(SIGN_IN, {"login": ada.email, "password": CANARY})

    kinds = list(Entry.objects.of(SITE).values_list("kind", flat=True))
    assert kinds == ["sign_in_failed", "sign_in_failed", "account", "signed_in"]
    assert CANARY not in json.dumps(list(Entry.objects.values()), default=str)
    assert list(faults(SITE)) == []


def test_sign_in_that_cannot_be_recorded_says_so_and_is_none(client, ada, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("the database is away")

    monkeypatch.setattr(receivers, "record", away)

    response = client.post(SIGN_IN, {"login": ada.email, "password": PASSWORD})

    assert response.status_code == 503
    assert client.get("/en/work/").status_code == 302

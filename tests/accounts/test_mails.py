"""Which mails a person gets: the page in the account, and the link that works without signing in."""

import re

import pytest
from django.test import Client

from accounts.emails import switch_off_url
from tests.factories.accounts import make_person


@pytest.fixture
def ada(db):
    return make_person()


def path_of(person):
    return switch_off_url(person).removeprefix("http://127.0.0.1:8000")


def wants(person):
    person.refresh_from_db()
    return person.reminders


def test_reminders_are_switched_off_and_on_in_the_account(ada, client_for):
    client = client_for(ada)

    client.post("/en/account/mails/", {})
    off = wants(ada)
    client.post("/en/account/mails/", {"reminders": "on"})

    assert (off, wants(ada)) == (False, True)


def test_one_mail_a_day_is_switched_on_and_off_in_the_account(ada, client_for):
    client = client_for(ada)

    client.post("/en/account/mails/", {"reminders": "on", "digest": "on"})
    ada.refresh_from_db()
    on = ada.reminders, ada.digest
    client.post("/en/account/mails/", {"reminders": "on"})
    ada.refresh_from_db()

    assert (on, (ada.reminders, ada.digest)) == ((True, True), (True, False))


def test_page_shows_what_is_chosen_and_says_what_the_choices_are(ada, client_for):
    ada.digest, ada.reminders = True, False
    ada.save()

    shown = " ".join(client_for(ada).get("/en/account/mails/").content.decode().split())

    assert re.search(r'<input[^>]*name="digest"[^>]*checked', shown)
    assert not re.search(r'<input[^>]*name="reminders"[^>]*checked', shown)
    assert "instead of a mail for each event" in shown


def test_switching_the_reminders_off_by_a_link_leaves_the_one_mail_a_day(ada, client):
    ada.digest = True
    ada.save()

    client.post(path_of(ada))

    ada.refresh_from_db()
    assert (ada.reminders, ada.digest) == (False, True)


def test_password_page_leads_to_the_mails(ada, client_for):
    assert 'href="/en/account/mails/"' in client_for(ada).get("/en/account/password/").content.decode()


def test_link_asks_first_and_switches_off_with_the_button(ada, client):
    asked = client.get(path_of(ada))
    still = wants(ada)
    done = client.post(path_of(ada))

    assert "Switch the reminders off" in asked.content.decode()
    assert still
    assert "No more reminders are sent to ada.lovelace@example.org." in done.content.decode()
    assert not wants(ada)


def test_mail_program_switches_off_with_one_request(ada):
    program = Client(enforce_csrf_checks=True)

    done = program.post(path_of(ada), {"List-Unsubscribe": "One-Click"})

    assert done.status_code == 200
    assert not wants(ada)


@pytest.mark.parametrize(
    "change", [lambda path: path[:-2] + "x/", lambda path: path.replace("off/", "off/x")]
)
def test_link_that_was_tampered_with_is_not_found(ada, client, change):
    response = client.post(change(path_of(ada)))

    assert response.status_code == 404
    assert wants(ada)

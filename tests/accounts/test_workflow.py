from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from accounts.choices import country_choices
from accounts.emails import token_for
from accounts.models import Invitation, User
from accounts.workflow import (
    accept_invitation,
    invite,
    invite_again,
    open_invitation,
    send_lost_invitations,
)
from tests.factories.accounts import PASSWORD, make_person
from workflows.engine import TransitionRefused

TWO_WEEKS = timedelta(days=14)


@pytest.fixture
def host(db):
    return make_person("Grace Hopper")


def ask(host, **told):
    return invite(**{"email": "ada@example.org", "name": "Ada", "language": "en"} | told, by=host)


def age(invitation, by):
    Invitation.objects.filter(pk=invitation.pk).update(invited_at=timezone.now() - by)


# Invite -----------------------------------------------------------------------------------------------


def test_invite_makes_an_account_without_a_password(host):
    ada = ask(host, email="Ada@Example.org", language="es")

    assert (ada.email, ada.name, ada.language, ada.has_usable_password()) == (
        "ada@example.org",
        "Ada",
        "es",
        False,
    )
    assert list(Invitation.objects.values_list("user", "invited_by", "accepted_at")) == [
        (ada.pk, host.pk, None)
    ]


def test_invite_mails_once_the_transaction_is_committed(host, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        ask(host)
        before = len(mailoutbox)

    assert before == 0
    assert [mail.to for mail in mailoutbox] == [["ada@example.org"]]


def test_invite_after_an_hour_sends_a_second_link_to_the_same_account(
    host, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        first = ask(host)
        age(first.invitations.get(), timedelta(minutes=61))
        second = ask(host, email="ADA@example.org", name="Another name")

    assert (second, second.name) == (first, "Ada")
    assert Invitation.objects.filter(user=first).count() == 2
    assert len(mailoutbox) == 2


def test_invite_twice_within_an_hour_mails_once(host, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert ask(host) == ask(host)

    assert Invitation.objects.count() == len(mailoutbox) == 1


def test_country_counts_for_a_new_account_only(host):
    ada = invite(email="ada@example.org", name="Ada", language="en", country="AR", by=host)
    again = invite(email="ada@example.org", name="Ada", language="en", country="DE", by=host)

    assert (ada.country, again.country) == ("AR", "AR")


def test_invite_of_an_account_in_use_returns_it_and_mails_nothing(
    host, mailoutbox, django_capture_on_commit_callbacks
):
    ada = make_person("Ada")

    with django_capture_on_commit_callbacks(execute=True):
        found = ask(host)

    assert found == ada
    assert mailoutbox == []
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    "details", [{"email": "no address"}, {"name": ""}, {"language": "tlh"}, {"country": "ZZ"}]
)
def test_invite_with_unusable_details_makes_nothing(host, details):
    with pytest.raises(ValidationError):
        ask(host, **details)

    assert list(User.objects.all()) == [host]
    assert not Invitation.objects.exists()


# Invite again -------------------------------------------------------------------------------------------


def test_invite_again_sends_a_new_link(host, mailoutbox, django_capture_on_commit_callbacks):
    ada = ask(host)
    age(ada.invitations.get(), timedelta(minutes=61))

    with django_capture_on_commit_callbacks(execute=True):
        invite_again(user=ada, by=host)

    assert ada.invitations.count() == 2
    assert [mail.to for mail in mailoutbox] == [["ada@example.org"]]


@pytest.mark.parametrize(
    ("fields", "minutes", "reason"),
    [
        ({}, 59, "Ada was invited less than an hour ago: wait until the mail has arrived."),
        ({"is_active": False}, 61, "The account of Ada is closed."),
        ({"password": PASSWORD}, 61, "Ada has signed in already, and needs no invitation."),
        ({"last_login": timezone.now()}, 61, "Ada has signed in already, and needs no invitation."),
    ],
    ids=["too soon", "closed", "opened", "signed in"],
)
def test_invite_again_says_why_not(host, fields, minutes, reason):
    ada = ask(host)
    age(ada.invitations.get(), timedelta(minutes=minutes))
    User.objects.filter(pk=ada.pk).update(**fields)

    with pytest.raises(TransitionRefused) as refused:
        invite_again(user=ada, by=host)

    assert str(refused.value) == reason
    assert ada.invitations.count() == 1


# Countries ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "names"), [("en", ["Argentina", "Egypt", "Sweden"]), ("fr", ["Danemark", "Égypte", "Suède"])]
)
def test_countries_stand_in_the_order_of_the_alphabet(language, names):
    with translation.override(language):
        found = [name for _code, name in country_choices()]

    assert [name for name in found if name in names] == names
    assert len(found) > 240


# Open -------------------------------------------------------------------------------------------------


def test_open_invitation_knows_its_link(host):
    ada = ask(host)

    assert open_invitation(token_for(ada.invitations.get())) == ada.invitations.get()


@pytest.mark.parametrize("token", ["", "1", "1:abc", "nonsense"])
def test_open_invitation_does_not_know_a_made_up_link(host, token):
    ask(host)

    assert open_invitation(token) is None


@pytest.mark.parametrize(
    ("older_by", "known"), [(-timedelta(minutes=1), True), (timedelta(minutes=1), False)]
)
def test_open_invitation_ends_after_two_weeks(host, older_by, known):
    invitation = ask(host).invitations.get()

    age(invitation, TWO_WEEKS + older_by)

    assert (open_invitation(token_for(invitation)) is not None) == known


def test_open_invitation_of_a_closed_account_is_none(host):
    ada = ask(host)
    User.objects.filter(pk=ada.pk).update(is_active=False)

    assert open_invitation(token_for(ada.invitations.get())) is None


# Accept -----------------------------------------------------------------------------------------------


def test_accept_invitation_sets_name_and_password(host):
    invitation = ask(host).invitations.get()

    user = accept_invitation(invitation=invitation, name="Ada Lovelace", password=PASSWORD)

    user.refresh_from_db()
    assert (user.name, user.check_password(PASSWORD)) == ("Ada Lovelace", True)
    assert open_invitation(token_for(invitation)) is None


def test_accept_invitation_uses_up_the_persons_other_ones_only(host):
    first = ask(host).invitations.get()
    ask(host)
    of_another = ask(host, email="emmy@example.org", name="Emmy").invitations.get()

    accept_invitation(invitation=first, name="Ada", password=PASSWORD)

    assert list(Invitation.objects.open()) == [of_another]


def test_accept_invitation_works_once(host):
    invitation = ask(host).invitations.get()
    user = accept_invitation(invitation=invitation, name="Ada", password=PASSWORD)

    with pytest.raises(Invitation.DoesNotExist):
        accept_invitation(invitation=invitation, name="Mallory", password="another long password")

    user.refresh_from_db()
    assert (user.name, user.check_password(PASSWORD)) == ("Ada", True)


# Lost mails -------------------------------------------------------------------------------------------


def test_lost_invitations_are_mailed_after_two_hours(host, mailoutbox, django_capture_on_commit_callbacks):
    lost = ask(host).invitations.get()
    ask(host, email="emmy@example.org", name="Emmy")
    age(lost, timedelta(hours=2, minutes=1))

    with django_capture_on_commit_callbacks(execute=True):
        count = send_lost_invitations()

    assert count == 1
    assert [mail.to for mail in mailoutbox] == [["ada@example.org"]]


def test_mailed_invitations_are_not_mailed_again(host, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        invitation = ask(host).invitations.get()
    age(invitation, timedelta(hours=3))

    assert send_lost_invitations() == 0
    assert len(mailoutbox) == 1

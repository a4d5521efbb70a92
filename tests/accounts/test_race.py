import pytest

from accounts.models import Invitation, User
from accounts.workflow import accept_invitation, invite
from tests.factories.accounts import make_person
from tests.race import at_once, postgresql_only

pytestmark = [pytest.mark.django_db(transaction=True), postgresql_only]


def test_invitation_accepted_twice_at_once_counts_once():
    host = make_person("Grace Hopper")
    invitation = invite(email="ada@example.org", name="Ada", language="en", by=host).invitations.get()

    results = at_once(
        lambda: accept_invitation(invitation=invitation, name="First", password="the first long password"),
        lambda: accept_invitation(invitation=invitation, name="Second", password="the second long password"),
    )

    [user] = [result for result in results if isinstance(result, User)]
    assert sorted(isinstance(result, Invitation.DoesNotExist) for result in results) == [False, True]
    assert User.objects.get(email="ada@example.org").name == user.name

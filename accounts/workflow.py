from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.utils import timezone

from accounts import tasks
from accounts.emails import SALT, SALT_OF_REMINDERS
from accounts.models import Invitation, User

LOST_AFTER = timedelta(hours=2)
"""A mail server that is away is tried again by the job itself before that."""


@transaction.atomic
def invite(*, email: str, name: str, language: str, by: User) -> User:
    """The account of this address, made and invited by mail when there is none yet.

    An account that nobody has opened yet is invited again; one in use is returned as it is.
    Raises ValidationError when the address or the name is unusable.
    """
    user: User = User.objects.with_email(email).first() or User.objects.create_user(
        email, name, language=language
    )
    if not user.has_usable_password():
        _queue(Invitation.objects.create(user=user, invited_by=by))
    return user


def _queue(invitation: Invitation) -> None:
    transaction.on_commit(lambda: tasks.send_invitation.delay(invitation.pk), robust=True)


@transaction.atomic
def send_lost_invitations() -> int:
    """Queue again the invitations that nobody has mailed; returns how many."""
    lost = list(Invitation.objects.unmailed(timezone.now() - LOST_AFTER))
    for invitation in lost:
        _queue(invitation)
    return len(lost)


def set_password(*, user: User, password: str) -> None:
    """Give an account this password, unless it has it already; other sessions of the account end."""
    if not user.check_password(password):
        user.set_password(password)
        user.save(update_fields=["password"])


def set_reminders(*, user: User, on: bool) -> None:
    """Whether the person gets reminders by mail from now on; what waits to be sent asks again."""
    user.reminders = on
    user.save(update_fields=["reminders"])


def person_of_reminders(token: str) -> User | None:
    """Whose reminders a mailed link switches off."""
    try:
        pk = signing.loads(token, salt=SALT_OF_REMINDERS)
    except signing.BadSignature:
        return None
    user: User | None = User.objects.filter(pk=pk).first()
    return user


def open_invitation(token: str) -> Invitation | None:
    """The invitation that a mailed link stands for, if it may still be used."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return Invitation.objects.open().select_related("user").filter(pk=pk, user__is_active=True).first()


@transaction.atomic
def accept_invitation(*, invitation: Invitation, name: str, password: str) -> User:
    """Give the invited person a name and a password; all open invitations of the account are used up.

    Raises Invitation.DoesNotExist when it was accepted in the meantime.
    """
    locked = Invitation.objects.open().select_for_update().get(pk=invitation.pk)
    user = locked.user
    user.name = name
    user.set_password(password)
    user.save(update_fields=["name", "password"])
    user.invitations.filter(accepted_at=None).update(accepted_at=timezone.now())
    return user

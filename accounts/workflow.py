from datetime import timedelta

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import tasks
from accounts.emails import SALT, SALT_OF_REMINDERS
from accounts.models import Invitation, User
from audit.choices import Kind
from audit.workflow import SITE, hold, record
from workflows.engine import TransitionRefused
from workflows.problems import Problem

LOST_AFTER = timedelta(hours=2)
"""A mail server that is away is tried again by the job itself before that."""


AGAIN_AFTER = timedelta(hours=1)
"""Nobody gets two invitations within that time, however often they are named."""


@transaction.atomic
def invite(*, email: str, name: str, language: str, by: User, country: str = "") -> User:
    """The account of this address, made and invited by mail when there is none yet.

    An account that nobody has opened yet is invited again, at most once an hour; one in use is returned as it is.
    Name, language and country count for a new account only. Raises ValidationError when one of them or the
    address is unusable.
    """
    user = _account(email=email, name=name, language=language, country=country)
    if not user.has_usable_password() and not _invited_lately(user):
        _queue(Invitation.objects.create(user=user, invited_by=by))
    return user


def _account(*, email: str, name: str, **fields: str) -> User:
    """Found and locked, or else made; also when somebody else makes it at the same moment."""
    found: User | None = User.objects.select_for_update(no_key=True).with_email(email).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            made: User = User.objects.create_user(email, name, **fields)
    except (IntegrityError, ValidationError):
        found = User.objects.with_email(email).first()
        if found is None:
            raise
        return found
    return made


def _invited_lately(user: User) -> bool:
    lately = timezone.now() - AGAIN_AFTER
    return user.invitations.filter(invited_at__gt=lately).exists()


@transaction.atomic
def invite_again(*, user: User, by: User) -> None:
    """Send someone who never signed in a new link by mail. Raises TransitionRefused with the reason why not."""
    account = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if account.last_login or account.has_usable_password():
        text = _("%s has signed in already, and needs no invitation.")
        raise TransitionRefused([Problem(text % account.name)])
    if not account.is_active:
        raise TransitionRefused([Problem(_("The account of %s is closed.") % account.name)])
    if _invited_lately(account):
        text = _("%s was invited less than an hour ago: wait until the mail has arrived.")
        raise TransitionRefused([Problem(text % account.name)])
    _queue(Invitation.objects.create(user=account, invited_by=by))


def _queue(invitation: Invitation) -> None:
    transaction.on_commit(lambda: tasks.send_invitation.delay(invitation.pk), robust=True)


@transaction.atomic
def send_lost_invitations() -> int:
    """Queue again the invitations that nobody has mailed; returns how many."""
    lost = list(Invitation.objects.unmailed(timezone.now() - LOST_AFTER))
    for invitation in lost:
        _queue(invitation)
    return len(lost)


@transaction.atomic
def set_password(*, user: User, password: str) -> None:
    """Give an account this password, unless it has it already; other sessions of the account end."""
    if not user.check_password(password):
        hold(SITE)
        user.set_password(password)
        user.save(update_fields=["password"])
        record(Kind.ACCOUNT, matter=SITE, by=None, subject=str(user), change="password_changed")


def record_administration(change: str, *, user: User, by: User) -> None:
    """That an administrator made, changed or deleted an account, and what it may do since."""
    record(
        Kind.ACCOUNT,
        matter=SITE,
        by=by,
        subject=str(user),
        change=change,
        person=user.pk,
        country=user.country,
        active=user.is_active,
        administrator=user.is_staff,
        superuser=user.is_superuser,
        permissions=sorted(user.user_permissions.values_list("codename", flat=True)),
    )


def set_reminders(*, user: User, on: bool) -> None:
    """Whether the person gets reminders by mail from now on; what waits to be sent asks again."""
    user.reminders = on
    user.save(update_fields=["reminders"])


def set_mails(*, user: User, reminders: bool, digest: bool) -> None:
    """Which mails the person gets from now on; what waits for the daily mail is sent soon where there is none."""
    user.reminders, user.digest = reminders, digest
    user.save(update_fields=["reminders", "digest"])


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
    hold(SITE)
    locked = Invitation.objects.open().select_for_update().get(pk=invitation.pk)
    user = locked.user
    user.name = name
    user.set_password(password)
    user.save(update_fields=["name", "password"])
    user.invitations.filter(accepted_at=None).update(accepted_at=timezone.now())
    record(Kind.ACCOUNT, matter=SITE, by=user, subject=str(user), change="invitation_accepted")
    return user

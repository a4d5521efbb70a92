"""People. Their password is cheap to check: the suite hashes with MD5."""

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission

from accounts.models import User

PASSWORD = "a long enough password"


def address_of(name):
    return f"{name.lower().replace(' ', '.')}@example.org"


def make_people(*names, **fields):
    """People of these names, with an account that was opened, in one statement."""
    password = make_password(PASSWORD)
    return User.objects.bulk_create(
        User(email=address_of(name), name=name, password=password, **fields) for name in names
    )


def make_person(name="Ada Lovelace", **fields):
    return make_people(name, **fields)[0]


def allow_setting_up(user):
    """What an administrator gives to a coordinator."""
    user.user_permissions.set(Permission.objects.filter(codename__in=["add_assessment", "add_jurisdiction"]))

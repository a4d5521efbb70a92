"""The people of the demonstration, by the part they play."""

from dataclasses import dataclass

from django.contrib.auth.models import Permission

from accounts import workflow as accounts
from accounts.models import User

PEOPLE = {
    "coordinator": "Clara Romero",
    "researcher": "Ana Pérez",
    "focal_point": "Martín Sosa",
    "contributor": "Julia Benítez",
    "reviewer": "Ravi Menon",
    "second_reviewer": "Élise Laurent",
    "translator": "Tomás Ibarra",
    "observer": "Noor Haddad",
}
ADMINISTRATOR = "administrator"


def address_of(part: str) -> str:
    return f"{part.replace('_', '-')}@quilmes.example"


@dataclass(frozen=True)
class Cast:
    """The demonstration's people by the part they play."""

    people: dict[str, User]

    def __getattr__(self, part: str) -> User:
        try:
            return self.people[part]
        except KeyError as error:
            raise AttributeError(part) from error


def known_cast(password: str) -> Cast | None:
    """The people who were invited before, with this password from now on; None where nobody was."""
    known = {
        user.email: user for user in User.objects.filter(email__in=[address_of(part) for part in PEOPLE])
    }
    if not known:
        return None
    for user in (*known.values(), User.objects.get(email=address_of(ADMINISTRATOR))):
        accounts.set_password(user=user, password=password)
    return Cast({part: known[address_of(part)] for part in PEOPLE if address_of(part) in known})


def invite_cast(password: str) -> Cast:
    """Everybody is invited and has accepted; the coordinator may set up assessments and name places."""
    admin = User.objects.create_superuser(address_of(ADMINISTRATOR), "Administration", password)
    people = {}
    for part, name in PEOPLE.items():
        user = accounts.invite(email=address_of(part), name=name, language="en", by=admin)
        invitation = user.invitations.get()
        people[part] = accounts.accept_invitation(invitation=invitation, name=name, password=password)
    people["coordinator"].user_permissions.set(
        Permission.objects.filter(codename__in=["add_assessment", "add_jurisdiction"])
    )
    return Cast(people)

"""The scenario against leaks: two places of two countries are assessed, by people who know nothing of each other."""

from dataclasses import dataclass

from accounts.models import User
from tests.factories.accounts import make_people
from tests.factories.assessments import Case, make_case
from tests.factories.instruments import make_instrument
from tests.factories.places import make_country, make_place


@dataclass(frozen=True)
class TwoAssessments:
    """`own` and `other`, each with every role; a stranger without any; a superuser without any."""

    own: Case
    other: Case
    stranger: User
    superuser: User

    @classmethod
    def make(cls):
        instrument = make_instrument()
        quilmes = make_place("Quilmes", make_country("AR"))
        bremen = make_place("Bremen", make_country("DE"))
        return cls(
            own=make_case(place=quilmes, instrument=instrument),
            other=make_case(place=bremen, instrument=instrument, names=" of Bremen"),
            stranger=make_people("Stranger")[0],
            superuser=make_people("Superuser", is_staff=True, is_superuser=True)[0],
        )

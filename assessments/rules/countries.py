"""Nobody reviews their own country."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from assessments.choices import ANSWERING, Role
from assessments.models import Assessment, RoleAssignment, Section
from places.models import Jurisdiction
from workflows.problems import Problem


@dataclass(frozen=True)
class Belonging:
    """Of some people: who answers for a country, and who reviews in it, by their keys."""

    country: Jurisdiction
    answering: frozenset[int]
    reviewing: frozenset[int]

    def includes(self, person: User) -> bool:
        """Whether this is one of the country's own people: by the account, or by a role that answers there."""
        by_account = bool(person.country) and person.country == self.country.iso_code
        return by_account or person.pk in self.answering

    def refusal(self, person: User, role: str) -> str:
        """Why this person can't get the role; empty when nothing stands against it."""
        who = {"name": person.name, "country": self.country.name}
        if not person.is_active:
            return _("The account of %s is closed.") % person.name
        if role == Role.REVIEWER and self.includes(person):
            text = _(
                "%(name)s belongs to %(country)s, by the account or by a role there: nobody reviews their own country."
            )
            return text % who
        if role in ANSWERING and person.pk in self.reviewing:
            return _("%(name)s reviews in %(country)s, so somebody else must answer there.") % who
        return ""


def belonging(assessment: Assessment, people: Iterable[User]) -> Belonging:
    """To which side of the assessment's country these people belong; one statement."""
    roles = RoleAssignment.objects.in_country(assessment.country).filter(
        user__in=[person.pk for person in people], role__in=(*ANSWERING, Role.REVIEWER)
    )
    held = set(roles.values_list("user", "role"))
    return Belonging(
        country=assessment.country,
        answering=frozenset(user for user, role in held if role in ANSWERING),
        reviewing=frozenset(user for user, role in held if role == Role.REVIEWER),
    )


def own_country(section: Section, by: Any) -> Iterator[Problem]:
    """Nobody reviews their own country: whoever came to belong to it after being named reviewer stops here."""
    yield from own_country_in(Assessment.objects.for_detail().get(pk=section.assessment_id), by)


def own_country_in(assessment: Assessment, by: User) -> Iterator[Problem]:
    """The same of an assessment at hand, with its place; one statement."""
    if belonging(assessment, [by]).includes(by):
        country = assessment.country.name
        text = _("You belong to %s, by your account or by a role there, so someone else must review this.")
        yield Problem(text % country)

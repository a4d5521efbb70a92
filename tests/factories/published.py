"""Published profiles in several places, rounds and languages, through the workflow's own functions."""

from places.models import Jurisdiction
from portal.version import change_version
from profiles.workflow import EDITION, publish
from tests.factories.assessments import make_case
from tests.factories.instruments import make_instrument
from tests.factories.places import make_place
from tests.factories.profiles import consented, finish, profile_of, published, translate
from workflows.engine import perform


def edition_in(case, language):
    """A published edition in a further language."""
    profile = profile_of(case)
    translate(case, profile, language)
    return finish(publish(profile=profile, language=language, by=case.coordinator))


def withdraw(case, edition, note="A ministry asked for it."):
    perform(EDITION, "withdraw", edition, by=case.coordinator, note=note)
    change_version()  # what follows the commit, which no test has


def in_two_languages(case):
    """The assessment of `case` published in English and French."""
    profile = consented(case, languages=("en", "fr"))
    first = finish(publish(profile=profile, language="en", by=case.coordinator))
    return first, edition_in(case, "fr")


def further_profiles(case, names):
    """More published profiles of places in Argentina, with the questionnaire of `case`."""
    country = Jurisdiction.objects.get(slug="argentina")
    for name in names:
        place = make_place(name, country)
        published(make_case(names=f" of {name}", place=place, instrument=case.assessment.instrument))
    change_version()


def national_profile(country, year=2024, *, names=" of the nation"):
    """A published profile of the national level."""
    instrument = make_instrument(slug=f"national-{year}", scope="national")
    case = make_case(names=names, place=country, instrument=instrument, year=year)
    published(case)
    change_version()
    return case

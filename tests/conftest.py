from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation
from hypothesis import HealthCheck, settings
from hypothesis.configuration import set_hypothesis_home_dir

from assessments.models import Assessment, Part
from tests.factories.assessments import make_case
from tests.replay import play
from tests.scenarios import TwoAssessments

set_hypothesis_home_dir(Path(__file__).parents[1] / "var" / "hypothesis")
settings.register_profile(
    "suite",
    database=None,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("suite")


@pytest.fixture(autouse=True)
def english():
    """A request leaves its language behind in the thread; no test may find it there."""
    with translation.override("en"):
        yield


@pytest.fixture
def case(db):
    """One launched assessment with a person for each role."""
    return play(make_case)


@pytest.fixture
def two(db):
    """Two launched assessments, a stranger and a superuser: the scenario against leaks."""
    return play(TwoAssessments.make)


@pytest.fixture
def client_for():
    """A browser in which this person is signed in; without a person nobody is."""

    def sign_in(user=None):
        client = Client()
        if user is not None:
            # a process asks once which table a right belongs to; whichever test comes first must not count it
            Assessment.objects.visible_to(user).with_profile_visible_to(user).exists()
            Part.objects.visible_to(user, frozenset()).exists()
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in

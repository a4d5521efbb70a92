import os
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import translation
from hypothesis import HealthCheck, settings
from hypothesis.configuration import set_hypothesis_home_dir

from assessments.models import Assessment, Part
from tests.database import MigratedCopy
from tests.factories.assessments import make_case
from tests.marking import forget
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
settings.register_profile("long", max_examples=5000 if os.environ.get("NIGHTLY") else 500)
settings.load_profile("suite")


@pytest.fixture(scope="session")
def migrated_copy():
    """The database begins as a run before has left it after its migrations."""
    copy = MigratedCopy()
    copy.put()
    return copy


@pytest.fixture(scope="session")
def django_db_setup(migrated_copy, django_db_setup, django_db_blocker):
    """Tests with real commits end by emptying all tables, which the log's own triggers refuse."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        migrated_copy.keep()
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_untruncatable")
        else:
            cursor.execute("DROP TRIGGER audit_entry_undeletable")


@pytest.fixture(autouse=True)
def english():
    """A request leaves its language behind in the thread; no test may find it there."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def nothing_kept():
    """A test begins without what pages have kept of the rows of another test, whose keys are given out again."""
    cache.clear()
    forget()


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
            ContentType.objects.get_for_models(Assessment, Part)
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in

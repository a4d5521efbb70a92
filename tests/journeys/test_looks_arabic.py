"""Every public page, and where people sign in, in Arabic: accessible, from right to left, never wider than the window."""

import pytest
from django.db import connection, transaction
from django.utils import translation

from tests.architecture.test_access import everything_published, lines_of, path_of
from tests.journeys.browser import CHROMIUM, Person
from tests.journeys.test_looks import look_at_each_width

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (scripts/system-libraries --tests)"),
]

CITED = ("profile", "profile-country", "edition", "country-edition")
NO_PAGES = ("profile-feed", *(f"{of}-citation" for of in CITED))
SIGNING_IN = ("account_login", "account_signup", "account_reset_password", "account_reset_password_done")


def addresses(scenario):
    """Of the pages that everybody may read, without their language; lists also when nothing is found."""
    with translation.override("ar"):
        for group, only in (("for everybody", None), ("accounts", SIGNING_IN)):
            for (name, variant, method), cells in lines_of(group).items():
                known = "-file" in name or name in NO_PAGES or (only and name not in only)
                path = path_of(scenario, name, variant)
                if method == "GET" and cells[0] == "200" and path.startswith("/ar/") and not known:
                    yield path.removeprefix("/ar/")
        yield "profiles/?name=nowhere"


def test_public_pages_in_arabic_are_accessible_from_right_to_left(turns, browser, site):
    with turns, transaction.atomic():
        paths = list(dict.fromkeys(addresses(everything_published())))
        connection.run_on_commit.clear()  # the scenario plays the worker itself
    person = Person(browser, site, language="ar")

    for path in paths:
        person.open(path)
        assert person.page.evaluate("getComputedStyle(document.body).direction") == "rtl", path
        look_at_each_width(person, path)

    assert len(paths) > 8
    person.close()

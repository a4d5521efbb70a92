"""Forty hostile texts in every field, and a real browser on every page: no script runs, the policy has nothing to stop."""

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from playwright.sync_api import Error

from accounts.models import User
from profiles.models import Edition
from profiles.report import build
from tests.architecture.test_access import TABLE, everything_published, lines_of, path_of
from tests.factories.payloads import poison

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LISTEN = """
window.hit = number => console.error('HIT ' + number);
document.addEventListener('securitypolicyviolation', breach =>
  console.error('BREACH ' + breach.effectiveDirective + ' ' + breach.blockedURI + ' ' + breach.sample));
"""

UNSHOWN = ["Download is starting"]
"""Why the browser shows nothing: a file that it keeps."""


@pytest.fixture
def hostile(turns):
    with turns, transaction.atomic():  # jobs wait for the end: the worker finds the editions made already
        found = everything_published()
        poison()
        for edition in Edition.objects.select_related("profile__assessment__jurisdiction"):
            snapshot = build(edition.profile, edition.language, published_date=edition.requested_at.date())
            Edition.objects.filter(pk=edition.pk).update(snapshot=snapshot.to_json())
        return found


def addresses(turns, found):
    with turns:
        return [
            (name, path_of(found, name, variant))
            for group in TABLE
            for name, variant, method in lines_of(group)
            if method == "GET" and name != "account_logout"
        ]


@pytest.mark.parametrize("role", ["coordinator", "reviewer", "focal_point", "contributor"])
def test_nothing_that_people_typed_runs(browser, site, turns, hostile, role):
    with turns:
        client = Client()
        person = User.objects.get(pk=hostile.own.people[role].pk)
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    context = browser.new_context(accept_downloads=True)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])
    context.add_init_script(LISTEN)
    told, asked, shown, unshown = [], [], set(), set()

    def opened():
        page = context.new_page()
        page.on("console", lambda message: told.append((page.url, message.text)))
        page.on("dialog", lambda dialog: told.append((page.url, dialog.message)) or dialog.dismiss())
        page.on("request", lambda request: asked.append(request.url))
        return page

    page = opened()
    for name, path in addresses(turns, hostile):
        try:
            answer = page.goto(site + path)
        except Error as refused:  # the browser’s own page of it would break into the next navigation
            unshown.add(next(reason for reason in UNSHOWN if reason in refused.message))
            page.close()
            page = opened()
            continue
        if answer.status == 200 and "hit(" in page.content():
            shown.add(name)
            page.keyboard.press("Tab")  # what waits for the focus gets it

    assert [line for line in told if "HIT" in line[1] or "BREACH" in line[1]] == []
    assert [url for url in asked if not url.startswith((site, "data:", "blob:", "chrome"))] == []
    assert {"assessment-detail", "part-answer", "section-check"} <= shown
    assert unshown == set(UNSHOWN)
    context.close()


def test_browser_would_tell(browser):
    page = browser.new_page()
    told = []
    page.on("console", lambda message: told.append(message.text))
    page.add_init_script(LISTEN)
    page.goto("data:text/html,<img src=x onerror=hit(14)>")
    page.wait_for_timeout(500)

    assert "HIT 14" in told

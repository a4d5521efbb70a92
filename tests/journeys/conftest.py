from threading import Lock

import pytest
from django.db import connections
from playwright.sync_api import sync_playwright

from tests.journeys.browser import ARGUMENTS, CHROMIUM, Person


@pytest.fixture(scope="module")
def browser():
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # the browser's own event loop runs in this thread, beside the plain database calls of the test
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()
        connections.close_all()  # the browser's event loop gave these tests a connection of its own


def after_language(environ):
    """The address that is asked for, without the two letters of its language."""
    return environ["PATH_INFO"][3:]


class Turns:
    """One request at a time, and the test between them: in memory, SQLite has one connection for all.

    Addresses that begin with `down` answer 503 to a POST, as when the database is away; `requests` holds what
    was asked for.
    """

    def __init__(self, app):
        self.app, self.lock = app, Lock()
        self.down, self.requests = None, []

    def __call__(self, environ, start_response):
        with self.lock:
            self.requests.append((environ["REQUEST_METHOD"], after_language(environ)))
            if (
                self.down
                and environ["REQUEST_METHOD"] == "POST"
                and after_language(environ).startswith(self.down)
            ):
                start_response("503 Service Unavailable", [("Content-Type", "text/html")])
                return [b"<!doctype html><title>Unavailable</title>"]
            answer = self.app(environ, start_response)
            try:
                return [b"".join(answer)]
            finally:
                answer.close()

    def __enter__(self):
        self.lock.acquire()
        return self

    def __exit__(self, *error):
        self.lock.release()

    def pages(self, path):
        """The addresses that begin so and were opened."""
        return {asked for method, asked in self.requests if method == "GET" and asked.startswith(path)}

    def posts_to(self, path):
        """How many POSTs went to addresses that begin so, after the language."""
        return sum(method == "POST" and asked.startswith(path) for method, asked in self.requests)


@pytest.fixture
def turns(transactional_db, live_server, settings):
    """The site in a server of its own, answering one request at a time."""
    settings.SITE_URL = live_server.url
    settings.ACCOUNT_RATE_LIMITS = False
    server = live_server.thread.httpd
    app, turns = server.get_app(), Turns(server.get_app())
    server.set_app(turns)
    yield turns
    with turns:
        server.set_app(app)


@pytest.fixture
def site(turns, live_server):
    return live_server.url


@pytest.fixture
def someone(browser, site):
    """People at browsers of their own; at the end nothing may have gone wrong in any of them."""
    people = []

    def at_a_browser(user, **how):
        people.append(Person(browser, site, **how).enter(user))
        return people[-1]

    yield at_a_browser
    for person in people:
        person.close()

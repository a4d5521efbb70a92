"""A person at a browser: signs in, fills in forms, and every page crossed is held against axe's rules."""

import re
import shutil
from contextlib import suppress
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import resolve
from django.utils import translation
from playwright.sync_api import Error, expect

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
expect.set_options(timeout=20_000)  # milliseconds; the machine may be busy
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


class Person:
    """One browser window. `scripts` off also means no axe: the same pages are checked with scripts on."""

    seen = {}  # for each language, the kinds of pages that were looked at in this run

    def __init__(self, browser, site, language="en", *, scripts=True, width=1280):
        self.site, self.language, self.scripts = site, language, scripts
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts
        )
        self.complaints = []
        self.new_page()

    def new_page(self):
        """Another page in the same window: the same sign-in, and what the browser keeps."""
        self.page = self.context.new_page()
        self.page.on("console", self.note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return self

    def note(self, message):
        """What the browser complains of: a breach of the content policy, a file that isn’t there."""
        if (
            "/static/fonts/" not in message.location["url"]
        ):  # made when static files are collected, not for tests
            self.complaints.append(message.text)

    def open(self, path):
        """Go to a page of the site in the person's language; it must answer and be accessible."""
        answer = self.page.goto(f"{self.site}/{self.language}/{path}")
        assert answer.status == 200, f"{path}: {answer.status}"
        self.look()
        return self

    def look(self):
        """What everybody must be able to use, on each kind of page once."""
        assert self.page.locator("h1").count() == 1
        if self.scripts and not self.known_page():
            self.look_closely()

    def look_closely(self):
        """No violation of axe's rules, and nothing wider than the window."""
        violations = Axe().run(self.page, options={"runOnly": RULES["runOnly"]}).response["violations"]
        told = [
            f"{v['id']}: {node['target']} {node['html'][:120]}" for v in violations for node in v["nodes"]
        ]
        assert told == [], "\n".join([self.page.url, *told])
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert self.page.evaluate(wide) <= 0, self.page.url

    def known_page(self):
        """Whether the same kind of page, with the same controls on it, was held against the rules before."""
        with translation.override(self.language):
            kind = resolve(urlsplit(self.page.url).path).url_name
        shown = self.page.locator("main form, main .notice, main .error-summary, main .steps").count()
        seen = self.seen.setdefault(self.language, set())
        known = (kind, min(shown, 3)) in seen
        seen.add((kind, min(shown, 3)))
        return known

    def sign_in(self, email, password):
        self.open("account/sign-in/")
        self.page.fill("input[name=login]", email)
        self.page.fill("input[name=password]", password)
        self.press("main form button[type=submit]")
        assert self.path == "work/"
        return self

    def enter(self, user):
        """Be signed in, in stories that aren't about signing in."""
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        name = settings.SESSION_COOKIE_NAME
        self.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.site}])
        return self

    def crash(self):
        """The tab is killed: nothing of the page runs any more. Another page is opened."""
        with self.page.expect_event("crash"), suppress(Error):  # the address is never reached
            self.page.goto("chrome://crash")
        self.page.close()
        return self.new_page()

    def excuse(self, reason):
        """The browser may have complained of this: a test made it happen."""
        self.complaints = [complaint for complaint in self.complaints if reason not in complaint]
        return self

    def fill(self, **values):
        for name, value in values.items():
            self.page.fill(f"[name='{name}']", value)
        return self

    def tick(self, selector):
        """Choose a radio button or a box with the space bar."""
        choice = self.page.locator(selector).first
        choice.press("Space")
        assert choice.is_checked()
        return self

    def choose(self, **values):
        for name, value in values.items():
            self.page.select_option(f"[name='{name}']", value)
        return self

    def press(self, selector="main form .form-end .button"):
        """Press a button and look at the page that comes."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.press("Enter")  # by keyboard, as everything here
        self.look()
        return self

    def step(self, address, note=""):
        """Take a step of a workflow through its confirmation page."""
        self.open(address)
        if note:
            self.fill(note=note)
        self.press()
        assert "/do/" not in self.page.url, self.page.locator("main").inner_text()
        return self

    @property
    def path(self):
        """Where the person is now, without the site and the language."""
        return re.sub(rf"^{re.escape(self.site)}/{self.language}/", "", self.page.url)

    def reads(self, text):
        return text in self.page.locator("body").inner_text()

    def close(self):
        self.context.close()
        assert self.complaints == [], self.complaints

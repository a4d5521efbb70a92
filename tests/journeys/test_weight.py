"""What a first visit costs the reader, in a browser, from the server as it runs in production."""

import pytest
from playwright.sync_api import sync_playwright

from bench import servers
from tests.journeys.browser import ARGUMENTS, CHROMIUM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (scripts/system-libraries --tests)"),
]

HEAVIEST = 150 * 1024  # bytes as they are sent, all files of a page together
MOST = 12  # requests
SCRIPT = 50 * 1024


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The portal behind its own web server, with static files as they are collected."""
    folder = tmp_path_factory.mktemp("weight")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("BENCH_DATABASE_URL", raising=False)
        servers.collect_static_files(folder)
        with servers.portal(folder, "weight", 1) as running:
            yield running


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


def first_visit(chromium, address):
    """Name, kind and bytes of each request of a reader who has never been there."""
    context = chromium.new_context()
    page, answers = context.new_page(), []
    page.on("requestfinished", lambda asked: answers.append(asked))  # noqa: PLW0108  it takes no built-in function
    page.goto(address, wait_until="networkidle")
    found = [(asked.url, asked.resource_type, asked.sizes()["responseBodySize"]) for asked in answers]
    context.close()
    return found


@pytest.mark.parametrize("name", ["profile", "home", "list"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_first_visit_is_light(site, chromium, name, language):
    paths = {"profile": site.seeded["profile"], "home": "/en/", "list": "/en/profiles/"}
    path = paths[name].replace("/en/", f"/{language}/")

    found = first_visit(chromium, f"http://127.0.0.1:{site.port}{path}")

    told = "\n".join(f"{size:>8} {kind:<10} {url}" for url, kind, size in found)
    assert "font" in {kind for _url, kind, _size in found}, told
    assert sum(size for _url, _kind, size in found) <= HEAVIEST, told
    assert len(found) <= MOST, told
    assert sum(size for _url, kind, size in found if kind == "script") <= SCRIPT, told

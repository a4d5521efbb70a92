#!/usr/bin/env python
"""Makes the pictures of the README from a site that serves the Quilmes demonstration.

BASE_URL       where it is served, such as http://127.0.0.1:8000
DEMO_PASSWORD  of its accounts
Needs Chromium and pdftoppm; starts neither the site nor anything else. Answers of the second round are changed, and the
invented country's consent is withdrawn, so that its findings can be edited.
"""

import io
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright
from pypdf import PdfReader

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
LIMIT = 150 * 1024  # bytes of a picture
WIDE = {"width": 1200, "height": 860}
NARROW = {"width": 320, "height": 860}
PDF_PIXELS = 640  # width of a page
PROFILE = "profiles/argentina/quilmes/2022/"
FIRST_ROUND, SECOND_ROUND = "Quilmes, 2022", "Quilmes, 2024"
PROFILES, PATIENCE = 3, 120  # what is published in the end, and seconds to wait for it
INVENTED_PLACE, INVENTED = "Exemplia", "Exemplia (example), 2025"
HEADING = "migration governance: examples of well-developed areas"
STATEMENT = (
    "Since 2023, the Secretariat of Health gives migrants access to its services under national guidelines."
)
OTHER_STATEMENT = (
    "In 2024, the Secretariat of Health and the Directorate for Migrants signed an agreement on access."
)
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def keep(png, name):
    """Save with as many colours as the limit allows."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    for colours in (256, 128, 64, 32, 16):
        out = io.BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if len(out.getvalue()) <= LIMIT:
            break
    (FOLDER / f"{name}.png").write_bytes(out.getvalue())
    print(f"docs/pictures/{name}.png: {len(out.getvalue()) / 1024:.0f} KB, {colours} colours")


class Visitor:
    """A browser window of its own, signed in when somebody's part in the demonstration is named."""

    def __init__(self, browser, base, part="", size=None):
        self.base = base
        self.page = browser.new_context(
            viewport=size or WIDE, color_scheme="light", reduced_motion="reduce"
        ).new_page()
        if part:
            self.open("en/account/sign-in/")
            self.page.fill("[name=login]", f"{part}@quilmes.example")
            self.page.fill("[name=password]", os.environ["DEMO_PASSWORD"])
            self.page.click("main button[type=submit]")
            self.page.wait_for_url("**/en/work/")

    def open(self, path):
        answer = self.page.goto(f"{self.base}/{path}", wait_until="networkidle")
        if answer is None or not answer.ok:
            sys.exit(f"{path}: {answer.status if answer else 'no answer'}")

    def follow(self, selector):
        self.open(self.page.locator(selector).first.get_attribute("href").lstrip("/"))

    def write(self, text, *, said):
        """Type into the first statement of the page, and wait until the page says what became of it."""
        self.page.locator("main textarea").first.fill(text)
        self.page.locator(".question .saved").first.filter(has_text=said).wait_for()

    def take(self, name):
        self.page.evaluate("document.fonts.ready")
        keep(self.page.screenshot(), name)


def public_pages(browser, base):
    reader = Visitor(browser, base)
    reader.open("en/")
    for _second in range(PATIENCE):  # a demonstration that was just started is still making its editions
        if reader.page.locator("main .card").count() == PROFILES:
            break
        time.sleep(1)
        reader.open("en/")
    reader.take("home")
    reader.open(f"en/{PROFILE}")
    reader.take("profile")
    file = reader.page.locator('main a[href$="-en.pdf"]').first.get_attribute("href")
    pdf = reader.page.request.get(f"{base}/{file.lstrip('/')}").body()
    reader.open("en/findings/?q=health&kind=developed")
    reader.take("findings")
    reader.open("en/")
    reader.follow(f'main .card a:text("{INVENTED_PLACE}")')
    reader.follow('main a[href$="/changes/"]')
    reader.take("changes")
    reader.open("en/open-data/api/")
    reader.take("open-data")
    narrow = Visitor(browser, base, size=NARROW)
    narrow.open(f"fr/{PROFILE}")
    narrow.take("profile-narrow-fr")
    return pdf


def working_pages(browser, base):
    researcher = Visitor(browser, base, "researcher")
    researcher.take("my-work")
    researcher.follow(f'main h2 a:text-is("{SECOND_ROUND}")')
    researcher.follow('main .tasks a[href$="/1/"]')
    page = researcher.page.url.removeprefix(f"{base}/")
    focal_point = Visitor(browser, base, "focal-point")
    focal_point.open(page)
    researcher.write(STATEMENT, said="Saved")
    researcher.page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    researcher.take("questionnaire")
    focal_point.write(OTHER_STATEMENT, said="changed this answer meanwhile")
    focal_point.page.locator(".question .saved button").first.click()
    focal_point.page.locator(".conflict").first.scroll_into_view_if_needed()
    focal_point.take("two-texts")
    focal_point.open(page.partition("migrants-rights")[0] + "hand-over/")
    focal_point.take("hand-over")
    reviewer = Visitor(browser, base, "reviewer")
    reviewer.follow(f'main h2 a:text-is("{FIRST_ROUND}")')
    assessment = reviewer.page.url.removeprefix(f"{base}/")
    reviewer.follow('main a[href$="/review/"]')
    reviewer.take("review-desk")
    translator = Visitor(browser, base, "translator")
    translator.open(f"{assessment}profile/translation/fr/?part=findings")
    translator.take("translation-desk")


def findings_desk(browser, base):
    coordinator = Visitor(browser, base, "coordinator")
    coordinator.follow(f'main h2 a:text-is("{INVENTED}")')
    profile = f"{coordinator.page.url.removeprefix(f'{base}/')}profile/"
    coordinator.open(profile)
    withdraw = coordinator.page.locator('main .steps a[href$="/withdraw-consent/"]')
    if withdraw.count():  # not yet taken for earlier pictures
        withdraw.click()
        coordinator.page.fill("[name=note]", "The Ministry reads the findings once more.")
        coordinator.page.click("main .form-end .button")
        coordinator.page.wait_for_url(f"**/{profile}")
    reviewer = Visitor(browser, base, "reviewer")
    reviewer.open(f"{profile}domains/migrants-rights/")
    reviewer.page.evaluate("document.querySelector('.drafts').previousElementSibling.scrollIntoView()")
    reviewer.take("findings-desk")


def pdf_pages(pdf):
    texts = [" ".join(page.extract_text().lower().split()) for page in PdfReader(io.BytesIO(pdf)).pages]
    domain = next(number for number, text in enumerate(texts, start=1) if HEADING in text)
    for name, number in (("pdf-cover", 1), ("pdf-domain", domain)):
        command = ["pdftoppm", "-png", "-f", str(number), "-l", str(number), "-scale-to-x", str(PDF_PIXELS)]
        done = subprocess.run(
            [*command, "-scale-to-y", "-1", "-"], input=pdf, capture_output=True, check=True
        )
        keep(done.stdout, name)


@contextmanager
def chromium():
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if program is None:
        sys.exit(f"None of these is installed: {', '.join(CHROMIUM)}")
    sandbox = [] if os.getuid() else ["--no-sandbox"]  # it refuses to run as root otherwise
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=sandbox)
        yield browser
        browser.close()


def main():
    for name in ("BASE_URL", "DEMO_PASSWORD"):
        if not os.environ.get(name):
            sys.exit(f"{name} isn't set.\n\n{__doc__}")
    base = os.environ["BASE_URL"].rstrip("/")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        pdf = public_pages(browser, base)
        working_pages(browser, base)
        findings_desk(browser, base)
    pdf_pages(pdf)


if __name__ == "__main__":
    main()

"""Every public page, and where people sign in: accessible in each language of the site, on each width, by day and by night.

The states that a page has beside its usual one are here too: nothing found, replaced, withdrawn, not in this language.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import connection, transaction
from django.utils import translation

from profiles.models import Edition
from profiles.workflow import EDITION, publish
from tests.architecture.test_access import everything_published, lines_of, path_of
from tests.factories.profiles import finish
from tests.journeys.browser import CHROMIUM, RULES
from ui.languages import direction
from workflows.engine import perform

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (scripts/system-libraries --tests)"),
]

LOOKS = ((320, "light"), (320, "dark"), (768, "light"), (1440, "light"), (1440, "dark"))
CITED = ("profile", "profile-country", "edition", "country-edition")
NO_PAGES = ("profile-feed", *(f"{of}-citation" for of in CITED))
SIGNING_IN = ("account_login", "account_signup", "account_reset_password", "account_reset_password_done")
STATES = {
    "profiles/?name=nowhere": 200,
    "profiles/?country=nowhere&year=2022": 200,
    "findings/?q=nowhere": 200,
    "findings/?q=act&kind=developed&year=2022": 200,
    "nowhere/": 404,
    "profiles/nowhere/2022/": 404,
}


def usual(scenario):
    """Of the pages that everybody may read, without their language."""
    with translation.override("en"):
        for group, only in (("for everybody", None), ("accounts", SIGNING_IN)):
            for (name, variant, method), cells in lines_of(group).items():
                known = "-file" in name or name in NO_PAGES or (only and name not in only)
                path = path_of(scenario, name, variant)
                if method == "GET" and cells[0] == "200" and path.startswith("/en/") and not known:
                    yield path.removeprefix("/en/")


def ended(scenario):
    """One edition that was replaced, and one profile that was withdrawn: the addresses, and what they answer."""
    own, neighbour = scenario.own, scenario.neighbour
    [replaced] = Edition.objects.public().filter(profile__assessment=own.assessment)
    note = "The third finding names the right act."
    finish(publish(profile=replaced.profile, language=replaced.language, by=own.coordinator, note=note))
    [withdrawn] = Edition.objects.public().filter(profile__assessment=neighbour.assessment)
    perform(EDITION, "withdraw", withdrawn, by=neighbour.coordinator, note="A ministry asked for it.")
    with translation.override("en"):
        return {
            replaced.permanent_url.removeprefix("/en/"): 200,
            withdrawn.permanent_url.removeprefix("/en/"): 410,
            withdrawn.profile.public_url.removeprefix("/en/"): 410,
        }


def faults(page):
    """What axe calls a violation, what it can’t tell and nobody has looked at, and what is wider than the window."""
    found = Axe().run(page, options={"runOnly": RULES["runOnly"]}).response
    unsure = [
        (rule, [node for node in rule["nodes"] if not looked_at(rule["id"], node)])
        for rule in found["incomplete"]
    ]
    for rule, nodes in [*((rule, rule["nodes"]) for rule in found["violations"]), *unsure]:
        yield from (f"{rule['id']}: {node['target']} {node['html'][:120]}" for node in nodes)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        yield f"{wide} px too wide"


def looked_at(rule, node):
    """Whether somebody has looked at what axe can’t tell. All of it is about contrast:

    - a text of one character, whose contrast axe has computed all the same;
    - the number on a segment of the wheel, in the colour of the page on that of the domain, which questionnaires are
      checked for;
    - the mark of a footnote, whose size for the finger is a transparent pseudo-element.
    """
    if rule != "color-contrast":
        return False
    data = node["any"][0]["data"]
    if data["messageKey"] == "shortTextContent" and data["contrastRatio"]:
        return data["contrastRatio"] >= float(data["expectedContrastRatio"].partition(":")[0])
    return node["html"].startswith(("<text ", '<a href="#source-'))


def look(page, path, language):
    """The faults of a page in all its looks."""
    told = []
    if page.evaluate("getComputedStyle(document.body).direction") != direction(language):
        told.append(f"{path}: not {direction(language)}")
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        told += [f"{path} {width} {scheme}: {fault}" for fault in faults(page)]
    return told


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_public_pages_are_accessible_in_every_look(turns, browser, site, language):
    with turns, transaction.atomic():
        scenario = everything_published()
        addresses = dict.fromkeys(usual(scenario), 200) | ended(scenario) | STATES
        connection.run_on_commit.clear()  # the scenario plays the worker itself
    page = browser.new_page()

    told = []
    for path, status in addresses.items():
        answer = page.goto(f"{site}/{language}/{path}")
        told += [] if answer.status == status else [f"{path}: {answer.status}"]
        told += look(page, path, language)

    assert told == []
    assert len(addresses) >= 30
    page.close()

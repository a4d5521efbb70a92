"""A questionnaire’s next version, by hand: made, taken out as a workbook, changed, loaded and published."""

import io

import openpyxl
import pytest
from django.contrib.auth.models import Permission
from django.db import connections
from playwright.sync_api import sync_playwright

from instruments import workbook
from instruments.models import Instrument
from tests.factories.accounts import PASSWORD, make_person
from tests.factories.instruments import make_instrument
from tests.journeys.browser import ARGUMENTS, CHROMIUM, Person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (scripts/system-libraries --tests)"),
]


@pytest.fixture
def browser(monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()
        connections.close_all()


@pytest.fixture
def site(transactional_db, live_server, settings):
    settings.SITE_URL = live_server.url
    settings.ACCOUNT_RATE_LIMITS = False
    make_instrument(asked={"T1.1.2": {"kind": "multiple", "show_if": ("T1.1.1", ["yes"]), "tags": ["gcm-1"]}})
    keeper = make_person("Kim Roy", language="fr")
    keeper.user_permissions.add(Permission.objects.get(codename="change_instrument"))
    return live_server.url


def changed(**cells):
    """The workbook of version 2 with these cells of its survey."""
    book = openpyxl.load_workbook(io.BytesIO(workbook.export(Instrument.objects.get(version="2"))))
    for cell, value in cells.items():
        book["survey"][cell] = value
    out = io.BytesIO()
    book.save(out)
    return {
        "name": "questionnaire.xlsx",
        "mimeType": "application/octet-stream",
        "buffer": out.getvalue(),
    }


def send(keeper, file):
    keeper.open("questionnaires/import/")
    keeper.page.set_input_files("input[type=file]", file)
    return keeper.press("form[enctype] .form-end .button")


@pytest.mark.parametrize(
    ("scripts", "width"), [(True, 320), pytest.param(False, 1280, marks=pytest.mark.slow)]
)
def test_next_version_is_made_changed_and_published(browser, site, scripts, width):
    keeper = Person(browser, site, "fr", scripts=scripts, width=width)
    keeper.sign_in("kim.roy@example.org", PASSWORD)
    keeper.open("questionnaires/").open("questionnaires/small/1/").open("questionnaires/small/1/next/")
    keeper.fill(version="2").press()
    assert keeper.path == "questionnaires/small/2/"

    send(keeper, changed(D4=None, A5="geopoint"))
    assert keeper.reads("D label::French (fr)")
    assert keeper.reads("A type")
    keeper.complaints.clear()  # the browser notes the answer 422
    send(keeper, changed(D4="Une autre question ?"))
    assert keeper.reads("Une autre question ?")
    keeper.press("form[action$='/load/'] .button").step("questionnaires/small/2/do/publish/")
    keeper.step("questionnaires/small/1/do/retire/", note="La version 2 la remplace.")

    states = Instrument.objects.order_by("version").values_list("version", "state", "predecessor__version")
    assert list(states) == [("1", "retired", None), ("2", "published", "1")]
    assert (
        Instrument.objects.get(version="2").indicators.get(code="T1.1.1").question_fr
        == "Une autre question ?"
    )
    keeper.close()

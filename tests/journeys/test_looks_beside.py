"""The pages beside the questionnaire – people, dates, sources, packs, questionnaires – in four languages, also with faults."""

import pytest

from accounts.models import User
from assessments.models import Handover, RoleAssignment
from tests.factories.accounts import make_people
from tests.factories.packs import answer_every_kind, bring_back, filled, given_out, make_pack_case
from tests.journeys.browser import CHROMIUM
from tests.journeys.test_looks import look_at_each_width

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (scripts/system-libraries --tests)"),
]

TOLD = "En 2024, la Secretaría de Salud y la Dirección de Migrantes acordaron ampliar la atención a toda la población."


def pages_of(case):
    """What each person opens: addresses below the assessment."""
    source = case.assessment.sources.first()
    handover = Handover.objects.first()
    contributor = RoleAssignment.objects.get(assessment=case.assessment, role="contributor")
    _pack, workbook = given_out(case)
    returned = bring_back(case, filled(workbook, {"T1.1.1": {"statement": TOLD}}))
    return {
        "coordinator": [
            "",
            "people/",
            "people/import/",
            "people/?q=nobody",
            f"people/{contributor.pk}/remove/",
            f"people/{contributor.pk}/hand-on/",
            "hand-over/",
            "dates/",
        ],
        "focal_point": [
            f"hand-over/{handover.pk}/",
            "sources/",
            f"sources/{source.pk}/",
            f"sources/{source.pk}/edit/",
            "sources/new/",
            "domain-1/1/T1.1.1/cite/",
            "domain-1/packs/",
            f"domain-1/packs/{returned.pack_id}/returns/{returned.pk}/",
            "domain-1/pass/",
            "domain-1/do/submit/",
        ],
        "contributor": [
            "",
            "domain-1/1/",
            f"hand-over/{handover.pk}/",
            f"hand-over/{handover.pk}/do/hand-back/",
        ],
    }


FAULTY = {
    "coordinator": ["hand-over/", "people/", "people/import/"],
    "focal_point": ["sources/new/", "domain-1/packs/"],
}
"""Where an empty form is sent, so that the page shows what is wrong."""


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_pages_beside_the_questionnaire_are_accessible(turns, someone, language):
    case = make_pack_case()
    answer_every_kind(case)
    pages = pages_of(case)

    for role, addresses in pages.items():
        person = someone(case.in_role(role), language=language)
        for address in addresses:
            person.open(f"assessments/{case.assessment.pk}/{address}")
            look_at_each_width(person, address)
        for address in FAULTY.get(role, ()):
            person.open(f"assessments/{case.assessment.pk}/{address}")
            person.page.locator("main form[method=post] .form-end .button").last.press("Enter")
            person.page.wait_for_load_state("load")
            look_at_each_width(person, address)
            person.excuse("422")
        person.open("account/mails/")
        look_at_each_width(person, "mails")


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_pages_of_questionnaires_are_accessible(turns, someone, language):
    make_pack_case()
    keeper = User.objects.get(pk=make_people("Kim", is_staff=True, is_superuser=True)[0].pk)
    person = someone(keeper, language=language)

    for address in ("", "import/", "small/1/", "small/1/next/", "small/1/do/retire/"):
        person.open(f"questionnaires/{address}")
        look_at_each_width(person, address)

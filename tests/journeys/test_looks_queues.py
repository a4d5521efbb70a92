"""The queues over all assessments, full, empty and wrongly asked, in four languages."""

import datetime

import pytest
from django.utils import timezone

from assessments.models import ReviewQuery, Section
from assessments.workflow import SECTION, assign_role
from tests.factories.assessments import judge, make_case, start_review, submit
from tests.factories.instruments import make_instrument
from tests.factories.places import make_country, make_place
from tests.journeys.browser import CHROMIUM
from tests.journeys.test_looks import REMARK, look_at_each_width
from workflows.engine import perform

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (scripts/system-libraries --tests)"),
]

PAGES = {
    "reviewer": [
        "work/",
        "review/",
        "review/?tab=others&sort=waiting",
        "review/?tab=due",
        "review/?q=nowhere",
    ],
    "coordinator": [
        "work/?overdue=on",
        "oversight/",
        "oversight/?overdue=on&absent=on",
        "oversight/?q=nowhere",
    ],
    "researcher": ["work/", "work/?state=returned", "work/?q=nowhere"],
}
FAULTY = {"reviewer": "review/?domain=none&state=none", "coordinator": "oversight/?state=none"}


def two_cases():
    """The people of one take part in another too: sections returned, submitted, in review, overdue; queries."""
    country, instrument = make_country(), make_instrument()
    first, second = (
        make_case(names=names, place=make_place(place, country), instrument=instrument)
        for names, place in (("", "San-Fernando-del-Valle-de-Catamarca"), (" of Quilmes", "Quilmes"))
    )
    for role in PAGES:
        assign_role(assessment=second.assessment, user=first.in_role(role), role=role, by=second.coordinator)
    start_review(first, first.section(1))
    judge(first, first.section(1), change=["T1.1.1"])
    perform(SECTION, "return", first.section(1), by=first.reviewer, note=REMARK)
    submit(second, second.section(1))
    start_review(second, second.section(2))
    Section.objects.update(
        due_date=timezone.localdate() - datetime.timedelta(days=1),
        held_since=timezone.now() - datetime.timedelta(days=12),
    )
    for case, state in ((first, "open"), (second, "answered")):
        ReviewQuery.objects.create(
            answer=case.answer(), section=case.section(1), opened_by=case.reviewer, state=state
        )
    return first


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_queues_are_accessible(turns, someone, language):
    case = two_cases()

    for role, addresses in PAGES.items():
        person = someone(case.in_role(role), language=language)
        for address in [*addresses, *filter(None, [FAULTY.get(role)])]:
            person.open(address)
            look_at_each_width(person, address)

"""What is published, with a canary in everything that isn’t: nothing of it may ever be answered.

Quilmes: edition en-1 replaced by en-2, and fr-1. Argentina: en-1 withdrawn, so nothing. Bremen: an edition that waits for
tomorrow. Germany: a profile that is being written. Questionnaires: `small` 1 and `national` 1 published, `secret` 1 a draft.
"""

import datetime

from django.utils import timezone

from profiles.models import Comment, FindingText
from profiles.workflow import EDITION, publish
from tests.factories import queries
from tests.factories.assessments import make_case
from tests.factories.instruments import make_instrument
from tests.factories.places import make_country, make_place
from tests.factories.profiles import (
    LANGUAGES,
    consented,
    drafted,
    finish,
    profile_of,
    published,
    store,
    translate,
)
from workflows.engine import perform

CANARY = "Kanarienvogel"
SPECIAL = {
    "T1.1.1": {"tags": ["gcm-15", "sdg-3.8"]},
    "T1.1.2": {"show_if": ("T1.1.1", ["yes"]), "tags": ["sdg-3.8"]},
}


def make_world():
    local = make_instrument(asked=SPECIAL)
    national = make_instrument(slug="national", scope="national")
    make_instrument(slug="secret", publish=False)
    argentina, germany = make_country("AR"), make_country("DE")
    quilmes = make_case(place=make_place("Quilmes", argentina), instrument=local)
    country = make_case(names=" of Argentina", place=argentina, instrument=national)
    bremen = make_case(names=f" {CANARY} B", place=make_place("Bremen", germany), instrument=local)
    drafting = make_case(names=f" {CANARY} D", place=germany, instrument=national)
    _quilmes(quilmes)
    withdrawn = published(country)
    perform(EDITION, "withdraw", withdrawn, by=country.coordinator, note=f"{CANARY} reason")
    _waiting(bremen)
    drafted(drafting)
    FindingText.objects.filter(finding__profile=profile_of(drafting)).update(body=CANARY)
    return quilmes


def _quilmes(case):
    published(case)
    translate(case, profile_of(case), "fr")
    finish(publish(profile=profile_of(case), language="fr", by=case.coordinator))
    finish(publish(profile=profile_of(case), language="en", by=case.coordinator, note="Mended"))
    profile = profile_of(case)
    FindingText.objects.filter(finding__profile=profile).update(body=f"{CANARY}, not published yet")
    Comment.objects.create(profile=profile, language="en", body=CANARY, by=case.focal_point)
    queries.ask(case, "T1.1.1", f"{CANARY}?")


def _waiting(case):
    profile = consented(case, languages=LANGUAGES)
    moment = timezone.now() + datetime.timedelta(hours=24)
    edition = publish(profile=profile, language="en", by=case.coordinator, appears_at=moment)
    store(edition)
    perform("edition", "hold", edition, by=None)

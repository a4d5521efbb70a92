"""Versions of a questionnaire: draft, published, retired, and the next one."""

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import User
from instruments.document import FaultyFile
from instruments.models import Instrument
from instruments.report import document_of
from instruments.workflow import INSTRUMENT, draft_version, import_instrument
from tests.factories.accounts import make_people
from tests.factories.assessments import make_case
from tests.factories.instruments import make_document, make_instrument
from workflows.engine import TransitionRefused, perform

ASKED = {
    "T1.1.1": {"tags": ["gcm-15"]},
    "T1.1.2": {"kind": "multiple", "show_if": ("T1.1.1", ["yes"])},
}


@pytest.fixture
def keeper(db):
    """Someone who may keep the questionnaires, and nothing else."""
    person = make_people("Kim")[0]
    person.user_permissions.add(Permission.objects.get(codename="change_instrument"))
    return User.objects.get(pk=person.pk)


def test_keeper_publishes_and_retires_with_a_reason(keeper):
    instrument = make_instrument(publish=False)

    perform(INSTRUMENT, "publish", instrument, by=keeper)
    perform(INSTRUMENT, "retire", instrument, by=keeper, note="A new one is out.")

    assert list(instrument.events.order_by("pk").values_list("name", "source", "target", "note", "by")) == [
        ("publish", "draft", "published", "", keeper.pk),
        ("retire", "published", "retired", "A new one is out.", keeper.pk),
    ]
    assert Instrument.objects.get().published_at == instrument.events.get(name="publish").at


def test_retiring_wants_a_reason(keeper):
    with pytest.raises(TransitionRefused, match="Write a note"):
        perform(INSTRUMENT, "retire", make_instrument(), by=keeper)


def test_retired_one_starts_no_assessment_and_running_ones_keep_it(keeper):
    case = make_case()

    perform(INSTRUMENT, "retire", case.assessment.instrument, by=keeper, note="A new one is out.")

    assert list(Instrument.objects.published()) == []
    case.assessment.refresh_from_db()
    assert (case.assessment.instrument.state, case.assessment.state) == ("retired", "collecting")


@pytest.mark.parametrize("state", ["published", "retired"])
def test_next_version_says_the_same_under_the_same_codes(keeper, state):
    before = make_instrument(asked=ASKED)
    Instrument.objects.filter(pk=before.pk).update(state=state)
    before.refresh_from_db()

    after = draft_version(instrument=before, version="2", by=keeper)

    assert (after.slug, after.version, after.state, after.predecessor) == ("small", "2", "draft", before)
    lineage = {code: {"lineage": ("same", [code])} for code in ("T1.1.1", "T1.1.2", "T1.2.1", "T2.1.1")}
    asked = {code: ASKED.get(code, {}) | lineage[code] for code in lineage}
    assert document_of(after) == make_document(asked=asked, version="2", follows="1")
    assert {
        (old.instrument_id, old.code, row.code)
        for row in after.indicators.all()
        for old in row.predecessors.all()
    } == {(before.pk, code, code) for code in lineage}


def test_draft_has_no_next_version(keeper):
    with pytest.raises(TransitionRefused, match="a draft has no next version"):
        draft_version(instrument=make_instrument(publish=False), version="2", by=keeper)


def test_version_stands_once(keeper):
    with pytest.raises(ValidationError, match="There is a version 1 already"):
        draft_version(instrument=make_instrument(), version="1", by=keeper)


def test_nobody_else_makes_versions_or_imports(db):
    stranger = make_people("Sam")[0]
    instrument = make_instrument()

    with pytest.raises(PermissionDenied):
        draft_version(instrument=instrument, version="2", by=stranger)
    with pytest.raises(PermissionDenied):
        import_instrument(document=make_document(version="2"), by=stranger)

    assert list(Instrument.objects.all()) == [instrument]


def test_import_replaces_the_draft(keeper):
    make_instrument(((1,),), publish=False)

    imported, changed = import_instrument(document=make_document(), by=keeper)

    assert (list(Instrument.objects.all()), changed, imported.state) == ([imported], True, "draft")
    assert document_of(imported) == make_document()


@pytest.mark.parametrize("state", ["published", "retired"])
def test_import_over_a_frozen_version_is_refused(keeper, state):
    instrument = make_instrument(((1,),))
    Instrument.objects.filter(pk=instrument.pk).update(state=state)

    with pytest.raises(FaultyFile) as refused:
        import_instrument(document=make_document(), by=keeper)

    assert str(refused.value) == (
        f"small: instrument.version: small 1 is frozen: {state.capitalize()}. Give the changed text a new version."
    )

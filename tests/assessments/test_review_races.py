"""Two people decide at the same moment, a hundred times each: one wins, one event, one mail each, one line in the log."""

from functools import partial

import pytest
from django.core.exceptions import PermissionDenied

from assessments.models import Answer, AnswerRevision, RoleAssignment, RoleEvent, Section, SectionEvent
from assessments.workflow import SECTION, assign_role, remove_role, save_answer
from audit.models import Entry
from audit.workflow import faults
from tests.factories.assessments import CAPACITY, answer_section, draft, judge, make_case, start_review
from tests.factories.instruments import make_instrument
from tests.factories.places import make_country, make_place
from tests.race import at_once, postgresql_only
from workflows.engine import TransitionRefused, perform

pytestmark = [pytest.mark.django_db(transaction=True), postgresql_only, pytest.mark.slow]

TRIALS = 100
REFUSED = (TransitionRefused, PermissionDenied)


@pytest.fixture
def trials():
    """A hundred sections, each with its case: two assessments of fifty domains."""
    instrument, country = make_instrument(((1,),) * (TRIALS // 2)), make_country()
    cases = [
        make_case(names=f" {name}", place=make_place(name, country), instrument=instrument)
        for name in ("Quilmes", "Rosario")
    ]
    return [
        (case, section)
        for case in cases
        for section in Section.objects.filter(assessment=case.assessment).in_order()
    ]


def step(name, section, by, note="The sources are missing."):
    return lambda: perform(SECTION, name, Section.objects.get(pk=section.pk), by=by, note=note)


def one_won(results):
    return sorted(isinstance(result, REFUSED) for result in results) == [False, True]


def told_once(case, section, names):
    """One event of these, and its one line in the log."""
    events = SectionEvent.objects.filter(subject=section, name__in=names)
    lines = Entry.objects.of(case.assessment.matter).filter(subject=f"section {section.pk}")
    return events.count() == 1 == lines.filter(detail__step__in=names).count()


def broken_logs(trials):
    return [
        matter for matter in {case.assessment.matter for case, _section in trials} if list(faults(matter))
    ]


def test_two_approvals(trials):
    for case, section in trials:
        start_review(case, section)
        judge(case, section)

        results = at_once(
            step("approve", section, case.reviewer), step("approve", section, case.second_reviewer)
        )

        assert one_won(results)
        assert told_once(case, section, ["approve"])
    assert broken_logs(trials) == []


def send_back(case, section, code):
    judge(case, section, change=[code], by=case.second_reviewer)
    return step("return", section, case.second_reviewer)()


def test_approve_against_return(trials):
    for case, section in trials:
        start_review(case, section)
        judge(case, section)
        code = case.assessment.answers.get(part__section=section).indicator.code

        results = at_once(step("approve", section, case.reviewer), partial(send_back, case, section, code))

        assert one_won(results)
        assert told_once(case, section, ["approve", "return"])
        section.refresh_from_db()
        pinned = Answer.objects.filter(part__section=section, approved__isnull=False).count()
        assert (section.state, pinned) in (("approved", 1), ("returned", 0))
    assert broken_logs(trials) == []


def test_submit_against_autosave(trials):
    for case, section in trials:
        answer_section(case, section)
        answer = Answer.objects.select_related("indicator__scale").get(part__section=section)
        late = draft(answer, "Typed while it was submitted.", option="no")

        saved, submitted = at_once(
            partial(save_answer, draft=late, by=case.focal_point),
            step("submit", section, case.researcher, CAPACITY),
        )

        assert submitted.name == "submit"
        revisions = AnswerRevision.objects.filter(answer=answer).order_by("number")
        assert revisions.count() == (1 if isinstance(saved, REFUSED) else 2)
        assert all(revision.at < submitted.at for revision in revisions)
        assert told_once(case, section, ["submit"])


def test_role_removed_against_save(trials):
    for case, section in trials:
        answer = Answer.objects.select_related("indicator__scale").get(part__section=section)
        role = RoleAssignment.objects.get(assessment=case.assessment, user=case.researcher)
        late = draft(answer, "Typed while the role was taken away.", option="no")

        saved, removed = at_once(
            partial(save_answer, draft=late, by=case.researcher),
            partial(remove_role, assignment=role, by=case.coordinator),
        )

        assert removed is None
        refused = isinstance(saved, Exception)
        assert AnswerRevision.objects.filter(answer=answer).count() == (0 if refused else 1)
        with pytest.raises((*REFUSED, Section.DoesNotExist)):
            save_answer(draft=draft(answer, "Too late.", revision=0 if refused else 1), by=case.researcher)
        assign_role(assessment=case.assessment, user=case.researcher, role="researcher", by=case.coordinator)
    for case in {case.assessment: case for case, _section in trials}.values():
        changes = RoleEvent.objects.filter(assessment=case.assessment, user=case.researcher)
        assert changes.filter(change="removed").count() == TRIALS // 2
        assert changes.filter(change="given").count() == TRIALS // 2 + 1
    assert broken_logs(trials) == []

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from accounts.models import User
from assessments.models import Assessment, AssessmentEvent
from assessments.permissions import ANSWER_PART, Right
from workflows import engine
from workflows.engine import Transition, TransitionRefused, Workflow, available, perform, problems
from workflows.problems import Problem


@pytest.fixture
def table_of(monkeypatch):
    """A workflow over assessments with these steps, known while the test runs only."""
    monkeypatch.setattr(engine, "registry", dict(engine.registry))

    def make(*steps):
        return Workflow("probe", Assessment, AssessmentEvent, steps)

    return make


def step(name="finish", *, sources=("collecting",), target="closed", permission=Right.MANAGE, **more):
    return Transition(name, name.capitalize(), sources, target, permission, **more)


def everything(case):
    """All rows that a step on the assessment could touch."""
    return (
        list(Assessment.objects.order_by("pk").values()),
        list(AssessmentEvent.objects.order_by("pk").values()),
    )


def against(*texts):
    """A condition against which these problems stand."""
    return lambda obj, by: [Problem(text) for text in texts]


def test_perform_moves_the_row_and_writes_the_event(case, table_of):
    table = table_of(step())
    AssessmentEvent.objects.all().delete()

    event = perform(table, "finish", case.assessment, by=case.coordinator, note=" All done. ")

    case.assessment.refresh_from_db()
    assert case.assessment.state == "closed"
    assert list(AssessmentEvent.objects.values("name", "source", "target", "note", "by", "subject")) == [
        {
            "name": "finish",
            "source": "collecting",
            "target": "closed",
            "note": "All done.",
            "by": case.coordinator.pk,
            "subject": case.assessment.pk,
        }
    ]
    assert event == AssessmentEvent.objects.get()


def test_perform_tells_the_object_its_new_state(case, table_of):
    table = table_of(step())

    perform(table, "finish", case.assessment, by=case.coordinator)

    assert case.assessment.state == "closed"


def test_perform_looks_at_the_row_not_at_the_object(case, table_of):
    table = table_of(step(sources=("closed",), target="collecting"))
    case.assessment.state = "closed"  # in memory only

    with pytest.raises(TransitionRefused):
        perform(table, "finish", case.assessment, by=case.coordinator)


def test_perform_saves_the_state_and_nothing_else(case, table_of):
    table = table_of(step())
    case.assessment.year = 1999

    perform(table, "finish", case.assessment, by=case.coordinator)

    assert Assessment.objects.get().year == 2022


def test_perform_finds_workflow_and_step_by_name(case, table_of):
    table_of(step("go on"))

    perform("probe", "go-on", case.assessment, by=case.coordinator)

    assert Assessment.objects.get().state == "closed"


def test_unknown_step_is_a_key_error(case, table_of):
    with pytest.raises(KeyError, match="vanish"):
        perform(table_of(step()), "vanish", case.assessment, by=case.coordinator)


@pytest.mark.parametrize("options", [{"sources": ("set_up",)}, {"conditions": (against("No."),)}])
def test_refusal_changes_nothing(case, table_of, options):
    table = table_of(step(**options))
    before = everything(case)

    with pytest.raises(TransitionRefused):
        perform(table, "finish", case.assessment, by=case.coordinator)

    assert everything(case) == before
    assert case.assessment.state == "collecting"


def test_refusal_gives_all_problems_in_order(case, table_of):
    table = table_of(step(conditions=(against("One.", "Two."), against(), against("Three."))))

    with pytest.raises(TransitionRefused) as refused:
        perform(table, "finish", case.assessment, by=case.coordinator)

    assert refused.value.problems == (Problem("One."), Problem("Two."), Problem("Three."))
    assert str(refused.value) == "One. Two. Three."


def test_wrong_state_is_the_only_problem_told(case, table_of):
    finish = step(sources=("set_up",), conditions=(against("Never asked."),), note_label="Reason")

    found = problems(finish, case.assessment, case.coordinator, note="")

    assert found == [Problem("This step isn’t possible any more: the state is now “Collecting answers”.")]


@pytest.mark.parametrize("person", ["researcher", "observer", "translator"])
def test_person_without_the_right_is_forbidden_and_nothing_changes(case, table_of, person):
    table = table_of(step())
    before = everything(case)

    with pytest.raises(PermissionDenied):
        perform(table, "finish", case.assessment, by=case.in_role(person))

    assert everything(case) == before


def test_step_may_ask_for_its_right_on_something_else_than_the_table(case, table_of):
    part = case.part("1.1")
    table = table_of(
        step("hand back", permission=ANSWER_PART, permission_object=lambda assessment: part),
        step("finish"),
    )

    with pytest.raises(PermissionDenied):
        perform(table, "hand back", case.assessment, by=case.coordinator)
    with pytest.raises(PermissionDenied):
        perform(table, "finish", case.assessment, by=case.contributor)
    perform(table, "hand back", case.assessment, by=case.contributor)

    assert case.assessment.state == "closed"


def test_system_may_not_take_a_step_of_people(case, table_of):
    with pytest.raises(PermissionDenied):
        perform(table_of(step()), "finish", case.assessment, by=None)


def test_people_may_not_take_a_step_of_the_system(case, table_of):
    with pytest.raises(PermissionDenied):
        perform(table_of(step(permission=None)), "finish", case.assessment, by=case.coordinator)


def test_system_takes_its_step_without_a_name(case, table_of):
    event = perform(table_of(step(permission=None)), "finish", case.assessment, by=None)

    assert (event.by, event.target) == (None, "closed")


def test_forbidden_comes_before_refused(case, table_of):
    table = table_of(step(sources=("set_up",), conditions=(against("No."),)))

    with pytest.raises(PermissionDenied):
        perform(table, "finish", case.assessment, by=case.observer)


@pytest.mark.parametrize("note", ["", "  \n "])
def test_required_note_is_missed(case, table_of, note):
    table = table_of(step(note_label="Reason"))

    with pytest.raises(TransitionRefused) as refused:
        perform(table, "finish", case.assessment, by=case.coordinator, note=note)

    assert refused.value.problems == (Problem("Write a note: the people concerned need the reason."),)


def test_required_note_is_not_asked_for_before_it_can_be_written(case):
    assert problems(step(note_label="Reason"), case.assessment, case.coordinator) == []


def test_prepares_run_before_the_state_is_saved_and_effects_after_the_event(case, table_of):
    seen = []

    def note(what):
        return lambda row, event=None: seen.append(
            (what, Assessment.objects.get().state, row.state, event and event.name)
        )

    table = table_of(
        step(prepares=(note("first"), note("second")), effects=(note("third"), note("fourth"))),
    )

    perform(table, "finish", case.assessment, by=case.coordinator)

    assert seen == [
        ("first", "collecting", "collecting", None),
        ("second", "collecting", "collecting", None),
        ("third", "closed", "closed", "finish"),
        ("fourth", "closed", "closed", "finish"),
    ]


@pytest.mark.parametrize("place", ["prepares", "effects"])
def test_failure_on_the_way_takes_everything_back(case, table_of, place):
    def write(row, event=None):
        Assessment.objects.update(year=2001)

    def fail(row, event=None):
        raise RuntimeError("out of paper")

    table = table_of(step(**{place: (write, fail)}))
    before = everything(case)

    with pytest.raises(RuntimeError, match="out of paper"):
        perform(table, "finish", case.assessment, by=case.coordinator)

    assert everything(case) == before
    assert case.assessment.state == "collecting"


def test_available_gives_steps_from_the_present_state_for_the_rights_held(case, table_of):
    table = table_of(
        step("begin", sources=("set_up",)),
        step("finish", conditions=(against("Refused, but offered."),)),
        step("review", permission=Right.REVIEW),
        step("lapse", permission=None),
        step("pause", sources=("set_up", "collecting")),
    )

    found = available(table, case.assessment, {Right.MANAGE})

    assert [transition_.name for transition_ in found] == ["finish", "pause"]


def test_available_without_rights_is_empty(case, table_of):
    assert available(table_of(step(), step("lapse", permission=None)), case.assessment, frozenset()) == []


def test_event_refuses_to_be_changed_by_the_database(case):
    event = case.assessment.events.get()

    with (
        pytest.raises(DatabaseError, match="assessments_assessmentevent rows never change"),
        transaction.atomic(),
    ):
        AssessmentEvent.objects.filter(pk=event.pk).update(note="Rewritten history.")

    assert case.assessment.events.get().note == ""


def test_event_says_its_step_as_the_button_did(case):
    assert case.assessment.events.get().label == "Launch the assessment"


def test_permission_may_be_one_on_the_model_as_a_whole(case, monkeypatch):
    monkeypatch.setattr(engine, "registry", dict(engine.registry))
    finish = step(permission="assessments.add_assessment")
    whole = Workflow("probe", Assessment, AssessmentEvent, (finish,), permission_object=lambda obj: None)

    with pytest.raises(PermissionDenied):
        perform(whole, "finish", case.assessment, by=case.reviewer)
    perform(whole, "finish", case.assessment, by=User.objects.get(pk=case.coordinator.pk))

    assert Assessment.objects.get().state == "closed"

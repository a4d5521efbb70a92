import datetime
from dataclasses import replace

import pytest

from assessments.models import Handover
from assessments.report import Task, task_list, work_of
from assessments.workflow import SECTION, assign_role
from tests.factories.assessments import (
    DUE,
    answer_part,
    answer_section,
    approve_all,
    judge,
    make_case,
    set_up,
    start_review,
    submit,
)
from workflows.engine import perform


def task(case, number, page, status, **more):
    section = case.section(number)
    return Task(
        title=f"Domain {number}",
        url=f"/en/assessments/{case.assessment.pk}/domain-{number}/{page}/",
        status=status,
        due_date=DUE,
        number=number,
        colour=section.domain.colour,
        **{"holder": "with the reviewer" if page == "review" else "with the researcher"} | more,
    )


def tasks_of(person):
    return [task_ for work in work_of(person) for task_ in work.tasks]


# My work ----------------------------------------------------------------------------------------------


def test_open_sections_wait_for_those_who_answer(case):
    waiting = (task(case, 1, "check", "Open"), task(case, 2, "check", "Open"))
    handover = Handover.objects.get()
    page = {"title": "1.1 Subcategory 1.1", "url": case.part("1.1").get_absolute_url(), "status": "With you"}
    hand_back = f"{handover.get_absolute_url()}do/hand-back/"
    handed_over = replace(waiting[0], **page, holder="", hand_back=hand_back)

    found = {role: tuple(tasks_of(person)) for role, person in case.people.items()}

    assert found == {
        "coordinator": (),
        "researcher": waiting,
        "focal_point": waiting,
        "contributor": (handed_over,),
        "reviewer": (),
        "translator": (),
        "observer": (),
    }


def test_submitted_sections_wait_for_the_reviewer(case):
    submit(case, case.section(1))
    start_review(case, case.section(2))

    assert tasks_of(case.reviewer) == [
        task(case, 1, "review", "Submitted"),
        task(case, 2, "review", "In review"),
    ]
    assert tasks_of(case.researcher) == []


def test_returned_section_stands_first(case):
    start_review(case, case.section(2))
    judge(case, case.section(2), change=["T2.1.1"])
    perform(SECTION, "return", case.section(2), by=case.reviewer, note="More, please.")

    assert tasks_of(case.researcher) == [
        task(case, 2, "check", "Returned with remarks", first=True),
        task(case, 1, "check", "Open"),
    ]


def test_tasks_stand_by_due_date(case):
    first = case.section(1)
    first.due_date = DUE + datetime.timedelta(days=1)
    first.save()

    assert [found.number for found in tasks_of(case.researcher)] == [2, 1]


def test_assessment_being_set_up_waits_for_its_coordinator(db):
    assessment = set_up()

    assert tasks_of(assessment.created_by) == [
        Task(
            "Name the people, set the dates and launch",
            f"/en/assessments/{assessment.pk}/",
            "Being set up",
            first=True,
        )
    ]


@pytest.mark.parametrize("state", ["set_up", "approved", "closed", "cancelled"])
def test_nothing_waits_for_those_who_answer_but_while_answers_are_collected(case, state):
    type(case.assessment).objects.update(state=state)

    assert tasks_of(case.researcher) == []


def test_work_tells_roles_and_what_may_be_seen(case):
    assign_role(assessment=case.assessment, user=case.translator, role="observer", by=case.coordinator)
    before = [(w.roles, w.visible, w.profile_visible) for w in work_of(case.translator)]
    approve_all(case)

    found = {
        role: [(w.roles, w.visible, w.profile_visible) for w in work_of(person)]
        for role, person in case.people.items()
    }

    assert before == [(("Translator", "Observer"), True, False)]
    assert found == {
        "coordinator": [(("Coordinator",), True, True)],
        "researcher": [(("Researcher",), True, True)],
        "focal_point": [(("Focal point",), True, True)],
        "contributor": [(("Contributor",), True, False)],
        "reviewer": [(("Reviewer",), True, True)],
        "translator": [(("Translator", "Observer"), True, True)],
        "observer": [(("Observer",), True, True)],
    }


def test_work_is_newest_first_and_the_persons_own(two):
    for case in (two.own, two.other):
        assign_role(assessment=case.assessment, user=two.stranger, role="observer", by=case.coordinator)

    assert [work.assessment for work in work_of(two.stranger)] == [two.other.assessment, two.own.assessment]
    assert [work.assessment for work in work_of(two.own.observer)] == [two.own.assessment]
    assert work_of(two.superuser) == []


# The assessment’s home --------------------------------------------------------------------------------


def lines(case, person):
    found = task_list(case.assessment, person, person.rights_on(case.assessment))
    return [
        (line.section.domain.number, [p.number for p in line.parts], line.answered, line.total, line.holder)
        for line in found
    ]


def test_task_list_counts_answers_and_says_who_holds_a_section(case):
    answer_part(case, case.part("1.1"))
    submit(case, case.section(2))

    assert lines(case, case.observer) == [
        (1, ["1.1", "1.2"], 2, 3, "with the researcher"),
        (2, ["2.1"], 1, 1, "with the reviewer"),
    ]


def test_task_list_of_a_contributor_has_the_parts_handed_over(case):
    answer_section(case, case.section(1))

    assert lines(case, case.contributor) == [(1, ["1.1"], 2, 2, "with the researcher")]


def test_task_list_of_an_approved_assessment_has_nothing_left_to_do(db):
    case = make_case()
    approve_all(case)

    assert {row[4] for row in lines(case, case.coordinator)} == {"nothing left to do"}

"""Every state × step × person of every workflow, against a grid that a person can read.

    a  allowed: the step is taken
    r  refused: this person may take it, but not from this state
    f  forbidden: this person may never take it

The conditions of each step are met; each of them has its own tests. A new workflow, step or state without a
line, or a new role without a column, fails.
"""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from assessments.choices import Role
from assessments.models import ReviewQuery, Verdict
from instruments.workflow import INSTRUMENT
from profiles.models import Consent, Edition, ProfileEvent
from profiles.report import build
from tests.factories.accounts import make_people
from tests.factories.assessments import judge, make_case, start_review
from tests.factories.instruments import make_instrument
from tests.factories.profiles import LANGUAGES, consented, decide, written
from tests.replay import play
from workflows.engine import TransitionRefused, perform, registry

ACTORS = [*Role.values, "stranger", "superuser", "system"]

COLUMNS = (
    "coordinator researcher focal_point contributor reviewer translator observer stranger superuser system"
)

GRID = {
    "instrument": """
        publish             draft         f f f f f f f f a f
        publish             published     f f f f f f f f r f
        publish             retired       f f f f f f f f r f

        publish-from-file   draft         f f f f f f f f f a
        publish-from-file   published     f f f f f f f f f r
        publish-from-file   retired       f f f f f f f f f r

        retire              draft         f f f f f f f f r f
        retire              published     f f f f f f f f a f
        retire              retired       f f f f f f f f r f
    """,
    "assessment": """
        launch              set_up        a f f f f f f f f f
        launch              collecting    r f f f f f f f f f
        launch              approved      r f f f f f f f f f
        launch              closed        r f f f f f f f f f
        launch              cancelled     r f f f f f f f f f

        all-approved        set_up        f f f f f f f f f r
        all-approved        collecting    f f f f f f f f f a
        all-approved        approved      f f f f f f f f f r
        all-approved        closed        f f f f f f f f f r
        all-approved        cancelled     f f f f f f f f f r

        resume              set_up        f f f f f f f f f r
        resume              collecting    f f f f f f f f f r
        resume              approved      f f f f f f f f f a
        resume              closed        f f f f f f f f f r
        resume              cancelled     f f f f f f f f f r

        close               set_up        r f f f f f f f f f
        close               collecting    r f f f f f f f f f
        close               approved      a f f f f f f f f f
        close               closed        r f f f f f f f f f
        close               cancelled     r f f f f f f f f f

        cancel              set_up        a f f f f f f f f f
        cancel              collecting    a f f f f f f f f f
        cancel              approved      r f f f f f f f f f
        cancel              closed        r f f f f f f f f f
        cancel              cancelled     r f f f f f f f f f
    """,
    "section": """
        submit              open          f a a f f f f f f f
        submit              submitted     f r r f f f f f f f
        submit              in_review     f r r f f f f f f f
        submit              returned      f a a f f f f f f f
        submit              approved      f r r f f f f f f f

        recall              open          f r r f f f f f f f
        recall              submitted     f a a f f f f f f f
        recall              in_review     f r r f f f f f f f
        recall              returned      f r r f f f f f f f
        recall              approved      f r r f f f f f f f

        start-review        open          f f f f r f f f f f
        start-review        submitted     f f f f a f f f f f
        start-review        in_review     f f f f r f f f f f
        start-review        returned      f f f f r f f f f f
        start-review        approved      f f f f r f f f f f

        return              open          f f f f r f f f f f
        return              submitted     f f f f r f f f f f
        return              in_review     f f f f a f f f f f
        return              returned      f f f f r f f f f f
        return              approved      f f f f r f f f f f

        approve             open          f f f f r f f f f f
        approve             submitted     f f f f r f f f f f
        approve             in_review     f f f f a f f f f f
        approve             returned      f f f f r f f f f f
        approve             approved      f f f f r f f f f f

        reopen              open          r f f f f f f f f f
        reopen              submitted     r f f f f f f f f f
        reopen              in_review     r f f f f f f f f f
        reopen              returned      r f f f f f f f f f
        reopen              approved      a f f f f f f f f f
    """,
    "handover": """
        hand-back           handed_over   f f f a f f f f f f
        hand-back           handed_back   f f f r f f f f f f
        hand-back           accepted      f f f r f f f f f f

        accept              handed_over   r f r f f f f f f f
        accept              handed_back   a f a f f f f f f f
        accept              accepted      r f r f f f f f f f

        send-back           handed_over   r f r f f f f f f f
        send-back           handed_back   a f a f f f f f f f
        send-back           accepted      a f a f f f f f f f
    """,
    "query": """
        answer              open          a a a f a f f f f f
        answer              answered      r r r f r f f f f f
        answer              resolved      r r r f r f f f f f

        answer-as-contributor open        f f f a f f f f f f
        answer-as-contributor answered    f f f r f f f f f f
        answer-as-contributor resolved    f f f r f f f f f f

        ask-again           open          f f f f r f f f f f
        ask-again           answered      f f f f a f f f f f
        ask-again           resolved      f f f f r f f f f f

        resolve             open          f f f f a f f f f f
        resolve             answered      f f f f a f f f f f
        resolve             resolved      f f f f r f f f f f

        reopen              open          f f f f r f f f f f
        reopen              answered      f f f f r f f f f f
        reopen              resolved      f f f f a f f f f f
    """,
    "profile": """
        open-consultation   drafting      f f f f a f f f f f
        open-consultation   consultation  f f f f r f f f f f
        open-consultation   cleared       f f f f r f f f f f
        open-consultation   consented     f f f f r f f f f f

        back-to-drafting    drafting      r f f f r f f f f f
        back-to-drafting    consultation  a f f f a f f f f f
        back-to-drafting    cleared       a f f f a f f f f f
        back-to-drafting    consented     r f f f r f f f f f

        clear               drafting      f f f f r f f f f f
        clear               consultation  f f f f a f f f f f
        clear               cleared       f f f f r f f f f f
        clear               consented     f f f f r f f f f f

        record-consent      drafting      r f r f f f f f f f
        record-consent      consultation  r f r f f f f f f f
        record-consent      cleared       a f a f f f f f f f
        record-consent      consented     a f a f f f f f f f

        withdraw-consent    drafting      r f r f f f f f f f
        withdraw-consent    consultation  r f r f f f f f f f
        withdraw-consent    cleared       r f r f f f f f f f
        withdraw-consent    consented     a f a f f f f f f f

        answers-reopened    drafting      f f f f f f f f f r
        answers-reopened    consultation  f f f f f f f f f a
        answers-reopened    cleared       f f f f f f f f f a
        answers-reopened    consented     f f f f f f f f f a
    """,
    "edition": """
        publish             new           a f f f f f f f f f
        publish             rendering     r f f f f f f f f f
        publish             failed        r f f f f f f f f f
        publish             waiting       r f f f f f f f f f
        publish             published     r f f f f f f f f f
        publish             superseded    r f f f f f f f f f
        publish             withdrawn     r f f f f f f f f f
        publish             called_off    r f f f f f f f f f

        finish              new           f f f f f f f f f r
        finish              rendering     f f f f f f f f f a
        finish              failed        f f f f f f f f f r
        finish              waiting       f f f f f f f f f r
        finish              published     f f f f f f f f f r
        finish              superseded    f f f f f f f f f r
        finish              withdrawn     f f f f f f f f f r
        finish              called_off    f f f f f f f f f r

        hold                new           f f f f f f f f f r
        hold                rendering     f f f f f f f f f a
        hold                failed        f f f f f f f f f r
        hold                waiting       f f f f f f f f f r
        hold                published     f f f f f f f f f r
        hold                superseded    f f f f f f f f f r
        hold                withdrawn     f f f f f f f f f r
        hold                called_off    f f f f f f f f f r

        appear              new           f f f f f f f f f r
        appear              rendering     f f f f f f f f f r
        appear              failed        f f f f f f f f f r
        appear              waiting       f f f f f f f f f a
        appear              published     f f f f f f f f f r
        appear              superseded    f f f f f f f f f r
        appear              withdrawn     f f f f f f f f f r
        appear              called_off    f f f f f f f f f r

        call-off            new           r f f f f f f f f f
        call-off            rendering     r f f f f f f f f f
        call-off            failed        a f f f f f f f f f
        call-off            waiting       a f f f f f f f f f
        call-off            published     r f f f f f f f f f
        call-off            superseded    r f f f f f f f f f
        call-off            withdrawn     r f f f f f f f f f
        call-off            called_off    r f f f f f f f f f

        lapse               new           f f f f f f f f f r
        lapse               rendering     f f f f f f f f f r
        lapse               failed        f f f f f f f f f r
        lapse               waiting       f f f f f f f f f a
        lapse               published     f f f f f f f f f r
        lapse               superseded    f f f f f f f f f r
        lapse               withdrawn     f f f f f f f f f r
        lapse               called_off    f f f f f f f f f r

        fail                new           f f f f f f f f f r
        fail                rendering     f f f f f f f f f a
        fail                failed        f f f f f f f f f r
        fail                waiting       f f f f f f f f f r
        fail                published     f f f f f f f f f r
        fail                superseded    f f f f f f f f f r
        fail                withdrawn     f f f f f f f f f r
        fail                called_off    f f f f f f f f f r

        try-again           new           r f f f f f f f f f
        try-again           rendering     r f f f f f f f f f
        try-again           failed        a f f f f f f f f f
        try-again           waiting       r f f f f f f f f f
        try-again           published     r f f f f f f f f f
        try-again           superseded    r f f f f f f f f f
        try-again           withdrawn     r f f f f f f f f f
        try-again           called_off    r f f f f f f f f f

        supersede           new           f f f f f f f f f r
        supersede           rendering     f f f f f f f f f r
        supersede           failed        f f f f f f f f f r
        supersede           waiting       f f f f f f f f f r
        supersede           published     f f f f f f f f f a
        supersede           superseded    f f f f f f f f f r
        supersede           withdrawn     f f f f f f f f f r
        supersede           called_off    f f f f f f f f f r

        withdraw            new           r f f f f f f f f f
        withdraw            rendering     r f f f f f f f f f
        withdraw            failed        r f f f f f f f f f
        withdraw            waiting       r f f f f f f f f f
        withdraw            published     a f f f f f f f f f
        withdraw            superseded    r f f f f f f f f f
        withdraw            withdrawn     r f f f f f f f f f
        withdraw            called_off    r f f f f f f f f f
    """,
}


# Something on which every step could be taken, were it in the right state -------------------------


def make_draft():
    make_instrument(publish=False, slug="other")
    return make_case()


def make_running():
    return make_case()


def make_reviewed():
    case = make_case()
    start_review(case, case.section(1))
    judge(case, case.section(1))
    return case


def make_queried():
    case = make_case()
    ReviewQuery.objects.create(answer=case.answer(), section=case.section(1), opened_by=case.reviewer)
    return case


def make_written():
    case = make_case()
    profile = written(case)
    decide(case, profile, by=case.second_reviewer)  # so that the reviewer isn't the last editor
    ProfileEvent.objects.create(  # nor who opened the consultation
        subject=profile,
        name="open consultation",
        source="drafting",
        target="consultation",
        by=case.second_reviewer,
    )
    consent = Consent.objects.create(
        profile=profile,
        name="M",
        capacity="Mayor",
        date="2026-01-15",
        letter="1",
        recorded_by=case.focal_point,
    )
    consent.languages.create(language="en")
    return case


def make_publishable():
    case = make_case()
    profile = consented(case, languages=LANGUAGES)
    Edition.objects.create(
        profile=profile,
        language="en",
        number=1,
        snapshot=build(profile, "en", published_date=datetime.date(2030, 1, 1), number=1).to_json(),
        requested_by=case.coordinator,
        appears_at=profile.edited_at,
        published_at=profile.edited_at,
    )
    return case


STORIES = {
    "instrument": make_draft,
    "assessment": make_running,
    "section": make_reviewed,
    "handover": make_running,
    "query": make_queried,
    "profile": make_written,
    "edition": make_publishable,
}


def subject_of(table, case):
    if table is INSTRUMENT:
        return table.model.objects.get(slug="other")
    if table.name == "section":
        return case.section(1)
    return table.model.objects.get()


def meet_condition(table, step):
    """Approving wants every verdict “accepted”, which they are; returning wants a change asked for."""
    if (table.name, step.name) == ("section", "return"):
        Verdict.objects.filter(pk=Verdict.objects.first().pk).update(value="change_needed", remark="More.")


# The grid -------------------------------------------------------------------------------------------


def lines_of(name):
    """The grid's lines: (step, state) → one letter per actor."""
    rows = [line.split() for line in GRID[name].strip().splitlines() if line.strip()]
    return {(step, state): " ".join(letters) for step, state, *letters in rows}


def outcome(table, step, subject, state, actor):
    """One cell, on the subject put into this state; nothing of it stays."""
    with transaction.atomic():
        table.model.objects.filter(pk=subject.pk).update(state=state)
        meet_condition(table, step)
        row = table.model.objects.get(pk=subject.pk)
        try:
            perform(table, step.name, row, by=actor, note="A reason.")
        except PermissionDenied:
            letter = "f"
        except TransitionRefused:
            letter = "r"
        else:
            letter = "a"
        transaction.set_rollback(True)
    return letter


def test_columns_are_all_roles_and_those_without_one():
    assert COLUMNS.split() == ACTORS


def test_every_workflow_has_its_grid():
    assert sorted(GRID) == sorted(registry)


@pytest.mark.parametrize("name", sorted(registry))
def test_every_step_and_state_does_what_the_grid_says(db, name):
    table = registry[name]
    case = play(STORIES[name])
    stranger, superuser = make_people("Stranger", "Superuser")
    superuser.is_staff = superuser.is_superuser = True
    superuser.save()
    actors = [*case.people.values(), stranger, superuser, None]
    subject = subject_of(table, case)
    states = [value for value, _ in table.model._meta.get_field("state").choices]

    found = {
        (step.slug, state): " ".join(outcome(table, step, subject, state, actor) for actor in actors)
        for step in table.transitions
        for state in states
    }

    assert found == lines_of(name)

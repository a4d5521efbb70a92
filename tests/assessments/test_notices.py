"""Which act is told to whom by mail: to everyone whom it concerns once, to nobody else."""

import pytest

from accounts.models import User
from assessments.choices import NoticeKind
from assessments.models import Notice, ReviewQuery
from assessments.workflow import (
    ASSESSMENT,
    HANDOVER,
    SECTION,
    assign_query,
    hand_on,
    invite_to_role,
    remove_role,
    resolve,
    set_due_dates,
)
from assessments.workflow.notices import notify, people_answering, people_in
from tests.factories.accounts import make_people
from tests.factories.assessments import approve, judge, start_review, submit
from tests.factories.notices import (
    LATER,
    give_role,
    hand_pages,
    move_date,
    pass_on,
    put_query,
    recall,
    reopen,
    return_section,
    send_back,
)
from tests.factories.queries import answer_query, ask, confide
from tests.replay import play
from tests.scenarios import TwoAssessments
from workflows.engine import perform


@pytest.fixture
def cast(db):
    return play(make_cast)


def make_cast():
    """The people of two assessments, and in the first some more: a second researcher, a contributor to another
    domain, a coordinator who researches too, and a researcher whose account is closed."""
    two = TwoAssessments.make()
    case = two.own
    colleague, elsewhere, double, gone = make_people("Colleague", "Elsewhere", "Double", "Gone")
    for person, roles in {
        colleague: ["researcher"],
        double: ["researcher", "coordinator"],
        gone: ["researcher"],
    }.items():
        for role in roles:
            take_part(case, person, role)
    hand_pages(case, "2.1", to=elsewhere)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    Notice.objects.all().delete()
    return two


def take_part(case, person, role):
    invite_to_role(
        assessment=case.assessment,
        email=person.email,
        name=person.name,
        language="en",
        role=role,
        by=case.coordinator,
    )


def succeed(case, role, name="Ada", email=""):
    return hand_on(
        assignment=case.assessment.roles.filter(role=role).earliest("pk"),
        email=email or make_people(name)[0].email,
        name=name,
        language="en",
        by=case.coordinator,
    )


def step(name, by, note=""):
    return lambda case: perform(SECTION, name, case.section(1), by=case.in_role(by), note=note)


def cancel(case):
    perform(ASSESSMENT, "cancel", case.assessment, by=case.coordinator, note="No funds.")


def hand_back(case):
    perform(HANDOVER, "hand back", case.part("1.1").handovers.get(), by=case.contributor)


def accept_page(case):
    perform(HANDOVER, "accept", case.part("1.1").handovers.get(), by=case.focal_point)


def move_all_dates(case):
    dates = dict.fromkeys(case.assessment.sections.values_list("pk", flat=True), LATER)
    set_due_dates(assessment=case.assessment, dates=dates, reason="Elections.", by=case.coordinator)


def to_review(case):
    start_review(case, case.section(1))
    judge(case, case.section(1), change=["T1.1.1"])


def to_approve(case):
    start_review(case, case.section(1))
    judge(case, case.section(1))


def nothing(case):
    pass


ANSWERING = "Colleague, Contributor, Double, Focal point"
PAGES = "pages for you to answer"
BACK = "page 1.1 is back with you"
PASSED = "“Domain 1” is with you now"
DATES = "due dates were changed"
PART = "you take part"
QUERY = "query on T1.1.1"

TABLE = {
    # act: what is played before, the act, its mail, and who gets it; the actor never does
    "pages handed over": (nothing, hand_pages, PAGES, "Contributor"),
    "pages handed to somebody who had none": (
        nothing,
        lambda case: hand_pages(case, to=make_people("Ada")[0]),
        PAGES,
        "Ada",
    ),
    "page handed over again": (hand_pages, hand_pages, PAGES, "Contributor"),
    "page handed back": (nothing, hand_back, "", ""),
    "page accepted": (hand_back, accept_page, "", ""),
    "page sent back": (hand_back, send_back, BACK, "Contributor"),
    "section passed to the government": (nothing, pass_on, PASSED, "Focal point"),
    "section passed to the researcher": (
        pass_on,
        lambda case: pass_on(case, "researcher", case.focal_point),
        PASSED,
        "Colleague, Double, Researcher",
    ),
    "date moved": (nothing, move_date, DATES, "Colleague, Double, Researcher"),
    "dates moved on both sides": (
        pass_on,
        move_all_dates,
        DATES,
        "Colleague, Double, Focal point, Researcher",
    ),
    "section submitted": (
        nothing,
        lambda case: submit(case, case.section(1)),
        "“Domain 1” waits for your review",
        "Reviewer, Second reviewer",
    ),
    "submission taken back": (
        lambda case: submit(case, case.section(1)),
        step("recall", "researcher"),
        "the submission of “Domain 1” was taken back",
        "Reviewer, Second reviewer",
    ),
    "review started": (lambda case: submit(case, case.section(1)), step("start review", "reviewer"), "", ""),
    "section returned": (
        to_review,
        step("return", "reviewer", "More."),
        "“Domain 1” came back with remarks",
        f"{ANSWERING}, Researcher, Coordinator",
    ),
    "section approved": (
        to_approve,
        step("approve", "reviewer"),
        "“Domain 1” is approved",
        f"{ANSWERING}, Researcher, Coordinator",
    ),
    "section reopened": (
        lambda case: approve(case, case.section(1)),
        step("reopen", "coordinator", "A law was passed."),
        "“Domain 1” is open again",
        f"{ANSWERING}, Researcher, Reviewer, Second reviewer",
    ),
    "query to whoever answers": (nothing, ask, QUERY, f"{ANSWERING}, Researcher"),
    "query put to somebody": (
        nothing,
        lambda case: ask(case, assigned_to=case.focal_point),
        QUERY,
        "Focal point",
    ),
    "query among reviewers and coordinators": (
        nothing,
        confide,
        QUERY,
        "Coordinator, Double, Second reviewer",
    ),
    "query answered": (ask, lambda case: answer_query(case, ReviewQuery.objects.get()), QUERY, "Reviewer"),
    "query put to another": (
        lambda case: ask(case, assigned_to=case.focal_point),
        lambda case: assign_query(
            query=ReviewQuery.objects.get(), assigned_to=case.contributor, by=case.coordinator
        ),
        QUERY,
        "Contributor",
    ),
    "query resolved with a word": (
        ask,
        lambda case: resolve(query=ReviewQuery.objects.get(), body="Thank you.", by=case.reviewer),
        QUERY,
        f"{ANSWERING}, Researcher",
    ),
    "query resolved without": (
        ask,
        lambda case: resolve(query=ReviewQuery.objects.get(), by=case.reviewer),
        "",
        "",
    ),
    "role given": (nothing, give_role, PART, "Ada"),
    "role given again": (
        lambda case: take_part(case, make_people("Ada")[0], "observer"),
        lambda case: take_part(case, User.objects.get(name="Ada"), "observer"),
        "",
        "",
    ),
    "role given to somebody new": (
        nothing,
        lambda case: take_part(case, User(email="new@example.org", name="New"), "observer"),
        "Your invitation to Migration Governance Indicators",
        "New",
    ),
    "role handed on": (nothing, lambda case: succeed(case, "researcher"), PART, "Ada"),
    "role handed on to somebody new": (
        nothing,
        lambda case: succeed(case, "researcher", "New", "new@example.org"),
        "Your invitation to Migration Governance Indicators",
        "New",
    ),
    "pages handed on with the role": (nothing, lambda case: succeed(case, "contributor"), PAGES, "Ada"),
    "role handed on without open pages": (hand_back, lambda case: succeed(case, "contributor"), PART, "Ada"),
    "role taken away": (
        nothing,
        lambda case: remove_role(assignment=case.assessment.roles.get(role="observer"), by=case.coordinator),
        "",
        "",
    ),
    "assessment cancelled": (nothing, cancel, "", ""),
}


@pytest.mark.parametrize("act", TABLE)
def test_each_act_is_told_once_to_whom_it_concerns_and_to_nobody_else(
    cast, act, mailoutbox, django_capture_on_commit_callbacks
):
    before, happen, subject, people = TABLE[act]
    with django_capture_on_commit_callbacks(execute=True):
        before(cast.own)
    mailoutbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        happen(cast.own)

    names = dict(User.objects.values_list("email", "name"))
    told = sorted((names[mail.to[0]], mail.subject.removeprefix("Quilmes, 2022: ")) for mail in mailoutbox)
    assert told == sorted((name, subject) for name in people.split(", ") if name)


def test_table_has_every_kind_of_mail(cast, django_capture_on_commit_callbacks):
    for happen in (give_role, hand_pages, send_back, pass_on, move_date, recall, reopen):
        happen(cast.own)
    perform(SECTION, "submit", cast.own.section(1), by=cast.own.researcher, note="Team")
    put_query(cast.own, [cast.own.researcher])

    kinds = set(Notice.objects.values_list("kind", flat=True))

    assert kinds == set(NoticeKind.values) - {"returned"}


def test_nobody_is_told_of_their_own_act(cast):
    for happen in (hand_pages, send_back, pass_on, move_date, return_section, give_role):
        happen(cast.own)

    told = set(Notice.objects.values_list("kind", "user__name"))

    assert {(kind, name) for kind, name in told if name == "Reviewer"} == {("submitted", "Reviewer")}
    assert {(kind, name) for kind, name in told if name == "Coordinator"} == {("returned", "Coordinator")}
    assert {(kind, name) for kind, name in told if name == "Focal point"} == {
        ("due_dates", "Focal point"),
        ("passed", "Focal point"),
        ("returned", "Focal point"),
    }


def test_whoever_sets_an_assessment_up_is_not_told_of_their_own_role(case):
    told = Notice.objects.filter(kind="role").order_by("pk").values_list("user__name", flat=True)

    assert list(told) == [
        "Researcher",
        "Focal point",
        "Contributor",
        "Reviewer",
        "Translator",
        "Observer",
        "Second reviewer",
    ]


def test_focal_point_who_takes_a_page_gets_no_mail(case):
    hand_pages(case, to=case.focal_point)

    assert not Notice.objects.filter(kind="handed_over").exists()


def test_mail_asked_for_twice_is_owed_once(case):
    message = put_query(case, [case.researcher])
    people = [case.researcher.pk, case.researcher.pk, case.observer.pk]

    for _twice in range(2):
        notify("query", assessment=case.assessment, people=people, subject=message.pk)

    owed = Notice.objects.filter(kind="query").order_by("pk")
    assert list(owed.values_list("user__name", "subjects")) == [
        ("Researcher", [message.pk]),
        ("Observer", [message.pk]),
    ]


def test_mail_is_owed_in_the_transaction_of_the_act(case, django_capture_on_commit_callbacks, mailoutbox):
    with django_capture_on_commit_callbacks(execute=False) as after:
        pass_on(case)
        owed = Notice.objects.waiting().filter(kind="passed").count()

    assert (owed, len(after), mailoutbox) == (1, 1, [])


def test_nobody_to_tell_queues_nothing(case, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as after:
        notify("query", assessment=case.assessment, people=[], subject=1)

    assert after == []


def test_people_who_answer_are_those_of_the_section(cast):
    def names(number):
        found = people_answering(cast.own.section(number), "coordinator", besides=cast.own.researcher)
        return sorted(User.objects.filter(pk__in=found).values_list("name", flat=True))

    assert names(1) == ["Colleague", "Contributor", "Coordinator", "Double", "Focal point"]
    assert names(2) == ["Colleague", "Coordinator", "Double", "Elsewhere", "Focal point"]


def test_people_in_are_named_once_each_without_closed_accounts(cast):
    found = people_in(cast.own.assessment.pk, "researcher", "coordinator", besides=cast.own.coordinator)

    assert sorted(User.objects.filter(pk__in=found).values_list("name", flat=True)) == [
        "Colleague",
        "Double",
        "Researcher",
    ]
    assert len(found) == 3

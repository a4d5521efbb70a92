"""What waits for whom: my work, a reviewer's queue, a coordinator's overview; and that nothing of others is in them."""

import datetime
from itertools import product

import pytest
from django.utils import timezone

from accounts.models import Invitation, User
from assessments.choices import AssessmentState, SectionState
from assessments.models import Assessment, Handover, ReviewQuery, RoleAssignment, Section, SectionEvent, Turn
from assessments.report import Asked, find_work, oversight_lines, review_lines, task_list, work_of
from assessments.workflow import SECTION, assign_role, hand_over, remove_role, save_answers
from tests.factories.accounts import make_people
from tests.factories.assessments import (
    CAPACITY,
    answer_part,
    approve,
    approve_all,
    draft,
    judge,
    make_case,
    set_up,
    start_review,
    submit,
)
from tests.factories.instruments import make_instrument
from tests.factories.places import make_country, make_place
from tests.replay import play
from tests.scenarios import TwoAssessments
from workflows.engine import perform

DAY = datetime.timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


def ask(case, code="T1.1.1", *, by=None, state="open", **fields):
    """A query on an answer, in this state."""
    answer = case.answer(code)
    return ReviewQuery.objects.create(
        answer=answer, section_id=answer.part.section_id, opened_by=by or case.reviewer, state=state, **fields
    )


def send_back(case, number=1, *, change="T1.1.1"):
    """A section that was reviewed and returned."""
    start_review(case, case.section(number))
    judge(case, case.section(number), change=[change])
    perform(SECTION, "return", case.section(number), by=case.reviewer, note="More, please.")


def due(case, number, date):
    Section.objects.filter(pk=case.section(number).pk).update(due_date=date)


def join(case, person, role, **how):
    assign_role(assessment=case.assessment, user=person, role=role, by=case.coordinator, **how)


def found(person, **asked):
    return [str(work.assessment) for work in work_of(person, asked=Asked(**asked))]


def titles(person, **asked):
    return [task.title for work in work_of(person, asked=Asked(**asked)) for task in work.tasks]


def text_of(response):
    return " ".join(response.content.decode().split())


# My work: the order ------------------------------------------------------------------------------------


def test_assessments_with_something_returned_stand_first_then_by_due_date_then_the_newest(db, today):
    ada = make_people("Ada")[0]
    instrument, country = make_instrument(), make_country()
    cases = {
        name: make_case(names=f" of {name}", place=make_place(name, country), instrument=instrument)
        for name in ("Later", "Old", "New", "Returned", "Soon")
    }
    for name, case in cases.items():
        join(case, ada, "observer" if name in ("Old", "New") else "researcher")
    send_back(cases["Returned"])
    due(cases["Soon"], 2, today)

    assert found(ada) == [
        "Returned, 2022",
        "Soon, 2022",
        "Later, 2022",
        "New, 2022",
        "Old, 2022",
    ]


def test_what_was_returned_to_others_does_not_come_first(two):
    join(two.own, two.stranger, "reviewer")
    join(two.other, two.stranger, "researcher")
    send_back(two.own)

    assert find_work(two.stranger) == [two.other.assessment.pk, two.own.assessment.pk]


# My work: queries ----------------------------------------------------------------------------------------


def query_tasks(case):
    """What the task lists of all say of queries; those who have nothing are left out."""
    people = case.people | {"second_reviewer": case.second_reviewer}
    found = {role: [title for title in titles(person) if "quer" in title] for role, person in people.items()}
    return {role: titles_ for role, titles_ in found.items() if titles_}


def test_open_queries_wait_for_those_who_answer_and_answered_ones_for_the_reviewers(case):
    ask(case)
    ask(case, "T2.1.1")
    ask(case, "T2.1.1", state="answered")
    ask(case, "T2.1.1", state="resolved")

    assert query_tasks(case) == {
        "researcher": ["2 queries to answer"],
        "focal_point": ["2 queries to answer"],
        "contributor": ["1 query to answer"],
        "reviewer": ["1 query answered"],
        "second_reviewer": ["1 query answered"],
    }


def test_query_among_reviewers_and_coordinators_waits_for_those_who_did_not_ask_it(case):
    ask(case, audience="iom")

    assert query_tasks(case) == {
        "coordinator": ["1 query to answer"],
        "second_reviewer": ["1 query to answer"],
    }


@pytest.mark.parametrize("audience", ["everyone", "iom"])
def test_assigned_query_waits_for_that_person_alone(case, audience):
    ask(case, assigned_to=case.coordinator, audience=audience)

    assert query_tasks(case) == {"coordinator": ["1 query to answer"]}


def test_query_assigned_to_someone_who_may_not_read_it_does_not_show(case):
    ask(case, assigned_to=case.researcher, audience="iom")

    assert query_tasks(case) == {}


def test_query_assigned_to_a_contributor_without_the_page_waits_for_the_side(case):
    ask(case, "T2.1.1", assigned_to=case.contributor)
    before = query_tasks(case)
    join(case, case.contributor, "contributor", parts=[case.part("1.1"), case.part("2.1")])

    assert before == {"researcher": ["1 query to answer"], "focal_point": ["1 query to answer"]}
    assert query_tasks(case) == {"contributor": ["1 query to answer"]}


def test_query_assigned_to_someone_who_left_waits_for_the_side_again(case):
    ask(case, assigned_to=case.researcher)
    remove_role(assignment=case.assessment.roles.get(role="researcher"), by=case.coordinator)

    assert query_tasks(case) == {
        "focal_point": ["1 query to answer"],
        "contributor": ["1 query to answer"],
    }


@pytest.mark.parametrize("state", ["set_up", "approved", "closed", "cancelled"])
def test_queries_wait_while_answers_are_collected(case, state):
    ask(case)
    Assessment.objects.update(state=state)

    assert query_tasks(case) == {}


def test_query_survives_an_edit_and_keeps_waiting(case):
    answer_part(case, case.part("1.1"))
    ask(case)
    save_answers(part=case.part("1.1"), drafts=[draft(case.answer(), "New.")], by=case.researcher)

    assert query_tasks(case)["researcher"] == ["1 query to answer"]


def test_queries_stand_after_what_was_returned_and_before_what_is_open(case):
    send_back(case)
    ask(case, "T2.1.1")

    assert titles(case.researcher) == ["Domain 1", "1 query to answer", "Domain 2"]


def test_home_counts_the_queries_that_the_reader_may_read(case):
    ask(case)
    ask(case, "T1.2.1", state="answered")
    ask(case, "T1.2.1", state="resolved")
    ask(case, audience="iom")

    found = {
        role: [line.queries for line in task_list(case.assessment, person, person.rights_on(case.assessment))]
        for role, person in case.people.items()
        if role != "translator"
    }

    assert found == {
        "coordinator": ["2 open queries, 1 query answered", ""],
        "researcher": ["1 open query, 1 query answered", ""],
        "focal_point": ["1 open query, 1 query answered", ""],
        "contributor": ["1 open query"],
        "reviewer": ["2 open queries, 1 query answered", ""],
        "observer": ["1 open query, 1 query answered", ""],
    }


def test_home_shows_them(case, client_for):
    ask(case)

    assert "1 open query" in text_of(
        client_for(case.researcher).get(f"/en/assessments/{case.assessment.pk}/")
    )


# My work: search and filters -------------------------------------------------------------------------------


def make_busy():
    """Both assessments in the middle of things, and a person with several roles in them."""
    two = TwoAssessments.make()
    case = two.own
    hand_over(
        assessment=case.assessment,
        user=case.contributor,
        parts=[case.part("1.2")],
        due_date=timezone.localdate() - DAY,
        by=case.coordinator,
    )
    perform("handover", "hand back", Handover.objects.get(part=case.part("1.1")), by=case.contributor)
    submit(case, case.section(2))
    send_back(two.other, 1)
    due(two.other, 2, timezone.localdate() - DAY)
    due(case, 2, timezone.localdate() - DAY)
    ask(case, "T2.1.1")
    ask(two.other, "T2.1.1", state="answered")
    join(two.own, two.stranger, "researcher")
    join(two.other, two.stranger, "reviewer")
    set_up(
        place=two.own.assessment.jurisdiction.country,
        instrument=make_instrument(slug="n", scope="national"),
        by=case.coordinator,
    )
    return two


@pytest.fixture
def busy(db):
    return play(make_busy)


def everything_of(person):
    return Assessment.objects.for_work(person).values_list("pk", flat=True)


@pytest.mark.parametrize(
    ("state", "overdue"),
    list(product(["", *SectionState.values[:4], *AssessmentState.values], [False, True])),
)
def test_filters_show_the_assessments_in_which_they_leave_a_task(busy, state, overdue):
    """Whatever is asked for, the pages list exactly those that have something to show."""
    asked, everything = Asked(state=state, overdue=overdue), set(AssessmentState.values) - {"approved"}
    people = [*busy.own.people.values(), *busy.other.people.values(), busy.stranger]
    for person in people:
        listed = {work.assessment: work.tasks for work in work_of(person, asked=asked)}
        mine = work_of(person, asked=asked, among=everything_of(person))
        fitting = {
            work.assessment: work.tasks
            for work in mine
            if (state not in everything or work.assessment.state == state)
            and (work.tasks or not asked.narrows_tasks)
            and (state != "approved" or work.assessment.state == state)
        }
        assert listed == fitting, (person, state, overdue)


def test_filters_leave_something_for_each_side(busy):
    assert titles(busy.own.coordinator, state="open") == ["1.1 Subcategory 1.1"]
    assert titles(busy.own.contributor, overdue=True) == ["1.2 Subcategory 1.2"]
    assert titles(busy.own.reviewer, overdue=True) == ["Domain 2"]
    assert titles(busy.own.researcher, overdue=True) == ["1 query to answer"]
    assert titles(busy.other.researcher, state="returned") == ["Domain 1"]
    assert titles(busy.other.reviewer, overdue=True) == ["1 query answered"]
    assert titles(busy.stranger, state="submitted") == ["1 query to answer"]


def test_role_is_the_persons_own(busy):
    assert {role: found(busy.stranger, role=role) for role in ("researcher", "reviewer", "coordinator")} == {
        "researcher": ["Quilmes, 2022"],
        "reviewer": ["Bremen, 2022"],
        "coordinator": [],
    }


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("quil", ["Quilmes, 2022"]),
        ("QUÍLMES", ["Quilmes, 2022"]),
        ("argentina", ["Quilmes, 2022"]),
        ("allemagne", ["Bremen, 2022"]),
        ("brem municipalite", ["Bremen, 2022"]),
        ("  ", ["Bremen, 2022", "Quilmes, 2022"]),
        ("bremen quilmes", []),
        ("%", []),
    ],
)
def test_search_finds_places_in_any_language_whatever_the_accents(two, words, expected):
    for case in (two.own, two.other):
        join(case, two.stranger, "observer")

    assert found(two.stranger, words=words) == expected


def test_search_and_filters_never_show_anything_of_others(busy, client_for):
    pages = ["work/", "work/?q=bremen", "work/?state=returned", "work/?overdue=on", "work/?role=coordinator"]

    for person in (*busy.own.people.values(), busy.superuser):
        shown = [text_of(client_for(person).get(f"/en/{page}")).replace("?q=bremen", "") for page in pages]
        assert [page for page in shown if "Bremen, 2022" in page] == [], person


def test_filters_stand_in_the_address_and_on_the_page(busy, client_for):
    response = client_for(busy.stranger).get(
        "/en/work/?q=qu&role=researcher&state=submitted&overdue=on&page=1"
    )

    shown = text_of(response)
    assert [work.assessment for work in response.context["work"]] == [busy.own.assessment]
    assert "1 assessment found" in shown
    assert '<input type="search" name="q" value="qu"' in shown
    assert '<option value="researcher" selected>' in shown
    assert '<option value="submitted" selected>' in shown
    assert '<option value="coordinator"' not in shown  # a role that the person has nowhere


def test_unknown_choice_is_told_and_left_aside(busy, client_for):
    response = client_for(busy.stranger).get("/en/work/?role=coordinator&state=nonsense")

    assert len(response.context["work"]) == 2
    assert len(response.context["form"].errors) == 2


def test_empty_states(two, client_for):
    observer, stranger = client_for(two.own.observer), client_for(two.stranger)

    assert "Nothing waits for you here." in text_of(observer.get("/en/work/"))
    assert "You don’t take part in an assessment yet" in text_of(stranger.get("/en/work/"))
    nothing = text_of(observer.get("/en/work/?q=bremen"))
    assert "Nothing found" in nothing
    assert '<a href="/en/work/">Show all my work</a>' in nothing
    assert "You don’t take part" not in nothing


def test_filters_are_offered_to_those_with_several_assessments(two, client_for):
    client = client_for(two.stranger)
    join(two.own, two.stranger, "observer")
    before = text_of(client.get("/en/work/"))
    join(two.other, two.stranger, "observer")

    assert 'name="overdue"' not in before
    assert 'name="overdue"' in text_of(client.get("/en/work/"))


def test_pages_keep_what_is_asked_for(two, client_for):
    country = two.own.assessment.jurisdiction.country
    people = [(one, RoleAssignment(assessment=one, role="observer")) for one in copies(two.own, country, 21)]
    RoleAssignment.objects.bulk_create(
        RoleAssignment(assessment=one, role="observer", user=two.stranger, assigned_by=two.own.coordinator)
        for one, _role in people
    )

    shown = text_of(client_for(two.stranger).get("/en/work/?q=copy&role=observer"))

    assert 'href="?q=copy&amp;role=observer&amp;page=2"' in shown


def copies(case, country, number):
    """So many more assessments with the same questionnaire, each of a place of its own, without anybody in them."""
    like = case.assessment
    return Assessment.objects.bulk_create(
        Assessment(
            jurisdiction=make_place(f"Copy {n:02}".replace(" ", "-"), country),
            instrument=like.instrument,
            scope=like.scope,
            year=2022,
            working_language="en",
            data_cutoff_date=like.data_cutoff_date,
            state="collecting",
            created_by=case.coordinator,
        )
        for n in range(number)
    )


@pytest.mark.parametrize(
    ("role", "links"),
    [
        ("coordinator", ["/en/oversight/"]),
        ("reviewer", ["/en/review/"]),
        ("researcher", []),
        ("contributor", []),
    ],
)
def test_my_work_leads_to_the_queues_one_has(case, client_for, role, links):
    shown = text_of(client_for(case.in_role(role)).get("/en/work/"))

    assert [link for link in ("/en/review/", "/en/oversight/") if f'<a href="{link}">' in shown] == links


# The reviewer's queue ---------------------------------------------------------------------------------------


def queue(person, client_for, tab="mine", **asked):
    """The lines of a tab, in their order."""
    response = client_for(person).get("/en/review/", {"tab": tab} | asked)
    assert response.status_code == 200
    return response.context["lines"]


def places(lines):
    return [f"{line.section.assessment.jurisdiction.name} {line.section.domain.number}" for line in lines]


def numbers(response):
    return {name: number for name, _label, number in response.context["tabs"]}


def test_tabs_tell_what_waits_for_whom(two, client_for, today):
    join(two.other, two.own.reviewer, "reviewer")
    submit(two.own, two.own.section(1))
    start_review(two.own, two.own.section(2))
    send_back(two.other)
    approve(two.other, two.other.section(2))
    due(two.other, 1, today + 7 * DAY)
    due(two.own, 1, today + 8 * DAY)
    due(two.own, 2, today - DAY)
    due(two.other, 2, today - DAY)

    found = {tab: places(queue(two.own.reviewer, client_for, tab)) for tab in ("mine", "others", "due")}

    assert found == {
        "mine": ["Quilmes 2", "Quilmes 1"],
        "others": ["Bremen 1"],
        "due": ["Quilmes 2", "Bremen 1"],
    }
    assert numbers(client_for(two.own.reviewer).get("/en/review/")) == {"mine": 2, "others": 1, "due": 2}


def test_answered_query_brings_a_section_to_the_reviewer_wherever_it_is(case, client_for):
    query = ask(case)
    before = places(queue(case.reviewer, client_for))
    ReviewQuery.objects.filter(pk=query.pk).update(state="answered")
    answered = places(queue(case.reviewer, client_for))
    ReviewQuery.objects.filter(pk=query.pk).update(state="resolved")

    assert (before, answered, places(queue(case.reviewer, client_for))) == ([], ["Quilmes 1"], [])


def test_edit_of_an_answer_takes_nothing_out_of_the_queue(case, client_for):
    send_back(case)
    ask(case, state="answered")
    save_answers(part=case.part("1.1"), drafts=[changed(case)], by=case.researcher)
    edited = places(queue(case.reviewer, client_for))
    perform(SECTION, "submit", case.section(1), by=case.researcher, note=CAPACITY)

    assert edited == places(queue(case.reviewer, client_for)) == ["Quilmes 1"]


@pytest.mark.parametrize("state", ["set_up", "approved", "closed", "cancelled"])
def test_queue_has_assessments_that_collect_answers(case, client_for, state):
    submit(case, case.section(1))
    Assessment.objects.update(state=state)

    assert [queue(case.reviewer, client_for, tab) for tab in ("mine", "others", "due")] == [[], [], []]


def line_of(case, person, number=1):
    [line] = review_lines(person, [case.section(number)], timezone.localdate())
    return line


def test_line_says_with_whom_a_section_is_and_for_how_long(case):
    Section.objects.update(held_since=timezone.now() - 12 * DAY)
    with_researcher = line_of(case, case.reviewer)
    submit(case, case.section(1))

    assert with_researcher.held == "12 days with the researcher"
    assert line_of(case, case.reviewer).held == "with the reviewer"


def test_line_counts_verdicts_on_what_the_answers_say(case):
    start_review(case, case.section(1))
    judge(case, case.section(1), change=["T1.1.1"])
    judged = line_of(case, case.reviewer)
    perform(SECTION, "return", case.section(1), by=case.reviewer, note="More, please.")
    save_answers(part=case.part("1.1"), drafts=[draft(case.answer(), "New.")], by=case.researcher)

    assert [(line.verdicts, line.answers) for line in (judged, line_of(case, case.reviewer))] == [
        (3, 3),
        (2, 3),
    ]


def test_line_counts_what_changed_since_the_submission_before(case):
    submit(case, case.section(1))
    first = line_of(case, case.reviewer).changed
    perform(SECTION, "start review", case.section(1), by=case.reviewer)
    judge(case, case.section(1), change=["T1.1.1"])
    perform(SECTION, "return", case.section(1), by=case.reviewer, note="More, please.")
    returned = line_of(case, case.reviewer).changed
    save_answers(part=case.part("1.1"), drafts=[draft(case.answer(), "New.")], by=case.researcher)
    edited = line_of(case, case.reviewer).changed
    source = case.assessment.sources.get()
    again = draft(case.answer(), "Newer.", sources=[source])
    save_answers(part=case.part("1.1"), drafts=[again], by=case.researcher)
    perform(SECTION, "submit", case.section(1), by=case.researcher, note=CAPACITY)

    assert (first, returned, edited, line_of(case, case.reviewer).changed) == (None, 0, 1, 1)


def test_line_counts_queries_also_those_among_reviewers(case):
    ask(case)
    ask(case, audience="iom")
    ask(case, state="answered")
    ask(case, state="resolved")

    assert line_of(case, case.reviewer).queries == "2 open queries, 1 query answered"
    assert line_of(case, case.reviewer, 2).queries == ""


def test_line_says_which_other_reviewer_began(case):
    start_review(case, case.section(1))

    assert line_of(case, case.second_reviewer).started_by == "Reviewer"
    assert line_of(case, case.reviewer).started_by == ""


def test_reviewer_of_an_earlier_round_did_not_begin_this_one(case):
    send_back(case)
    save_answers(part=case.part("1.1"), drafts=[changed(case)], by=case.researcher)
    perform(SECTION, "submit", case.section(1), by=case.researcher, note=CAPACITY)
    waiting = line_of(case, case.second_reviewer).started_by
    perform(SECTION, "start review", case.section(1), by=case.second_reviewer)

    assert waiting == line_of(case, case.second_reviewer).started_by == ""
    assert line_of(case, case.reviewer).started_by == "Second reviewer"


def changed(case):
    return draft(case.answer(), "New.", sources=[case.assessment.sources.get()])


def test_line_marks_own_work_and_only_that(case):
    change_role(case, case.second_reviewer, "researcher")
    answer_part(case, case.part("2.1"), by=case.second_reviewer)
    change_role(case, case.second_reviewer, "reviewer")

    assert line_of(case, case.second_reviewer, 2).elsewhere == (
        "You wrote answers in this section, so someone else must review it."
    )
    assert line_of(case, case.second_reviewer).elsewhere == line_of(case, case.reviewer, 2).elsewhere == ""


def change_role(case, person, role):
    remove_role(assignment=case.assessment.roles.get(user=person), by=case.coordinator)
    join(case, person, role)


OWN_COUNTRY = "You belong to Argentina, by your account or by a role there, so someone else must review this."


def test_line_marks_the_own_country(two, client_for):
    User.objects.filter(pk=two.own.reviewer.pk).update(country="AR")
    reviewer = User.objects.get(pk=two.own.reviewer.pk)
    join(two.other, reviewer, "reviewer")
    submit(two.own, two.own.section(1))

    assert line_of(two.own, reviewer).elsewhere == OWN_COUNTRY
    assert line_of(two.other, reviewer).elsewhere == ""
    assert OWN_COUNTRY in text_of(client_for(reviewer).get("/en/review/"))


def test_country_in_which_one_answers_is_ones_own(two):
    place = make_place("Rosario", two.own.assessment.jurisdiction.country)
    neighbour = make_case(names=" of Rosario", place=place, instrument=two.own.assessment.instrument)
    RoleAssignment.objects.create(  # before the country of a person was looked at
        assessment=neighbour.assessment,
        user=two.own.reviewer,
        role="researcher",
        assigned_by=neighbour.coordinator,
    )

    assert line_of(two.own, two.own.reviewer).elsewhere == OWN_COUNTRY
    assert line_of(two.own, two.own.second_reviewer).elsewhere == ""


def test_country_itself_is_ones_own_too(db):
    case = make_case(place=make_country("DE"), instrument=make_instrument(scope="national"))
    User.objects.filter(pk=case.reviewer.pk).update(country="DE")

    assert line_of(case, User.objects.get(pk=case.reviewer.pk)).elsewhere != ""
    assert line_of(case, case.second_reviewer).elsewhere == ""


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("", ["Quilmes 2", "Quilmes 1"]),
        ("due", ["Quilmes 2", "Quilmes 1"]),
        ("waiting", ["Quilmes 1", "Quilmes 2"]),
    ],
)
def test_queue_is_ordered_by_due_date_or_by_waiting_time(case, client_for, today, sort, expected):
    for number in (1, 2):
        submit(case, case.section(number))
    due(case, 2, today)

    assert places(queue(case.reviewer, client_for, sort=sort)) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"q": "argéntina"}, ["Quilmes 1", "Quilmes 2"]),
        ({"q": "bremen"}, ["Bremen 1"]),
        ({"domain": "domain-2"}, ["Quilmes 2"]),
        ({"state": "in_review"}, ["Quilmes 2"]),
        ({"state": "open"}, []),
        ({"q": "bremen", "domain": "domain-2"}, []),
        ({"state": "nonsense"}, ["Quilmes 1", "Quilmes 2", "Bremen 1"]),
    ],
)
def test_queue_can_be_narrowed(two, client_for, asked, expected):
    join(two.other, two.own.reviewer, "reviewer")
    submit(two.own, two.own.section(1))
    start_review(two.own, two.own.section(2))
    submit(two.other, two.other.section(1))

    assert places(queue(two.own.reviewer, client_for, **asked)) == expected


def test_queue_can_be_narrowed_to_a_questionnaire(two, client_for):
    national = make_instrument(slug="national", scope="national")
    country = two.own.assessment.jurisdiction.country
    case = make_case(names=" of Argentina", place=country, instrument=national)
    join(case, two.own.reviewer, "reviewer")
    submit(case, case.section(1))
    submit(two.own, two.own.section(1))

    assert places(queue(two.own.reviewer, client_for, instrument=national.pk)) == ["Argentina 1"]


def test_queue_never_shows_anything_of_others(two, client_for, today):
    """Not even where the reviewer has another role."""
    join(two.other, two.own.reviewer, "coordinator")
    other = make_instrument(slug="other")
    Assessment.objects.filter(pk=two.other.assessment.pk).update(instrument=other)
    submit(two.own, two.own.section(1))
    submit(two.other, two.other.section(1))
    due(two.other, 2, today)
    ask(two.other, state="answered")
    client = client_for(two.own.reviewer)

    for asked in ("", "?q=bremen", "?tab=others", "?tab=due", f"?instrument={other.pk}", "?state=submitted"):
        response = client.get(f"/en/review/{asked}")
        assert {line.section.assessment_id for line in response.context["lines"]} <= {two.own.assessment.pk}
        assert numbers(response)["mine"] <= 1
        assert numbers(response)["due"] == 0
        assert f'value="{other.pk}"' not in text_of(response)


def test_queue_ends_with_the_role(case, client_for):
    submit(case, case.section(1))
    client = client_for(case.reviewer)
    before = client.get("/en/review/").status_code
    remove_role(assignment=case.assessment.roles.get(user=case.reviewer), by=case.coordinator)

    assert (before, client.get("/en/review/").status_code) == (200, 403)


def test_tabs_and_pages_keep_what_is_asked_for(case, client_for):
    shown = text_of(client_for(case.reviewer).get("/en/review/?tab=others&q=qu&sort=waiting&page=1"))

    assert '<a href="?tab=mine&amp;q=qu&amp;sort=waiting">Waiting for me (0)</a>' in shown
    assert (
        '<a href="?tab=others&amp;q=qu&amp;sort=waiting" aria-current="page">Waiting for others (2)</a>'
        in shown
    )
    assert '<input type="hidden" name="tab" value="others"' in shown
    assert '<a href="?tab=others">Show all sections</a>' in shown


@pytest.mark.parametrize(
    ("tab", "says"),
    [("mine", "Nothing waits for you"), ("others", "Nothing waits for others"), ("due", "Nothing is due")],
)
def test_empty_tabs_say_so(case, client_for, tab, says):
    Section.objects.update(state="approved", holder="nobody")
    client = client_for(case.reviewer)

    assert f"<h2>{says}</h2>" in text_of(client.get(f"/en/review/?tab={tab}"))
    assert "0 sections found" in text_of(client.get(f"/en/review/?tab={tab}&q=bremen"))


def test_queue_shows_twenty_five_on_a_page(two, client_for):
    case, country = two.own, two.own.assessment.jurisdiction.country
    many(case, country, 26)
    client = client_for(case.reviewer)

    first = client.get("/en/review/?q=copy&sort=waiting")
    second = client.get("/en/review/?q=copy&sort=waiting&page=2")

    assert [len(response.context["lines"]) for response in (first, second)] == [25, 1]
    assert 'href="?q=copy&amp;sort=waiting&amp;page=2"' in text_of(first)
    assert not {*places(first.context["lines"])} & {*places(second.context["lines"])}


def many(case, country, number):
    """So many more assessments that the reviewer and the coordinator of `case` share, with a submitted section each."""
    assessments = copies(case, country, number)
    domain = case.section(1).domain
    sections = Section.objects.bulk_create(
        Section(
            assessment=one, domain=domain, state="submitted", holder="reviewer", held_since=timezone.now()
        )
        for one in assessments
    )
    Turn.objects.bulk_create(Turn(section=one, holder="reviewer", by=case.researcher) for one in sections)
    SectionEvent.objects.bulk_create(
        SectionEvent(subject=one, name="submit", source="open", target="submitted", by=case.researcher)
        for one in sections
    )
    for person, role in ((case.reviewer, "reviewer"), (case.coordinator, "coordinator")):
        for one in assessments:
            assign_role(assessment=one, user=person, role=role, by=give_the_first(one, case.coordinator))
    return assessments


def give_the_first(assessment, coordinator):
    """Who may give roles there; the first one is given by hand."""
    from assessments.permissions import sync  # noqa: PLC0415

    RoleAssignment.objects.get_or_create(
        assessment=assessment, user=coordinator, role="coordinator", defaults={"assigned_by": coordinator}
    )
    sync(user=coordinator, assessment=assessment)
    return User.objects.get(pk=coordinator.pk)


# The coordinator's overview -----------------------------------------------------------------------------------


def overview(person, client_for, **asked):
    response = client_for(person).get("/en/oversight/", asked)
    assert response.status_code == 200
    return response.context["lines"]


def named(lines):
    return [str(line.assessment) for line in lines]


def test_overview_says_where_each_section_stands_and_with_whom_for_how_long(case, today):
    Section.objects.update(held_since=timezone.now() - 3 * DAY)
    submit(case, case.section(2))
    due(case, 1, today - DAY)

    [line] = oversight_lines([case.assessment], today)

    assert [(s.section.domain.number, s.section.state, s.held, s.overdue) for s in line.sections] == [
        (1, "open", "3 days with the researcher", True),
        (2, "submitted", "with the reviewer", False),
    ]


def test_approved_section_is_with_nobody_and_not_overdue(case, client_for, today):
    approve(case, case.section(2))
    due(case, 2, today - DAY)

    [line] = overview(case.coordinator, client_for)
    shown = text_of(client_for(case.coordinator).get("/en/oversight/"))

    assert (line.sections[1].held, line.sections[1].overdue) == ("nothing left to do", False)
    assert "2 Domain 2: Approved</li>" in shown
    assert overview(case.coordinator, client_for, overdue="on") == []


def test_overview_has_who_never_signed_in_and_since_when_they_are_invited(case, client_for):
    signed_in = [case.researcher.pk, case.focal_point.pk, case.reviewer.pk, case.second_reviewer.pk]
    User.objects.filter(pk__in=signed_in).update(last_login=timezone.now())
    User.objects.filter(pk=case.translator.pk).update(is_active=False)
    join(case, case.observer, "translator")
    for days in (9, 2):
        made = Invitation.objects.create(user=case.contributor, invited_by=case.coordinator)
        Invitation.objects.filter(pk=made.pk).update(invited_at=timezone.now() - days * DAY)
    client = client_for(case.coordinator)

    response = client.get("/en/oversight/")

    [line] = response.context["lines"]
    invited = timezone.localdate() - 2 * DAY
    assert [
        (role.user.name, role.invited_at and timezone.localdate(role.invited_at))
        for role in line.never_signed_in
    ] == [("Contributor", invited), ("Observer", None)]
    assert f'href="/en/assessments/{case.assessment.pk}/people/"' in text_of(response)


def test_overview_can_be_narrowed_to_those_with_people_who_never_signed_in(two, client_for):
    join(two.other, two.own.coordinator, "coordinator")
    User.objects.filter(roles__assessment=two.other.assessment).update(last_login=timezone.now())

    assert named(overview(two.own.coordinator, client_for, absent="on")) == ["Quilmes, 2022"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ["Bremen, 2022", "Quilmes, 2022", "Zárate, 2022"]),
        ({"sort": "overdue"}, ["Zárate, 2022", "Quilmes, 2022", "Bremen, 2022"]),
        ({"overdue": "on"}, ["Quilmes, 2022", "Zárate, 2022"]),
        ({"overdue": "on", "sort": "overdue"}, ["Zárate, 2022", "Quilmes, 2022"]),
        ({"state": "cancelled"}, ["Bremen, 2022"]),
        ({"q": "zarate"}, ["Zárate, 2022"]),
        ({"q": "germany", "overdue": "on"}, []),
        ({"state": "nonsense"}, ["Bremen, 2022", "Quilmes, 2022", "Zárate, 2022"]),
    ],
)
def test_overview_is_ordered_and_narrowed(two, client_for, today, asked, expected):
    country, instrument = two.own.assessment.jurisdiction.country, two.own.assessment.instrument
    zarate = make_case(names=" of Zarate", place=zarate_of(country), instrument=instrument)
    for case in (two.other, zarate):
        join(case, two.own.coordinator, "coordinator")
    due(two.own, 2, today - DAY)
    due(zarate, 1, today - 2 * DAY)
    due(two.other, 1, today - 3 * DAY)
    perform("assessment", "cancel", two.other.assessment, by=two.other.coordinator, note="No funds.")

    assert named(overview(two.own.coordinator, client_for, **asked)) == expected


def zarate_of(country):
    place = make_place("Zarate", country)
    place.name_en = "Zárate"
    place.save()
    return place


def test_overview_is_ordered_in_the_language_of_the_page(two, client_for):
    join(two.other, two.own.coordinator, "coordinator")
    place = two.own.assessment.jurisdiction
    place.name_fr = "Aquilmes"
    place.save()
    client = client_for(two.own.coordinator)

    found = {
        language: [line.assessment.pk for line in client.get(f"/{language}/oversight/").context["lines"]]
        for language in ("en", "fr")
    }

    own, other = two.own.assessment.pk, two.other.assessment.pk
    assert found == {"en": [other, own], "fr": [own, other]}


def test_overview_never_shows_anything_of_others(two, client_for, today):
    """Not even where the coordinator has another role."""
    join(two.other, two.own.coordinator, "reviewer")
    other = make_instrument(slug="other")
    Assessment.objects.filter(pk=two.other.assessment.pk).update(instrument=other)
    due(two.other, 1, today - DAY)
    client = client_for(two.own.coordinator)

    for asked in (
        "",
        "?q=bremen",
        "?overdue=on",
        "?absent=on",
        f"?instrument={other.pk}",
        "?state=collecting",
    ):
        response = client.get(f"/en/oversight/{asked}")
        assert {line.assessment.pk for line in response.context["lines"]} <= {two.own.assessment.pk}
        assert response.context["paginator"].count <= 1
        assert "Observer of Bremen" not in text_of(response)
        assert f'value="{other.pk}"' not in text_of(response)


def test_overview_has_every_state_of_an_assessment(case, client_for):
    approve_all(case)
    second = set_up(
        place=case.assessment.jurisdiction,
        instrument=case.assessment.instrument,
        by=case.coordinator,
        round=2,
        year=2024,
    )

    lines = overview(case.coordinator, client_for)

    assert [(line.assessment.pk, line.assessment.state) for line in lines] == [
        (second.pk, "set_up"),
        (case.assessment.pk, "approved"),
    ]
    assert [stand.held for stand in lines[0].sections] == ["", ""]


def test_overview_shows_twenty_five_on_a_page(two, client_for):
    many(two.own, two.own.assessment.jurisdiction.country, 25)

    response = client_for(two.own.coordinator).get("/en/oversight/?sort=overdue")

    assert len(response.context["lines"]) == 25
    assert 'href="?sort=overdue&amp;page=2"' in text_of(response)


def test_overview_says_when_nothing_is_found(case, client_for):
    shown = text_of(client_for(case.coordinator).get("/en/oversight/?q=nowhere"))

    assert "0 assessments found" in shown
    assert '<a href="/en/oversight/">Show all assessments</a>' in shown

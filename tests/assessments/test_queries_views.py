"""The pages of queries: what each person reads, writes and never sees."""

import re

import pytest
from django.conf import settings

from assessments.models import Assessment, Message, MessageRead, QueryEvent, ReviewQuery
from assessments.workflow import SECTION, assign_role, mark_read, reopen, resolve, save_answers
from tests.factories.accounts import make_people
from tests.factories.assessments import answer_section, draft, judge, start_review, submit
from tests.factories.queries import QUESTION, answer_query, ask, at, confide, said
from tests.scenarios import TwoAssessments
from workflows.engine import perform

SECRET = "The minister’s letter is forged"
BLIND = ["researcher", "focal_point", "contributor", "observer"]
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<svg/onload=alert(1)>",
    "</textarea><script>alert(1)</script>",
    "javascript:alert(1)//<a href='javascript:alert(1)'>x</a>",
    "{{ 7|add:7 }}{% now 'Y' %}<!--",
]


def page(case, path=""):
    return f"/en/assessments/{case.assessment.pk}/{path}"


def of(query, path=""):
    return f"/en/assessments/{query.answer.assessment_id}/queries/{query.pk}/{path}"


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def beside(case, query):
    """Every page where the thread may stand, and the addresses below it."""
    return [
        page(case),
        page(case, "domain-1/1/"),
        page(case, "domain-1/check/"),
        page(case, "domain-1/do/submit/"),
        page(case, "queries/"),
        page(case, "queries/?state=all"),
        page(case, "domain-1/1/T1.1.1/cite/"),
        page(case, "people/"),
        "/en/work/",
        of(query),
    ]


# Asking -----------------------------------------------------------------------------------------------


def test_reviewer_asks_and_comes_back_to_where_the_question_arose(case, client_for):
    client = client_for(case.reviewer)
    came_from = page(case, "domain-1/review/") + "#answer-1"
    shown = client.get(page(case, "domain-1/1/T1.1.1/queries/new/"), {"next": came_from})

    response = client.post(
        page(case, "domain-1/1/T1.1.1/queries/new/"),
        {
            "body": f"{QUESTION}\r\nOr which decree?",
            "audience": "everyone",
            "assigned_to": case.focal_point.pk,
            "next": came_from,
        },
    )

    query = ReviewQuery.objects.get()
    assert shown.context["next"] == came_from
    assert (response.status_code, response.url) == (302, came_from)
    assert said(query) == [("Reviewer", f"{QUESTION}\nOr which decree?")]
    assert (query.audience, query.assigned_to) == ("everyone", case.focal_point)


def test_query_sent_twice_is_one(case, client_for):
    client = client_for(case.reviewer)
    for _again in range(2):
        response = client.post(
            page(case, "domain-1/1/T1.1.1/queries/new/"), {"body": QUESTION, "audience": "everyone"}
        )

    assert response.url == of(ReviewQuery.objects.get())


def test_query_leads_to_no_other_site(case, client_for):
    response = client_for(case.reviewer).post(
        page(case, "domain-1/1/T1.1.1/queries/new/"),
        {"body": QUESTION, "audience": "everyone", "next": "https://evil.example/"},
    )

    assert response.url == of(ReviewQuery.objects.get())


@pytest.mark.parametrize(
    ("sent", "field", "words"),
    [
        ({"body": "  "}, "body", "Write a message."),
        (
            {"body": "x" * 5001},
            "body",
            "Ensure this value has at most 5000 characters (it has 5001).",
        ),
        (
            {"audience": "press"},
            "audience",
            "Select a valid choice. press is not one of the available choices.",
        ),
    ],
)
def test_faulty_query_is_shown_again_with_what_was_typed(case, client_for, sent, field, words):
    typed = {"body": QUESTION, "audience": "everyone", "assigned_to": str(case.researcher.pk)} | sent

    response = client_for(case.reviewer).post(page(case, "domain-1/1/T1.1.1/queries/new/"), typed)

    form = response.context["form"]
    assert (response.status_code, form.errors) == (422, {field: [words]})
    assert form["body"].value() == typed["body"]
    assert ReviewQuery.objects.count() == 0


def test_query_between_reviewers_put_to_the_researcher_is_shown_again(case, client_for):
    typed = {"body": SECRET, "audience": "iom", "assigned_to": str(case.researcher.pk)}

    response = client_for(case.reviewer).post(page(case, "domain-1/1/T1.1.1/queries/new/"), typed)

    assert (response.status_code, response.context["form"].errors) == (
        422,
        {"assigned_to": ["Researcher can’t answer this query: choose somebody else."]},
    )


def test_people_to_ask_are_those_who_may_answer_each_with_their_roles(case, client_for):
    assign_role(assessment=case.assessment, user=case.researcher, role="focal_point", by=case.coordinator)

    def offered(code):
        response = client_for(case.reviewer).get(page(case, f"domain-{code[1]}/1/{code}/queries/new/"))
        return [words for _key, words in response.context["form"].fields["assigned_to"].choices]

    others = [
        "Whoever answers this section",
        "Coordinator (Coordinator)",
        "Contributor (Contributor)",
        "Focal point (Focal point)",
        "Researcher (Focal point, Researcher)",
        "Reviewer (Reviewer)",
        "Second reviewer (Reviewer)",
    ]
    assert sorted(offered("T1.1.1")) == sorted(others)
    assert sorted(offered("T2.1.1")) == sorted(set(others) - {"Contributor (Contributor)"})


def test_what_was_asked_before_is_beside_the_new_question(case, client_for):
    ask(case, body="Asked already?")

    response = client_for(case.reviewer).get(page(case, "domain-1/1/T1.1.1/queries/new/"))

    assert "Asked already?" in text_of(response)


def test_new_query_after_the_assessment_is_refused_with_the_text(case, client_for):
    Assessment.objects.update(state="closed")

    response = client_for(case.reviewer).post(
        page(case, "domain-1/1/T1.1.1/queries/new/"), {"body": QUESTION, "audience": "everyone"}
    )

    assert (response.status_code, response.context["form"]["body"].value()) == (409, QUESTION)
    assert "Queries are closed" in text_of(response)


@pytest.mark.parametrize("path", ["domain-1/1/T9.9.9/queries/new/", "domain-1/9/T1.1.1/queries/new/"])
def test_query_about_nothing_is_not_found(case, client_for, path):
    assert client_for(case.reviewer).get(page(case, path)).status_code == 404


# In the thread ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["researcher", "focal_point", "contributor", "coordinator"])
def test_reply_is_sent(case, client_for, role):
    query = ask(case)

    response = client_for(case.in_role(role)).post(of(query), {"body": "Article 3."})

    assert (response.status_code, response.url) == (302, of(query))
    assert (at(query).state, said(query)[-1]) == ("answered", (case.in_role(role).name, "Article 3."))


def test_reply_leads_back_to_the_page_it_was_begun_from(case, client_for):
    query = ask(case)
    back = page(case, "domain-1/1/") + f"#query-{query.pk}"

    shown = client_for(case.researcher).get(of(query), {"next": back})
    response = client_for(case.researcher).post(of(query), {"body": "Article 3.", "next": back})

    assert (shown.context["next"], shown.context["back"], response.url) == (back, back, back)


def test_observer_who_also_contributes_replies_on_their_own_pages(case, client_for):
    assign_role(assessment=case.assessment, user=case.contributor, role="observer", by=case.coordinator)
    own, other = ask(case), ask(case, "T2.1.1")
    case.assessment.answers.update(disclosure="internal")
    client = client_for(case.contributor)

    assert client.get(of(own)).context["thread"].writable
    assert client.post(of(own), {"body": "Article 3."}).status_code == 302
    assert client.get(of(other)).status_code == 404
    case.assessment.answers.update(disclosure="basis")
    assert not client.get(of(other)).context["thread"].writable
    assert client.post(of(other), {"body": "Article 3."}).status_code == 403


def test_empty_reply_is_shown_again(case, client_for):
    response = client_for(case.researcher).post(of(ask(case)), {"body": " "})

    assert (response.status_code, response.context["form"].errors) == (422, {"body": ["Write a message."]})
    assert response.content.decode().count("<title>Error:") == 1


def test_reviewer_resolves_with_or_without_a_message(case, client_for):
    query, other = ask(case), ask(case, "T1.1.2")
    client = client_for(case.reviewer)

    client.post(of(query), {"body": "", "then": "resolve"})
    client.post(of(other), {"body": "Thank you.", "then": "resolve"})

    assert (at(query).state, len(said(query))) == ("resolved", 1)
    assert (at(other).state, said(other)[-1]) == ("resolved", ("Reviewer", "Thank you."))


def test_those_who_answer_do_not_resolve(case, client_for):
    query = ask(case)

    response = client_for(case.researcher).post(of(query), {"body": "Done.", "then": "resolve"})

    assert (response.status_code, at(query).state, len(said(query))) == (403, "open", 1)


def test_reply_to_what_was_resolved_meanwhile_keeps_the_text_on_the_page(case, client_for):
    query = ask(case)
    resolve(query=query, by=case.reviewer)

    response = client_for(case.researcher).post(of(query), {"body": "A long text of mine."})

    assert response.status_code == 409
    assert "A long text of mine." in text_of(response)
    assert "This query is resolved: a reviewer can reopen it." in text_of(response)


def test_resolving_twice_is_refused_the_second_time(case, client_for):
    query, client = ask(case), client_for(case.reviewer)

    statuses = [client.post(of(query), {"then": "resolve"}).status_code for _again in range(2)]

    assert statuses == [302, 409]
    assert QueryEvent.objects.count() == 1


def test_query_is_resolved_and_reopened_by_its_steps(case, client_for):
    query, client = ask(case), client_for(case.second_reviewer)

    assert client.post(of(query, "do/resolve/")).url == of(query)
    shown = text_of(client.get(of(query)))
    assert "Reopen the query" in shown
    assert "Your message" not in shown
    assert client.post(of(query, "do/reopen/"), {"note": ""}).status_code == 200
    assert client.post(of(query, "do/reopen/"), {"note": "Still so?"}).url == of(query)
    assert (at(query).state, said(query)[-1]) == ("open", ("Second reviewer", "Still so?"))


def test_page_tells_what_happened_in_order(case, client_for):
    query = ask(case)
    answer_query(case, query)
    resolve(query=query, by=case.second_reviewer)
    reopen(query=query, note="Still so?", by=case.reviewer)

    response = client_for(case.observer).get(of(query))

    told = text_of(response)
    places = [
        told.index(words) for words in (QUESTION, "Article 3.", "Resolved Second reviewer", "Still so?")
    ]
    assert places == sorted(places)
    assert told.count("Still so?") == 1
    assert [entry.state for entry in response.context["page"].story if hasattr(entry, "state")] == [
        "Answered",
        "Resolved",
        "Open",
    ]


def test_thread_says_what_the_answer_said_and_what_became_of_it(case, client_for):
    answer_section(case, case.section(1))
    query = ask(case)
    unchanged = client_for(case.researcher).get(of(query)).content.decode()
    wanted = draft(case.answer(), "In 2022, the Ministry answered T1.1.1.", option="no")
    save_answers(part=case.part("1.1"), drafts=[wanted], by=case.researcher)

    assert "The answer was changed since this was asked" not in unchanged
    for path in (of(query), page(case, "domain-1/1/"), page(case, "domain-1/check/")):
        html = client_for(case.researcher).get(path).content.decode()
        assert html.count("The answer was changed since this was asked") == 1
        assert "the <del>Secretariat</del> answered" in html
        assert "the <ins>Ministry</ins> answered" in html


def test_thread_on_what_was_not_answered_yet_says_so(case, client_for):
    query = ask(case)
    answer_section(case, case.section(1))

    html = client_for(case.observer).get(of(query)).content.decode()

    assert "When it was asked" in html
    assert "Not answered yet" in html


# To somebody else -------------------------------------------------------------------------------------


def test_focal_point_passes_it_on_on_the_page(case, client_for):
    query, client = ask(case, assigned_to=case.reviewer), client_for(case.focal_point)
    choices = client.get(of(query)).context["assign_form"].fields["assigned_to"].choices

    response = client.post(of(query, "assign/"), {"assigned_to": case.contributor.pk})

    assert [words for _key, words in choices] == [
        "Whoever answers this section",
        "Contributor (Contributor)",
        "Focal point (Focal point)",
        "Researcher (Researcher)",
        "Reviewer",
    ]
    assert (response.status_code, at(query).assigned_to) == (302, case.contributor)


def test_query_left_with_whom_it_is_stays_there(case, client_for):
    query = ask(case, assigned_to=case.reviewer)

    client_for(case.focal_point).post(of(query, "assign/"), {"assigned_to": case.reviewer.pk})

    assert at(query).assigned_to == case.reviewer


def test_query_between_reviewers_is_put_to_one_of_them_on_the_page(case, client_for):
    query, client = confide(case), client_for(case.coordinator)

    choices = client.get(of(query)).context["assign_form"].fields["assigned_to"].choices
    client.post(of(query, "assign/"), {"assigned_to": case.coordinator.pk})

    assert [words for _key, words in choices] == [
        "Reviewers and coordinators",
        "Coordinator (Coordinator)",
        "Reviewer (Reviewer)",
        "Second reviewer (Reviewer)",
    ]
    assert at(query).assigned_to == case.coordinator


@pytest.mark.parametrize("wanted", ["observer", "second_reviewer"])
def test_focal_point_can_not_put_it_to_others(case, client_for, wanted):
    query = ask(case)

    response = client_for(case.focal_point).post(
        of(query, "assign/"), {"assigned_to": case.in_role(wanted).pk}
    )

    assert (response.status_code, at(query).assigned_to) == (422, None)
    assert list(response.context["assign_form"].errors) == ["assigned_to"]


@pytest.mark.parametrize("role", ["researcher", "contributor", "observer"])
def test_others_are_not_offered_to_pass_it_on(case, client_for, role):
    assert client_for(case.in_role(role)).get(of(ask(case))).context["assign_form"] is None


# The list ---------------------------------------------------------------------------------------------


def listed(client, case, **asked):
    response = client.get(page(case, "queries/"), asked)
    assert response.status_code == 200
    return sorted(query.asked for query in response.context["object_list"])


def test_list_shows_what_the_address_asks_for(case, client_for):
    ask(case, body="Open")
    answer_query(case, ask(case, "T1.1.2", body="Answered", assigned_to=case.contributor))
    resolve(query=ask(case, "T1.2.1", body="Resolved", by=case.second_reviewer), by=case.reviewer)
    ask(case, "T2.1.1", body="Elsewhere", by=case.second_reviewer)
    client = client_for(case.reviewer)

    assert listed(client, case) == ["Answered", "Elsewhere", "Open"]
    assert listed(client, case, state="open") == ["Elsewhere", "Open"]
    assert listed(client, case, state="answered") == ["Answered"]
    assert listed(client, case, state="resolved") == ["Resolved"]
    assert listed(client, case, state="all") == ["Answered", "Elsewhere", "Open", "Resolved"]
    assert listed(client, case, state="all", domain="domain-2") == ["Elsewhere"]
    assert listed(client, case, mine="yes") == ["Answered", "Open"]
    assert listed(client, case, mine="yes", domain="domain-2") == []
    assert listed(client, case, state="nonsense", domain="nowhere") == ["Answered", "Elsewhere", "Open"]
    assert listed(client_for(case.contributor), case, mine="yes") == ["Answered"]


def test_list_of_a_contributor_is_of_their_pages(case, client_for):
    ask(case, body="Mine")
    ask(case, "T1.2.1", body="Not mine")
    ask(case, "T2.1.1", body="Elsewhere")
    client = client_for(case.contributor)

    domains = client.get(page(case, "queries/")).context["filters"].fields["domain"].choices

    assert listed(client, case, state="all") == ["Mine"]
    assert [key for key, _words in domains] == ["", "domain-1"]


def test_list_marks_what_is_new(case, client_for):
    query = ask(case)
    client = client_for(case.researcher)

    def new():
        [row] = client.get(page(case, "queries/")).context["object_list"]
        return row.new, row.last_by

    assert new() == (True, "Reviewer")
    mark_read(query=query, messages=query.messages.values_list("pk", flat=True), by=case.researcher)
    assert new() == (False, "Reviewer")
    answer_query(case, query)
    assert new() == (False, "Researcher")


def test_assessment_leads_to_its_queries(case, client_for):
    for role in ("coordinator", "researcher", "focal_point", "contributor", "reviewer", "observer"):
        assert (
            f'href="{page(case, "queries/")}"'
            in client_for(case.in_role(role)).get(page(case)).content.decode()
        )


# Beside the answers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "role", ["coordinator", "researcher", "focal_point", "contributor", "reviewer", "observer"]
)
def test_thread_stands_beside_its_answer(case, client_for, role):
    query = ask(case)

    for path in ("domain-1/1/", "domain-1/check/"):
        html = client_for(case.in_role(role)).get(page(case, path)).content.decode()
        assert html.count(f'id="query-{query.pk}"') == 1
        assert html.count(QUESTION) == 1


@pytest.mark.parametrize("role", ["coordinator", "researcher", "contributor", "observer"])
def test_only_reviewers_are_offered_to_ask(case, client_for, role):
    for path in ("domain-1/1/", "domain-1/check/"):
        assert "queries/new/" not in client_for(case.in_role(role)).get(page(case, path)).content.decode()
        assert "queries/new/" in client_for(case.reviewer).get(page(case, path)).content.decode()


def test_thread_stays_on_a_page_that_is_shown_again_with_faults(case, client_for):
    ask(case)
    submit_late = {f"answer-{case.answer().pk}-revision": "x"}

    response = client_for(case.researcher).post(page(case, "domain-1/1/"), submit_late)

    assert response.status_code == 422
    assert QUESTION in text_of(response)


def test_problem_of_a_step_leads_to_the_query(case, client_for):
    section = case.section(1)
    start_review(case, section)
    judge(case, section)
    query = confide(case, body=SECRET)

    response = client_for(case.reviewer).post(page(case, "domain-1/do/approve/"))

    assert response.status_code == 409
    assert (
        f'<a href="{of(query)}">T1.1.1 has a query that isn’t resolved yet.</a>' in response.content.decode()
    )


# What nobody else may see -----------------------------------------------------------------------------


@pytest.mark.parametrize("role", [*BLIND, "translator"])
def test_query_between_reviewers_leaves_no_trace(two, client_for, role):
    """The pages are the same, letter by letter but for what changes with every request, as without it."""
    case = two.own
    answer_section(case, case.section(1))
    client = client_for(case.in_role(role))
    addresses = beside(case, ReviewQuery(pk=1_000_000, answer=case.answer()))

    def pages():
        shown = [client.get(path) for path in addresses]
        return [(each.status_code, stable(each.content.decode())) for each in shown]

    before = pages()
    query = confide(case, body=SECRET, assigned_to=case.coordinator)
    answer_query(case, query, SECRET, by=case.second_reviewer)

    assert pages() == before
    assert [client.get(of(query)).status_code, client.post(of(query), {"body": "x"}).status_code] == [
        404,
        404,
    ]
    for path in ("assign/", "read/", "do/resolve/", "do/reopen/"):
        assert client.post(of(query, path), {"message": query.messages.first().pk}).status_code == 404
    assert client.get(of(query, "do/resolve/")).status_code == 404


def stable(html):
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html)


@pytest.mark.parametrize("role", ["coordinator", "reviewer"])
def test_query_between_reviewers_is_marked_where_it_is_seen(case, client_for, role):
    query = confide(case, body=SECRET)

    for path in (page(case, "domain-1/1/"), page(case, "domain-1/check/"), page(case, "queries/"), of(query)):
        shown = text_of(client_for(case.in_role(role)).get(path))
        assert SECRET in shown
        assert "Reviewers and coordinators only" in shown


def test_refusal_to_submit_tells_nothing_of_queries_between_reviewers(case, client_for):
    answer_section(case, case.section(1))
    confide(case, body=SECRET)
    client = client_for(case.researcher)

    response = client.post(page(case, "domain-1/do/submit/"), {"note": "Head of unit"})

    assert response.status_code == 302
    assert case.section(1).state == "submitted"


def test_section_returned_with_a_secret_query_looks_the_same_to_those_who_answer(case, client_for):
    section = case.section(1)
    start_review(case, section)
    judge(case, section, change=["T1.1.1"])
    confide(case, body=SECRET)
    perform(SECTION, "return", section, by=case.reviewer, note="More, please.")

    for role in BLIND:
        for path in ("domain-1/1/", "domain-1/check/"):
            assert SECRET not in text_of(client_for(case.in_role(role)).get(page(case, path)))


def test_other_assessments_see_nothing(client_for, db):
    two = TwoAssessments.make()
    query = ask(two.own)
    for person in (*two.other.people.values(), two.stranger, two.superuser):
        client = client_for(person)
        assert client.get(of(query)).status_code == 404
        assert client.post(of(query, "read/"), {"message": query.messages.get().pk}).status_code == 404
        elsewhere = f"/en/assessments/{two.other.assessment.pk}/queries/{query.pk}/"
        assert client.get(elsewhere).status_code == 404
    assert MessageRead.objects.count() == 0


def test_contributor_sees_nothing_of_other_pages(case, client_for):
    query = ask(case, "T1.2.1", body=SECRET)
    client = client_for(case.contributor)

    for path in beside(case, query)[:-1]:
        assert SECRET not in text_of(client.get(path))
    assert client.get(of(query)).status_code == 404
    assert client.post(of(query), {"body": "x"}).status_code == 404


def test_query_on_an_internal_answer_is_hidden_from_observers_on_every_page(case, client_for):
    query = ask(case, body=SECRET)
    case.assessment.answers.filter(indicator__code="T1.1.1").update(disclosure="internal")
    client = client_for(case.observer)

    for path in (page(case, "domain-1/1/"), page(case, "domain-1/check/"), page(case, "queries/?state=all")):
        assert SECRET not in text_of(client.get(path))
    assert client.get(of(query)).status_code == 404


# Reading ----------------------------------------------------------------------------------------------


def test_looking_at_a_page_marks_nothing_as_read(case, client_for):
    query = ask(case)
    for path in beside(case, query):
        client_for(case.researcher).get(path)

    assert MessageRead.objects.count() == 0


def test_button_marks_what_was_shown_and_leads_back(case, client_for):
    query = ask(case)
    shown = query.messages.get()
    later = Message.objects.create(query=query, body="Later", language="en", by=case.second_reviewer)

    response = client_for(case.researcher).post(
        of(query, "read/"), {"message": f"{shown.pk}", "next": page(case, "domain-1/1/")}
    )

    assert (response.status_code, response.url) == (302, f"{page(case, 'domain-1/1/')}#query-{query.pk}")
    assert list(shown.reads.values_list("user__name", flat=True)) == ["Researcher"]
    assert later.reads.count() == 0


def test_script_gets_no_page_in_return(case, client_for):
    query = ask(case)

    response = client_for(case.observer).post(
        of(query, "read/"), {"message": query.messages.get().pk, "quietly": "yes"}
    )

    assert (response.status_code, response.content) == (204, b"")
    assert MessageRead.objects.get().user == case.observer


@pytest.mark.parametrize("sent", ["", "x", "-1", "1 2 x", "٣", "9" * 30])
def test_nonsense_marks_nothing(case, client_for, sent):
    response = client_for(case.researcher).post(of(ask(case), "read/"), {"message": sent})

    assert response.status_code == 302


def test_reading_without_the_token_of_the_page_is_refused(case, client_for):
    query = ask(case)
    client = client_for(case.researcher)
    client.handler.enforce_csrf_checks = True

    assert client.post(of(query, "read/"), {"message": query.messages.get().pk}).status_code == 403
    html = client.get(page(case, "domain-1/1/")).content.decode()
    token = re.search(r'id="reading".*?value="([^"]+)"', html, re.DOTALL)[1]
    sent = {"message": query.messages.get().pk, "csrfmiddlewaretoken": token}
    assert client.post(of(query, "read/"), sent).status_code == 302
    assert MessageRead.objects.count() == 1


def test_new_messages_are_marked_until_they_are_read(case, client_for):
    query = ask(case)
    client = client_for(case.researcher)

    def new():
        response = client.get(of(query))
        return response.context["thread"].new, response.content.decode().count("data-unread=")

    message = query.messages.get()
    assert new() == ((message.pk,), 1)
    mark_read(query=query, messages=[message.pk], by=case.researcher)
    assert new() == ((), 0)


def readers_shown(case, client_for, person, query):
    response = client_for(person).get(of(query))
    return [line.readers for line in response.context["thread"].lines]


def test_who_read_it_is_told_to_reviewers_coordinators_and_to_who_wrote_it(case, client_for):
    query = ask(case)
    answer_query(case, query)
    keys = list(query.messages.values_list("pk", flat=True))
    for person in (case.observer, case.reviewer):
        mark_read(query=query, messages=keys, by=person)

    question, reply = ("Researcher", "Observer"), ("Observer", "Reviewer")
    for role in ("coordinator", "reviewer", "second_reviewer"):
        assert readers_shown(case, client_for, case.in_role(role), query) == [question, reply]
    assert readers_shown(case, client_for, case.researcher, query) == [(), reply]
    for role in ("focal_point", "contributor", "observer"):
        assert readers_shown(case, client_for, case.in_role(role), query) == [(), ()]


def test_readers_are_named_on_the_page(case, client_for):
    query = ask(case)
    for person in (case.researcher, case.observer):
        mark_read(query=query, messages=query.messages.values_list("pk", flat=True), by=person)

    assert "Read by Researcher, Observer" in text_of(client_for(case.reviewer).get(of(query)))
    assert "Read by" not in text_of(client_for(case.focal_point).get(of(query)))


# Hostile texts and languages --------------------------------------------------------------------------


@pytest.mark.parametrize("body", HOSTILE)
def test_hostile_text_is_only_text(case, client_for, body):
    answer_section(case, case.section(1))
    query = ask(case, body=body)
    answer_query(case, query, body)
    resolve(query=ask(case, body=f"Resolved {body}"), by=case.reviewer)
    paths = ["domain-1/1/", "domain-1/check/", "queries/?state=all", "domain-1/1/T1.1.1/queries/new/"]

    for person, path in [(case.reviewer, of(query)), *((case.reviewer, page(case, path)) for path in paths)]:
        html = client_for(person).get(path).content.decode()
        assert body not in html if "<" in body else body in html
        assert re.findall(r"<script(?![^>]*\bsrc=)", html) == []
        assert re.findall(r"<[^>]*\son\w+\s*=", html) == []
    refused = client_for(case.researcher).post(of(query), {"body": body + "x" * 5000})
    assert refused.status_code == 422
    assert body not in refused.content.decode()


def test_hostile_name_is_only_text(case, client_for):
    person = make_people("<script>alert(1)</script>")[0]
    assign_role(assessment=case.assessment, user=person, role="researcher", by=case.coordinator)
    query = ask(case, assigned_to=person)
    answer_query(case, query, by=person)

    for path in (of(query), page(case, "domain-1/1/"), page(case, "queries/?state=all")):
        assert "<script>alert" not in client_for(case.reviewer).get(path).content.decode()


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_pages_of_queries_in_every_language(case, client_for, language):
    query = ask(case)
    submit(case, case.section(2))

    for path in (of(query), page(case, "queries/"), page(case, "domain-1/1/T1.1.1/queries/new/")):
        assert client_for(case.reviewer).get(path.replace("/en/", f"/{language}/")).status_code == 200

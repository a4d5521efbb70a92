"""What someone who is signed in was refused: one line each, in the assessment's own log or in that of the site."""

import pytest
from django.db import DatabaseError
from django.test import Client

from assessments.models import Answer
from assessments.workflow import SECTION, save_answer
from audit import middleware
from audit.choices import Kind
from audit.models import Entry
from audit.workflow import SITE
from tests.audit.logs import added, told
from tests.factories.assessments import CAPACITY, draft, keep_file, start_review
from tests.factories.pages import fields_of, page_of
from tests.statements import counted
from workflows.engine import TransitionRefused, perform


def page(case, path=""):
    return f"/en/assessments/{case.assessment.pk}/{path}"


def details(line):
    return {name: line.detail.get(name) for name in ("status", "method", "page")}


# Not allowed --------------------------------------------------------------------------------------------


def test_page_that_is_not_allowed_is_in_the_log_of_the_assessment(case, client_for):
    client = client_for(case.observer)

    with added() as lines:
        response = client.get(page(case, "dates/?reason=secret"))

    assert response.status_code == 403
    assert [told(line) for line in lines] == [
        (case.assessment.matter, "refused", case.observer.pk, page(case, "dates/"))
    ]
    assert details(lines[0]) == {"status": 403, "method": "GET", "page": "assessment-dates"}


def test_page_that_is_not_allowed_elsewhere_is_in_the_log_of_the_site(case, client_for):
    client = client_for(case.observer)

    with added() as lines:
        statuses = [
            client.get("/en/questionnaires/").status_code,
            client.post("/en/assessments/new/").status_code,
        ]

    assert statuses == [403, 403]
    assert [told(line) for line in lines] == [
        (SITE, "refused", case.observer.pk, "/en/questionnaires/"),
        (SITE, "refused", case.observer.pk, "/en/assessments/new/"),
    ]


def test_administration_refuses_whoever_is_none_of_its_people(case, client_for):
    client = client_for(case.observer)

    with added() as lines:
        client.get("/en/admin/audit/entry/", follow=True)

    assert [told(line)[1:] for line in lines] == [("refused", case.observer.pk, "/en/admin/login/")]


def test_answer_that_is_not_allowed_is_in_the_log_of_the_assessment(case, client_for):
    client, answer = client_for(case.observer), case.answer()

    with added() as lines:
        response = client.post(f"/en/answers/{answer.pk}/", fields_of(answer, statement="Mine."))

    assert response.status_code == 403
    assert [told(line) for line in lines] == [
        (case.assessment.matter, "refused", case.observer.pk, f"/en/answers/{answer.pk}/")
    ]


# Kept from the person -----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["", "people/", "log/", "log.csv", "profile/", "domain-1/1/", "do/close/"])
def test_assessment_of_others_is_refused_as_one_that_does_not_exist(two, client_for, path):
    client = client_for(two.stranger)
    pages = [f"/en/assessments/{pk}/{path}" for pk in (two.own.assessment.pk, 10**6)]
    client.get(pages[0])

    sent = []
    with added() as lines:
        for address in pages:
            with counted() as statements:
                assert client.get(address).status_code == 404
            sent.append(len(statements))

    assert [told(line) for line in lines] == [
        (SITE, "refused", two.stranger.pk, address) for address in pages
    ]
    assert lines[0].detail == lines[1].detail
    assert lines[0].detail["status"] == 404
    assert sent[0] == sent[1]


def test_answer_of_others_is_refused_as_one_that_does_not_exist(two, client_for):
    client = client_for(two.stranger)
    answers = [two.own.answer(), Answer(pk=10**6, indicator=two.own.answer().indicator)]
    client.post(f"/en/answers/{answers[0].pk}/", fields_of(answers[0]))

    sent = []
    with added() as lines:
        for answer in answers:
            with counted() as statements:
                response = client.post(f"/en/answers/{answer.pk}/", fields_of(answer, statement="Mine."))
            assert response.status_code == 404
            sent.append(len(statements))

    assert [told(line) for line in lines] == [
        (SITE, "refused", two.stranger.pk, f"/en/answers/{answer.pk}/") for answer in answers
    ]
    assert lines[0].detail == lines[1].detail
    assert sent[0] == sent[1]


def test_part_that_was_not_handed_over_is_in_the_log_of_the_assessment(case, client_for):
    client = client_for(case.contributor)

    with added() as lines:
        statuses = [client.get(page(case, path)).status_code for path in ("domain-2/1/", "domain-9/1/")]

    assert statuses == [404, 404]
    assert [told(line)[:2] for line in lines] == [(case.assessment.matter, "refused")] * 2


# Not now ------------------------------------------------------------------------------------------------


def test_step_that_is_not_possible_now_is_one_line_with_its_reasons(case, client_for):
    section, client = case.section(), client_for(case.researcher)

    with added() as lines:
        response = client.post(page(case, "domain-1/do/submit/"), {"note": CAPACITY})

    reasons = [str(problem) for problem in response.context["problems"]]
    assert response.status_code == 409
    assert [told(line) for line in lines] == [
        (case.assessment.matter, "refused", case.researcher.pk, f"section {section.pk}")
    ]
    assert lines[0].detail == {
        "status": 409,
        "method": "POST",
        "page": "section-step",
        "step": "submit",
        "reasons": reasons[:5],
        "more": max(len(reasons) - 5, 0),
        "language": "en",
    }
    assert reasons != []


def test_other_change_that_is_not_possible_now_is_one_line(case, client_for):
    role = case.assessment.roles.get(role="coordinator")
    client = client_for(case.coordinator)

    with added() as lines:
        response = client.post(page(case, f"people/{role.pk}/remove/"))

    assert response.status_code == 409
    assert [told(line) for line in lines] == [
        (case.assessment.matter, "refused", case.coordinator.pk, page(case, f"people/{role.pk}/remove/"))
    ]
    assert lines[0].detail["reasons"] == ["Name another coordinator first: an assessment always has one."]


def test_page_of_a_step_that_is_not_possible_now_is_no_line(case, client_for):
    client = client_for(case.researcher)

    with added() as lines:
        assert client.get(page(case, "domain-1/do/submit/")).status_code == 200

    assert lines == []


def test_refused_step_outside_of_a_request_is_no_line(case):
    with added() as lines, pytest.raises(TransitionRefused):
        perform(SECTION, "submit", case.section(), by=case.researcher, note=CAPACITY)

    assert lines == []


# What is no refusal -------------------------------------------------------------------------------------


def test_conflict_is_no_refusal(case, client_for):
    typed = page_of(case.part(), T1_1_1={"statement": "Mine."})
    save_answer(draft=draft(case.answer(), "Theirs."), by=case.focal_point)
    client = client_for(case.researcher)

    with added() as lines:
        assert client.post(page(case, "domain-1/1/"), typed).status_code == 409

    assert lines == []


def test_what_is_typed_while_the_section_is_away_is_no_line(case, client_for):
    start_review(case, case.section())
    answer, client = case.answer(), client_for(case.researcher)

    with added() as lines:
        response = client.post(f"/en/answers/{answer.pk}/", fields_of(answer, statement="Late."))

    assert (response.status_code, lines) == (423, [])


def test_visitors_and_forgeries_and_pages_that_are_none_are_no_lines(case, client, client_for):
    inside, forged = client_for(case.researcher), Client(enforce_csrf_checks=True)
    forged.force_login(case.researcher, backend="django.contrib.auth.backends.ModelBackend")
    file = keep_file(case)
    file.__class__.objects.update(stored="gone")

    with added() as lines:
        statuses = [
            client.get(page(case)).status_code,
            client.get("/en/assessments/1000000/").status_code,
            client.post(f"/en/answers/{case.answer().pk}/").status_code,
            forged.post(page(case, "domain-1/do/submit/")).status_code,
            inside.get("/en/nowhere/").status_code,
            inside.get("/en/profiles/nowhere/2022/").status_code,
            inside.get(page(case, "sources/?page=99")).status_code,
            inside.get(page(case, f"files/{file.pk}/")).status_code,
            inside.post(page(case, f"files/{file.pk}/")).status_code,
            inside.get(page(case)).status_code,
        ]

    assert statuses == [302, 302, 401, 403, 404, 404, 404, 404, 405, 200]
    assert lines == []


def test_refusal_stays_what_it_is_when_the_log_cannot_be_written(case, client_for, monkeypatch):
    researcher, observer = client_for(case.researcher), client_for(case.observer)
    monkeypatch.setattr(middleware, "record", broken)

    statuses = [
        observer.get(page(case, "dates/")).status_code,
        observer.get("/en/assessments/1000000/").status_code,
        researcher.post(page(case, "domain-1/do/submit/"), {"note": CAPACITY}).status_code,
    ]

    assert statuses == [403, 404, 409]
    assert not Entry.objects.filter(kind=Kind.REFUSED).exists()


def broken(*args, **kwargs):
    raise DatabaseError("no room")

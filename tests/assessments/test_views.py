"""What the pages do with what people send; who may ask for them stands in tests/architecture/test_access.py."""

import pytest
from django.contrib.messages import get_messages

from accounts.models import User
from assessments.models import AnswerRevision, Assessment, RoleAssignment, Source, Verdict
from assessments.workflow import SECTION, save_answers
from tests.factories.assessments import (
    CAPACITY,
    DUE,
    answer_section,
    draft,
    judge,
    make_case,
    make_in_review,
    option_of,
    tell_source,
)
from tests.factories.instruments import make_instrument
from tests.factories.places import make_place
from tests.replay import play
from workflows.engine import perform


def page(case, path=""):
    return f"/en/assessments/{case.assessment.pk}/{path}"


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def text_of(response):
    return " ".join(response.content.decode().split())


def revisions():
    return list(
        AnswerRevision.objects.order_by("pk").values_list(
            "answer__indicator__code", "number", "option__value", "statement"
        )
    )


# The questionnaire page -------------------------------------------------------------------------------


def typed(case, code="T1.1.1", **fields):
    """The form of a whole page as it stands, with these fields of one answer changed."""
    data = {}
    for answer in case.answer(code).part.answers.for_page():
        current = answer.current
        row = {
            "revision": answer.revision,
            "option": current.option_id or "" if current else "",
            "statement": current.statement if current else "",
        }
        if answer.indicator.code == code:
            row |= fields
        data |= {f"answer-{answer.pk}-{name}": value for name, value in row.items()}
    return data


def yes(case, code="T1.1.1"):
    return option_of(case.answer(code), "yes").pk


def test_saved_page_leads_to_the_next_one(case, client_for):
    done = client_for(case.researcher).post(
        page(case, "domain-1/1/"), typed(case, option=yes(case), statement="In 2022.\r\nIt began.")
    )

    assert (done.status_code, done.url) == (302, page(case, "domain-1/2/"))
    assert revisions() == [("T1.1.1", 1, "yes", "In 2022.\nIt began.")]
    assert said(done) == ["Saved."]


def test_saved_page_stays_where_asked_to(case, client_for):
    done = client_for(case.researcher).post(page(case, "domain-1/1/"), typed(case) | {"then": "stay"})

    assert done.url == page(case, "domain-1/1/")


def test_last_page_of_a_domain_leads_to_its_check(case, client_for):
    done = client_for(case.researcher).post(page(case, "domain-1/2/"), typed(case, "T1.2.1"))

    assert done.url == page(case, "domain-1/check/")


def test_lost_race_shows_both_texts_and_saves_mine_when_sent_again(case, client_for):
    client = client_for(case.researcher)
    mine = typed(case, statement="Mine.")
    save_answers(part=case.part("1.1"), drafts=[draft(case.answer(), "Theirs.")], by=case.focal_point)

    lost = client.post(page(case, "domain-1/1/"), mine)
    again = client.post(page(case, "domain-1/1/"), mine | {f"answer-{case.answer().pk}-revision": 1})

    assert lost.status_code == 409
    assert "Theirs." in text_of(lost)
    assert "Mine.</textarea>" in text_of(lost)
    assert f'name="answer-{case.answer().pk}-revision" value="1"' in text_of(lost)
    assert again.status_code == 302
    assert [row[3] for row in revisions()] == ["Theirs.", "Mine."]


def test_page_of_a_section_that_was_submitted_meanwhile_says_why_and_keeps_the_text(case, client_for):
    client = client_for(case.contributor)
    mine = typed(case, statement="Too late.")
    answer_section(case, case.section(1))
    perform(SECTION, "submit", case.section(1), by=case.researcher, note=CAPACITY)

    response = client.post(page(case, "domain-1/1/"), mine)

    assert response.status_code == 409
    assert "Answers can’t be changed now: the state is “Submitted”." in text_of(response)
    assert "Too late." in text_of(response)


# The review desk --------------------------------------------------------------------------------------


@pytest.fixture
def reviewed(db):
    return play(make_in_review)


def verdict(case, code, value, remark=""):
    """What the desk posts: this verdict, and each answer’s text as it was read."""
    read = {
        f"answer-{pk}-revision": current
        for pk, current in case.assessment.answers.answered().values_list("pk", "current")
    }
    key = f"answer-{case.answer(code).pk}"
    return read | {f"{key}-value": value, f"{key}-remark": remark}


def test_verdicts_are_kept_and_nobody_else_sees_them(reviewed, client_for):
    sent = verdict(reviewed, "T1.1.1", "change_needed", "Which year, please?") | verdict(
        reviewed, "T1.1.2", "accepted"
    )

    done = client_for(reviewed.reviewer).post(page(reviewed, "domain-1/review/"), sent)

    assert done.url == page(reviewed, "domain-1/review/")
    assert sorted(Verdict.objects.values_list("value", "remark")) == [
        ("accepted", ""),
        ("change_needed", "Which year, please?"),
    ]
    for person in (reviewed.researcher, reviewed.focal_point, reviewed.coordinator, reviewed.observer):
        for path in ("domain-1/1/", "domain-1/check/"):
            assert "Which year, please?" not in text_of(client_for(person).get(page(reviewed, path)))


def test_verdict_on_a_text_that_has_changed_since_is_refused(reviewed, client_for):
    read = verdict(reviewed, "T1.1.1", "accepted")
    judge(reviewed, reviewed.section(1), change=["T1.1.1"])
    perform(SECTION, "return", reviewed.section(1), by=reviewed.reviewer, note="Please say more.")
    changed = draft(reviewed.answer("T1.1.1"), "Another text.", option="no")
    save_answers(part=reviewed.part("1.1"), drafts=[changed], by=reviewed.researcher)
    perform(SECTION, "submit", reviewed.section(1), by=reviewed.researcher, note=CAPACITY)
    perform(SECTION, "start review", reviewed.section(1), by=reviewed.reviewer)

    response = client_for(reviewed.reviewer).post(page(reviewed, "domain-1/review/"), read)

    assert response.status_code == 409
    assert "T1.1.1 was changed since you opened this page: read it again." in text_of(response)
    assert not Verdict.objects.filter(revision=reviewed.answer("T1.1.1").current).exists()


def test_remarks_are_shown_to_those_who_answer_once_the_section_is_returned(reviewed, client_for):
    judge(reviewed, reviewed.section(1), change=["T1.1.1"])
    perform(SECTION, "return", reviewed.section(1), by=reviewed.reviewer, note="Please say more.")

    shown = text_of(client_for(reviewed.researcher).get(page(reviewed, "domain-1/1/")))

    assert "Say more in T1.1.1." in shown


def test_verdict_that_asks_for_a_change_says_which(reviewed, client_for):
    response = client_for(reviewed.reviewer).post(
        page(reviewed, "domain-1/review/"), verdict(reviewed, "T1.1.1", "change_needed")
    )

    assert response.status_code == 422
    assert "Say what has to change." in text_of(response)
    assert not Verdict.objects.exists()


# Steps ------------------------------------------------------------------------------------------------


def test_step_is_taken_with_its_note(reviewed, client_for):
    judge(reviewed, reviewed.section(1), change=["T1.1.1"])

    done = client_for(reviewed.reviewer).post(
        page(reviewed, "domain-1/do/return/"), {"note": "Please say more."}
    )

    assert (done.status_code, reviewed.section(1).state) == (302, "returned")
    assert reviewed.section(1).events.order_by("pk").last().note == "Please say more."


def test_step_without_its_note_is_not_taken(reviewed, client_for):
    judge(reviewed, reviewed.section(1), change=["T1.1.1"])

    response = client_for(reviewed.reviewer).post(page(reviewed, "domain-1/do/return/"), {"note": " "})

    assert response.context["form"].errors == {"note": ["This field is required."]}
    assert reviewed.section(1).state == "in_review"


def test_step_that_is_refused_says_why_with_a_link(case, client_for):
    response = client_for(case.researcher).post(page(case, "domain-2/do/submit/"), {"note": CAPACITY})

    assert response.status_code == 409
    assert "T2.1.1: choose an answer." in text_of(response)
    assert f'href="{page(case, "domain-2/1/")}#answer-{case.answer("T2.1.1").pk}"' in text_of(response)


# Setting up -------------------------------------------------------------------------------------------


def form_of_assessment(case, **fields):
    return {
        "jurisdiction": case.assessment.jurisdiction_id,
        "instrument": case.assessment.instrument_id,
        "round": 2,
        "year": 2024,
        "working_language": "es",
        "data_cutoff_date": "2024-11-30",
    } | fields


def test_new_assessment_leads_to_its_people(case, client_for):
    done = client_for(case.coordinator).post("/en/assessments/new/", form_of_assessment(case))

    made = Assessment.objects.get(round=2)
    assert done.url == f"/en/assessments/{made.pk}/people/"
    assert (made.year, made.working_language, made.scope, made.created_by) == (
        2024,
        "es",
        "local",
        case.coordinator,
    )


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"round": 1}, {"__all__": ["This round of this place exists already."]}),
        ({"year": 2022}, {"__all__": ["This place has an assessment of this year already."]}),
        (
            {"instrument": "national"},
            {"instrument": ["This questionnaire isn’t made for a place of this level."]},
        ),
        (
            {"jurisdiction": 0},
            {"jurisdiction": ["Select a valid choice. That choice is not one of the available choices."]},
        ),
    ],
)
def test_new_assessment_that_cannot_be_is_not_made(case, client_for, fields, errors):
    if fields.get("instrument"):
        fields = {"instrument": make_instrument(slug="national", scope="national").pk}

    response = client_for(case.coordinator).post("/en/assessments/new/", form_of_assessment(case, **fields))

    assert response.context["form"].errors == errors
    assert Assessment.objects.count() == 1


def test_dates_are_set(db, client_for):
    case = make_case(launched=False)
    fields = {f"section-{section.pk}": DUE.isoformat() for section in case.assessment.sections.all()}

    done = client_for(case.coordinator).post(page(case, "dates/"), fields)

    assert done.url == page(case)
    assert set(case.assessment.sections.values_list("due_date", flat=True)) == {DUE}


# People -----------------------------------------------------------------------------------------------


def person(**fields):
    return {"email": "ada@example.org", "name": "Ada", "language": "fr", "role": "researcher"} | fields


def test_new_person_gets_a_role_and_an_invitation(
    case, client_for, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        done = client_for(case.coordinator).post(page(case, "people/"), person())

    ada = User.objects.get(email="ada@example.org")
    assert said(done) == ["Ada takes part now, and gets an invitation by mail."]
    assert (ada.name, ada.language, ada.roles.get().role) == ("Ada", "fr", "researcher")
    assert [mail.to for mail in mailoutbox] == [["ada@example.org"]]


def test_person_with_an_account_gets_a_role_and_keeps_the_name(case, client_for, mailoutbox):
    done = client_for(case.coordinator).post(
        page(case, "people/"), person(email=case.observer.email, name="Another name")
    )

    assert said(done) == ["Observer takes part now."]
    assert sorted(case.observer.roles.values_list("role", flat=True)) == ["observer", "researcher"]
    assert mailoutbox == []


def test_contributor_is_not_named_but_handed_pages(case, client_for):
    response = client_for(case.coordinator).post(page(case, "people/"), person(role="contributor"))

    assert "role" in response.context["form"].errors
    assert not User.objects.filter(email="ada@example.org").exists()


def test_role_is_taken_away(case, client_for):
    role = case.assessment.roles.get(role="observer")

    asked = client_for(case.coordinator).get(page(case, f"people/{role.pk}/remove/"))
    still = case.assessment.roles.filter(role="observer").exists()
    done = client_for(case.coordinator).post(page(case, f"people/{role.pk}/remove/"))

    assert "loses what the role allows" in text_of(asked)
    assert still
    assert said(done) == ["Observer no longer has the role: Observer."]
    assert not case.assessment.roles.filter(role="observer").exists()


def test_last_coordinator_stays_and_is_told_why(case, client_for):
    role = case.assessment.roles.get(role="coordinator")

    done = client_for(case.coordinator).post(page(case, f"people/{role.pk}/remove/"))

    assert done.status_code == 409
    assert "Name another coordinator first: an assessment always has one." in text_of(done)
    assert case.assessment.roles.filter(role="coordinator").exists()


def test_role_of_another_assessment_is_not_found(two, client_for):
    role = two.other.assessment.roles.get(role="observer")

    response = client_for(two.own.coordinator).post(page(two.own, f"people/{role.pk}/remove/"))

    assert response.status_code == 404
    assert RoleAssignment.objects.filter(pk=role.pk).exists()


# Sources ----------------------------------------------------------------------------------------------


def test_source_leads_to_no_other_site(case, client_for):
    done = client_for(case.researcher).post(
        page(case, "sources/new/"), {"kind": "law", "title": "Migration Act", "next": "https://evil.example/"}
    )

    assert done.url == page(case, "sources/")
    assert Source.objects.get().title == "Migration Act"


def test_source_list_shows_the_assessments_own_with_their_uses(two, client_for):
    tell_source(two.other, "Secret agreement of Bremen")
    tell_source(two.own, "Migration Act")
    answer_section(two.own, two.own.section(1))

    response = client_for(two.own.observer).get(page(two.own, "sources/"))

    assert [(source.title, source.uses) for source in response.context["object_list"]] == [
        ("Migration Act", 3)
    ]
    assert "Bremen" not in text_of(response)


def test_my_work_names_the_persons_assessments_only(two, client_for):
    shown = text_of(client_for(two.own.researcher).get("/en/work/"))

    assert "Quilmes" in shown
    assert "Bremen" not in shown


def test_places_of_other_assessments_may_be_chosen_anew(case, client_for):
    rosario = make_place("Rosario", case.assessment.jurisdiction.country)

    done = client_for(case.coordinator).post(
        "/en/assessments/new/", form_of_assessment(case, jurisdiction=rosario.pk, round=1, year=2022)
    )

    assert done.status_code == 302

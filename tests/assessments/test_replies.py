"""The right of reply: how a section comes back, and what those who answer say to the remarks."""

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from assessments import rules
from assessments.models import Assessment, RemarkReply, Section, Verdict
from assessments.workflow import (
    HANDOVER,
    SECTION,
    VerdictDraft,
    record_verdicts,
    reply_to_remark,
    save_answers,
)
from tests.factories.assessments import (
    CAPACITY,
    answer_part,
    approve,
    draft,
    judge,
    make_in_review,
    start_review,
)
from tests.factories.pages import page_of
from tests.replay import play
from workflows.engine import TransitionRefused, perform

NOTE = "Thank you. Two answers need a source."
REPLY = "There is no other law: the decree was never published."


def make_returned():
    case = make_in_review()
    judge(case, case.section(1), change=["T1.1.1", "T1.2.1"])
    perform(SECTION, "return", case.section(1), by=case.reviewer, note=NOTE)
    return case


@pytest.fixture
def returned(db):
    """The first section came back: a change is asked for in one answer of each page."""
    return play(make_returned)


def remark(case, code="T1.1.1"):
    return Verdict.objects.filter(revision__answer=case.answer(code), value="change_needed").latest("pk")


def page(case, path):
    return f"/en/assessments/{case.assessment.pk}/{path}"


def reply_page(case, code="T1.1.1"):
    return page(case, f"domain-1/{code[3]}/{code}/reply/{remark(case, code).pk}/")


def text_of(response):
    return " ".join(response.content.decode().split())


def replies():
    return list(RemarkReply.objects.order_by("pk").values_list("body", "language", "by__name"))


def change(case, code):
    answer = case.answer(code)
    wanted = draft(answer, "In 2023, it was widened.", option="no")
    save_answers(part=case.part(code[1:4]), drafts=[wanted], by=case.researcher)


def submit_again(case):
    perform(SECTION, "submit", case.section(1), by=case.researcher, note=CAPACITY)
    perform(SECTION, "start review", case.section(1), by=case.reviewer)


# How it comes back -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "codes"), [("domain-1/check/", {"T1.1.1", "T1.2.1"}), ("domain-1/1/", {"T1.1.1"})]
)
@pytest.mark.parametrize("role", ["researcher", "focal_point", "coordinator", "observer"])
def test_returned_section_says_who_returned_it_why_and_which_answers(returned, client_for, role, path, codes):
    response = client_for(returned.in_role(role)).get(page(returned, path))

    shown = text_of(response)
    block = shown[shown.index('aria-labelledby="returned"') : shown.index("</section>")]
    assert "Reviewer, <time" in block
    assert NOTE in block
    assert {each.answer.indicator.code for each in response.context["returned"].answers} == codes
    for code in codes:
        assert f'<a href="#answer-{returned.answer(code).pk}">{code}</a>' in block
        assert f"Say more in {code}." in block
    assert block.count("nothing done yet") == len(codes)


def test_contributor_sees_the_remarks_on_the_own_pages_alone(returned, client_for):
    shown = text_of(client_for(returned.contributor).get(page(returned, "domain-1/check/")))

    assert NOTE in shown
    assert "Say more in T1.1.1." in shown
    assert "T1.2.1" not in shown


def test_list_says_what_was_done_about_each_answer(returned, client_for):
    change(returned, "T1.1.1")
    reply_to_remark(verdict=remark(returned, "T1.2.1"), body=REPLY, by=returned.researcher)

    found = client_for(returned.researcher).get(page(returned, "domain-1/check/")).context["returned"]

    assert [(each.answer.indicator.code, each.changed, each.replied) for each in found.answers] == [
        ("T1.1.1", True, False),
        ("T1.2.1", False, True),
    ]


def test_block_goes_with_the_submission_and_an_older_remark_is_not_listed_again(returned, client_for):
    researcher = client_for(returned.researcher)
    change(returned, "T1.1.1")
    change(returned, "T1.2.1")
    submit_again(returned)
    meanwhile = researcher.get(page(returned, "domain-1/check/")).context["returned"]
    judge(returned, returned.section(1), change=["T1.1.2"])
    perform(SECTION, "return", returned.section(1), by=returned.second_reviewer, note="One more.")

    found = researcher.get(page(returned, "domain-1/check/")).context["returned"]

    assert meanwhile is None
    assert (found.event.note, found.event.by) == ("One more.", returned.second_reviewer)
    assert [each.answer.indicator.code for each in found.answers] == ["T1.1.2"]


def test_reopened_section_says_who_reopened_it_and_why(case, client_for):
    approve(case, case.section(1))
    perform(SECTION, "reopen", case.section(1), by=case.coordinator, note="An error in T1.1.1.")

    response = client_for(case.researcher).get(page(case, "domain-1/1/"))

    shown = text_of(response)
    assert '<h2 id="returned">Reopened</h2>' in shown
    assert "An error in T1.1.1." in shown
    assert response.context["returned"].answers == ()


def test_private_remarks_are_neither_listed_nor_answered(returned, client_for):
    change(returned, "T1.1.1")
    change(returned, "T1.2.1")
    submit_again(returned)
    record_verdicts(
        section=returned.section(1),
        drafts=[VerdictDraft(returned.answer("T1.1.2").current_id, "change_needed", "Secret so far.")],
        by=returned.reviewer,
    )
    private = Verdict.objects.private().get()
    Section.objects.filter(pk=returned.section(1).pk).update(state="returned")

    researcher = client_for(returned.researcher)
    for path in ("domain-1/check/", "domain-1/1/"):
        assert "Secret so far." not in text_of(researcher.get(page(returned, path)))
    assert researcher.get(page(returned, f"domain-1/1/T1.1.2/reply/{private.pk}/")).status_code == 404
    with pytest.raises(PermissionDenied):
        reply_to_remark(verdict=private, body=REPLY, by=returned.researcher)


# The reply -------------------------------------------------------------------------------------------


def test_reply_is_kept_for_good_in_the_language_of_the_assessment(returned):
    reply_to_remark(verdict=remark(returned), body=f"  {REPLY}\n", by=returned.researcher)

    assert replies() == [(REPLY, "en", "Researcher")]
    with pytest.raises(IntegrityError), transaction.atomic():
        RemarkReply.objects.update(body="Something else.")


@pytest.mark.parametrize("role", ["researcher", "focal_point", "contributor"])
def test_those_who_answer_may_reply(returned, role):
    reply_to_remark(verdict=remark(returned), body=REPLY, by=returned.in_role(role))

    assert len(replies()) == 1


@pytest.mark.parametrize("role", ["coordinator", "reviewer", "observer"])
def test_those_who_only_read_may_not_reply(returned, role):
    with pytest.raises(PermissionDenied):
        reply_to_remark(verdict=remark(returned), body=REPLY, by=returned.in_role(role))

    assert replies() == []


def test_those_who_do_not_see_the_answer_do_not_even_learn_that_it_is_there(two):
    case = two.own
    start_review(case, case.section(1))
    judge(case, case.section(1), change=["T1.2.1"])
    perform(SECTION, "return", case.section(1), by=case.reviewer, note=NOTE)
    verdict = remark(case, "T1.2.1")

    for person in (case.contributor, case.translator, two.other.researcher, two.stranger, two.superuser):
        with pytest.raises(Section.DoesNotExist):
            reply_to_remark(verdict=verdict, body=REPLY, by=person)
    assert replies() == []


def test_contributor_who_handed_the_page_back_replies_no_more(returned, client_for):
    perform(HANDOVER, "hand back", returned.part("1.1").handovers.get(), by=returned.contributor)

    with pytest.raises(TransitionRefused) as refused:
        reply_to_remark(verdict=remark(returned), body=REPLY, by=returned.contributor)

    contributor = client_for(returned.contributor)
    assert str(refused.value) == "You have handed this page back, so it can’t be changed now."
    assert ">Reply" not in text_of(contributor.get(page(returned, "domain-1/1/")))
    assert ">Reply" not in text_of(contributor.get(page(returned, "domain-1/check/")))


@pytest.mark.parametrize("state", ["submitted", "in_review", "approved"])
def test_reply_only_while_the_section_can_be_answered(returned, state):
    Section.objects.filter(pk=returned.section(1).pk).update(state=state)

    with pytest.raises(TransitionRefused):
        reply_to_remark(verdict=remark(returned), body=REPLY, by=returned.researcher)

    assert replies() == []


def test_what_was_accepted_takes_no_reply(returned):
    accepted = Verdict.objects.get(revision=returned.answer("T1.1.2").current)

    with pytest.raises(PermissionDenied):
        reply_to_remark(verdict=accepted, body=REPLY, by=returned.researcher)


def test_empty_reply_is_none(returned):
    with pytest.raises(TransitionRefused) as refused:
        reply_to_remark(verdict=remark(returned), body=" \n", by=returned.researcher)

    assert str(refused.value) == "Write a reply."
    assert replies() == []


def test_reply_said_twice_is_one_reply(returned):
    verdict = remark(returned)
    for body, by in (
        (REPLY, returned.researcher),
        (REPLY, returned.researcher),
        (REPLY, returned.focal_point),
        ("And so on.", returned.focal_point),
    ):
        reply_to_remark(verdict=verdict, body=body, by=by)

    assert [(body, name) for body, _language, name in replies()] == [
        (REPLY, "Researcher"),
        (REPLY, "Focal point"),
        ("And so on.", "Focal point"),
    ]


# Its page --------------------------------------------------------------------------------------------


def test_reply_is_written_with_the_answer_and_the_remark_before_ones_eyes(returned, client_for):
    shown = text_of(client_for(returned.researcher).get(reply_page(returned)))

    assert "Question T1.1.1?" in shown
    assert "In 2022, the Secretariat answered T1.1.1." in shown
    assert "Say more in T1.1.1." in shown


@pytest.mark.parametrize(
    ("query", "back"), [("", "domain-1/1/#answer-{}"), ("?then=check", "domain-1/check/#answer-{}")]
)
def test_reply_leads_back_to_where_one_came_from(returned, client_for, query, back):
    client = client_for(returned.researcher)

    done = client.post(reply_page(returned) + query, {"body": REPLY})

    assert (done.status_code, done.url) == (302, page(returned, back.format(returned.answer("T1.1.1").pk)))
    assert [str(m) for m in get_messages(done.wsgi_request)] == ["Your reply stands beside the remark."]
    assert replies() == [(REPLY, "en", "Researcher")]


@pytest.mark.parametrize(
    ("body", "words"), [(" ", "Write a reply."), ("x" * 2001, "at most 2000 characters")]
)
def test_faulty_reply_comes_back_as_it_was_typed(returned, client_for, body, words):
    response = client_for(returned.researcher).post(reply_page(returned), {"body": body})

    assert response.status_code == 422
    assert words in text_of(response)
    assert response.context["form"]["body"].value() == body
    assert replies() == []


def test_reply_that_comes_too_late_is_not_lost(returned, client_for):
    path = reply_page(returned)
    change(returned, "T1.1.1")
    change(returned, "T1.2.1")
    submit_again(returned)
    client = client_for(returned.researcher)

    response = client.post(path, {"body": REPLY})

    assert response.status_code == 409
    assert f"{REPLY}</textarea>" in text_of(response)
    assert "You can’t reply now. State of the section: In review." in text_of(client.get(path))
    assert replies() == []


@pytest.mark.parametrize(
    "path", ["domain-1/1/T1.1.2/reply/{}/", "domain-1/2/T1.1.1/reply/{}/", "domain-1/1/T1.1.1/reply/0/"]
)
def test_remark_has_one_address(returned, client_for, path):
    asked = page(returned, path.format(remark(returned).pk))

    assert client_for(returned.researcher).get(asked).status_code == 404


def test_button_on_the_page_saves_what_was_typed_and_leads_to_the_reply(returned, client_for):
    client = client_for(returned.researcher)
    then = f"reply-T1.1.1-{remark(returned).pk}"
    shown = text_of(client.get(page(returned, "domain-1/1/")))
    typed = page_of(returned.part("1.1"), T1_1_2={"statement": "In 2024."})

    done = client.post(page(returned, "domain-1/1/"), typed | {"then": then})

    assert f'name="then" value="{then}"' in shown
    assert (done.status_code, done.url) == (302, reply_page(returned))
    assert returned.answer("T1.1.2").current.statement == "In 2024."


@pytest.mark.parametrize("then", ["reply-T1.1.1-", "reply-T1.1.1-x", "reply-T9.9.9-1"])
def test_button_that_no_page_has_leads_on(returned, client_for, then):
    typed = page_of(returned.part("1.1")) | {"then": then}

    done = client_for(returned.researcher).post(page(returned, "domain-1/1/"), typed)

    assert done.url == page(returned, "domain-1/2/")


# Beside the remark -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "role", ["researcher", "focal_point", "contributor", "observer", "coordinator", "reviewer"]
)
def test_reply_stands_beside_the_remark_for_all_who_see_the_answer_also_later(returned, client_for, role):
    reply_to_remark(verdict=remark(returned), body=REPLY, by=returned.researcher)
    reply_to_remark(verdict=remark(returned, "T1.2.1"), body="See there.", by=returned.focal_point)
    paths = ["domain-1/1/", "domain-1/check/", *(["domain-1/review/"] if role == "reviewer" else [])]
    client = client_for(returned.in_role(role))

    before = [REPLY in text_of(client.get(page(returned, path))) for path in paths]
    submit_again(returned)
    after = [REPLY in text_of(client.get(page(returned, path))) for path in paths]

    assert before == after == [True] * len(paths)


def test_remarks_of_earlier_rounds_are_folded_under_the_newest(returned, client_for):
    reply_to_remark(verdict=remark(returned), body=REPLY, by=returned.researcher)
    change(returned, "T1.2.1")
    submit_again(returned)
    judge(returned, returned.section(1), change=["T1.1.1"])
    perform(SECTION, "return", returned.section(1), by=returned.reviewer, note="Once more.")
    newest = remark(returned)

    shown = text_of(client_for(returned.researcher).get(page(returned, "domain-1/1/")))

    folded = shown.index("Earlier remarks")
    assert shown.index(f'id="remark-{newest.pk}"') < folded < shown.index(REPLY)
    assert shown.count(">Reply<") == 1
    assert f"reply-T1.1.1-{newest.pk}" in shown


def test_what_people_wrote_is_text_wherever_it_is_shown(returned, client_for):
    payload = "<script>alert(1)</script>"
    reply_to_remark(verdict=remark(returned), body=payload, by=returned.researcher)
    change(returned, "T1.2.1")
    submit_again(returned)

    for path in ("domain-1/1/", "domain-1/check/", "domain-1/review/"):
        shown = text_of(client_for(returned.reviewer).get(page(returned, path)))
        assert payload not in shown
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown


# Dealt with ------------------------------------------------------------------------------------------


def undone(case):
    return [str(problem) for problem in rules.unchanged_answers(case.section(1), case.researcher)]


def test_answer_is_dealt_with_when_it_was_changed_or_replied_to(returned):
    words = "{}: the reviewer asked for a change: change the answer, or reply to the remark."
    at_first = undone(returned)
    change(returned, "T1.1.1")
    then = undone(returned)
    reply_to_remark(verdict=remark(returned, "T1.2.1"), body=REPLY, by=returned.focal_point)

    assert at_first == [words.format("T1.1.1"), words.format("T1.2.1")]
    assert then == [words.format("T1.2.1")]
    assert undone(returned) == []


def test_reply_to_an_earlier_remark_does_not_answer_a_later_one(returned):
    reply_to_remark(verdict=remark(returned), body=REPLY, by=returned.researcher)
    change(returned, "T1.2.1")
    submit_again(returned)
    judge(returned, returned.section(1), change=["T1.1.1"])
    perform(SECTION, "return", returned.section(1), by=returned.reviewer, note="Once more.")

    insisted = undone(returned)
    reply_to_remark(verdict=remark(returned), body="Still none.", by=returned.researcher)

    assert insisted == ["T1.1.1: the reviewer asked for a change: change the answer, or reply to the remark."]
    assert undone(returned) == []


def test_text_that_was_accepted_in_the_end_asks_for_nothing(returned):
    reply_to_remark(verdict=remark(returned), body=REPLY, by=returned.researcher)
    change(returned, "T1.2.1")
    submit_again(returned)
    judge(returned, returned.section(1))
    perform(SECTION, "approve", returned.section(1), by=returned.reviewer)
    perform(SECTION, "reopen", returned.section(1), by=returned.coordinator, note="A late change.")

    assert undone(returned) == []


def test_replies_do_not_move_the_section(returned):
    answer_part(returned, returned.part("2.1"))
    for code in ("T1.1.1", "T1.2.1"):
        reply_to_remark(verdict=remark(returned, code), body=REPLY, by=returned.researcher)

    assert returned.section(1).state == "returned"
    assert Assessment.objects.get(pk=returned.assessment.pk).state == "collecting"

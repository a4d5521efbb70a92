"""The review desk: what a reviewer sees beside each answer, and what becomes of the verdicts."""

import datetime
from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.messages import get_messages
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from assessments import report, rules
from assessments.choices import Role
from assessments.models import (
    Answer,
    Assessment,
    AssessmentEvent,
    ReviewQuery,
    Section,
    SectionEvent,
    StandardRemark,
    Verdict,
)
from assessments.permissions import RIGHTS
from assessments.workflow import (
    SECTION,
    CitationDraft,
    VerdictDraft,
    accept_rest,
    record_verdicts,
    reply_to_remark,
    save_answers,
)
from profiles.models import Edition, Profile
from tests.factories import queries
from tests.factories.assessments import (
    CAPACITY,
    answer_before,
    answer_part,
    draft,
    judge,
    keep_file,
    launch,
    make_case,
    make_in_review,
    start_review,
    tell_source,
)
from tests.factories.instruments import make_instrument
from tests.factories.places import make_country, make_place
from tests.replay import play
from workflows.engine import TransitionRefused, available, perform, problems

TEXT = "In 2022, the Secretariat answered {}."


def desk_of(case, *, show="", number=1, by=None):
    """What the report gathers."""
    section = case.section(number)
    events = section.events.select_related("by").order_by("-at", "-pk")
    steps = [step for step in SECTION.transitions if step.name in ("return", "approve")]
    return report.section_desk(
        section,
        by=by or case.reviewer,
        held=RIGHTS[Role.REVIEWER],
        steps=steps,
        events=events,
        show=show,
    )


def line(case, code):
    return next(each for each in desk_of(case).lines if each.answer.indicator.code == code)


def review(case, number=1, query=""):
    return f"/en/assessments/{case.assessment.pk}/domain-{number}/review/{query}"


def text_of(response):
    return " ".join(response.content.decode().split())


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def fields(case, code, value, remark="", **more):
    """What the desk sends of one answer, as it was shown."""
    answer = case.answer(code)
    standing = Verdict.objects.filter(revision=answer.current_id).standing().order_by("-pk").first()
    sent = {"revision": answer.current_id, "seen": standing.pk if standing else 0, "value": value}
    return {f"answer-{answer.pk}-{name}": part for name, part in (sent | {"remark": remark} | more).items()}


def send(client, case, *typed, as_json=False, query=""):
    headers = {"accept": "application/json"} if as_json else {}
    data = {name: value for each in typed for name, value in each.items()}
    return client.post(review(case, query=query), data, headers=headers)


def kept():
    """Every verdict: code, value, remark, and whether it is still private."""
    rows = Verdict.objects.order_by("revision__answer__indicator__code", "pk")
    said_of = rows.values_list("revision__answer__indicator__code", "value", "remark", "sent_at")
    return [(code, value, remark, sent_at is None) for code, value, remark, sent_at in said_of]


def send_back(case, *codes):
    """Return the section with a change asked for in these answers; the others are accepted."""
    judge(case, case.section(1), change=codes)
    perform(SECTION, "return", case.section(1), by=case.reviewer, note="Please say more.")


def change(case, code, statement, *, option="yes", citations=()):
    """The answer says something else."""
    answer = case.answer(code)
    wanted = draft(answer, statement, option=option, citations=citations)
    save_answers(part=case.part(code[1:4]), drafts=[wanted], by=case.researcher)


def submit_again(case):
    perform(SECTION, "submit", case.section(1), by=case.researcher, note=CAPACITY)
    perform(SECTION, "start review", case.section(1), by=case.reviewer)


def ask(case, code, state="open"):
    answer = case.answer(code)
    return ReviewQuery.objects.create(
        answer=answer,
        section=answer.part.section,
        revision=answer.current,
        state=state,
        opened_by=case.reviewer,
    )


@pytest.fixture
def reviewed(db):
    """The first section, in its first review: three answers."""
    return play(make_in_review)


@pytest.fixture
def reviewer(reviewed, client_for):
    return client_for(reviewed.reviewer)


# What stands beside an answer ------------------------------------------------------------------------


def test_answers_stand_in_the_order_of_the_questionnaire_with_what_they_say(reviewed, reviewer):
    response = reviewer.get(review(reviewed))

    shown = text_of(response)
    assert [row.answer.indicator.code for row, _form in response.context["rows"]] == [
        "T1.1.1",
        "T1.1.2",
        "T1.2.1",
    ]
    assert "Question T1.1.1?" in shown
    assert "Guidance T1.1.1." in shown
    assert TEXT.format("T1.1.1") in shown


def test_sources_are_opened_beside_the_text_with_quotation_link_and_files(case, client_for):
    source = tell_source(
        case,
        "Ley de Migraciones",
        translated_title="Law on Migration and Asylum",
        url="https://law.example/25871",
    )
    file = keep_file(case, source, name="law.pdf")
    answer_part(case, case.part("1.1"))
    answer_part(case, case.part("1.2"))
    cited = CitationDraft(source.pk, "art. 3", "Everyone has access to health care.")
    change(case, "T1.1.1", "In 2022, it opened.", citations=(cited,))
    submit_again(case)

    shown = text_of(client_for(case.reviewer).get(review(case)))

    [beside] = [part for part in shown.split('<details class="cited" open>') if "art. 3" in part]
    for words in (
        "1 source<",
        "Ley de Migraciones",
        "Law on Migration and Asylum",
        "Everyone has access to health care.",
        'href="https://law.example/25871"',
        f'href="/en/assessments/{case.assessment.pk}/files/{file.pk}/"',
        f'href="/en/assessments/{case.assessment.pk}/sources/{source.pk}/"',
        "law.pdf",
    ):
        assert words in beside


def test_what_the_round_before_says_is_folded_where_it_is_the_same(db, client_for):
    country = make_country()
    place, instrument = make_place("Quilmes", country), make_instrument()
    first, case = (
        make_case(names=f" {n}", instrument=instrument, place=place, round=n, year=2020 + n, launched=False)
        for n in (1, 2)
    )
    launch(first)
    for number in ("1.1", "1.2"):
        answer_part(first, first.part(number))
    Assessment.objects.filter(pk=first.assessment.pk).update(state="approved")
    launch(case)
    for number in ("1.1", "1.2"):
        answer_part(case, case.part(number))
    change(case, "T1.1.2", "In 2022, it was closed.", option="no")
    submit_again(case)

    found = {
        each.answer.indicator.code: [(e.answer.current.statement, e.same) for e in each.earlier]
        for each in desk_of(case).lines
    }
    shown = text_of(client_for(case.reviewer).get(review(case)))

    assert found == {
        "T1.1.1": [(TEXT.format("T1.1.1"), True)],
        "T1.1.2": [(TEXT.format("T1.1.2"), False)],
        "T1.2.1": [(TEXT.format("T1.2.1"), True)],
    }
    says = "<summary>What the assessment of 2021 says"
    assert shown.count(f'<details class="earlier"> {says}') == 2
    assert f'<details class="earlier" open> {says}, T1.1.2<' in shown
    assert f"{says}, T1.1.1 (the same)</summary>" in shown
    assert "Start from this" not in shown


def test_what_was_said_in_the_last_review_stands_beside_with_the_replies(reviewed, reviewer):
    send_back(reviewed, "T1.1.1", "T1.1.2")
    verdict = Verdict.objects.get(revision=reviewed.answer("T1.1.1").current)
    reply_to_remark(verdict=verdict, body="There is no other law.", by=reviewed.researcher)
    change(reviewed, "T1.1.2", "In 2023, it was widened.", option="no")
    submit_again(reviewed)

    shown = text_of(reviewer.get(review(reviewed)))

    assert [
        (each.answer.indicator.code, each.verdict and each.verdict.value, each.replied)
        for each in desk_of(reviewed).lines
    ] == [("T1.1.1", None, True), ("T1.1.2", None, False), ("T1.2.1", "accepted", False)]
    assert shown.count("Remark of the reviewer</strong>") == 2
    assert "Say more in T1.1.1." in shown
    assert "Reply of Researcher</strong>" in shown
    assert "There is no other law." in shown


# What changed -----------------------------------------------------------------------------------------


def test_nothing_is_compared_on_a_first_submission(reviewed, reviewer):
    shown = text_of(reviewer.get(review(reviewed)))

    assert [each.change for each in desk_of(reviewed).lines] == [None, None, None]
    assert "the last submission" not in shown
    assert "?show=changed" not in shown


def test_changes_since_the_last_submission_are_shown_word_by_word(reviewed, reviewer):
    law = reviewed.assessment.sources.get()
    decree = tell_source(reviewed, "Decree 1430")
    send_back(reviewed, "T1.1.1", "T1.1.2")
    change(
        reviewed, "T1.1.1", "In 2023, the Secretariat answered T1.1.1.", citations=(CitationDraft(decree.pk),)
    )
    change(reviewed, "T1.1.2", TEXT.format("T1.1.2"), option="partly", citations=(CitationDraft(law.pk),))
    submit_again(reviewed)

    shown = text_of(reviewer.get(review(reviewed)))

    assert shown.count("Changed since the last submission<") == 2
    assert shown.count("Not changed since the last submission<") == 1
    assert "In <ins>2023</ins>, the Secretariat answered T1.1.1." in shown
    assert "In <del>2022</del>, the Secretariat answered T1.1.1." in shown
    assert f'Source added: <ins dir="auto">{decree}</ins>' in shown
    assert f'Source taken out: <del dir="auto">{law}</del>' in shown
    assert shown.count("The answer was “Yes”.") == 1


def test_source_that_is_cited_differently_is_named_with_both_places(reviewed, reviewer):
    law = reviewed.assessment.sources.get()
    send_back(reviewed, "T1.1.1")
    change(
        reviewed,
        "T1.1.1",
        TEXT.format("T1.1.1"),
        citations=(CitationDraft(law.pk, "art. 4", "All have access."),),
    )
    submit_again(reviewed)

    found = line(reviewed, "T1.1.1").change
    shown = text_of(reviewer.get(review(reviewed)))

    assert [(each.then.locator, each.now.locator) for each in found.citations] == [("", "art. 4")]
    assert (found.other_statement, found.other_answer, found.new) == (False, False, False)
    assert "<ins>All have access.</ins>" in shown


def test_answer_that_said_nothing_before_is_new(case, client_for):
    case.assessment.instrument.indicators.filter(code="T1.1.2").update(required=False)
    for code in ("T1.1.1", "T1.2.1"):
        change(case, code, "In 2022, it opened.", option="no")
    submit_again(case)
    send_back(case, "T1.1.1")
    change(case, "T1.1.1", "In 2021, it opened.", option="no")
    change(case, "T1.1.2", "In 2021, too.", option="no")
    submit_again(case)

    shown = text_of(client_for(case.reviewer).get(review(case)))

    assert [bool(each.change and each.change.new) for each in desk_of(case).lines] == [False, True, False]
    assert shown.count("New in this submission<") == 1


def test_text_that_was_put_back_did_not_change(reviewed):
    law = reviewed.assessment.sources.get()
    send_back(reviewed, "T1.1.1", "T1.1.2")
    for code in ("T1.1.1", "T1.1.2"):
        change(reviewed, code, "In 2023, it opened.", option="no")
    change(reviewed, "T1.1.1", TEXT.format("T1.1.1"), citations=(CitationDraft(law.pk),))
    submit_again(reviewed)

    assert [bool(each.change) for each in desk_of(reviewed).lines] == [False, True, False]


def test_submission_that_was_taken_back_was_read_by_nobody(reviewed):
    send_back(reviewed, "T1.1.1", "T1.1.2")
    for code in ("T1.1.1", "T1.1.2"):
        change(reviewed, code, "In 2023, it opened.", option="no")
    perform(SECTION, "submit", reviewed.section(1), by=reviewed.researcher, note=CAPACITY)
    perform(SECTION, "recall", reviewed.section(1), by=reviewed.researcher)
    change(reviewed, "T1.1.2", "In 2024, it opened.", option="no")
    submit_again(reviewed)

    found = [each.change and each.change.then.statement for each in desk_of(reviewed).lines]

    assert found == [TEXT.format("T1.1.1"), TEXT.format("T1.1.2"), None]


def test_first_submission_that_was_taken_back_is_not_compared_with(case):
    answer_part(case, case.part("1.1"))
    answer_part(case, case.part("1.2"))
    perform(SECTION, "submit", case.section(1), by=case.researcher, note=CAPACITY)
    perform(SECTION, "recall", case.section(1), by=case.researcher)
    change(case, "T1.1.2", "In 2024, it opened.", option="no")
    submit_again(case)

    assert not desk_of(case).compared


# The filter ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("show", "codes"),
    [
        ("", ["T1.1.1", "T1.1.2", "T1.2.1"]),
        ("all", ["T1.1.1", "T1.1.2", "T1.2.1"]),
        ("nonsense", ["T1.1.1", "T1.1.2", "T1.2.1"]),
        ("changed", ["T1.1.1"]),
        ("open", ["T1.1.1"]),
        ("change", ["T1.1.2"]),
        ("queries", ["T1.2.1"]),
    ],
)
def test_filter_in_the_address_chooses_the_answers(reviewed, reviewer, show, codes):
    send_back(reviewed, "T1.1.1", "T1.1.2")
    change(reviewed, "T1.1.1", "In 2023, it opened.", option="no")
    verdict = Verdict.objects.get(revision=reviewed.answer("T1.1.2").current)
    reply_to_remark(verdict=verdict, body="There is none.", by=reviewed.researcher)
    submit_again(reviewed)
    send(reviewer, reviewed, fields(reviewed, "T1.1.2", "change_needed", "Still: which law?"))
    ask(reviewed, "T1.2.1")
    ask(reviewed, "T1.1.1", state="resolved")

    response = reviewer.get(review(reviewed, query=f"?show={show}"))

    assert [row.answer.indicator.code for row, _form in response.context["rows"]] == codes
    counts = {choice.name: choice.count for choice in response.context["desk"].choices}
    assert counts == {"all": 3, "changed": 1, "open": 1, "change": 1, "queries": 1}


def test_verdicts_of_a_filtered_page_leave_the_other_answers_alone(reviewed, reviewer):
    send(reviewer, reviewed, fields(reviewed, "T1.1.1", "accepted"))

    done = send(reviewer, reviewed, fields(reviewed, "T1.1.2", "accepted"), query="?show=open")

    assert done.url == review(reviewed, query="?show=open")
    assert [row[:2] for row in kept()] == [("T1.1.1", "accepted"), ("T1.1.2", "accepted")]


# Verdicts --------------------------------------------------------------------------------------------


def test_faulty_verdict_keeps_nobody_from_keeping_the_others(reviewed, reviewer):
    response = send(
        reviewer,
        reviewed,
        fields(reviewed, "T1.1.1", "accepted"),
        fields(reviewed, "T1.1.2", "change_needed"),
        fields(reviewed, "T1.2.1", "", "Which year?"),
    )

    answers = [reviewed.answer(code).pk for code in ("T1.1.2", "T1.2.1")]
    shown = text_of(response)
    assert response.status_code == 422
    assert kept() == [("T1.1.1", "accepted", "", True)]
    assert f'id="id_answer-{answers[0]}-remark_error"' in shown
    assert "Say what has to change." in shown
    assert f'id="id_answer-{answers[1]}-value_error"' in shown
    assert "Choose a verdict, or empty the remark: a remark alone isn’t kept." in shown
    assert "Which year?</textarea>" in shown
    assert f'value="change_needed" id="id_answer-{answers[0]}-value_1" ' in shown
    assert [form.is_bound for _line, form in response.context["rows"]] == [False, True, True]


def test_verdict_of_another_reviewer_is_never_written_over_unseen(reviewed, reviewer):
    shown_before = fields(reviewed, "T1.1.1", "accepted")
    record_verdicts(
        section=reviewed.section(1),
        drafts=[VerdictDraft(reviewed.answer("T1.1.1").current_id, "change_needed", "Which law?")],
        by=reviewed.second_reviewer,
    )

    response = send(reviewer, reviewed, shown_before, fields(reviewed, "T1.1.2", "accepted"))

    assert response.status_code == 409
    assert (
        "Second reviewer judged this answer meanwhile: “Change needed”, “Which law?” Yours isn’t kept yet."
        in text_of(response)
    )
    assert kept() == [
        ("T1.1.1", "change_needed", "Which law?", True),
        ("T1.1.2", "accepted", "", True),
    ]

    form = response.context["rows"][0][1]
    again = {f"{form.prefix}-{name}": form[name].value() for name in ("revision", "seen", "value", "remark")}
    assert send(reviewer, reviewed, again).status_code == 302
    assert kept()[0] == ("T1.1.1", "accepted", "", True)


def test_own_verdict_that_the_page_has_not_heard_of_is_no_conflict(reviewed, reviewer):
    shown_before = fields(reviewed, "T1.1.1", "change_needed", "Which law?")
    send(reviewer, reviewed, fields(reviewed, "T1.1.1", "accepted"), as_json=True)

    done = send(reviewer, reviewed, shown_before)

    assert done.status_code == 302
    assert kept() == [("T1.1.1", "change_needed", "Which law?", True)]


def test_page_that_shows_no_verdict_takes_none_back(reviewed, reviewer):
    untouched = fields(reviewed, "T1.1.1", "")
    record_verdicts(
        section=reviewed.section(1),
        drafts=[VerdictDraft(reviewed.answer("T1.1.1").current_id, "accepted")],
        by=reviewed.second_reviewer,
    )

    response = send(reviewer, reviewed, untouched)

    assert response.status_code == 409
    assert kept() == [("T1.1.1", "accepted", "", True)]


def test_verdict_that_was_taken_back_meanwhile_is_said(reviewed, reviewer):
    send(reviewer, reviewed, fields(reviewed, "T1.1.1", "accepted"))
    seen = fields(reviewed, "T1.1.1", "change_needed", "Which law?")
    record_verdicts(
        section=reviewed.section(1),
        drafts=[VerdictDraft(reviewed.answer("T1.1.1").current_id, "")],
        by=reviewed.second_reviewer,
    )

    response = send(reviewer, reviewed, seen)

    assert "The verdict that you saw was taken back meanwhile." in text_of(response)
    assert (response.status_code, kept()) == (409, [])


def test_verdict_is_never_given_on_a_text_that_was_not_seen(reviewed, reviewer):
    read = fields(reviewed, "T1.1.1", "accepted", "Good.")
    send_back(reviewed, "T1.1.1")
    change(reviewed, "T1.1.1", "Another text.", option="no")
    submit_again(reviewed)

    response = send(reviewer, reviewed, read)

    form = response.context["rows"][0][1]
    assert response.status_code == 409
    assert "T1.1.1 was changed since you opened this page: read it again." in text_of(response)
    assert "<ins>Another text</ins>" in text_of(response)
    assert not Verdict.objects.filter(revision=reviewed.answer("T1.1.1").current).exists()
    assert form["revision"].value() == reviewed.answer("T1.1.1").current_id
    assert (form["value"].value(), form["remark"].value()) == ("", "Good.")


def test_what_was_typed_stays_when_verdicts_can_no_longer_be_given(reviewed, reviewer):
    typed = fields(reviewed, "T1.1.2", "change_needed", "Which article of the law?")
    send_back(reviewed, "T1.1.1")

    response = send(reviewer, reviewed, typed)

    assert response.status_code == 409
    assert "Verdicts can’t be given now: the state is “Returned with remarks”." in text_of(response)
    assert "Which article of the law?</textarea>" in text_of(response)


def test_verdicts_wait_while_the_assessment_does_not_run(reviewed):
    Assessment.objects.filter(pk=reviewed.assessment.pk).update(state="cancelled")

    with pytest.raises(TransitionRefused):
        record_verdicts(
            section=reviewed.section(1),
            drafts=[VerdictDraft(reviewed.answer("T1.1.1").current_id, "accepted")],
            by=reviewed.reviewer,
        )

    assert kept() == []


def test_desk_of_ones_own_work_is_for_reading(case, client_for):
    answer_before(case, case.reviewer, case.part("1.1"))
    answer_part(case, case.part("1.2"))
    perform(SECTION, "submit", case.section(1), by=case.researcher, note=CAPACITY)
    perform(SECTION, "start review", case.section(1), by=case.second_reviewer)

    own, others = (client_for(person).get(review(case)) for person in (case.reviewer, case.second_reviewer))

    assert "You wrote answers in this section, so someone else must review it." in text_of(own)
    assert len(own.context["verdict_forms"]) == 0
    assert len(others.context["verdict_forms"]) == 3


def test_desk_of_ones_own_country_is_for_reading(reviewed, reviewer):
    User.objects.filter(pk=reviewed.reviewer.pk).update(country="AR")

    response = reviewer.get(review(reviewed))

    assert "You belong to Argentina" in text_of(response)
    assert len(response.context["verdict_forms"]) == 0
    assert send(reviewer, reviewed, fields(reviewed, "T1.1.1", "accepted")).status_code == 409
    assert kept() == []


def test_question_that_is_not_asked_takes_no_verdict(db, client_for):
    case = make_case(instrument=make_instrument(asked={"T1.1.2": {"show_if": ("T1.1.1", ["yes"])}}))
    answer_part(case, case.part("1.1"))
    answer_part(case, case.part("1.2"))
    change(case, "T1.1.1", "There is none.", option="no")
    submit_again(case)

    response = client_for(case.reviewer).get(review(case))

    assert [bool(form) for _line, form in response.context["rows"]] == [True, False, True]
    assert (response.context["progress"].judged, response.context["progress"].total) == (0, 2)
    assert "Not asked, because of the answer to another question" in text_of(response)


# One verdict at once ---------------------------------------------------------------------------------


def test_one_verdict_is_kept_at_once_and_told_in_a_few_words(reviewed, reviewer):
    response = send(reviewer, reviewed, fields(reviewed, "T1.1.2", "accepted"), as_json=True)

    told = response.json()
    bar = told.pop("bar")
    assert response.status_code == 200
    assert told == {
        "words": told["words"],
        "remark": "",
        "seen": Verdict.objects.get().pk,
        "value": "accepted",
        "label": "Accepted",
    }
    assert told["words"].startswith("Kept ")
    assert "1 of 3 judged" in bar
    assert f"/review/#answer-{reviewed.answer('T1.1.1').pk}" in bar
    assert f"#answer-{reviewed.answer('T1.1.2').pk}" not in bar
    assert kept() == [("T1.1.2", "accepted", "", True)]


def test_one_verdict_is_taken_back_at_once(reviewed, reviewer):
    send(reviewer, reviewed, fields(reviewed, "T1.1.2", "accepted"), as_json=True)

    response = send(reviewer, reviewed, fields(reviewed, "T1.1.2", ""), as_json=True)

    told = response.json()
    assert (told["words"], told["seen"], told["label"]) == ("Taken back", 0, "no verdict yet")
    assert kept() == []


@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [
        ({"value": "change_needed"}, 422, "Say what has to change."),
        ({"value": "nonsense"}, 422, "Select a valid choice. nonsense is not one of the available choices."),
        ({"revision": 10**30}, 422, "Ensure this value is less than or equal to 9223372036854775807."),
        ({"revision": 0}, 409, "T1.1.2 was changed since you opened this page: read it again."),
    ],
)
def test_faulty_verdict_is_told_with_what_was_typed(reviewed, reviewer, typed, status, words):
    sent = fields(reviewed, "T1.1.2", "accepted", "") | {
        f"answer-{reviewed.answer('T1.1.2').pk}-{name}": value for name, value in typed.items()
    }

    response = send(reviewer, reviewed, sent, as_json=True)

    assert (response.status_code, response.json()) == (status, {"remark": "", "words": words})
    assert kept() == []


def test_verdict_that_comes_too_late_is_told(reviewed, reviewer):
    send_back(reviewed, "T1.1.1")

    response = send(reviewer, reviewed, fields(reviewed, "T1.1.2", "accepted"), as_json=True)

    assert response.status_code == 409
    assert response.json()["words"].startswith("Verdicts can’t be given now")


@pytest.mark.parametrize("codes", [[], ["T1.1.1", "T1.1.2"]])
def test_at_once_means_one(reviewed, reviewer, codes):
    typed = [fields(reviewed, code, "accepted") for code in codes]

    assert send(reviewer, reviewed, *typed, as_json=True).status_code == 400


# Standard remarks ------------------------------------------------------------------------------------


@pytest.fixture
def standard(reviewed):
    return StandardRemark.objects.create(
        title_en="Year",
        body_en="Please say in which year.",
        title_fr="Année",
        body_fr="Veuillez préciser l’année.",
        added_by=reviewed.coordinator,
    )


def test_standard_remark_is_added_to_what_was_typed(reviewed, reviewer, standard):
    typed = fields(reviewed, "T1.1.1", "change_needed", "Which law?", standard=standard.pk)

    done = send(reviewer, reviewed, typed)

    assert done.status_code == 302
    assert kept() == [("T1.1.1", "change_needed", "Which law?\n\nPlease say in which year.", True)]


def test_standard_remark_alone_is_a_remark(reviewed, reviewer, standard):
    send(reviewer, reviewed, fields(reviewed, "T1.1.1", "change_needed", standard=standard.pk))

    assert kept() == [("T1.1.1", "change_needed", "Please say in which year.", True)]


@pytest.mark.parametrize(
    ("language", "body"), [("fr", "Veuillez préciser l’année."), ("es", "Please say in which year.")]
)
def test_standard_remark_is_in_the_language_of_the_assessment(reviewed, reviewer, standard, language, body):
    Assessment.objects.filter(pk=reviewed.assessment.pk).update(working_language=language)

    response = send(reviewer, reviewed, fields(reviewed, "T1.1.1", "", standard=standard.pk), as_json=True)

    assert (response.status_code, response.json()["remark"]) == (422, body)
    assert "Year" in text_of(reviewer.get(review(reviewed)))


def test_standard_remark_that_was_chosen_is_in_the_remark_when_the_page_comes_again(
    reviewed, reviewer, standard
):
    response = send(reviewer, reviewed, fields(reviewed, "T1.1.1", "", "Which law?", standard=standard.pk))

    form = response.context["rows"][0][1]
    assert response.status_code == 422
    assert (form["remark"].value(), form["standard"].value()) == (
        "Which law?\n\nPlease say in which year.",
        "",
    )


def test_remark_that_grows_too_long_is_refused(reviewed, reviewer, standard):
    typed = fields(reviewed, "T1.1.1", "change_needed", "x" * 1990, standard=standard.pk)

    response = send(reviewer, reviewed, typed)

    assert response.status_code == 422
    assert "Shorten the remark to 2000 characters." in text_of(response)
    assert kept() == []


def test_standard_remarks_are_offered_while_there_are_any(reviewed, reviewer, standard):
    offered = text_of(reviewer.get(review(reviewed)))
    StandardRemark.objects.update(retired=True)

    shown = text_of(reviewer.get(review(reviewed)))

    assert offered.count("Add a standard remark") == 3
    assert "Add a standard remark" not in shown


# Progress, and what stands against the steps ---------------------------------------------------------


def standing(case):
    """What the desk says against each step, and what the step itself says."""
    section = case.section(1)
    steps = available(SECTION, section, {"assessments.review_section"})
    progress = report.progress_of(section, by=case.reviewer, steps=steps)
    beside = {step.name: [str(p) for p in found] for step, found in progress.steps}
    itself = {step.name: [str(p) for p in problems(step, section, case.reviewer)] for step in steps}
    return beside, itself


def test_what_stands_against_a_step_is_what_the_step_says(reviewed):
    ask(reviewed, "T1.1.2", state="answered")
    seen = []
    for code, value in (("T1.1.1", "accepted"), ("T1.1.2", "change_needed"), ("T1.2.1", "accepted")):
        seen.append(standing(reviewed))
        drafts = [VerdictDraft(reviewed.answer(code).current_id, value, "Which law?")]
        record_verdicts(section=reviewed.section(1), drafts=drafts, by=reviewed.reviewer)
    seen.append(standing(reviewed))

    assert [beside for beside, _itself in seen] == [itself for _beside, itself in seen]
    assert [len(beside["approve"]) for beside, _itself in seen] == [4, 3, 3, 2]
    assert [len(beside["return"]) for beside, _itself in seen] == [1, 1, 0, 0]


def test_bar_of_the_whole_desk_says_the_same(reviewed):
    """There the queries are at hand, too."""
    for code in ("T1.2.1", "T1.1.1"):
        queries.ask(reviewed, code)
    queries.confide(reviewed)

    whole = {
        step.name: sorted((str(problem), problem.url) for problem in found)
        for step, found in desk_of(reviewed).progress.steps
    }

    assert whole == {
        step.name: sorted(
            (str(problem), problem.url) for problem in problems(step, reviewed.section(1), reviewed.reviewer)
        )
        for step in SECTION.transitions
        if step.name in whole
    }
    assert {name: len(found) for name, found in whole.items()} == {"return": 0, "approve": 6}


def test_open_query_is_reason_enough_to_return(reviewed):
    ask(reviewed, "T1.1.2")

    assert dict(standing(reviewed)[0])["return"] == []


def test_what_stands_against_starting_a_review_of_ones_own_work_is_what_the_step_says(case):
    answer_before(case, case.reviewer, case.part("1.1"))
    answer_part(case, case.part("1.2"))
    perform(SECTION, "submit", case.section(1), by=case.researcher, note=CAPACITY)

    beside, itself = standing(case)

    assert (
        beside
        == itself
        == {"start review": ["You wrote answers in this section, so someone else must review it."]}
    )


def test_bar_leads_to_the_steps_that_can_be_taken_and_to_what_stands_against_the_others(reviewed, reviewer):
    step = f"/en/assessments/{reviewed.assessment.pk}/domain-1/do"
    send(reviewer, reviewed, fields(reviewed, "T1.1.1", "change_needed", "Which law?"))

    shown = text_of(reviewer.get(review(reviewed)))

    assert "1 of 3 judged" in shown
    assert f'href="{step}/return/"' in shown
    assert f'href="{step}/approve/"' not in shown
    assert "Approve the section: 3 things first" in shown
    assert f'href="{review(reviewed)}#answer-{reviewed.answer("T1.1.2").pk}"' in shown
    assert "Accept all the rest (2)" in shown


def test_change_asked_for_in_an_earlier_review_is_judged_anew(reviewed):
    send_back(reviewed, "T1.1.1")
    verdict = Verdict.objects.get(value="change_needed")
    reply_to_remark(verdict=verdict, body="There is no other law.", by=reviewed.researcher)
    submit_again(reviewed)

    progress = desk_of(reviewed).progress

    assert (progress.judged, progress.total, progress.rest) == (2, 3, 0)
    assert len(list(rules.nothing_to_change(reviewed.section(1), reviewed.reviewer))) == 1
    assert [str(p) for p in rules.unaccepted_answers(reviewed.section(1), reviewed.reviewer)] == [
        "T1.1.1 isn’t accepted yet."
    ]


# Rounds of review ------------------------------------------------------------------------------------


def test_unchanged_text_can_be_accepted_after_a_reply_and_what_was_said_stays(reviewed, reviewer):
    send_back(reviewed, "T1.1.1")
    verdict = Verdict.objects.get(value="change_needed")
    reply_to_remark(verdict=verdict, body="There is no other law.", by=reviewed.researcher)
    submit_again(reviewed)

    done = send(reviewer, reviewed, fields(reviewed, "T1.1.1", "accepted"))
    perform(SECTION, "approve", reviewed.section(1), by=reviewed.reviewer)

    assert done.status_code == 302
    assert kept()[:2] == [
        ("T1.1.1", "change_needed", "Say more in T1.1.1.", False),
        ("T1.1.1", "accepted", "", False),
    ]
    assert [reply.body for reply in verdict.replies.all()] == ["There is no other law."]
    assert reviewed.answer("T1.1.1").approved_id == verdict.revision_id


def test_answer_accepted_before_stays_accepted_until_it_is_judged_otherwise(reviewed, reviewer):
    send_back(reviewed, "T1.1.1")
    change(reviewed, "T1.1.1", "In 2023, it opened.", option="no")
    submit_again(reviewed)
    accepted = fields(reviewed, "T1.1.2", "accepted")

    send(reviewer, reviewed, accepted)
    again = kept()
    send(reviewer, reviewed, fields(reviewed, "T1.1.2", "change_needed", "On second thoughts: which law?"))

    assert [row for row in again if row[0] == "T1.1.2"] == [("T1.1.2", "accepted", "", False)]
    assert [row for row in kept() if row[0] == "T1.1.2"] == [
        ("T1.1.2", "accepted", "", False),
        ("T1.1.2", "change_needed", "On second thoughts: which law?", True),
    ]
    assert line(reviewed, "T1.1.2").verdict.value == "change_needed"


def test_database_keeps_one_verdict_a_round(reviewed):
    judge(reviewed, reviewed.section(1))
    revision = reviewed.answer("T1.1.1").current

    with pytest.raises(IntegrityError), transaction.atomic():
        Verdict.objects.create(revision=revision, value="accepted", by=reviewed.second_reviewer)


# Accept all the rest ---------------------------------------------------------------------------------


def rest(case):
    return f"{review(case)}accept-rest/"


def test_rest_is_listed_before_it_is_accepted(reviewed, reviewer):
    send(reviewer, reviewed, fields(reviewed, "T1.1.1", "change_needed", "Which law?"))
    ask(reviewed, "T1.2.1")

    response = reviewer.get(rest(reviewed))

    shown = text_of(response)
    assert [answer.indicator.code for answer in response.context["rest"]] == ["T1.1.2"]
    assert [answer.indicator.code for answer in response.context["left"]] == ["T1.2.1"]
    assert "Question T1.1.2?" in shown
    assert "<strong>Yes</strong>" in shown
    assert f'name="revision" value="{reviewed.answer("T1.1.2").current_id}"' in shown
    assert shown.count('name="revision"') == 1
    assert "Accept this answer" in shown


def test_rest_is_accepted_once_however_often_it_is_sent(reviewed, reviewer):
    answers = [reviewed.answer(code).current_id for code in ("T1.1.1", "T1.1.2", "T1.2.1")]

    done = reviewer.post(rest(reviewed), {"revision": answers})
    first = [(verdict.pk, verdict.at) for verdict in Verdict.objects.order_by("pk")]
    again = reviewer.post(rest(reviewed), {"revision": answers})

    assert done.url == again.url == review(reviewed)
    assert said(done) == ["3 answers accepted."]
    assert said(again)[-1] == (
        "0 answers accepted. 3 others were judged or asked about meanwhile, and stay as they are."
    )
    assert [(verdict.pk, verdict.at) for verdict in Verdict.objects.order_by("pk")] == first
    assert [row[1:] for row in kept()] == [("accepted", "", True)] * 3


def test_only_what_was_listed_is_accepted(reviewed, reviewer):
    done = reviewer.post(rest(reviewed), {"revision": [reviewed.answer("T1.1.1").current_id, "x", "1" * 40]})

    assert said(done) == ["1 answer accepted."]
    assert [row[0] for row in kept()] == ["T1.1.1"]


def test_rest_leaves_what_was_judged_asked_about_or_changed_meanwhile(reviewed):
    old = reviewed.answer("T1.1.1").current_id
    send_back(reviewed, "T1.1.1", "T1.1.2", "T1.2.1")
    for code in ("T1.1.1", "T1.1.2", "T1.2.1"):
        change(reviewed, code, "In 2023, it opened.", option="no")
    submit_again(reviewed)
    listed = [old, *(reviewed.answer(code).current_id for code in ("T1.1.2", "T1.2.1"))]
    ask(reviewed, "T1.1.2", state="answered")
    record_verdicts(
        section=reviewed.section(1),
        drafts=[VerdictDraft(listed[2], "change_needed", "Which law?")],
        by=reviewed.second_reviewer,
    )
    before = kept()

    assert accept_rest(section=reviewed.section(1), revisions=listed, by=reviewed.reviewer) == 0
    assert kept() == before


def test_answer_with_a_resolved_query_is_among_the_rest(reviewed):
    ask(reviewed, "T1.1.2", state="resolved")
    listed = [reviewed.answer("T1.1.2").current_id]

    assert accept_rest(section=reviewed.section(1), revisions=listed, by=reviewed.reviewer) == 1


def test_text_that_came_back_the_same_is_judged_one_by_one(reviewed, reviewer):
    send_back(reviewed, "T1.1.1")
    verdict = Verdict.objects.get(value="change_needed")
    reply_to_remark(verdict=verdict, body="There is no other law.", by=reviewed.researcher)
    submit_again(reviewed)
    listed = [reviewed.answer("T1.1.1").current_id]

    response = reviewer.get(rest(reviewed))

    assert [answer.indicator.code for answer in response.context["left"]] == ["T1.1.1"]
    assert "No answer is left to accept like this." in text_of(response)
    assert accept_rest(section=reviewed.section(1), revisions=listed, by=reviewed.reviewer) == 0


def test_rest_of_another_section_is_left_alone(reviewed):
    answer_part(reviewed, reviewed.part("2.1"))
    listed = [reviewed.answer("T2.1.1").current_id]

    assert accept_rest(section=reviewed.section(1), revisions=listed, by=reviewed.reviewer) == 0
    assert kept() == []


def test_rest_is_accepted_only_in_review(reviewed, reviewer):
    listed = [reviewed.answer("T1.1.2").current_id]
    send_back(reviewed, "T1.1.1")
    before = kept()

    response = reviewer.post(rest(reviewed), {"revision": listed})

    assert response.status_code == 409
    assert "Verdicts can’t be given now: the state is “Returned with remarks”." in text_of(response)
    assert kept() == before


# Silence ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["open", "submitted", "in_review", "returned"])
def test_nothing_is_approved_by_a_timer(case, state):
    """Overdue for a year, with every answer accepted: the scheduler’s jobs leave each state as it is."""
    start_review(case, case.section(1))
    judge(case, case.section(1))
    answer_part(case, case.part("2.1"))
    long_ago = timezone.now() - datetime.timedelta(days=365)
    Section.objects.update(state=state, due_date=long_ago.date(), held_since=long_ago)
    before = everything()

    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        run(entry)

    assert len(settings.CELERY_BEAT_SCHEDULE) >= 3
    assert everything() == before


def everything():
    """Every state, verdict and approval, and every step that was taken."""
    models = (Assessment, Section, Answer, Verdict, SectionEvent, AssessmentEvent, Profile, Edition)
    return [list(model.objects.order_by("pk").values()) for model in models]


def run(entry):
    """As the scheduler does it."""
    module, _dot, name = entry["task"].rpartition(".")
    getattr(import_module(module), name)(*entry.get("args", ()), **entry.get("kwargs", {}))

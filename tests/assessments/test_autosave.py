"""One answer while it is written: what the page's script hears, and who else it hears of."""

import pytest
from django.core.cache import cache

from assessments import presence
from assessments.models import AnswerRevision
from assessments.workflow import save_answers
from tests.factories.assessments import draft, make_case, option_of
from tests.factories.instruments import make_instrument
from tests.factories.pages import fields_of
from tests.replay import play


@pytest.fixture(autouse=True)
def nobody_is_there():
    cache.clear()


def send(client, answer, *, pk=None, **typed):
    """What a client is told: the status, and the JSON."""
    response = client.post(f"/en/answers/{pk or answer.pk}/", fields_of(answer, **typed))
    assert response.headers["Content-Type"] == "application/json"
    assert "no-store" in response.headers["Cache-Control"]
    return response.status_code, response.json()


def status(client, answer, *, pk=None, **typed):
    return client.post(f"/en/answers/{pk or answer.pk}/", fields_of(answer, **typed)).status_code


def texts():
    return list(AnswerRevision.objects.order_by("pk").values_list("number", "statement", "via", "by__name"))


# Saved ------------------------------------------------------------------------------------------------


def test_saved_answer_is_acknowledged_with_its_revision_and_the_time(case, client_for):
    code, told = send(client_for(case.researcher), case.answer(), statement="In 2022.\r\nIt began.")

    assert (code, told["revision"], told["others"]) == (200, 1, [])
    assert told["words"].startswith("Saved ")
    assert texts() == [(1, "In 2022.\nIt began.", "autosave", "Researcher")]


def test_each_save_goes_on_from_the_one_before(case, client_for):
    client = client_for(case.researcher)

    heard = [
        send(client, case.answer(), statement=text)[1]["revision"]
        for text in ("In", "In 20", "In 2022", "In 2022")
    ]

    assert heard == [1, 2, 3, 3]
    assert case.answer().current.statement == "In 2022"


def test_answer_in_which_nothing_stands_is_acknowledged_without_a_time(case, client_for):
    assert send(client_for(case.researcher), case.answer()) == (
        200,
        {"revision": 0, "words": "", "others": []},
    )
    assert texts() == []


def test_citations_stay_when_the_text_is_saved(case, client_for):
    source = case.assessment.sources.create(kind="law", title="Law", added_by=case.researcher)
    save_answers(
        part=case.part("1.1"), drafts=[draft(case.answer(), "In 2022.", sources=[source])], by=case.researcher
    )

    send(client_for(case.researcher), case.answer(), statement="In 2022 it began.")

    assert case.answer().current.number == 2
    assert list(case.answer().current.citations.values_list("source", flat=True)) == [source.pk]


def test_contributor_saves_on_the_pages_handed_over(case, client_for):
    assert send(client_for(case.contributor), case.answer(), statement="In 2022.")[0] == 200


def a_year():
    asked = {"T1.1.1": {"kind": "year", "scale": "unanswered"}}
    return make_case(instrument=make_instrument(((1,),), asked=asked))


def test_value_of_any_kind_is_saved_while_it_makes_no_sense_yet(db, client_for):
    case = play(a_year)

    assert send(client_for(case.researcher), case.answer(), value="20")[0] == 200
    assert case.answer().current.value == "20"


def test_answer_left_as_it_was_read_goes_on_from_what_was_read(case, client_for):
    """The person hasn’t seen what the other one wrote: the next change must meet it."""
    client, read = client_for(case.researcher), case.answer()
    send(client_for(case.focal_point), read, statement="Theirs.")

    assert send(client, read)[1]["revision"] == 0
    assert send(client, read, statement="Mine.")[0] == 409


# Refused ----------------------------------------------------------------------------------------------


def test_signed_out_is_told_in_words_and_not_sent_away(case, client_for):
    assert send(client_for(), case.answer(), statement="In 2022.") == (401, {"words": "You are signed out."})


@pytest.mark.parametrize(
    ("person", "code"),
    [
        ("coordinator", 403),
        ("reviewer", 403),
        ("observer", 403),
        ("translator", 404),
        ("someone of another assessment", 404),
        ("stranger", 404),
        ("superuser", 404),
    ],
)
def test_others_may_not_save(two, client_for, person, code):
    people = two.own.people | {"someone of another assessment": two.other.researcher}
    user = people.get(person) or getattr(two, person)

    assert status(client_for(user), two.own.answer(), statement="Smuggled in.") == code
    assert texts() == []


def test_contributor_does_not_see_the_answers_of_other_pages(case, client_for):
    client = client_for(case.contributor)

    assert status(client, case.answer("T1.2.1"), statement="Smuggled in.") == 404
    assert status(client, case.answer("T2.1.1"), statement="Smuggled in.") == 404
    assert texts() == []


def test_answer_that_is_none_is_not_found(case, client_for):
    answer = case.answer()
    answer.pk = 99_999

    assert status(client_for(case.researcher), answer, statement="In 2022.") == 404


def test_form_of_another_answer_saves_nothing(case, client_for):
    code, told = send(
        client_for(case.researcher), case.answer("T1.1.1"), pk=case.answer("T1.1.2").pk, statement="Astray."
    )

    assert (code, list(told)) == (422, ["words"])
    assert texts() == []


def test_option_of_another_scale_is_forbidden(case, client_for):
    foreign = make_instrument(slug="foreign").scales.get().options.first()

    assert status(client_for(case.researcher), case.answer(), option=foreign.pk) == 403
    assert status(client_for(case.researcher), case.answer(), option=2**31 - 1) == 403
    assert texts() == []


def test_text_that_no_column_holds_is_refused_in_words(case, client_for):
    code, told = send(client_for(case.researcher), case.answer(), statement="x" * 20_001)

    assert code == 422
    assert told == {"words": "Ensure this value has at most 20000 characters (it has 20001)."}


@pytest.mark.parametrize("state", ["submitted", "in_review", "approved"])
def test_section_that_was_submitted_meanwhile_is_told_in_words(case, client_for, state):
    section = case.section(1)
    type(section).objects.filter(pk=section.pk).update(state=state)

    code, told = send(client_for(case.researcher), case.answer(), statement="Too late.")

    assert code == 423
    assert told["words"].startswith("Answers can’t be changed now: the state is “")
    assert texts() == []


def test_page_that_was_handed_back_is_told_in_words(case, client_for):
    case.part("1.1").handovers.update(state="handed_back")

    code, told = send(client_for(case.contributor), case.answer(), statement="Too late.")

    assert (code, told) == (
        423,
        {"words": "You have handed this page back, so it can’t be changed now."},
    )


def test_text_that_met_another_one_is_told_with_the_name(case, client_for):
    answer = case.answer()
    save_answers(part=case.part("1.1"), drafts=[draft(answer, "Theirs.")], by=case.focal_point)

    told = send(client_for(case.researcher), answer, statement="Mine.")

    words = "Focal point changed this answer meanwhile. Yours isn’t saved yet."
    assert told == (409, {"words": words})
    assert [row[1] for row in texts()] == ["Theirs."]


def test_only_posts_are_heard(case, client_for):
    assert client_for(case.researcher).get(f"/en/answers/{case.answer().pk}/").status_code == 405


# A line that died before the page heard ---------------------------------------------------------------


def test_text_that_goes_on_from_ones_own_last_save_is_no_conflict(case, client_for):
    client, never_heard = client_for(case.researcher), case.answer()
    yes = option_of(never_heard, "yes").pk
    send(client, never_heard, option=yes, statement="In 2022")

    code, told = send(client, never_heard, option=yes, statement="In 2022 it began.")

    assert (code, told["revision"]) == (200, 2)
    assert [row[1] for row in texts()] == ["In 2022", "In 2022 it began."]


@pytest.mark.parametrize(
    "typed",
    [
        {"statement": "It began in 2022."},
        {"statement": "In 2022 it began.", "applies_to": "Everybody"},
        {"statement": "In 2022 it began.", "as_of_date": "2022-01-01"},
    ],
)
def test_text_that_would_replace_ones_own_from_another_window_is_a_conflict(case, client_for, typed):
    client, other_window = client_for(case.researcher), case.answer()
    send(client, other_window, statement="In 2022")

    assert send(client, other_window, **typed)[0] == 409


def test_text_that_goes_on_from_somebody_elses_is_a_conflict(case, client_for):
    answer = case.answer()
    send(client_for(case.focal_point), answer, statement="In 2022")

    assert send(client_for(case.researcher), answer, statement="In 2022 it began.")[0] == 409


# Who else is there ------------------------------------------------------------------------------------


def test_people_on_the_same_page_hear_of_each_other(case, client_for):
    send(client_for(case.researcher), case.answer("T1.1.2"), statement="In 2022.")

    first = send(client_for(case.focal_point), case.answer("T1.1.1"), statement="In 2022.")[1]
    page = client_for(case.contributor).get(f"/en/assessments/{case.assessment.pk}/domain-1/1/")

    assert first["others"] == ["Researcher is editing T1.1.2"]
    shown = " ".join(page.content.decode().split())
    assert "Researcher is editing T1.1.2, Focal point is editing T1.1.1" in shown


def test_people_on_other_pages_are_not_named(case, client_for):
    send(client_for(case.researcher), case.answer("T1.2.1"), statement="In 2022.")

    assert send(client_for(case.focal_point), case.answer(), statement="In 2022.")[1]["others"] == []


def test_nobody_hears_of_those_who_may_not_write(case, client_for):
    status(client_for(case.observer), case.answer(), statement="In 2022.")

    assert send(client_for(case.focal_point), case.answer(), statement="In 2022.")[1]["others"] == []


def test_presence_fades_after_a_minute(case, monkeypatch):
    clock = iter([1000.0, 1000.0, 1000.0, 1059.0, 1060.0])  # a note reads it three times
    monkeypatch.setattr(presence, "time", lambda: next(clock))
    presence.note(1, "T1.1.1", case.researcher)

    seen = [presence.others_on(1, case.focal_point) for _second in (59, 60)]

    assert seen == [[{"name": "Researcher", "code": "T1.1.1"}], []]


def test_each_person_is_where_they_wrote_last(case):
    for code in ("T1.1.1", "T1.1.2"):
        presence.note(1, code, case.researcher)

    assert presence.others_on(1, case.focal_point) == [{"name": "Researcher", "code": "T1.1.2"}]
    assert presence.others_on(1, case.researcher) == []

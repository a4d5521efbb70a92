"""The history of an answer: what it shows to whom, how savings are folded, and putting an earlier text back."""

import datetime
from dataclasses import replace
from functools import partial
from html import unescape
from itertools import pairwise

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from assessments.choices import Via
from assessments.models import Answer, AnswerRevision, Assessment, Section, Source
from assessments.report import history_of
from assessments.report.history import SITTING, Mark, Step, fold
from assessments.workflow import (
    HANDOVER,
    SECTION,
    CitationDraft,
    restore_revision,
    save_answer,
    save_answers,
)
from tests.factories.assessments import (
    CAPACITY,
    answer_section,
    draft,
    judge,
    make_case,
    tell_source,
)
from tests.factories.instruments import make_instrument
from tests.factories.pages import fields_of
from tests.race import at_once, postgresql_only
from workflows.engine import TransitionRefused, perform

BEGAN = datetime.datetime(2030, 1, 1, 9, 0, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)


class Clock:
    """Time stands still between ticks."""

    def __init__(self):
        self.at = BEGAN

    def tick(self, minutes):
        self.at += minutes * MINUTE


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(timezone, "now", lambda: clock.at)
    return clock


def save(case, statement, *, by=None, via="page", code="T1.1.1", option="yes", **fields):
    """One more revision, written from what the answer says now; its sources stay unless others are given."""
    answer = case.answer(code)
    wanted = replace(draft(answer, statement, option=option), **{"citations": None} | fields)
    found = save_answers(part=answer.part, drafts=[wanted], by=by or case.researcher, via=via)
    assert found == []


def history_path(case, query="", *, code="T1.1.1", page="domain-1/1"):
    return f"/en/assessments/{case.assessment.pk}/{page}/{code}/history/{query}"


def restore_path(case, number, **place):
    return history_path(case, f"{number}/restore/", **place)


def texts(case, code="T1.1.1"):
    rows = AnswerRevision.objects.filter(answer=case.answer(code)).order_by("number")
    return list(rows.values_list("statement", "via", "by__name"))


def lines(response):
    """The comparison on a page: label, before, after."""
    return [(line.label, line.before, line.after) for line in response.context["comparison"].lines]


def numbers(entries):
    return [[step.number for step in entry.steps] for entry in entries]


# Folding ----------------------------------------------------------------------------------------------


def step(number, minute=0, *, via="autosave", by=1, marks=()):
    return Step(number, via, by, f"Person {by}", BEGAN + minute * MINUTE, marks)


steps = st.lists(
    st.tuples(
        st.sampled_from(["autosave", "autosave", "page", "restored"]),
        st.integers(1, 2),
        st.integers(0, 40),
        st.booleans(),
    ),
    max_size=30,
)


@given(steps)
def test_folded_entries_cover_each_revision_once_and_in_order(rows):
    at, given_ = 0, []
    for number, (via, by, pause, marked) in enumerate(rows, start=1):
        at += pause
        marks = (Mark("Submitted", BEGAN, "Ada"),) if marked else ()
        given_.append(step(number, at, via=via, by=by, marks=marks))

    entries = fold(given_)

    assert [step for entry in entries for step in entry.steps] == given_
    for entry in entries:
        pairs = list(pairwise(entry.steps))
        assert len(entry.steps) == 1 or {(s.via, s.by_id) for s in entry.steps} == {
            ("autosave", entry.last.by_id)
        }
        assert all(b.at - a.at < SITTING and not a.marks for a, b in pairs)
    for one, other in pairwise(entries):
        a, b = one.last, other.first
        alike = a.via == b.via == "autosave" and a.by_id == b.by_id
        assert not alike or a.marks or b.at - a.at >= SITTING


@pytest.mark.parametrize(("pause", "folded"), [(29, [[1, 2]]), (30, [[1], [2]])])
def test_half_an_hour_ends_a_sitting(pause, folded):
    assert numbers(fold([step(1, 0), step(2, pause)])) == folded


def test_pauses_are_counted_from_one_saving_to_the_next():
    assert numbers(fold([step(n, n * 20) for n in range(1, 6)])) == [[1, 2, 3, 4, 5]]


def test_page_that_ends_a_sitting_stays_by_itself():
    assert numbers(fold([step(1), step(2), step(3, via="page"), step(4)])) == [[1, 2], [3], [4]]


def test_what_two_people_save_in_turn_stays_apart():
    assert numbers(fold([step(1), step(2, by=2), step(3)])) == [[1], [2], [3]]


def test_what_was_submitted_ends_its_entry():
    marked = step(2, marks=(Mark("Submitted", BEGAN, "Ada"),))

    assert numbers(fold([step(1), marked, step(3), step(4)])) == [[1, 2], [3, 4]]


# The page ---------------------------------------------------------------------------------------------


def test_every_revision_newest_first_with_who_when_and_how(case, clock, client_for):
    save(case, "First.")
    clock.tick(60)
    for number in range(12):
        save(case, f"Typing {number}.", by=case.focal_point, via="autosave")
        clock.tick(2)
    save(case, "Done.", by=case.focal_point)

    response = client_for(case.observer).get(history_path(case))

    entries = [
        (entry.first.number, entry.last.number, entry.last.by, entry.last.via)
        for entry in response.context["page_obj"]
    ]
    assert entries == [
        (14, 14, "Focal point", "page"),
        (2, 13, "Focal point", "autosave"),
        (1, 1, "Researcher", "page"),
    ]
    html = response.content.decode()
    assert "Saved 12 times while typing" in html
    assert "1 January 2030, 10:00</time> – " in html
    assert "10:22</time>" in html
    assert html.index("Done.") < html.index("Typing 11.") < html.index("First.")
    assert "Typing 10." not in html


def test_sitting_unfolds(case, clock, client_for):
    for number in range(3):
        save(case, f"Typing {number}.", via="autosave")

    response = client_for(case.observer).get(history_path(case, "?all=1"))

    assert numbers(response.context["page_obj"]) == [[3], [2], [1]]
    assert [entry.before for entry in response.context["page_obj"]] == [2, 1, 0]


def test_fifty_entries_make_a_page(case, client_for):
    for number in range(51):
        save(case, f"Text {number}.")
    client = client_for(case.observer)

    first, second = (client.get(history_path(case, query)) for query in ("", "?page=2"))

    assert len(first.context["page_obj"]) == 50
    assert numbers(second.context["page_obj"]) == [[1]]


def test_answer_without_a_revision_has_an_empty_history(case, client_for):
    response = client_for(case.observer).get(history_path(case))

    assert "Nothing was saved yet" in response.content.decode()


def test_history_tells_what_was_submitted_judged_and_approved(case, clock):
    section = case.section(2)
    save(case, "First.", code="T2.1.1", option="no")
    clock.tick(1)
    perform(SECTION, "submit", section, by=case.focal_point, note=CAPACITY)
    perform(SECTION, "start review", section, by=case.reviewer)
    judge(case, section, change=["T2.1.1"])
    clock.tick(1)
    perform(SECTION, "return", section, by=case.reviewer, note="More, please.")
    clock.tick(1)
    save(case, "Second.", code="T2.1.1", option="no")
    clock.tick(1)
    perform(SECTION, "submit", section, by=case.researcher, note=CAPACITY)
    perform(SECTION, "start review", section, by=case.reviewer)
    judge(case, section, by=case.second_reviewer)
    clock.tick(1)
    perform(SECTION, "approve", section, by=case.reviewer)

    marks = {
        entry.last.number: {(mark.label, mark.by, mark.note) for mark in entry.marks}
        for entry in history_of(case.answer("T2.1.1"))
    }

    assert marks == {
        1: {("Submitted", "Focal point", ""), ("Change needed", "Reviewer", "Say more in T2.1.1.")},
        2: {
            ("Submitted", "Researcher", ""),
            ("Accepted", "Second reviewer", ""),
            ("Approved", "Reviewer", ""),
        },
    }


def test_verdicts_of_each_round_are_told(case, clock):
    section = case.section(1)
    answer_section(case, section)
    for note, code in (("First round.", "T1.1.2"), ("Second round.", "T1.1.1")):
        clock.tick(1)
        perform(SECTION, "submit", section, by=case.focal_point, note=CAPACITY)
        perform(SECTION, "start review", section, by=case.reviewer)
        judge(case, section, change=[code])
        clock.tick(1)
        perform(SECTION, "return", section, by=case.reviewer, note=note)
        save(case, note, code="T1.1.2")

    [entry] = history_of(case.answer("T1.1.1"))

    assert [mark.label for mark in entry.marks] == ["Submitted", "Accepted", "Submitted", "Change needed"]


@pytest.mark.parametrize("role", ["reviewer", "second_reviewer", "coordinator", "researcher", "observer"])
def test_verdict_that_was_not_sent_is_told_to_nobody(case, client_for, role):
    section = case.section(1)
    answer_section(case, section)
    perform(SECTION, "submit", section, by=case.focal_point, note=CAPACITY)
    perform(SECTION, "start review", section, by=case.reviewer)
    judge(case, section, change=["T1.1.1"])

    html = client_for(case.in_role(role)).get(history_path(case)).content.decode()

    assert "Submitted" in html
    assert "Say more in" not in html
    assert "Change needed" not in html


def test_what_was_written_between_two_submissions_is_not_folded_over_the_first(case, clock):
    section = case.section(2)
    for statement in ("One.", "Two."):
        save(case, statement, code="T2.1.1", via="autosave", option="no")
    perform(SECTION, "submit", section, by=case.researcher, note=CAPACITY)
    perform(SECTION, "recall", section, by=case.researcher)
    clock.tick(1)
    save(case, "Three.", code="T2.1.1", via="autosave", option="no")

    assert numbers(history_of(case.answer("T2.1.1"))) == [[3], [1, 2]]


def test_desk_leads_to_the_history(case, client_for):
    save(case, "First.")
    Section.objects.update(state="in_review")

    html = client_for(case.reviewer).get(f"/en/assessments/{case.assessment.pk}/domain-1/review/")

    assert html.content.decode().count(f'href="{history_path(case)}"') == 1


def test_question_and_check_lead_to_the_history(case, client_for):
    save(case, "First.")
    path = history_path(case)

    for role, pages in {"researcher": ("1/", "check/"), "observer": ("1/", "check/")}.items():
        for page in pages:
            html = (
                client_for(case.in_role(role))
                .get(f"/en/assessments/{case.assessment.pk}/domain-1/{page}")
                .content.decode()
            )
            assert html.count(f'href="{path}"') == 1
            assert "T1.1.2/history/" not in html  # nobody answered it yet


# The difference between two ---------------------------------------------------------------------------


def test_difference_between_any_two_in_words(case, client_for):
    law, data = tell_source(case, "Law on Migration", number="25.871", year=2004), tell_source(case, "Census")
    save(case, "The law of 2004 applies.", citations=(CitationDraft(law.pk, "art. 8", "Everyone."),))
    save(case, "Between.")
    save(
        case,
        "The law of 2010 applies.",
        option="partly",
        applies_to="All migrants",
        as_of_date=datetime.date(2022, 11, 30),
        citations=(CitationDraft(data.pk),),
    )

    response = client_for(case.observer).get(history_path(case, "?from=1&to=3"))

    assert lines(response) == [
        ("Answer", "Yes", "Partly"),
        ("Statement", "The law of 2004 applies.", "The law of 2010 applies."),
        ("Applies to", "", "All migrants"),
        ("As of", "", "30 November 2022"),
        ("Sources", "Law: Law on Migration, 25.871 (2004), art. 8, “Everyone.”", "Law: Census"),
    ]
    html = response.content.decode()
    assert "The law of <del>2004</del> applies." in html
    assert "The law of <ins>2010</ins> applies." in html


def test_several_options_are_compared_by_their_labels(db, client_for):
    case = make_case(instrument=make_instrument(asked={"T1.1.1": {"kind": "multiple"}}))
    for value in ("workers", "workers refugees"):
        save(case, "Some.", option=None, value=value)

    response = client_for(case.observer).get(history_path(case, "?from=1&to=2"))

    assert lines(response)[0] == ("Answer", "Workers", "Workers, Refugees")


def test_one_revision_alone_is_read(case, client_for):
    save(case, "First.")
    save(case, "Second.")

    response = client_for(case.observer).get(history_path(case, "?to=1"))

    assert lines(response) == [("Answer", "", "Yes"), ("Statement", "", "First.")]
    assert response.context["comparison"].before is None


def test_revision_inside_a_sitting_is_compared_too(case, client_for):
    for number in range(3):
        save(case, f"Typing {number}.", via="autosave")

    response = client_for(case.observer).get(history_path(case, "?from=1&to=2"))

    assert lines(response)[1] == ("Statement", "Typing 0.", "Typing 1.")
    assert '<option value="1" selected>' in response.content.decode()


def test_two_that_say_the_same_are_said_to(case, client_for):
    for statement in ("First.", "Second.", "First."):
        save(case, statement)

    html = client_for(case.observer).get(history_path(case, "?from=1&to=3")).content.decode()

    assert "Both say the same." in html


@pytest.mark.parametrize("number", ["3", "0", "-1", "x", "9" * 5000])
def test_revision_that_is_not_there_is_said_beside_the_field(case, client_for, number):
    save(case, "First.")
    save(case, "Second.")

    response = client_for(case.observer).get(history_path(case, f"?from={number}&to=2"))

    assert response.context["form"].errors == {"from": ["The answer has no such revision."]}
    assert response.context["comparison"] is None


# Who sees what ----------------------------------------------------------------------------------------


def test_source_that_is_internal_is_told_only_to_those_who_may_see_it(case, client_for):
    law, note = tell_source(case, "Law"), tell_source(case, "Note of a meeting")
    Source.objects.filter(pk=note.pk).update(disclosure="internal")
    save(case, "First.", citations=(CitationDraft(law.pk), CitationDraft(note.pk)))
    save(case, "Second.")

    shown = {}
    for role in ("observer", "contributor", "researcher", "reviewer", "coordinator"):
        response = client_for(case.in_role(role)).get(history_path(case, "?from=1&to=2"))
        shown[role] = {label: after for label, _before, after in lines(response)}["Sources"]

    both = "Law: Law\nLaw: Note of a meeting"
    assert shown == {
        "observer": "Law: Law",
        "contributor": both,  # who writes the page
        "researcher": both,
        "reviewer": both,
        "coordinator": both,
    }


def test_history_of_an_internal_answer_is_for_those_who_may_see_it(case, client_for):
    save(case, "First.")
    Answer.objects.filter(pk=case.answer().pk).update(disclosure="internal")

    found = {
        role: client_for(person).get(history_path(case)).status_code for role, person in case.people.items()
    }

    assert found == {
        "coordinator": 200,
        "researcher": 200,
        "focal_point": 200,
        "contributor": 200,  # who writes it
        "reviewer": 200,
        "translator": 404,
        "observer": 404,
    }


def test_history_belongs_to_the_page_and_assessment_of_its_address(two, client_for):
    own, other = two.own, two.other
    save(own, "Ours.")
    save(other, "Theirs.")
    client = client_for(own.observer)

    found = [
        client.get(path).status_code
        for path in (
            history_path(own, page="domain-1/2"),
            history_path(own, page="domain-2/1"),
            history_path(own, page="domain-1/9"),
            history_path(own, code="T9.9.9"),
            history_path(other),
        )
    ]
    html = client.get(history_path(own, "?to=1")).content.decode()

    assert found == [404] * 5
    assert "Ours." in html
    assert "Theirs." not in html


# Putting an earlier text back -------------------------------------------------------------------------


def restore(case, number, *, by=None, seen=None, code="T1.1.1"):
    answer = case.answer(code)
    return restore_revision(
        answer=answer,
        number=number,
        seen=answer.revision if seen is None else seen,
        by=by or case.researcher,
    )


def test_earlier_text_comes_back_as_a_new_revision_with_its_sources(case):
    law, data = tell_source(case, "Law"), tell_source(case, "Census", "dataset")
    cited = (CitationDraft(law.pk, "art. 8", "Everyone."),)
    fields = {"applies_to": "All", "as_of_date": datetime.date(2022, 1, 1)}
    save(case, "First.", citations=cited, **fields)
    save(case, "Second.", option=None, citations=(CitationDraft(data.pk),))
    before = list(AnswerRevision.objects.order_by("pk").values())

    changed = restore(case, 1, by=case.focal_point)

    current = case.answer().current
    assert changed is True
    assert (current.number, current.via, current.by) == (3, "restored", case.focal_point)
    assert (current.option.value, current.statement, current.applies_to, current.as_of_date) == (
        "yes",
        "First.",
        "All",
        datetime.date(2022, 1, 1),
    )
    assert list(current.citations.values_list("source", "locator", "quote")) == [
        (law.pk, "art. 8", "Everyone.")
    ]
    assert list(AnswerRevision.objects.order_by("pk").values())[:2] == before


def test_text_comes_back_in_its_language(case):
    save(case, "En 2022, sí.")
    Assessment.objects.filter(pk=case.assessment.pk).update(working_language="fr")
    save(case, "En 2022, oui.")

    restore(case, 1)

    assert case.answer().current.language == "en"


def test_questions_that_depend_on_it_are_asked_again(db):
    asked = {"T1.1.2": {"show_if": ("T1.1.1", ["yes"])}}
    case = make_case(instrument=make_instrument(asked=asked))
    save(case, "Yes.")
    save(case, "No.", option="no")
    dependent = case.answer("T1.1.2")

    restore(case, 1)
    again = case.answer("T1.1.2").asked
    restore(case, 2)

    assert (dependent.asked, again, case.answer("T1.1.2").asked) == (False, True, False)


def test_nothing_is_written_where_the_answer_says_so_already(case):
    for statement in ("First.", "Second.", "First."):
        save(case, statement)

    assert [restore(case, number) for number in (1, 3)] == [False, False]
    assert case.answer().revision == 3


def test_text_that_was_carried_over_stays_to_be_confirmed_where_it_stands(case):
    save(case, "Old.", via=Via.CARRIED)

    restore(case, 1)

    assert texts(case) == [("Old.", "carried", "Researcher")]


def test_answer_that_has_moved_on_is_not_written_over(case):
    save(case, "First.")
    save(case, "Second.")
    seen = case.answer().revision
    save(case, "Third.", by=case.focal_point)

    with pytest.raises(TransitionRefused) as refused:
        restore(case, 1, seen=seen)

    assert str(refused.value) == (
        "Focal point changed this answer since you opened the page. Look at both texts again."
    )
    assert [text for text, _via, _by in texts(case)] == ["First.", "Second.", "Third."]


@pytest.mark.parametrize("role", ["coordinator", "reviewer", "observer"])
def test_those_who_only_read_put_nothing_back(case, role):
    save(case, "First.")
    save(case, "Second.")

    with pytest.raises(PermissionDenied):
        restore(case, 1, by=case.in_role(role))

    assert len(texts(case)) == 2


def test_those_who_see_nothing_put_nothing_back(two):
    save(two.own, "First.")
    save(two.own, "Second.")
    save(two.own, "First.", code="T2.1.1", option=None)
    save(two.own, "Second.", code="T2.1.1", option=None)

    for person in (two.other.researcher, two.stranger, two.superuser, two.own.translator):
        with pytest.raises(Section.DoesNotExist):
            restore(two.own, 1, by=person)
    with pytest.raises(Section.DoesNotExist):
        restore(two.own, 1, by=two.own.contributor, code="T2.1.1")

    assert restore(two.own, 1, by=two.own.contributor) is True


def test_revision_that_is_not_there_is_not_put_back(case):
    save(case, "First.")

    with pytest.raises(AnswerRevision.DoesNotExist):
        restore(case, 2)


@pytest.mark.parametrize("state", ["submitted", "in_review", "approved"])
def test_nothing_is_put_back_while_the_section_can_not_be_answered(case, client_for, state):
    save(case, "First.")
    save(case, "Second.")
    Section.objects.update(state=state)
    client = client_for(case.researcher)

    page = client.get(restore_path(case, 1))
    response = client.post(restore_path(case, 1), {"seen": 2})

    assert "Put it back</button>" not in page.content.decode()
    assert response.status_code == 409
    assert "Answers can’t be changed now" in unescape(response.content.decode())
    assert len(texts(case)) == 2
    assert "/restore/" not in client.get(history_path(case)).content.decode()


def test_nothing_is_put_back_on_a_page_that_was_handed_back(case, client_for):
    save(case, "First.")
    save(case, "Second.")
    perform(HANDOVER, "hand back", case.part("1.1").handovers.get(), by=case.contributor)

    response = client_for(case.contributor).post(restore_path(case, 1), {"seen": 2})

    assert response.status_code == 409
    assert len(texts(case)) == 2


def test_confirmation_shows_what_would_change_and_does_it_once(case, client_for):
    save(case, "The law of 2004.")
    save(case, "The law of 2010.")
    client = client_for(case.contributor)
    page = client.get(restore_path(case, 1))

    sent = [client.post(restore_path(case, 1), {"seen": 2}) for _twice in range(2)]

    assert lines(page)[1] == ("Statement", "The law of 2010.", "The law of 2004.")
    assert 'name="seen" value="2"' in page.content.decode()
    assert [(each.status_code, each.url) for each in sent] == [(302, history_path(case))] * 2
    assert texts(case)[2:] == [("The law of 2004.", "restored", "Contributor")]


def test_answer_that_moved_on_comes_back_with_the_text_of_now(case, client_for):
    save(case, "First.")
    save(case, "Second.")
    client = client_for(case.researcher)
    client.get(restore_path(case, 1))
    save(case, "Third.", by=case.focal_point)

    response = client.post(restore_path(case, 1), {"seen": 2})

    assert response.status_code == 409
    assert lines(response)[1] == ("Statement", "Third.", "First.")
    assert "Focal point changed this answer" in response.content.decode()
    assert 'name="seen" value="3"' in response.content.decode()
    assert len(texts(case)) == 3


def test_page_that_was_tampered_with_is_a_bad_request(case, client_for):
    save(case, "First.")
    save(case, "Second.")

    found = [
        client_for(case.researcher).post(restore_path(case, 1), sent).status_code
        for sent in ({}, {"seen": "x"}, {"seen": "0"}, {"seen": str(2**40)})
    ]

    assert found == [400] * 4
    assert len(texts(case)) == 2


def test_text_from_the_round_before_says_what_putting_it_back_means(case, client_for):
    save(case, "Old.", via=Via.CARRIED)
    save(case, "New.")

    html = client_for(case.researcher).get(restore_path(case, 1)).content.decode()

    assert "Putting it back says that it is still right." in html


def test_tab_that_is_still_open_meets_the_text_that_was_put_back(case, client_for):
    save(case, "First.")
    save(case, "Second.")
    typed = fields_of(case.answer(), statement="Second, and more.")
    restore(case, 1, by=case.focal_point)

    response = client_for(case.researcher).post(f"/en/answers/{case.answer().pk}/", typed)

    assert response.status_code == 409
    assert case.answer().current.statement == "First."


# At the same moment -----------------------------------------------------------------------------------


@postgresql_only
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_text_put_back_while_another_types_loses_neither():
    case = make_case()
    save(case, "First.")

    for trial in range(100):
        save(case, f"Second {trial}.")
        answer = case.answer()
        typed = draft(answer, f"Typed {trial}.")

        restored, saved = at_once(
            partial(restore, case, 1, by=case.researcher),
            partial(save_answer, draft=typed, by=case.focal_point),
        )

        kept = case.answer().current
        assert kept.number == answer.revision + 1
        if restored is True:
            assert kept.statement == "First."
            assert saved.conflict.mine.statement == f"Typed {trial}."  # given back, not saved
            assert saved.conflict.theirs == kept
        else:
            assert isinstance(restored, TransitionRefused)
            assert (kept.statement, saved.conflict) == (f"Typed {trial}.", None)


@postgresql_only
@pytest.mark.django_db(transaction=True)
def test_text_put_back_twice_at_once_is_one_revision():
    case = make_case()
    save(case, "First.")
    save(case, "Second.")

    results = at_once(partial(restore, case, 1, seen=2), partial(restore, case, 1, seen=2))

    assert sorted(results) == [False, True]
    assert case.answer().revision == 3


@postgresql_only
@pytest.mark.django_db(transaction=True)
def test_text_put_back_while_the_section_is_submitted_is_in_the_submission_or_refused():
    case = make_case()
    for statement in ("First.", "Second."):
        save(case, statement, code="T2.1.1", option="no")

    restored, submitted = at_once(
        partial(restore, case, 1, code="T2.1.1", seen=2),
        partial(perform, SECTION, "submit", case.section(2), by=case.focal_point, note=CAPACITY),
    )

    marked = next(entry for entry in history_of(case.answer("T2.1.1")) if entry.marks)
    assert submitted.name == "submit"
    assert marked.last.number == (3 if restored is True else 2)
    assert case.answer("T2.1.1").revision == marked.last.number

"""A section goes out as a workbook and comes back: what it says otherwise, and what becomes of it."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from assessments.document import Fault, differences_of
from assessments.models import AnswerRevision, Pack, PackChange, PackReturn, Source
from assessments.workflow import (
    CitationDraft,
    FaultyWorkbook,
    leave_changes,
    make_pack,
    take_changes,
)
from tests.factories.assessments import answer_section, make_case, submit, tell_source
from tests.factories.instruments import make_instrument
from tests.factories.packs import (
    answer_every_kind,
    bring_back,
    filled,
    given_out,
    make_pack_case,
    opened,
    say,
    section_of,
    sheets,
    stored,
)
from tests.factories.places import make_country, make_place
from tests.replay import play
from uploads.refusal import Refused
from workflows.engine import TransitionRefused

LAW = {"kind": "Law", "title": "Law on Migration", "number": "25.871", "year": 2004}


@pytest.fixture
def case(db):
    return play(make_pack_case)


def changes(returned):
    """What a workbook says otherwise: code, option, value, statement."""
    return list(
        returned.changes.in_order().values_list(
            "answer__indicator__code", "option__value", "value", "statement"
        )
    )


def said(case, code):
    revision = case.answer(code).current
    option = revision.option.value if revision.option else ""
    return option, revision.value, revision.statement, revision.via, revision.by.name


def faults(case, data):
    with pytest.raises(FaultyWorkbook) as caught:
        bring_back(case, data)
    assert not PackReturn.objects.exists()
    return [(fault.sheet, f"{fault.column}{fault.row}", fault.reason) for fault in caught.value.faults]


def take(returned, code, by, revision=None):
    change = returned.changes.select_related("answer").get(answer__indicator__code=code)
    seen = change.answer.revision if revision is None else revision
    take_changes(returned=returned, revisions={change.pk: seen}, by=by)


# Out and back -----------------------------------------------------------------------------------------


def test_pack_keeps_the_revision_of_each_answer(case):
    say(case, "T1.1.1", "In 2022 it began.", option="yes")

    pack, _workbook = given_out(case)

    codes = ("T1.1.1", "T1.1.2", "T1.1.3", "T1.1.4", "T1.1.5", "T1.2.1")
    assert pack.revisions == dict.fromkeys(codes, 0) | {"T1.1.1": 1}
    assert (pack.section, pack.language, pack.made_by) == (case.section(), "en", case.focal_point)


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_workbook_that_comes_back_as_it_went_out_changes_nothing(case, language):
    answer_every_kind(case)
    _pack, workbook = given_out(case, language=language)

    returned = bring_back(case, workbook)

    assert changes(returned) == []
    assert (returned.file_name, returned.returned_by) == ("filled.xlsx", case.focal_point)


def test_only_what_says_something_else_is_a_change(case):
    answer_every_kind(case)
    _pack, workbook = given_out(case)
    written = {
        "T1.1.1": {"answer": "Partly", "statement": "In 2022, the city opened an office for all."},
        "T1.1.2": {"answer": "refugees;  STUDENTS"},
        "T1.1.3": {"value": None, "answer": "Not found"},
        "T1.1.4": {"value": 1300},
        "T1.1.5": {"value": datetime.datetime(2022, 1, 2, 0, 0)},  # noqa: DTZ001  as spreadsheets have it
        "T1.2.1": {"value": "Every Tuesday"},
    }

    returned = bring_back(case, filled(workbook, written))

    assert changes(returned) == [
        ("T1.1.1", "partly", "", "In 2022, the city opened an office for all."),
        ("T1.1.2", None, "students refugees", "The office serves two groups."),
        ("T1.1.3", "unknown", "", ""),
        ("T1.1.4", None, "1300", ""),
        ("T1.1.5", None, "2022-01-02", ""),
        ("T1.2.1", None, "Every Tuesday", ""),
    ]


def test_labels_are_read_in_the_language_of_the_pack(case):
    _pack, workbook = given_out(case, language="es")

    returned = bring_back(case, filled(workbook, {"T1.1.1": {"answer": "no (ES)"}}))

    assert changes(returned) == [("T1.1.1", "no", "", "")]


def test_option_that_excludes_all_others_is_kept_as_one(case):
    _pack, workbook = given_out(case)

    returned = bring_back(case, filled(workbook, {"T1.1.2": {"answer": "None of these"}}))

    assert changes(returned) == [("T1.1.2", "nobody", "", "")]


def test_sources_are_told_under_their_question(case):
    _pack, workbook = given_out(case)
    told = [{"code": "T1.1.1", **LAW, "url": "example.org/law", "locator": "article 7", "quote": "All."}]

    returned = bring_back(case, filled(workbook, sources=told))

    [change] = returned.changes.all()
    assert change.citations == [
        {
            "kind": "law",
            "title": "Law on Migration",
            "number": "25.871",
            "year": 2004,
            "url": "https://example.org/law",
            "locator": "article 7",
            "quote": "All.",
        }
    ]


def test_answer_that_was_left_as_given_out_is_no_change_whatever_happened_to_it_since(case):
    say(case, "T1.1.1", "In 2022 it began.", option="yes")
    _pack, workbook = given_out(case)
    say(case, "T1.1.1", "In 2023 it ended.", option="no")

    returned = bring_back(case, filled(workbook, {"T1.1.4": {"value": 7}}))

    assert changes(returned) == [("T1.1.4", None, "7", "")]


def test_draft_that_is_no_number_and_one_that_is_too_long_may_stay(case):
    say(case, "T1.1.4", "x" * 6000, value="about 300")
    _pack, workbook = given_out(case)

    assert changes(bring_back(case, workbook)) == []


LETTERS = {
    "Latin": st.characters(min_codepoint=0x20, max_codepoint=0x17F, exclude_categories=["Cc", "Zs"]),
    "Cyrillic": st.characters(min_codepoint=0x400, max_codepoint=0x4FF),
    "Arabic": st.characters(min_codepoint=0x600, max_codepoint=0x6FF, exclude_categories=["Cn", "Cf"]),
    "Chinese": st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
    "emoji": st.characters(min_codepoint=0x1F300, max_codepoint=0x1FAFF),
}
SCRIPT = st.one_of(*(st.text(letters, min_size=1, max_size=40) for letters in LETTERS.values()))
TEXT = st.lists(st.one_of(SCRIPT, st.sampled_from(["=1+1", "+", "-", "@", "\t", "\n", " ", "_x0041_"]))).map(
    lambda pieces: "".join(pieces).strip()
)


WRITTEN = st.fixed_dictionaries(dict.fromkeys(("statement", "applies_to", "value", "quote"), TEXT))


ANY_TEXTS = {"title": SCRIPT, "written": WRITTEN, "language": st.sampled_from(["en", "fr", "es"])}


@given(**ANY_TEXTS)
@hypothesis_settings(max_examples=8)
def test_every_text_of_five_scripts_comes_back_the_same(case, title, written, language):
    comes_back_the_same(case, title, written, language)


@pytest.mark.slow
@given(**ANY_TEXTS)
@hypothesis_settings(max_examples=100)
def test_every_text_of_five_scripts_comes_back_the_same_often(case, title, written, language):
    comes_back_the_same(case, title, written, language)


def comes_back_the_same(case, title, written, language):
    source = tell_source(case, title, year=2004)
    cited = (CitationDraft(source.pk, title, written["quote"]),)
    say(case, "T1.1.1", written["statement"], applies_to=written["applies_to"][:300].strip(), citations=cited)
    say(case, "T1.2.1", value=written["value"])
    _pack, workbook = given_out(case, language=language)

    assert changes(bring_back(case, workbook)) == []

    filled_in = filled(workbook, {"T1.2.1": {"statement": "Written anew."}})
    assert changes(bring_back(case, filled_in)) == [("T1.2.1", None, written["value"], "Written anew.")]


# Refused as a whole -----------------------------------------------------------------------------------


def refusal(case, data, number=1):
    with pytest.raises(ValidationError) as caught:
        bring_back(case, data, number=number)
    assert not PackReturn.objects.exists()
    return caught.value.messages


def test_workbook_that_was_not_made_here_is_refused(case):
    _pack, workbook = given_out(case)
    without_key = opened(workbook)
    del without_key.custom_doc_props["mgi_pack"]
    without_key.worksheets[0].cell(10, 2).value = "no key"
    Pack.objects.all().delete()

    assert refusal(case, workbook) == ["This workbook isn’t one that was made here."]
    assert refusal(case, stored(without_key)) == ["This workbook isn’t one that was made here."]


def test_key_in_the_cell_is_enough_where_a_program_lost_the_property(case):
    _pack, workbook = given_out(case)
    without_property = opened(workbook)
    del without_property.custom_doc_props["mgi_pack"]

    assert changes(bring_back(case, stored(without_property))) == []


def test_workbook_of_another_section_is_refused_with_its_name(case):
    _pack, workbook = given_out(case, number=2)

    assert refusal(case, workbook) == ["This workbook belongs to another section: 2 Domain 2."]


def test_workbook_of_another_assessment_is_refused(case):
    other = make_case(
        names=" of Bremen",
        place=make_place("Bremen", make_country("DE")),
        instrument=make_instrument(slug="other"),
    )
    _pack, workbook = given_out(other)

    assert refusal(case, workbook) == ["This workbook belongs to another assessment."]


def test_workbook_of_an_older_questionnaire_is_refused(case):
    pack, workbook = given_out(case)
    del pack.revisions["T1.1.3"]
    pack.save()

    assert refusal(case, workbook) == ["This workbook was made for an older questionnaire. Make a new one."]


def test_file_that_is_no_workbook_is_refused(case):
    with pytest.raises(Refused):
        bring_back(case, b"PK but no more")


def test_nothing_is_taken_back_while_the_section_is_with_the_reviewer(db):
    case = make_case()
    _pack, workbook = given_out(case)
    submit(case, case.section())

    with pytest.raises(TransitionRefused, match="Submitted"):
        bring_back(case, workbook)


# Refused cell by cell ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "cells", "fault"),
    [
        (
            "T1.1.1",
            {"answer": "Perhaps"},
            ("E2", "“Perhaps” isn’t among the answers: “Yes”, “Partly”, “No”, “Not found”."),
        ),
        (
            "T1.1.1",
            {"value": "2019"},
            ("F2", "This question takes no value: choose an answer in the column before."),
        ),
        (
            "T1.1.2",
            {"answer": "Workers; Nobody"},
            (
                "E3",
                "“Nobody” isn’t among the answers: “Workers”, “Students”, “Refugees”, “None of these”, “Not found”.",
            ),
        ),
        (
            "T1.1.2",
            {"answer": "Workers; None of these"},
            ("E3", "“None of these” can’t be chosen together with other answers."),
        ),
        ("T1.1.3", {"value": "in May"}, ("F4", "This isn’t a year: write four digits, such as 2019.")),
        ("T1.1.3", {"value": 1066}, ("F4", "This isn’t a year: write four digits, such as 2019.")),
        (
            "T1.1.3",
            {"value": 2019, "answer": "Not found"},
            ("F4", "There is an answer and a value: leave one of the two empty."),
        ),
        ("T1.1.4", {"value": "many"}, ("F5", "This isn’t a number: write it in digits, such as 1250.")),
        (
            "T1.1.4",
            {"answer": "Yes"},
            ("E5", "This question has no list: write its value in the next column."),
        ),
        (
            "T1.1.5",
            {"value": "May 2022"},
            ("F6", "This isn’t a date: write year, month and day, such as 2024-05-31."),
        ),
        (
            "T1.1.5",
            {"as_of_date": "31/05/2022"},
            ("I6", "This isn’t a date: write year, month and day, such as 2024-05-31."),
        ),
        (
            "T1.2.1",
            {"statement": "x" * 5001},
            ("G7", "This text is too long: at most 5000 characters, it has 5001."),
        ),
        (
            "T1.2.1",
            {"applies_to": "x" * 301},
            ("H7", "This text is too long: at most 300 characters, it has 301."),
        ),
        (
            "T1.2.1",
            {"statement": "end_x0000_"},
            ("G7", "This text has control characters in it: type it again."),
        ),
        (
            "T1.2.1",
            {"statement": "=1+1"},
            ("G7", "This cell holds a formula: write the text or number itself."),
        ),
        (
            "T1.2.1",
            {"statement": "#N/A"},
            ("G7", "This cell holds an error of the spreadsheet: write the text or number itself."),
        ),
        ("T1.2.1", {"code": "T9.9.9"}, ("A7", "There is no question “T9.9.9” in this section.")),
        ("T1.2.1", {"code": None, "statement": "Lost."}, ("A7", "The code of the question is missing.")),
        ("T1.2.1", {"code": "T1.1.1"}, ("A7", "T1.1.1 stands here a second time.")),
    ],
)
def test_broken_cell_of_an_answer_is_refused_with_its_place_and_reason(case, code, cells, fault):
    _pack, workbook = given_out(case)

    found = faults(case, filled(workbook, {code: cells}))

    lost = [("Answers", "A0", "The row of T1.2.1 is missing.")] if "code" in cells else []
    assert found == [("Answers", *fault), *lost]


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ({"kind": "Rumour"}, ("B2", "Choose the kind of the source from the list.")),
        ({"title": None}, ("C2", "Write the official title of the source.")),
        ({"year": "long ago"}, ("E2", "This isn’t a year: write four digits, such as 2019.")),
        ({"url": "not an address"}, ("F2", "This isn’t a web address.")),
        ({"url": "javascript://x"}, ("F2", "This isn’t a web address.")),
        ({"code": "T9.9.9"}, ("A2", "There is no question “T9.9.9” in this section.")),
        ({"code": None}, ("A2", "The code of the question is missing.")),
        ({"title": "=HYPERLINK(1)"}, ("C2", "This cell holds a formula: write the text or number itself.")),
    ],
)
def test_broken_cell_of_a_source_is_refused_with_its_place_and_reason(case, told, fault):
    _pack, workbook = given_out(case)

    found = faults(case, filled(workbook, sources=[{"code": "T1.1.1"} | LAW | told]))

    assert ("Sources", *fault) in found


def test_source_told_twice_under_a_question_is_refused(case):
    _pack, workbook = given_out(case)
    again = {"code": "T1.1.1", **LAW, "title": "law  on MIGRATION", "locator": "article 8"}

    found = faults(case, filled(workbook, sources=[{"code": "T1.1.1", **LAW}, again]))

    reason = "This source stands under T1.1.1 already: name all articles in one row."
    assert found == [("Sources", "C3", reason)]


def test_all_faults_are_told_at_once(case):
    _pack, workbook = given_out(case)
    broken = {"T1.1.1": {"answer": "Perhaps", "as_of_date": "soon"}, "T1.1.3": {"value": "in May"}}

    assert [place for _sheet, place, _reason in faults(case, filled(workbook, broken))] == ["E2", "I2", "F4"]


def test_more_rows_than_anybody_fills_in_are_refused(case):
    _pack, workbook = given_out(case)
    longer = opened(workbook)
    sheets(longer)[1].cell(1200, 3).value = "Far away"

    assert faults(case, stored(longer)) == [("Sources", "A1200", "There are too many rows: at most 1000.")]


def test_workbook_without_its_sheets_is_refused(case):
    _pack, workbook = given_out(case)
    bare = opened(workbook)
    del bare.defined_names["mgi_answers"]

    assert faults(case, stored(bare)) == [("", "0", "A sheet is missing: “Answers” or “Sources”.")]


def test_fault_reads_as_a_line():
    assert str(Fault("Answers", 2, "E", "Choose.")) == "Answers E2: Choose."


# Taken or left ----------------------------------------------------------------------------------------


def test_taking_a_change_writes_it_as_a_new_revision(case):
    answer_every_kind(case)
    _pack, workbook = given_out(case)
    returned = bring_back(case, filled(workbook, {"T1.1.1": {"answer": "No", "statement": "It closed."}}))

    take(returned, "T1.1.1", by=case.focal_point)

    assert said(case, "T1.1.1") == ("no", "", "It closed.", "pack", "Focal point")
    assert case.answer("T1.1.1").current.number == 2
    assert list(case.answer("T1.1.1").current.citations.values_list("source__title", "locator", "quote")) == [
        ("Law on Migration", "article 7", "All have access.")
    ]
    change = returned.changes.get()
    assert (change.decision, change.decided_by) == ("accepted", case.focal_point)


def test_sources_are_found_in_the_library_and_new_ones_are_added(case):
    known = tell_source(case, "Law on Migration", number="25.871", year=2004)
    _pack, workbook = given_out(case)
    told = [
        {"code": "T1.1.1", **LAW, "title": "LAW ON MIGRATION ", "locator": "article 7"},
        {"code": "T1.1.1", "kind": "Web page", "title": "City portal", "url": "https://example.org"},
        {"code": "T1.1.4", "kind": "Web page", "title": "City portal"},
    ]
    returned = bring_back(case, filled(workbook, sources=told))

    seen = dict.fromkeys(returned.changes.values_list("pk", flat=True), 0)
    take_changes(returned=returned, revisions=seen, by=case.focal_point)

    new = Source.objects.exclude(pk=known.pk).get()
    assert (new.kind, new.title, new.url, new.added_by) == (
        "webpage",
        "City portal",
        "https://example.org",
        case.focal_point,
    )
    cited = AnswerRevision.objects.values_list(
        "answer__indicator__code", "citations__source", "citations__locator"
    )
    assert sorted(cited) == [
        ("T1.1.1", known.pk, "article 7"),
        ("T1.1.1", new.pk, ""),
        ("T1.1.4", new.pk, ""),
    ]


def test_two_laws_told_alike_stay_two(case):
    laws = [tell_source(case, "Law on Migration", url=f"https://example.org/{number}") for number in (1, 2)]
    say(case, "T1.1.1", "Two laws.", citations=tuple(CitationDraft(law.pk) for law in laws))
    _pack, workbook = given_out(case)
    returned = bring_back(case, filled(workbook, {"T1.1.1": {"statement": "Two laws apply."}}))

    take(returned, "T1.1.1", by=case.focal_point)

    assert set(case.answer("T1.1.1").current.citations.values_list("source", flat=True)) == {
        law.pk for law in laws
    }
    assert Source.objects.count() == 2


def test_leaving_a_change_keeps_the_answer(case):
    say(case, "T1.1.1", "In 2022 it began.", option="yes")
    _pack, workbook = given_out(case)
    returned = bring_back(case, filled(workbook, {"T1.1.1": {"answer": "No"}}))
    change = returned.changes.get()

    leave_changes(returned=returned, changes=[change.pk], by=case.researcher)

    change.refresh_from_db()
    assert (change.decision, change.decided_by) == ("rejected", case.researcher)
    assert said(case, "T1.1.1") == ("yes", "", "In 2022 it began.", "page", "Researcher")


def test_answer_that_changed_while_it_was_compared_is_not_overwritten(case):
    _pack, workbook = given_out(case)
    told = [{"code": "T1.1.1", **LAW}]
    returned = bring_back(case, filled(workbook, {"T1.1.1": {"statement": "From the ministry."}}, told))
    say(case, "T1.1.1", "From the researcher.")

    with pytest.raises(TransitionRefused, match=r"T1\.1\.1 was changed meanwhile: compare it again\."):
        take(returned, "T1.1.1", by=case.focal_point, revision=0)

    assert said(case, "T1.1.1") == ("", "", "From the researcher.", "page", "Researcher")
    assert returned.changes.get().decision == "pending"
    assert not Source.objects.exists()


def test_what_was_decided_is_not_decided_again(case):
    _pack, workbook = given_out(case)
    returned = bring_back(case, filled(workbook, {"T1.1.1": {"answer": "No"}}))
    take(returned, "T1.1.1", by=case.focal_point)
    decided = returned.changes.get()

    with pytest.raises(TransitionRefused, match=r"T1\.1\.1 was decided meanwhile\."):
        take(returned, "T1.1.1", by=case.researcher)
    with pytest.raises(TransitionRefused, match=r"T1\.1\.1 was decided meanwhile\."):
        leave_changes(returned=returned, changes=[decided.pk], by=case.researcher)

    assert returned.changes.get().decided_by == case.focal_point


def test_answer_that_changed_since_the_pack_was_made_shows_three_texts(case):
    say(case, "T1.1.1", "In 2022 it began.", option="yes")
    _pack, workbook = given_out(case)
    say(case, "T1.1.1", "In 2023 it began.", option="yes")
    returned = bring_back(case, filled(workbook, {"T1.1.1": {"statement": "In 2021 it began."}}))

    [difference] = differences_of(returned)

    assert (difference.overtaken, difference.pending, difference.same) == (True, True, False)
    assert [(line.label, line.before, line.now, line.wanted) for line in difference.lines] == [
        ("Answer", "Yes", "Yes", "Yes"),
        ("Statement", "In 2022 it began.", "In 2023 it began.", "In 2021 it began."),
    ]


def test_difference_tells_every_kind_in_words(case):
    answer_every_kind(case)
    _pack, workbook = given_out(case)
    written = {
        "T1.1.1": {"as_of_date": "2022-11-30"},
        "T1.1.2": {"answer": "Students; Workers"},
        "T1.1.5": {"value": "2022-01-02"},
    }
    returned = bring_back(case, filled(workbook, written))

    lines = [line for difference in differences_of(returned) for line in difference.lines]

    assert [(line.label, line.now, line.wanted) for line in lines if line.now != line.wanted] == [
        ("As of", "", "30 November 2022"),
        ("Answer", "Workers; Refugees", "Workers; Students"),
        ("Answer", "31 May 2021", "2 January 2022"),
    ]
    sources = "Law: Law on Migration, 25.871, 2004, article 7, “All have access.”, https://example.org/law"
    assert [line.now for line in lines if line.label == "Sources"] == [sources]


# Who and when -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["contributor", "reviewer", "translator", "observer"])
def test_packs_are_made_by_those_who_answer_hand_over_or_manage(case, role):
    with pytest.raises(PermissionDenied):
        make_pack(section=section_of(case), language="en", by=case.in_role(role))


def test_pack_in_a_language_that_the_site_has_not_is_refused(case):
    with pytest.raises(ValidationError, match="doesn’t have this language"):
        make_pack(section=section_of(case), language="tlh", by=case.coordinator)


@pytest.mark.parametrize("role", ["coordinator", "contributor", "reviewer", "translator", "observer"])
def test_only_those_who_answer_everything_bring_back_and_decide(case, role):
    _pack, workbook = given_out(case)
    returned = bring_back(case, filled(workbook, {"T1.1.1": {"answer": "No"}}))
    person = case.in_role(role)

    with pytest.raises(PermissionDenied):
        bring_back(case, workbook, by=person)
    with pytest.raises(PermissionDenied):
        take(returned, "T1.1.1", by=person)
    with pytest.raises(PermissionDenied):
        leave_changes(returned=returned, changes=[returned.changes.get().pk], by=person)

    assert returned.changes.get().decision == "pending"


def test_change_of_another_return_is_not_taken_along(case):
    _pack, workbook = given_out(case)
    mine = bring_back(case, filled(workbook, {"T1.1.1": {"answer": "No"}}))
    other = bring_back(case, filled(workbook, {"T1.1.1": {"answer": "Yes"}}))

    take_changes(returned=mine, revisions={other.changes.get().pk: 0}, by=case.focal_point)

    assert set(PackChange.objects.values_list("decision", flat=True)) == {"pending"}


def test_nothing_is_taken_once_the_section_is_submitted(db):
    case = make_case()
    _pack, workbook = given_out(case)
    returned = bring_back(case, filled(workbook, {"T1.1.1": {"answer": "No"}}))
    submit(case, case.section())

    with pytest.raises(TransitionRefused, match="Submitted"):
        take(returned, "T1.1.1", by=case.focal_point)


# Statements -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_every_step_takes_a_fixed_number_of_statements(db, django_assert_num_queries, count):
    case = make_case(instrument=make_instrument(((count,),)))
    answer_section(case, case.section())
    with django_assert_num_queries(9):
        _pack, workbook = given_out(case)
    codes = [f"T1.1.{number}" for number in range(1, count + 1)]
    data = filled(workbook, {code: {"answer": "No", "statement": f"{code} ended."} for code in codes})

    with django_assert_num_queries(12):
        returned = bring_back(case, data)
    seen = dict.fromkeys(returned.changes.values_list("pk", flat=True), 1)
    with django_assert_num_queries(21):
        take_changes(returned=PackReturn.objects.get(), revisions=seen, by=case.focal_point)

    assert len(seen) == count
    assert set(returned.changes.values_list("decision", flat=True)) == {"accepted"}

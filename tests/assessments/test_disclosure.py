"""What may be shown of answers and sources: who says so, and what readers without the right never see."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from assessments import report
from assessments.choices import Disclosure, Role
from assessments.models import (
    Answer,
    Assessment,
    Citation,
    PackChange,
    Part,
    ReviewQuery,
    Source,
)
from assessments.permissions import RIGHTS, Right, sync
from assessments.workflow import (
    SECTION,
    CitationDraft,
    FaultyWorkbook,
    assign_role,
    change_source,
    cite_source,
    disclose_answer,
    disclose_section,
    disclose_source,
    save_answers,
    start_from,
    take_changes,
)
from audit.models import Entry
from audit.workflow import faults
from tests.assessments.test_carrying import next_round
from tests.factories.assessments import (
    answer_section,
    approve,
    draft,
    judge,
    keep_file,
    make_case,
    start_review,
    tell_source,
)
from tests.factories.instruments import make_instrument
from tests.factories.packs import bring_back, filled, given_out, opened, row_of, sheets
from tests.factories.pages import page_of
from tests.replay import play
from workflows.engine import TransitionRefused, perform

REASON = "The ministry asked for it."
MAY = {Role.COORDINATOR, Role.RESEARCHER, Role.FOCAL_POINT}
NOT_SHOWN = "Internal: not shown to you"


def page(case, path=""):
    return f"/en/assessments/{case.assessment.pk}/{path}"


def text_of(response):
    return " ".join(response.content.decode().split())


def disclosures(case):
    rows = case.assessment.answers.order_by("indicator__code").values_list("indicator__code", "disclosure")
    return dict(rows)


def lines(case):
    entries = Entry.objects.of(case.assessment.matter).filter(kind="disclosed")
    return [(entry.subject, entry.detail, entry.actor) for entry in entries]


def hide(case, code="T1.1.1", value="internal", by=None, **how):
    return disclose_answer(answer=case.answer(code), value=value, by=by or case.researcher, **how)


def hide_source(case, source, value="internal", **how):
    return disclose_source(source=source, value=value, by=case.researcher, **how)


@pytest.fixture
def dependent(db):
    """T1.1.2 is asked because of what T1.1.1 says."""
    asked = {"T1.1.2": {"show_if": ("T1.1.1", ["yes", "partly"])}}
    return make_case(instrument=make_instrument(asked=asked))


# Who says so, and when --------------------------------------------------------------------------------


def test_answers_begin_as_a_basis_and_sources_as_public_unless_they_are_interviews(case):
    sources = {kind: tell_source(case, kind, kind).disclosure for kind in ("law", "dataset", "interview")}

    assert set(disclosures(case).values()) == {"basis"}
    assert sources == {"law": "public", "dataset": "public", "interview": "basis"}


def test_source_that_turns_out_to_be_an_interview_is_public_no_longer(case):
    law, hidden = tell_source(case), tell_source(case, "Another")
    hide_source(case, hidden)

    for source in (law, hidden):
        change_source(source=source, by=case.researcher, kind="interview")
    change_source(source=law, by=case.researcher, kind="interview", title="Talk")

    kept = list(Source.objects.order_by("pk").values_list("disclosure", flat=True))
    assert kept == ["basis", "internal"]
    assert [(subject, change["old"], change["new"]) for subject, change, _actor in lines(case)] == [
        (f"source {hidden.pk}", "public", "internal"),
        (f"source {law.pk}", "public", "basis"),
    ]


@pytest.mark.parametrize("role", Role.values)
def test_only_those_with_the_right_say_what_may_be_shown(case, role):
    person, source, answer = case.in_role(role), tell_source(case), case.answer()
    acts = [
        lambda: disclose_answer(answer=answer, value="public", by=person),
        lambda: disclose_section(section=case.section(), value="internal", by=person),
        lambda: disclose_source(source=source, value="basis", by=person),
    ]

    refused = 0
    for act in acts:
        try:
            act()
        except PermissionDenied:
            refused += 1

    assert refused == (0 if role in MAY else 3)
    assert len(lines(case)) == (4 if role in MAY else 0)  # the section had two values before


def test_people_of_another_assessment_and_superusers_say_nothing(two):
    answer, source = two.own.answer(), tell_source(two.own)

    for person in (two.other.coordinator, two.stranger, two.superuser):
        with pytest.raises(PermissionDenied):
            disclose_answer(answer=answer, value="public", by=person)
        with pytest.raises(PermissionDenied):
            disclose_source(source=source, value="internal", by=person)

    assert disclosures(two.own)["T1.1.1"] == "basis"


def test_each_change_is_a_line_of_the_log_and_says_nothing_of_the_content(case):
    source = tell_source(case, "Confidential talk")

    hide(case, reason=" Confidential ")
    hide_source(case, source)

    assert lines(case) == [
        (
            "answer T1.1.1",
            {"answers": ["T1.1.1"], "old": "basis", "new": "internal", "reason": "Confidential"},
            case.researcher.pk,
        ),
        (
            f"source {source.pk}",
            {"source": source.pk, "old": "public", "new": "internal", "reason": ""},
            case.researcher.pk,
        ),
    ]
    assert list(faults(case.assessment.matter)) == []


def test_the_same_said_twice_is_one_change(case):
    source = tell_source(case)

    counts = [hide(case), hide(case), hide_source(case, source), hide_source(case, source)]

    assert counts == [1, 0, 1, 0]
    assert len(lines(case)) == 2


def test_all_answers_of_a_section_in_one_go_and_of_no_other(case):
    hide(case, "T1.1.1", "public")
    hide(case, "T1.1.2", "internal")

    count = disclose_section(section=case.section(), value="internal", by=case.focal_point)

    assert count == 2
    assert disclosures(case) == {
        "T1.1.1": "internal",
        "T1.1.2": "internal",
        "T1.2.1": "internal",
        "T2.1.1": "basis",
    }
    assert [(change["answers"], change["old"]) for _subject, change, _by in lines(case)[2:]] == [
        (["T1.2.1"], "basis"),
        (["T1.1.1"], "public"),
    ]


def test_once_a_section_is_approved_a_change_needs_its_reason(case):
    approve(case, case.section())
    source = case.assessment.sources.get()

    for act in (
        lambda: hide(case),
        lambda: hide(case, reason="  "),
        lambda: disclose_section(section=case.section(), value="public", by=case.researcher),
        lambda: hide_source(case, source),
    ):
        with pytest.raises(ValidationError) as refused:
            act()
        assert list(refused.value.message_dict) == ["reason"]

    assert lines(case) == []
    assert hide(case, reason=REASON) == hide_source(case, source, reason=REASON) == 1
    assert hide(case, "T2.1.1") == 1  # of another section, still open


def test_source_that_no_approved_answer_cites_changes_without_a_reason(case):
    approve(case, case.section())
    other = tell_source(case, "Another law")

    assert hide_source(case, other) == 1


@pytest.mark.parametrize("state", ["closed", "cancelled"])
def test_after_the_end_only_coordinators_change_it(case, state):
    source = tell_source(case)
    Assessment.objects.filter(pk=case.assessment.pk).update(state=state)

    for act in (lambda: hide(case), lambda: hide_source(case, source)):
        with pytest.raises(TransitionRefused, match="Ask a coordinator"):
            act()

    assert hide(case, by=case.coordinator) == 1
    assert disclose_source(source=source, value="basis", by=case.coordinator) == 1


@pytest.mark.parametrize("state", ["set_up", "collecting", "approved"])
def test_in_every_state_before_it_can_be_changed(case, state):
    Assessment.objects.filter(pk=case.assessment.pk).update(state=state)

    assert hide(case) == 1


# What tells it ----------------------------------------------------------------------------------------


def test_question_asked_because_of_an_internal_answer_is_internal_with_it(dependent):
    hide(dependent, "T1.1.2", "public")

    count = hide(dependent, "T1.1.1")

    assert count == 2
    assert disclosures(dependent) | {"T1.2.1": "", "T2.1.1": ""} == {
        "T1.1.1": "internal",
        "T1.1.2": "internal",
        "T1.2.1": "",
        "T2.1.1": "",
    }


@pytest.mark.parametrize("value", ["public", "basis"])
def test_it_can_not_be_less_while_the_other_is_internal(dependent, value):
    hide(dependent, "T1.1.1")

    with pytest.raises(TransitionRefused) as refused:
        hide(dependent, "T1.1.2", value)

    assert [problem.url for problem in refused.value.problems] == [
        page(dependent, "domain-1/1/T1.1.1/disclosure/")
    ]
    hide(dependent, "T1.1.1", "basis")
    assert disclosures(dependent)["T1.1.2"] == "internal"  # nobody said otherwise
    assert hide(dependent, "T1.1.2", value) == 1


def test_its_reason_is_asked_for_as_well(dependent):
    approve(dependent, dependent.section())

    with pytest.raises(ValidationError):
        hide(dependent)


# Its pages --------------------------------------------------------------------------------------------


def test_page_changes_an_answer_and_goes_back_where_it_came_from(case, client_for):
    client, url = client_for(case.focal_point), page(case, "domain-1/1/T1.1.1/disclosure/")
    back = page(case, "domain-1/check/") + f"#answer-{case.answer().pk}"

    shown = client.get(url)
    done = client.post(url, {"value": "internal", "reason": "", "next": back})

    assert shown.context["form"]["value"].value() == "basis"
    assert (done.status_code, done.url) == (302, back)
    assert disclosures(case)["T1.1.1"] == "internal"


def test_page_goes_back_to_no_other_site(case, client_for):
    url = page(case, "domain-1/1/T1.1.1/disclosure/")

    done = client_for(case.focal_point).post(url, {"value": "public", "next": "https://evil.example/"})

    assert done.url == page(case, "domain-1/1/") + f"#answer-{case.answer().pk}"


def test_page_says_what_is_missing_and_keeps_what_was_typed(case, client_for):
    approve(case, case.section())
    client, url = client_for(case.researcher), page(case, "domain-1/1/T1.1.1/disclosure/")

    without = client.post(url, {"value": "internal", "reason": ""})
    neither = client.post(url, {"value": "secret", "reason": "Half a sentence"})

    assert (without.status_code, neither.status_code) == (422, 422)
    assert "say why this is changed" in text_of(without)
    assert without.context["form"]["value"].value() == "internal"
    assert "Half a sentence" in text_of(neither)
    assert disclosures(case)["T1.1.1"] == "basis"


def test_page_says_when_it_is_too_late(case, client_for):
    Assessment.objects.filter(pk=case.assessment.pk).update(state="closed")
    client, url = client_for(case.researcher), page(case, "domain-1/1/T1.1.1/disclosure/")

    shown, done = client.get(url), client.post(url, {"value": "internal", "reason": REASON})

    assert (shown.status_code, done.status_code) == (200, 409)
    assert "the state is “Closed”" in text_of(shown)
    assert "<button" not in text_of(shown).partition("<main")[2]
    assert disclosures(case)["T1.1.1"] == "basis"


def test_page_leads_to_the_answer_that_stands_against_it(dependent, client_for):
    hide(dependent)
    url = page(dependent, "domain-1/1/T1.1.2/disclosure/")

    done = client_for(dependent.researcher).post(url, {"value": "public", "reason": ""})

    assert done.status_code == 409
    assert page(dependent, "domain-1/1/T1.1.1/disclosure/") in text_of(done)


def test_pages_of_a_section_and_of_a_source(case, client_for):
    client, source = client_for(case.coordinator), tell_source(case)

    section = client.post(page(case, "domain-1/disclosure/"), {"value": "public"})
    told = client.post(page(case, f"sources/{source.pk}/disclosure/"), {"value": "basis"})

    assert (section.url, told.url) == (page(case, "domain-1/check/"), page(case, f"sources/{source.pk}/"))
    assert disclosures(case) == {
        "T1.1.1": "public",
        "T1.1.2": "public",
        "T1.2.1": "public",
        "T2.1.1": "basis",
    }
    source.refresh_from_db()
    assert source.disclosure == "basis"


def test_question_page_saves_what_was_typed_before_it_leads_there(case, client_for):
    typed = page_of(case.part("1.1"), T1_1_1={"statement": "In 2022."}) | {"then": "disclose-T1.1.1"}

    done = client_for(case.researcher).post(page(case, "domain-1/1/"), typed)

    assert done.url == page(case, "domain-1/1/T1.1.1/disclosure/")
    assert case.answer().current.statement == "In 2022."


@pytest.mark.parametrize(
    ("role", "leads"), [("researcher", True), ("coordinator", True), ("reviewer", False), ("observer", False)]
)
def test_tag_says_what_may_be_shown_and_leads_on_where_it_can_be_changed(case, client_for, role, leads):
    source = tell_source(case)
    client = client_for(case.in_role(role))

    pages = [text_of(client.get(page(case, path))) for path in ("domain-1/check/", f"sources/{source.pk}/")]

    assert ["Basis for a finding only" in pages[0], "Public" in pages[1]] == [True, True]
    assert ["/T1.1.1/disclosure/" in pages[0], f"/{source.pk}/disclosure/" in pages[1]] == [leads, leads]


# What is withheld -------------------------------------------------------------------------------------


def test_whoever_reads_what_is_internal_reads_answers():
    readers = {role for role in Role.values if Right.VIEW_INTERNAL in RIGHTS[role]}

    assert readers == {Role.COORDINATOR, Role.RESEARCHER, Role.FOCAL_POINT, Role.REVIEWER}
    assert {role for role in Role.values if Right.DISCLOSE in RIGHTS[role]} <= readers
    assert {Right.VIEW_ANSWERS in RIGHTS[role] for role in readers} == {True}


def answered_with_secrets():
    """All questions of the first domain are answered, from two sources; T1.1.1 and the second source are internal."""
    case = make_case()
    law, talk = tell_source(case, "Law on Migration"), tell_source(case, "Confidential talk", "interview")
    for code in ("T1.1.1", "T1.1.2", "T1.2.1"):
        cited = (
            CitationDraft(law.pk, "art. 1", f"Law in {code}"),
            CitationDraft(talk.pk, "p. 2", f"Talk in {code}"),
        )
        answer = case.answer(code)
        save_answers(
            part=answer.part,
            drafts=[draft(answer, f"Statement of {code}.", citations=cited)],
            by=case.researcher,
        )
    hide(case)
    hide_source(case, talk)
    return case


@pytest.fixture
def answered(db):
    return play(answered_with_secrets)


@pytest.mark.parametrize("path", ["domain-1/check/", "domain-1/1/"])
def test_observer_sees_the_question_and_that_the_answer_is_internal(answered, client_for, path):
    text = text_of(client_for(answered.observer).get(page(answered, path)))

    assert ["Question T1.1.1?" in text, text.count(NOT_SHOWN)] == [True, 1]
    assert "Statement of T1.1.1." not in text
    assert "Law in T1.1.1" not in text
    assert "Statement of T1.1.2." in text
    assert "Law in T1.1.2" in text


@pytest.mark.parametrize("path", ["domain-1/check/", "domain-1/1/"])
@pytest.mark.parametrize("role", ["coordinator", "researcher", "focal_point", "contributor", "reviewer"])
def test_those_who_work_on_it_see_all_of_it(answered, client_for, path, role):
    text = text_of(client_for(answered.in_role(role)).get(page(answered, path)))

    assert NOT_SHOWN not in text
    assert ["Statement of T1.1.1." in text, "Law in T1.1.1" in text, "Talk in T1.1.2" in text] == [True] * 3


def test_internal_source_is_cited_for_nobody_else(answered, client_for):
    text = text_of(client_for(answered.observer).get(page(answered, "domain-1/check/")))

    assert "Confidential talk" not in text
    assert "Talk in T1.1.2" not in text


def test_counts_leave_out_what_is_withheld(answered):
    def counted(person, held):
        part = Part.objects.with_progress(person, held).get(pk=answered.part("1.1").pk)
        line = report.task_list(answered.assessment, person, held)[0]
        return part.answered, part.total, line.answered, line.total

    assert counted(answered.observer, RIGHTS[Role.OBSERVER]) == (1, 1, 2, 2)
    assert counted(answered.reviewer, RIGHTS[Role.REVIEWER]) == (2, 2, 3, 3)
    assert counted(answered.contributor, RIGHTS[Role.CONTRIBUTOR]) == (2, 2, 2, 2)


def test_remark_of_a_reviewer_tells_of_the_answer_too(case, client_for):
    section = case.section()
    start_review(case, section)
    judge(case, section, change=["T1.1.1", "T1.1.2"])
    perform(SECTION, "return", section, by=case.reviewer, note="More, please.")
    hide(case)

    pages = [
        text_of(client_for(case.observer).get(page(case, path)))
        for path in ("domain-1/1/", "domain-1/check/")
    ]

    assert ["Say more in T1.1.1." in text for text in pages] == [False, False]
    assert ["Say more in T1.1.2." in text for text in pages] == [True, True]
    assert "#answer-" + str(case.answer().pk) not in pages[0]


def test_withheld_answer_can_not_be_saved(answered):
    [answer] = Answer.objects.filter(pk=answered.answer().pk).shown_to(
        answered.observer, RIGHTS[Role.OBSERVER]
    )

    assert (answer.withheld, answer.current, answer.approved) == (True, None, None)
    with pytest.raises(Exception, match="answer_current_from_first_revision"):
        answer.save()


def test_readable_leaves_out_what_is_withheld(answered):
    answers = answered.assessment.answers.filter(part__section=answered.section()).in_order()

    def codes(person, role):
        return [a.indicator.code for a in answers.readable_by(person, RIGHTS[role])]

    assert codes(answered.observer, Role.OBSERVER) == ["T1.1.2", "T1.2.1"]
    assert codes(answered.contributor, Role.CONTRIBUTOR) == ["T1.1.1", "T1.1.2", "T1.2.1"]
    assert codes(answered.researcher, Role.RESEARCHER) == ["T1.1.1", "T1.1.2", "T1.2.1"]


def test_library_of_an_observer_has_no_internal_source_and_counts_no_internal_answer(answered, client_for):
    def library(person):
        rows = client_for(person).get(page(answered, "sources/")).context["object_list"]
        return [(source.title, source.uses) for source in rows]

    assert library(answered.observer) == [("Law on Migration", 2)]
    assert library(answered.reviewer) == [("Confidential talk", 3), ("Law on Migration", 3)]


def test_source_lists_no_internal_answer_that_cites_it(answered, client_for):
    law = Source.objects.get(title="Law on Migration")
    url = page(answered, f"sources/{law.pk}/")

    seen, all_ = (text_of(client_for(p).get(url)) for p in (answered.observer, answered.reviewer))

    assert ["Law in T1.1.1" in seen, "Law in T1.1.2" in seen] == [False, True]
    assert ["Law in T1.1.1" in all_, "Law in T1.1.2" in all_] == [True, True]


def test_internal_source_with_its_files_is_found_by_nobody_else(answered, client_for):
    talk = Source.objects.get(title="Confidential talk")
    file = keep_file(answered, talk, name="minutes.pdf")
    paths = [f"sources/{talk.pk}/", f"files/{file.pk}/"]

    def statuses(person):
        return [client_for(person).get(page(answered, path)).status_code for path in paths]

    assert statuses(answered.observer) == [404, 404]
    assert statuses(answered.reviewer) == [200, 200]
    assert statuses(answered.contributor) == [200, 200]  # the page handed over cites it


def test_contributor_finds_no_internal_source_of_other_pages_to_cite(case, client_for):
    talk, law = tell_source(case, "Confidential talk"), tell_source(case)
    hide_source(case, talk)
    client, url = client_for(case.contributor), page(case, "domain-1/1/T1.1.1/cite/")

    offered = [source.title for source in client.get(url).context["page_obj"]]
    done = client.post(url, {"do": "cite", "source": talk.pk})

    assert offered == ["Law on Migration"]
    assert done.status_code == 422
    for source in (talk, law):
        cite = {"source": source, "locator": "", "quote": "", "by": case.contributor}
        if source == talk:
            with pytest.raises(PermissionDenied):
                cite_source(answer=case.answer(), **cite)
        else:
            cite_source(answer=case.answer(), **cite)
    with pytest.raises(PermissionDenied):
        save_answers(
            part=case.part(),
            drafts=[draft(case.answer("T1.1.2"), "x", sources=[talk])],
            by=case.contributor,
        )
    assert list(Citation.objects.values_list("source", flat=True)) == [law.pk]


def test_contributor_keeps_an_internal_source_that_their_page_cites(answered):
    answer, talk = answered.answer(), Source.objects.get(title="Confidential talk")

    cite_source(answer=answer, source=talk, locator="p. 3", quote="", by=answered.contributor)

    assert answered.answer().current.citations.get(source=talk).locator == "p. 3"


def test_observer_who_answers_a_page_reads_all_of_that_page_and_of_no_other(answered, client_for):
    hide(answered, "T1.2.1")
    person = answered.observer
    assign_role(
        assessment=answered.assessment,
        user=person,
        role="contributor",
        parts=[answered.part("1.1")],
        by=answered.coordinator,
    )

    check = text_of(client_for(person).get(page(answered, "domain-1/check/")))
    question = text_of(client_for(person).get(page(answered, "domain-1/1/")))

    assert ["Statement of T1.1.1." in text for text in (check, question)] == [True, True]
    assert ["Talk in T1.1.1" in text for text in (check, question)] == [True, True]
    assert "Statement of T1.2.1." not in check
    assert check.count(NOT_SHOWN) == 1


def test_whoever_loses_the_right_loses_the_answer_with_the_next_request(answered, client_for):
    assign_role(
        assessment=answered.assessment, user=answered.reviewer, role="observer", by=answered.coordinator
    )
    client = client_for(answered.reviewer)
    before = text_of(client.get(page(answered, "domain-1/check/")))
    answered.assessment.roles.get(user=answered.reviewer, role="reviewer").delete()
    sync(user=answered.reviewer, assessment=answered.assessment)

    after = text_of(client.get(page(answered, "domain-1/check/")))

    assert ["Statement of T1.1.1." in before, "Statement of T1.1.1." in after] == [True, False]


def test_threads_on_internal_answers_are_for_those_who_work_on_them(answered):
    for code in ("T1.1.1", "T1.1.2"):
        for audience in ("everyone", "iom"):
            ReviewQuery.objects.create(
                answer=answered.answer(code),
                section=answered.section(1),
                audience=audience,
                opened_by=answered.reviewer,
            )

    counts = {role: ReviewQuery.objects.readable(RIGHTS[role]).count() for role in Role.values}

    assert counts == {
        "coordinator": 4,
        "researcher": 2,
        "focal_point": 2,
        "contributor": 2,
        "reviewer": 4,
        "translator": 1,
        "observer": 1,
    }


# Further rounds ---------------------------------------------------------------------------------------


def round_after_secrets():
    """The second round of a place whose first said something internal in T1.1.1 and something public in T1.1.2."""
    first = make_case()
    law, talk = tell_source(first), tell_source(first, "Confidential talk", "interview")
    for section in first.assessment.sections.in_order():
        answer_section(first, section, wording="Said of {code}.")
    cite_source(answer=first.answer(), source=talk, locator="", quote="Whispered", by=first.researcher)
    cite_source(answer=first.answer("T1.2.1"), source=talk, locator="", quote="", by=first.researcher)
    hide(first)
    hide(first, "T1.1.2", "public")
    hide_source(first, law, "basis")
    hide_source(first, talk)
    for section in first.assessment.sections.in_order():
        perform(SECTION, "submit", section, by=first.researcher, note="Office")
        perform(SECTION, "start review", section, by=first.reviewer)
        judge(first, section)
        perform(SECTION, "approve", section, by=first.reviewer)
    return next_round(first)


@pytest.fixture
def second(db):
    return play(round_after_secrets)


def test_disclosure_goes_along_into_the_next_round(second):
    sources = dict(second.assessment.sources.order_by("title").values_list("title", "disclosure"))

    assert disclosures(second) == {
        "T1.1.1": "internal",
        "T1.1.2": "public",
        "T1.2.1": "basis",
        "T2.1.1": "basis",
    }
    assert sources == {"Confidential talk": "internal", "Law on Migration": "basis"}


def test_what_the_round_before_kept_internal_stands_beside_for_nobody_else(second, client_for):
    hide(second, value="basis")  # what it says now may be seen
    url = page(second, "domain-1/1/")
    answers = {person: client_for(person).get(url) for person in (second.observer, second.researcher)}

    def beside(response):
        return {
            answer.indicator.code: len(before)
            for answer in second.part().answers.select_related("indicator")
            if (before := response.context["earlier"].get(answer.pk, []))
        }

    assert beside(answers[second.observer]) == {"T1.1.2": 1}
    assert beside(answers[second.researcher]) == {"T1.1.1": 1, "T1.1.2": 1}


def test_beside_a_withheld_answer_nothing_stands_of_the_round_before(second, client_for):
    hide(second, "T1.1.2")

    response = client_for(second.observer).get(page(second, "domain-1/1/"))

    assert {len(before) for before in response.context["earlier"].values()} <= {0}
    assert "Said of" not in text_of(response)


def test_contributor_reads_what_the_round_before_kept_internal_on_their_page(second, client_for):
    text = text_of(client_for(second.contributor).get(page(second, "domain-1/1/")))

    assert text.count("Whispered") == 2  # in the draft, and beside it


def test_answer_begun_with_an_internal_one_is_internal_too(second):
    hide(second, value="public")
    earlier = second.assessment.previous.answers.get(indicator__code="T1.1.1")

    start_from(answer=second.answer(), earlier_id=earlier.pk, by=second.contributor)

    assert disclosures(second)["T1.1.1"] == "internal"
    subject, change, actor = lines(second)[-1]
    assert (subject, change["old"], change["new"], actor) == (
        "answer T1.1.1",
        "public",
        "internal",
        second.contributor.pk,
    )


def test_answer_begun_with_a_public_one_stays_what_it_is(second):
    hide(second, "T1.1.2", "internal")
    earlier = second.assessment.previous.answers.get(indicator__code="T1.1.2")

    start_from(answer=second.answer("T1.1.2"), earlier_id=earlier.pk, by=second.researcher)

    assert disclosures(second)["T1.1.2"] == "internal"


def test_of_two_copies_that_become_one_source_the_stricter_holds(db):
    first = make_case()
    for number, value in ((1, "internal"), (2, "public")):
        source = tell_source(first, "The same talk")
        answer = first.answer(f"T1.1.{number}")
        save_answers(part=answer.part, drafts=[draft(answer, "x", sources=[source])], by=first.researcher)
        hide_source(first, source, value)
    approve_all_left(first)

    second = next_round(first)

    assert list(second.assessment.sources.values_list("title", "disclosure")) == [
        ("The same talk", "internal")
    ]


def approve_all_left(case):
    """Take everything to approved, the questions that were answered as they are."""
    for section in case.assessment.sections.in_order():
        for part in section.parts.in_order():
            left = part.answers.filter(revision=0)
            drafts = [draft(answer, "x", option="partly") for answer in left.for_page()]
            save_answers(part=part, drafts=drafts, by=case.researcher)
        perform(SECTION, "submit", section, by=case.researcher, note="Office")
        perform(SECTION, "start review", section, by=case.reviewer)
        judge(case, section)
        perform(SECTION, "approve", section, by=case.reviewer)


def test_question_that_depends_on_a_carried_internal_answer_is_internal_too(dependent):
    hide(dependent, "T1.1.1")
    hide(dependent, "T1.1.1", "basis")
    hide(dependent, "T1.1.2", "basis")
    approve_all_left(dependent)
    Answer.objects.filter(pk=dependent.answer().pk).update(disclosure="internal")  # as data of before may be

    second = next_round(dependent)

    assert disclosures(second)["T1.1.2"] == "internal"


# Packs ------------------------------------------------------------------------------------------------


def cells(data, code):
    """What the row of a question holds in the columns to fill in, and beside it."""
    answers, sources = sheets(opened(data))
    row = row_of(answers, code)
    texts = [answers.cell(row, column).value for column in range(3, 10)]
    titles = [
        sources.cell(n, 3).value for n in range(2, sources.max_row + 1) if sources.cell(n, 1).value == code
    ]
    return texts, titles


def test_workbook_has_nothing_of_what_is_internal(answered):
    pack, data = given_out(answered)

    texts, titles = cells(data, "T1.1.1")
    shown, cited = cells(data, "T1.1.2")
    locked = sheets(opened(data))[0]
    row = row_of(locked, "T1.1.1")

    assert texts == [
        "Kept internal: this answer isn’t given out. Leave it empty.", None, None, None, None, None, None
    ]  # fmt: skip
    assert titles == []
    assert (shown[4], cited) == ("Statement of T1.1.2.", ["Law on Migration"])
    assert {locked.cell(row, column).protection.locked for column in range(1, 10)} == {True}
    assert pack.revisions == {"T1.1.1": None, "T1.1.2": 1, "T1.2.1": 1}


def test_untouched_workbook_changes_nothing_of_what_is_internal(answered):
    _pack, data = given_out(answered)

    returned = bring_back(answered, data)

    assert list(returned.changes.all()) == []


@pytest.mark.parametrize("cell", ["answer", "statement", "applies_to"])
def test_what_is_written_where_something_was_kept_internal_is_refused_with_its_place(answered, cell):
    _pack, data = given_out(answered)

    with pytest.raises(FaultyWorkbook) as faulty:
        bring_back(answered, filled(data, {"T1.1.1": {cell: "No"}}))

    assert [(fault.row, fault.reason) for fault in faulty.value.faults] == [
        (2, "Kept internal: this answer isn’t given out. Leave it empty.")
    ]


def test_source_under_a_question_that_was_kept_internal_is_refused(answered):
    _pack, data = given_out(answered)
    told = {"code": "T1.1.1", "kind": "Law", "title": "Another law"}

    with pytest.raises(FaultyWorkbook) as faulty:
        bring_back(answered, filled(data, sources=[told]))

    assert [fault.column for fault in faulty.value.faults] == ["A"]


def test_accepted_workbook_takes_no_internal_source_away(answered):
    _pack, data = given_out(answered)
    returned = bring_back(answered, filled(data, {"T1.1.2": {"statement": "From the ministry."}}))
    change = returned.changes.get()

    take_changes(returned=returned, revisions={change.pk: 1}, by=answered.focal_point)

    current = answered.answer("T1.1.2").current
    cited = current.citations.order_by("source__title").values_list("source__title", "quote")
    assert current.statement == "From the ministry."
    assert list(cited) == [
        ("Confidential talk", "Talk in T1.1.2"),
        ("Law on Migration", "Law in T1.1.2"),
    ]


def test_workbook_that_names_an_internal_source_by_chance_changes_its_citation_not(answered):
    _pack, data = given_out(answered)
    told = {"code": "T1.1.2", "kind": "Interview", "title": "confidential TALK"}
    returned = bring_back(answered, filled(data, sources=[told]))
    change = returned.changes.get()

    take_changes(returned=returned, revisions={change.pk: 1}, by=answered.focal_point)

    assert Source.objects.count() == 2
    cited = answered.answer("T1.1.2").current.citations.get(source__title="Confidential talk")
    assert cited.quote == "Talk in T1.1.2"


def test_answer_shown_again_before_the_workbook_returns_is_not_emptied_by_it(answered):
    _pack, data = given_out(answered)
    hide(answered, value="basis")

    returned = bring_back(answered, data)

    assert not PackChange.objects.filter(pack_return=returned).exists()


def test_answer_that_became_internal_since_is_compared_as_it_was_given_out(answered):
    hide(answered, value="basis")
    _pack, data = given_out(answered)
    hide(answered)

    untouched = bring_back(answered, data)
    changed = bring_back(answered, filled(data, {"T1.1.1": {"statement": "From the ministry."}}))

    assert untouched.changes.count() == 0
    assert changed.changes.get().statement == "From the ministry."


def test_workbook_of_a_section_that_is_all_internal_is_still_a_workbook(case):
    answer_section(case, case.section())
    disclose_section(section=case.section(), value="internal", by=case.researcher)

    _pack, data = given_out(case)

    assert bring_back(case, data).changes.count() == 0


# What is kept in which order --------------------------------------------------------------------------


def test_the_stricter_of_two_is_the_one_that_shows_less():
    assert Disclosure.strictest("public", "basis") == "basis"
    assert Disclosure.strictest("internal", "public") == "internal"
    assert Disclosure.strictest("public") == "public"

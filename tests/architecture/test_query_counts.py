"""How many statements each page takes: the same literal number with one item on it and with three."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import User
from accounts.workflow import invite
from assessments.choices import Role
from assessments.models import (
    AnswerRevision,
    Assessment,
    Message,
    MessageRead,
    ReviewQuery,
    StandardRemark,
    Verdict,
)
from assessments.workflow import (
    SECTION,
    CitationDraft,
    add_remark,
    assign_role,
    cite_source,
    disclose_answer,
    reply_to_remark,
    save_answers,
)
from places.choices import Kind
from places.models import Jurisdiction
from profiles.choices import FindingKind
from profiles.models import Finding, FindingBasis, FindingText, Profile
from profiles.workflow import add_language, load_standing_texts, write_standing_text
from profiles.workflow.writing import keep_words
from tests.factories import consultation, files, queries
from tests.factories.accounts import make_people
from tests.factories.assessments import (
    CAPACITY,
    answer_section,
    draft,
    judge,
    keep_file,
    launch,
    make_case,
    option_of,
    start_review,
    tell_source,
)
from tests.factories.consultation import consulted, finding_of, made_proof, share
from tests.factories.instruments import make_instrument
from tests.factories.packs import bring_back, filled, given_out, say
from tests.factories.pages import fields_of, page_of
from tests.factories.places import make_country, make_place
from tests.factories.profiles import drafted, introduce, make_standing_texts, published, translate, written
from tests.replay import play
from tests.statements import counted
from workflows.engine import perform

COUNTS = [1, 3]


@pytest.fixture
def statements(client_for, django_assert_num_queries):
    """Asks for a page twice and counts the second time: the first fills the process’s caches."""

    def ask(person, path, number):
        client = client_for(person)
        client.get(path)
        with django_assert_num_queries(number):
            response = client.get(path)
        assert response.status_code == 200
        return response

    return ask


def make(count):
    """An assessment with so many domains, so many pages in each, and so many questions on each page."""
    return make_case(instrument=make_instrument(((count,) * count,) * count))


def page(case, path=""):
    return f"/en/assessments/{case.assessment.pk}/{path}"


def rows(response, key):
    return len(list(response.context[key]))


def several(count, person, role):
    """So many assessments in which the person has the role, each with so many sections."""
    instrument, country = make_instrument(((1,),) * count), make_country()
    cases = [
        make_case(names=f" {number}", place=make_place(f"City-{number}", country), instrument=instrument)
        for number in range(count)
    ]
    for case in cases:
        assign_role(assessment=case.assessment, user=person, role=role, by=case.coordinator)
    return cases


def ask(case, section, state="open"):
    answer = section.parts.first().answers.first()
    ReviewQuery.objects.create(answer=answer, section=section, opened_by=case.reviewer, state=state)


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize(
    ("asked", "number"), [("", 13), ("?q=city&role=researcher&state=open&overdue=on", 14)]
)
def test_my_work(db, statements, count, asked, number):
    person = make_people("Ada")[0]
    for case in several(count, person, "researcher"):
        case.assessment.sections.update(due_date=timezone.localdate() - timedelta(days=1))
        for section in case.assessment.sections.all():
            ask(case, section)

    response = statements(person, f"/en/work/{asked}", number)

    assert rows(response, "work") == count
    assert {len(work.tasks) for work in response.context["work"]} == {count + 1}


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize(
    ("asked", "number"), [("", 10), ("?q=city&domain=domain-1&tab=due&sort=waiting", 11)]
)
def test_review_queue(db, statements, count, asked, number):
    person = make_people("Ada")[0]
    for case in several(count, person, "reviewer"):
        case.assessment.sections.update(due_date=timezone.localdate())
        start_review(case, case.section(1))
        judge(case, case.section(1))
        ask(case, case.section(1), "answered")

    response = statements(person, f"/en/review/{asked}", number)

    assert rows(response, "lines") == count
    assert {line.started_by for line in response.context["lines"]} == {f"Reviewer {n}" for n in range(count)}
    assert {(line.verdicts, line.queries) for line in response.context["lines"]} == {(1, "1 query answered")}


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize(("asked", "number"), [("", 7), ("?q=city&overdue=on&absent=on&sort=overdue", 8)])
def test_oversight(db, statements, count, asked, number):
    person = make_people("Ada")[0]
    for case in several(count, person, "coordinator"):
        case.assessment.sections.update(due_date=timezone.localdate() - timedelta(days=1))

    response = statements(person, f"/en/oversight/{asked}", number)

    assert rows(response, "lines") == count
    assert {len(line.sections) for line in response.context["lines"]} == {count}
    assert {len(line.never_signed_in) for line in response.context["lines"]} == {8}


@pytest.mark.parametrize("count", COUNTS)
def test_assessment_home(db, statements, count):
    case = make(count)
    answer_section(case, case.section(1))

    response = statements(case.coordinator, page(case), 8)

    assert rows(response, "sections") == count


@pytest.mark.parametrize("count", COUNTS)
def test_assessment_home_of_a_contributor(db, statements, count):
    case = make(count)
    parts = case.section(1).parts.all()
    assign_role(
        assessment=case.assessment,
        user=case.contributor,
        role="contributor",
        parts=parts,
        by=case.coordinator,
    )

    response = statements(case.contributor, page(case), 8)

    assert len(response.context["sections"][0].parts) == count


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("sources", COUNTS)
def test_questionnaire_page(db, statements, count, sources):
    case = make(count)
    for number in range(sources):
        tell_source(case, f"Law {number}")
    answer_section(case, case.section(1))

    response = statements(case.researcher, page(case, "domain-1/1/"), 10)

    assert rows(response, "answer_forms") == count


# Saving, and the questionnaire page with all that can stand on it --------------------------------------

FULL = 15


def full_page():
    """A second round, two versions later: 15 questions of all kinds, answered with sources, each with a remark."""
    asked = {
        f"T1.1.{n}": {"kind": kind} | ({} if kind in ("choice", "multiple") else {"scale": "unanswered"})
        for n, kind in enumerate(("multiple", "number", "year", "text", "date"), start=11)
    }
    asked |= {f"T1.1.{n}": {"show_if": ("T1.1.1", ["yes", "partly"])} for n in (2, 3, 4)}
    codes = [*(f"T1.1.{n}" for n in range(1, FULL + 1)), "T1.2.1"]
    again = {code: asked.get(code, {}) | {"lineage": ("reworded", [code])} for code in codes}
    versions = [
        make_instrument(((FULL, 1),), asked=asked),
        make_instrument(((FULL, 1),), asked=again, version="2", follows="1"),
        make_instrument(((FULL, 1),), asked=again, version="3", follows="2"),
    ]
    place = make_place("Quilmes", make_country())
    first, second = (
        make_case(names=f" {n}", instrument=version, place=place, round=n, year=2020 + n, launched=False)
        for n, version in ((1, versions[0]), (2, versions[2]))
    )
    for case in (first, second):
        launch(case)
        answer_full_page(case)
        if case == first:
            Assessment.objects.filter(pk=case.assessment.pk).update(state="approved")
    section = second.section(1)
    Verdict.objects.bulk_create(
        Verdict(
            revision=answer.current,
            value="change_needed",
            remark=f"Please name the article of the law in which this stands, for {answer.pk}.",
            by=second.reviewer,
            sent_at=timezone.now(),
        )
        for answer in second.assessment.answers.filter(part__section=section, current__isnull=False)
    )
    return second


def answer_full_page(case):
    """Each question with a statement of the usual length and three sources, cited with article and quotation."""
    sources = [tell_source(case, f"Law on Migration and Asylum, part {number}") for number in range(3)]
    cited = tuple(
        CitationDraft(source.pk, "art. 3, par. 2", "Everyone has access to health care.")
        for source in sources
    )
    values = {
        "multiple": "workers refugees",
        "number": "12",
        "year": "2022",
        "text": "x",
        "date": "2022-11-30",
    }
    part = case.part("1.1")
    drafts = []
    for answer in part.answers.for_page():
        kind = answer.indicator.kind
        statement = f"In 2022, the Secretariat of Social Development did {answer.pk}." * 6
        wanted = draft(answer, statement, option="yes" if kind == "choice" else None, citations=cited)
        drafts.append(replace(wanted, value=values.get(kind, "")))
    save_answers(part=part, drafts=drafts, by=case.researcher)


@pytest.mark.parametrize(("role", "number"), [("researcher", 13), ("contributor", 13)])
def test_full_questionnaire_page(db, statements, role, number):
    case = play(full_page)

    response = statements(case.in_role(role), page(case, "domain-1/1/"), number)

    html = response.content.decode()
    assert rows(response, "answer_forms") == rows(response, "remarks") == FULL
    assert {len(before) for before in response.context["earlier"].values()} == {1}
    assert html.count("art. 3, par. 2") == FULL * 3 * 2
    assert len(response.content) < 120_000


def saving(client_for, person, path, typed):
    """How many statements it takes to save, without those that mark the transaction, the second time."""
    client = client_for(person)
    client.get("/en/work/")
    with counted() as sent:
        response = client.post(path, typed)
    return response.status_code, len(sent)


@pytest.mark.parametrize("role", ["researcher", "contributor"])
@pytest.mark.parametrize("changed", [1, 3, 15])
def test_whole_page_is_saved_in_one_go_however_many_answers_changed(db, client_for, changed, role):
    case = play(full_page)
    typed = {f"T1_1_{n}": {"statement": "Changed."} for n in range(1, changed + 1)}
    typed["T1_1_1"] |= {"option": option_of(case.answer(), "partly").pk}
    sent = page_of(case.part("1.1"), **typed)

    done = saving(client_for, case.in_role(role), page(case, "domain-1/1/"), sent)

    assert done == (302, 13)
    assert AnswerRevision.objects.filter(statement="Changed.").count() == changed


@pytest.mark.parametrize("role", ["researcher", "contributor"])
@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ({}, 5),
        ({"statement": "Changed."}, 8),
        ({"statement": "Changed.", "option": "partly"}, 9),
    ],
)
def test_one_answer_is_saved_while_it_is_written(db, client_for, typed, number, role):
    case = play(full_page)
    answer = case.answer()
    if "option" in typed:
        typed = typed | {"option": option_of(answer, typed["option"]).pk}

    done = saving(client_for, case.in_role(role), f"/en/answers/{answer.pk}/", fields_of(answer, **typed))

    assert done == (200, number)


def test_one_answer_is_saved_in_as_many_where_somebody_cited_a_source_meanwhile(db, client_for):
    case = play(full_page)
    answer = case.answer()
    typed = fields_of(answer, statement="Changed.", option=option_of(answer, "partly").pk)
    cite_source(answer=answer, source=tell_source(case, "Another"), locator="", quote="", by=case.focal_point)

    done = saving(client_for, case.researcher, f"/en/answers/{answer.pk}/", typed)

    assert done == (200, 9)
    assert case.answer().current.citations.count() == 4


@pytest.mark.parametrize("count", COUNTS)
def test_conflicts_on_a_page(db, client_for, count):
    case = make(count)
    typed = page_of(case.part("1.1"), **{f"T1_1_{n}": {"statement": "Mine."} for n in range(1, count + 1)})
    drafts = [draft(answer, "Theirs.") for answer in case.part("1.1").answers.for_page()]
    save_answers(part=case.part("1.1"), drafts=drafts, by=case.focal_point)

    assert saving(client_for, case.researcher, page(case, "domain-1/1/"), typed) == (409, 15)


@pytest.mark.parametrize("count", COUNTS)
def test_questionnaire_page_to_read(db, statements, count):
    case = make(count)
    answer_section(case, case.section(1))

    response = statements(case.observer, page(case, "domain-1/1/"), 11)

    assert rows(response, "answers") == count


@pytest.mark.parametrize("count", COUNTS)
def test_check(db, statements, count):
    case = make(count)
    section = case.section(1)
    start_review(case, section)
    judge(case, section, change=[f"T1.1.{number}" for number in range(1, count + 1)])
    perform(SECTION, "return", section, by=case.reviewer, note="More, please.")

    response = statements(case.researcher, page(case, "domain-1/check/"), 15)

    assert rows(response, "groups") == count


# Queries ----------------------------------------------------------------------------------------------


def queried(questions, *, threads, said):
    """A page of so many questions, with threads of so many messages on each, all read by three people."""
    case = make_case(instrument=make_instrument(((questions,),)))
    answer_section(case, case.section(1))
    answers = list(case.assessment.answers.all())
    asked = ReviewQuery.objects.bulk_create(
        ReviewQuery(
            answer=answer, section=case.section(1), opened_by=case.reviewer, assigned_to=case.researcher
        )
        for answer in answers
        for _again in range(threads)
    )
    messages = Message.objects.bulk_create(
        Message(query=query, body=f"Message {number}", language="en", by=case.reviewer)
        for query in asked
        for number in range(said)
    )
    readers = (case.researcher, case.focal_point, case.coordinator)
    MessageRead.objects.bulk_create(
        MessageRead(message=message, user=reader) for message in messages for reader in readers
    )
    return case


@pytest.mark.parametrize(
    "size", [(1, 1, 1), (3, 3, 3), pytest.param((300, 1, 2), marks=pytest.mark.slow)], ids=str
)
@pytest.mark.parametrize(
    ("asked_for", "key"),
    [
        (("researcher", "domain-1/1/", 10), "answer_forms"),
        (("contributor", "domain-1/1/", 10), "answer_forms"),
        (("reviewer", "domain-1/1/", 11), "answers"),
        (("observer", "domain-1/1/", 11), "answers"),
        (("researcher", "domain-1/check/", 15), "groups"),
        (("reviewer", "domain-1/check/", 10), "groups"),
    ],
)
def test_threads_beside_answers(db, statements, size, asked_for, key):
    questions, threads, said = size
    role, path, number = asked_for
    case = queried(questions, threads=threads, said=said)

    response = statements(case.in_role(role), page(case, path), number)

    shown = list(response.context[key])
    answers = [row if key == "answers" else row.answer for row in shown] if key != "groups" else shown[0][1]
    assert [len(answer.threads) for answer in answers] == [threads] * questions
    assert {len(thread.lines) for answer in answers for thread in answer.threads} == {said}


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize(("role", "number"), [("reviewer", 10), ("contributor", 9), ("observer", 9)])
def test_query(db, statements, count, role, number):
    case = queried(count, threads=1, said=count)
    query = ReviewQuery.objects.order_by("pk")[0]

    response = statements(case.in_role(role), page(case, f"queries/{query.pk}/"), number)

    assert len(response.context["page"].story) == count


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize(("role", "number"), [("reviewer", 6), ("contributor", 6)])
def test_queries(db, statements, count, role, number):
    case = queried(count, threads=count, said=count)

    path = page(case, "queries/?state=open&mine=yes&domain=domain-1" if role == "reviewer" else "queries/")
    response = statements(case.in_role(role), path, number)

    assert rows(response, "object_list") == count * count


@pytest.mark.parametrize("count", COUNTS)
def test_new_query(db, statements, count):
    case = queried(count, threads=count, said=count)

    response = statements(case.reviewer, page(case, "domain-1/1/T1.1.1/queries/new/"), 9)

    assert len(response.context["answer"].threads) == count


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("domain-1/1/T1.1.1/disclosure/", 8),
        ("sources/{source}/disclosure/", 6),
    ],
)
def test_what_may_be_shown(db, statements, count, path, number):
    case = make(count)
    published(case)
    source = case.assessment.sources.get()

    response = statements(case.coordinator, page(case, path.format(source=source.pk)), number)

    assert response.context["possible"]
    assert rows(response, "editions") == 1


@pytest.mark.parametrize("count", COUNTS)
def test_what_may_be_shown_of_a_section(db, statements, count):
    case = make(count)

    response = statements(case.coordinator, page(case, "domain-1/disclosure/"), 5)

    assert response.context["counts"] == [("Basis for a finding only", count * count)]


@pytest.mark.parametrize("count", COUNTS)
def test_questionnaire_page_to_read_with_what_is_internal(db, statements, count):
    case = make(count)
    answer_section(case, case.section(1))
    for answer in case.part("1.1").answers.all():
        disclose_answer(answer=answer, value="internal", by=case.researcher)

    response = statements(case.observer, page(case, "domain-1/1/"), 9)

    assert [answer.withheld for answer in response.context["answers"]] == [True] * count


@pytest.mark.parametrize("count", COUNTS)
def test_packs(db, statements, count):
    case = make(count)
    for _number in range(count):
        _pack, workbook = given_out(case)
        for _again in range(count):
            bring_back(case, workbook)

    response = statements(case.focal_point, page(case, "domain-1/packs/"), 7)

    assert rows(response, "object_list") == count


@pytest.mark.parametrize("count", COUNTS)
def test_returned_workbook(db, statements, count):
    case = make(count)
    answer_section(case, case.section(1))
    _pack, workbook = given_out(case)
    codes = [f"T1.1.{number}" for number in range(1, count + 1)]
    for code in codes:
        say(case, code, "Changed since.")
    returned = bring_back(case, filled(workbook, {code: {"answer": "No"} for code in codes}))

    path = f"domain-1/packs/{returned.pack_id}/returns/{returned.pk}/"
    response = statements(case.focal_point, page(case, path), 11)

    assert rows(response, "differences") == count


@pytest.mark.parametrize("count", COUNTS)
def test_review(db, statements, count):
    case = make(count)
    section = case.section(1)
    start_review(case, section)
    judge(case, section)

    response = statements(case.reviewer, page(case, "domain-1/review/"), 12)

    assert rows(response, "rows") == count * count


def full_desk(count):
    """A second round with the next version (each further one takes a statement), in its second review: changed
    answers of two kinds, files, remarks with replies, queries, standard remarks."""
    asked = {"T1.1.1": {"kind": "multiple"}}
    codes = [f"T1.1.{n}" for n in range(1, count + 1)]
    again = {code: asked.get(code, {}) | {"lineage": ("reworded", [code])} for code in codes}
    versions = [
        make_instrument(((count,),), asked=asked),
        make_instrument(((count,),), asked=again, version="2", follows="1"),
    ]
    place = make_place("Quilmes", make_country())
    first, case = (
        make_case(names=f" {n}", instrument=version, place=place, round=n, year=2020 + n, launched=False)
        for n, version in enumerate(versions, start=1)
    )
    launch(first)
    say_all(first, "In 2019.")
    Assessment.objects.filter(pk=first.assessment.pk).update(state="approved")
    launch(case)
    say_all(case, "In 2021.", sources=[tell_source(case, f"Law {n}") for n in range(min(count, 3))])
    section = case.section(1)
    perform(SECTION, "submit", section, by=case.researcher, note=CAPACITY)
    perform(SECTION, "start review", section, by=case.reviewer)
    judge(case, section, change=codes)
    perform(SECTION, "return", section, by=case.reviewer, note="More, please.")
    for verdict in Verdict.objects.filter(revision__answer__assessment=case.assessment).order_by("pk"):
        reply_to_remark(verdict=verdict, body="We looked it up.", by=case.researcher)
    source = tell_source(case, "Decree")
    for number in range(min(count, 3)):
        keep_file(case, source, content=files.picture(size=(8, 8 + number)), name="a.png")
        StandardRemark.objects.create(title=f"{number}", body="Which year?", added_by=case.coordinator)
    say_all(case, "In 2022.", sources=[source])
    perform(SECTION, "submit", section, by=case.researcher, note=CAPACITY)
    perform(SECTION, "start review", section, by=case.reviewer)
    for code in codes:
        queries.ask(case, code)
    return case


def say_all(case, statement, sources=()):
    part = case.part("1.1")
    drafts = []
    for answer in part.answers.for_page():
        several = answer.indicator.kind == "multiple"
        wanted = draft(answer, statement, option=None if several else "yes", sources=sources)
        drafts.append(replace(wanted, value="workers" if several else ""))
    save_answers(part=part, drafts=drafts, by=case.researcher)


@pytest.mark.parametrize("count", [*COUNTS, pytest.param(300, marks=pytest.mark.slow)])
def test_full_review(db, statements, count):
    case = full_desk(count)

    response = statements(case.reviewer, page(case, "domain-1/review/"), 15)

    shown = [line for line, _form in response.context["rows"]]
    assert {(line.change.other_statement, len(line.remarks), len(line.earlier)) for line in shown} == {
        (True, 1, 1)
    }
    assert {len(line.remarks[0].replies) for line in shown} == {1}
    assert len(shown) == count


@pytest.mark.parametrize("count", COUNTS)
def test_accepting_the_rest(db, statements, count):
    case = make(count)
    start_review(case, case.section(1))

    response = statements(case.reviewer, page(case, "domain-1/review/accept-rest/"), 6)

    assert rows(response, "rest") == count * count


@pytest.mark.parametrize("count", COUNTS)
def test_reply(db, statements, count):
    case = make(count)
    section = case.section(1)
    start_review(case, section)
    judge(case, section, change=["T1.1.1"])
    perform(SECTION, "return", section, by=case.reviewer, note="More, please.")
    verdict = Verdict.objects.get(value="change_needed")
    for number in range(count):
        reply_to_remark(verdict=verdict, body=f"{number}", by=case.researcher)

    response = statements(case.researcher, page(case, f"domain-1/1/T1.1.1/reply/{verdict.pk}/"), 8)

    assert len(response.context["remark"].replies) == count


@pytest.mark.parametrize("count", COUNTS)
def test_one_verdict_is_kept_while_it_is_given(db, client_for, count):
    case = make(count)
    start_review(case, case.section(1))
    answer = case.answer()
    typed = {f"answer-{answer.pk}-revision": answer.current_id, f"answer-{answer.pk}-value": "accepted"}
    client = client_for(case.reviewer)
    client.get("/en/work/")

    with counted() as sent:
        response = client.post(page(case, "domain-1/review/"), typed, headers={"accept": "application/json"})

    assert (response.status_code, len(sent)) == (200, 19)


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize(
    ("role", "query", "number"),
    [
        ("researcher", "", 10),
        ("contributor", "", 10),
        ("observer", "", 12),
        ("researcher", "?all=1", 10),
        ("researcher", "?from=1&to=2", 12),
    ],
)
def test_history(db, statements, *, role, query, number, count):
    case = play(judged_twice)
    source = tell_source(case)
    for revision in range(count * 3):
        wanted = draft(case.answer(), f"Text {revision}.", sources=[source])
        save_answers(part=case.part("1.1"), drafts=[wanted], by=case.researcher)

    response = statements(case.in_role(role), page(case, f"domain-1/1/T1.1.1/history/{query}"), number)

    assert rows(response, "page_obj") == 1 + count * 3


def judged_twice():
    """A section that was submitted, judged and returned."""
    case = make_case()
    section = case.section(1)
    start_review(case, section)
    judge(case, section, change=["T1.1.1"])
    perform(SECTION, "return", section, by=case.reviewer, note="More, please.")
    return case


@pytest.mark.parametrize("count", COUNTS)
def test_putting_back(db, statements, count):
    case = make_case()
    for number in range(count + 1):
        wanted = draft(case.answer(), f"Text {number}.", sources=[tell_source(case, f"Law {number}")])
        save_answers(part=case.part("1.1"), drafts=[wanted], by=case.researcher)

    statements(case.researcher, page(case, "domain-1/1/T1.1.1/history/1/restore/"), 8)


# Several places ---------------------------------------------------------------------------------------

ALIKE = "In 2022, the municipality adopted a strategy on migration that covers health and education."


def several_places(count):
    """So many pairs of places that say nearly the same and chose another option, with one reviewer."""
    before = make_instrument(((1,),))
    lineage = {"T1.1.1": {"lineage": ("same", ["T1.1.1"])}}
    instrument, country = make_instrument(((1,),), version="2", follows="1", asked=lineage), make_country()
    cases = [
        make_case(names=f" {n}", place=make_place(f"City-{n}", country), instrument=version)
        for n, version in enumerate([*[instrument] * (2 * count), before])
    ]
    for number, case in enumerate(cases):
        assign_role(assessment=case.assessment, user=cases[0].reviewer, role="reviewer", by=case.coordinator)
        option = "yes" if number % 2 else "no"
        wanted = draft(case.answer(), f"{ALIKE} {number}", option=option, sources=[tell_source(case)])
        save_answers(part=case.part("1.1"), drafts=[wanted], by=case.researcher)
    return cases[0]


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize(
    ("path", "number", "key"),
    [
        ("", 8, "questions"),
        ("small/2/T1.1.1/", 11, "rows"),
        ("small/2/T1.1.1/?option=no&state=open&q=municipality", 12, "rows"),
        ("small/2/T1.1.1/alike/", 8, "pairs"),
    ],
)
def test_consistency(db, statements, *, count, path, number, key):
    case = several_places(count)

    response = statements(case.reviewer, f"/en/consistency/{path}", number)

    found = {"questions": 1, "rows": count if "option" in path else 2 * count, "pairs": count * count}
    assert rows(response, key) == found[key]


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize(("path", "number"), [("", 5), ("new/", 3)])
def test_standard_remarks(db, statements, count, path, number):
    case = make_case()
    for each in range(count):
        add_remark(texts={"en": (f"Title {each}", "Body.")}, by=case.reviewer)

    response = statements(case.reviewer, f"/en/remarks/{path}", number)

    assert path or rows(response, "remarks") == count


def name_people(case, count):
    """So many more people in each role, never signed in, with pages handed over and a history."""
    for role in Role.values:
        for number in range(count):
            told = {"email": f"{role}-{number}@example.org", "name": f"{role} {number}", "language": "en"}
            parts = case.section(1).parts.all() if role == Role.CONTRIBUTOR else ()
            person = invite(by=case.coordinator, **told)
            assign_role(assessment=case.assessment, user=person, role=role, parts=parts, by=case.coordinator)


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("role", ["coordinator", "observer"])
def test_people(db, statements, role, count):
    case = make(count)
    name_people(case, count)

    response = statements(case.in_role(role), page(case, "people/"), 9)

    assert sum(len(group.members) for group in response.context["groups"]) == 8 + 7 * count


@pytest.mark.parametrize("count", COUNTS)
def test_people_found_by_a_word(db, statements, count):
    case = make(count)
    name_people(case, count)

    response = statements(case.coordinator, page(case, "people/?q=contributor"), 9)

    assert [len(group.members) for group in response.context["groups"]] == [count + 1]


@pytest.mark.parametrize("count", COUNTS)
def test_list_of_people_read(db, client_for, django_assert_num_queries, count):
    case = make(1)
    lines = "".join(f"p{number}@example.org;P {number};observer\n" for number in range(count))
    text = f"e-mail;name;role\nobserver@example.org;;translator\n{lines}"
    client = client_for(case.coordinator)
    client.get(page(case, "people/import/"))

    with django_assert_num_queries(7):
        response = client.post(
            page(case, "people/import/"), {"file": SimpleUploadedFile("p.csv", text.encode())}
        )

    assert rows(response, "planned") == count + 1


@pytest.mark.parametrize("count", COUNTS)
def test_handing_over(db, statements, count):
    case = make(count)
    assign_role(
        assessment=case.assessment,
        user=case.contributor,
        role="contributor",
        parts=case.section(1).parts.all(),
        by=case.coordinator,
    )

    response = statements(case.focal_point, page(case, "hand-over/"), 5)

    assert len(response.context["form"].parts) == count * count


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize(("path", "number"), [("", 11), ("do/hand-back/", 7)])
def test_page_handed_over(db, statements, count, path, number):
    case = make(count)
    answer_section(case, case.section(1))
    handover = case.part("1.1").handovers.get()

    response = statements(case.contributor, page(case, f"hand-over/{handover.pk}/{path}"), number)

    assert response.context["part"].number == "1.1"


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize(("path", "number"), [("remove/", 7), ("hand-on/", 5)])
def test_role(db, statements, count, path, number):
    case = make(count)
    parts = case.section(1).parts.all()
    role = assign_role(
        assessment=case.assessment,
        user=case.contributor,
        role="contributor",
        parts=parts,
        by=case.coordinator,
    )

    response = statements(case.coordinator, page(case, f"people/{role.pk}/{path}"), number)

    assert response.context["assignment"].parts.count() == count


@pytest.mark.parametrize("count", COUNTS)
def test_passing_on(db, statements, count):
    case = make(count)

    statements(case.researcher, page(case, "domain-1/pass/"), 4)


@pytest.mark.parametrize("count", COUNTS)
def test_sources(db, statements, count):
    case = make(count)
    for number in range(count):
        tell_source(case, f"Law {number}")
    answer_section(case, case.section(1))

    response = statements(case.researcher, page(case, "sources/"), 6)

    assert rows(response, "object_list") == count


@pytest.mark.parametrize("count", COUNTS)
def test_sources_of_a_contributor_found_by_a_word(db, statements, count):
    case = make(count)
    for number in range(count):
        tell_source(case, f"Law {number}")
    for source in case.assessment.sources.all():
        cite_source(answer=case.answer(), source=source, locator="", quote="", by=case.researcher)

    response = statements(case.contributor, page(case, "sources/?q=law"), 8)

    assert rows(response, "object_list") == count


@pytest.mark.parametrize("count", COUNTS)
def test_source(db, statements, count):
    case = make(count)
    source = tell_source(case)
    for number in range(count):
        keep_file(case, source, content=files.picture(size=(number + 1, 1)), name="a.png")
    answer_section(case, case.section(1))

    response = statements(case.researcher, page(case, f"sources/{source.pk}/"), 8)

    assert rows(response, "files") == count
    assert rows(response, "citations") == count * count


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize(("role", "number"), [("researcher", 8), ("contributor", 8)])
def test_citing(db, statements, count, role, number):
    case = make(count)
    sources = [tell_source(case, f"Law {number}") for number in range(count)]
    for source in sources:
        cite_source(answer=case.answer(), source=source, locator="", quote="", by=case.researcher)

    response = statements(case.in_role(role), page(case, "domain-1/1/T1.1.1/cite/"), number)

    assert rows(response, "page_obj") == rows(response, "citations") == count


@pytest.mark.parametrize("count", COUNTS)
def test_file(db, client_for, count):
    case = make(count)
    kept = [keep_file(case, tell_source(case, f"Law {number}")) for number in range(count)]
    client = client_for(case.observer)

    with counted() as sent:
        client.get(page(case, f"files/{kept[0].pk}/")).close()

    assert len(sent) == 7  # three of them record it


@pytest.mark.parametrize("count", COUNTS)
def test_log(db, statements, count):
    case = make(count)
    for number in range(1, count + 1):
        start_review(case, case.section(number))
    for handover in case.part("1.1").handovers.all():
        perform("handover", "hand back", handover, by=case.contributor)

    response = statements(case.coordinator, page(case, f"log/?person={case.contributor.pk}"), 10)
    everything = statements(case.coordinator, page(case, "log/"), 11)

    assert rows(response, "lines") == 1
    assert (
        rows(everything, "lines") == 8 + 1 + 2 * count + 1
    )  # roles, launch, two for each section, handed back


@pytest.mark.parametrize("count", COUNTS)
def test_log_as_a_file(db, client_for, count):
    case = make(count)
    for number in range(1, count + 1):
        start_review(case, case.section(number))
    client = client_for(case.coordinator)

    with counted() as sent:
        response = client.get(page(case, "log.csv"))
        lines = list(response.streaming_content)

    assert len(sent) == 9
    assert (
        len(lines) == 1 + 8 + 1 + 2 * count + 1
    )  # the head, roles, launch, two for each section, this download


@pytest.mark.parametrize("count", COUNTS)
def test_dates(db, statements, count):
    case = make(count)

    response = statements(case.coordinator, page(case, "dates/"), 5)

    assert len(response.context["form"].fields) == count + 1


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize(("path", "number"), [("do/cancel/", 3), ("domain-1/do/submit/", 9)])
def test_step(db, statements, count, path, number):
    case = make(count)
    person = case.coordinator if path == "do/cancel/" else case.researcher

    statements(person, page(case, path), number)


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize(("path", "number"), [("assessments/new/", 6), ("places/new/", 5)])
def test_choice_of_places(db, statements, count, path, number):
    person = make_people("Ada")[0]
    person.user_permissions.set(
        Permission.objects.filter(codename__in=["add_assessment", "add_jurisdiction"])
    )
    for code in ("AR", "DE")[: count - 1 or 1]:
        make_place("City", make_country(code))

    statements(User.objects.get(pk=person.pk), f"/en/{path}", number)


@pytest.mark.parametrize("count", COUNTS)
def test_palette(db, client, django_assert_num_queries, count):
    make_instrument(((1,),) * count)

    with django_assert_num_queries(1):
        response = client.get("/palette.css")

    assert response.status_code == 200


@pytest.mark.parametrize("count", COUNTS)
def test_questionnaires(db, statements, count):
    keeper = make_people("Kim", is_superuser=True)[0]
    for number in range(count):
        make_instrument(version=str(number))

    response = statements(keeper, "/en/questionnaires/", 4)

    assert rows(response, "object_list") == count


@pytest.mark.parametrize("count", COUNTS)
def test_questionnaire_with_all_it_asks(db, statements, count):
    keeper = make_people("Kim", is_superuser=True)[0]
    codes = [f"T1.1.{number}" for number in range(1, count + 1)]
    special = {"tags": ["gcm-1", "sdg-3.8"], "lineage": ("same", ["T1.1.1"])}
    make_instrument(((count,),))
    make_instrument(((count,),) * count, asked=dict.fromkeys(codes, special), version="2", follows="1")

    response = statements(keeper, "/en/questionnaires/small/2/", 11)

    assert rows(response, "domains") == count


TRANSLATING = [
    ("", 8),
    ("fr/", 13),
    ("fr/?part=findings&state=stale", 10),
    ("fr/review/", 10),
    ("pt/", 10),
    ("pt/names/", 7),
    ("pt/remove/", 5),
    ("fr/import/", 5),
]


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize(("path", "number"), TRANSLATING)
def test_translating(db, statements, count, path, number):
    case = make(count)
    profile = written(case)
    for language in ("pt", "ar", "de")[:count]:
        add_language(profile=profile, language=language, by=case.translator)
    translate(case, profile, "fr", reviewed=False)
    introduce(case, profile, "Another one.")

    statements(case.reviewer, page(case, f"profile/translation/{path}"), number)


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize(
    ("path", "number"), [("introduction/en/", 6), ("introduction/en/history/?from=1&to=2", 9)]
)
def test_text_of_a_profile(db, statements, count, path, number):
    case = make(1)
    profile = written(case)
    for revision in range(count):
        introduce(case, profile, f"Text {revision}.")

    statements(case.reviewer, page(case, f"profile/texts/{path}"), number)


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize(
    ("path", "number"), [("", 4), ("rights/en/", 3), ("rights/en/history/?from=1&to=2", 6)]
)
def test_standing_texts(db, statements, count, path, number):
    make_standing_texts()
    keeper = User.objects.create_superuser(email="keeper@example.org", name="Keeper", password="x")
    for revision in range(1, count + 1):
        write_standing_text(key="rights", language="en", body=f"Text {revision}.", by=keeper, seen=revision)
        language = ("pt", "ar", "de")[revision - 1]
        write_standing_text(key="rights", language=language, body="Text.", by=keeper, seen=0)

    statements(keeper, f"/en/standing-texts/{path}", number)


# Findings ---------------------------------------------------------------------------------------------


def many_profiles(like, number):
    """Those of so many other places, past the workflow's functions."""
    towns = Jurisdiction.objects.bulk_create(
        Jurisdiction(kind=Kind.MUNICIPALITY, country=like.jurisdiction.country, slug=f"town-{each}")
        for each in range(number)
    )
    shared = {name: getattr(like, name) for name in ("instrument", "scope", "year", "data_cutoff_date")}
    made = Assessment.objects.bulk_create(
        Assessment(jurisdiction=town, created_by=like.created_by, working_language="en", **shared)
        for town in towns
    )
    return Profile.objects.bulk_create(Profile(assessment=each) for each in made)


def find(profiles, number):
    """So many more findings in all, with texts and bases, on the first domain of these profiles."""
    domain = profiles[0].assessment.instrument.domains.in_order().first()
    revision = AnswerRevision.objects.order_by("pk").first()
    findings = Finding.objects.bulk_create(
        Finding(
            profile=profiles[each % len(profiles)],
            domain=domain,
            kind=FindingKind.values[each % 2],
            position=each,
        )
        for each in range(number)
    )
    keep_words(
        [FindingText(finding=each, language="en", body=f"In 2022, {each.position}.") for each in findings],
        by=None,
    )
    FindingBasis.objects.bulk_create(FindingBasis(finding=each, revision=revision) for each in findings)


@pytest.mark.parametrize(("more", "others"), [(0, 0), (2, 0), (100, 9_899)])
def test_findings_desk(db, statements, more, others):
    case = make(1)
    profile = drafted(case)
    find([profile], more)
    find(many_profiles(profile.assessment, 100), others)

    for show in ("", "?show=undecided"):
        response = statements(case.reviewer, page(case, f"profile/domains/domain-1/{show}"), 12)
        assert rows(response, "forms") == 1 + more

    assert Finding.objects.count() == 1 + more + others


PAGES = ["about", "process", "method", "accessibility", "privacy", "open-data", "glossary"]


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("path", PAGES)
def test_page_of_the_site(db, client, django_assert_num_queries, count, path):
    texts = {"en": "# One", "fr": "# Un", "es": "# Uno"}
    load_standing_texts(texts={f"page-{path}": dict(list(texts.items())[:count])})

    with django_assert_num_queries(1):
        response = client.get(f"/es/{path}/")

    assert response.context["text"].language == ("es" if count == 3 else "en")


@pytest.mark.parametrize("count", COUNTS)
def test_page_of_the_site_for_who_may_edit_it(db, statements, count):
    keeper = make_people("Keeper")[0]
    keeper.user_permissions.set(Permission.objects.filter(codename="change_standingtext"))
    load_standing_texts(texts={"page-method": dict.fromkeys(("en", "fr", "es")[:count], "# One")})

    response = statements(keeper, "/en/method/", 5)

    assert response.context["edit_url"] == "/en/standing-texts/page-method/en/"


# Consultation -----------------------------------------------------------------------------------------


def talked_about(count):
    """A profile in consultation: so many findings, comments and preview links, and the PDF of the draft."""
    case = make(count)
    profile = consulted(case)
    for number in range(count):
        consultation.say(case, profile, f"Which year? ({number})", finding=finding_of(profile).pk)
        share(case, profile, key=str(number))
    made_proof(case, profile)
    return case, profile


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize(
    ("path", "number"),
    [("preview/en/", 15), ("comments/", 8), ("links/", 7), ("consent/", 6)],
)
def test_consultation(db, statements, count, path, number):
    case, _profile = talked_about(count)
    person = case.coordinator if path == "consent/" else case.reviewer

    statements(person, page(case, f"profile/{path}"), number)


@pytest.mark.parametrize("count", COUNTS)
def test_preview_by_way_of_a_link(db, client_for, count):
    case, profile = talked_about(count)
    _link, path = share(case, profile, key="0")
    client_for().get(path)

    with counted() as sent:
        assert client_for().get(path).status_code == 200

    assert len(sent) == 14

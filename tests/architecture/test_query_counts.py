"""How many statements each page takes: the same literal number with one item on it and with three."""

from dataclasses import replace

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts.models import User
from assessments.models import AnswerRevision, Assessment, Verdict
from assessments.workflow import SECTION, CitationDraft, assign_role, cite_source, save_answers
from tests.factories import files
from tests.factories.accounts import make_people
from tests.factories.assessments import (
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
from tests.factories.instruments import make_instrument
from tests.factories.packs import bring_back, filled, given_out, say
from tests.factories.pages import fields_of, page_of
from tests.factories.places import make_country, make_place
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


@pytest.mark.parametrize("count", COUNTS)
def test_my_work(db, statements, count):
    person = make_people("Ada")[0]
    instrument, country = make_instrument(((1,),) * count), make_country()
    for number in range(count):
        case = make_case(
            names=f" {number}", place=make_place(f"City-{number}", country), instrument=instrument
        )
        assign_role(assessment=case.assessment, user=person, role="researcher", by=case.coordinator)

    response = statements(person, "/en/work/", 11)

    assert rows(response, "work") == count
    assert {len(work.tasks) for work in response.context["work"]} == {count}


@pytest.mark.parametrize("count", COUNTS)
def test_assessment_home(db, statements, count):
    case = make(count)
    answer_section(case, case.section(1))

    response = statements(case.coordinator, page(case), 7)

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

    response = statements(case.contributor, page(case), 7)

    assert len(response.context["sections"][0].parts) == count


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("sources", COUNTS)
def test_questionnaire_page(db, statements, count, sources):
    case = make(count)
    for number in range(sources):
        tell_source(case, f"Law {number}")
    answer_section(case, case.section(1))

    response = statements(case.researcher, page(case, "domain-1/1/"), 8)

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


@pytest.mark.parametrize(("role", "number"), [("researcher", 11), ("contributor", 11)])
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

    assert saving(client_for, case.researcher, page(case, "domain-1/1/"), typed) == (409, 13)


@pytest.mark.parametrize("count", COUNTS)
def test_questionnaire_page_to_read(db, statements, count):
    case = make(count)
    answer_section(case, case.section(1))

    response = statements(case.observer, page(case, "domain-1/1/"), 9)

    assert rows(response, "answers") == count


@pytest.mark.parametrize("count", COUNTS)
def test_check(db, statements, count):
    case = make(count)
    section = case.section(1)
    start_review(case, section)
    judge(case, section, change=[f"T1.1.{number}" for number in range(1, count + 1)])
    perform(SECTION, "return", section, by=case.reviewer, note="More, please.")

    response = statements(case.researcher, page(case, "domain-1/check/"), 12)

    assert rows(response, "groups") == count


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

    response = statements(case.reviewer, page(case, "domain-1/review/"), 8)

    assert rows(response, "rows") == count * count


@pytest.mark.parametrize("count", COUNTS)
def test_people(db, statements, count):
    case = make(count)
    for person in make_people(*(f"Contributor {number}" for number in range(count))):
        parts = case.section(1).parts.all()
        assign_role(
            assessment=case.assessment, user=person, role="contributor", parts=parts, by=case.coordinator
        )

    response = statements(case.coordinator, page(case, "people/"), 6)

    assert rows(response, "assignments") == 8 + count


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
@pytest.mark.parametrize("path", ["remove/", "hand-on/"])
def test_role(db, statements, count, path):
    case = make(count)
    role = case.assessment.roles.get(role="contributor")

    statements(case.coordinator, page(case, f"people/{role.pk}/{path}"), 5 if path == "remove/" else 4)


@pytest.mark.parametrize("count", COUNTS)
def test_passing_on(db, statements, count):
    case = make(count)

    statements(case.researcher, page(case, "domain-1/pass/"), 5)


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
def test_file(db, client_for, django_assert_num_queries, count):
    case = make(count)
    kept = [keep_file(case, tell_source(case, f"Law {number}")) for number in range(count)]
    client = client_for(case.observer)

    with django_assert_num_queries(4):
        client.get(page(case, f"files/{kept[0].pk}/")).close()


@pytest.mark.parametrize("count", COUNTS)
def test_dates(db, statements, count):
    case = make(count)

    response = statements(case.coordinator, page(case, "dates/"), 5)

    assert len(response.context["form"].fields) == count + 1


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize(("path", "number"), [("do/cancel/", 3), ("domain-1/do/submit/", 8)])
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

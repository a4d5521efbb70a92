"""How many statements each page takes: the same literal number with one item on it and with three."""

import pytest
from django.contrib.auth.models import Permission

from accounts.models import User
from assessments.workflow import SECTION, assign_role, cite_source
from tests.factories import files
from tests.factories.accounts import make_people
from tests.factories.assessments import (
    answer_section,
    judge,
    keep_file,
    make_case,
    start_review,
    tell_source,
)
from tests.factories.instruments import make_instrument
from tests.factories.packs import bring_back, filled, given_out, say
from tests.factories.places import make_country, make_place
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

    response = statements(person, "/en/work/", 10)

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
@pytest.mark.parametrize(("role", "number"), [("researcher", 8), ("contributor", 9)])
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

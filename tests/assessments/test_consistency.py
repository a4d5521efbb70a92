"""One question in several places: seen by those who review or coordinate them, and by nobody else."""

import pytest
from django.contrib.auth.models import Permission

from assessments import report
from assessments.models import Answer, AssessmentUserPermission, Section, Source
from assessments.workflow import CitationDraft, assign_role, remove_role, save_answers
from places.models import Jurisdiction
from tests.factories.assessments import draft, make_case, option_of, tell_source
from tests.factories.instruments import make_instrument
from tests.factories.places import make_country, make_place
from tests.replay import play

PAGE = "/en/consistency/small/1/T1.1.1/"
ALIKE = PAGE + "alike/"
LONG = "In 2021 the municipality adopted a strategy on migration that covers health and education."
OTHER = "No register of migrants is kept at all, and none is planned before the next census."


def say(case, statement=LONG, *, code="T1.1.1", option="yes", value="", **how):
    answer = case.answer(code)
    wanted = draft(answer, statement, option=None, **how)
    chosen = option_of(answer, option).pk if option else None
    wanted = type(wanted)(**wanted.__dict__ | {"option_id": chosen, "value": value})
    assert save_answers(part=answer.part, drafts=[wanted], by=case.researcher) == []


def make_places(*names, instrument=None):
    """An assessment of each place with the same questionnaire; each has people of its own."""
    instrument = instrument or make_instrument()
    country = make_country()
    return [
        make_case(names=f" of {name}", place=make_place(name, country), instrument=instrument)
        for name in names
    ]


def three_places():
    """The reviewer of Quilmes also reviews Bremen, and observes Cebu."""
    quilmes, bremen, cebu = cases = make_places("Quilmes", "Bremen", "Cebu")
    give(bremen, quilmes.reviewer, "reviewer")
    give(cebu, quilmes.reviewer, "observer")
    for case in cases:
        say(case, f"{LONG} So says {case.assessment.jurisdiction.name}.")
    return cases


@pytest.fixture
def places(db):
    return play(three_places)


def give(case, user, role):
    assign_role(assessment=case.assessment, user=user, role=role, by=case.coordinator)


def named(response):
    """The places of the rows, in the order of the page."""
    return [row.answer.assessment.jurisdiction.name for row in response.context["rows"]]


def paired(response):
    return [
        tuple(each.answer.assessment.jurisdiction.name for each in (pair.first, pair.second))
        for pair in response.context["pairs"]
    ]


# Who sees what ----------------------------------------------------------------------------------------


def test_reviewer_sees_the_places_that_she_reviews_and_no_other(places, client_for):
    response = client_for(places[0].reviewer).get(PAGE)

    html = response.content.decode()
    assert named(response) == ["Bremen", "Quilmes"]
    assert "So says Bremen." in html
    assert "Cebu" not in html


@pytest.mark.parametrize("place", [0, 1, 2])
def test_coordinator_sees_the_place_that_she_coordinates(places, client_for, place):
    case = places[place]

    assert named(client_for(case.coordinator).get(PAGE)) == [case.assessment.jurisdiction.name]


@pytest.mark.parametrize("path", ["/en/consistency/", PAGE, ALIKE])
@pytest.mark.parametrize("role", ["researcher", "focal_point", "contributor", "translator", "observer"])
def test_nobody_else_gets_in(places, client_for, path, role):
    assert client_for(places[0].in_role(role)).get(path).status_code == 403


def test_place_is_gone_with_the_role(places, client_for):
    client = client_for(places[0].reviewer)
    role = places[1].assessment.roles.get(user=places[0].reviewer)
    remove_role(assignment=role, by=places[1].coordinator)

    assert named(client.get(PAGE)) == ["Quilmes"]


def test_internal_answer_is_shown_only_where_the_person_may_see_it(places, client_for):
    Answer.objects.filter(assessment=places[1].assessment).update(disclosure="internal")
    client = client_for(places[0].reviewer)

    before = [named(client.get(PAGE)), named(client.get(PAGE + "?q=says"))]
    withdraw_internal(places[1], places[0].reviewer)
    after = [named(client.get(PAGE)), named(client.get(PAGE + "?q=says"))]

    assert (before, after) == ([["Bremen", "Quilmes"]] * 2, [["Quilmes"]] * 2)
    assert "Bremen" not in client.get(PAGE).content.decode()


def test_internal_source_is_shown_only_where_the_person_may_see_it(places, client_for):
    law, note = tell_source(places[1], "Law"), tell_source(places[1], "Note")
    Source.objects.filter(pk=note.pk).update(disclosure="internal")
    say(places[1], citations=(CitationDraft(law.pk, "art. 1"), CitationDraft(note.pk)))
    client = client_for(places[0].reviewer)

    before = cited(client)
    withdraw_internal(places[1], places[0].reviewer)

    assert (before, cited(client)) == (["Law", "Note"], ["Law"])
    assert "Note" not in client.get(PAGE).content.decode()


def cited(client):
    row = client.get(PAGE).context["rows"][0]
    return [citation.source.title for citation in row.citations]


def withdraw_internal(case, user):
    permission = Permission.objects.get(codename="view_internal")
    rows = AssessmentUserPermission.objects.filter(content_object=case.assessment, user=user)
    assert rows.filter(permission=permission).delete()[0] == 1


def test_question_of_a_questionnaire_that_one_does_not_review_is_not_found(places, client_for):
    place = make_place("Elsewhere", make_country("DE"))
    make_case(names=" elsewhere", instrument=make_instrument(slug="secret"), place=place)
    client = client_for(places[0].reviewer)

    found = [
        client.get(f"/en/consistency/{path}").status_code
        for path in ("secret/1/T1.1.1/", "secret/1/T1.1.1/alike/", "small/2/T1.1.1/", "small/1/T9.1.1/")
    ]

    assert found == [404] * 4


# Side by side -----------------------------------------------------------------------------------------


def test_places_stand_in_the_order_of_the_alphabet_whatever_they_answer(db, client_for):
    cases = make_places("Delft", "Bari", "Accra", "Cusco")
    for case, option in zip(cases, ("yes", "no", "partly", "yes"), strict=True):
        say(case, option=option)
        if case != cases[0]:
            give(case, cases[0].reviewer, "reviewer")

    response = client_for(cases[0].reviewer).get(PAGE)

    assert named(response) == ["Accra", "Bari", "Cusco", "Delft"]


@pytest.mark.parametrize(
    ("language", "names"),
    [("en", ["Andes", "Bremen"]), ("fr", ["Bremen", "Zandes"]), ("es", ["Andes", "Bremen"])],
)
def test_alphabet_is_that_of_the_names_in_the_language_of_the_page(db, client_for, language, names):
    andes, bremen = make_places("Andes", "Bremen")
    give(bremen, andes.reviewer, "reviewer")
    Jurisdiction.objects.filter(pk=andes.assessment.jurisdiction_id).update(name_fr="Zandes", name_es=None)
    say(andes, option="no")
    say(bremen)
    client = client_for(andes.reviewer)

    assert named(client.get(PAGE.replace("/en/", f"/{language}/"))) == names
    assert paired(client.get(ALIKE.replace("/en/", f"/{language}/"))) == [tuple(names)]


def test_row_has_answer_statement_sources_state_and_the_way_to_the_desk(places, client_for):
    quilmes = places[0]
    law = tell_source(quilmes, "Law on Migration", year=2004)
    say(quilmes, "Changed <b>now</b>.", option="partly", citations=(CitationDraft(law.pk, "art. 8"),))
    Section.objects.filter(pk=quilmes.section(1).pk).update(state="returned")

    by = {
        role: client_for(quilmes.in_role(role)).get(PAGE + "?q=changed")
        for role in ("reviewer", "coordinator")
    }

    html = by["reviewer"].content.decode()
    for words in (
        "Quilmes, Argentina, 2022",
        "Partly",
        "Changed &lt;b&gt;now&lt;/b&gt;.",
        "Law on Migration (2004), art. 8",
        "Returned with remarks",
    ):
        assert words in html
    answer = quilmes.answer().pk
    home = f"/en/assessments/{quilmes.assessment.pk}/domain-1"
    assert {role: response.context["rows"][0].url for role, response in by.items()} == {
        "reviewer": f"{home}/review/#answer-{answer}",
        "coordinator": f"{home}/check/#answer-{answer}",
    }


def test_place_that_has_not_answered_is_left_out(places, client_for):
    response = client_for(places[0].reviewer).get(PAGE.replace("T1.1.1", "T1.1.2"))

    assert named(response) == []
    assert "Nobody has answered it yet" in response.content.decode()


def test_filters_stand_in_the_address(places, client_for):
    quilmes, bremen, _cebu = places
    say(quilmes, OTHER, option="no")
    Section.objects.filter(pk=bremen.section(1).pk).update(state="submitted")
    client = client_for(quilmes.reviewer)

    found = {
        query: named(client.get(f"{PAGE}?{query}"))
        for query in (
            "option=no",
            "option=yes",
            "option=partly",
            "state=submitted",
            "state=open&option=no",
            "state=submitted&option=no",
            "q=register",
            "q=Migration+EDUCATION",
            "q=migration+register+education",
            "q=Migrati%C3%B3n+Education",
            "q=cebu",
        )
    }

    assert found == {
        "option=no": ["Quilmes"],
        "option=yes": ["Bremen"],
        "option=partly": [],
        "state=submitted": ["Bremen"],
        "state=open&option=no": ["Quilmes"],
        "state=submitted&option=no": [],
        "q=register": ["Quilmes"],
        "q=Migration+EDUCATION": ["Bremen"],
        "q=migration+register+education": [],
        "q=Migrati%C3%B3n+Education": ["Bremen"],
        "q=cebu": [],
    }
    assert "1 answer found" in client.get(PAGE + "?option=no").content.decode()


def test_option_that_the_question_has_not_is_said_beside_the_field(places, client_for):
    response = client_for(places[0].reviewer).get(PAGE + "?option=perhaps")

    assert list(response.context["filters"].errors) == ["option"]
    assert named(response) == ["Bremen", "Quilmes"]


def test_one_of_several_options_is_found(db, client_for):
    [case] = make_places("Quilmes", instrument=make_instrument(asked={"T1.1.1": {"kind": "multiple"}}))
    say(case, option=None, value="workers refugees")
    client = client_for(case.reviewer)

    found = {
        value: named(client.get(f"{PAGE}?option={value}")) for value in ("workers", "refugees", "students")
    }

    assert found == {"workers": ["Quilmes"], "refugees": ["Quilmes"], "students": []}
    assert "Workers, Refugees" in client.get(PAGE).content.decode()


def test_twenty_five_places_make_a_page(db, client_for):
    [case] = make_places("City-00")
    say(case)
    more_places(case, 26)
    client = client_for(case.reviewer)

    pages = [named(client.get(f"{PAGE}?page={number}")) for number in (1, 2)]

    assert [len(names) for names in pages] == [25, 2]
    assert pages[0] + pages[1] == [f"City-{number:02}" for number in range(27)]


def more_places(case, count):
    """Further assessments by the same people, who answer the first question alike."""
    country = case.assessment.jurisdiction.country
    for number in range(1, count + 1):
        place = make_place(f"City-{number:02}", country)
        other = make_case(names=f" {number}", place=place, instrument=case.assessment.instrument)
        give(other, case.reviewer, "reviewer")
        say(other)


# Choosing a question ----------------------------------------------------------------------------------


def test_questions_are_searched_by_code_and_words_whatever_the_accents(places, client_for):
    client = client_for(places[0].reviewer)

    found = {
        query: [indicator.code for indicator in client.get(f"/en/consistency/?{query}").context["questions"]]
        for query in ("", "q=t1.1", "q=quéstion+t2.1.1", "q=nothing")
    }

    assert found == {
        "": ["T1.1.1", "T1.1.2", "T1.2.1", "T2.1.1"],
        "q=t1.1": ["T1.1.1", "T1.1.2"],
        "q=quéstion+t2.1.1": ["T2.1.1"],
        "q=nothing": [],
    }


def test_questionnaires_are_those_of_ones_own_assessments(places, client_for):
    second = make_instrument(version="2", follows="1")
    country = places[0].assessment.jurisdiction.country
    later = make_case(names=" later", instrument=second, place=make_place("Recife", country))
    secret = make_instrument(slug="secret")
    client = client_for(places[0].reviewer)

    before = client.get("/en/consistency/").context["filters"].fields["instrument"].queryset
    give(later, places[0].reviewer, "reviewer")
    after = client.get("/en/consistency/").context["filters"].fields["instrument"].queryset
    chosen = client.get(f"/en/consistency/?instrument={places[0].assessment.instrument_id}")
    foreign = client.get(f"/en/consistency/?instrument={secret.pk}")

    assert [each.version for each in before] == ["1"]
    assert [each.version for each in after] == ["2", "1"]
    assert chosen.context["instrument"] == places[0].assessment.instrument
    assert (list(foreign.context["filters"].errors), foreign.context["questions"]) == (["instrument"], [])


def test_same_question_of_another_version_is_mentioned_where_one_reviews_it(places, client_for):
    lineage = {
        "T1.1.1": {"lineage": ("same", ["T1.1.1"])},
        "T1.1.2": {"lineage": ("reworded", ["T1.1.2"])},
    }
    second = make_instrument(version="2", follows="1", asked=lineage)
    country = places[0].assessment.jurisdiction.country
    later = make_case(names=" later", instrument=second, place=make_place("Recife", country))
    give(later, places[0].reviewer, "reviewer")
    both, one = client_for(places[0].reviewer), client_for(later.reviewer)
    new = PAGE.replace("small/1", "small/2")

    found = [
        [
            (each.indicator.instrument.version, each.indicator.code, each.earlier)
            for each in client.get(path).context["related"]
        ]
        for client, path in (
            (both, PAGE),
            (both, new),
            (both, new.replace("T1.1.1", "T1.1.2")),
            (one, new),
        )
    ]

    assert found == [[("2", "T1.1.1", False)], [("1", "T1.1.1", True)], [], []]
    assert f'<a href="{PAGE}">The same question in the version before' in both.get(new).content.decode()


# Like statements, different options -------------------------------------------------------------------


def test_like_statements_with_different_options_stand_beside_each_other(places, client_for):
    say(places[0], LONG.replace("2021", "2019"), option="partly")

    response = client_for(places[0].reviewer).get(ALIKE)

    html = response.content.decode()
    assert paired(response) == [("Bremen", "Quilmes")]
    assert "In <del>2021</del> the municipality" in html
    assert "In <ins>2019</ins> the municipality" in html
    assert "Cebu" not in html  # which says the same, and is not hers to review


def test_like_statements_with_the_same_option_are_no_pair(places, client_for):
    assert paired(client_for(places[0].reviewer).get(ALIKE)) == []


def test_statements_that_are_not_alike_are_no_pair(places, client_for):
    say(places[0], OTHER, option="no")

    assert paired(client_for(places[0].reviewer).get(ALIKE)) == []


@pytest.mark.parametrize(("length", "pairs"), [(39, []), (40, [("Bremen", "Quilmes")])])
def test_short_statements_are_not_compared(places, client_for, length, pairs):
    for case, option in zip(places[:2], ("yes", "no"), strict=True):
        say(case, LONG[:length], option=option)

    assert paired(client_for(places[0].reviewer).get(ALIKE)) == pairs


def test_internal_answer_is_no_half_of_a_pair_where_the_person_may_not_see_it(places, client_for):
    say(places[0], option="no")
    Answer.objects.filter(assessment=places[1].assessment).update(disclosure="internal")
    client = client_for(places[0].reviewer)

    before = paired(client.get(ALIKE))
    withdraw_internal(places[1], places[0].reviewer)

    assert (before, paired(client.get(ALIKE))) == ([("Bremen", "Quilmes")], [])


def test_other_choice_of_several_options_is_a_pair(db, client_for):
    instrument = make_instrument(asked={"T1.1.1": {"kind": "multiple"}})
    one, other = make_places("Quilmes", "Bremen", instrument=instrument)
    give(other, one.reviewer, "reviewer")
    say(one, option=None, value="workers")
    say(other, option=None, value="workers refugees")

    assert paired(client_for(one.reviewer).get(ALIKE)) == [("Bremen", "Quilmes")]


def test_question_that_is_answered_in_writing_offers_no_pairs(db, client_for):
    [case] = make_places("Quilmes", instrument=make_instrument(asked={"T1.1.1": {"kind": "text"}}))

    html = client_for(case.reviewer).get(PAGE).content.decode()

    assert ALIKE not in html
    assert client_for(case.reviewer).get(ALIKE).status_code == 404


def test_only_the_newest_are_compared_and_the_page_says_so(places, client_for, monkeypatch):
    monkeypatch.setattr(report.consistency, "COMPARED", 2)
    quilmes, bremen, cebu = places
    give(cebu, quilmes.reviewer, "reviewer")
    client = client_for(quilmes.reviewer)
    say(bremen, option="no")
    say(quilmes, LONG + " Again.", option="partly")

    response = client.get(ALIKE)

    assert paired(response) == [("Bremen", "Quilmes")]  # Cebu was saved before them
    assert "There are more than" in response.content.decode()


def test_when_all_are_compared_nothing_is_said_of_more(places, client_for):
    say(places[0], option="no")

    assert "There are more than" not in client_for(places[0].reviewer).get(ALIKE).content.decode()


def test_pairs_come_by_place_and_twenty_five_on_a_page(db, client_for):
    [case] = make_places("City-00")
    say(case, option="no")
    more_places(case, 26)
    client = client_for(case.reviewer)

    pages = [paired(client.get(f"{ALIKE}?page={number}")) for number in (1, 2)]

    assert [len(pairs) for pairs in pages] == [25, 1]
    assert pages[0] + pages[1] == [("City-00", f"City-{number:02}") for number in range(1, 27)]


def test_no_page_ranks(places, client_for):
    say(places[0], option="no")
    client = client_for(places[0].reviewer)

    html = "".join(client.get(path).content.decode().lower() for path in ("/en/consistency/", PAGE, ALIKE))

    for word in ("score", "rank", "best", "worst", "better", "worse", "%"):
        assert html.replace("it does not score or rank", "").count(word) == 0

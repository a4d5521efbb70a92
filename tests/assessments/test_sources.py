"""The library of sources: found, told, changed, and cited in place."""

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.models import AnswerRevision, Source
from assessments.workflow import change_source, cite_source, remove_citation, save_answers
from tests.factories import files
from tests.factories.assessments import answer_section, approve, draft, keep_file, submit, tell_source
from workflows.engine import TransitionRefused


def page(case, path=""):
    return f"/en/assessments/{case.assessment.pk}/{path}"


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def text_of(response):
    return " ".join(response.content.decode().split())


def titles(response, key="object_list"):
    return [source.title for source in response.context[key]]


# Finding ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=poblacion", ["Ley de Población"]),
        ("q=LEY+25871", ["Ley de Migraciones"]),
        ("q=gesetz", ["Einwanderungsgesetz"]),
        ("q=Immigration+Act", ["Einwanderungsgesetz"]),
        ("kind=dataset", ["Registro"]),
        ("q=ley&kind=dataset", []),
        ("q=nothing", []),
        ("kind=unknown", ["Einwanderungsgesetz", "Ley de Migraciones", "Ley de Población", "Registro"]),
    ],
)
def test_sources_are_found_by_title_number_and_kind(case, client_for, asked, found):
    tell_source(case, "Ley de Población")
    tell_source(case, "Ley de Migraciones", number="25871")
    tell_source(case, "Einwanderungsgesetz", translated_title="Immigration Act")
    tell_source(case, "Registro", "dataset")

    assert titles(client_for(case.observer).get(page(case, f"sources/?{asked}"))) == found


def test_contributor_finds_what_concerns_them(case, client_for):
    tell_source(case, "Secret agreement")
    cited = tell_source(case, "Law")
    part = case.part("1.1")
    save_answers(part=part, drafts=[draft(case.answer(), "In 2022.", sources=[cited])], by=case.researcher)

    assert titles(client_for(case.contributor).get(page(case, "sources/"))) == ["Law"]


def test_list_counts_answers_and_files_apart(case, client_for):
    source = tell_source(case)
    for number in (1, 2):
        keep_file(case, source, content=files.picture(size=(number, 1)), name="a.png")
    answer_section(case, case.section(1))

    [shown] = client_for(case.observer).get(page(case, "sources/")).context["object_list"]

    assert (shown.uses, shown.file_count) == (3, 2)


# Telling and changing ---------------------------------------------------------------------------------


def told(**fields):
    return {"kind": "law", "title": "Law 25.871", "year": "2004", "url": "example.org/law"} | fields


def test_source_is_told_with_its_file(case, client_for):
    done = client_for(case.researcher).post(
        page(case, "sources/new/"), told(translated_title="Migration law", file=files.upload())
    )

    source = Source.objects.get()
    assert done.url == page(case, "sources/")
    assert (source.title, source.year, source.url) == ("Law 25.871", 2004, "https://example.org/law")
    assert source.translated_title == "Migration law"
    assert source.files.get().name == "law.pdf"


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"title": ""}, {"title": ["This field is required."]}),
        ({"year": "04"}, {"year": ["Write the year with four digits."]}),
        ({"url": "javascript:alert(1)"}, {"url": ["Enter a valid URL."]}),
        ({"url": "ftp://example.org/law"}, {"url": ["Enter a valid URL."]}),
        (
            {"kind": "rumour"},
            {"kind": ["Select a valid choice. rumour is not one of the available choices."]},
        ),
    ],
)
def test_faulty_source_is_not_told_and_nothing_typed_is_lost(case, client_for, fields, errors):
    response = client_for(case.researcher).post(page(case, "sources/new/"), told(number="N° 7", **fields))

    assert response.context["form"].errors == errors
    assert 'value="N° 7"' in text_of(response)
    assert not Source.objects.exists()


def test_source_with_a_refused_file_is_not_told(case, client_for):
    response = client_for(case.researcher).post(
        page(case, "sources/new/"), told(file=SimpleUploadedFile("law.pdf", b"MZ"))
    )

    assert response.context["form"].errors == {
        "file": ["This is no file of a type that is taken here, whatever its name says."]
    }
    assert 'value="Law 25.871"' in text_of(response)
    assert not Source.objects.exists()


def test_source_shows_where_it_is_cited_to_whoever_may_see_the_answer(case, client_for):
    source = tell_source(case)
    cite_source(
        answer=case.answer("T1.1.1"), source=source, locator="art. 3", quote="Right.", by=case.researcher
    )
    cite_source(answer=case.answer("T2.1.1"), source=source, locator="art. 4", quote="", by=case.researcher)
    path = page(case, f"sources/{source.pk}/")

    full, partial = (text_of(client_for(each).get(path)) for each in (case.observer, case.contributor))

    assert "art. 3" in full
    assert "art. 4" in full
    assert f'href="{page(case, "domain-1/1/")}#answer-{case.answer().pk}"' in full
    assert "art. 3" in partial
    assert "art. 4" not in partial


def test_source_is_changed(case, client_for):
    source = tell_source(case)

    done = client_for(case.focal_point).post(page(case, f"sources/{source.pk}/edit/"), told())

    source.refresh_from_db()
    assert done.url == page(case, f"sources/{source.pk}/")
    assert (source.title, source.year, source.added_by) == ("Law 25.871", 2004, case.researcher)


def test_source_of_an_approved_answer_stays_as_it_is(case, client_for):
    source = tell_source(case)
    approve(case, case.section(1))

    response = client_for(case.researcher).post(page(case, f"sources/{source.pk}/edit/"), told())

    assert response.status_code == 409
    assert "An approved answer rests on this source, so it stays as it is: T1.1.1" in text_of(response)
    assert Source.objects.get().title == "Law on Migration"


def test_contributor_changes_no_source_of_others(case):
    with pytest.raises(PermissionDenied):
        change_source(source=tell_source(case), by=case.contributor, title="Mine now")


# Citing in place --------------------------------------------------------------------------------------


def cite_page(case, code="T1.1.1", asked=""):
    domain, part, _place = code.removeprefix("T").split(".")
    return page(case, f"domain-{domain}/{part}/{code}/cite/{asked}")


def citations(case, code="T1.1.1"):
    current = case.answer(code).current
    return sorted(current.citations.values_list("source__title", "locator", "quote")) if current else None


def test_source_of_the_library_is_cited(case, client_for):
    source = tell_source(case)
    save_answers(part=case.part("1.1"), drafts=[draft(case.answer(), "In 2022.")], by=case.focal_point)

    done = client_for(case.researcher).post(
        cite_page(case), {"do": "cite", "source": source.pk, "locator": "art. 3", "quote": "Everybody."}
    )

    current = case.answer().current
    assert done.url == f"{page(case, 'domain-1/1/')}#answer-{case.answer().pk}"
    assert citations(case) == [("Law on Migration", "art. 3", "Everybody.")]
    assert (current.number, current.statement, current.option.value, current.via) == (
        2,
        "In 2022.",
        "yes",
        "page",
    )
    assert current.by == case.researcher


def test_source_is_cited_before_there_is_an_answer(case, client_for):
    source = tell_source(case)

    client_for(case.contributor).post(cite_page(case), {"do": "cite", "source": source.pk})

    assert citations(case) == [("Law on Migration", "", "")]
    assert case.answer().current.option is None


def test_source_cited_again_gets_the_new_place(case):
    source = tell_source(case)
    for locator in ("art. 3", "art. 4", "art. 4"):
        cite_source(answer=case.answer(), source=source, locator=locator, quote="", by=case.researcher)

    assert citations(case) == [("Law on Migration", "art. 4", "")]
    assert case.answer().revision == 2


def test_page_leads_back_to_where_it_was_asked_from_within_the_site(case, client_for):
    source, client = tell_source(case), client_for(case.researcher)
    sent = {"do": "cite", "source": source.pk}

    inside = client.post(cite_page(case, asked=f"?next={page(case, 'domain-1/check/')}"), sent)
    outside = client.post(cite_page(case, asked="?next=https://evil.example/"), sent)

    assert inside.url == page(case, "domain-1/check/")
    assert outside.url == f"{page(case, 'domain-1/1/')}#answer-{case.answer().pk}"


def test_choice_is_asked_for_and_nothing_typed_is_lost(case, client_for):
    tell_source(case)

    response = client_for(case.researcher).post(cite_page(case), {"do": "cite", "locator": "art. 3"})

    assert response.status_code == 422
    assert '<a href="#id_source">Source: Choose a source.</a>' in text_of(response)
    assert 'value="art. 3"' in text_of(response)


def test_source_of_another_assessment_is_no_choice(two, client_for):
    foreign = tell_source(two.other, "Secret agreement of Bremen")

    response = client_for(two.own.researcher).post(cite_page(two.own), {"do": "cite", "source": foreign.pk})

    assert response.status_code == 422
    assert citations(two.own) is None
    with pytest.raises(PermissionDenied):
        cite_source(answer=two.own.answer(), source=foreign, locator="", quote="", by=two.own.researcher)


def new(**fields):
    return {"do": "tell"} | {f"new-{name}": value for name, value in fields.items()}


def test_new_source_is_told_with_its_file_and_cited_at_once(case, client_for):
    done = client_for(case.contributor).post(
        cite_page(case), new(**told(locator="p. 7", file=files.upload()))
    )

    source = Source.objects.get()
    assert done.url == f"{page(case, 'domain-1/1/')}#answer-{case.answer().pk}"
    assert citations(case) == [("Law 25.871", "p. 7", "")]
    assert (source.added_by, source.files.get().name) == (case.contributor, "law.pdf")


def test_faulty_new_source_says_so_beside_its_own_fields(case, client_for):
    response = client_for(case.researcher).post(cite_page(case), new(**told(title="", number="N° 7")))

    assert response.status_code == 422
    assert '<a href="#id_new-title">Official title: This field is required.</a>' in text_of(response)
    assert 'value="N° 7"' in text_of(response)
    assert not Source.objects.exists()


def test_citation_is_removed_and_the_page_stays(case, client_for):
    source, other = tell_source(case), tell_source(case, "Decree")
    save_answers(
        part=case.part("1.1"),
        drafts=[draft(case.answer(), "In 2022.", sources=[source, other])],
        by=case.researcher,
    )

    done = client_for(case.researcher).post(
        cite_page(case, asked="?q=law"), {"do": "remove", "source": source.pk}
    )

    assert done.url == cite_page(case, asked="?q=law")
    assert citations(case) == [("Decree", "", "")]
    assert case.answer().current.statement == "In 2022."


def test_removing_what_is_not_cited_changes_nothing(case, client_for):
    client = client_for(case.researcher)

    for source in ("", "x", "²", "99999"):
        client.post(cite_page(case), {"do": "remove", "source": source})

    assert AnswerRevision.objects.count() == 0


def test_library_is_searched_and_paged(case, client_for):
    for number in range(21):
        tell_source(case, f"Law {number:02}")
    client = client_for(case.researcher)

    first, second = (titles(client.get(cite_page(case, asked=f"?page={n}")), "page_obj") for n in (1, 2))

    assert (len(first), second) == (20, ["Law 20"])
    assert titles(client.get(cite_page(case, asked="?q=07")), "page_obj") == ["Law 07"]


def test_answer_of_a_submitted_section_cites_nothing_more_and_the_page_says_why(case, client_for):
    source = tell_source(case)
    submit(case, case.section(1))

    client = client_for(case.researcher)

    shown = text_of(client.get(cite_page(case)))
    response = client.post(cite_page(case), {"do": "cite", "source": source.pk})

    assert "This answer can’t be changed now. State of the section: Submitted." in shown
    assert 'name="do"' not in shown
    assert response.status_code == 409
    assert "Answers can’t be changed now: the state is “Submitted”." in text_of(response)
    with pytest.raises(TransitionRefused):
        remove_citation(answer=case.answer(), source_id=source.pk, by=case.researcher)


def test_unknown_question_is_not_found(case, client_for):
    assert client_for(case.researcher).get(page(case, "domain-1/1/T9.9.9/cite/")).status_code == 404
    assert client_for(case.researcher).get(page(case, "domain-1/9/T1.1.1/cite/")).status_code == 404

"""Two people, one answer: what counts as a conflict, what the page shows, and the ways out. No text is ever lost."""

import datetime

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied

from assessments.models import AnswerRevision, Section
from assessments.workflow import AnswerDraft, CitationDraft, save_answers, settle_conflict
from tests.factories.assessments import draft, option_of, tell_source
from tests.factories.instruments import make_instrument
from tests.factories.pages import fields_of, page_of
from workflows.engine import TransitionRefused


def save(case, *drafts, by=None, **how):
    return save_answers(part=case.part("1.1"), drafts=drafts, by=by or case.researcher, **how)


def text(answer, statement, revision=None, **fields):
    """A draft as the page makes it: the citations stay as they are."""
    wanted = AnswerDraft(answer.pk, answer.revision if revision is None else revision, None, statement, None)
    return AnswerDraft(**wanted.__dict__ | fields)


def history(case, code="T1.1.1"):
    return list(
        AnswerRevision.objects.filter(answer=case.answer(code))
        .order_by("number")
        .values_list("statement", "via", "by__name")
    )


# What counts ------------------------------------------------------------------------------------------


def test_conflict_carries_both_texts_and_what_they_began_from(case):
    save(case, text(case.answer(), "Base."))
    began = case.answer()
    save(case, text(began, "Theirs."), by=case.focal_point)

    [conflict] = save(case, text(began, "Mine."))

    assert (conflict.base.statement, conflict.theirs.statement, conflict.mine.statement) == (
        "Base.",
        "Theirs.",
        "Mine.",
    )
    assert (conflict.base.number, conflict.theirs.number, conflict.mine.revision) == (1, 2, 1)


def test_base_is_what_was_read_and_not_what_came_between(case):
    save(case, text(case.answer(), "Base."))
    began = case.answer()
    for statement in ("Theirs.", "Theirs again."):
        save(case, text(case.answer(), statement), by=case.focal_point)

    [conflict] = save(case, text(began, "Mine."))

    assert (conflict.base.statement, conflict.theirs.statement) == ("Base.", "Theirs again.")


@pytest.mark.parametrize(
    "change",
    [
        {"value": "x"},
        {"applies_to": "Everybody"},
        {"as_of_date": datetime.date(2022, 1, 1)},
        {"statement": "Theirs."},
    ],
)
def test_change_of_anything_but_the_sources_is_a_conflict(case, change):
    save(case, text(case.answer(), "Base."))
    began = case.answer()
    save(case, text(began, **{"statement": "Base."} | change), by=case.focal_point)

    assert len(save(case, text(began, "Mine."))) == 1


def test_sources_that_the_other_person_cited_meanwhile_are_kept_and_are_no_conflict(case):
    source = tell_source(case)
    save(case, text(case.answer(), "Base."))
    began = case.answer()
    cited = (CitationDraft(source.pk, "art. 3"),)
    save(case, text(began, "Base.", citations=cited), by=case.focal_point)

    conflicts = save(case, text(began, "Mine."))

    newest = case.answer().current
    assert conflicts == []
    assert (newest.number, newest.statement) == (3, "Mine.")
    assert list(newest.citations.values_list("source", "locator")) == [(source.pk, "art. 3")]


def test_source_cited_over_a_text_that_changed_meanwhile_is_a_conflict(case):
    source = tell_source(case)
    save(case, text(case.answer(), "Base."))
    began = case.answer()
    save(case, text(began, "Theirs."), by=case.focal_point)

    assert len(save(case, text(began, "Base.", citations=(CitationDraft(source.pk),)))) == 1


def test_same_change_by_both_is_no_conflict(case):
    began = case.answer()
    save(case, text(began, "The same."), by=case.focal_point)

    assert save(case, text(began, "The same.")) == []
    assert len(history(case)) == 1


def test_what_was_carried_over_and_changed_meanwhile_is_not_confirmed_as_it_was(case):
    save(case, text(case.answer(), "As in 2020."), via="carried")
    began = case.answer()
    save(case, text(began, "Another old text."), by=case.focal_point, via="carried")

    conflicts = save(case, text(began, "As in 2020.", confirm=True))

    assert [conflict.theirs.statement for conflict in conflicts] == ["Another old text."]
    assert case.answer().current.via == "carried"


def test_what_was_carried_over_and_confirmed_by_both_is_confirmed_once(case):
    save(case, text(case.answer(), "As in 2020."), via="carried")
    began = case.answer()

    for person in (case.focal_point, case.researcher):
        assert save(case, text(began, "As in 2020.", confirm=True), by=person) == []

    assert history(case) == [
        ("As in 2020.", "carried", "Researcher"),
        ("As in 2020.", "page", "Focal point"),
    ]


# The ways out -----------------------------------------------------------------------------------------


@pytest.fixture
def met(case):
    """Both began from “Base.”; theirs is stored."""
    save(case, text(case.answer(), "Base."))
    save(case, text(case.answer(), "Theirs."), by=case.focal_point)
    return case


@pytest.mark.parametrize(
    ("kept", "further"),
    [
        ("Mine.", [("Mine.", "conflict")]),
        (None, [("Mine.", "conflict"), ("Theirs.", "page")]),
        ("Both.", [("Mine.", "conflict"), ("Both.", "page")]),
    ],
)
def test_both_texts_stay_in_the_history_whatever_is_kept(met, kept, further):
    answer = met.answer()
    wanted = None if kept is None else text(answer, kept)

    saved = settle_conflict(mine=text(answer, "Mine."), kept=wanted, by=met.researcher)

    assert saved.conflict is None
    assert saved.answer.current.statement == (kept or "Theirs.")
    assert history(met) == [
        ("Base.", "page", "Researcher"),
        ("Theirs.", "page", "Focal point"),
        *((statement, via, "Researcher") for statement, via in further),
    ]


def test_citations_stay_whatever_is_kept(met):
    cited = (CitationDraft(tell_source(met).pk, "art. 3"),)
    save(met, text(met.answer(), "Theirs.", citations=cited), by=met.focal_point)

    for kept in (text(met.answer(), "Both."), None):
        settle_conflict(mine=text(met.answer(), "Mine."), kept=kept, by=met.researcher)

        assert [c.locator for c in met.answer().current.citations.all()] == ["art. 3"]


def test_third_text_meanwhile_is_a_new_conflict_and_nothing_is_written_over(met):
    read = met.answer()
    save(met, text(read, "A third."), by=met.contributor)

    saved = settle_conflict(mine=text(read, "Mine."), kept=text(read, "Both."), by=met.researcher)

    assert (saved.conflict.theirs.statement, saved.conflict.base.statement) == ("A third.", "Theirs.")
    assert [row[0] for row in history(met)] == ["Base.", "Theirs.", "A third."]


@pytest.mark.parametrize("role", ["coordinator", "reviewer", "observer"])
def test_those_who_only_read_settle_nothing(met, role):
    answer = met.answer()

    with pytest.raises(PermissionDenied):
        settle_conflict(mine=text(answer, "Mine."), kept=None, by=met.in_role(role))


def test_those_who_see_nothing_settle_nothing(two):
    answer = two.own.answer()

    for person in (two.other.researcher, two.stranger, two.superuser, two.own.translator):
        with pytest.raises(Section.DoesNotExist):
            settle_conflict(mine=text(answer, "Mine."), kept=None, by=person)


def test_closed_section_settles_nothing(met):
    Section.objects.update(state="submitted")

    with pytest.raises(TransitionRefused):
        settle_conflict(mine=text(met.answer(), "Mine."), kept=None, by=met.researcher)

    assert len(history(met)) == 2


@pytest.mark.parametrize("which", ["mine", "kept"])
@pytest.mark.parametrize("what", ["option", "source"])
def test_option_or_source_of_elsewhere_settles_nothing(two, which, what):
    case, answer = two.own, two.own.answer()
    foreign = (
        {"option_id": make_instrument(slug="foreign").scales.get().options.first().pk}
        if what == "option"
        else {"citations": (CitationDraft(tell_source(two.other).pk),)}
    )
    drafts = {name: text(answer, name, **foreign if name == which else {}) for name in ("mine", "kept")}

    with pytest.raises(PermissionDenied):
        settle_conflict(by=case.researcher, **drafts)

    assert history(case) == []


# On the page ------------------------------------------------------------------------------------------


def address(case, rest=""):
    return f"/en/assessments/{case.assessment.pk}/domain-1/1/{rest}"


def shown(response):
    return " ".join(response.content.decode().split())


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def sent(case, *, merged="Mine.", other="", revision=None, keep="mine"):
    """What the page of a conflict sends: my text kept apart, the fields as they stand, the other questions."""
    answer = case.answer()
    number = answer.revision if revision is None else revision
    fields = page_of(
        case.part("1.1"), T1_1_1={"statement": merged, "revision": number}, T1_1_2={"statement": other}
    )
    mine = fields_of(answer, prefix="mine", statement="Mine.", revision=number)
    return fields | mine | {"keep": keep}


def test_page_shows_both_texts_and_what_they_began_from(met, client_for):
    mine = page_of(met.part("1.1"), T1_1_1={"statement": "Mine.", "revision": 1})

    response = client_for(met.researcher).post(address(met), mine)

    answer = met.answer()
    form = next(form for form in response.context["answer_forms"] if form.answer == answer)
    assert response.status_code == 409
    assert (form.conflict.base.statement, form.conflict.theirs.statement) == ("Base.", "Theirs.")
    assert "You and Focal point changed this answer at the same time" in shown(response)
    assert "Mine.</textarea>" in shown(response)
    assert f'name="answer-{answer.pk}-revision" value="2"' in shown(response)
    assert f'name="mine-{answer.pk}-statement" value="Mine."' in shown(response)


def test_page_shows_both_choices_by_their_labels(case, client_for):
    began = page_of(case.part("1.1"), T1_1_1={"option": option_of(case.answer(), "partly").pk})
    save(case, draft(case.answer(), "Theirs.", option="no"), by=case.focal_point)

    response = client_for(case.researcher).post(address(case), began)

    conflict = shown(response).partition('class="conflict"')[2].partition("</section>")[0]
    assert response.status_code == 409
    assert "No" in conflict
    assert "Partly" in conflict


@pytest.mark.parametrize(
    ("keep", "statement"), [("mine", "Mine."), ("theirs", "Theirs."), ("merged", "Both of them.")]
)
def test_page_settles_a_conflict_and_saves_what_else_was_typed(met, client_for, keep, statement):
    response = client_for(met.researcher).post(
        address(met, "T1.1.1/settle/"),
        sent(met, merged="Both of them.", other="Beside it.", keep=keep),
    )

    assert (response.status_code, response.url) == (302, address(met, f"#answer-{met.answer().pk}"))
    assert said(response) == ["Saved. The other text is in the history of the answer."]
    assert met.answer().current.statement == statement
    assert {"Mine.", "Theirs."} <= {row[0] for row in history(met)}
    assert met.answer("T1.1.2").current.statement == "Beside it."


def test_page_shows_a_third_text_and_loses_nothing_that_was_typed(met, client_for):
    typed = sent(met, merged="Both of them.", other="Beside it.", keep="merged")
    save(met, text(met.answer(), "A third."), by=met.contributor)

    response = client_for(met.researcher).post(address(met, "T1.1.1/settle/"), typed)

    answer = met.answer()
    assert response.status_code == 409
    assert "You and Contributor changed this answer at the same time" in shown(response)
    assert "Both of them.</textarea>" in shown(response)
    assert "Beside it.</textarea>" in shown(response)
    assert f'name="mine-{answer.pk}-statement" value="Mine."' in shown(response)
    assert [row[0] for row in history(met)] == ["Base.", "Theirs.", "A third."]


def test_page_of_a_section_submitted_meanwhile_says_why_and_loses_nothing(met, client_for):
    typed = sent(met, merged="Both of them.", other="Beside it.", keep="merged")
    Section.objects.update(state="submitted")

    response = client_for(met.researcher).post(address(met, "T1.1.1/settle/"), typed)

    assert response.status_code == 409
    assert "Answers can’t be changed now: the state is “Submitted”." in shown(response)
    assert "Both of them.</textarea>" in shown(response)
    assert "Beside it.</textarea>" in shown(response)


def test_second_conflict_on_the_page_is_shown_after_the_first_is_settled(met, client_for):
    typed = sent(met, other="Mine too.")
    save(met, text(met.answer("T1.1.2"), "Theirs too."), by=met.focal_point)

    response = client_for(met.researcher).post(address(met, "T1.1.1/settle/"), typed)

    assert response.status_code == 409
    assert met.answer().current.statement == "Mine."
    assert [form.answer.indicator.code for form in response.context["answer_forms"] if form.errors] == [
        "T1.1.2"
    ]


@pytest.mark.parametrize("keep", ["", "everything"])
def test_page_never_sends_another_choice(met, client_for, keep):
    response = client_for(met.researcher).post(address(met, "T1.1.1/settle/"), sent(met, keep=keep))

    assert response.status_code == 400
    assert len(history(met)) == 2


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [
        ("observer", "domain-1/1/T1.1.1/settle/", 403),
        ("contributor", "domain-1/2/T1.2.1/settle/", 404),
        ("researcher", "domain-1/1/T1.2.1/settle/", 404),
        ("researcher", "domain-1/1/T9.9.9/settle/", 404),
        ("translator", "domain-1/1/T1.1.1/settle/", 404),
    ],
)
def test_conflict_of_another_page_is_not_settled(met, client_for, role, path, status):
    response = client_for(met.in_role(role)).post(f"/en/assessments/{met.assessment.pk}/{path}", sent(met))

    assert response.status_code == status
    assert len(history(met)) == 2


def test_option_of_another_scale_is_not_settled(met, client_for):
    foreign = make_instrument(slug="foreign").scales.get().options.first()
    typed = sent(met) | {f"mine-{met.answer().pk}-option": foreign.pk}

    assert client_for(met.researcher).post(address(met, "T1.1.1/settle/"), typed).status_code == 403
    assert len(history(met)) == 2

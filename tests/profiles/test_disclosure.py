"""Profiles use nothing internal, and list nothing that is a basis only."""

import pytest

from assessments.models import Source
from assessments.workflow import (
    SECTION,
    disclose_answer,
    disclose_source,
    save_answers,
)
from profiles import report
from profiles.choices import EditionState, Inclusion
from profiles.models import Edition, Finding
from profiles.workflow import EDITION, PROFILE, FindingDraft, publish, save_findings
from tests.factories.assessments import (
    CAPACITY,
    DUE,
    answer_section,
    approve,
    draft,
    judge,
    make_case,
    tell_source,
)
from tests.factories.profiles import (
    clear,
    consent,
    consented,
    consult,
    decide,
    drafted,
    profile_of,
    published,
    written,
)
from tests.race import at_once, postgresql_only
from workflows.engine import TransitionRefused, perform

REASON = "The ministry asked for it."


def desk(case, path=""):
    return f"/en/assessments/{case.assessment.pk}/profile/{path}"


def text_of(response):
    return " ".join(response.content.decode().split())


def hide(case, code="T1.1.1", value="internal"):
    return disclose_answer(answer=case.answer(code), value=value, by=case.focal_point, reason=REASON)


def hide_source(case, value, title="Law on Migration"):
    source = case.assessment.sources.get(title=title)
    return disclose_source(source=source, value=value, by=case.focal_point, reason=REASON)


def finding_on(code):
    return Finding.objects.get(bases__revision__answer__indicator__code=code)


def codes_of(findings):
    return sorted(findings.values_list("bases__revision__answer__indicator__code", flat=True))


def leave_out(case, code="T1.1.1"):
    finding = finding_on(code)
    draft_ = FindingDraft(finding.pk, finding.kind, False, finding.body_in("en"))
    save_findings(profile=finding.profile, domain=finding.domain, drafts=[draft_], by=case.reviewer)


def said(snapshot):
    return [line.body for domain in snapshot.domains for line in (*domain.developed, *domain.potential)]


def listed(snapshot):
    return [line.title for group in snapshot.sources for line in group.sources]


def built(case):
    return report.build(profile_of(case), "en", published_date=DUE)


# Findings ---------------------------------------------------------------------------------------------


def test_internal_answers_give_no_draft(case):
    hide(case, "T1.1.1")
    hide(case, "T1.1.2", "public")

    profile = drafted(case)

    assert codes_of(profile.findings) == ["T1.1.2", "T1.2.1", "T2.1.1"]


def test_answer_that_is_internal_no_more_gives_its_draft_then(case):
    hide(case)
    profile = drafted(case)

    hide(case, value="basis")

    assert codes_of(profile.findings) == ["T1.1.1", "T1.1.2", "T1.2.1", "T2.1.1"]
    assert finding_on("T1.1.1").inclusion == Inclusion.UNDECIDED


def test_no_draft_is_made_before_everything_is_approved_again(case):
    hide(case)
    profile = drafted(case)
    perform(SECTION, "reopen", case.section(), by=case.coordinator, note="New law.")

    hide(case, value="basis")

    assert codes_of(profile.findings) == ["T1.1.2", "T1.2.1", "T2.1.1"]


STEPS = {
    "open consultation": (lambda case, profile: None, consult),
    "clear": (
        consult,
        lambda case, profile: perform(PROFILE, "clear", profile, by=case.second_reviewer),
    ),
    "record consent": (clear, consent),
}


@pytest.mark.parametrize("step", STEPS)
def test_profile_does_not_move_on_while_it_rests_on_an_internal_answer(case, step):
    prepare, take = STEPS[step]
    profile = written(case)
    prepare(case, profile)
    hide(case)

    with pytest.raises(TransitionRefused) as refused:
        take(case, profile)

    assert [(str(problem), problem.url) for problem in refused.value.problems] == [
        (
            "Domain 1: a finding rests on an answer that is internal; leave it out.",
            desk(case, f"domains/domain-1/#finding-{finding_on('T1.1.1').pk}"),
        )
    ]


def test_it_moves_on_once_the_finding_is_left_out_or_the_answer_may_be_used(case):
    profile = written(case)
    hide(case)
    leave_out(case)

    consult(case, profile)

    hide(case, "T1.1.2")
    hide(case, "T1.1.2", "public")
    perform(PROFILE, "clear", profile, by=case.second_reviewer)


def test_nothing_is_published_that_rests_on_an_internal_answer(case):
    profile = consented(case)
    hide(case)

    with pytest.raises(TransitionRefused, match="rests on an answer that is internal"):
        publish(profile=profile, language="en", by=case.coordinator)

    assert not Edition.objects.exists()


# What an edition says ---------------------------------------------------------------------------------


def test_edition_says_nothing_that_is_internal(case):
    written(case)
    before = built(case)

    hide(case)

    assert set(said(before)) - set(said(built(case))) == {"In 2022, the Secretariat answered T1.1.1."}


@pytest.mark.parametrize(("value", "titles"), [("public", 1), ("basis", 0), ("internal", 0)])
def test_edition_lists_public_sources_alone(case, value, titles):
    written(case)

    hide_source(case, value)

    assert len(listed(built(case))) == titles


def test_source_that_only_internal_answers_cite_is_not_listed(case):
    other = tell_source(case, "Another law")
    answer = case.answer()
    save_answers(part=answer.part, drafts=[draft(answer, "x", sources=[other])], by=case.researcher)
    for section in case.assessment.sections.in_order():
        for part in section.parts.in_order():
            drafts = [draft(each, "y", option="no") for each in part.answers.filter(revision=0).for_page()]
            save_answers(part=part, drafts=drafts, by=case.researcher)
        perform(SECTION, "submit", section, by=case.researcher, note=CAPACITY)
        perform(SECTION, "start review", section, by=case.reviewer)
        judge(case, section)
        perform(SECTION, "approve", section, by=case.reviewer)
    decide(case, profile_of(case))
    before = listed(built(case))

    hide(case)

    assert (before, listed(built(case))) == (["Another law"], [])


def test_what_is_published_stays(case, client_for):
    edition = published(case)
    path = edition.profile.public_url
    before = text_of(client_for().get(path))

    hide(case)
    hide_source(case, "internal")

    assert text_of(client_for().get(path)) == before
    assert "the Secretariat answered T1.1.1." in before


def test_edition_in_the_making_ends_where_it_would_say_something_else(case):
    edition = publish(profile=consented(case), language="en", by=case.coordinator)

    hide_source(case, "basis")
    edition.refresh_from_db()

    assert edition.state == EditionState.FAILED
    assert edition.events.order_by("pk").last().note == (
        "What may be shown was changed meanwhile: publish it anew."
    )
    again = publish(profile=profile_of(case), language="en", by=case.coordinator)
    assert Edition.objects.get(pk=again.pk).snapshot["sources"] == []


def test_edition_in_the_making_that_says_the_same_is_made(case):
    edition = publish(profile=consented(case), language="en", by=case.coordinator)

    hide(case, value="public")
    edition.refresh_from_db()

    assert edition.state == EditionState.RENDERING


def test_failed_edition_is_not_tried_again_with_what_may_not_be_shown_any_more(case):
    edition = publish(profile=consented(case), language="en", by=case.coordinator)
    perform("edition", "fail", edition, by=None, note="No typeface has the character.")
    hide_source(case, "basis")

    with pytest.raises(TransitionRefused, match="The profile says something else by now"):
        perform(EDITION, "try again", edition, by=case.coordinator)

    hide_source(case, "public")
    perform(EDITION, "try again", edition, by=case.coordinator)


# The desk ---------------------------------------------------------------------------------------------


def test_desk_says_which_finding_rests_on_an_internal_answer(case, client_for):
    drafted(case)
    decide(case, profile_of(case))
    hide(case)

    for person in (case.reviewer, case.focal_point):
        page = text_of(client_for(person).get(desk(case, "domains/domain-1/")))
        assert page.count("rests on an answer that is internal") == 1
    home = text_of(client_for(case.reviewer).get(desk(case)))
    assert "To leave out: 1" in home
    assert "In the profile: 2 well developed" in home


def test_translator_learns_nothing_of_findings_on_internal_answers(case, client_for):
    drafted(case)
    decide(case, profile_of(case))
    hide(case)
    client = client_for(case.translator)

    page, home = text_of(client.get(desk(case, "domains/domain-1/"))), client.get(desk(case))

    assert [code in page for code in ("T1.1.1", "T1.1.2", "T1.2.1")] == [False, True, True]
    assert [count.get("developed") for _domain, count in home.context["domains"]] == [2, 1]
    assert {count["internal"] for _domain, count in home.context["domains"]} == {0}
    assert home.context["missing"] == []


@pytest.mark.parametrize(
    ("role", "value", "told"),
    [
        ("translator", "public", True),
        ("translator", "basis", False),
        ("focal_point", "basis", True),
        ("focal_point", "internal", True),
    ],
)
def test_option_of_an_answer_is_told_to_those_who_may_see_it(case, client_for, role, value, told):
    drafted(case)
    hide(case, "T2.1.1", value)

    page = text_of(client_for(case.in_role(role)).get(desk(case, "domains/domain-2/")))

    assert ("Question T2.1.1? Yes." in page or "<strong>Yes</strong>" in page) == told
    assert "Question T2.1.1?" in page


# What is published already, on the page that says what may be shown -----------------------------------


def editions_on(client_for, case, path):
    response = client_for(case.focal_point).get(f"/en/assessments/{case.assessment.pk}/{path}disclosure/")
    return response.context["editions"]


def test_page_names_the_published_edition_that_rests_on_it(case, client_for):
    edition = published(case, options={"T1.1.2": "unknown"})
    law = case.assessment.sources.get()
    other = Source.objects.create(
        assessment=case.assessment, kind="law", title="Another law", added_by=case.researcher
    )
    named = [("English, edition 1", edition.profile.public_url)]

    assert editions_on(client_for, case, "domain-1/1/T1.1.1/") == named
    assert editions_on(client_for, case, "domain-1/1/T1.1.2/") == []
    assert editions_on(client_for, case, f"sources/{law.pk}/") == named
    assert editions_on(client_for, case, f"sources/{other.pk}/") == []


def test_page_names_an_edition_whose_finding_was_left_out_since(case, client_for):
    edition = published(case)
    perform(PROFILE, "withdraw consent", edition.profile, by=case.coordinator, note="Again.")
    leave_out(case)

    assert len(editions_on(client_for, case, "domain-1/1/T1.1.1/")) == 1


def test_page_names_no_edition_that_was_withdrawn(case, client_for):
    edition = published(case)
    perform(EDITION, "withdraw", edition, by=case.coordinator, note="Again.")

    assert editions_on(client_for, case, "domain-1/1/T1.1.1/") == []


# At the same moment -----------------------------------------------------------------------------------


@postgresql_only
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_trial", range(10))
def test_made_internal_and_published_at_once_nothing_internal_is_in_an_edition_to_come(monkeypatch, _trial):
    monkeypatch.setattr("profiles.tasks.render_edition.delay", lambda edition_id: None)
    case = make_case()
    consented(case)

    at_once(
        lambda: publish(profile=profile_of(case), language="en", by=case.coordinator),
        lambda: hide_source(case, "internal"),
    )

    waiting = Edition.objects.in_the_making()
    assert [edition.snapshot["sources"] for edition in waiting] in ([], [[]])


@postgresql_only
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_trial", range(10))
def test_made_internal_and_approved_at_once_it_gives_no_finding_that_is_printed(_trial):
    case = make_case()
    approve(case, case.section(2))
    section = case.section(1)
    answer_section(case, section)
    perform(SECTION, "submit", section, by=case.researcher, note=CAPACITY)
    perform(SECTION, "start review", section, by=case.reviewer)
    judge(case, section)

    at_once(
        lambda: perform(SECTION, "approve", case.section(1), by=case.reviewer),
        lambda: hide(case),
    )

    decide(case, profile_of(case))
    assert "In 2022, the Secretariat answered T1.1.1." not in said(built(case))

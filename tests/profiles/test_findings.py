"""From approved answers to draft findings, and which findings rest on an answer that has changed since."""

import pytest

from assessments.workflow import SECTION
from profiles.models import Finding, FindingBasis, Profile
from profiles.workflow import draft_profile, save_findings
from tests.factories.assessments import approve, approve_all, make_case
from tests.factories.instruments import make_instrument
from tests.factories.profiles import drafted, finding_drafts, profile_of
from workflows.engine import perform

OUTCOMES = {"T1.1.1": "yes", "T1.1.2": "no", "T1.2.1": "partly", "T2.1.1": "unknown"}


def listed(profile):
    """Every finding: domain, list, position, inclusion, text, and the code and number of what it rests on."""
    findings = profile.findings.in_order().select_related("domain").prefetch_related("texts", "bases")
    return [
        (
            finding.domain.number,
            finding.kind,
            finding.position,
            finding.inclusion,
            finding.body_in("en"),
            [(basis.revision.answer.indicator.code, basis.revision.number) for basis in finding.bases.all()],
        )
        for finding in findings
    ]


def stale(profile):
    """The codes of the answers behind stale findings."""
    findings = profile.findings.stale(FindingBasis.objects).in_order()
    return [finding.bases.get().revision.answer.indicator.code for finding in findings]


def reopen(case, number):
    perform(SECTION, "reopen", case.section(number), by=case.coordinator, note="An error was found.")


# Drafts from outcomes ---------------------------------------------------------------------------------


def test_every_outcome_but_nothing_gives_an_undecided_finding(case):
    profile = drafted(case, options=OUTCOMES)

    assert listed(profile) == [
        (1, "developed", 1, "undecided", "In 2022, the Secretariat answered T1.1.1.", [("T1.1.1", 1)]),
        (1, "potential", 1, "undecided", "In 2022, the Secretariat answered T1.1.2.", [("T1.1.2", 1)]),
        (1, "potential", 2, "undecided", "In 2022, the Secretariat answered T1.2.1.", [("T1.2.1", 1)]),
    ]


def test_findings_stand_in_the_order_of_the_questionnaire(case):
    profile = drafted(case)

    assert [(row[0], row[2], row[5][0][0]) for row in listed(profile)] == [
        (1, 1, "T1.1.1"),
        (1, 2, "T1.1.2"),
        (1, 3, "T1.2.1"),
        (2, 1, "T2.1.1"),
    ]


def test_finding_takes_the_approved_statement_not_an_earlier_one(case):
    section = case.section(2)
    approve(case, section)
    reopen(case, 2)
    approve(case, section, wording="In 2024, {code} was said anew.")
    approve(case, case.section(1))

    assert listed(profile_of(case))[-1][4:] == ("In 2024, T2.1.1 was said anew.", [("T2.1.1", 2)])


def test_finding_is_in_the_working_language(db):
    case = make_case(working_language="es")

    profile = drafted(case)

    languages = set(profile.findings.values_list("texts__language", flat=True))
    assert languages == {"es"}


def test_assessment_without_a_finding_still_gets_its_profile(case):
    profile = drafted(case, options=dict.fromkeys(OUTCOMES, "unknown"))

    assert (profile.state, listed(profile)) == ("drafting", [])


def test_optional_question_left_open_gives_no_finding(case):
    case.assessment.instrument.indicators.filter(code="T2.1.1").update(required=False)

    profile = drafted(case, options={"T2.1.1": None})

    assert [row[5][0][0] for row in listed(profile)] == ["T1.1.1", "T1.1.2", "T1.2.1"]


def test_drafting_again_adds_nothing(case):
    profile = drafted(case)
    before = listed(profile)

    assert draft_profile(assessment=case.assessment) == profile
    assert listed(profile) == before


def test_findings_of_one_assessment_say_nothing_of_another(two):
    approve_all(two.own, wording="In 2022, Quilmes said {code}.")
    approve_all(two.other, wording="In 2022, Bremen said {code}.")

    texts = [row[4] for row in listed(profile_of(two.own))]

    assert texts == [f"In 2022, Quilmes said {code}." for code in ("T1.1.1", "T1.1.2", "T1.2.1", "T2.1.1")]


@pytest.mark.parametrize("count", [1, 3])
def test_drafting_takes_the_same_statements_however_many_findings(db, django_assert_num_queries, count):
    case = make_case(instrument=make_instrument(((count,),)))
    approve_all(case)
    Profile.objects.all().delete()

    with django_assert_num_queries(13):
        profile = draft_profile(assessment=case.assessment)

    assert profile.findings.count() == count


# After a section was reopened ------------------------------------------------------------------------


def test_finding_is_stale_while_the_answer_behind_it_is_open(case):
    profile = drafted(case)
    before = stale(profile)

    reopen(case, 2)

    assert before == []
    assert stale(profile) == ["T2.1.1"]


def test_finding_is_fresh_again_when_the_same_words_are_approved(case):
    profile = drafted(case)
    reopen(case, 2)

    approve(case, case.section(2))

    assert stale(profile) == []


def test_finding_stays_stale_when_other_words_are_approved(case):
    profile = drafted(case)
    before = listed(profile)
    reopen(case, 2)

    approve(case, case.section(2), wording="In 2024, {code} was said anew.")

    assert listed(profile) == before
    assert stale(profile) == ["T2.1.1"]


def test_comparing_makes_a_finding_rest_on_the_answer_as_it_is_now(case):
    profile = drafted(case)
    reopen(case, 2)
    approve(case, case.section(2), wording="In 2024, {code} was said anew.")
    findings = profile.findings.filter(domain__number=2).prefetch_related("texts")

    drafts = finding_drafts(findings, compared=True)
    save_findings(profile=profile, domain=findings[0].domain, drafts=drafts, by=case.reviewer)

    assert stale(profile) == []
    assert listed(profile)[-1][4:] == ("In 2022, the Secretariat answered T2.1.1.", [("T2.1.1", 2)])


def test_saving_without_comparing_leaves_a_finding_stale(case):
    profile = drafted(case)
    reopen(case, 2)
    approve(case, case.section(2), wording="In 2024, {code} was said anew.")
    findings = profile.findings.filter(domain__number=2).prefetch_related("texts")

    save_findings(
        profile=profile, domain=findings[0].domain, drafts=finding_drafts(findings), by=case.reviewer
    )

    assert stale(profile) == ["T2.1.1"]


def test_comparing_while_the_answer_is_open_changes_nothing(case):
    profile = drafted(case)
    reopen(case, 2)
    findings = profile.findings.filter(domain__number=2).prefetch_related("texts")

    drafts = finding_drafts(findings, compared=True)
    save_findings(profile=profile, domain=findings[0].domain, drafts=drafts, by=case.reviewer)

    assert stale(profile) == ["T2.1.1"]


def test_answer_that_says_something_for_the_first_time_adds_a_finding_at_the_end(case):
    profile = drafted(case, options={"T1.1.1": "unknown"})
    before = listed(profile)
    reopen(case, 1)

    approve(case, case.section(1))

    added = (1, "developed", 3, "undecided", "In 2022, the Secretariat answered T1.1.1.", [("T1.1.1", 2)])
    assert [*before[:2], added, *before[2:]] == listed(profile)


def test_counts_tell_each_domains_lists(case):
    profile = drafted(case, options=OUTCOMES | {"T2.1.1": "yes"})
    first, *_others = Finding.objects.in_order()
    Finding.objects.exclude(pk=first.pk).filter(domain__number=1).update(inclusion="included")
    reopen(case, 1)

    rows = {row.pop("domain"): row for row in profile.findings.counts(FindingBasis.objects)}

    one, two = (case.section(number).domain_id for number in (1, 2))
    assert rows == {
        one: {"developed": 0, "potential": 2, "every": 3, "undecided": 1}
        | {"included": 2, "left_out": 0, "to_compare": 3, "stale": 2, "internal": 0},
        two: {"developed": 0, "potential": 0, "every": 1, "undecided": 1}
        | {"included": 0, "left_out": 0, "to_compare": 0, "stale": 0, "internal": 0},
    }

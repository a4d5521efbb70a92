"""Findings are put in order, split and merged."""

import pytest
from django.core.exceptions import PermissionDenied

from profiles.choices import FindingKind, Inclusion
from profiles.models import Finding, FindingBasis
from profiles.workflow import (
    FindingDraft,
    merge_findings,
    order_findings,
    restore_words,
    save_findings,
    split_finding,
)
from tests.factories.assessments import make_case
from tests.factories.desk import finding_of, order_of
from tests.factories.profiles import consult, drafted, profile_of, written
from tests.replay import play
from workflows.engine import TransitionRefused

SAID = "In 2022, the Secretariat answered {}."
ONE, TWO, THREE = (SAID.format(code) for code in ("T1.1.1", "T1.1.2", "T1.2.1"))


def make_drafted():
    case = make_case()
    drafted(case)
    return case


@pytest.fixture
def case(db):
    """Three draft findings of the first domain, one of the second, all developed."""
    return play(make_drafted)


@pytest.fixture
def profile(case):
    return profile_of(case)


def order(case, *codes, kind=FindingKind.DEVELOPED, by=None):
    keys = [finding_of(code).pk for code in codes]
    domain = case.section(1).domain
    order_findings(profile=profile_of(case), domain=domain, kind=kind, order=keys, by=by or case.reviewer)


def bases_of(finding):
    codes = finding.bases.order_by("pk").values_list("revision__answer__indicator__code", flat=True)
    return list(codes)


def split(case, first="First.", second="Second.", seen=1):
    return split_finding(
        finding=finding_of("T1.1.1"), first=first, second=second, seen=seen, by=case.reviewer
    )


def merge(case, *codes, body="Together.", seen=1, into="T1.1.1"):
    others = {finding_of(code).pk: 1 for code in codes}
    merge_findings(finding=finding_of(into), others=others, body=body, seen=seen, by=case.reviewer)


# Order ------------------------------------------------------------------------------------------------


def test_a_list_is_put_in_the_order_that_is_asked_for(case, profile):
    order(case, "T1.2.1", "T1.1.1", "T1.1.2")
    order(case, "T1.2.1", "T1.1.1", "T1.1.2")  # sent twice

    assert order_of(profile) == [THREE, ONE, TWO]


def test_findings_that_are_not_named_keep_their_places(case, profile):
    order(case, "T1.2.1", "T1.1.1")

    assert order_of(profile) == [THREE, TWO, ONE]


def test_findings_of_elsewhere_and_unknown_ones_are_passed_over(case, profile):
    keys = [10**15, finding_of("T2.1.1").pk, finding_of("T1.1.2").pk, finding_of("T1.1.1").pk]

    order_findings(
        profile=profile, domain=case.section(1).domain, kind="developed", order=keys * 2, by=case.reviewer
    )

    assert order_of(profile) == [TWO, ONE, THREE]


# Split ------------------------------------------------------------------------------------------------


def test_a_split_finding_stands_behind_the_first_and_rests_on_the_same_answers(case, profile):
    new = split(case)

    assert order_of(profile) == ["First.", "Second.", TWO, THREE]
    assert bases_of(new) == bases_of(finding_of("T1.1.1")) == ["T1.1.1"]
    assert (new.inclusion, new.kind) == (Inclusion.UNDECIDED, FindingKind.DEVELOPED)


def test_a_split_that_is_sent_twice_splits_once(case, profile):
    assert split(case) == split(case)

    assert order_of(profile) == ["First.", "Second.", TWO, THREE]


def test_a_text_that_changed_meanwhile_is_not_split(case, profile):
    draft = FindingDraft(finding_of("T1.1.1").pk, "developed", None, "Somebody else.")
    save_findings(profile=profile, domain=case.section(1).domain, drafts=[draft], by=case.second_reviewer)

    with pytest.raises(TransitionRefused, match="Somebody has changed this text"):
        split(case)

    assert order_of(profile) == ["Somebody else.", TWO, THREE]


def test_a_full_domain_takes_no_more(case, profile, monkeypatch):
    monkeypatch.setattr("profiles.workflow.arranging.MOST", 3)

    with pytest.raises(TransitionRefused, match="This domain has 3 findings"):
        split(case)

    assert order_of(profile) == [ONE, TWO, THREE]


# Merge ------------------------------------------------------------------------------------------------


def test_a_merged_finding_rests_on_the_answers_of_all_and_the_others_are_left_out(case, profile):
    merge(case, "T1.1.2", "T1.2.1")

    first = Finding.objects.get(pk=finding_of("T1.1.1").pk)
    others = Finding.objects.exclude(pk=first.pk).filter(domain=first.domain).in_order()
    assert first.texts.get().body == "Together."
    assert bases_of(first) == ["T1.1.1", "T1.1.2", "T1.2.1"]
    assert [(f.inclusion, f.reason, f.merged_into) for f in others] == [
        (Inclusion.LEFT_OUT, "Merged into another finding", first)
    ] * 2


def test_a_merge_that_is_sent_twice_merges_once(case):
    first, others = finding_of("T1.1.1"), {finding_of("T1.1.2").pk: 1}
    for _ in range(2):
        merge_findings(finding=first, others=others, body="Together.", seen=1, by=case.reviewer)

    assert finding_of("T1.1.1").texts.get().revision == 2
    assert FindingBasis.objects.count() == 5


def test_including_a_merged_finding_again_undoes_it(case, profile):
    merge(case, "T1.1.2")
    other = Finding.objects.get(merged_into=finding_of("T1.1.1"))

    draft = FindingDraft(other.pk, "developed", True, TWO)
    save_findings(profile=profile, domain=case.section(1).domain, drafts=[draft], by=case.reviewer)

    other.refresh_from_db()
    assert (other.inclusion, other.reason, other.merged_into) == (Inclusion.INCLUDED, "", None)


def test_a_text_of_the_others_that_changed_is_not_merged_away(case, profile):
    draft = FindingDraft(finding_of("T1.1.2").pk, "developed", None, "Somebody else.")
    save_findings(profile=profile, domain=case.section(1).domain, drafts=[draft], by=case.second_reviewer)

    with pytest.raises(TransitionRefused, match="Somebody has changed this text"):
        merge(case, "T1.1.2")

    assert order_of(profile) == [ONE, "Somebody else.", THREE]
    assert Finding.objects.exclude(merged_into=None).count() == 0


@pytest.mark.parametrize("codes", [("T2.1.1",), ("T1.1.1",), ()])
def test_only_others_of_the_same_domain_are_merged(case, codes):
    with pytest.raises(TransitionRefused, match="choose again"):
        merge(case, *codes)


def test_a_finding_rests_on_an_answer_once(case):
    split(case)  # the second rests on T1.1.1 too
    second = Finding.objects.get(texts__body="Second.")

    merge_findings(
        finding=finding_of("T1.1.1"), others={second.pk: 1}, body="One again.", seen=2, by=case.reviewer
    )

    assert bases_of(finding_of("T1.1.1")) == ["T1.1.1"]


# Earlier texts ----------------------------------------------------------------------------------------


def test_an_earlier_text_comes_back_as_a_revision_more(case, profile):
    split(case)
    finding = finding_of("T1.1.1")

    assert restore_words(finding=finding, number=1, seen=2, by=case.reviewer)
    assert not restore_words(finding=finding_of("T1.1.1"), number=1, seen=2, by=case.reviewer)

    revisions = finding.texts.get().revisions.order_by("number").values_list("number", "body", "by__name")
    assert list(revisions) == [(1, ONE, None), (2, "First.", "Reviewer"), (3, ONE, "Reviewer")]


def test_an_earlier_text_does_not_replace_what_was_not_seen(case):
    split(case)

    with pytest.raises(TransitionRefused, match="Somebody has changed"):
        restore_words(finding=finding_of("T1.1.1"), number=1, seen=1, by=case.reviewer)


# Who and when -----------------------------------------------------------------------------------------


def edits(case, by):
    finding = finding_of("T1.1.1")
    domain = case.section(1).domain
    return [
        lambda: order_findings(
            profile=finding.profile, domain=domain, kind="developed", order=[finding.pk], by=by
        ),
        lambda: split_finding(finding=finding, first="a", second="b", seen=1, by=by),
        lambda: merge_findings(finding=finding, others={finding_of("T1.1.2").pk: 1}, body="a", seen=1, by=by),
        lambda: restore_words(finding=finding, number=1, seen=1, by=by),
    ]


def test_only_reviewers_of_this_assessment_arrange(case, profile):
    for by in (case.coordinator, case.researcher, case.focal_point, case.translator, case.observer):
        for edit in edits(case, by):
            with pytest.raises(PermissionDenied):
                edit()

    assert order_of(profile) == [ONE, TWO, THREE]


def test_nothing_is_arranged_while_others_are_consulted(db):
    case = make_case()
    profile = written(case)
    consult(case, profile)

    for edit in edits(case, case.reviewer):
        with pytest.raises(TransitionRefused, match="can’t be edited now"):
            edit()

    assert order_of(profile) == [ONE, TWO, THREE]

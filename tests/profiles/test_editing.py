import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from profiles.models import Finding, ProfileText
from profiles.workflow import PROFILE, FindingDraft, move_finding, save_findings, write_text
from tests.factories.assessments import make_case
from tests.factories.instruments import make_instrument
from tests.factories.profiles import (
    clear,
    consult,
    decide,
    drafted,
    finding_drafts,
    introduce,
    profile_of,
    written,
)
from tests.replay import play
from workflows.engine import TransitionRefused, perform
from workflows.problems import Problem

CODES = ("T1.1.1", "T1.1.2", "T1.2.1")


def make_drafted():
    case = make_case()
    drafted(case)
    return case


def make_written():
    case = make_case()
    written(case)
    return case


@pytest.fixture
def case(db):
    """An assessment with its draft findings: three of the first domain, one of the second, all developed."""
    return play(make_drafted)


@pytest.fixture
def ready(db):
    """A profile that could be consulted on."""
    return play(make_written)


def finding(code):
    return Finding.objects.get(bases__revision__answer__indicator__code=code)


def desk(*numbers):
    """The findings of the domains: code, list, position, inclusion, text."""
    findings = (
        Finding.objects.filter(domain__number__in=numbers or (1, 2))
        .in_order()
        .prefetch_related("texts", "bases")
    )
    return [
        (f.bases.all()[0].revision.answer.indicator.code, f.kind, f.position, f.inclusion, f.body_in("en"))
        for f in findings
    ]


def order(kind="developed"):
    return [row[0] for row in desk(1) if row[1] == kind]


def save(case, *drafts, by=None, number=1):
    save_findings(
        profile=profile_of(case), domain=case.section(number).domain, drafts=drafts, by=by or case.reviewer
    )


def wording(code, kind="developed", *, included=True, body="As it is printed."):
    return FindingDraft(finding(code).pk, kind, included, body)


# Decide and write -------------------------------------------------------------------------------------


def test_finding_is_put_into_the_profile_with_its_text(case):
    save(case, wording("T1.1.1", body="As it is printed."))

    assert desk(1)[0] == ("T1.1.1", "developed", 1, "included", "As it is printed.")


@pytest.mark.parametrize(
    ("included", "inclusion"), [(True, "included"), (False, "left_out"), (None, "undecided")]
)
def test_finding_is_in_the_profile_left_out_or_undecided(case, included, inclusion):
    save(case, wording("T1.1.1"))

    save(case, wording("T1.1.1", included=included))

    assert desk(1)[0][3] == inclusion


def test_findings_not_on_the_desk_stay_as_they_are(case):
    before = desk()

    save(case, wording("T1.1.2"))

    assert [row for row in desk() if row[0] != "T1.1.2"] == [row for row in before if row[0] != "T1.1.2"]


def test_finding_of_another_domain_is_left_alone(case):
    before = desk(2)

    save(case, wording("T2.1.1"), number=1)

    assert desk(2) == before


def test_finding_that_changes_lists_goes_to_the_end_of_the_other(case):
    save(case, wording("T1.2.1", "potential"), wording("T1.1.1", "potential"))

    assert (order("developed"), order("potential")) == (["T1.1.2"], ["T1.1.1", "T1.2.1"])


def test_text_in_another_language_stays(case):
    finding("T1.1.1").texts.create(language="es", body="Como está impreso.")

    save(case, wording("T1.1.1"))

    assert finding("T1.1.1").body_in("es") == "Como está impreso."


def test_saving_notes_who_edited_last_and_when(case):
    before = timezone.now()

    save(case, wording("T1.1.1"), by=case.second_reviewer)

    profile = profile_of(case)
    assert profile.edited_by == case.second_reviewer
    assert profile.edited_at >= before


@pytest.mark.parametrize("count", [1, 3])
def test_saving_takes_the_same_statements_however_many_findings(db, django_assert_num_queries, count):
    case = make_case(instrument=make_instrument(((count,),)))
    profile = drafted(case)
    findings = profile.findings.prefetch_related("texts")
    drafts = finding_drafts(findings, compared=True)
    domain = case.section(1).domain

    with django_assert_num_queries(11):
        save_findings(profile=profile, domain=domain, drafts=drafts, by=case.reviewer)

    assert len(drafts) == count


# Order ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "up", "expected"),
    [
        ("T1.1.2", True, ["T1.1.2", "T1.1.1", "T1.2.1"]),
        ("T1.1.2", False, ["T1.1.1", "T1.2.1", "T1.1.2"]),
        ("T1.1.1", True, ["T1.1.1", "T1.1.2", "T1.2.1"]),
        ("T1.2.1", False, ["T1.1.1", "T1.1.2", "T1.2.1"]),
    ],
)
def test_move_changes_places_with_the_neighbour(case, code, up, expected):
    move_finding(finding=finding(code), up=up, by=case.reviewer)

    assert order() == expected


def test_move_stays_on_its_own_list(case):
    save(case, wording("T1.1.2", "potential"))

    move_finding(finding=finding("T1.2.1"), up=True, by=case.reviewer)

    assert (order("developed"), order("potential")) == (["T1.2.1", "T1.1.1"], ["T1.1.2"])


# Texts ------------------------------------------------------------------------------------------------


def texts():
    return list(ProfileText.objects.order_by("language").values_list("key", "language", "body", "revision"))


def test_text_is_written_in_the_language_of_the_profile(case):
    profile = profile_of(case)

    introduce(case, profile, " The introduction. ")
    introduce(case, profile, "A better introduction.")

    assert texts() == [("introduction", "en", "A better introduction.", 2)]


@pytest.mark.parametrize("body", ["", " \n "])
def test_empty_text_takes_the_text_away(case, body):
    profile = profile_of(case)
    introduce(case, profile, "The introduction.")

    introduce(case, profile, body)

    assert texts() == [("introduction", "en", "", 2)]
    assert not profile.texts.written().exists()


# Who may, and when ------------------------------------------------------------------------------------


def edits(case, by):
    """Each way to edit, as a call."""
    profile = profile_of(case)
    return [
        lambda: save(case, wording("T1.1.1"), by=by),
        lambda: move_finding(finding=finding("T1.1.2"), up=True, by=by),
        lambda: write_text(profile=profile, key="introduction", body="Mine.", by=by),
    ]


def test_editing_is_for_reviewers_of_this_assessment(two):
    case = two.own
    drafted(case)
    before = desk(), texts(), profile_of(case).edited_at
    others = [person for role, person in case.people.items() if role != "reviewer"]

    for person in [*others, two.other.reviewer, two.stranger, two.superuser]:
        for edit in edits(case, person):
            with pytest.raises(PermissionDenied):
                edit()

    assert (desk(), texts(), profile_of(case).edited_at) == before


@pytest.mark.parametrize(
    ("state", "refusal"),
    [
        ("consultation", "The profile can’t be edited now: its state is “In consultation”."),
        ("cleared", "The profile can’t be edited now: its state is “Cleared”."),
        ("consented", "The profile can’t be edited now: its state is “Consented to”."),
    ],
)
def test_editing_only_while_drafting(case, state, refusal):
    profile = profile_of(case)
    type(profile).objects.update(state=state)
    before = desk(), texts(), profile_of(case).edited_at

    for edit in edits(case, case.reviewer):
        with pytest.raises(TransitionRefused) as refused:
            edit()
        assert str(refused.value) == refusal

    assert (desk(), texts(), profile_of(case).edited_at) == before


# Consultation and clearance -----------------------------------------------------------------------


def test_consultation_is_refused_with_everything_that_is_missing(case):
    profile = profile_of(case)
    pk = case.assessment.pk

    with pytest.raises(TransitionRefused) as refused:
        consult(case, profile)

    assert refused.value.problems == (
        Problem("Domain 1: decide on each finding.", f"/en/assessments/{pk}/profile/domains/domain-1/"),
        Problem("Domain 2: decide on each finding.", f"/en/assessments/{pk}/profile/domains/domain-2/"),
        Problem("Write the introduction.", f"/en/assessments/{pk}/profile/texts/introduction/en/"),
    )


def test_consultation_opens_when_every_finding_is_decided(ready):
    profile = profile_of(ready)

    consult(ready, profile)

    assert profile_of(ready).state == "consultation"


def test_consultation_opens_when_every_finding_is_left_out(case):
    profile = profile_of(case)
    decide(case, profile, included=False)
    introduce(case, profile)

    consult(case, profile)

    assert profile_of(case).state == "consultation"


def test_last_editor_does_not_clear(ready):
    profile = profile_of(ready)
    perform(PROFILE, "open consultation", profile, by=ready.second_reviewer)

    with pytest.raises(TransitionRefused) as refused:
        perform(PROFILE, "clear", profile, by=ready.reviewer)

    assert str(refused.value) == "You edited this profile last, so another reviewer must clear it."
    assert profile_of(ready).state == "consultation"


def test_who_opened_the_consultation_does_not_clear(ready):
    profile = profile_of(ready)
    write_text(profile=profile, key="introduction", body="Last hand.", by=ready.second_reviewer)
    consult(ready, profile)

    with pytest.raises(TransitionRefused) as refused:
        perform(PROFILE, "clear", profile, by=ready.reviewer)

    assert str(refused.value) == "You opened this consultation, so another reviewer must clear the profile."
    assert profile_of(ready).state == "consultation"


def test_opening_of_an_earlier_consultation_stands_against_nobody(ready):
    profile = profile_of(ready)
    consult(ready, profile)
    perform(PROFILE, "back to drafting", profile, by=ready.reviewer, note="An error.")
    write_text(profile=profile, key="introduction", body="Last hand.", by=ready.second_reviewer)
    perform(PROFILE, "open consultation", profile, by=ready.second_reviewer)

    perform(PROFILE, "clear", profile, by=ready.reviewer)

    assert profile_of(ready).state == "cleared"


def test_reviewer_whose_edit_was_overwritten_may_clear(ready):
    profile = profile_of(ready)
    write_text(profile=profile, key="introduction", body="Last hand.", by=ready.second_reviewer)
    perform(PROFILE, "open consultation", profile, by=ready.second_reviewer)

    perform(PROFILE, "clear", profile, by=ready.reviewer)

    assert profile_of(ready).state == "cleared"


def test_back_to_drafting_must_be_cleared_anew(ready):
    profile = profile_of(ready)
    clear(ready, profile)

    perform(PROFILE, "back to drafting", profile, by=ready.coordinator, note="The mayor found an error.")

    assert [(e.name, e.note) for e in profile.events.order_by("pk")] == [
        ("open consultation", ""),
        ("clear", ""),
        ("back to drafting", "The mayor found an error."),
    ]
    assert profile_of(ready).state == "drafting"

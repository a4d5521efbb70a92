import pytest

from assessments.workflow import SECTION
from profiles.models import Profile, ProfileEvent
from tests.factories.assessments import approve, approve_all, make_case
from tests.factories.profiles import clear, consented, consult, drafted, profile_of, written
from workflows.engine import TransitionRefused, perform


def reopen(case, number=2):
    perform(SECTION, "reopen", case.section(number), by=case.coordinator, note="An error was found.")


def steps():
    return list(ProfileEvent.objects.order_by("pk").values_list("name", "source", "target", "by"))


def in_drafting(case):
    drafted(case)


def in_consultation(case):
    consult(case, written(case))


def in_cleared(case):
    clear(case, written(case))


def in_consented(case):
    consented(case)


def test_no_profile_before_the_last_section_is_approved(case):
    approve(case, case.section(1))

    assert not Profile.objects.exists()


def test_approval_of_the_last_section_makes_the_profile(case):
    approve_all(case)

    profile = Profile.objects.get()
    assert (profile.assessment, profile.state, profile.edited_by) == (case.assessment, "drafting", None)
    assert profile.findings.count() == 4


def test_approval_makes_the_profile_of_this_assessment_only(two):
    approve(two.other, two.other.section(1))

    approve_all(two.own)

    assert [profile.assessment for profile in Profile.objects.all()] == [two.own.assessment]


@pytest.mark.parametrize(
    ("story", "source"),
    [(in_consultation, "consultation"), (in_cleared, "cleared"), (in_consented, "consented")],
)
def test_reopening_takes_the_profile_back_to_drafting(case, story, source):
    story(case)

    reopen(case)

    assert profile_of(case).state == "drafting"
    assert steps()[-1] == ("answers reopened", source, "drafting", None)


def test_reopening_leaves_a_profile_in_drafting_alone(case):
    in_drafting(case)

    reopen(case)

    assert profile_of(case).state == "drafting"
    assert steps() == []


def test_reopening_ends_the_consent(case):
    profile = consented(case)

    reopen(case)

    assert profile.consents.get().ended_at == profile.events.order_by("pk").last().at


def test_reopening_before_there_is_a_profile_is_no_matter(case):
    approve(case, case.section(1))

    reopen(case, 1)

    assert not Profile.objects.exists()


def test_reopening_leaves_the_profile_of_another_assessment(two):
    consented(two.own)
    clear(two.other, written(two.other))

    reopen(two.own)

    assert profile_of(two.other).state == "cleared"


def test_profile_cannot_go_on_while_answers_are_open(case):
    profile = written(case)
    reopen(case)

    with pytest.raises(TransitionRefused) as refused:
        consult(case, profile)

    assert [str(problem) for problem in refused.value.problems] == [
        "Some answers were reopened: wait until all are approved again.",
        "Domain 2: the answer behind a finding has changed; compare the two.",
    ]


def test_refused_reopening_leaves_the_profile_as_it_is(db):
    case = make_case()
    consented(case)
    before = steps()

    with pytest.raises(TransitionRefused):
        perform(SECTION, "reopen", case.section(2), by=case.coordinator, note="")

    assert (profile_of(case).state, steps()) == ("consented", before)

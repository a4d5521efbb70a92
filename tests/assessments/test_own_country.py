"""Nobody reviews their own country, whichever way a role is given and whatever changes later."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from assessments import rules
from assessments.document import Naming
from assessments.models import RoleAssignment, RoleEvent, Verdict
from assessments.workflow import (
    SECTION,
    FaultyList,
    VerdictDraft,
    assign_in_bulk,
    assign_role,
    hand_on,
    hand_over,
    invite_to_role,
    record_verdicts,
    remove_role,
)
from tests.factories.accounts import make_people, make_person
from tests.factories.assessments import judge, make_case, set_up, start_review, submit
from tests.factories.instruments import make_instrument
from tests.factories.places import make_country, make_place
from tests.replay import play
from workflows.engine import TransitionRefused, perform

BELONGS = "Ada belongs to Argentina, by the account or by a role there: nobody reviews their own country."
REVIEWS = "Ada reviews in Argentina, so somebody else must answer there."
YOURS = "You belong to Argentina, by your account or by a role there, so someone else must review this."


def two_of_argentina():
    """Quilmes, and another place of the same country with people of its own."""
    country, instrument = make_country(), make_instrument()
    return tuple(
        make_case(place=make_place(name, country), instrument=instrument, names=f" of {name}")
        for name in ("Quilmes", "Rosario")
    )


@pytest.fixture
def both(db):
    return play(two_of_argentina)


@pytest.fixture
def ada(db):
    return make_person("Ada")


def give(case, user, role):
    assign_role(assessment=case.assessment, user=user, role=role, by=case.coordinator)


def held(user):
    return sorted(RoleAssignment.objects.filter(user=user).values_list("role", flat=True))


# Who belongs to a country ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("country", "role", "belongs"),
    [
        ("AR", "", True),
        ("DE", "", False),
        ("", "", False),
        ("", "researcher", True),
        ("", "focal_point", True),
        ("", "contributor", True),
        ("DE", "contributor", True),
        ("", "coordinator", False),
        ("", "reviewer", False),
        ("", "translator", False),
        ("", "observer", False),
    ],
)
def test_person_belongs_by_the_account_or_by_a_role_that_answers(both, country, role, belongs):
    quilmes, rosario = both
    ada = make_person("Ada", country=country)
    if role:
        give(rosario, ada, role)

    assert rules.belonging(quilmes.assessment, [ada]).includes(ada) is belongs


def test_country_itself_and_its_places_are_one(db):
    country = make_country()
    national = set_up(place=country, instrument=make_instrument(slug="national", scope="national"))
    local = set_up(place=make_place(country=country), by=national.created_by)
    ada = make_person("Ada")
    assign_role(assessment=national, user=ada, role="focal_point", by=national.created_by)

    assert rules.belonging(local, [ada]).includes(ada)
    assert rules.belonging(national, [ada]).includes(ada)


def test_country_without_a_code_takes_nobody_in_who_has_none(db, case, ada):
    country = case.assessment.jurisdiction.country
    country.iso_code = ""
    country.save()

    assert not rules.belonging(case.assessment, [ada]).includes(ada)


def test_people_of_another_country_are_none_of_this_one(two):
    for role in ("researcher", "focal_point", "contributor"):
        person = two.other.in_role(role)

        give(two.own, person, "reviewer")

        assert held(person) == sorted([role, "reviewer"])


def test_two_people_are_told_apart_with_one_statement(both, django_assert_num_queries):
    quilmes, rosario = both
    people = [rosario.researcher, rosario.reviewer, rosario.observer]

    with django_assert_num_queries(1):
        belonging = rules.belonging(quilmes.assessment, people)

    assert [belonging.includes(person) for person in people] == [True, False, False]
    assert belonging.reviewing == {rosario.reviewer.pk}


# Giving a role ---------------------------------------------------------------------------------------

WAYS = {
    "assign": give,
    "invite": lambda case, user, role: invite_to_role(
        assessment=case.assessment, by=case.coordinator, role=role, **told(user)
    ),
    "hand on": lambda case, user, role: hand_on(
        assignment=case.assessment.roles.filter(role=role).first(), by=case.coordinator, **told(user)
    ),
    "bulk": lambda case, user, role: assign_in_bulk(
        assessment=case.assessment,
        by=case.coordinator,
        rows=[Naming(2, user.email, user.name, "en", role, "")],
    ),
}


def told(user):
    return {"email": user.email, "name": user.name, "language": "en"}


def refusal(way, case, user, role):
    with pytest.raises((ValidationError, FaultyList)) as raised:
        WAYS[way](case, user, role)
    if isinstance(raised.value, FaultyList):
        return [fault.reason for fault in raised.value.faults]
    return raised.value.message_dict["email"]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("by_account", [True, False])
def test_reviewer_of_the_own_country_is_refused_every_way(both, ada, way, by_account):
    quilmes, rosario = both
    if by_account:
        User.objects.filter(pk=ada.pk).update(country="AR")
    else:
        give(rosario, ada, "contributor")
    before = held(ada)

    assert refusal(way, quilmes, ada, "reviewer") == [BELONGS]
    assert held(ada) == before


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("role", ["researcher", "focal_point"])
def test_reviewer_answers_nowhere_in_the_country(both, ada, way, role):
    quilmes, rosario = both
    give(rosario, ada, "reviewer")

    assert refusal(way, quilmes, ada, role) == [REVIEWS]
    assert held(ada) == ["reviewer"]


def test_pages_are_not_handed_to_a_reviewer_of_the_country(both, ada, mailoutbox):
    quilmes, rosario = both
    give(rosario, ada, "reviewer")

    for person in ({"user": ada}, told(ada)):
        with pytest.raises(ValidationError) as raised:
            hand_over(
                assessment=quilmes.assessment, parts=[quilmes.part("1.1")], by=quilmes.focal_point, **person
            )
        assert raised.value.message_dict == {"email": [REVIEWS]}

    assert held(ada) == ["reviewer"]
    assert mailoutbox == []


def test_someone_new_of_the_country_is_not_invited_as_its_reviewer(
    case, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(ValidationError) as raised:
        invite_to_role(
            assessment=case.assessment,
            email="ada@example.org",
            name="Ada",
            language="en",
            country="AR",
            role="reviewer",
            by=case.coordinator,
        )

    assert raised.value.message_dict == {"email": [BELONGS]}
    assert not User.objects.filter(email="ada@example.org").exists()
    assert mailoutbox == []


def test_someone_new_of_another_country_reviews(case):
    ada = invite_to_role(
        assessment=case.assessment,
        email="ada@example.org",
        name="Ada",
        language="en",
        country="DE",
        role="reviewer",
        by=case.coordinator,
    )

    assert (ada.country, held(ada)) == ("DE", ["reviewer"])


def test_country_of_an_account_is_not_changed_by_an_invitation(case, ada):
    invite_to_role(
        assessment=case.assessment, role="observer", country="AR", by=case.coordinator, **told(ada)
    )

    assert User.objects.get(pk=ada.pk).country == ""


def test_unknown_country_stands_beside_its_field(case):
    with pytest.raises(ValidationError) as raised:
        invite_to_role(
            assessment=case.assessment,
            email="new@example.org",
            name="New",
            language="en",
            country="ZZ",
            role="observer",
            by=case.coordinator,
        )

    assert list(raised.value.message_dict) == ["country"]


def test_once_the_role_is_gone_the_other_side_is_open(case, ada):
    give(case, ada, "researcher")
    remove_role(assignment=case.assessment.roles.get(user=ada), by=case.coordinator)

    give(case, ada, "reviewer")

    assert held(ada) == ["reviewer"]


def test_role_held_already_is_kept_whatever_changed(case):
    User.objects.filter(pk=case.reviewer.pk).update(country="AR")
    events = RoleEvent.objects.count()

    give(case, case.reviewer, "reviewer")

    assert held(case.reviewer) == ["reviewer"]
    assert RoleEvent.objects.count() == events


def test_closed_account_gets_no_role(case, ada):
    User.objects.filter(pk=ada.pk).update(is_active=False)

    for way in WAYS:
        assert refusal(way, case, ada, "observer") == ["The account of Ada is closed."]


# Becoming the country's person later -------------------------------------------------------------------


def becomes_argentinian(case, person):
    User.objects.filter(pk=person.pk).update(country="AR")
    return User.objects.get(pk=person.pk)


@pytest.mark.parametrize("step", ["start review", "return", "approve"])
def test_whoever_became_the_countrys_person_takes_no_step_of_the_review(case, step):
    section = case.section(1)
    if step == "start review":
        submit(case, section)
    else:
        start_review(case, section)
        judge(case, section, change=["T1.1.1"] if step == "return" else ())
    reviewer = becomes_argentinian(case, case.reviewer)
    before = case.section(1).state

    with pytest.raises(TransitionRefused) as refused:
        perform(SECTION, step, section, by=reviewer, note="Look again.")

    assert str(refused.value) == YOURS
    assert case.section(1).state == before
    perform(SECTION, step, section, by=case.second_reviewer, note="Look again.")


def test_whoever_became_the_countrys_person_gives_no_verdict(case):
    section = case.section(1)
    start_review(case, section)
    draft = VerdictDraft(case.answer().current_id, "accepted")

    with pytest.raises(TransitionRefused) as refused:
        record_verdicts(section=section, drafts=[draft], by=becomes_argentinian(case, case.reviewer))

    assert str(refused.value) == YOURS
    assert not Verdict.objects.exists()


def test_page_of_the_step_says_why(case, client_for):
    submit(case, case.section(1))
    reviewer = becomes_argentinian(case, case.reviewer)

    page = client_for(reviewer).get(f"/en/assessments/{case.assessment.pk}/domain-1/do/start-review/")

    assert YOURS in " ".join(page.content.decode().split())


# The pages --------------------------------------------------------------------------------------------


def form_of(user, **fields):
    return {"email": user.email, "name": user.name, "language": "en", "country": ""} | fields


def test_refusal_stands_beside_the_address_and_nothing_typed_is_lost(both, ada, client_for):
    quilmes, rosario = both
    give(rosario, ada, "focal_point")

    page = client_for(quilmes.coordinator).post(
        f"/en/assessments/{quilmes.assessment.pk}/people/", form_of(ada, role="reviewer", name="Ada L.")
    )

    assert page.context["form"].errors == {"email": [BELONGS]}
    assert page.context["form"]["name"].value() == "Ada L."
    assert held(ada) == ["focal_point"]


def test_successor_of_the_own_country_is_refused_beside_the_address(both, ada, client_for):
    quilmes, rosario = both
    give(rosario, ada, "focal_point")
    role = quilmes.assessment.roles.get(user=quilmes.reviewer)

    page = client_for(quilmes.coordinator).post(
        f"/en/assessments/{quilmes.assessment.pk}/people/{role.pk}/hand-on/", form_of(ada)
    )

    assert page.context["form"].errors == {"email": [BELONGS]}
    assert held(quilmes.reviewer) == ["reviewer"]


def test_contributor_who_reviews_is_refused_beside_the_address(both, ada, client_for):
    quilmes, rosario = both
    give(rosario, ada, "reviewer")

    page = client_for(quilmes.focal_point).post(
        f"/en/assessments/{quilmes.assessment.pk}/hand-over/",
        form_of(ada, pages=[f"part-{quilmes.part('1.2').pk}"]),
    )

    assert page.context["form"].errors == {"email": [REVIEWS]}


def test_administration_says_whose_people_somebody_belongs_to(db, client_for):
    root = make_people("Root", is_staff=True, is_superuser=True)[0]
    ada = make_person("Ada")
    path = f"/en/admin/accounts/user/{ada.pk}/change/"
    typed = {"name": "Ada", "email": ada.email, "language": "en", "is_active": "on", "country": "AR"}

    done = client_for(root).post(path, typed)

    assert done.status_code == 302
    assert User.objects.get(pk=ada.pk).country == "AR"

"""The page of the people of an assessment, what it says of each, and how a role ends."""

import datetime

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import Invitation, User
from accounts.workflow import invite
from assessments.models import AnswerRevision, ReviewQuery, RoleAssignment, RoleEvent
from assessments.report import losses
from assessments.workflow import (
    assign_role,
    hand_on,
    hand_over,
    invite_again,
    invite_to_role,
    remove_role,
    take_back,
)
from audit.models import Entry
from tests.factories.accounts import make_people, make_person
from tests.factories.assessments import (
    answer_part,
    judge,
    keep_file,
    set_up,
    start_review,
    tell_source,
)
from tests.factories.pages import fields_of, page_of
from workflows.engine import TransitionRefused


def page(case, path="people/"):
    return f"/en/assessments/{case.assessment.pk}/{path}"


def text_of(response):
    return " ".join(response.content.decode().split())


def role_of(case, person):
    return case.assessment.roles.get(user=person)


def newcomer(case, role="observer", **fields):
    told = {"email": "new@example.org", "name": "New", "language": "en"} | fields
    return invite_to_role(assessment=case.assessment, role=role, by=case.coordinator, **told)


def age(user, **by):
    Invitation.objects.filter(user=user).update(invited_at=timezone.now() - datetime.timedelta(**by))


def shown(response):
    return {
        group.role: [member.user.name for member in group.members] for group in response.context["groups"]
    }


# What the page says ------------------------------------------------------------------------------------


def test_people_stand_under_their_roles_in_the_order_of_the_roles(case, client_for):
    assign_role(assessment=case.assessment, user=case.observer, role="translator", by=case.coordinator)

    response = client_for(case.observer).get(page(case))

    assert list(shown(response).items()) == [
        ("coordinator", ["Coordinator"]),
        ("researcher", ["Researcher"]),
        ("focal_point", ["Focal point"]),
        ("contributor", ["Contributor"]),
        ("reviewer", ["Reviewer", "Second reviewer"]),
        ("translator", ["Observer", "Translator"]),
        ("observer", ["Observer"]),
    ]


def test_role_that_nobody_has_says_so_and_whether_it_is_needed(db, client_for):
    assessment = set_up()

    text = text_of(client_for(assessment.created_by).get(f"/en/assessments/{assessment.pk}/people/"))

    assert text.count("Nobody yet. Needed before the assessment can be launched.") == 3
    assert "Nobody yet. Contributors come by the pages handed over to them." in text
    assert text.count("Nobody yet.") == 6


def test_country_of_the_person_is_named_in_the_language_of_the_page(case, client_for):
    User.objects.filter(pk=case.observer.pk).update(country="DE")
    client = client_for(case.coordinator)

    assert "Germany</td>" in text_of(client.get(page(case)))
    assert "Allemagne</td>" in text_of(client.get(page(case).replace("/en/", "/fr/")))


def test_who_signed_in_when_is_told_to_those_who_name_people(case, client_for):
    User.objects.filter(pk=case.observer.pk).update(
        last_login=datetime.datetime(2026, 3, 9, 12, tzinfo=datetime.UTC)
    )
    newcomer(case)
    age(User.objects.get(name="New"), days=3)

    told = {
        person.name: (
            'datetime="2026-03-09' in text_of(response),
            "invited on" in text_of(response),
            "Send the invitation again" in text_of(response),
        )
        for person in (case.coordinator, case.focal_point, case.researcher)
        for response in [client_for(person).get(page(case))]
    }

    assert told == {
        "Coordinator": (True, True, True),
        "Focal point": (True, True, False),
        "Researcher": (False, False, False),
    }


def test_invitation_is_offered_again_only_to_those_who_never_signed_in(case, client_for):
    new = newcomer(case)

    members = {
        member.user.name: member.invited_at is not None
        for group in client_for(case.coordinator).get(page(case)).context["groups"]
        for member in group.members
    }

    assert [name for name, offered in members.items() if offered] == [new.name]


def test_search_stands_there_from_twenty_one_people_on(case, client_for):
    client = client_for(case.coordinator)
    found = []
    for count in (12, 1):
        for person in make_people(*[f"Person {count}-{number}" for number in range(count)]):
            assign_role(assessment=case.assessment, user=person, role="observer", by=case.coordinator)
        found.append(client.get(page(case)).context["search"] is not None)

    assert found == [False, True]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("review", {"reviewer": ["Reviewer", "Second reviewer"]}),
        ("second review", {"reviewer": ["Second reviewer"]}),
        ("focal.point@", {"focal_point": ["Focal point"]}),
        ("nobody like this", {}),
    ],
)
def test_people_are_found_by_name_and_address(case, client_for, words, found):
    response = client_for(case.coordinator).get(page(case), {"q": words})

    assert shown(response) == found
    assert ("Nobody found" in text_of(response)) is (found == {})


def test_many_people_stand_on_several_pages(case, client_for):
    for person in make_people(*[f"Person {number:02}" for number in range(60)]):
        assign_role(assessment=case.assessment, user=person, role="observer", by=case.coordinator)

    pages = [client_for(case.coordinator).get(page(case), {"page": number}) for number in (1, 2)]

    people = [name for response in pages for names in shown(response).values() for name in names]
    assert len(people) == case.assessment.roles.count() == 68
    assert [response.context["groups"][-1].total for response in pages] == [61, 61]
    assert len(pages[0].context["events"]) == 20


def test_name_and_address_never_become_markup(case, client_for):
    hostile = "<script>alert(1)</script>"
    User.objects.filter(pk=case.observer.pk).update(name=hostile)
    remove_role(assignment=role_of(case, case.observer), by=case.coordinator)
    assign_role(assessment=case.assessment, user=case.observer, role="observer", by=case.coordinator)

    for path in ("people/", f"people/{role_of(case, case.observer).pk}/remove/"):
        html = client_for(case.coordinator).get(page(case, path)).content.decode()
        assert hostile not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


# The invitation, again ------------------------------------------------------------------------------------


def test_invitation_is_sent_again_after_an_hour(
    case, client_for, mailoutbox, django_capture_on_commit_callbacks
):
    new = newcomer(case)
    age(new, minutes=61)
    path = page(case, f"people/{role_of(case, new).pk}/invite/")

    with django_capture_on_commit_callbacks(execute=True):
        first = client_for(case.coordinator).post(path)
        second = client_for(case.coordinator).post(path)

    assert (first.status_code, second.status_code) == (302, 409)
    assert "New was invited less than an hour ago: wait until the mail has arrived." in text_of(second)
    assert [mail.to for mail in mailoutbox] == [["new@example.org"]]
    assert new.invitations.filter(invited_by=case.coordinator).count() == 2


def test_who_signed_in_or_whose_account_is_closed_is_not_invited_again(case):
    new = newcomer(case)
    age(new, days=1)
    reasons = []
    for fields in ({"is_active": False}, {"is_active": True, "last_login": timezone.now()}):
        User.objects.filter(pk=new.pk).update(**fields)
        with pytest.raises(TransitionRefused) as refused:
            invite_again(assignment=role_of(case, new), by=case.coordinator)
        reasons.append(str(refused.value))
    with pytest.raises(TransitionRefused) as refused:
        invite_again(assignment=role_of(case, case.observer), by=case.coordinator)

    assert [*reasons, str(refused.value)] == [
        "The account of New is closed.",
        "New has signed in already, and needs no invitation.",
        "Observer has signed in already, and needs no invitation.",
    ]
    assert (new.invitations.count(), mail.outbox) == (1, [])


def test_inviting_again_is_for_coordinators_of_the_assessment(two):
    new = newcomer(two.own)
    age(new, days=1)
    people = [person for role, person in two.own.people.items() if role != "coordinator"]

    for person in [*people, two.other.coordinator, two.stranger, two.superuser]:
        with pytest.raises(PermissionDenied):
            invite_again(assignment=role_of(two.own, new), by=person)

    assert new.invitations.count() == 1


def test_role_of_another_assessment_is_not_found(two, client_for):
    new = newcomer(two.other)

    path = page(two.own, f"people/{role_of(two.other, new).pk}/invite/")

    assert client_for(two.own.coordinator).post(path).status_code == 404


def test_named_twice_within_an_hour_is_invited_once(
    case, client_for, mailoutbox, django_capture_on_commit_callbacks
):
    typed = {"email": "new@example.org", "name": "New", "language": "en", "role": "observer", "country": "DE"}

    with django_capture_on_commit_callbacks(execute=True):
        answers = [client_for(case.coordinator).post(page(case), typed).status_code for _time in range(2)]

    assert answers == [302, 302]
    assert [mail.to for mail in mailoutbox] == [["new@example.org"]]
    assert RoleEvent.objects.filter(user__email="new@example.org").count() == 1
    assert User.objects.get(email="new@example.org").country == "DE"


# Taking a role away -----------------------------------------------------------------------------------------


def test_page_says_what_is_lost(case):
    section = case.section(1)
    start_review(case, section)
    judge(case, section)
    for state in ("open", "answered", "resolved"):
        ReviewQuery.objects.create(
            answer=case.answer(),
            section=section,
            state=state,
            assigned_to=case.reviewer,
            opened_by=case.coordinator,
        )
    remove_role(assignment=role_of(case, case.second_reviewer), by=case.coordinator)
    assign_role(assessment=case.assessment, user=case.reviewer, role="translator", by=case.coordinator)

    said = {person.name: losses(role_of(case, person)) for person in (case.contributor, case.observer)}
    said["Reviewer"] = losses(case.assessment.roles.get(user=case.reviewer, role="reviewer"))

    nothing_left = "They no longer see this assessment at all, nor its files."
    assert said == {
        "Contributor": [nothing_left, "These pages are no longer handed over to them: 1.1."],
        "Observer": [nothing_left],
        "Reviewer": [
            "They no longer see the answers. They keep what their other roles allow: Translator.",
            "2 queries are assigned to them: assign them to somebody else.",
            "3 verdicts of theirs aren’t sent yet: the next reviewer finds them on the desk.",
            "Nobody else is named as: Reviewer. Name a successor instead, or somebody new.",
        ],
    }


def test_other_role_that_shows_the_answers_is_said_to_stay(case):
    assign_role(assessment=case.assessment, user=case.researcher, role="observer", by=case.coordinator)

    said = losses(case.assessment.roles.get(user=case.researcher, role="observer"))

    assert said == ["They keep what their other roles allow: Researcher."]


def test_role_taken_away_twice_is_gone_once(case, client_for):
    role = role_of(case, case.observer)
    client = client_for(case.coordinator)

    answers = [client.post(page(case, f"people/{role.pk}/remove/")).status_code for _time in range(2)]

    assert answers == [302, 404]
    assert RoleEvent.objects.filter(user=case.observer, change="removed").count() == 1
    assert Entry.objects.filter(kind="role", detail__change="removed").count() == 1


@pytest.mark.parametrize(
    "act",
    [
        lambda case, role: remove_role(assignment=role, by=case.coordinator),
        lambda case, role: hand_on(
            assignment=role, email="x@example.org", name="X", language="en", by=case.coordinator
        ),
    ],
)
def test_role_that_went_meanwhile_is_told_and_nothing_happens(case, act):
    role = role_of(case, case.observer)
    remove_role(assignment=role_of(case, case.observer), by=case.coordinator)
    events = RoleEvent.objects.count()

    with pytest.raises(RoleAssignment.DoesNotExist):
        act(case, role)

    assert RoleEvent.objects.count() == events


def test_page_taken_back_twice_is_gone_once(case):
    handover = case.part("1.1").handovers.get()
    take_back(handover=handover, by=case.coordinator)
    events = RoleEvent.objects.count()

    with pytest.raises(type(handover).DoesNotExist):
        take_back(handover=handover, by=case.coordinator)

    assert RoleEvent.objects.count() == events


def test_coordinator_whose_account_is_closed_counts_for_none(case):
    second = make_person("Second")
    assign_role(assessment=case.assessment, user=second, role="coordinator", by=case.coordinator)
    User.objects.filter(pk=second.pk).update(is_active=False)

    with pytest.raises(TransitionRefused):
        remove_role(assignment=role_of(case, case.coordinator), by=case.coordinator)


# From the next request on -------------------------------------------------------------------------------------


@pytest.fixture
def open_pages(case, client_for):
    """What a person has open, and would ask for next: each address with its answer."""
    law = tell_source(case)
    answer_part(case, case.part("1.1"), by=case.researcher)
    file = keep_file(case, law)

    def asking(person):
        client = client_for(person)

        def ask():
            text = f"Written at {timezone.now()}."
            typed = page_of(case.part("1.1"), T1_1_1={"statement": text})
            answers = {
                "home": client.get(page(case, "")),
                "page": client.get(page(case, "domain-1/1/")),
                "save": client.post(page(case, "domain-1/1/"), typed),
                "autosave": client.post(
                    f"/en/answers/{case.answer().pk}/", fields_of(case.answer(), statement=text + " And on.")
                ),
                "file": client.get(page(case, f"files/{file.pk}/")),
                "sources": client.get(page(case, "sources/")),
                "packs": client.get(page(case, "domain-1/packs/")),
                "pack": client.post(page(case, "domain-1/packs/new/"), PACK),
                "people": client.get(page(case)),
            }
            list(answers["file"])  # to its end, where it is closed
            return {name: response.status_code for name, response in answers.items()}

        return ask

    return asking


PACK = {"language": "en", "shape": "xlsx"}


WORKS = dict.fromkeys(("home", "page", "autosave", "file", "sources", "packs", "pack", "people"), 200) | {
    "save": 302
}
GONE = dict.fromkeys(WORKS, 404)


def test_role_taken_away_ends_with_the_next_request(case, open_pages):
    ask = open_pages(case.focal_point)
    before = ask()
    remove_role(assignment=role_of(case, case.focal_point), by=case.coordinator)
    written = AnswerRevision.objects.count()

    assert (before, ask()) == (WORKS, GONE)
    assert AnswerRevision.objects.count() == written


def test_role_handed_on_ends_with_the_next_request(case, open_pages):
    ask = open_pages(case.focal_point)
    before = ask()
    told = {"email": "next@example.org", "name": "Next", "language": "en"}
    hand_on(assignment=role_of(case, case.focal_point), by=case.coordinator, **told)

    assert (before, ask()) == (WORKS, GONE)


def test_page_taken_back_ends_with_the_next_request(case, open_pages):
    hand_over(
        assessment=case.assessment, user=case.contributor, parts=[case.part("2.1")], by=case.focal_point
    )
    ask = open_pages(case.contributor)
    before = ask()
    take_back(handover=case.part("1.1").handovers.get(), by=case.focal_point)
    after = ask()

    changed = {name: (before[name], after[name]) for name in before if before[name] != after[name]}
    assert changed == {
        "page": (200, 404),
        "save": (302, 404),
        "autosave": (200, 404),
        "file": (200, 404),
        "packs": (403, 404),
        "pack": (403, 404),
    }


def test_invitation_to_a_role_that_is_gone_still_opens_the_account_and_nothing_else(case, client_for):
    new = newcomer(case)
    remove_role(assignment=role_of(case, new), by=case.coordinator)

    assert client_for(new).get(page(case, "")).status_code == 404
    assert invite(email=new.email, name="New", language="en", by=case.coordinator) == new

"""Pages handed over: to whom, until when, and to and fro until they are accepted."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone, translation
from django.utils.translation import gettext

from accounts.models import User
from assessments.models import Handover, HandoverEvent, Part, RoleEvent
from assessments.workflow import HANDOVER, assign_role, hand_on, hand_over, save_answers, take_back
from tests.factories.accounts import make_people
from tests.factories.assessments import DUE, answer_part, draft, make_case, submit
from workflows.engine import TransitionRefused, perform

SOON = DUE - datetime.timedelta(days=10)
INES = {"email": "ines@example.org", "name": "Inés", "language": "es"}


def page(case, path=""):
    return f"/en/assessments/{case.assessment.pk}/{path}"


def text_of(response):
    return " ".join(response.content.decode().split())


def handed(case):
    """Each page handed over: to whom, how far, until when, with which note."""
    rows = Handover.objects.filter(role__assessment=case.assessment).in_order()
    return [(row.part.number, row.role.user.name, row.state, row.due_date, row.note) for row in rows]


def gettext_in(language, text):
    with translation.override(language):
        return gettext(text)


def seen_by(case, person):
    held = person.rights_on(case.assessment)
    return [part.number for part in Part.objects.visible_to(person, held).in_order()]


@pytest.fixture
def handover(case):
    return Handover.objects.get()


# Handing over -----------------------------------------------------------------------------------------


def test_pages_are_handed_to_someone_new_who_is_invited(case, mailoutbox, django_capture_on_commit_callbacks):
    parts = [case.part("1.2"), case.part("2.1")]

    with django_capture_on_commit_callbacks(execute=True):
        ines = hand_over(
            assessment=case.assessment,
            parts=parts,
            due_date=SOON,
            note="Thank you.",
            by=case.focal_point,
            **INES,
        )

    assert handed(case) == [
        ("1.1", "Contributor", "handed_over", None, ""),
        ("1.2", "Inés", "handed_over", SOON, "Thank you."),
        ("2.1", "Inés", "handed_over", SOON, "Thank you."),
    ]
    assert (ines.language, seen_by(case, ines)) == ("es", ["1.2", "2.1"])
    assert [(mail.to, mail.subject.split()[0]) for mail in mailoutbox] == [
        (["ines@example.org"], gettext_in("es", "Your invitation to %(site_name)s").split()[0]),
        (["ines@example.org"], "Quilmes,"),
    ]


def test_one_mail_tells_what_until_when_and_why(case, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        hand_over(
            assessment=case.assessment,
            user=case.contributor,
            parts=[case.part("1.2"), case.part("2.1")],
            due_date=SOON,
            note="Name the law,\nplease.",
            by=case.focal_point,
        )

    [mail] = mailoutbox
    assert mail.subject == "Quilmes, 2022: pages for you to answer"
    assert mail.body.strip() == MAIL.format(url=f"http://127.0.0.1:8000{page(case)}").strip()
    [(html, kind)] = mail.alternatives
    assert kind == "text/html"
    assert "1.2 Subcategory 1.2, <strong>by 20 June 2030</strong>" in html


MAIL = """\
Dear Contributor,

Focal point asks you to answer these pages of the assessment “Quilmes, 2022”:

- 1.2 Subcategory 1.2, by 20 June 2030
- 2.1 Subcategory 2.1, by 20 June 2030

Focal point writes:

Name the law,
please.

Here are the pages:

{url}

You can save at any time and go on later. When you have finished a page, hand it back.

You can get all of this in one mail a day. Choose here which mails you get:

http://127.0.0.1:8000/en/account/mails/
"""


def test_mail_is_in_the_language_of_the_reader(case, mailoutbox, django_capture_on_commit_callbacks):
    User.objects.filter(pk=case.contributor.pk).update(language="fr")

    with django_capture_on_commit_callbacks(execute=True):
        hand_over(
            assessment=case.assessment,
            user=case.contributor,
            parts=[case.part("2.1")],
            by=case.focal_point,
        )

    assert f"http://127.0.0.1:8000/fr/assessments/{case.assessment.pk}/domain-2/1/" in mailoutbox[0].body
    assert "Subcategory 2.1 (fr)" in mailoutbox[0].body
    assert '<html lang="fr"' in mailoutbox[0].alternatives[0][0]


def test_second_contributor_may_have_the_same_page(case):
    [ada] = make_people("Ada")

    hand_over(assessment=case.assessment, user=ada, parts=[case.part("1.1")], by=case.focal_point)

    assert [(row[0], row[1]) for row in handed(case)] == [("1.1", "Ada"), ("1.1", "Contributor")]


def test_page_handed_over_again_gets_the_new_date_and_note(case):
    hand_over(
        assessment=case.assessment,
        user=case.contributor,
        parts=[case.part("1.1"), case.part("1.2")],
        due_date=SOON,
        note="Sooner.",
        by=case.coordinator,
    )

    assert handed(case) == [
        ("1.1", "Contributor", "handed_over", SOON, "Sooner."),
        ("1.2", "Contributor", "handed_over", SOON, "Sooner."),
    ]


def test_page_handed_back_is_sent_back_not_handed_over_again(case, handover):
    perform(HANDOVER, "hand back", handover, by=case.contributor)

    with pytest.raises(ValidationError) as raised:
        hand_over(
            assessment=case.assessment, user=case.contributor, parts=[case.part("1.1")], by=case.focal_point
        )

    assert raised.value.message_dict == {
        "pages": ["Contributor has handed 1.1 back already: send it back instead."]
    }


def test_page_is_not_due_after_its_section(case):
    with pytest.raises(ValidationError) as raised:
        hand_over(
            assessment=case.assessment,
            parts=[case.part("1.2")],
            due_date=DUE + datetime.timedelta(days=1),
            by=case.focal_point,
            **INES,
        )

    assert raised.value.message_dict == {
        "due_date": ["Choose an earlier date: the section “1 Domain 1” itself is due on 30 June 2030."]
    }
    assert not User.objects.filter(email="ines@example.org").exists()


def test_page_of_a_submitted_section_is_not_handed_over(case):
    submit(case, case.section(2))

    with pytest.raises(ValidationError) as raised:
        hand_over(assessment=case.assessment, parts=[case.part("2.1")], by=case.focal_point, **INES)

    assert raised.value.message_dict == {
        "pages": ["2.1 can’t be answered now: the state of its section is “Submitted”."]
    }


def test_pages_of_another_assessment_are_none(two):
    with pytest.raises(ValidationError) as raised:
        hand_over(
            assessment=two.own.assessment, parts=[two.other.part("1.1")], by=two.own.focal_point, **INES
        )

    assert raised.value.message_dict == {"pages": ["Choose the pages that you hand over."]}


@pytest.mark.parametrize("state", ["approved", "closed", "cancelled"])
def test_nothing_is_handed_over_once_the_assessment_has_ended(case, state):
    part = case.part("1.2")
    case.assessment.state = state

    with pytest.raises(TransitionRefused):
        hand_over(assessment=case.assessment, parts=[part], by=case.focal_point, **INES)


def test_handing_over_is_for_focal_points_and_coordinators_of_the_assessment(two):
    for by in (
        two.own.researcher,
        two.own.contributor,
        two.own.reviewer,
        two.other.focal_point,
        two.superuser,
    ):
        with pytest.raises(PermissionDenied):
            hand_over(assessment=two.own.assessment, parts=[two.own.part("1.2")], by=by, **INES)

    assert not User.objects.filter(email="ines@example.org").exists()


def test_due_day_is_the_earlier_one_of_page_and_section(case, handover):
    days = []
    for date in (None, SOON, DUE + datetime.timedelta(days=1)):
        handover.due_date = date
        days.append(handover.due)

    assert days == [DUE, SOON, DUE]


# To and fro -------------------------------------------------------------------------------------------


def test_page_handed_back_is_read_and_not_written_until_it_is_sent_back(case, handover):
    part = case.part("1.1")
    perform(HANDOVER, "hand back", handover, by=case.contributor)

    with pytest.raises(TransitionRefused):
        save_answers(part=part, drafts=[draft(case.answer(), "Late.")], by=case.contributor)
    reading = seen_by(case, case.contributor)
    save_answers(part=part, drafts=[draft(case.answer(), "Reworked.")], by=case.focal_point)
    perform(HANDOVER, "send back", handover, by=case.focal_point, note="Look again.")
    save_answers(part=part, drafts=[draft(case.answer(), "Mine.")], by=case.contributor)

    assert reading == ["1.1"]
    assert case.answer().current.statement == "Mine."


def test_page_is_handed_back_with_answers_missing(case, handover, client_for):
    client = client_for(case.contributor)

    asked = client.get(page(case, f"hand-over/{handover.pk}/do/hand-back/"))
    done = client.post(page(case, f"hand-over/{handover.pk}/do/hand-back/"))

    assert "T1.1.1: choose an answer." in text_of(asked)
    assert done.url == page(case, f"hand-over/{handover.pk}/")
    assert handed(case) == [("1.1", "Contributor", "handed_back", None, "")]


def test_page_sent_back_is_told_with_the_note(case, handover, mailoutbox, django_capture_on_commit_callbacks):
    perform(HANDOVER, "hand back", handover, by=case.contributor)
    perform(HANDOVER, "accept", handover, by=case.focal_point)

    with django_capture_on_commit_callbacks(execute=True):
        perform(HANDOVER, "send back", handover, by=case.focal_point, note="Name the source.")

    [mail] = mailoutbox
    assert (mail.to, mail.subject) == (
        ["contributor@example.org"],
        "Quilmes, 2022: page 1.1 is back with you",
    )
    assert "Focal point writes:\n\nName the source.\n" in mail.body
    assert f"http://127.0.0.1:8000{case.part('1.1').get_absolute_url()}" in mail.body
    assert list(HandoverEvent.objects.order_by("pk").values_list("name", "note")) == [
        ("hand back", ""),
        ("accept", ""),
        ("send back", "Name the source."),
    ]


def test_page_is_not_sent_back_while_its_section_is_with_the_reviewer(case, handover):
    perform(HANDOVER, "hand back", handover, by=case.contributor)
    submit(case, case.section(1))

    with pytest.raises(TransitionRefused) as refused:
        perform(HANDOVER, "send back", handover, by=case.focal_point, note="Again.")

    assert str(refused.value) == (
        "The answers can’t be changed now: the state of the section is “Submitted”."
    )


def test_each_contributor_hands_back_their_own_page(case, handover):
    [ada] = make_people("Ada")
    hand_over(assessment=case.assessment, user=ada, parts=[case.part("1.1")], by=case.focal_point)

    with pytest.raises(TransitionRefused) as refused:
        perform(HANDOVER, "hand back", handover, by=ada)

    assert str(refused.value) == "This page was handed to Contributor."


def test_page_of_a_cancelled_assessment_stays_where_it_is(case, handover):
    type(case.assessment).objects.update(state="cancelled")

    with pytest.raises(TransitionRefused):
        perform(HANDOVER, "hand back", handover, by=case.contributor)


# Taking back ------------------------------------------------------------------------------------------


def test_page_taken_back_is_seen_no_more_and_what_was_answered_stays(case):
    hand_over(
        assessment=case.assessment, user=case.contributor, parts=[case.part("1.2")], by=case.focal_point
    )
    answer_part(case, case.part("1.2"), by=case.contributor)

    take_back(handover=Handover.objects.get(part=case.part("1.2")), by=case.focal_point)

    assert seen_by(case, case.contributor) == ["1.1"]
    assert case.answer("T1.2.1").current.by == case.contributor


def test_last_page_taken_back_ends_the_role(case, handover):
    take_back(handover=handover, by=case.focal_point)

    assert case.contributor.rights_on(case.assessment) == frozenset()
    assert RoleEvent.objects.newest_first().values_list("user__name", "change", "by__name")[0] == (
        "Contributor",
        "removed",
        "Focal point",
    )


def test_taking_back_without_the_right_is_forbidden(two):
    handover = Handover.objects.get(role__assessment=two.own.assessment)

    for by in (two.own.contributor, two.own.researcher, two.other.focal_point):
        with pytest.raises(PermissionDenied):
            take_back(handover=handover, by=by)

    assert Handover.objects.filter(pk=handover.pk).exists()


# Successors -------------------------------------------------------------------------------------------


def succeed(case, role, user, by=None):
    return hand_on(
        assignment=case.assessment.roles.get(role=role, user=case.in_role(role)),
        email=user.email,
        name=user.name,
        language="en",
        by=by or case.coordinator,
    )


def test_successor_has_the_role_and_the_predecessor_has_not(case):
    [ada] = make_people("Ada")
    before = case.focal_point.rights_on(case.assessment)

    succeed(case, "focal_point", ada)

    assert ada.rights_on(case.assessment) == before
    assert case.focal_point.rights_on(case.assessment) == frozenset()
    event = RoleEvent.objects.newest_first()[0]
    assert (event.user, event.role, event.change, event.successor, event.by) == (
        case.focal_point,
        "focal_point",
        "handed_on",
        ada,
        case.coordinator,
    )


def test_successor_gets_the_pages_with_their_history(
    case, handover, mailoutbox, django_capture_on_commit_callbacks
):
    hand_over(
        assessment=case.assessment,
        user=case.contributor,
        parts=[case.part("1.2")],
        due_date=SOON,
        by=case.focal_point,
    )
    perform(HANDOVER, "hand back", handover, by=case.contributor)
    [ada] = make_people("Ada")

    with django_capture_on_commit_callbacks(execute=True):
        succeed(case, "contributor", ada, by=case.focal_point)

    assert handed(case) == [("1.1", "Ada", "handed_back", None, ""), ("1.2", "Ada", "handed_over", SOON, "")]
    assert list(handover.events.values_list("name", "by__name")) == [("hand back", "Contributor")]
    assert (seen_by(case, ada), seen_by(case, case.contributor)) == (["1.1", "1.2"], [])
    [mail] = mailoutbox
    assert mail.to == ["ada@example.org"]
    assert "- 1.2 Subcategory 1.2, by 20 June 2030\n\n" in mail.body
    assert "1.1" not in mail.body


def test_successor_who_has_a_page_already_keeps_it_as_it_is(case):
    [ada] = make_people("Ada")
    hand_over(
        assessment=case.assessment, user=ada, parts=[case.part("1.1")], due_date=SOON, by=case.focal_point
    )

    succeed(case, "contributor", ada)

    assert handed(case) == [("1.1", "Ada", "handed_over", SOON, "")]


def test_last_coordinator_can_have_a_successor(case):
    [ada] = make_people("Ada")

    succeed(case, "coordinator", ada)

    assert [row.user for row in case.assessment.roles.filter(role="coordinator")] == [ada]


def test_nobody_succeeds_themselves(case):
    with pytest.raises(ValidationError) as raised:
        succeed(case, "reviewer", case.reviewer)

    assert raised.value.message_dict == {"email": ["This person has the role already: name somebody else."]}
    assert case.assessment.roles.filter(user=case.reviewer).exists()


def test_naming_a_successor_without_the_right_is_forbidden(two):
    for by in (two.own.reviewer, two.own.focal_point, two.other.coordinator):
        with pytest.raises(PermissionDenied):
            succeed(two.own, "reviewer", two.stranger, by=by)


def test_what_happens_to_roles_is_kept(case):
    [ada] = make_people("Ada")
    before = RoleEvent.objects.count()
    for _twice in range(2):
        assign_role(assessment=case.assessment, user=ada, role="observer", by=case.coordinator)

    assert before == 8  # the coordinator, who set the assessment up, and seven people named
    assert RoleEvent.objects.count() == 9


# The pages --------------------------------------------------------------------------------------------


def form(**fields):
    return {**INES, "note": "", "due_date": ""} | fields


def test_whole_domain_is_handed_over_with_one_box(case, client_for):
    section, part = case.section(1), case.part("2.1")

    done = client_for(case.focal_point).post(
        page(case, "hand-over/"), form(pages=[f"section-{section.pk}", f"part-{part.pk}"])
    )

    assert done.url == page(case, "people/")
    assert [row[0] for row in handed(case) if row[1] == "Inés"] == ["1.1", "1.2", "2.1"]


def test_more_pages_for_a_contributor_are_those_not_had_yet(case, client_for):
    role = case.assessment.roles.get(role="contributor")
    client = client_for(case.focal_point)

    asked = client.get(page(case, f"hand-over/more/{role.pk}/"))
    client.post(page(case, f"hand-over/more/{role.pk}/"), {"pages": [f"section-{case.section(1).pk}"]})

    assert [part.number for part in asked.context["form"].parts] == ["1.2", "2.1"]
    assert [row[:2] for row in handed(case)] == [("1.1", "Contributor"), ("1.2", "Contributor")]


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"pages": []}, {"pages": ["Choose the pages that you hand over."]}),
        ({"due_date": "2020-01-01"}, {"due_date": ["This day has passed."]}),
        (
            {"due_date": "2030-07-01"},
            {"due_date": ["Choose an earlier date: the section “1 Domain 1” itself is due on 30 June 2030."]},
        ),
        ({"email": "nobody"}, {"email": ["Enter a valid email address."]}),
    ],
)
def test_fault_stands_beside_its_field_and_nothing_typed_is_lost(case, client_for, fields, errors):
    typed = form(pages=[f"section-{case.section(1).pk}"], note="Thank you.") | fields

    response = client_for(case.focal_point).post(page(case, "hand-over/"), typed)

    assert response.context["form"].errors == errors
    assert "Thank you.</textarea>" in text_of(response)
    assert not User.objects.filter(email="ines@example.org").exists()


def test_nothing_is_offered_when_no_section_can_be_answered(case, client_for):
    case.assessment.sections.update(state="approved")

    response = client_for(case.focal_point).get(page(case, "hand-over/"))

    assert "No page is left that could be handed over now." in text_of(response)


def test_successor_page_leads_home_whoever_gave_the_role_away(case, client_for):
    role = case.assessment.roles.get(role="coordinator")

    done = client_for(case.coordinator).post(page(case, f"people/{role.pk}/hand-on/"), INES)

    assert done.url == "/en/work/"


def test_people_page_says_what_is_with_whom_and_what_is_overdue(case, client_for):
    Handover.objects.update(due_date=timezone.localdate() - datetime.timedelta(days=1))

    response = client_for(case.focal_point).get(page(case, "people/"))

    assert "1.1 Subcategory 1.1</a>: With the contributor, <strong>overdue since" in text_of(response)
    assert "Role given" in text_of(response)


def test_page_is_accepted_where_its_answers_stand(db, client_for):
    case = make_case()
    handover = Handover.objects.get()
    answer_part(case, case.part("1.1"), by=case.contributor)
    perform(HANDOVER, "hand back", handover, by=case.contributor)
    client = client_for(case.focal_point)

    shown = client.get(page(case, f"hand-over/{handover.pk}/"))
    client.post(page(case, f"hand-over/{handover.pk}/do/accept/"))

    assert "In 2022, the Secretariat answered T1.1.1." in text_of(shown)
    assert [step.name for step in shown.context["steps"]] == ["accept", "send back"]
    assert handed(case)[0][2] == "accepted"


def test_page_is_taken_back_after_a_question(case, handover, client_for):
    client = client_for(case.focal_point)

    asked = client.get(page(case, f"hand-over/{handover.pk}/take-back/"))
    still = handed(case)
    done = client.post(page(case, f"hand-over/{handover.pk}/take-back/"))

    assert "Contributor no longer sees this page" in text_of(asked)
    assert len(still) == 1
    assert (done.url, handed(case)) == (page(case, "people/"), [])


def test_contributor_does_not_find_the_page_of_another(case, handover, client_for):
    [ada] = make_people("Ada")
    hand_over(assessment=case.assessment, user=ada, parts=[case.part("1.2")], by=case.focal_point)

    assert client_for(ada).get(page(case, f"hand-over/{handover.pk}/")).status_code == 404

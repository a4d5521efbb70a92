import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from assessments.models import Answer
from assessments.workflow import assign_role
from profiles.choices import ProfileState
from profiles.models import Comment, CommentAnswer, Profile
from profiles.workflow import PROFILE, make_comment
from profiles.workflow.consultation import MAX_OF_A_LINK, MAX_OF_A_PROFILE
from tests.factories.accounts import make_people
from tests.factories.assessments import approve
from tests.factories.consultation import answer, consulted, finding_of, say, share
from tests.factories.profiles import clear, decide, drafted, make_standing_texts, written
from tests.statements import counted
from workflows.engine import TransitionRefused, perform, problems

CLEAR = PROFILE.transition("clear")


@pytest.fixture
def profile(case):
    return consulted(case)


def page(profile, path):
    return f"/en/assessments/{profile.assessment_id}/profile/{path}"


def text_of(response):
    return " ".join(response.content.decode().split())


def state_of(profile):
    return Profile.objects.get(pk=profile.pk).state


# Commenting ---------------------------------------------------------------------------------------------


def test_comment_stands_beside_its_finding_with_who_when_and_in_which_language(profile, case, client_for):
    finding = finding_of(profile)
    client = client_for(case.focal_point)

    response = client.post(
        page(profile, "preview/fr/comment/"), {"on": f"finding-{finding.pk}", "body": "Which year?"}
    )

    assert response.status_code == 302
    assert response.url == page(profile, f"preview/fr/#finding-{finding.pk}")
    comment = profile.comments.get()
    assert (comment.finding, comment.key, comment.language, comment.body, comment.by, comment.link) == (
        finding,
        "",
        "fr",
        "Which year?",
        case.focal_point,
        None,
    )
    shown = text_of(client_for(case.translator).get(page(profile, "preview/en/")))
    place = shown[shown.index(f'id="finding-{finding.pk}"') :]
    said = place[: place.index("</ol>")]
    assert "Which year?" in said
    assert "Focal point" in said
    assert "on the page in French" in said
    assert "Waits for an answer" in said


@pytest.mark.parametrize(
    ("on", "about"), [("introduction", (None, "introduction")), ("profile", (None, ""))], ids=str
)
def test_texts_and_the_whole_profile_are_commented_on(profile, case, client_for, on, about):
    client = client_for(case.coordinator)

    client.post(page(profile, "preview/en/comment/"), {"on": on, "body": "Good."})

    comment = profile.comments.get()
    assert (comment.finding, comment.key) == about
    assert "Good." in text_of(client.get(page(profile, "preview/en/")))


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("coordinator", 302),
        ("researcher", 302),
        ("focal_point", 302),
        ("reviewer", 302),
        ("translator", 403),
        ("observer", 403),
        ("contributor", 404),
    ],
)
def test_who_comments(profile, case, client_for, role, status):
    response = client_for(case.in_role(role)).post(
        page(profile, "preview/en/comment/"), {"on": "profile", "body": "Good."}
    )

    assert response.status_code == status
    assert profile.comments.count() == (status == 302)


def test_double_click_gives_one_comment(profile, case, client_for):
    client = client_for(case.focal_point)

    for _again in range(3):
        client.post(page(profile, "preview/en/comment/"), {"on": "profile", "body": "Good."})
    client.post(page(profile, "preview/en/comment/"), {"on": "introduction", "body": "Good."})

    assert profile.comments.count() == 2


@pytest.mark.parametrize(
    ("typed", "message"),
    [({"body": ""}, "This field is required."), ({"body": "x" * 4001}, "at most 4000 characters")],
    ids=["empty", "too long"],
)
def test_faulty_comment_is_shown_at_its_place_and_kept(profile, case, client_for, typed, message):
    finding = finding_of(profile)
    sent = {"on": f"finding-{finding.pk}"} | typed

    response = client_for(case.focal_point).post(page(profile, "preview/en/comment/"), sent)

    shown = response.content.decode()
    assert response.status_code == 422
    assert message in shown
    assert f'href="#comment-finding-{finding.pk}-body"' in shown
    assert shown.count("<details open>") == 1
    assert typed["body"] in shown
    assert not profile.comments.exists()


def test_comment_on_what_is_gone_is_kept_for_its_author(profile, case, client_for):
    sent = {"on": "finding-99999", "body": "Which year?"}

    response = client_for(case.focal_point).post(page(profile, "preview/en/comment/"), sent)

    assert response.status_code == 422
    assert "isn’t in the profile any more" in text_of(response)
    assert "Which year?</textarea>" in text_of(response)


def test_nothing_is_said_of_a_finding_that_is_left_out(profile, case):
    finding = finding_of(profile)
    profile.findings.filter(pk=finding.pk).update(inclusion="left_out")

    with pytest.raises(ValidationError):
        say(case, profile, finding=finding.pk)


def test_comment_of_nobody_is_refused(profile):
    with pytest.raises(PermissionDenied):
        make_comment(profile=profile, language="en", body="Hello")


@pytest.mark.parametrize("state", [state for state in ProfileState if state != ProfileState.CONSULTATION])
def test_comments_are_made_in_consultation_only(profile, case, client_for, state):
    Profile.objects.filter(pk=profile.pk).update(state=state)
    client = client_for(case.focal_point)

    response = client.post(page(profile, "preview/en/comment/"), {"on": "profile", "body": "Too late?"})

    assert response.status_code == 409
    assert "Nothing can be said about the profile now: its state is" in text_of(response)
    assert "Too late?" in text_of(response)
    assert "preview/en/comment/" not in text_of(client.get(page(profile, "preview/en/")))
    assert not profile.comments.exists()


def test_comments_are_bounded(profile, case):
    said = {"profile": profile, "language": "en", "by": case.focal_point}
    Comment.objects.bulk_create(Comment(body=f"No. {n}", **said) for n in range(MAX_OF_A_PROFILE))

    with pytest.raises(TransitionRefused, match="no more are taken"):
        say(case, profile)


def test_comments_of_a_link_are_bounded(profile, case, client_for):
    link, path = share(case, profile)
    said = {"profile": profile, "language": "en", "link": link}
    Comment.objects.bulk_create(Comment(body=f"No. {n}", **said) for n in range(MAX_OF_A_LINK))

    response = client_for().post(f"{path}comment/", {"on": "profile", "body": "One more."})

    assert response.status_code == 409
    assert "One more." in text_of(response)
    assert profile.comments.count() == MAX_OF_A_LINK
    say(case, profile)


# Answering ----------------------------------------------------------------------------------------------


def send_answer(client, profile, comment, **typed):
    told = {"outcome": "partly", "body": "The year is added."} | typed
    sent = {f"comment-{comment.pk}-{name}": value for name, value in told.items()}
    return client.post(page(profile, f"comments/{comment.pk}/answer/"), sent)


def test_answer_stands_beside_its_comment_everywhere(profile, case, client_for):
    comment = say(case, profile, finding=finding_of(profile).pk)

    response = send_answer(client_for(case.reviewer), profile, comment)

    assert response.status_code == 302
    told = CommentAnswer.objects.get()
    assert (told.comment, told.outcome, told.by) == (comment, "partly", case.reviewer)
    for path in ("preview/en/", "comments/"):
        shown = text_of(client_for(case.focal_point).get(page(profile, path)))
        assert "The year is added." in shown
        assert "Taken up in part" in shown
        assert "Waits for an answer" not in shown


@pytest.mark.parametrize(
    ("role", "status"),
    [("reviewer", 302), ("coordinator", 403), ("focal_point", 403), ("observer", 403), ("contributor", 404)],
)
def test_who_answers(profile, case, client_for, role, status):
    comment = say(case, profile)

    assert send_answer(client_for(case.in_role(role)), profile, comment).status_code == status
    assert CommentAnswer.objects.count() == (status == 302)


def test_same_answer_twice_is_one_and_another_one_is_refused(profile, case, client_for):
    comment = say(case, profile)
    first, second = client_for(case.reviewer), client_for(case.second_reviewer)

    statuses = [send_answer(first, profile, comment).status_code for _again in range(2)]
    late = send_answer(second, profile, comment, body="I think otherwise.")

    assert statuses == [302, 302]
    assert late.status_code == 409
    assert "Reviewer has answered this comment already." in text_of(late)
    assert "I think otherwise." in text_of(late)
    assert CommentAnswer.objects.get().body == "The year is added."


@pytest.mark.parametrize("typed", [{"body": ""}, {"outcome": ""}, {"outcome": "ignored"}], ids=str)
def test_faulty_answer_is_refused_and_kept(profile, case, client_for, typed):
    comment = say(case, profile)
    other = say(case, profile, "Another one.")

    response = send_answer(client_for(case.reviewer), profile, comment, **typed)

    assert response.status_code == 422
    assert [line["comment"] for line in response.context["lines"]] == [comment]
    assert response.context["lines"][0]["form"].errors
    assert not CommentAnswer.objects.exists()
    assert other.pk != comment.pk


def test_comments_are_answered_while_the_profile_is_written_too_and_not_once_it_is_cleared(profile, case):
    first, second = say(case, profile), say(case, profile, "Another one.")
    perform(PROFILE, "back to drafting", profile, by=case.reviewer, note="Two comments.")

    answer(case, first)
    Profile.objects.filter(pk=profile.pk).update(state=ProfileState.CLEARED)

    with pytest.raises(TransitionRefused, match="can’t be answered now"):
        answer(case, second)


def test_what_was_said_never_changes(profile, case):
    comment = say(case, profile)
    told = answer(case, comment)

    for row in (comment, told):
        with pytest.raises(DatabaseError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(body="Nothing.")


def test_comment_of_another_assessment_is_404(two, client_for):
    own, other = consulted(two.own), consulted(two.other)
    comment = say(two.other, other)

    response = send_answer(client_for(two.own.reviewer), own, comment)

    assert response.status_code == 404
    assert not CommentAnswer.objects.exists()


# The list -----------------------------------------------------------------------------------------------


def test_list_shows_those_that_wait_or_are_answered(profile, case, client_for):
    waiting, answered = say(case, profile, "Waiting."), say(case, profile, "Settled.", key="introduction")
    answer(case, answered)
    client = client_for(case.observer)

    def listed(query):
        response = client.get(page(profile, f"comments/{query}"))
        return [line["comment"] for line in response.context["lines"]]

    assert listed("") == listed("?state=nonsense") == [waiting, answered]
    assert listed("?state=waiting") == [waiting]
    assert listed("?state=answered") == [answered]


def test_list_without_comments_says_where_they_are_made(profile, case, client_for):
    assert "No comments yet" in text_of(client_for(case.observer).get(page(profile, "comments/")))


def test_comment_on_a_finding_whose_answer_became_internal_stays_with_those_who_read_it(
    profile, case, client_for
):
    finding = finding_of(profile)
    say(case, profile, "About the secret.", finding=finding.pk)
    Answer.objects.filter(pk=finding.bases.get().revision.answer_id).update(disclosure="internal")

    told = {
        role: "About the secret." in text_of(client_for(case.in_role(role)).get(page(profile, "comments/")))
        for role in ("reviewer", "focal_point", "translator", "observer")
    }

    assert told == {"reviewer": True, "focal_point": True, "translator": False, "observer": False}
    for role in told:
        assert "About the secret." not in text_of(
            client_for(case.in_role(role)).get(page(profile, "preview/en/"))
        )


@pytest.mark.parametrize("path", ["preview/en/", "comments/", ""])
def test_statements_do_not_grow_with_comments(case, client_for, path):
    profile = consulted(case)
    client = client_for(case.reviewer)
    numbers = []
    for count in (1, 2, 30):
        for number in range(count):
            comment = say(case, profile, f"{count}.{number}", finding=finding_of(profile).pk)
            answer(case, comment) if number % 2 else None
        client.get(page(profile, path))
        with counted() as sent:
            assert client.get(page(profile, path)).status_code == 200
        numbers.append(len(sent))

    assert len(set(numbers)) == 1, numbers
    assert numbers[0] <= 15, numbers


# Two people, and nothing open ---------------------------------------------------------------------------


def test_profile_is_cleared_once_each_comment_is_answered(profile, case):
    comment = say(case, profile)

    [problem] = problems(CLEAR, profile, case.second_reviewer)
    assert str(problem) == "1 comment waits for an answer."
    assert problem.url == page(profile, "comments/?state=waiting")
    with pytest.raises(TransitionRefused):
        perform(PROFILE, "clear", profile, by=case.second_reviewer)
    answer(case, comment)
    perform(PROFILE, "clear", profile, by=case.second_reviewer)

    assert state_of(profile) == ProfileState.CLEARED


def test_who_opened_the_consultation_does_not_clear_the_profile(case):
    make_standing_texts()
    profile = written(case)
    perform(PROFILE, "open consultation", profile, by=case.second_reviewer)

    for person in (case.reviewer, case.second_reviewer):
        with pytest.raises(TransitionRefused, match="another reviewer must clear"):
            perform(PROFILE, "clear", profile, by=person)


def test_desk_names_who_opened_and_who_may_clear(case, client_for):
    profile = consulted(case)

    shown = client_for(case.focal_point).get(page(profile, "")).context["consultation"]

    assert (shown.opened_by, shown.clearers) == ("Reviewer", ("Second reviewer",))
    third = make_people("Third reviewer")[0]
    assign_role(assessment=case.assessment, user=third, role="reviewer", by=case.coordinator)
    profile.edited_by = case.second_reviewer
    profile.save()
    shown = client_for(case.focal_point).get(page(profile, "")).context["consultation"]
    assert shown.clearers == ("Third reviewer",)


def test_desk_says_where_nobody_may_clear(profile, case, client_for):
    Profile.objects.filter(pk=profile.pk).update(edited_by=case.second_reviewer)

    assert "Nobody yet: another reviewer must be named" in text_of(
        client_for(case.coordinator).get(page(profile, ""))
    )


def test_consultation_that_cannot_open_says_what_is_missing(case, client_for):
    profile = drafted(case)
    decide(case, profile)

    response = client_for(case.reviewer).get(page(profile, "do/open-consultation/"))

    assert "Write the introduction." in text_of(response)
    assert "<form method" not in text_of(response).split("<main")[1]


def test_comments_outlive_a_second_round_of_writing(profile, case, client_for):
    comment = say(case, profile, finding=finding_of(profile).pk)
    answer(case, comment)
    perform(PROFILE, "back to drafting", profile, by=case.reviewer, note="A comment.")
    perform(PROFILE, "open consultation", profile, by=case.reviewer)

    assert comment.body in text_of(client_for(case.focal_point).get(page(profile, "preview/en/")))
    perform(PROFILE, "clear", profile, by=case.second_reviewer)


def test_answers_reopened_keep_the_comments(profile, case):
    comment = say(case, profile)
    section = case.section(1)
    perform("section", "reopen", section, by=case.coordinator, note="A decree.")
    approve(case, section)

    assert list(profile.comments.all()) == [comment]
    assert state_of(profile) == ProfileState.DRAFTING


def test_profile_without_comments_is_cleared_as_before(case):
    make_standing_texts()
    profile = written(case)
    clear(case, profile)

    assert state_of(profile) == ProfileState.CLEARED

import re
from datetime import timedelta
from hashlib import sha256

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from assessments.models import Answer
from audit.models import Entry
from profiles.choices import ProfileState
from profiles.models import PreviewLink, Profile, digest_of
from profiles.workflow import PROFILE, make_comment, revoke_link
from profiles.workflow.sharing import MAX_IN_FORCE
from tests.factories.consultation import answer, consulted, finding_of, made_proof, say, share
from tests.statements import counted
from workflows.engine import TransitionRefused, perform

FORM = {"name": "Martina Sosa", "email": "", "days": "14", "language": "en", "key": "k1"}
HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cache-Control": "max-age=0, no-cache, no-store, must-revalidate, private",
}


@pytest.fixture
def profile(case):
    return consulted(case)


@pytest.fixture
def shared(case, profile):
    """A link and its path."""
    return share(case, profile)


def links_page(profile):
    return f"/en/assessments/{profile.assessment_id}/profile/links/"


def text_of(response):
    return " ".join(response.content.decode().split())


def downloads(profile):
    return [
        (entry.subject, entry.actor)
        for entry in Entry.objects.of(profile.assessment.matter).filter(kind="downloaded").order_by("number")
    ]


# Making and withdrawing ---------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["coordinator", "reviewer"])
def test_link_is_made_and_its_address_shown_once(profile, case, client_for, role):
    client = client_for(case.in_role(role))

    made = client.post(links_page(profile), FORM)

    link = PreviewLink.objects.get()
    [address] = set(re.findall(r"/en/preview/[\w-]+/en/", text_of(made)))
    token = address.split("/")[3]
    assert made.status_code == 200
    assert len(token) == 43
    assert link.digest == sha256(token.encode()).hexdigest()
    assert (link.name, link.made_by, link.revoked_at, link.used_at) == (
        "Martina Sosa",
        case.in_role(role),
        None,
        None,
    )
    assert abs(link.expires_at - timezone.now() - timedelta(days=14)) < timedelta(minutes=1)
    assert token not in text_of(client.get(links_page(profile)))
    assert client_for().get(address).status_code == 200


@pytest.mark.parametrize("role", ["researcher", "focal_point", "translator", "observer", "contributor"])
def test_others_make_no_link_and_withdraw_none(profile, case, client_for, shared, role):
    status = 404 if role == "contributor" else 403
    client = client_for(case.in_role(role))

    asked = client.get(links_page(profile)), client.post(links_page(profile), FORM)
    withdrawn = client.post(f"{links_page(profile)}{shared[0].pk}/withdraw/")

    assert [response.status_code for response in (*asked, withdrawn)] == [status] * 3
    assert list(PreviewLink.objects.values_list("pk", "revoked_at")) == [(shared[0].pk, None)]
    with pytest.raises(PermissionDenied):
        share(case, profile, by=case.in_role(role))
    with pytest.raises(PermissionDenied):
        revoke_link(link=shared[0], by=case.in_role(role))


def test_form_that_is_sent_twice_makes_one_link_with_one_address(profile, case, client_for, mailoutbox):
    client = client_for(case.reviewer)

    pages = [text_of(client.post(links_page(profile), FORM)) for _again in range(2)]
    another = text_of(client.post(links_page(profile), FORM | {"key": "k2"}))

    addresses = [set(re.findall(r"/en/preview/[\w-]+/en/", page)) for page in (*pages, another)]
    assert addresses[0] == addresses[1] != addresses[2]
    assert PreviewLink.objects.count() == 2


def test_key_of_one_person_opens_nothing_of_another(case, profile):
    first, second = share(case, profile, key="k"), share(case, profile, key="k", by=case.coordinator)

    assert first[0] != second[0]
    assert first[1] != second[1]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"name": ""}, "Name: This field is required."),
        ({"days": "0"}, "greater than or equal to 1"),
        ({"days": "61"}, "less than or equal to 60"),
        ({"email": "nobody"}, "Enter a valid email address."),
        ({"language": "pt"}, "Select a valid choice."),
        ({"key": ""}, "This field is required."),
    ],
    ids=str,
)
def test_faulty_form_is_refused_and_kept(profile, case, client_for, typed, message):
    response = client_for(case.reviewer).post(links_page(profile), FORM | typed)

    assert response.status_code == 422
    assert message in text_of(response)
    assert not PreviewLink.objects.exists()


def test_link_is_mailed_in_the_language_in_which_it_opens(
    profile, case, client_for, mailoutbox, django_capture_on_commit_callbacks
):
    sent = FORM | {"email": "martina@example.org", "language": "fr"}

    with django_capture_on_commit_callbacks(execute=True):
        page = text_of(client_for(case.reviewer).post(links_page(profile), sent))

    [mail] = mailoutbox
    [address] = set(re.findall(r"http[^ \"<]*/fr/preview/[\w-]+/fr/", page))
    assert mail.to == ["martina@example.org"]
    assert address in mail.body
    assert address in mail.alternatives[0][0]
    assert "Reviewer" in mail.body
    assert "martina@example.org" in page


def test_links_in_force_are_bounded(profile, case, client_for):
    rows = [
        PreviewLink(
            profile=profile,
            name=f"No. {n}",
            digest=f"{n:064}",
            made_by=case.reviewer,
            expires_at=timezone.now() + timedelta(days=1),
        )
        for n in range(MAX_IN_FORCE)
    ]
    PreviewLink.objects.bulk_create(rows)

    response = client_for(case.reviewer).post(links_page(profile), FORM)

    assert response.status_code == 409
    assert "50 links are in force" in text_of(response)
    revoke_link(link=PreviewLink.objects.first(), by=case.reviewer)
    assert client_for(case.reviewer).post(links_page(profile), FORM).status_code == 200


def test_page_of_links_tells_how_each_stands(profile, case, client_for, shared):
    _link, path = shared
    gone, _path = share(case, profile, "Somebody", key="2")
    late, _path = share(case, profile, "Latecomer", key="3")
    PreviewLink.objects.filter(pk=late.pk).update(expires_at=timezone.now())
    revoke_link(link=gone, by=case.coordinator)
    client_for().get(path)
    client_for().post(f"{path}comment/", {"on": "profile", "body": "Good."})

    shown = text_of(client_for(case.coordinator).get(links_page(profile)))

    assert "Valid until" in shown
    assert "Withdrawn on" in shown
    assert "Ran out on" in shown
    assert shown.count("Never used") == 2
    assert "Last used:" in shown
    assert "1 comment<" in shown
    assert shown.count("/withdraw/") == 1


@pytest.mark.parametrize("count", [1, 3, 30])
def test_statements_of_the_page_of_links_do_not_grow(profile, case, client_for, count):
    for number in range(count):
        share(case, profile, key=str(number))
    client = client_for(case.reviewer)
    client.get(links_page(profile))

    with counted() as sent:
        client.get(links_page(profile))

    assert len(sent) == 7


# Using it -----------------------------------------------------------------------------------------------


def test_link_leads_to_the_page_in_each_language(profile, case, client_for, shared):
    _link, path = shared
    door = path.removesuffix("en/")

    led = client_for().get(door)
    pages = {code: text_of(client_for().get(f"{door}{code}/")) for code in ("en", "fr", "es")}

    assert (led.status_code, led.url) == (302, path)
    assert "In 2022, the Secretariat answered T1.1.1." in pages["en"]
    assert "In 2022, the Secretariat answered T1.1.1." not in pages["fr"]
    for page in pages.values():
        assert "Preview for Martina Sosa" in page
        assert "It may still change and is not to be quoted." in page


def test_every_answer_says_that_nothing_is_to_be_kept_or_passed_on(profile, case, client_for, shared):
    _link, path = shared
    made_proof(case, profile)
    client = client_for()

    answers = [
        client.get(path),
        client.get(path.removesuffix("en/")),
        client.get(f"{path}draft.pdf"),
        client.post(f"{path}comment/", {"on": "profile", "body": "Good."}),
        client.post(f"{path}comment/", {"on": "profile", "body": ""}),
        client.get("/en/preview/unknown/en/"),
        client.get(path.replace("/en/preview", "/fr/preview")),
    ]

    for response in answers:
        shown = {name: response.headers[name] for name in HEADERS}
        assert {name: set(value.split(", ")) for name, value in shown.items()} == {
            name: set(value.split(", ")) for name, value in HEADERS.items()
        }
        assert "sessionid" not in response.cookies


@pytest.mark.parametrize("fault", ["unknown", "cut short", "revoked", "run out", "of a language there isn’t"])
def test_link_that_opens_nothing_says_the_same_whatever_the_reason(profile, case, client_for, shared, fault):
    link, path = shared
    paths = {
        "unknown": "/en/preview/AAAA/en/",
        "cut short": path[:-10] + "/en/",
        "of a language there isn’t": path.removesuffix("en/") + "pt/",
    }
    if fault == "revoked":
        revoke_link(link=link, by=case.reviewer)
    if fault == "run out":
        PreviewLink.objects.filter(pk=link.pk).update(expires_at=timezone.now())
    before = downloads(profile)

    page = client_for().get(paths.get(fault, path))
    door = client_for().get(paths.get(fault, path) + "draft.pdf")
    said = client_for().post(paths.get(fault, path) + "comment/", {"on": "profile", "body": "Good."})

    assert {page.status_code, door.status_code, said.status_code} == {404}
    assert "This link is no longer valid" in text_of(page)
    assert "Quilmes" not in text_of(page)
    assert not profile.comments.exists()
    assert downloads(profile) == before


def test_digest_kept_opens_nothing(profile, client_for, shared):
    link, _path = shared

    assert client_for().get(f"/en/preview/{link.digest}/en/").status_code == 404
    assert digest_of(link.digest) != link.digest


@pytest.mark.parametrize(
    ("state", "opens", "comments"),
    [
        (ProfileState.DRAFTING, False, False),
        (ProfileState.CONSULTATION, True, True),
        (ProfileState.CLEARED, True, False),
        (ProfileState.CONSENTED, True, False),
    ],
)
def test_what_a_link_opens_depends_on_the_state(profile, client_for, shared, *, state, opens, comments):
    Profile.objects.filter(pk=profile.pk).update(state=state)
    path = shared[1]

    page = client_for().get(path)
    said = client_for().post(f"{path}comment/", {"on": "profile", "body": "My words."})

    assert page.status_code == 200
    assert ("In 2022, the Secretariat answered" in text_of(page)) is opens
    assert ("This profile is being revised" in text_of(page)) is not opens
    assert said.status_code == (302 if comments else 409)
    assert profile.comments.exists() is comments
    if not comments:
        assert "My words." in text_of(said)


def test_each_use_is_in_the_log(profile, case, client_for, shared):
    link, path = shared
    made_proof(case, profile)

    client_for().get(path)
    client_for().head(path)
    client_for(case.observer).get(path.removesuffix("en/") + "fr/")
    client_for().get(f"{path}draft.pdf")

    assert downloads(profile) == [
        ("quilmes-2022-en: Martina Sosa", None),
        ("quilmes-2022-fr: Martina Sosa", None),
        ("quilmes-2022-en: Martina Sosa", None),
    ]
    assert PreviewLink.objects.get(pk=link.pk).used_at is not None
    token = path.split("/")[3]
    assert not any(token in str(vars(entry)) for entry in Entry.objects.all())


def test_nothing_is_shown_that_cannot_be_recorded(profile, client_for, shared, monkeypatch):
    def away(**_about):
        raise RuntimeError

    monkeypatch.setattr("profiles.workflow.sharing.record_download", away)

    with pytest.raises(RuntimeError):
        client_for().get(shared[1])


# Commenting by way of it --------------------------------------------------------------------------------


def test_comment_stands_under_the_name_of_the_link(profile, case, client_for, shared):
    link, path = shared
    finding = finding_of(profile)
    client = client_for()

    response = client.post(f"{path}comment/", {"on": f"finding-{finding.pk}", "body": "Which year?"})

    comment = profile.comments.get()
    assert (response.status_code, response.url) == (302, f"{path}#finding-{finding.pk}")
    assert (comment.link, comment.by, comment.finding, comment.body) == (link, None, finding, "Which year?")
    assert "Which year?" in text_of(client.get(path))
    seen = text_of(client_for(case.reviewer).get(f"/en/assessments/{case.assessment.pk}/profile/comments/"))
    assert "Martina Sosa</strong> (by way of a preview link)" in seen


def test_someone_signed_in_speaks_as_the_holder_of_the_link(profile, case, client_for, shared):
    link, path = shared

    page = client_for(case.observer).get(path)
    client_for(case.observer).post(f"{path}comment/", {"on": "profile", "body": "Hello."})

    assert "Observer" not in text_of(page)
    assert (profile.comments.get().link, profile.comments.get().by) == (link, None)


def test_browser_that_names_no_origin_is_heard(profile, shared):
    strict = Client(enforce_csrf_checks=True, headers={"origin": "null"})

    response = strict.post(f"{shared[1]}comment/", {"on": "profile", "body": "Good."}, secure=True)

    assert response.status_code == 302
    assert profile.comments.count() == 1


def test_link_withdrawn_between_reading_and_writing_keeps_nothing(profile, case, shared):
    revoke_link(link=shared[0], by=case.reviewer)

    with pytest.raises(PermissionDenied):
        make_comment(profile=profile, language="en", body="Too late", link=shared[0])


def test_faulty_comment_is_shown_at_its_place_and_kept(profile, client_for, shared):
    sent = {"on": "introduction", "body": "x" * 4001}

    response = client_for().post(f"{shared[1]}comment/", sent)

    assert response.status_code == 422
    assert "x" * 4001 in response.content.decode()
    assert 'href="#comment-introduction-body"' in text_of(response)


# What it doesn't show -----------------------------------------------------------------------------------


def test_holder_sees_nothing_but_the_draft_and_the_own_comments(two, client_for):
    own, other = consulted(two.own), consulted(two.other)
    mine, path = share(two.own, own, "Martina Sosa", key="1")
    theirs, _path = share(two.own, own, "Somebody else", key="2")
    secret = finding_of(own)
    Answer.objects.filter(pk=secret.bases.get().revision.answer_id).update(disclosure="internal")
    shown = own.findings.included().in_order()[1]
    say(two.own, own, "Said by the focal point.", finding=shown.pk)
    say(two.other, other, "Said elsewhere.")
    make_comment(profile=own, language="en", body="Said by the other guest.", link=theirs)
    comment = make_comment(profile=own, language="en", body="Said by me.", link=mine)
    answer(two.own, comment, "Taken up by us.")

    page = text_of(client_for().get(path))

    assert "Said by me." in page
    assert "Taken up by us." in page
    for hidden in (
        secret.body_in("en"),
        "Said by the focal point.",
        "Said by the other guest.",
        "Said elsewhere.",
        "Somebody else",
        "/assessments/",
        "Bremen",
        *(person.name for person in two.own.people.values()),
        *(person.email for person in two.own.people.values()),
    ):
        assert hidden not in page, hidden


def test_links_on_the_page_lead_to_public_pages_and_the_own_ones_only(profile, case, client_for, shared):
    made_proof(case, profile)
    path = shared[1]
    base = path.removesuffix("en/")
    page = client_for().get(path).content.decode()

    addresses = {
        address.partition("#")[0]
        for address in re.findall(r'(?:href|action)="(/[^"]*)"', page)
        if not address.startswith("/static/")
    }

    assert {address for address in addresses if address.startswith(base)} == {
        f"{base}fr/",
        f"{base}es/",
        f"{path}comment/",
        f"{path}draft.pdf",
    }
    rest = {address for address in addresses if "/preview/" not in address}
    public = {
        "",
        "about/",
        "accessibility/",
        "domains/",
        "findings/",
        "glossary/",
        "method/",
        "open-data/",
        "open-data/api/",
        "privacy/",
        "process/",
        "profiles/",
        "profiles/feed/",
    }
    assert rest == {"/palette.css", "/en/account/sign-in/", *(f"/en/{page}" for page in public)}


def test_link_opens_no_other_page(profile, case, client_for, shared):
    client = client_for()
    client.get(shared[1])

    for path in ("", "preview/en/", "comments/", "links/", "preview/en/draft.pdf"):
        response = client.get(f"/en/assessments/{case.assessment.pk}/profile/{path}")
        assert response.status_code == 302
        assert response.url.startswith("/en/account/sign-in/")


@pytest.mark.parametrize("count", [1, 30])
def test_statements_of_the_page_do_not_grow(profile, case, client_for, shared, count):
    link, path = shared
    for number in range(count):
        make_comment(profile=profile, language="en", body=str(number), link=link)
    client_for().get(path)

    with counted() as sent:
        client_for().get(path)

    assert len(sent) == 14


def test_refusal_of_a_step_tells_no_address(profile, case, client_for, shared):
    Profile.objects.filter(pk=profile.pk).update(state=ProfileState.CLEARED)

    client_for(case.observer).post(f"{shared[1]}comment/", {"on": "profile", "body": "Late."})

    told = Entry.objects.of(profile.assessment.matter).filter(kind="refused").get()
    assert told.subject == f"profile {profile.pk}"
    assert shared[1].split("/")[3] not in str(told.detail)


def test_draft_taken_back_and_given_out_again_is_open_again(profile, case, client_for, shared):
    path = shared[1]
    perform(PROFILE, "back to drafting", profile, by=case.reviewer, note="Comments.")
    closed = text_of(client_for().get(path))
    perform(PROFILE, "open consultation", profile, by=case.reviewer)

    assert "being revised" in closed
    assert "Martina Sosa" in text_of(client_for().get(path))
    with pytest.raises(TransitionRefused):
        perform(PROFILE, "clear", profile, by=case.reviewer)

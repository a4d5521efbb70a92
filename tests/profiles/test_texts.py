"""The texts of a profile in its own language, and those that every edition carries."""

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import User
from audit.models import Entry
from audit.workflow import SITE, faults
from profiles.models import ProfileText, StandingText
from profiles.workflow import write_standing_text, write_text
from tests.factories.accounts import make_people
from tests.factories.profiles import drafted, make_standing_texts


@pytest.fixture
def profile(case):
    return drafted(case)


def page(profile, path="introduction/en/"):
    return f"/en/assessments/{profile.assessment_id}/profile/texts/{path}"


def text_of(response):
    return " ".join(response.content.decode().split())


def write(case, profile, body, key="introduction"):
    return write_text(profile=profile, key=key, body=body, by=case.reviewer)


def now():
    return ProfileText.objects.get(language="en")


# Of a profile ---------------------------------------------------------------------------------------


def test_text_is_written_in_markdown_and_saved(case, profile, client_for):
    client = client_for(case.reviewer)

    client.post(page(profile), {"body": "# One\r\n\r\nTwo", "seen": "0"})

    assert now().body == "# One\n\nTwo"
    assert "<h3>One</h3>" in text_of(client.get(page(profile)))


def test_preview_shows_the_text_and_saves_nothing(case, profile, client_for):
    response = client_for(case.reviewer).post(
        page(profile), {"body": "- a *word*", "seen": "0", "preview": "1"}
    )

    assert response.status_code == 200
    assert "<li>a <em>word</em></li>" in text_of(response)
    assert "- a *word*</textarea>" in text_of(response)
    assert not ProfileText.objects.filter(language="en").exists()


def test_lost_race_shows_both_texts_and_what_was_typed_can_be_saved_then(case, profile, client_for):
    client = client_for(case.reviewer)
    write_text(profile=profile, key="introduction", body="The text of others.", by=case.second_reviewer)

    response = client.post(page(profile), {"body": "The text of mine.", "seen": "0"})

    assert response.status_code == 409
    assert "The text of <del>others</del>." in text_of(response)
    assert "The text of <ins>mine</ins>." in text_of(response)
    assert "Second reviewer has written this text meanwhile" in text_of(response)
    assert now().body == "The text of others."
    form = response.context["form"]
    assert form["body"].value() == "The text of mine."
    client.post(page(profile), {"body": "Both.", "seen": form["seen"].value()})
    assert [each.body for each in now().revisions.order_by("number")] == ["The text of others.", "Both."]


@pytest.mark.parametrize("data", [{"body": "x" * 1_000_000}, {"body": "a\0b"}, {"body": "a", "seen": "x"}])
def test_what_is_too_long_or_holds_null_characters_is_refused_beside_the_field(
    case, profile, client_for, data
):
    response = client_for(case.reviewer).post(page(profile), {"seen": "0"} | data)

    assert response.status_code == 422
    assert response.context["form"].errors
    assert not ProfileText.objects.exists()


def test_history_tells_each_revision_and_its_differences(case, profile, client_for):
    for body in ("The law of 2004.", "The law of 2010.", ""):
        write(case, profile, body)

    response = client_for(case.observer).get(page(profile, "introduction/en/history/?from=1&to=2"))

    assert [each.number for each in response.context["page_obj"]] == [3, 2, 1]
    assert "law of <ins>2010</ins>" in text_of(response)
    assert "The text was taken away." in text_of(response)


def test_earlier_text_is_put_back(case, profile, client_for):
    for body in ("One.", "Two."):
        write(case, profile, body)
    client = client_for(case.reviewer)
    asked = client.get(page(profile, "introduction/en/history/?from=2&to=1"))

    data = {"number": "1", "seen": "2"}
    answers = [client.post(page(profile, "introduction/en/history/"), data).status_code for _ in range(2)]

    assert asked.context["restores"]
    assert answers == [302, 302]
    assert (now().body, now().revision) == ("One.", 3)


def test_earlier_text_is_not_put_over_one_that_was_not_seen(case, profile, client_for):
    for body in ("One.", "Two.", "Three."):
        write(case, profile, body)

    client_for(case.reviewer).post(page(profile, "introduction/en/history/"), {"number": "1", "seen": "2"})

    assert now().body == "Three."


@pytest.mark.parametrize("data", [{}, {"number": "9", "seen": "1"}, {"number": "x", "seen": "1"}])
def test_what_the_history_never_sends_is_a_bad_request(case, profile, client_for, data):
    write(case, profile, "One.")

    assert client_for(case.reviewer).post(page(profile, "introduction/en/history/"), data).status_code == 400


def test_other_languages_have_their_desk(case, profile, client_for):
    response = client_for(case.reviewer).get(page(profile, "introduction/fr/"))

    assert response.url == f"/en/assessments/{profile.assessment_id}/profile/translation/fr/?part=texts"


def test_profile_desk_tells_texts_and_translations(case, profile, client_for):
    write(case, profile, "One.")

    response = client_for(case.translator).get(f"/en/assessments/{profile.assessment_id}/profile/")

    assert [text["written"] for text in response.context["texts"]] == [True, False, False, False]
    assert [each.language for each in response.context["covered"]] == ["es", "fr"]


# Of every edition -----------------------------------------------------------------------------------


@pytest.fixture
def keeper(db):
    make_standing_texts()
    person = make_people("Keeper")[0]
    person.user_permissions.add(Permission.objects.get(codename="change_standingtext"))
    return User.objects.get(pk=person.pk)


def standing(path=""):
    return f"/en/standing-texts/{path}"


def rights(language="en"):
    return StandingText.objects.get(key="rights", language=language)


def test_each_text_is_listed_in_each_language_with_whether_it_is_written(keeper, client_for):
    write_standing_text(key="rights", language="pt", body="Direitos", by=keeper, seen=0)

    response = client_for(keeper).get(standing())

    table = {code: printed for code, printed, _pages in response.context["languages"]}
    assert list(table) == ["en", "fr", "es", "pt"]
    assert [key.value for key, written in table["pt"] if written] == ["rights"]
    assert all(written for _key, written in table["en"])


def test_text_is_written_in_any_language_and_recorded_in_the_log_of_the_site(keeper, client_for):
    client = client_for(keeper)

    chosen = client.get(standing("?key=rights&language=ar"))
    client.post(chosen.url, {"body": "الحقوق", "seen": "0"})

    assert rights("ar").body == "الحقوق"
    [entry] = Entry.objects.of(SITE).filter(kind="text")
    assert (entry.subject, entry.actor, entry.detail) == ("rights (ar)", keeper.pk, {"revision": 1})
    assert list(faults(SITE)) == []


def test_lost_race_over_a_standing_text_shows_both(keeper, client_for):
    write_standing_text(key="rights", language="en", body="The text of others.", by=keeper, seen=1)

    response = client_for(keeper).post(standing("rights/en/"), {"body": "The text of mine.", "seen": "1"})

    assert response.status_code == 409
    assert "The text of <ins>mine</ins>." in text_of(response)
    assert rights().body == "The text of others."


def test_double_click_writes_one_revision_and_one_line(keeper, client_for):
    client = client_for(keeper)

    answers = [
        client.post(standing("rights/en/"), {"body": "New.", "seen": "1"}).status_code for _ in range(2)
    ]

    assert answers == [302, 302]
    assert (rights().revision, Entry.objects.of(SITE).filter(kind="text").count()) == (2, 1)


def test_earlier_standing_text_is_put_back(keeper, client_for):
    client = client_for(keeper)
    client.post(standing("rights/en/"), {"body": "New.", "seen": "1"})
    shown = client.get(standing("rights/en/history/?from=2&to=1"))

    client.post(standing("rights/en/history/"), {"number": "1", "seen": "2"})

    assert "Keeper" in text_of(shown)
    assert (rights().body, rights().revision) == ("rights (en)", 3)


def test_preview_of_a_standing_text_saves_nothing(keeper, client_for):
    response = client_for(keeper).post(
        standing("rights/en/"), {"body": "A\n\nB", "seen": "1", "preview": "1"}
    )

    assert "<p>A</p><p>B</p>" in text_of(response)
    assert rights().revision == 1


@pytest.mark.parametrize("path", ["nothing/en/", "rights/xx/", "rights/nothing-here/", "rights/de/history/"])
def test_text_or_language_that_does_not_exist_is_not_found(keeper, client_for, path):
    assert client_for(keeper).get(standing(path)).status_code == 404


def test_whoever_lacks_the_right_writes_none(db, client_for):
    person = make_people("Somebody")[0]

    with pytest.raises(PermissionDenied):
        write_standing_text(key="rights", language="en", body="x", by=person, seen=0)
    assert client_for(person).get(standing()).status_code == 403
    assert 'href="/en/standing-texts/"' not in text_of(client_for(person).get("/en/work/"))


def test_who_has_the_right_finds_the_page_on_my_work(keeper, client_for):
    assert 'href="/en/standing-texts/"' in text_of(client_for(keeper).get("/en/work/"))


@pytest.mark.parametrize(("key", "language"), [("nothing", "en"), ("rights", "xx")])
def test_function_refuses_what_does_not_exist(keeper, key, language):
    with pytest.raises(ValidationError):
        write_standing_text(key=key, language=language, body="x", by=keeper, seen=0)

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from audit.models import Entry
from profiles.choices import EditionState, ProfileState
from profiles.models import Consent, Edition, Profile
from profiles.workflow import PROFILE, publish, record_consent
from tests.factories import files
from tests.factories.accounts import make_people
from tests.factories.consultation import consulted
from tests.factories.profiles import consent, consented, translate
from workflows.engine import TransitionRefused, perform

SENT = {
    "name": "Martina Sosa",
    "capacity": "Mayor",
    "date": "2026-01-15",
    "letter": "MQ 12/2026",
    "languages": ["en"],
}


@pytest.fixture
def cleared(case):
    profile = consulted(case)
    perform(PROFILE, "clear", profile, by=case.second_reviewer)
    return profile


@pytest.fixture
def profile(case):
    """With a consent to publication in English."""
    return consented(case)


def page(profile, path="consent/"):
    return f"/en/assessments/{profile.assessment_id}/profile/{path}"


def text_of(response):
    return " ".join(response.content.decode().split())


def a_letter(name="letter.docx", content=None):
    return SimpleUploadedFile(name, content or files.docx())


def in_force(profile):
    return profile.consents.get(ended_at=None)


def languages_of(consent):
    return sorted(consent.languages.values_list("language", flat=True))


# The letter ---------------------------------------------------------------------------------------------


def test_letter_is_kept_and_sent_to_those_who_see_the_profile(cleared, case, client_for):
    letter = files.docx()
    sent = SENT | {"letter_file": a_letter(content=letter)}
    response = client_for(case.focal_point).post(page(cleared), sent)

    assert response.status_code == 302
    kept = in_force(cleared)
    assert (kept.letter_name, kept.letter_bytes) == ("letter.docx", len(letter))
    assert kept.letter_file.name.startswith("letters/")
    assert "letter.docx" not in kept.letter_file.name
    path = page(cleared, f"consent/{kept.pk}/letter/")
    assert path in text_of(client_for(case.translator).get(page(cleared, "")))
    sent = client_for(case.observer).get(path)
    assert b"".join(sent.streaming_content) == letter
    assert sent.headers["Content-Disposition"] == 'attachment; filename="letter.docx"'
    assert sent.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "no-store" in sent.headers["Cache-Control"]
    last = Entry.objects.of(cleared.assessment.matter).order_by("-number").first()
    assert (last.kind, last.subject, last.actor, last.detail["size"]) == (
        "downloaded",
        "letter.docx",
        case.observer.pk,
        len(letter),
    )


def test_letter_is_private(cleared, case, client_for):
    client_for(case.focal_point).post(page(cleared), SENT | {"letter_file": a_letter()})
    path = page(cleared, f"consent/{in_force(cleared).pk}/letter/")

    found = {
        name: client_for(person).get(path).status_code
        for name, person in {
            "nobody": None,
            "contributor": case.contributor,
            "stranger": make_people("Stranger")[0],
            "superuser": make_people("Superuser", is_staff=True, is_superuser=True)[0],
        }.items()
    }

    assert found == {"nobody": 302, "contributor": 404, "stranger": 404, "superuser": 404}


def test_letter_of_another_assessment_is_404(two, client_for):
    own, other = consented(two.own), consented(two.other)
    Consent.objects.filter(profile=other).update(letter_file="letters/x")

    response = client_for(two.own.reviewer).get(page(own, f"consent/{in_force(other).pk}/letter/"))

    assert response.status_code == 404


def test_consent_without_a_copy_has_no_address_for_one(profile, case, client_for):
    assert (
        client_for(case.reviewer).get(page(profile, f"consent/{in_force(profile).pk}/letter/")).status_code
        == 404
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("letter.pdf", b"MZ\x90"),
        ("letter.html", b"<html><script>1</script></html>"),
        ("letter.xlsx", files.xlsx()),
        ("letter.docx", b""),
    ],
    ids=["program", "web page", "workbook", "empty"],
)
def test_letter_that_is_none_is_refused_and_the_rest_kept(cleared, case, client_for, name, content):
    upload = SimpleUploadedFile(name, content)

    response = client_for(case.focal_point).post(page(cleared), SENT | {"letter_file": upload})

    assert response.context["form"].errors.keys() == {"letter_file"}
    assert "MQ 12/2026" in text_of(response)
    assert not cleared.consents.exists()


def test_no_row_without_its_file(cleared, case, client_for, monkeypatch):
    def full(*_file):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("profiles.workflow.consent.default_storage.save", full)

    response = client_for(case.focal_point).post(page(cleared), SENT | {"letter_file": a_letter()})

    assert response.status_code == 507
    assert not cleared.consents.exists()
    assert Profile.objects.get(pk=cleared.pk).state == ProfileState.CLEARED


def test_letters_are_bounded(profile, case, client_for):
    profile.consents.update(letter_bytes=200 * 1024 * 1024)

    response = client_for(case.focal_point).post(page(profile), SENT | {"letter_file": a_letter()})

    assert "take up all the room there is" in text_of(response)
    assert profile.consents.count() == 1


# Again, and replays -------------------------------------------------------------------------------------


def test_form_that_is_sent_twice_records_one_consent(cleared, case, client_for):
    client = client_for(case.focal_point)

    statuses = [
        client.post(page(cleared), SENT | {"letter_file": a_letter()}).status_code for _again in range(2)
    ]

    assert statuses == [302, 302]
    assert cleared.consents.count() == 1
    assert cleared.events.filter(name="record consent").count() == 1


def test_languages_are_added_by_another_consent_that_ends_the_earlier_one(profile, case, client_for):
    client = client_for(case.coordinator)
    first = in_force(profile)

    asked = client.get(page(profile))
    sent = client.post(page(profile), SENT | {"letter": "MQ 40/2026", "languages": ["en", "fr"]})

    assert "The consent that is in force ends when you record another one." in text_of(asked)
    assert asked.context["form"].initial == {
        "name": "Martina Sosa",
        "capacity": "Mayor",
        "languages": ["en"],
    }
    assert sent.status_code == 302
    first.refresh_from_db()
    now = in_force(profile)
    assert first.ended_at is not None
    assert (now.letter, languages_of(now), now.recorded_by) == ("MQ 40/2026", ["en", "fr"], case.coordinator)
    assert Profile.objects.get(pk=profile.pk).state == ProfileState.CONSENTED
    shown = text_of(client.get(page(profile, "")))
    assert "In force since" in shown
    assert "In force from" in shown


@pytest.mark.parametrize("role", ["researcher", "reviewer", "translator", "observer"])
def test_others_record_none(cleared, case, client_for, role):
    client = client_for(case.in_role(role))

    assert client.get(page(cleared)).status_code == 403
    assert client.post(page(cleared), SENT).status_code == 403
    assert not cleared.consents.exists()


def test_bare_step_records_nothing(profile, case, client_for):
    response = client_for(case.focal_point).post(page(profile, "do/record-consent/"))

    assert (response.status_code, response.url) == (302, page(profile))
    assert profile.events.filter(name="record consent").count() == 1


def test_observer_of_the_function_is_refused(profile, case):
    with pytest.raises(PermissionDenied):
        consent_by(case.observer, profile)


def consent_by(person, profile, languages=("en",), letter="MQ 12/2026"):
    told = {"name": "Martina Sosa", "capacity": "Mayor", "date": in_force(profile).date, "letter": letter}
    return record_consent(profile=profile, languages=languages, by=person, **told)


# What rests on it ---------------------------------------------------------------------------------------


@pytest.fixture
def bilingual(case):
    """Published nowhere yet; English and French may be."""
    profile = consulted(case)
    translate(case, profile, "fr")
    perform(PROFILE, "clear", profile, by=case.second_reviewer)
    consent(case, profile, ("en", "fr"))
    return Profile.objects.for_detail().get(pk=profile.pk)


def in_state(edition, state):
    Edition.objects.filter(pk=edition.pk).update(state=state)
    return edition


@pytest.mark.parametrize(
    ("state", "ends_as"),
    [(EditionState.WAITING, EditionState.CALLED_OFF), (EditionState.RENDERING, EditionState.FAILED)],
)
def test_edition_in_a_language_that_is_not_covered_any_more_does_not_appear(bilingual, case, state, ends_as):
    english, french = (
        in_state(publish(profile=bilingual, language=code, by=case.coordinator), state)
        for code in ("en", "fr")
    )

    consent_by(case.focal_point, bilingual, ["en"], letter="MQ 50/2026")

    assert Edition.objects.get(pk=english.pk).state == state
    assert Edition.objects.get(pk=french.pk).state == ends_as
    note = french.events.order_by("-pk").first().note
    assert note == "The consent in force doesn’t name this language."


@pytest.mark.parametrize(
    ("state", "ends_as"),
    [(EditionState.WAITING, EditionState.CALLED_OFF), (EditionState.RENDERING, EditionState.FAILED)],
)
def test_nothing_appears_after_the_consent_is_withdrawn(profile, case, state, ends_as):
    edition = in_state(publish(profile=profile, language="en", by=case.coordinator), state)

    perform(PROFILE, "withdraw consent", profile, by=case.focal_point, note="A new government.")

    assert Edition.objects.get(pk=edition.pk).state == ends_as
    assert not profile.consents.filter(ended_at=None).exists()
    with pytest.raises(TransitionRefused):
        publish(profile=profile, language="en", by=case.coordinator)


def test_publication_is_refused_in_a_language_without_consent(bilingual, case):
    consent_by(case.focal_point, bilingual, ["en"], letter="MQ 50/2026")

    with pytest.raises(TransitionRefused, match="doesn’t cover French"):
        publish(profile=bilingual, language="fr", by=case.coordinator)
    publish(profile=bilingual, language="en", by=case.coordinator)


def test_withdrawal_needs_a_reason_that_everybody_of_the_profile_reads(profile, case, client_for):
    client = client_for(case.focal_point)

    bare = client.post(page(profile, "do/withdraw-consent/"), {"note": ""})
    client.post(page(profile, "do/withdraw-consent/"), {"note": "A new government."})

    assert Profile.objects.get(pk=profile.pk).state == ProfileState.DRAFTING
    assert "This field is required." in text_of(bare)
    assert "A new government." in text_of(client_for(case.observer).get(page(profile, "")))

"""Translations leave as a catalogue for translators' tools and come back: compared first, taken then."""

import io

import pytest
from babel.messages.pofile import read_po, write_po
from django.core.files.uploadedfile import SimpleUploadedFile

from audit.models import Entry
from profiles.models import FindingText, ProfileText
from profiles.workflow import add_language, write_text
from tests.factories.profiles import make_standing_texts, sources_of, translate, written
from tests.factories.translating import bodies_in, introduction_of, segments_of, states_of, translate_one


@pytest.fixture
def profile(case):
    make_standing_texts()
    return written(case)


def address(profile, name, language="fr"):
    return f"/en/assessments/{profile.assessment_id}/profile/translation/{language}/{name}/"


def exported(client, profile, language="fr"):
    response = client.get(address(profile, "export", language))
    assert response.status_code == 200
    return response.content


def changed(content, change=lambda message: None):
    """The file after a translator's tool: `change` works on each message."""
    catalogue = read_po(io.BytesIO(content))
    for message in list(catalogue):
        if message.context:
            change(message)
    file = io.BytesIO()
    write_po(file, catalogue)
    return file.getvalue()


def translated(message):
    message.string = f"{message.id} (fr)"
    message.flags.discard("fuzzy")


def import_(client, profile, content, language="fr", name="translated.po"):
    file = SimpleUploadedFile(name, content)
    return client.post(address(profile, "import", language), {"file": file})


def take(client, profile, response):
    checked = response.context["take_form"]["checked"].value()
    return client.post(address(profile, "import/take"), {"checked": checked})


def test_file_has_each_text_under_a_name_that_stays_with_its_revision(case, profile, client_for):
    content = exported(client_for(case.translator), profile)

    catalogue = read_po(io.BytesIO(content))
    found = {message.context: (message.id, message.string) for message in catalogue if message.context}
    assert found == {
        f"{key}@{segment.source.revision}": (segment.source.body, "")
        for key, segment in segments_of(profile, "fr").items()
    }
    assert catalogue.locale_identifier == "fr"


def test_file_marks_as_unfinished_what_is_stale_or_not_reviewed(case, profile, client_for):
    translate(case, profile, "fr", reviewed=False)
    translate_one(
        profile, introduction_of(profile), "Une introduction.", by=case.translator, reviewer=case.reviewer
    )

    catalogue = read_po(io.BytesIO(exported(client_for(case.translator), profile)))

    assert {m.context.partition("@")[0]: m.fuzzy for m in catalogue if m.context} == {
        key: state != "reviewed" for key, state in states_of(profile, "fr").items()
    }


def test_export_is_a_line_of_the_log(case, profile, client_for):
    exported(client_for(case.translator), profile)

    assert Entry.objects.filter(kind="downloaded", subject__endswith="-fr.po").count() == 1


def test_nothing_is_saved_before_the_changes_were_seen(case, profile, client_for):
    client = client_for(case.translator)

    response = import_(client, profile, changed(exported(client, profile), translated))

    assert len(response.context["found"].changes) == len(sources_of(profile))
    assert bodies_in("fr") == {}


def test_all_that_was_shown_is_taken_once(case, profile, client_for):
    client = client_for(case.translator)
    response = import_(client, profile, changed(exported(client, profile), translated))

    assert [take(client, profile, response).status_code for _ in range(2)] == [302, 302]

    assert bodies_in("fr") == {
        key: f"{segment.source.body} (fr)" for key, segment in segments_of(profile, "fr").items()
    }
    assert set(states_of(profile, "fr").values()) == {"draft"}
    assert {text.revision for text in FindingText.objects.filter(language="fr")} == {1}


def test_what_came_back_as_it_left_changes_nothing(case, profile, client_for):
    translate(case, profile, "fr")
    client = client_for(case.translator)

    found = import_(client, profile, exported(client, profile)).context["found"]

    assert (found.changes, found.left, found.same) == ([], [], len(sources_of(profile)))


def test_line_ends_of_another_system_are_no_change(case, profile, client_for):
    ProfileText.objects.filter(language="en").update(body="One\r\n\r\nTwo")
    translate_one(profile, introduction_of(profile), "Un\r\n\r\nDeux", by=case.translator)
    client = client_for(case.translator)

    found = import_(client, profile, exported(client, profile)).context["found"]

    assert (found.changes, found.left) == ([], [])


def test_stale_text_without_its_mark_is_confirmed_and_with_it_left(case, profile, client_for):
    translate(case, profile, "fr")
    write_text(profile=profile, key="introduction", body="Another one.", by=case.reviewer)
    client = client_for(case.translator)
    content = exported(client, profile)

    left = import_(client, profile, content).context["found"]
    response = import_(client, profile, changed(content, lambda message: message.flags.discard("fuzzy")))

    assert left.changes == []
    [change] = response.context["found"].changes
    assert (change.segment.key, change.confirms) == ("text-introduction", True)
    take(client, profile, response)
    assert states_of(profile, "fr")["text-introduction"] == "draft"


def test_translation_of_a_source_that_changed_meanwhile_is_taken_as_stale(case, profile, client_for):
    client = client_for(case.translator)
    content = changed(exported(client, profile), translated)
    write_text(profile=profile, key="introduction", body="Another one.", by=case.reviewer)

    response = import_(client, profile, content)
    take(client, profile, response)

    assert [c.segment.key for c in response.context["found"].changes if c.outdated] == ["text-introduction"]
    assert states_of(profile, "fr")["text-introduction"] == "stale"


def test_old_file_does_not_make_stale_what_was_confirmed_since(case, profile, client_for):
    translate(case, profile, "fr")
    client = client_for(case.translator)
    content = exported(client, profile)
    source = write_text(profile=profile, key="introduction", body="Another one.", by=case.reviewer)
    french = ProfileText.objects.get(key="introduction", language="fr")
    translate_one(profile, source, french.body, by=case.translator, reviewer=case.reviewer)

    assert import_(client, profile, content).context["found"].changes == []


def spoil(**how):
    def change(message):
        if message.context.startswith("text-introduction"):
            translated(message)
            for name, value in how.items():
                setattr(message, name, value)

    return change


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ({"context": "finding-999999@1"}, "There is no such text in this profile"),
        ({"context": "../../etc/passwd"}, "There is no such text in this profile"),
        ({"context": "text-introduction@9"}, "The source text in the file isn’t the one"),
        ({"id": "Something else"}, "The source text in the file isn’t the one"),
        ({"string": "x" * 20_001}, "The translation is longer than 20000"),
        ({"flags": {"fuzzy"}}, "It is marked as unfinished"),
    ],
)
def test_what_does_not_fit_is_left_aside_and_told(case, profile, client_for, how, reason):
    client = client_for(case.translator)

    found = import_(client, profile, changed(exported(client, profile), spoil(**how))).context["found"]

    assert found.changes == []
    assert [told for _title, told in found.left if reason in told] != []


def test_text_that_stands_in_the_file_twice_is_left_aside(case, profile, client_for):
    client = client_for(case.translator)
    content = changed(exported(client, profile), translated)
    body = content[content.index(b"msgctxt") :]

    found = import_(client, profile, content + b"\n" + body).context["found"]

    assert found.changes == []
    assert {reason for _title, reason in found.left} == {"It stands in the file more than once."}


def test_file_in_another_language_is_refused_beside_the_field(case, profile, client_for):
    client = client_for(case.translator)

    response = import_(client, profile, exported(client, profile, "es"))

    assert response.status_code == 422
    assert response.context["form"].errors["file"] == ["This file is in another language: Spanish."]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"%PDF-1.7 x", "x.po"),
        (b"hello", "x.po"),
        (b"", "x.po"),
        (b'msgid ""\nmsgstr ""\n"Language: fr\\n"\n', "x.exe"),
        (b"<html><script>hit(1)</script>", "x.po"),
    ],
)
def test_other_files_are_refused_beside_the_field(case, profile, client_for, content, name):
    response = import_(client_for(case.translator), profile, content, name=name)

    assert response.status_code == 422
    assert "file" in response.context["form"].errors


def test_what_someone_wrote_meanwhile_is_not_overwritten(case, profile, client_for):
    client = client_for(case.translator)
    response = import_(client, profile, changed(exported(client, profile), translated))
    translate_one(profile, introduction_of(profile), "Entre-temps.", by=case.reviewer)

    take(client, profile, response)

    assert bodies_in("fr")["text-introduction"] == "Entre-temps."
    assert len(bodies_in("fr")) == len(sources_of(profile))


def test_page_of_someone_else_or_with_other_changes_is_not_taken(case, profile, client_for):
    client = client_for(case.translator)
    response = import_(client, profile, changed(exported(client, profile), translated))
    checked = response.context["take_form"]["checked"].value()

    client_for(case.reviewer).post(address(profile, "import/take"), {"checked": checked})
    client.post(address(profile, "import/take", "es"), {"checked": checked})
    client.post(address(profile, "import/take"), {"checked": checked[:-1]})
    client.post(address(profile, "import/take"), {})

    assert (bodies_in("fr"), bodies_in("es")) == ({}, {})


def test_only_translators_and_reviewers_export_and_import(case, profile, client_for):
    found = {
        role: client_for(case.in_role(role)).get(address(profile, "export")).status_code
        for role in (
            "coordinator",
            "researcher",
            "focal_point",
            "contributor",
            "reviewer",
            "translator",
            "observer",
        )
    }

    assert found == dict.fromkeys(("coordinator", "researcher", "focal_point", "observer"), 403) | {
        "contributor": 404,
        "reviewer": 200,
        "translator": 200,
    }


def test_languages_with_a_region_or_script_come_back(case, profile, client_for):
    client = client_for(case.translator)
    for language in ("pt-br", "zh-hans", "ar"):
        add_language(profile=profile, language=language, by=case.translator)

        response = import_(
            client, profile, changed(exported(client, profile, language), translated), language
        )

        assert len(response.context["found"].changes) == len(sources_of(profile))

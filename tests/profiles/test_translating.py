"""The translation desk: both texts side by side, saved together, reviewed by someone else, coverage of each language."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from profiles.models import (
    Edition,
    FindingText,
    FindingTextRevision,
    NameTranslation,
    ProfileLanguage,
    ProfileText,
)
from profiles.querysets import names_in
from profiles.report import build, coverage, terms_in
from profiles.rules import states_of_names, unpublishable
from profiles.workflow import (
    NameDraft,
    TranslationDraft,
    add_language,
    review_names,
    review_translations,
    save_names,
    save_translations,
    write_text,
)
from tests.factories.profiles import make_standing_texts, profile_of, sources_of, translate, written
from tests.factories.translating import introduction_of, segments_of, sent, states_of, translate_one

ROLES = ("coordinator", "researcher", "focal_point", "contributor", "reviewer", "translator", "observer")


@pytest.fixture
def profile(case):
    make_standing_texts()
    return written(case)


def desk(profile, path="fr/"):
    return f"/en/assessments/{profile.assessment_id}/profile/translation/{path}"


def text_of(response):
    return " ".join(response.content.decode().split())


def rewrite(case, profile, body="Another introduction."):
    return write_text(profile=profile, key="introduction", body=body, by=case.reviewer)


def french():
    return ProfileText.objects.get(key="introduction", language="fr")


# Saving ---------------------------------------------------------------------------------------------


def test_each_text_is_shown_with_its_source_and_state(case, profile, client_for):
    response = client_for(case.translator).get(desk(profile))

    assert set(states_of(profile, "fr").values()) == {"untranslated"}
    assert [form.segment.key for form in response.context["forms"]] == list(states_of(profile, "fr"))
    assert "The first paragraph.<br>" in text_of(response)


def test_many_are_saved_at_once_and_become_drafts(case, profile, client_for):
    keys = list(states_of(profile, "fr"))[:2]
    typed = {key.replace("-", "_"): f"Texte {key}" for key in keys}

    client_for(case.translator).post(desk(profile), sent(profile, "fr", **typed))

    states = states_of(profile, "fr")
    assert {key: states[key] for key in keys} == dict.fromkeys(keys, "draft")
    assert {state for key, state in states.items() if key not in keys} <= {"untranslated"}


def test_saving_the_page_as_it_stands_changes_nothing(case, profile, client_for):
    translate(case, profile, "fr")
    rewrite(case, profile)
    before = list(ProfileText.objects.values()), list(FindingText.objects.values())

    data = sent(profile, "fr")
    data["text-introduction-body"] = data["text-introduction-body"].replace("\n", "\r\n")
    client_for(case.translator).post(desk(profile), data)

    assert (list(ProfileText.objects.values()), list(FindingText.objects.values())) == before


def test_empty_translation_takes_it_away(case, profile, client_for):
    translate(case, profile, "fr")

    client_for(case.translator).post(desk(profile), sent(profile, "fr", text_introduction=""))

    assert states_of(profile, "fr")["text-introduction"] == "untranslated"
    assert french().revisions.count() == 2


def test_nothing_is_made_where_nothing_is_typed(case, profile):
    source = introduction_of(profile)

    translate_one(profile, source, "  ", by=case.translator)

    assert not ProfileText.objects.filter(language="fr").exists()


def test_double_click_saves_once(case, profile, client_for):
    client, data = client_for(case.translator), sent(profile, "fr", text_introduction="Une introduction.")

    answers = [client.post(desk(profile), data).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert (french().revision, french().revisions.count()) == (1, 1)


def test_text_that_is_too_long_is_told_beside_its_field_and_nothing_is_lost(case, profile, client_for):
    data = sent(profile, "fr", text_introduction="x" * 20_001)
    finding = next(key for key in data["segment"] if key.startswith("finding"))
    data[f"{finding}-body"] = "Un constat."

    response = client_for(case.translator).post(desk(profile), data)

    assert response.status_code == 422
    assert "Un constat." in text_of(response)
    assert not ProfileText.objects.filter(language="fr").exists()
    assert not FindingText.objects.filter(language="fr").exists()


@pytest.mark.parametrize("field", ["seen", "translated"])
@pytest.mark.parametrize("value", ["", "-1", "x", "99999999999999999999"])
def test_hidden_field_that_no_page_sends_is_refused(case, profile, client_for, field, value):
    response = client_for(case.translator).post(
        desk(profile), sent(profile, "fr", text_introduction={"body": "Texte", field: value})
    )

    assert response.status_code == 422
    assert not ProfileText.objects.filter(language="fr").exists()


# Two at once ----------------------------------------------------------------------------------------


def test_lost_race_shows_both_texts_and_saves_neither_over_the_other(case, profile, client_for):
    client = client_for(case.translator)
    data = sent(profile, "fr", text_introduction="Mon texte à moi.")
    translate_one(profile, introduction_of(profile), "Leur texte à eux.", by=case.reviewer)

    response = client.post(desk(profile), data)

    assert response.status_code == 409
    assert french().body == "Leur texte à eux."
    assert "<del>Leur</del> texte à <del>eux</del>." in text_of(response)
    assert "<ins>Mon</ins> texte à <ins>moi</ins>." in text_of(response)

    again = {"segment": ["text-introduction"]}
    form = next(form for form in response.context["forms"] if form.theirs)
    again |= {form.add_prefix(name): form[name].value() for name in ("body", "seen", "translated")}
    assert client.post(desk(profile), again).status_code == 302
    assert french().body == "Mon texte à moi."
    assert [each.body for each in french().revisions.order_by("number")] == [
        "Leur texte à eux.",
        "Mon texte à moi.",
    ]


def test_other_text_is_kept_when_that_is_chosen(case, profile, client_for):
    translate_one(profile, introduction_of(profile), "Leur texte.", by=case.reviewer)
    data = sent(profile, "fr", text_introduction="Mon texte.") | {"theirs": "text-introduction"}

    assert client_for(case.translator).post(desk(profile), data).status_code == 302
    assert french().body == "Leur texte."


def test_what_was_not_in_conflict_is_saved_beside_it(case, profile, client_for):
    data = sent(profile, "fr", text_introduction="Mon texte.")
    finding = next(key for key in data["segment"] if key.startswith("finding"))
    data[f"{finding}-body"] = "Un constat."
    translate_one(profile, introduction_of(profile), "Leur texte.", by=case.reviewer)

    response = client_for(case.translator).post(desk(profile), data)

    assert response.status_code == 409
    assert states_of(profile, "fr")[finding] == "draft"
    assert [form.segment.key for form in response.context["forms"] if form.theirs] == ["text-introduction"]


# Stale ----------------------------------------------------------------------------------------------


def test_stale_translation_shows_what_changed_in_its_source(case, profile, client_for):
    translate(case, profile, "fr")
    rewrite(case, profile, "The first paragraph.\n\nThe last paragraph.")

    response = client_for(case.translator).get(desk(profile, "fr/?state=stale"))

    assert [form.segment.key for form in response.context["forms"]] == ["text-introduction"]
    assert "The <del>second</del> paragraph." in text_of(response)
    assert "The <ins>last</ins> paragraph." in text_of(response)


def test_stale_translation_that_is_still_right_is_confirmed_and_then_reviewed(case, profile, client_for):
    translate(case, profile, "fr")
    body = french().body
    rewrite(case, profile)

    data = sent(profile, "fr", text_introduction={"right": "on", "body": body})
    client_for(case.translator).post(desk(profile), data)

    assert (states_of(profile, "fr")["text-introduction"], french().body) == ("draft", body)
    client_for(case.reviewer).post(desk(profile), sent(profile, "fr") | {"review": "text-introduction"})
    assert states_of(profile, "fr")["text-introduction"] == "reviewed"


def test_confirmation_of_a_source_that_changed_again_leaves_it_stale(case, profile, client_for):
    translate(case, profile, "fr")
    rewrite(case, profile, "A second text.")
    data = sent(profile, "fr", text_introduction={"right": "on", "body": french().body})
    rewrite(case, profile, "A third text.")

    client_for(case.translator).post(desk(profile), data)

    assert states_of(profile, "fr")["text-introduction"] == "stale"


# Review ---------------------------------------------------------------------------------------------


def test_own_translation_is_reviewed_by_someone_else(case, profile, client_for):
    translate(case, profile, "fr", reviewed=False)

    client_for(case.translator).post(desk(profile), sent(profile, "fr") | {"review": "text-introduction"})
    assert states_of(profile, "fr")["text-introduction"] == "draft"

    client_for(case.reviewer).post(desk(profile), sent(profile, "fr") | {"review": "text-introduction"})
    assert states_of(profile, "fr")["text-introduction"] == "reviewed"


def test_what_was_written_since_it_was_read_is_not_reviewed(case, profile, client_for):
    translate(case, profile, "fr", reviewed=False)
    data = sent(profile, "fr") | {"review": "text-introduction"}
    translate_one(profile, introduction_of(profile), "Tout autre chose.", by=case.translator)

    client_for(case.reviewer).post(desk(profile), data)

    assert (french().reviewed_at, french().body) == (None, "Tout autre chose.")


def test_reviewing_saves_what_was_typed_elsewhere_on_the_page(case, profile, client_for):
    translate(case, profile, "fr", reviewed=False)
    data = sent(profile, "fr") | {"review": "text-introduction"}
    finding = next(key for key in data["segment"] if key.startswith("finding"))
    data[f"{finding}-body"] = "Mieux dit."

    client_for(case.reviewer).post(desk(profile), data)

    assert segments_of(profile, "fr")[finding].body == "Mieux dit."
    assert states_of(profile, "fr")["text-introduction"] == "reviewed"


def test_all_shown_are_reviewed_after_asking(case, profile, client_for):
    translate(case, profile, "fr", reviewed=False)
    client = client_for(case.reviewer)

    asked = client.post(desk(profile, "fr/?part=findings"), sent(profile, "fr") | {"then": "review"})
    page = client.get(asked.url)
    waiting = page.context["waiting"]
    data = {"segment": [s.key for s in waiting]} | {f"{s.key}-seen": s.revision for s in waiting}

    assert asked.url == desk(profile, "fr/review/?part=findings")
    assert set(states_of(profile, "fr").values()) == {"draft"}
    assert client.post(asked.url, data).url == desk(profile, "fr/?part=findings")
    states = states_of(profile, "fr")
    assert {states[key] for key in data["segment"]} == {"reviewed"}
    assert states["text-introduction"] == "draft"


def test_nobody_is_asked_to_review_their_own(case, profile, client_for):
    translate(case, profile, "fr", reviewed=False)

    response = client_for(case.translator).get(desk(profile, "fr/review/"))

    assert response.context["waiting"] == []


def test_review_says_which_texts_it_refused(case, profile):
    translate(case, profile, "fr", reviewed=False)
    source = introduction_of(profile)

    refused = review_translations(
        profile=profile, language="fr", sources=[source], by=case.reviewer, seen={source: 7}
    )

    assert refused == [source]


# Who ------------------------------------------------------------------------------------------------


def test_who_sees_the_profile_reads_the_desk_and_translators_write(case, profile, client_for):
    found = {}
    for role in ROLES:
        client = client_for(case.in_role(role))
        found[role] = client.get(desk(profile)).status_code, client.post(desk(profile), {}).status_code

    assert found == {
        "coordinator": (200, 403),
        "researcher": (200, 403),
        "focal_point": (200, 403),
        "contributor": (404, 404),
        "reviewer": (200, 302),
        "translator": (200, 302),
        "observer": (200, 403),
    }


@pytest.mark.parametrize("language", ["en", "de", "xx", "fr-ca"])
def test_language_that_the_profile_is_not_translated_into_has_no_desk(case, profile, client_for, language):
    assert client_for(case.translator).get(desk(profile, f"{language}/")).status_code == 404


def test_writing_functions_ask_for_the_right(case, profile):
    source = introduction_of(profile)
    draft = TranslationDraft(source, "Texte", source.revision)
    how = {"profile": profile, "by": case.coordinator}

    with pytest.raises(PermissionDenied):
        save_translations(language="fr", drafts=[draft], **how)
    with pytest.raises(PermissionDenied):
        review_translations(language="fr", sources=[source], **how)
    with pytest.raises(PermissionDenied):
        add_language(language="pt", **how)
    with pytest.raises(PermissionDenied):
        save_names(language="pt", drafts=[], **how)
    with pytest.raises(PermissionDenied):
        review_names(language="pt", seen={}, **how)


# Languages ------------------------------------------------------------------------------------------


def test_coverage_counts_each_state_of_each_language(case, profile):
    translate(case, profile, "fr")
    translate(case, profile, "es", reviewed=False)
    rewrite(case, profile)

    found = {each.language: dict(each.told) for each in coverage(profile)}

    number = len(sources_of(profile)) - 1
    assert found == {"fr": {"stale": 1, "reviewed": number}, "es": {"draft": number, "stale": 1}}


def test_coverage_agrees_with_the_desk(case, profile):
    translate(case, profile, "fr")
    rewrite(case, profile)
    profile.findings.filter(pk=profile.findings.first().pk).update(inclusion="left_out")

    [found] = [each for each in coverage(profile) if each.language == "fr"]

    states = list(states_of(profile, "fr").values())
    assert dict(found.told) == {state: states.count(state) for state in set(states)}


def test_language_of_the_cldr_is_added_and_removed(case, profile, client_for):
    client = client_for(case.translator)

    assert client.post(desk(profile, ""), {"language": "pt"}).status_code == 302
    assert client.post(desk(profile, ""), {"language": "pt"}).status_code == 302
    assert ProfileLanguage.objects.filter(profile=profile, language="pt").count() == 1
    assert client.get(desk(profile, "pt/")).status_code == 200
    assert client.post(desk(profile, "pt/remove/")).status_code == 302
    assert not ProfileLanguage.objects.filter(profile=profile, language="pt").exists()


@pytest.mark.parametrize("language", ["", "xx", "klingon", "../etc", "pt\0", "a" * 500])
def test_language_that_does_not_exist_is_refused(case, profile, client_for, language):
    response = client_for(case.translator).post(desk(profile, ""), {"language": language})

    assert response.status_code == 422
    assert ProfileLanguage.objects.filter(profile=profile).count() == 3


def test_arabic_is_written_from_right_to_left(case, profile, client_for):
    add_language(profile=profile, language="ar", by=case.translator)

    response = client_for(case.translator).get(desk(profile, "ar/"))

    assert 'lang="ar" dir="rtl"' in text_of(response)


# Names ----------------------------------------------------------------------------------------------


@pytest.fixture
def portuguese(case, profile):
    add_language(profile=profile, language="pt", by=case.translator)
    return profile_of(case)


def names(profile, language="pt"):
    return dict(states_of_names(profile, language))


def name_all(case, profile, language="pt"):
    drafts = [NameDraft(name.source, f"{name.source} ({language})") for name in names_in(profile)]
    return save_names(profile=profile, language=language, drafts=drafts, by=case.translator)


def test_edition_in_a_language_that_the_site_lacks_prints_its_own_names(case, portuguese):
    name_all(case, portuguese)

    snapshot = build(portuguese, "pt", published_date=portuguese.assessment.data_cutoff_date)

    said = [snapshot.title, snapshot.name, snapshot.kind, snapshot.country, snapshot.instrument]
    said += [
        text
        for domain in snapshot.domains
        for text in (domain.short_name, domain.long_name, domain.description)
    ]
    assert [text for text in said if not text.endswith(" (pt)")] == []
    assert snapshot.annex == ()


def test_names_of_a_language_of_the_site_are_those_of_the_site(case, portuguese):
    NameTranslation.objects.create(
        language="fr", source="Quilmes", body="Nom étranger", written_by=case.translator
    )

    snapshot = build(portuguese, "fr", published_date=portuguese.assessment.data_cutoff_date)

    assert snapshot.name == portuguese.assessment.jurisdiction.name
    assert snapshot.annex != ()


def test_names_are_written_on_their_page(case, portuguese, client_for):
    client = client_for(case.translator)
    forms = client.get(desk(portuguese, "pt/names/")).context["forms"]
    data = {form.add_prefix("body"): f"{form.name.source} pt" for form in forms}
    data |= {form.add_prefix("seen"): "" for form in forms}

    assert [client.post(desk(portuguese, "pt/names/"), data).status_code for _ in range(2)] == [302, 302]
    assert names(portuguese) == {"draft": len(forms)}


def test_name_that_someone_else_wrote_meanwhile_is_shown_beside_the_own(case, portuguese, client_for):
    client = client_for(case.translator)
    form = client.get(desk(portuguese, "pt/names/")).context["forms"][0]
    draft = NameDraft(form.name.source, "O nome deles")
    save_names(profile=portuguese, language="pt", drafts=[draft], by=case.reviewer)

    data = {form.add_prefix("body"): "O meu nome", form.add_prefix("seen"): ""}
    response = client.post(desk(portuguese, "pt/names/"), data)

    assert response.status_code == 409
    assert NameTranslation.objects.get(source=form.name.source).body == "O nome deles"
    assert "O <ins>meu</ins> nome" in text_of(response)
    data[form.add_prefix("seen")] = "O nome deles"
    assert client.post(desk(portuguese, "pt/names/"), data).status_code == 302
    assert NameTranslation.objects.get(source=form.name.source).body == "O meu nome"


def test_name_is_reviewed_by_someone_else_as_it_was_read(case, portuguese):
    name_all(case, portuguese)
    first, second, third, *_rest = [name.source for name in names_in(portuguese)]
    seen = {first: f"{first} (pt)", second: "What it said before", "Something else": "Outra coisa"}
    how = {"profile": portuguese, "language": "pt"}

    assert review_names(seen={third: f"{third} (pt)"}, by=case.translator, **how) == [third]
    assert review_names(seen=seen, by=case.reviewer, **how) == [second, "Something else"]
    assert NameTranslation.objects.get(reviewed_by=case.reviewer).source == first


def test_name_that_is_written_anew_is_reviewed_anew(case, portuguese):
    name_all(case, portuguese)
    source = portuguese.assessment.instrument.title
    review_names(profile=portuguese, language="pt", seen={source: f"{source} (pt)"}, by=case.reviewer)

    draft = NameDraft(source, "Outro título", f"{source} (pt)")
    save_names(profile=portuguese, language="pt", drafts=[draft], by=case.reviewer)

    assert names(portuguese) == {"draft": len(names_in(portuguese))}


def test_names_are_reviewed_on_their_page_one_by_one_and_all(case, portuguese, client_for):
    name_all(case, portuguese)
    client = client_for(case.reviewer)
    page = client.get(desk(portuguese, "pt/names/"))
    forms = page.context["forms"]
    data = {form.add_prefix(field): form.initial[field] for form in forms for field in ("body", "seen")}

    assert page.context["reviewable"] == forms
    assert client.post(desk(portuguese, "pt/names/"), data | {"review": forms[0].prefix}).status_code == 302
    assert names(portuguese) == {"reviewed": 1, "draft": len(forms) - 1}
    assert client.post(desk(portuguese, "pt/names/"), data | {"review": "all"}).status_code == 302
    assert names(portuguese) == {"reviewed": len(forms)}


def test_own_names_and_changed_ones_are_not_reviewed_on_their_page(case, portuguese, client_for):
    name_all(case, portuguese)
    forms = client_for(case.translator).get(desk(portuguese, "pt/names/")).context["forms"]
    data = {form.add_prefix(field): form.initial[field] for form in forms for field in ("body", "seen")}
    changed = data | {forms[0].add_prefix("body"): "Outro nome", "review": forms[0].prefix}

    client_for(case.translator).post(desk(portuguese, "pt/names/"), data | {"review": "all"})
    client_for(case.reviewer).post(desk(portuguese, "pt/names/"), changed)

    assert names(portuguese) == {"draft": len(forms)}
    assert NameTranslation.objects.get(body="Outro nome").written_by == case.reviewer


def test_edition_waits_for_its_names(case, portuguese):
    name_all(case, portuguese)
    number = len(names_in(portuguese))
    edition = Edition(profile=portuguese, language="pt")
    told = f"Names translated into Portuguese and not reviewed: {number}."

    assert [str(problem) for problem in unpublishable(edition, None) if "Names" in str(problem)] == [told]
    seen = NameTranslation.objects.bodies("pt")
    review_names(profile=portuguese, language="pt", seen=seen, by=case.reviewer)
    assert [str(problem) for problem in unpublishable(edition, None) if "Names" in str(problem)] == []


def test_coverage_counts_names(case, portuguese):
    name_all(case, portuguese)
    source = portuguese.assessment.instrument.title
    review_names(profile=portuguese, language="pt", seen={source: f"{source} (pt)"}, by=case.reviewer)
    NameTranslation.objects.filter(source=portuguese.assessment.jurisdiction.name).delete()

    [found] = [each for each in coverage(portuguese) if each.language == "pt"]

    assert found.names == states_of_names(portuguese, "pt")
    assert (found.names_to_translate, found.names_to_review) == (1, len(names_in(portuguese)) - 2)


def test_language_of_the_site_has_no_page_of_names(case, profile, client_for):
    assert client_for(case.translator).get(desk(profile, "fr/names/")).status_code == 404
    with pytest.raises(ValidationError):
        save_names(profile=profile, language="fr", drafts=[], by=case.translator)


def test_name_that_no_edition_of_the_profile_prints_is_left_aside(case, portuguese):
    draft = NameDraft("Something else", "Outra coisa")
    save_names(profile=portuguese, language="pt", drafts=[draft], by=case.translator)

    assert not NameTranslation.objects.exists()


# Glossary -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language", "into", "found"),
    [
        ("Laws on migrant workers", "en", "fr", [("law", "loi"), ("migrant worker", "travailleur migrant")]),
        ("LOCAL AUTHORITIES", "en", "ar", [("local authority", "سلطة محلية")]),
        ("Des autorités locales", "fr", "pt-br", [("autorité locale", "autoridade local")]),
        ("A flaw, outlawed", "en", "fr", []),
        ("Laws, a law", "en", "es", [("law", "ley")]),
        ("law", "en", "de", []),
        ("Gesetz", "de", "en", []),
        ("", "en", "fr", []),
    ],
)
def test_terms_of_the_field_are_found_where_they_stand(text, language, into, found):
    assert terms_in(text, language=language, into=into) == found


def test_desk_shows_the_terms_beside_the_text(case, profile, client_for):
    rewrite(case, profile, "The law on refugees.")

    response = client_for(case.translator).get(desk(profile, "fr/?part=texts"))

    [form] = response.context["forms"]
    assert form.terms == [("law", "loi"), ("refugee", "réfugié")]
    assert "réfugié" in text_of(response)


# Reading --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query", ["state=draft", "part=nothing", "state=<b>", "page=999", "page=x", "part=texts"]
)
def test_filter_takes_whatever_the_address_says(case, profile, client_for, query):
    assert client_for(case.translator).get(desk(profile, f"fr/?{query}")).status_code == 200


def test_translators_learn_nothing_of_a_finding_on_an_internal_answer(case, profile):
    finding = profile.findings.included().first()
    key = f"finding-{finding.pk}"
    assert key in states_of(profile, "fr")

    answer = finding.bases.get().revision.answer
    type(answer).objects.filter(pk=answer.pk).update(disclosure="internal")

    assert key not in states_of(profile, "fr")


def test_revisions_of_translations_are_kept(case, profile):
    source = sources_of(profile)[0]
    for body in ("Un", "Deux", "Trois"):
        translate_one(profile, source, body, by=case.translator)

    said = FindingTextRevision.objects.filter(text__language="fr").order_by("number")
    assert list(said.values_list("number", "body")) == [(1, "Un"), (2, "Deux"), (3, "Trois")]

"""Languages of a profile, its translations, and who may say that they are right."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from profiles.models import FindingText, ProfileText
from profiles.workflow import (
    TranslationDraft,
    add_language,
    publish,
    remove_language,
    review_translations,
    save_translations,
    write_text,
)
from tests.factories.assessments import make_case
from tests.factories.profiles import consented, decide, drafted, introduce, profile_of, sources_of, translate
from tests.replay import play
from workflows.engine import TransitionRefused


def make_introduced():
    case = make_case()
    decide(case, drafted(case))
    introduce(case, profile_of(case))
    return case


@pytest.fixture
def case(db):
    """Four findings in the profile and an introduction, in English."""
    return play(make_introduced)


def languages(case):
    return sorted(profile_of(case).languages.values_list("language", flat=True))


def save(case, *drafts, language="fr", by=None):
    profile = profile_of(case)
    return save_translations(profile=profile, language=language, drafts=drafts, by=by or case.translator)


def review(case, *sources, language="fr", by=None):
    profile = profile_of(case)
    return review_translations(profile=profile, language=language, sources=sources, by=by or case.reviewer)


def said(source, body="En 2022.", **how):
    return TranslationDraft(source, body, how.pop("source_revision", source.revision), **how)


def states(language="fr"):
    """How many texts stand how: of findings, and of the profile."""
    own = FindingText.objects.filter(language="en"), ProfileText.objects.filter(language="en")
    return [texts.coverage(language) for texts in own]


def translations(language="fr"):
    """Body, revision and translated revision of what stands in the language."""
    fields = "body", "revision", "source_revision"
    return [
        row
        for model in (FindingText, ProfileText)
        for row in model.objects.filter(language=language).order_by("pk").values_list(*fields)
    ]


# Languages --------------------------------------------------------------------------------------------


def test_profile_begins_with_its_own_language_and_those_of_the_site(case):
    assert languages(case) == ["en", "es", "fr"]


@pytest.mark.parametrize("language", ["pt", "ar", "zh-Hans"])
def test_language_beyond_those_of_the_site_is_added_once(case, language):
    for _ in range(2):
        add_language(profile=profile_of(case), language=language, by=case.translator)

    assert languages(case) == sorted(["en", "es", "fr", language])


@pytest.mark.parametrize("language", ["", "xx", "english", "../etc", "en" * 40, "<b>"])
def test_what_is_no_language_is_refused(case, language):
    with pytest.raises(ValidationError):
        add_language(profile=profile_of(case), language=language, by=case.translator)

    assert languages(case) == ["en", "es", "fr"]


def test_language_is_removed_and_what_was_translated_stays_unseen(case):
    source = sources_of(profile_of(case))[0]
    save(case, said(source))

    remove_language(profile=profile_of(case), language="fr", by=case.translator)

    assert languages(case) == ["en", "es"]
    with pytest.raises(ValidationError):
        save(case, said(source, "Autre."))
    add_language(profile=profile_of(case), language="fr", by=case.reviewer)
    assert translations() == [("En 2022.", 1, source.revision)]


def test_own_language_stays(case):
    with pytest.raises(TransitionRefused, match="The profile is written in this language"):
        remove_language(profile=profile_of(case), language="en", by=case.reviewer)


def test_language_with_an_edition_stays(db):
    case = make_case()
    profile = consented(case, languages=("fr",))
    translate(case, profile, "fr")
    publish(profile=profile, language="fr", by=case.coordinator)

    with pytest.raises(TransitionRefused, match="There are editions in this language"):
        remove_language(profile=profile, language="fr", by=case.reviewer)


def ways(case, by):
    """Each function of translating, as a call."""
    profile, source = profile_of(case), sources_of(profile_of(case))[0]
    return [
        lambda: add_language(profile=profile, language="pt", by=by),
        lambda: remove_language(profile=profile, language="fr", by=by),
        lambda: save_translations(profile=profile, language="fr", drafts=[said(source)], by=by),
        lambda: review_translations(profile=profile, language="fr", sources=[source], by=by),
    ]


def test_translating_is_for_translators_and_reviewers_of_this_assessment(two):
    case = two.own
    decide(case, drafted(case))
    before = languages(case), translations()
    others = [person for role, person in case.people.items() if role not in ("reviewer", "translator")]

    for person in (*others, two.other.translator, two.other.reviewer, two.stranger, two.superuser):
        for way in ways(case, person):
            with pytest.raises(PermissionDenied):
                way()

    assert (languages(case), translations()) == before


# Writing ----------------------------------------------------------------------------------------------


def test_translation_is_a_draft_then_reviewed_and_stale_once_its_source_has_changed(case):
    sources = sources_of(profile_of(case))
    introduction = sources[-1]
    told = [states()]

    save(case, *(said(source) for source in sources))
    told.append(states())
    assert review(case, *sources) == []
    told.append(states())
    write_text(profile=profile_of(case), key="introduction", body="Another one.", by=case.reviewer)
    told.append(states())

    assert told == [
        [{"untranslated": 4}, {"untranslated": 1}],
        [{"draft": 4}, {"draft": 1}],
        [{"reviewed": 4}, {"reviewed": 1}],
        [{"reviewed": 4}, {"stale": 1}],
    ]
    assert introduction.revision == 1


def test_another_language_knows_nothing_of_it(case):
    translate(case, profile_of(case), "fr")

    assert states("es") == [{"untranslated": 4}, {"untranslated": 1}]
    assert translations("es") == []


def test_stale_translation_that_is_still_right_is_saved_as_it_stands_and_reviewed_anew(case):
    translate(case, profile_of(case), "fr")
    introduce(case, profile_of(case), "Another one.")
    [source] = profile_of(case).texts.filter(language="en")
    body = profile_of(case).texts.get(language="fr").body

    save(case, said(source, body))

    assert states() == [{"reviewed": 4}, {"draft": 1}]
    assert translations()[-1] == (body, 2, 2)


def test_translation_of_an_earlier_revision_stays_stale(case):
    introduce(case, profile_of(case), "Another one.")
    [source] = profile_of(case).texts.filter(language="en")

    save(case, said(source, source_revision=1))

    assert states() == [{"untranslated": 4}, {"stale": 1}]


def test_the_same_words_again_change_nothing(case):
    translate(case, profile_of(case), "fr")
    before = translations()

    translate(case, profile_of(case), "fr")

    assert translations() == before
    assert states() == [{"reviewed": 4}, {"reviewed": 1}]


def test_empty_translation_takes_it_away(case):
    source = sources_of(profile_of(case))[0]
    save(case, said(source))

    save(case, said(source, " \n"))

    assert states() == [{"untranslated": 4}, {"untranslated": 1}]
    assert translations() == [("", 2, 1)]


def test_fields_that_are_left_empty_leave_no_rows(case):
    sources = sources_of(profile_of(case))

    save(case, *(said(source, "", seen=0) for source in sources))

    assert translations() == []


def test_translation_that_someone_else_has_written_since_is_given_back_and_not_saved(case):
    first, second, *_ = sources_of(profile_of(case))
    save(case, said(first, "La leur.", seen=0))
    mine = said(first, "La mienne.", seen=0)

    kept = save(case, mine, said(second, "La mienne.", seen=0), by=case.reviewer)

    assert kept == [mine]
    assert [row[0] for row in translations()] == ["La leur.", "La mienne."]


def test_profile_is_not_translated_into_its_own_language_or_one_that_it_has_not(case):
    source = sources_of(profile_of(case))[0]

    for language in ("en", "pt", "xx"):
        with pytest.raises(ValidationError):
            save(case, said(source), language=language)


@pytest.mark.parametrize("state", ["drafting", "consultation", "cleared", "consented"])
def test_translating_goes_on_in_every_state(case, state):
    type(profile_of(case)).objects.update(state=state)

    translate(case, profile_of(case), "fr")

    assert states() == [{"reviewed": 4}, {"reviewed": 1}]


@pytest.mark.parametrize("count", [1, 4])
def test_saving_and_reviewing_take_as_many_statements_however_many_texts(
    case, django_assert_num_queries, count
):
    profile = profile_of(case)
    sources = sources_of(profile)[:count]
    case.translator.has_perm("x"), case.reviewer.has_perm("x")

    with django_assert_num_queries(9):
        save_translations(
            profile=profile, language="fr", drafts=[said(s) for s in sources], by=case.translator
        )
    with django_assert_num_queries(8):
        review_translations(profile=profile, language="fr", sources=sources, by=case.reviewer)


# Review -----------------------------------------------------------------------------------------------


def test_ones_own_translation_is_reviewed_by_someone_else(case):
    first, second, *_ = sources_of(profile_of(case))
    save(case, said(first), by=case.reviewer)
    save(case, said(second), by=case.translator)

    assert review(case, first, second, by=case.reviewer) == [first]
    assert review(case, first, by=case.translator) == []
    assert states()[0] == {"reviewed": 2, "untranslated": 2}


def test_what_is_missing_or_stale_is_not_reviewed(case):
    introduce(case, profile_of(case), "Another one.")
    finding, *_, introduction = sources_of(profile_of(case))
    save(case, said(introduction, source_revision=1))

    assert review(case, finding, introduction) == [finding, introduction]


def test_first_review_stands(case):
    source = sources_of(profile_of(case))[0]
    save(case, said(source))
    review(case, source, by=case.reviewer)

    review(case, source, by=case.second_reviewer)

    assert FindingText.objects.get(language="fr").reviewed_by == case.reviewer


def test_translation_written_anew_is_reviewed_anew(case):
    source = sources_of(profile_of(case))[0]
    save(case, said(source))
    review(case, source)

    save(case, said(source, "Mieux dit."))

    text = FindingText.objects.get(language="fr")
    assert (text.reviewed_at, text.reviewed_by, text.body) == (None, None, "Mieux dit.")

"""The words of the site: each in every language, with anchors, and as the translators' list has them."""

import re

import pytest
from ruamel.yaml import YAML

from portal.glossary import DATA, entries
from profiles.report import terms_in

LANGUAGES = ["ar", "en", "es", "fr"]
ROWS = YAML(typ="safe").load(DATA)["terms"]


def test_each_word_and_its_meaning_stand_in_each_language():
    found = {row["anchor"]: (sorted(row["term"]), sorted(row["meaning"])) for row in ROWS}

    assert {anchor: each for anchor, each in found.items() if each != (LANGUAGES, LANGUAGES)} == {}


def test_anchors_are_their_own_and_each_reference_leads_to_one():
    anchors = [row["anchor"] for row in ROWS]

    assert len(set(anchors)) == len(anchors)
    assert {anchor for row in ROWS for anchor in row.get("see", ())} <= set(anchors)


@pytest.mark.parametrize("language", ["fr", "es"])
def test_words_are_those_that_translators_are_shown(language):
    known = {row["term"]["en"]: terms_in(row["term"]["en"], language="en", into=language) for row in ROWS}
    said = {row["term"]["en"]: row["term"][language] for row in ROWS}

    exact = {word: pairs[0][1] for word, pairs in known.items() if pairs and pairs[0][0] == word}

    assert len(exact) == 9
    assert {word: (said[word], term) for word, term in exact.items() if said[word] != term} == {}


def test_words_stand_in_the_order_of_the_readers_alphabet():
    assert [entry.anchor for entry in entries("es")][:3] == [
        "domain",
        "well-developed-area",
        "area-with-potential",
    ]


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_page_shows_each_word_with_its_anchor_and_its_other_names(db, client, language):
    page = client.get(f"/{language}/glossary/").content.decode()

    assert re.findall(r'<div id="([^"]+)">', page) == [entry.anchor for entry in entries(language)]
    [edition] = (entry for entry in entries(language) if entry.anchor == "edition")
    assert all(f'<i lang="{code}"' in page and term in page for code, term in edition.others)


def test_word_that_a_language_lacks_stands_in_english():
    [edition] = (entry for entry in entries("pt") if entry.anchor == "edition")

    assert (edition.language, edition.term) == ("en", "edition")

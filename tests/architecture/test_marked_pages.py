"""In a made-up language, every page, mail and document says nothing that isn’t marked for translation and isn’t data."""

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.template.loader import render_to_string

from portal.glossary import entries
from tests.architecture.test_access import TABLE, lines_of, path_of, scenario
from tests.marking import Reader, Said, everything_marked

__all__ = ["scenario"]  # a fixture

REFUSALS = ("400", "413", "500", "503", "507", "403_csrf")
SITE = (settings.SITE_NAME, settings.SITE_URL)


def first_who_gets_an_answer(cells, people):
    """Whoever gets a page there: nobody signed in, then one of the assessment, then the superuser."""
    by_cell = dict(zip([0, *range(1, 8), 10], [None, *people], strict=True))
    for status in ("200", "409", "422"):
        for cell, person in by_cell.items():
            if cells[cell] == status:
                return person, True
    return None, False


def pages(scenario, group, client_for):
    """Each page of this part of the table that can be read, and what it says."""
    people = [*scenario.own.people.values(), scenario.superuser]
    clients = {}
    for (name, variant, method), cells in lines_of(group).items():
        person, answers = first_who_gets_an_answer(cells, people)
        if not answers:
            continue
        client = clients.setdefault(person, client_for(person))
        cache.clear()
        with transaction.atomic():
            response = client.generic(method, path_of(scenario, name, variant))
            transaction.set_rollback(True)
        if not response.streaming and response.headers.get("Content-Type", "").startswith("text/html"):
            yield f"{name}[{variant}] {method}", response.content.decode()


def words_of_the_glossary():
    """What its file says in each language: data on its page alone, as they are also words of the site."""
    for entry in entries("en"):
        yield from (entry.term, " ".join(entry.meaning.split()), *(term for _code, term in entry.others))


@pytest.mark.parametrize("group", TABLE)
def test_pages_say_nothing_unmarked(scenario, client_for, group):
    reader = Reader(*SITE)
    readers = {"page-glossary[] GET": Reader(*SITE, *words_of_the_glossary())}

    with everything_marked():
        found = {
            where: words
            for where, html in pages(scenario, group, client_for)
            if (words := readers.get(where, reader).unmarked(html))
        }

    assert found == {}


def test_planted_text_is_found(scenario):
    reader = Reader(*SITE)
    page = (
        '<p>⟦Marked, with {0} in it⟧ {0} <b title="Planted">⟦a ⟦b⟧ c⟧</b></p><script>let it = 1</script>Said'
    )

    assert reader.unmarked(page.format("Quilmes")) == ["Planted", "Said"]


def test_brackets_stand_around_what_is_marked(client_for, db):
    with everything_marked():
        html = client_for().get("/en/about/").content.decode()

    assert "⟦About the Migration Governance Indicators⟧" in Said(html).texts


# Refusals ---------------------------------------------------------------------------------------------


def test_refusals_say_nothing_unmarked(scenario, client_for, rf):
    reader = Reader(*SITE)
    stranger = client_for(scenario.stranger)

    with everything_marked():
        pages = {name: render_to_string(f"{name}.html", request=rf.get("/")) for name in REFUSALS}
        pages["gone"] = stranger.get("/en/nothing/here/").content.decode()
        pages["refused"] = stranger.get("/en/review/").content.decode()

    assert {name: words for name, html in pages.items() if (words := reader.unmarked(html))} == {}

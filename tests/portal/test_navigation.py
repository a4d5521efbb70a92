"""Head and foot of every page: where one is, and what there is; only links that lead somewhere."""

import re

import pytest

MARKED = re.compile(r'<a href="([^"]+)" aria-current="([^"]+)"')
LINKS = re.compile(r'<a (?:class="[^"]*" )?href="(/[^"]*)"')


def parts(response):
    page = response.content.decode()
    return page.partition("</header>")[0], page.partition('<footer class="colophon">')[2]


@pytest.mark.parametrize(
    ("path", "head", "foot"),
    [
        ("/en/", [("/en/", "page")], []),
        ("/en/profiles/", [("/en/profiles/", "page")], [("/en/profiles/", "page")]),
        ("/en/about/", [("/en/about/", "page")], [("/en/about/", "page")]),
        ("/es/method/", [("/es/about/", "true")], [("/es/method/", "page")]),
        ("/fr/open-data/", [("/fr/about/", "true")], [("/fr/open-data/", "page")]),
        ("/en/account/sign-in/", [("/en/account/sign-in/", "page")], []),
        ("/en/nothing-here/", [], []),
    ],
)
def test_page_shown_is_marked_in_head_and_foot(db, client, path, head, foot):
    found = [MARKED.findall(part) for part in parts(client.get(path))]

    assert found == [head, foot]


def test_every_link_of_head_and_foot_leads_to_a_page(db, client):
    head, foot = parts(client.get("/en/method/"))
    addresses = {address for part in (head, foot) for address in LINKS.findall(part)}

    answers = {address: client.get(address).status_code for address in addresses if "/static/" not in address}

    assert set(answers.values()) == {200}
    assert {f"/en/{name}/" for name in ("about", "process", "method", "glossary", "privacy")} <= set(answers)


def test_foot_says_where_to_write(db, client, settings):
    settings.CONTACT_EMAIL = "hello@example.org"

    assert 'href="mailto:hello@example.org"' in parts(client.get("/en/"))[1]

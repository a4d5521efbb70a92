"""A domain’s page says what it is about on both levels, what is asked, and what governments have done in it."""

import pytest
from django.core.cache import cache

from tests.factories.findings import Says, make_profile, publish_saying
from tests.factories.instruments import make_instrument
from tests.factories.places import make_country, make_place
from tests.statements import counted


@pytest.fixture(autouse=True)
def nothing_kept():
    """What a test before has kept was made from other rows."""
    cache.clear()


@pytest.fixture
def instruments(db):
    return {
        "local": make_instrument(((2, 1), (1,), (1,))),
        "national": make_instrument(((1,), (1,)), slug="national", scope="national"),
    }


def test_both_levels_stand_side_by_side(client, instruments):
    response = client.get("/en/domains/domain-1/")

    levels = response.context["subject"].levels
    assert [level.domain.description for level in levels] == [
        "What domain 1 looks at in a country.",
        "What domain 1 looks at in a city.",
    ]
    assert [[(page.number, page.title, page.questions) for page in level.pages] for level in levels] == [
        [("1.1", "Subcategory 1.1", [("T1.1.1", "Question T1.1.1?")])],
        [
            ("1.1", "Subcategory 1.1", [("T1.1.1", "Question T1.1.1?"), ("T1.1.2", "Question T1.1.2?")]),
            ("1.2", "Subcategory 1.2", [("T1.2.1", "Question T1.2.1?")]),
        ],
    ]


def test_newest_questionnaire_of_each_level_speaks(client, instruments):
    asked = {"T1.1.1": {"lineage": ("same", ["T1.1.1"])}}
    make_instrument(((1,),), version="2", follows="1", asked=asked)

    slugs = [subject.domain.slug for subject in client.get("/en/domains/").context["subjects"]]
    local = client.get("/en/domains/domain-1/").context["subject"].levels[1]

    assert slugs == ["domain-1", "domain-2"]
    assert (local.domain.instrument.version, len(local.pages)) == ("2", 1)


def test_domain_of_one_level_has_one(client, instruments):
    levels = client.get("/en/domains/domain-3/").context["subject"].levels

    assert [level.scope for level in levels] == ["local"]


def test_domains_lead_to_their_neighbours(client, instruments):
    contexts = [client.get(f"/en/domains/domain-{number}/").context for number in (1, 2, 3)]

    neighbours = [[c[way] and c[way].domain.slug for way in ("previous", "next")] for c in contexts]
    assert neighbours == [[None, "domain-2"], ["domain-1", "domain-3"], ["domain-2", None]]


@pytest.mark.parametrize("path", ["domain-4/", "nothing/", f"{'x' * 200}/"])
def test_unknown_domain_is_not_found(client, instruments, path):
    assert client.get(f"/en/domains/{path}").status_code == 404


def test_without_a_questionnaire_the_list_says_so(client, db):
    assert "No questionnaire is published yet." in client.get("/en/domains/").content.decode()


def test_good_practices_are_the_newest_in_the_language_of_the_page(client, instruments):
    germany = make_profile(make_country("DE"), instruments["national"])
    publish_saying(germany, *(Says(f"Old {number}.") for number in range(9)), age=9)
    quilmes = make_profile(make_place(), instruments["local"])
    publish_saying(quilmes, Says("New."), Says("Open.", "potential"), Says("Other domain.", domain=2), age=1)
    publish_saying(quilmes, Says("En français."), language="fr")

    def practices(language):
        context = client.get(f"/{language}/domains/domain-1/").context
        return [hit.finding.body for hit in context["practices"]]

    assert practices("en") == ["New.", "Old 0.", "Old 1.", "Old 2.", "Old 3.", "Old 4."]
    assert practices("fr") == ["En français."]
    assert practices("es") == []


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("path", "number"), [("", 3), ("domain-1/", 5)])
def test_statements(client, db, count, path, number):
    instrument = make_instrument(((count,) * count,) * count)
    make_instrument(((count,) * count,) * count, slug="national", scope="national")
    publish_saying(make_profile(make_place(), instrument), *[Says("Something.")] * count)
    client.get("/en/domains/domain-1/")

    with counted() as statements:
        response = client.get(f"/en/domains/{path}")

    assert (response.status_code, len(statements)) == (200, number)

"""The explorer finds what published profiles say, by words and filters, newest first, in one language at a time."""

import pytest
from django.core.cache import cache

from places.models import Jurisdiction
from portal.forms import FindingFilter
from portal.report import exploring
from tests.factories.findings import Says, make_profile, publish_saying
from tests.factories.instruments import make_instrument
from tests.factories.places import make_country, make_place
from tests.statements import counted

POTENTIAL = "potential"


@pytest.fixture(autouse=True)
def nothing_kept():
    """What a test before has kept was made from other rows."""
    cache.clear()


@pytest.fixture
def instruments(db):
    tags = {"T1.1.1": {"tags": ["gcm-15", "sdg-3.8"]}, "T1.1.2": {"tags": ["sdg-10.7"]}}
    return {
        "local": make_instrument(asked=tags),
        "national": make_instrument(slug="national", scope="national"),
    }


@pytest.fixture
def published(instruments):
    """Quilmes in 2022 in English and French, and Germany in 2025 in English, which appeared later."""
    quilmes = make_profile(make_place(), instruments["local"])
    publish_saying(
        quilmes,
        Says("Migrants use health services.", tags=("gcm-15", "sdg-3.8")),
        Says("There is no plan for éducation.", POTENTIAL, domain=2),
        age=9,
    )
    publish_saying(quilmes, Says("Les écoles sont ouvertes."), language="fr", age=8)
    germany = make_profile(make_country("DE"), instruments["national"], year=2025)
    publish_saying(
        germany, Says("A law of 2019 opens HEALTH care.", domain=2), Says("A council <meets>."), age=1
    )


def found(client, query="", language="en"):
    response = client.get(f"/{language}/findings/{query}")
    assert response.status_code == 200
    return [hit.finding.body for hit in response.context["hits"]]


# What is found -----------------------------------------------------------------------------------------------

MEETS, LAW = "A council <meets>.", "A law of 2019 opens HEALTH care."
HEALTH, PLAN = "Migrants use health services.", "There is no plan for éducation."
ALL = [MEETS, LAW, HEALTH, PLAN]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ALL),
        ("?q=health", [LAW, HEALTH]),
        ("?q=Hea+serv", [HEALTH]),
        ("?q=EDUCATION", [PLAN]),
        ("?q=e%CC%81ducation", [PLAN]),
        ("?q=germany", [MEETS, LAW]),
        ("?q=allemagne+health", []),
        ("?q=lth", []),
        ("?domain=domain-2", [LAW, PLAN]),
        ("?kind=developed", [MEETS, LAW, HEALTH]),
        ("?kind=potential", [PLAN]),
        ("?country=germany", [MEETS, LAW]),
        ("?region=019", [HEALTH, PLAN]),
        ("?level=national", [MEETS, LAW]),
        ("?year=2022", [HEALTH, PLAN]),
        ("?tag=sdg-3.8", [HEALTH]),
        (
            "?tag=gcm-15&q=migrants&domain=domain-1&kind=developed&year=2022&level=local&country=argentina",
            [HEALTH],
        ),
        ("?language=fr", ["Les écoles sont ouvertes."]),
        ("?q=health&year=2022&domain=domain-2", []),
    ],
)
def test_words_and_filters(client, published, query, expected):
    assert found(client, query) == expected


def test_language_of_the_page_is_the_one_looked_in(client, published):
    assert found(client, language="fr") == ["Les écoles sont ouvertes."]
    assert found(client, language="es") == []


@pytest.mark.parametrize(
    "q",
    [
        '" OR 1=1 --',
        "health' | 'x",
        "health AND NOT NEAR(x y)",
        "* ^ : - + ( ) { } ~",
        "search:health",
        "_language_fr",
        "_kind_developed ecoles",
        "health:*",
        "%_\\",
        "☃ 健康 صحة",
        "ﬁnding ½ ²",
        "a b c d e f g h i j k l m n",
        "x" * 200,
    ],
)
def test_whatever_is_typed_is_words(client, published, q):
    response = client.get("/en/findings/", {"q": q})

    assert response.status_code == 200
    assert {hit.finding.language for hit in response.context["hits"]} <= {"en"}


@pytest.mark.parametrize("q", ["x" * 10_000, "health\x00", "health\ud800".encode("utf-8", "surrogatepass")])
def test_what_cannot_be_looked_for_is_said_and_left_aside(client, published, q):
    response = client.get("/en/findings/", {"q": q})

    assert response.status_code == 200
    assert [hit.finding.body for hit in response.context["hits"]] in (ALL, [LAW, HEALTH], [])


@pytest.mark.parametrize(
    "query", ["?domain=nowhere", "?year=1066", "?language=xx", "?kind=best", "?tag=sdg-99"]
)
def test_choice_that_does_not_exist_is_left_aside(client, published, query):
    assert found(client, query) == ALL


def test_word_of_any_length_stands_on_the_shelves(client, instruments):
    publish_saying(make_profile(make_place(), instruments["local"]), Says("w" * 5000))

    assert found(client, "?q=" + "w" * 150) == ["w" * 5000]


# How it is shown ---------------------------------------------------------------------------------------------


def test_words_that_were_found_are_marked_and_the_rest_is_escaped(client, published):
    page = client.get("/en/findings/?q=meet+educ").content.decode()
    page += client.get("/en/findings/?q=meet").content.decode()
    page += client.get("/en/findings/?q=educ").content.decode()

    assert "A council &lt;<mark>meets</mark>&gt;." in page
    assert "There is no plan for <mark>éducation</mark>." in page


def test_finding_leads_to_its_place_in_the_profile(client, instruments):
    profile = make_profile(make_place(), instruments["local"])
    publish_saying(profile, Says("Named.", key=7), Says("Not named.", domain=2, key=0), age=2)
    publish_saying(profile, Says("Nomeado.", key=7), language="pt", age=1)

    def urls(query):
        return [hit.url for hit in client.get(f"/fr/findings/{query}").context["hits"]]

    assert urls("?language=en") == [
        "/en/profiles/argentina/quilmes/2022/#finding-7",
        "/en/profiles/argentina/quilmes/2022/#domain-2",
    ]
    assert urls("?language=pt") == ["/fr/profiles/argentina/quilmes/2022/editions/pt-1/#finding-7"]


def test_other_language_is_announced_and_marked(client, published):
    page = client.get("/en/findings/?language=fr").content.decode()

    assert "The findings below are in French." in page
    assert 'lang="fr" dir="ltr">Les écoles' in page
    assert "The findings below are in" not in client.get("/en/findings/").content.decode()


def test_where_nothing_is_found_other_languages_are_offered(client, published):
    response = client.get("/en/findings/?q=ecoles&year=2022")

    assert response.context["elsewhere"] == [("fr", "Français", "?q=ecoles&language=fr&year=2022")]
    assert "No finding matches" in response.content.decode()


def test_each_filter_in_use_can_be_removed(client, published):
    context = client.get("/en/findings/?q=health&domain=domain-1&tag=sdg-3.8&kind=developed").context

    assert [(label, choice) for label, choice, _address in context["chosen"]] == [
        ("Domain", "1 Domain 1"),
        ("Objective or target", "3.8 Title of sdg-3.8"),
    ]
    assert [address for _label, _choice, address in context["chosen"]] == [
        "?q=health&kind=developed&tag=sdg-3.8",
        "?q=health&domain=domain-1&kind=developed",
    ]
    assert context["without_filters"] == "?q=health"


def test_filters_offer_only_what_occurs(published):
    fields = FindingFilter({}).fields

    def choices(name):
        return [key for key, _label in fields[name].choices]

    assert choices("country") == ["", "argentina", "germany"]
    assert choices("region") == ["", "019", "150"]
    assert choices("level") == ["", "national", "local"]
    assert choices("year") == ["", "2025", "2022"]
    assert choices("language") == ["en", "fr"]
    tags = [[key for key, _label in options] for _framework, options in fields["tag"].choices[1:]]
    assert tags == [["gcm-15"], ["sdg-3.8"]]


# However many there are ----------------------------------------------------------------------------------------


def test_pages_end_where_most_are_shown(client, instruments, monkeypatch):
    monkeypatch.setattr(exploring, "MOST", 40)
    profile = make_profile(make_place(), instruments["local"])
    publish_saying(profile, *(Says(f"Finding {number}.") for number in range(41)))

    first, last = client.get("/en/findings/"), client.get("/en/findings/?page=2")

    assert (first.context["paginator"].num_pages, len(last.context["hits"])) == (2, 20)
    assert last.context["hits"][-1].finding.body == "Finding 39."
    assert "More than 40 findings" in first.content.decode()
    assert "These were the newest 40." in last.content.decode()
    assert "These were the newest 40." not in first.content.decode()


@pytest.mark.parametrize("page", ["3", "0", "-1", "x", "9" * 30])
def test_page_that_is_not_there_is_not_found(client, published, page):
    assert client.get(f"/en/findings/?page={page}").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("query", "number"), [("", 2), ("?q=health&domain=domain-1&tag=sdg-3.8", 2), ("?q=nothing", 2)]
)
def test_statements(client, instruments, count, query, number):
    country = make_country()
    for index in range(count):
        profile = make_profile(make_place(f"City-{index}", country), instruments["local"])
        publish_saying(profile, Says("Health care.", tags=("sdg-3.8",)), Says("A plan."))
    client.get("/en/findings/")

    with counted() as statements:
        response = client.get(f"/en/findings/{query}")

    assert (response.status_code, len(statements)) == (200, number)


def test_new_edition_is_found_at_once(client, published, instruments, django_capture_on_commit_callbacks):
    found(client)
    with django_capture_on_commit_callbacks(execute=True):
        place = make_place("Lanus", Jurisdiction.objects.get(slug="argentina"))
        publish_saying(make_profile(place, instruments["local"], year=2026), Says("Something new."))

    assert found(client, "?year=2026") == ["Something new."]

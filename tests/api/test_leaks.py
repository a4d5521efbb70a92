"""Nothing that isn't published gets out, and nothing tells whether there is something."""

import json

import pytest

from accounts.models import User
from api import report
from profiles.models import Edition
from profiles.workflow import EDITION
from tests.api.world import CANARY
from workflows.engine import perform

LISTS = (
    "",
    "/profiles",
    "/findings?limit=100",
    "/places",
    "/domains",
    "/tags",
    "/instruments",
    "/openapi.json",
)
TABLES = ("/data/profiles.csv", "/data/findings.csv", "/data/datapackage.json")
HIDDEN = (
    "/profiles/germany/2022",
    "/profiles/germany/bremen/2022",
    "/profiles/argentina/2022",
    "/editions/germany/bremen/2022/en-1",
    "/editions/germany/2022/en-1",
    "/editions/argentina/2022/en-1",
    "/editions/argentina/quilmes/2022/en-3",
    "/instruments/secret/1",
)


def whole(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return b"".join(response).decode()


def everything(client):
    """Each list, each table, and every address that one of them names, as they are sent."""
    texts = [whole(client, f"/api/v1{path}") for path in LISTS] + [whole(client, path) for path in TABLES]
    names = json.loads(texts[1])["items"], json.loads(texts[6])["items"]
    addresses = [item["url"] for items in names for item in items]
    addresses += [edition["url"] for item in names[0] for edition in item["editions"]]
    return "\n".join([*texts, *(whole(client, url.partition(":8000")[2]) for url in addresses)])


def test_nothing_unpublished_is_answered(world, client):
    text = everything(client)

    assert "T1.1.1" in text
    assert CANARY not in text
    assert "bremen" not in text.lower()
    assert "secret" not in text.lower().replace("secretariat", "")


def test_no_person_is_answered(world, client):
    text = everything(client)

    people = User.objects.values_list("email", "name")
    assert len(people) > 20
    assert [email for email, _name in people if email in text] == []
    assert "@" not in text.replace("&#64;", "")


@pytest.mark.parametrize("path", HIDDEN)
def test_what_is_hidden_is_answered_like_what_does_not_exist(world, ask, path):
    nothing = ask("/profiles/nowhere/1999", status=404)

    assert ask(path, status=404) == nothing


def test_who_may_see_a_draft_sees_no_more_here(world, client, client_for):
    person = User.objects.get(email__startswith="coordinator", name=f"Coordinator {CANARY} B")

    seen = client_for(person).get("/api/v1/profiles")

    assert seen.content == client.get("/api/v1/profiles").content
    assert seen.cookies == {}


def test_withdrawn_edition_is_gone_at_once(world, client):
    for edition in Edition.objects.public():
        perform(EDITION, "withdraw", edition, by=world.coordinator, note="Asked for")

    assert client.get("/api/v1/editions/argentina/quilmes/2022/en-1").status_code == 404
    assert json.loads(whole(client, "/api/v1/findings"))["items"] == []
    assert whole(client, "/data/findings.csv").count("\r\n") == 2
    assert len(list(report.tables.profiles())) == 1


def test_nothing_counts_or_sorts(world, client):
    described = json.loads(whole(client, "/api/v1/openapi.json"))

    names = {p["name"] for path in described["paths"].values() for p in path["get"]["parameters"]}
    fields = {
        name
        for schema in described["components"]["schemas"].values()
        for name in schema.get("properties", {})
    }
    forbidden = {"sort", "order", "ordering", "total", "count", "score", "rank"}
    assert (names | fields) & forbidden == set()

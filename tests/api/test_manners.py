"""How the interface answers, whatever it is asked: methods, caches, other sites, and what can't be taken."""

import base64
import json

import pytest
from django.core.cache.backends.locmem import LocMemCache
from django.urls import get_resolver

from instruments.models import Instrument
from places.models import Jurisdiction
from tests.architecture.test_access import routes

ADDRESSES = (
    "/api/v1",
    "/api/v1/openapi.json",
    "/api/v1/profiles",
    "/api/v1/profiles/argentina/quilmes/2022",
    "/api/v1/editions/argentina/quilmes/2022/en-2",
    "/api/v1/findings",
    "/api/v1/places",
    "/api/v1/domains",
    "/api/v1/tags",
    "/api/v1/instruments",
    "/api/v1/instruments/small/1",
    "/data/datapackage.json",
    "/data/profiles.csv",
    "/data/findings.csv",
)


def body(response):
    return b"".join(response)


@pytest.mark.parametrize("path", ADDRESSES)
def test_every_address_may_be_asked_from_anywhere_and_kept(world, client, path):
    response = client.get(path, headers={"Origin": "https://elsewhere.example.org", "Accept-Language": "fr"})

    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response.headers
    assert response.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert response.headers["Content-Language"] == "en"
    assert "Cookie" not in response.headers.get("Vary", "")
    assert response.cookies == {}
    assert len(body(response)) > 100


@pytest.mark.parametrize("path", ADDRESSES)
def test_what_has_not_changed_is_not_sent_again(world, client, django_assert_num_queries, path):
    etag = client.get(path).headers["ETag"]

    with django_assert_num_queries(0):
        again = client.get(path, headers={"If-None-Match": etag})

    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)
    assert again.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get(f"{path}?x", headers={"If-None-Match": etag}).status_code == 400


@pytest.mark.parametrize("path", ADDRESSES)
def test_head_is_a_get_without_its_body(world, client, path):
    whole, head = client.get(path), client.head(path)

    assert (head.status_code, head.content) == (200, b"")
    for name in ("ETag", "Content-Type", "Cache-Control"):
        assert head.headers[name] == whole.headers[name]


@pytest.mark.parametrize("path", [*ADDRESSES, "/api/v1/nothing"])
def test_other_methods(world, client, path):
    asked = client.options(path, headers={"Access-Control-Request-Method": "GET"})
    posted = client.post(path, {"a": "b"})

    if path != "/api/v1/nothing":
        assert (asked.status_code, asked.content) == (204, b"")
        assert asked.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
        assert (posted.status_code, posted.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
        assert json.loads(posted.content)["status"] == 405
    assert client.put(path).status_code == 405


@pytest.mark.parametrize(
    "change",
    [
        lambda world: Jurisdiction.objects.get(slug="quilmes").save(),
        lambda world: Instrument.objects.get(slug="secret").save(),
    ],
)
def test_names_and_questionnaires_that_change_are_sent_anew(
    world, client, django_capture_on_commit_callbacks, change
):
    etag = client.get("/api/v1/places").headers["ETag"]

    with django_capture_on_commit_callbacks(execute=True):
        change(world)

    assert client.get("/api/v1/places", headers={"If-None-Match": etag}).status_code == 200


def cursor(*values):
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("asked", "parameters"),
    [
        ("sort=year", ["sort"]),
        ("utm_source=x&ordering=-year", ["ordering", "utm_source"]),
        ("year=2022&year=2021", ["year"]),
        ("sort=year&limit=0&limit=1&year=x", ["limit", "sort", "year"]),
        ("year=", ["year"]),
        ("year=2022.0", ["year"]),
        ("year=1_0", ["year"]),
        ("year=99999999999999999999", ["year"]),
        ("limit=0", ["limit"]),
        ("limit=101", ["limit"]),
        ("limit=-1", ["limit"]),
        ("limit=٣", ["limit"]),
        ("scope=LOCAL", ["scope"]),
        ("country=../..", ["country"]),
        ("country=%00", ["country"]),
        ("q=%00", ["q"]),
        ("q=" + "x" * 121, ["q"]),
        ("region=19", ["region"]),
        ("language=e n", ["language"]),
        ("cursor=x", ["cursor"]),
        ("cursor=" + "A" * 400, ["cursor"]),
        ("cursor=" + cursor("n"), ["cursor"]),
        ("cursor=" + cursor("n", 1, 1), ["cursor"]),
        ("cursor=" + cursor("n", "2026-01-01T00:00:00+00:00"), ["cursor"]),
        ("cursor=" + cursor("n", 2**63), ["cursor"]),
        ("cursor=" + cursor("n", True), ["cursor"]),
        ("cursor=" + cursor("n", None), ["cursor"]),
        ("cursor=" + cursor("x", 1), ["cursor"]),
        ("cursor=" + base64.urlsafe_b64encode(b"[" * 200).decode(), ["cursor"]),
        ("%00=1", ["\x00"]),
    ],
)
def test_parameter_that_cannot_be_taken_is_named(world, client, asked, parameters):
    response = client.get(f"/api/v1/findings?{asked}")

    told = json.loads(response.content)
    assert (response.status_code, told["status"]) == (400, 400)
    assert response.headers["Content-Type"] == "application/problem+json"
    assert sorted(fault["parameter"] for fault in told["errors"]) == parameters
    assert response.headers["Cache-Control"] == "no-store"


MOMENT = "2026-01-01T00:00:00+00:00"


@pytest.mark.parametrize(
    "values",
    [
        ("n", MOMENT),
        ("n", "2026-01-01T00:00:00", 1),
        ("n", "0001-01-01T00:00:00+23:59", 1),
        ("n", None, 1),
        ("n", MOMENT, 2**63),
        ("n", MOMENT, True),
        ("x", MOMENT, 1),
    ],
)
def test_cursor_of_moments_is_looked_at_too(world, ask, values):
    assert ask(f"/profiles?cursor={cursor('n', MOMENT, 1)}")["items"] == []
    told = ask(f"/profiles?cursor={cursor(*values)}", status=400)

    assert [fault["parameter"] for fault in told["errors"]] == ["cursor"]


@pytest.mark.parametrize(
    "asked",
    ["q=' OR 1=1 --", "q=%22*%22", "q=(a NEAR b)", "q=!!!", "q=%F0%9F%90%A6", "q=%FF", "q=a%2Bb:*%26"],
)
def test_words_of_any_kind_are_only_words(world, ask, asked):
    for path in ("/findings", "/profiles"):
        assert set(ask(f"{path}?{asked}")) == {"items", "next", "previous"}


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/profiles/",
        "/profiles/argentina/quilmes/" + "9" * 5000,
        "/profiles/argentina/quilmes/99999999999999999999",
        "/profiles/argentina/quilmes/2022/",
        "/editions/argentina/quilmes/2022/en",
        "/editions/argentina/quilmes/2022/-1",
        "/editions/argentina/quilmes/2022/en-99999999999999999999",
        "/instruments/small/%00",
        "/instruments/small/1%2F2",
        "/%F0%9F%90%A6",
    ],
)
def test_address_of_nothing_is_a_problem(world, ask, path):
    assert ask(path, status=404)["title"] == "Not Found"


def test_access_table_and_these_tests_know_the_same_addresses():
    names = {pattern.name for _namespace, pattern in routes(get_resolver().url_patterns) if pattern.name}
    ours = {name for name in names if name.startswith(("api-", "data-"))} - {"api-docs", "api-nothing"}

    # api-start and api-index answer alike, and so do countries and places
    assert len(ours) == len(ADDRESSES) + 3


def test_open_data_is_answered_while_the_cache_is_away(world, client, monkeypatch):
    def away(*args, **kwargs):
        raise ConnectionError

    monkeypatch.setattr(LocMemCache, "get", away)
    monkeypatch.setattr(LocMemCache, "add", away)

    assert [client.get("/api/v1/profiles").status_code for _again in range(2)] == [200, 200]

"""Lists in pages: each entry once, forwards and backwards, however many there are and whatever appears meanwhile."""

import datetime
import itertools
import re

import pytest
from django.db import connection

from places.regions import region_of
from portal.models import Publication, PublishedFinding, PublishedTag
from portal.words import kept_words, mark
from portal.workflow import key_of
from profiles.models import Edition
from tests.statements import counted

TAGS = ("gcm-1", "sdg-1.1")


def multiply(count):
    """So many more findings, of the same moment and of others, in four languages."""
    first = PublishedFinding.objects.newest_first().first()
    add(
        finding(
            first,
            1000 + number,
            language=("en", "fr", "es", "pt")[number % 4],
            published_at=first.published_at - datetime.timedelta(days=number % 3),
            body=f"Finding {number} =1+1",
        )
        for number in range(count)
    )


def finding(other, number, **told):
    """A further one beside the other, with the key and the words that `portal.workflow` would give it."""
    names = ("edition_id", "place_id", "country_id", "scope", "year", "domain", "kind")
    row = PublishedFinding(
        **{name: getattr(other, name) for name in names}, number=number, key=number, **told
    )
    row.id = key_of(Edition(pk=row.edition_id, published_at=row.published_at), number)
    marks = [mark(name, getattr(row, name)) for name in ("language", "scope", "year", "domain", "kind")]
    marks += [mark("country", other.country.slug), mark("region", region_of(other.country.iso_code))]
    row.search = " ".join([kept_words(row.body), *marks, *(mark("tag", tag) for tag in TAGS)])
    return row


def add(rows):
    made = PublishedFinding.objects.bulk_create(rows, batch_size=500)
    PublishedTag.objects.bulk_create(
        [PublishedTag(finding=each, tag=tag) for each in made for tag in TAGS], batch_size=500
    )


def path_of(address):
    return address.partition("/api/v1")[2]


def walk(ask, path, towards="next"):
    while path:
        page = ask(path)
        yield page
        path = page[towards] and path_of(page[towards])


def ids(pages):
    return [item["id"] for page in pages for item in page["items"]]


@pytest.mark.parametrize("asked", ["limit=7", "limit=7&language=fr", "limit=7&q=finding", "limit=100"])
def test_each_finding_comes_once_forwards_and_backwards(world, ask, asked):
    multiply(40)
    forwards = list(walk(ask, f"/findings?{asked}"))
    backwards = list(
        walk(ask, path_of(forwards[-2]["next"]) if len(forwards) > 1 else f"/findings?{asked}", "previous")
    )

    assert len(set(ids(forwards))) == len(ids(forwards)) > 10
    assert ids(reversed(backwards)) == ids(forwards)
    assert (forwards[0]["previous"], forwards[-1]["next"]) == (None, None)
    moments = [item["published_at"] for page in forwards for item in page["items"]]
    assert moments == sorted(moments, reverse=True)


def test_what_appears_meanwhile_moves_nothing(world, ask):
    multiply(30)
    first = ask("/findings?limit=10")
    rest = ids(walk(ask, path_of(first["next"])))

    again = PublishedFinding.objects.filter(number__in=[1005, 1000]).order_by("number")
    newest = PublishedFinding.objects.newest_first().first()
    later = newest.published_at + datetime.timedelta(hours=1)
    rows = [finding(each, each.number, language="en", published_at=later, body=each.body) for each in again]
    again.delete()
    add(rows)

    assert PublishedFinding.objects.newest_first().first() == rows[0]
    assert set(ids(walk(ask, path_of(first["next"])))) <= set(rest)
    assert ask(path_of(ask(path_of(first["next"]))["previous"]))["next"] is not None


def test_places_and_profiles_have_pages_too(world, ask):
    for path in ("/profiles?limit=1", "/places?limit=1"):
        page = ask(path)
        assert (page["next"], page["previous"], len(page["items"])) == (None, None, 1)


@pytest.mark.parametrize("more", [1, 300])
@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("/api/v1/profiles?limit=100", 3),
        (
            "/api/v1/profiles?q=quilmes&region=019&country=argentina&scope=local&kind=municipality&language=fr&year=2022",
            3,
        ),
        ("/api/v1/profiles/argentina/quilmes/2022", 5),
        ("/api/v1/editions/argentina/quilmes/2022/en-2", 2),
        ("/api/v1/findings?limit=100", 2),
        (
            "/api/v1/findings?q=finding&region=019&tag=gcm-1&language=en&domain=domain-1&kind=developed&year=2022",
            2,
        ),
        ("/api/v1/places?limit=100", 2),
        ("/api/v1/domains", 1),
        ("/api/v1/tags", 1),
        ("/api/v1/instruments", 1),
        ("/api/v1/instruments/small/1", 8),
        ("/data/profiles.csv", 2),
        ("/data/findings.csv", 2),
        ("/data/datapackage.json", 0),
        ("/api/v1", 0),
        ("/api/v1/openapi.json", 0),
    ],
)
def test_statements_are_the_same_however_many_there_are(world, client, more, path, number):
    multiply(more)
    client.get(path)

    with counted() as sent:
        response = client.get(path)
        list(response)

    assert (response.status_code, len(sent)) == (200, number)


BEGINS = {"sqlite": r"\(.*\bid<\?\)", "postgresql": r".*\n +Index Cond: .*\bid <"}
"""How a plan says that it looks for keys below one."""


def plan_of(statement):
    explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {statement}")
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


@pytest.mark.parametrize(
    ("asked", "index"),
    [("", r"(sqlite_autoindex_portal_publishedfinding_1|_pkey)"), ("?language=fr", "finding_newest")],
)
def test_page_begins_in_the_middle_of_an_index(world, ask, asked, index):
    multiply(2000)
    second = path_of(ask(f"/findings{asked}")["next"])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

    with counted() as sent:
        ask(second)

    [main] = [one for one in sent if not one.startswith('SELECT "portal_publishedtag"')]
    assert re.search(rf"{index} {BEGINS[connection.vendor]}", plan_of(main))


def test_publications_keep_their_order_in_the_same_moment(world, ask):
    moments = Publication.objects.values_list("published_at", flat=True)

    assert len(list(itertools.islice(moments, 5))) == 1

"""Everything that is published as tables, and what describes them."""

import csv
import datetime
import io
import itertools
import json
import tracemalloc

import pytest
from django.core.cache import cache

from api import report
from portal.models import Publication, PublishedFinding
from portal.version import change_version
from tests.api.test_pages import multiply

QUILMES = "argentina/quilmes/2022"


def rows_of(client, name):
    response = client.get(f"/data/{name}.csv")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}.csv"'
    text = b"".join(response.streaming_content).decode()
    return list(csv.reader(io.StringIO(text, newline="")))


def records(client, name):
    head, _hashtags, *rows = rows_of(client, name)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_profiles_have_one_line_each(world, client):
    published = Publication.objects.get().published_at.astimezone(datetime.UTC)

    assert records(client, "profiles") == [
        {
            "id": QUILMES,
            "place": "argentina/quilmes",
            "place_name": "Quilmes",
            "kind": "municipality",
            "country": "argentina",
            "country_name": "Argentina",
            "country_code": "AR",
            "region": "019",
            "scope": "local",
            "year": "2022",
            "round": "1",
            "instrument": "small/1",
            "languages": "en fr",
            "published": published.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "page": f"http://127.0.0.1:8000/en/profiles/{QUILMES}/",
        }
    ]


def test_findings_are_those_of_the_interface(world, client, ask):
    same = ("id", "profile", "edition", "scope", "language", "domain", "kind", "text", "page")
    told = {item["id"]: item for item in ask("/findings?limit=100")["items"]}

    found = records(client, "findings")

    assert {line["id"] for line in found} == set(told)
    assert len(found) > 5
    for line in found:
        item = told[line["id"]]
        assert [line[name] for name in same] == [item[name] for name in same]
        assert line["tags"].split() == item["tags"]
        assert (line["place"], line["country_code"]) == (item["place"]["id"], item["country"]["iso_code"])


@pytest.mark.parametrize("name", ["profiles", "findings"])
def test_second_line_has_a_hashtag_for_each_column(world, client, name):
    head, hashtags, *_rows = rows_of(client, name)

    assert head == [column.name for column in report.tables.ALL[name]]
    assert hashtags == [column.hashtag for column in report.tables.ALL[name]]
    assert len(set(hashtags)) == len(head)
    assert all(hashtag.startswith("#") for hashtag in hashtags)


def test_no_cell_is_run_as_a_formula(world, client):
    PublishedFinding.objects.update(body='=HYPERLINK("https://evil.example")')

    assert {line["text"] for line in records(client, "findings")} == {'\'=HYPERLINK("https://evil.example")'}


def test_tags_of_each_finding_stay_its_own(world, client):
    multiply(700)
    PublishedFinding.objects.get(number=1003).tags.all().delete()

    found = {line["id"].rpartition("-")[2]: line["tags"] for line in records(client, "findings")}

    assert (found["1002"], found["1003"], found["1004"]) == ("gcm-1 sdg-1.1", "", "gcm-1 sdg-1.1")


def peak_of(lines):
    """The most memory that was held at a time while the file was read to its end, and its length."""
    tracemalloc.start()
    length = sum(len(part) for part in lines)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak, length


def test_file_of_thousands_takes_no_more_memory_than_one_of_hundreds(world):
    multiply(1000)
    small, shorter = peak_of(report.tables.findings())
    PublishedFinding.objects.filter(number__gte=1000).delete()
    multiply(7000)

    large, longer = peak_of(report.tables.findings())

    assert longer > 5 * shorter
    assert large < 1.5 * small


def test_first_lines_are_sent_before_the_last_are_read(world):
    multiply(3000)
    parts = report.tables.findings()

    [first] = itertools.islice(parts, 1)

    assert 0 < first.count(b"\r\n") <= 500


def test_package_describes_the_tables_as_they_are(world, client):
    package = json.loads(client.get("/data/datapackage.json").content)

    for resource in package["resources"]:
        head, hashtags, *_rows = rows_of(client, resource["name"])
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == head
        assert [field["hxl:hashtag"] for field in fields] == hashtags
        assert resource["path"] == f"http://127.0.0.1:8000/data/{resource['name']}.csv"
        assert resource["schema"]["primaryKey"] == "id"
    assert package["resources"][1]["schema"]["foreignKeys"] == [
        {"fields": "profile", "reference": {"resource": "profiles", "fields": "id"}}
    ]
    ids = {line["id"] for line in records(client, "profiles")}
    assert {line["profile"] for line in records(client, "findings")} <= ids


def test_version_of_the_package_is_when_something_last_changed(world, client):
    cache.clear()
    first, again = (json.loads(client.get("/data/datapackage.json").content) for _ in range(2))
    change_version()
    changed = report.datapackage()

    assert first == again
    assert first["version"] == datetime.datetime.now(datetime.UTC).strftime("%Y.%m.%d")
    assert changed["created"] >= first["created"]

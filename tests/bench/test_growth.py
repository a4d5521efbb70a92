"""Queues of people who are in all assessments, and pages that everybody reads: as many statements at 300 as at 10."""

import pytest
from django.db import connection

from accounts.models import User
from bench import addresses
from tests.statements import counted

pytestmark = pytest.mark.slow

STATEMENTS = {
    "my work of the reviewer of all": 13,
    "my work, overdue": 13,
    "review queue": 10,
    "review queue, longest wait first": 10,
    "review queue, waiting for others": 10,
    "review queue, due": 10,
    "review queue, one place": 11,
    "my work of the coordinator of all": 13,
    "oversight": 7,
    "oversight, overdue first": 7,
    "oversight, never signed in": 7,
    "oversight, one place": 8,
}


def plan_of(statement):
    explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {statement}")
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def reads_every_answer(statement):
    plan = plan_of(statement)
    return any(
        f"{scan} assessments_answer{end}" in plan for scan in ("Scan on", "SCAN") for end in ("\n", " ")
    )


@pytest.mark.parametrize("assessments", [10, 300])
def test_queues_take_as_many_statements_however_many_assessments_there_are(db, client_for, assessments):
    from bench import seed  # noqa: PLC0415  it sets Django up

    seed.seed(assessments)
    found, reading = {}, []
    for name, pages in (("reviewer", addresses.REVIEWER), ("coordinator", addresses.COORDINATOR)):
        client = client_for(User.objects.get(email=f"{name}@bench.example"))
        for title, path in pages.items():
            client.get(path)
            with counted() as sent:
                assert client.get(path).status_code == 200
            found[title] = len(sent)
            reading += [one for one in sent if one.startswith("SELECT") and reads_every_answer(one)]

    assert found == STATEMENTS
    assert assessments == 10 or reading == []


PUBLIC_STATEMENTS = {
    "front page": 4,
    "profiles": 3,
    "profiles, last page that all have": 3,
    "profiles, filtered": 4,
    "profiles, in French": 3,
    "profiles, by a name that many have": 4,
    "profiles, by a name that one has": 4,
    "profiles, none found": 8,
    "regions": 0,
    "country": 3,
    "place": 3,
    "feed": 3,
    "feed, filtered": 3,
    "findings": 2,
    "findings, page that all have": 2,
    "findings, one domain": 2,
    "findings, one objective": 2,
    "findings, one country": 2,
    "findings, a domain in a year": 2,
    "findings, a common word": 2,
    "findings, two common words in a domain": 2,
    "findings, a rare word": 2,
    "domain": 5,
}


@pytest.mark.parametrize("profiles", [30, 300])
def test_public_pages_take_as_many_statements_however_many_profiles_there_are(db, client, profiles):
    from bench import seed  # noqa: PLC0415  it sets Django up

    seed.seed(1, profiles)
    found = {}
    for title, path in addresses.PUBLIC.items():
        client.get(path)
        with counted() as sent:
            assert client.get(path).status_code == 200
        found[title] = len(sent)

    assert found == PUBLIC_STATEMENTS

"""Whoever changes a line, removes one or puts one elsewhere is found out, also without the triggers."""

import datetime

import pytest
from django.db.models import F
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.choices import Kind
from audit.models import Chain, Entry
from audit.workflow import SITE, faults, record
from tests.audit.logs import disarmed
from tests.factories.accounts import make_person
from tests.statements import counted

OTHER = {
    "kind": Kind.SIGNED_OUT,
    "actor": 99,
    "actor_name": "Mallory <mallory@example.org>",
    "subject": "elsewhere",
    "detail": {"step": "approve"},
    "digest": "0" * 64,
}
MOST = 8


def write(lines, matter=SITE):
    person = make_person(f"Writer of {matter}")
    for number in range(lines):
        record(Kind.STEP, matter=matter, by=person, subject=f"section {number}", step="submit", note=None)


def line(number):
    return Entry.objects.of(SITE).filter(number=number)


def put_elsewhere(number, to):
    line(number).update(number=to)


@pytest.fixture
def long_log(db):
    write(MOST)


def test_log_as_it_was_written_is_whole(db):
    write(3)
    write(2, "assessment/1")

    assert [list(faults(matter)) for matter in (SITE, "assessment/1", "assessment/2")] == [[], [], []]
    assert list(Entry.objects.of(SITE).values_list("number", flat=True)) == [1, 2, 3]


def test_lines_are_whole_for_every_kind_of_value(db):
    odd = {"text": "é “ ” \u202e 漢 =1+1", "none": None, "deep": {"b": [1, 2.5, {"a": True}], "a": "z"}}
    at = datetime.datetime(2026, 1, 31, 23, 59, 59, 999999, tzinfo=datetime.UTC)

    record(Kind.STEP, matter=SITE, by=None, subject="x" * 400, when=at, day=at.date(), key="\t", **odd)

    assert list(faults(SITE)) == []
    assert len(line(1).get().subject) == 300


@settings(max_examples=60)
@given(number=st.integers(1, MOST), field=st.sampled_from([*OTHER, "at"]))
def test_any_changed_field_is_found(long_log, number, field):
    with disarmed():
        changed = {field: F("at") + datetime.timedelta(microseconds=1) if field == "at" else OTHER[field]}
        line(number).update(**changed)

        found = list(faults(SITE))

    followers = {number + 1} if field == "digest" and number < MOST else set()
    last = {MOST} if field == "digest" and number == MOST else set()
    assert set(found) == {number} | followers | last
    assert list(faults(SITE)) == []


@settings(max_examples=30)
@given(number=st.integers(1, MOST))
def test_any_deleted_line_is_found(long_log, number):
    with disarmed():
        line(number)._raw_delete("default")

        found = list(faults(SITE))

    assert found == [number, *([number + 1] if number < MOST else [])]


@settings(max_examples=30)
@given(pair=st.lists(st.integers(1, MOST), min_size=2, max_size=2, unique=True))
def test_any_two_swapped_lines_are_found(long_log, pair):
    first, second = pair
    with disarmed():
        put_elsewhere(first, 100)
        put_elsewhere(second, first)
        put_elsewhere(100, second)

        found = list(faults(SITE))

    assert {first, second} <= set(found)


def test_line_put_in_is_found(long_log):
    with disarmed():
        new = line(MOST).get()
        new.pk, new.number = None, MOST + 1
        new.save(force_insert=True)

        assert list(faults(SITE)) == [MOST + 1]


def test_line_of_another_log_is_found(db):
    write(2)
    write(2, "assessment/1")
    with disarmed():
        line(2)._raw_delete("default")
        Entry.objects.of("assessment/1").filter(number=2).update(chain=Chain.objects.get(matter=SITE))

        assert list(faults(SITE)) == [2]
        assert list(faults("assessment/1")) == [2]


def test_log_that_says_it_were_shorter_or_other_than_it_is_is_found(long_log):
    for said in ({"number": 6}, {"digest": "0" * 64}, {"number": 6, "digest": line(6).get().digest}):
        before = Chain.objects.filter(matter=SITE).values("number", "digest").get()
        Chain.objects.filter(matter=SITE).update(**said)

        assert list(faults(SITE)) != []

        Chain.objects.filter(matter=SITE).update(**before)
    assert list(faults(SITE)) == []


def test_nothing_can_be_written_without_the_key(long_log, settings):
    settings.AUDIT_KEY = "another key"

    assert list(faults(SITE)) == list(range(1, MOST + 1))


def test_newest_lines_alone_are_looked_at_in_the_same_statements(long_log):
    with disarmed():
        line(2).update(subject="elsewhere")
        line(7).update(subject="elsewhere")

        with counted() as sent:
            found = [list(faults(SITE, newest=newest)) for newest in (1, 2, 6, 7, 100)]

    assert found == [[], [7], [7], [2, 7], [2, 7]]
    assert len(sent) == 5 * 2


def test_line_takes_three_statements(long_log):
    with counted() as sent:
        record(Kind.STEP, matter=SITE, by=None)

    assert len(sent) == 3

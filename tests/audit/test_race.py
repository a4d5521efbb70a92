"""Many who write to one log at the same moment, each on a connection of their own."""

from functools import partial

import pytest

from audit.choices import Kind
from audit.models import Chain, Entry
from audit.workflow import SITE, faults, record
from tests.race import at_once, postgresql_only

pytestmark = [pytest.mark.django_db(transaction=True), postgresql_only]

WRITERS = 20


@pytest.mark.parametrize("before", [0, 1])
def test_lines_written_at_once_have_numbers_without_a_hole(before):
    """Also where they make the log itself."""
    for number in range(before):
        record(Kind.STEP, matter=SITE, by=None, subject=f"before {number}")
    jobs = [partial(record, Kind.STEP, matter=SITE, by=None, subject=f"writer {n}") for n in range(WRITERS)]

    lines = at_once(*jobs)

    numbers = list(Entry.objects.of(SITE).values_list("number", flat=True))
    assert numbers == list(range(1, before + WRITERS + 1))
    assert sorted(line.number for line in lines) == numbers[before:]
    assert Chain.objects.get().number == before + WRITERS
    assert list(faults(SITE)) == []

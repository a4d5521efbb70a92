"""The command that checks the logs: silent but for where they are, or 1 and the lines that don't fit."""

import io

import pytest
from django.core.management import CommandError, call_command

from audit.choices import Kind
from audit.models import Chain, Entry
from audit.workflow import SITE, record
from tests.audit.logs import disarmed


@pytest.fixture
def logs(db):
    for matter in ("assessment/2", SITE, SITE, SITE):
        record(Kind.STEP, matter=matter, by=None)


def check(*matters, **options):
    printed = io.StringIO()
    call_command("check_log", *matters, stdout=printed, **options)
    return printed.getvalue()


def last(matter):
    return Chain.objects.get(matter=matter)


def row(matter):
    return f"{matter} {last(matter).number} {last(matter).digest}\n"


def failed(*matters, **options):
    with pytest.raises(CommandError) as error:
        check(*matters, **options)
    assert error.value.returncode == 1
    return str(error.value)


def test_whole_logs_are_named_with_their_last_line(logs):
    assert check() == row("assessment/2") + row(SITE)
    assert check(SITE) == row(SITE)


def test_unknown_log_is_an_error(logs):
    assert failed("assessment/9", SITE) == "There is no such log: assessment/9"


def test_lines_that_do_not_fit_are_named_for_each_log(logs):
    with disarmed():
        Entry.objects.of(SITE).filter(number__in=[1, 3]).update(subject="x")
        Entry.objects.of("assessment/2").update(subject="x")

        assert failed() == "assessment/2: lines that don't fit: 1\nsite: lines that don't fit: 1, 3"
        assert failed("assessment/2") == "assessment/2: lines that don't fit: 1"


def test_many_lines_are_not_all_named(logs, settings):
    for _number in range(30):
        record(Kind.STEP, matter=SITE, by=None)
    settings.AUDIT_KEY = "another"

    assert failed(SITE).endswith("19, 20 and more")


def test_end_that_was_cut_off_is_found_with_what_was_printed_earlier(logs, tmp_path):
    """Whoever also sets the log back leaves it whole; only what is kept elsewhere tells."""
    earlier = tmp_path / "earlier.txt"
    earlier.write_text(check())
    record(Kind.STEP, matter="assessment/2", by=None)
    assert check(earlier=earlier) == row("assessment/2") + row(SITE)

    with disarmed():
        cut = Entry.objects.of(SITE).filter(number=3)
        cut._raw_delete("default")
        kept = Entry.objects.of(SITE).get(number=2)
        Chain.objects.filter(matter=SITE).update(number=2, digest=kept.digest)

        assert check(SITE) == row(SITE)
        assert failed(SITE, earlier=earlier) == "site: line 3 isn't what it was"
        assert check("assessment/2", earlier=earlier) == row("assessment/2")


def test_without_any_log_there_is_nothing_to_say(db):
    assert check() == ""

"""The log of an assessment as its coordinators read it, and as a file."""

import csv
import io
import json

import pytest

from accounts.models import User
from assessments.report import log as report_log
from assessments.workflow import (
    assign_query,
    disclose_section,
    disclose_source,
    hand_over,
    open_query,
    take_back,
)
from audit.choices import Kind
from audit.models import Entry
from audit.workflow import record
from tests.audit.logs import disarmed
from tests.factories.accounts import make_people
from tests.factories.assessments import keep_file, start_review, tell_source
from tests.factories.profiles import published
from ui.spreadsheets import harmless
from workflows.engine import perform

SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def page(case, path="log/"):
    return f"/en/assessments/{case.assessment.pk}/{path}"


def read(client_for, case, path="log/"):
    return client_for(case.coordinator).get(page(case, path))


def words(response):
    return [(line.what, line.about, line.name) for line in response.context["lines"]]


def newest(case, client_for):
    return read(client_for, case).context["lines"][0]


# In words -----------------------------------------------------------------------------------------------


def test_log_tells_what_happened_newest_first(case, client_for):
    section = case.section()
    start_review(case, section)

    lines = read(client_for, case).context["lines"]

    assert [(line.what, line.about, line.name, line.details) for line in lines[:4]] == [
        ("Start the review", "1 Domain 1", "Reviewer", ("From “Submitted” to “In review”",)),
        ("Submit for review", "1 Domain 1", "Researcher", ("From “Open” to “Submitted”",)),
        ("Launch the assessment", "", "Coordinator", ("From “Being set up” to “Collecting answers”",)),
        ("Role given", "Second reviewer", "Coordinator", ("Reviewer", "second.reviewer@example.org")),
    ]
    assert [line.entry.number for line in lines] == list(range(len(lines), 0, -1))
    assert lines[-1].address == "coordinator@example.org"


def test_step_of_the_system_and_of_the_profile(case, client_for):
    published(case)

    said = words(read(client_for, case))

    assert ("All sections approved", "", "The system") in said
    assert ("Made and checked", "Edition 1, English", "The system") in said


def test_page_handed_over_and_back_and_taken_back(case, client_for):
    emmy = make_people("Emmy")[0]
    hand_over(assessment=case.assessment, parts=[case.part("1.1")], user=emmy, by=case.focal_point)
    handover = case.assessment.roles.get(user=emmy).handovers.get()
    perform("handover", "hand back", handover, by=emmy)
    before = words(read(client_for, case))[:2]
    take_back(handover=handover, by=case.focal_point)

    lines = read(client_for, case).context["lines"]

    assert before == [
        ("Hand back", "1.1 Subcategory 1.1, Emmy", "Emmy"),
        ("Pages handed over", "Emmy", "Focal point"),
    ]
    assert [(line.what, line.about, line.details) for line in lines[:3]] == [
        ("Role taken away", "Emmy", ("Contributor", "emmy@example.org")),
        ("Page taken back", "Emmy", ("Page 1.1", "emmy@example.org")),
        ("Hand back", "", ("From “With the contributor” to “Handed back”",)),
    ]


def test_query_opened_and_put_to_somebody(case, client_for):
    answer = case.answer("T1.1.1")
    query = open_query(answer=answer, body="Which law?", audience="everyone", by=case.reviewer)
    assign_query(query=query, assigned_to=case.researcher, by=case.reviewer)

    lines = read(client_for, case).context["lines"]

    assert [(line.what, line.about, line.name, line.details) for line in lines[:2]] == [
        ("Query put to somebody", "T1.1.1", "Reviewer", ("Put to: Researcher",)),
        ("Query opened", "T1.1.1", "Reviewer", ("Put to: whoever answers this section",)),
    ]


def test_refusals_and_downloads(case, client_for):
    observer, researcher = client_for(case.observer), client_for(case.researcher)
    file = keep_file(case, name="law.pdf")
    observer.get(page(case, "dates/"))
    observer.post(page(case, "dates/"))
    refused = researcher.post(page(case, "domain-1/do/submit/"), {"note": "Ministry"})
    list(observer.get(page(case, f"files/{file.pk}/")).streaming_content)
    client_for(case.coordinator).post(
        page(case, f"people/{case.assessment.roles.get(role='coordinator').pk}/remove/")
    )

    lines = read(client_for, case).context["lines"]

    reasons = [str(problem) for problem in refused.context["problems"]]
    assert [(line.what, line.about) for line in lines[:5]] == [
        (
            "Not possible then",
            page(case, f"people/{case.assessment.roles.get(role='coordinator').pk}/remove/"),
        ),
        ("Downloaded", "law.pdf"),
        ("Not possible then: Submit for review", "1 Domain 1"),
        ("Was not allowed to do this", page(case, "dates/")),
        ("Was not let in", page(case, "dates/")),
    ]
    assert list(lines[2].details[:5]) == reasons[:5]
    assert [line.language for line in lines[1:4]] == ["", "en", ""]
    assert lines[1].details == (f"{file.size}\xa0bytes",)


def test_disclosure(case, client_for):
    source = tell_source(case, "Law on Migration")
    disclose_source(source=source, value="internal", by=case.coordinator)
    disclose_section(section=case.section(), value="internal", by=case.coordinator, reason="It names people.")

    lines = read(client_for, case).context["lines"]

    codes = case.assessment.answers.filter(part__section=case.section()).values_list(
        "indicator__code", flat=True
    )
    assert [(line.what, line.about, line.details) for line in lines[:2]] == [
        (
            "Disclosure changed",
            ", ".join(codes.order_by("indicator__code")),
            ("From “Basis for a finding only” to “Internal”", "It names people."),
        ),
        ("Disclosure changed", str(source), ("From “Public” to “Internal”",)),
    ]


def test_query(case, client_for):
    start_review(case, case.section())
    query = open_query(
        answer=case.answer(), body="Which law?", audience="everyone", assigned_to=None, by=case.reviewer
    )
    perform("query", "resolve", query, by=case.reviewer)

    line = newest(case, client_for)

    assert (line.what, line.about, line.details) == ("Resolve", "T1.1.1", ("From “Open” to “Resolved”",))


def test_what_nobody_foresaw_is_told_as_it_was_recorded(case, client_for):
    """A step that its table has no longer, and a kind of line that came later."""
    record(
        Kind.STEP,
        matter=case.assessment.matter,
        by=None,
        subject="pact 7",
        step="sign",
        source="a",
        target="b",
    )
    record("later", matter=case.assessment.matter, by=None, subject="x", what="y", none=None, count=0)

    lines = read(client_for, case).context["lines"]

    assert (lines[1].what, lines[1].about, lines[1].details) == ("sign", "pact 7", ("From “a” to “b”",))
    assert (lines[0].what, lines[0].about, lines[0].details) == ("later", "x", ("what: y", "count: 0"))


def test_markup_in_what_is_told_is_shown_as_text(case, client_for):
    User.objects.filter(pk=case.coordinator.pk).update(name="<script>alert(1)</script>")
    coordinator = User.objects.get(pk=case.coordinator.pk)
    record(
        Kind.DOWNLOADED, matter=case.assessment.matter, by=coordinator, subject="<img src=x onerror=alert(1)>"
    )

    html = read(client_for, case).content.decode()

    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "&lt;img src=x onerror=alert(1)&gt;" in html


# Filters and pages --------------------------------------------------------------------------------------


def test_log_is_filtered_by_kind_and_person(case, client_for):
    start_review(case, case.section())
    record(Kind.DOWNLOADED, matter=case.assessment.matter, by=case.reviewer, subject="a.pdf")

    steps = read(client_for, case, "log/?kind=step")
    of_reviewer = read(client_for, case, f"log/?person={case.reviewer.pk}")
    both = read(client_for, case, f"log/?kind=step&person={case.reviewer.pk}")

    assert {line.entry.kind for line in steps.context["lines"]} == {"step"}
    assert words(of_reviewer) == [
        ("Downloaded", "a.pdf", "Reviewer"),
        ("Start the review", "1 Domain 1", "Reviewer"),
    ]
    assert words(both) == [("Start the review", "1 Domain 1", "Reviewer")]
    assert [name for _key, name in both.context["filters"].fields["person"].choices] == [
        "Everyone",
        "Coordinator <coordinator@example.org>",
        "Researcher <researcher@example.org>",
        "Reviewer <reviewer@example.org>",
    ]


@pytest.mark.parametrize("query", ["kind=nothing", "person=x", "person=1000000", "kind=signed_in"])
def test_filters_that_mean_nothing_are_left_out(case, client_for, query):
    everything = words(read(client_for, case))

    assert words(read(client_for, case, f"log/?{query}")) == everything


def test_log_is_paged(case, client_for):
    for number in range(60):
        record(Kind.DOWNLOADED, matter=case.assessment.matter, by=None, subject=f"{number}.pdf")
    total = Entry.objects.of(case.assessment.matter).count()

    first, second = read(client_for, case), read(client_for, case, "log/?page=2&kind=downloaded")

    assert [line.entry.number for line in first.context["lines"]] == list(range(total, total - 50, -1))
    assert len(second.context["lines"]) == 10


def test_log_tells_of_its_own_assessment_alone(two, client_for):
    record(Kind.DOWNLOADED, matter=two.other.assessment.matter, by=None, subject="secret.pdf")

    said = words(read(client_for, two.own))
    file = b"".join(read(client_for, two.own, "log.csv").streaming_content).decode()

    assert "secret.pdf" not in str(said) + file
    assert "of Bremen" not in str(said) + file


# Whole or not -------------------------------------------------------------------------------------------


def test_log_says_that_nothing_was_changed(case, client_for):
    response = read(client_for, case)

    assert response.context["checked"].faults == ()
    assert "Checked just now: nothing was changed or removed." in response.content.decode()
    assert (
        "lines." not in response.content.decode().partition("<form class")[0].partition("Checked just now")[2]
    )


def test_log_says_which_lines_were_changed(case, client_for):
    with disarmed():
        Entry.objects.of(case.assessment.matter).filter(number=3).update(actor_name="Mallory")

        html = read(client_for, case).content.decode()

    assert "These lines were changed, or are missing: 3." in html
    assert "nothing was changed" not in html


def test_check_on_the_page_is_bounded_and_says_so(case, client_for, monkeypatch):
    total = Entry.objects.of(case.assessment.matter).count()
    monkeypatch.setattr(report_log, "CHECKED_AT_ONCE", 4)
    with disarmed():
        Entry.objects.of(case.assessment.matter).filter(number=1).update(actor_name="Mallory")

        html = read(client_for, case).content.decode()

    assert f"The check looked at the newest 4 of {total} lines." in html
    assert "nothing was changed or removed" in html


def test_menu_leads_to_the_log_for_those_who_may_read_it(case, client_for):
    link = f'<a href="{page(case)}">Log</a>'

    shown = {
        role: link in client_for(person).get(page(case, "")).content.decode()
        for role, person in case.people.items()
        if role != "translator"
    }

    assert {role for role, is_shown in shown.items() if is_shown} == {"coordinator"}


# As a file ----------------------------------------------------------------------------------------------


def rows(response):
    assert response.streaming
    content = b"".join(response.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_file_holds_every_line_with_its_digest_and_ends_with_its_own_download(case, client_for):
    start_review(case, case.section())

    response = read(client_for, case, "log.csv")
    head, *body = rows(response)

    lines = list(Entry.objects.of(case.assessment.matter))
    assert head == [
        "Number",
        "Time (UTC)",
        "Person",
        "E-mail address",
        "Kind",
        "What happened",
        "About",
        "Details",
        "As recorded",
        "Digest",
    ]
    assert [(row[0], row[-1]) for row in body] == [(str(line.number), line.digest) for line in lines]
    assert body[-2][2:8] == [
        "Reviewer",
        "reviewer@example.org",
        "State changed",
        "Start the review",
        "1 Domain 1",
        "From “Submitted” to “In review”",
    ]
    assert body[-1][5:7] == ["Downloaded", "quilmes-2022-log.csv"]
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="quilmes-2022-log.csv"'


def test_file_holds_all_that_the_digest_covers(case, client_for):
    start_review(case, case.section())

    recorded = [json.loads(row[8]) for row in rows(read(client_for, case, "log.csv"))[1:]]

    previous = ""
    for told in recorded:
        line = Entry(
            chain_id=told.pop("log"), **told | {"at": Entry._meta.get_field("at").to_python(told["at"])}
        )
        assert line.sealed_after(previous) == (
            previous := Entry.objects.of(case.assessment.matter).get(number=line.number).digest
        )


@pytest.mark.parametrize("sign", SIGNS)
def test_file_has_no_live_formula(case, client_for, sign):
    text = f"{sign}HYPERLINK(\"http://evil.example\",'x')"
    User.objects.filter(pk=case.coordinator.pk).update(name=text)
    record(
        Kind.DOWNLOADED,
        matter=case.assessment.matter,
        by=User.objects.get(pk=case.coordinator.pk),
        subject=text,
    )
    record(Kind.DISCLOSED, matter=case.assessment.matter, by=None, subject=text, new="public", reason=text)

    body = rows(read(client_for, case, "log.csv"))[1:]

    assert {row[2] for row in body} >= {f"'{text}"}
    assert {row[6] for row in body} >= {f"'{text}"}
    assert [cell for row in body for cell in row if cell.startswith(SIGNS)] == []


def test_what_is_no_formula_stays_as_it_is():
    kept = ["", "a=1", "1", "'=1", "É", "{}"]

    assert [harmless(text) for text in kept] == kept


@pytest.mark.parametrize(
    ("recorded", "found"),
    [
        ("Ada Lovelace <ada@example.org>", ("Ada Lovelace", "ada@example.org")),
        ("Ada <Lady> <ada@example.org>", ("Ada <Lady>", "ada@example.org")),
        ("Ada", ("Ada", "")),
        ("", ("", "")),
    ],
)
def test_person_as_recorded_is_name_and_address(recorded, found):
    assert report_log.person(recorded) == found

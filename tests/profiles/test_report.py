import datetime

import pytest
from django.utils import translation

from assessments.workflow import SECTION, save_answers
from profiles import report
from profiles.choices import StandingKey
from profiles.models import Finding
from profiles.snapshot import (
    FORMAT,
    AnnexDomain,
    AnnexGroup,
    DomainPart,
    FindingLine,
    Snapshot,
    SourceGroup,
    SourceLine,
)
from tests.factories.assessments import (
    CAPACITY,
    answer_section,
    approve,
    approve_all,
    draft,
    make_case,
    tell_source,
)
from tests.factories.instruments import make_instrument
from tests.factories.places import make_country
from tests.factories.profiles import (
    LANGUAGES,
    consented,
    decide,
    drafted,
    introduce,
    make_standing_texts,
    profile_of,
)
from tests.replay import play
from workflows.engine import perform

CODES = ("T1.1.1", "T1.1.2", "T1.2.1", "T2.1.1")
TODAY = datetime.date(2026, 11, 24)


def make_consented():
    case = make_case()
    consented(case, languages=LANGUAGES, options={"T1.1.2": "no", "T1.2.1": "unknown"})
    return case


@pytest.fixture
def case(db):
    """A profile with two findings on the lists of the first domain and one in the second."""
    return play(make_consented)


def build(case, language="en"):
    return report.build(profile_of(case), language, published_date=TODAY)


# The whole --------------------------------------------------------------------------------------------


def line(code, *marks):
    """The finding on this answer as it is printed."""
    finding = Finding.objects.get(bases__revision__answer__indicator__code=code)
    return FindingLine(finding.pk, f"In 2022, the Secretariat answered {code}.", marks, (code,))


def bodies(lines):
    return [each.body for each in lines]


def test_build_says_everything_an_edition_carries(case):
    assert build(case) == Snapshot(
        format=FORMAT,
        language="en",
        number=0,
        note="",
        title="Municipality of Quilmes",
        name="Quilmes",
        kind="Municipality",
        country="Argentina",
        scope="local",
        year=2022,
        round=1,
        instrument="Small questionnaire",
        data_cutoff_date="2022-11-30",
        published_date="2026-11-24",
        address="argentina/quilmes/2022",
        footnote="",
        written={"introduction": "The first paragraph.\n\nThe second paragraph."},
        texts={key.value: (f"{key.value} (en)",) for key in StandingKey},
        domains=(
            DomainPart(
                number=1,
                slug="domain-1",
                short_name="Domain 1",
                long_name="The long name of domain 1",
                description="What domain 1 looks at in a city.",
                colour="#1f4e8c",
                colour_dark="#8db8f2",
                developed=(line("T1.1.1", 1),),
                potential=(line("T1.1.2"),),
            ),
            DomainPart(
                number=2,
                slug="domain-2",
                short_name="Domain 2",
                long_name="The long name of domain 2",
                description="What domain 2 looks at in a city.",
                colour="#0f6b63",
                colour_dark="#5cc8bc",
                developed=(line("T2.1.1", 1),),
                potential=(),
            ),
        ),
        sources=(SourceGroup("law", "Law", (SourceLine(1, "law", "Law on Migration", "", None, "", ""),)),),
        annex=(
            AnnexDomain(
                1,
                "Domain 1",
                (
                    AnnexGroup(
                        "1.1",
                        "Subcategory 1.1",
                        (("T1.1.1", "Question T1.1.1?"), ("T1.1.2", "Question T1.1.2?")),
                    ),
                    AnnexGroup("1.2", "Subcategory 1.2", (("T1.2.1", "Question T1.2.1?"),)),
                ),
            ),
            AnnexDomain(
                2, "Domain 2", (AnnexGroup("2.1", "Subcategory 2.1", (("T2.1.1", "Question T2.1.1?"),)),)
            ),
        ),
    )


@pytest.mark.parametrize("page", ["en", "fr", "es"])
def test_build_speaks_the_language_of_the_edition_whatever_the_page_does(case, page):
    with translation.override(page):
        snapshot = build(case, "es")
        after = translation.get_language()

    assert after == page
    assert (snapshot.title, snapshot.country, snapshot.instrument, snapshot.domains[0].long_name) == (
        "Municipio de Quilmes",
        "Argentina",
        "Small questionnaire (es)",
        "The long name of domain 1 (es)",
    )
    assert snapshot.texts["method"] == ("method (es)",)
    assert snapshot.annex[0].groups[0].indicators[0] == ("T1.1.1", "Question T1.1.1? (es)")


def test_build_takes_findings_and_introduction_in_its_language_only(case):
    Finding.objects.in_order()[0].texts.create(language="es", body="En 2022, la Secretaría respondió.")

    snapshot = build(case, "es")

    assert snapshot.written == {}
    assert bodies(snapshot.domains[0].developed) == ["En 2022, la Secretaría respondió."]
    assert bodies(snapshot.domains[1].developed) == [""]


def test_build_of_a_country_names_it_once(db):
    instrument = make_instrument(scope="national")
    case = make_case(place=make_country(), instrument=instrument)

    snapshot = report.build(drafted(case), "fr", published_date=TODAY)

    assert (snapshot.name, snapshot.country, snapshot.address, snapshot.scope) == (
        "Argentine",
        "Argentine",
        "argentina/2022",
        "national",
    )
    assert snapshot.domains[0].description == "What domain 1 looks at in a country. (fr)"


# Findings and sources ---------------------------------------------------------------------------------


def test_build_prints_included_findings_in_their_order(case):
    profile = profile_of(case)
    first = Finding.objects.in_order()[0]
    Finding.objects.filter(domain=first.domain).update(kind="developed")
    Finding.objects.filter(pk=first.pk).update(position=9)

    developed = build(case).domains[0].developed

    assert developed == (line("T1.1.2"), line("T1.1.1", 1))
    assert profile.findings.count() == 3


@pytest.mark.parametrize("inclusion", ["undecided", "left_out"])
def test_build_prints_no_finding_that_is_not_in_the_profile(case, inclusion):
    Finding.objects.update(inclusion=inclusion)

    snapshot = build(case)

    assert [(domain.developed, domain.potential) for domain in snapshot.domains] == [((), ())] * 2
    assert snapshot.sources == ()


def test_sources_are_those_of_printed_findings_grouped_by_kind_each_once(db):
    case = make_case()
    make_standing_texts()
    tell_source(case, "Never cited")
    zoning = tell_source(case, "Zoning agreement", kind="agreement", year=2021)
    act = tell_source(case, "Act", number="25871", year=2004, url="https://example.org/25871")
    code = tell_source(case, "Code", year=1999)
    approve_citing(
        case,
        {"T1.1.1": [zoning, act], "T1.1.2": [code, act], "T1.2.1": [tell_source(case, "Of one left out")]},
    )
    decide(case, profile_of(case))
    Finding.objects.filter(bases__revision__answer__indicator__code="T1.2.1").update(inclusion="left_out")

    snapshot = build(case)

    assert snapshot.sources == (
        SourceGroup(
            "law",
            "Law",
            (
                SourceLine(1, "law", "Act", "25871", 2004, "https://example.org/25871", ""),
                SourceLine(2, "law", "Code", "", 1999, "", ""),
            ),
        ),
        SourceGroup(
            "agreement", "Agreement", (SourceLine(3, "agreement", "Zoning agreement", "", 2021, "", ""),)
        ),
    )
    assert [each.sources for each in snapshot.domains[0].developed] == [(1, 3), (1, 2)]


def approve_citing(case, cited):
    """Everything approved; the answers with these codes cite these sources, the others none."""
    for section in case.assessment.sections.in_order():
        answer_section(case, section, options=dict.fromkeys(CODES, "unknown"))
        for answer in case.assessment.answers.filter(part__section=section, indicator__code__in=cited):
            sources = cited[answer.indicator.code]
            save_answers(
                part=answer.part, drafts=[draft(answer, "In 2022.", sources=sources)], by=case.researcher
            )
        perform(SECTION, "submit", section, by=case.researcher, note=CAPACITY)
        perform(SECTION, "start review", section, by=case.reviewer)
        approve(case, section)


def test_sources_of_another_assessment_never_show(two):
    make_standing_texts()
    tell_source(two.other, "Secret agreement of Bremen")
    approve_all(two.other)
    decide(two.other, profile_of(two.other))
    approve_all(two.own)
    decide(two.own, profile_of(two.own))

    titles = [line.title for group in build(two.own).sources for line in group.sources]

    assert titles == ["Law on Migration"]


# Pieces -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("One.", ("One.",)),
        ("One,\nstill one.", ("One,\nstill one.",)),
        ("One.\n\nTwo.", ("One.", "Two.")),
        ("One.\r\n \r\nTwo.\n\n\n\n", ("One.", "Two.")),
    ],
)
def test_paragraphs_are_parted_by_an_empty_line(text, expected):
    assert report.paragraphs(text) == expected


def test_citation_names_publisher_year_place_and_address(case):
    assert report.citation(build(case)) == (
        "Migration Governance Indicators (2026). Municipality of Quilmes (Argentina): profile 2022. "
        "http://127.0.0.1:8000/en/profiles/argentina/quilmes/2022/"
    )


def test_citation_of_a_country_names_it_once(db):
    case = make_case(place=make_country(), instrument=make_instrument(scope="national"))

    assert report.citation(report.build(drafted(case), "en", published_date=TODAY)) == (
        "Migration Governance Indicators (2026). Argentina: profile 2022. "
        "http://127.0.0.1:8000/en/profiles/argentina/2022/"
    )


# The number of statements -----------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_build_takes_the_same_statements_however_many_findings(db, django_assert_num_queries, count):
    case = make_case(instrument=make_instrument(((count,),) * count))
    make_standing_texts()
    decide(case, drafted(case))
    introduce(case, profile_of(case))
    profile = profile_of(case)

    with django_assert_num_queries(8):
        snapshot = report.build(profile, "en", published_date=TODAY)

    assert sum(len(domain.developed) for domain in snapshot.domains) == count * count

"""Two rounds side by side: findings are compared where they rest on the same questions, and nowhere else."""

from collections import Counter
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.report.changes import Ancestors, Change, compare_rounds, lineage_of
from profiles.choices import FindingKind
from profiles.models import Edition
from profiles.snapshot import DomainPart, FindingLine
from tests.factories.findings import Says, make_profile, publish_saying
from tests.factories.instruments import make_instrument
from tests.factories.places import make_country, make_place
from tests.factories.snapshots import quilmes
from tests.statements import counted

DEVELOPED, POTENTIAL = FindingKind.DEVELOPED, FindingKind.POTENTIAL
CODES = ("A1", "A2", "A3", "B1", "B2")
SAME = {code: Ancestors((code,), carried=True) for code in CODES}


def domain(slug, *said):
    """A domain with these findings: kind, text and codes of each."""
    lines = {
        kind: tuple(FindingLine(0, body, (), tuple(codes)) for own, body, codes in said if own == kind)
        for kind in FindingKind
    }
    return DomainPart(1, slug, slug, slug, "", "#000000", "#ffffff", lines[DEVELOPED], lines[POTENTIAL])


def a_round(*said, slug="rights"):
    return of_domains(domain(slug, *said))


@cache
def profile():
    return quilmes()


def of_domains(*domains):
    return replace(profile(), domains=domains)


def compared(earlier, later, lineage=SAME):
    """By domain and change, the texts of both rounds."""
    return {
        (each.domain.slug, change): [
            ([said.line.body for said in pair.earlier], [said.line.body for said in pair.later])
            for pair in pairs
        ]
        for each in compare_rounds(earlier, later, lineage)
        for change, pairs in groups_of(each)
    }


def groups_of(each):
    return [(group.change, group.pairs) for group in each.groups]


# What became of it -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("then", "now", "change"),
    [
        (POTENTIAL, DEVELOPED, Change.NEWLY_DEVELOPED),
        (POTENTIAL, POTENTIAL, Change.STILL_OPEN),
        (DEVELOPED, DEVELOPED, Change.STILL_DEVELOPED),
        (DEVELOPED, POTENTIAL, Change.NOW_POTENTIAL),
    ],
)
def test_findings_on_one_question_are_beside_each_other(then, now, change):
    earlier, later = a_round((then, "before", ["A1"])), a_round((now, "now", ["A1"]))

    assert compared(earlier, later) == {("rights", change): [(["before"], ["now"])]}


def test_finding_of_one_round_alone_is_first_or_no_longer_reported():
    earlier, later = a_round((DEVELOPED, "before", ["A1"])), a_round((POTENTIAL, "now", ["A2"]))

    assert compared(earlier, later) == {
        ("rights", Change.FIRST): [([], ["now"])],
        ("rights", Change.NO_LONGER): [(["before"], [])],
    }


def test_question_that_led_to_both_kinds_has_changed_in_part():
    earlier = a_round((POTENTIAL, "before", ["A1"]))
    later = a_round((DEVELOPED, "done", ["A1"]), (POTENTIAL, "open", ["A1"]))

    assert compared(earlier, later) == {("rights", Change.PARTLY): [(["before"], ["done", "open"])]}


def test_finding_that_rests_on_several_questions_brings_them_together():
    earlier = a_round((POTENTIAL, "one", ["A1"]), (POTENTIAL, "two", ["A2"]))
    later = a_round((DEVELOPED, "both", ["A1", "A2"]))

    assert compared(earlier, later) == {("rights", Change.NEWLY_DEVELOPED): [(["one", "two"], ["both"])]}


def test_question_with_another_code_is_followed_by_its_lineage():
    earlier, later = a_round((POTENTIAL, "before", ["OLD"])), a_round((DEVELOPED, "now", ["NEW"]))

    found = compared(earlier, later, {"NEW": Ancestors(("OLD",), carried=True)})

    assert found == {("rights", Change.NEWLY_DEVELOPED): [(["before"], ["now"])]}


@pytest.mark.parametrize(
    "lineage",
    [
        {},
        {"A1": Ancestors(("A1",), carried=False)},
        {"A1": Ancestors(("A1", "A2"), carried=False)},
        {"B1": Ancestors(("A1",), carried=False), "A1": Ancestors(("A1",), carried=False)},
    ],
    ids=["new and dropped", "split", "merged", "split in two"],
)
def test_questions_that_are_not_the_same_are_not_comparable(lineage):
    earlier, later = a_round((POTENTIAL, "before", ["A1"])), a_round((DEVELOPED, "now", ["A1"]))

    assert {change for _slug, change in compared(earlier, later, lineage)} == {Change.NOT_COMPARABLE}


def test_one_question_that_is_not_the_same_makes_the_whole_finding_incomparable():
    earlier = a_round((POTENTIAL, "before", ["A1", "A2"]))
    later = a_round((DEVELOPED, "now", ["A1"]))

    found = compared(earlier, later, {"A1": Ancestors(("A1",), carried=True)})

    assert found == {("rights", Change.NOT_COMPARABLE): [(["before"], ["now"])]}


def test_findings_without_questions_are_each_for_itself():
    earlier, later = a_round((POTENTIAL, "before", [])), a_round((DEVELOPED, "now", []))

    assert compared(earlier, later) == {("rights", Change.NOT_COMPARABLE): [([], ["now"]), (["before"], [])]}


def test_domain_that_is_gone_stands_at_the_end():
    earlier = a_round((POTENTIAL, "before", ["A1"]), slug="old")
    later = a_round((POTENTIAL, "now", ["A2"]), slug="new")

    assert list(compared(earlier, later)) == [("new", Change.FIRST), ("old", Change.NO_LONGER)]


# What always holds -----------------------------------------------------------------------------------------

bodies = st.text("abc", min_size=1, max_size=3)
findings = st.lists(
    st.tuples(st.sampled_from(FindingKind), bodies, st.lists(st.sampled_from(CODES), max_size=3)), max_size=6
)
rounds = st.lists(findings, min_size=1, max_size=3).map(
    lambda all_: of_domains(*(domain(f"domain-{n}", *said) for n, said in enumerate(all_)))
)
lineages = st.dictionaries(
    st.sampled_from(CODES),
    st.builds(Ancestors, st.lists(st.sampled_from(CODES), min_size=1, max_size=2).map(tuple), st.booleans()),
)


def said_in(snapshot):
    return Counter(
        (kind, each.slug, line)
        for each in snapshot.domains
        for kind, lines in ((DEVELOPED, each.developed), (POTENTIAL, each.potential))
        for line in lines
    )


def placed(changes, side):
    return Counter(
        (said.kind, said.domain, said.line)
        for each in changes
        for _change, pairs in groups_of(each)
        for pair in pairs
        for said in getattr(pair, side)
    )


@given(rounds, rounds, lineages)
def test_each_finding_of_both_rounds_stands_in_one_place(earlier, later, lineage):
    changes = compare_rounds(earlier, later, lineage)

    assert (placed(changes, "earlier"), placed(changes, "later")) == (said_in(earlier), said_in(later))


@given(rounds)
def test_round_beside_itself_has_nothing_new_and_nothing_missing(snapshot):
    changes = compare_rounds(snapshot, snapshot, SAME)

    found = {change for each in changes for change, _pairs in groups_of(each)}
    assert found <= {Change.STILL_OPEN, Change.STILL_DEVELOPED, Change.PARTLY, Change.NOT_COMPARABLE}
    silent = [
        said.line.indicators
        for each in changes
        for change, pairs in groups_of(each)
        if change == Change.NOT_COMPARABLE
        for pair in pairs
        for said in (*pair.earlier, *pair.later)
    ]
    assert set(silent) <= {()}


# Where questions come from ---------------------------------------------------------------------------------


def version(number, *, follows=None, **lineage):
    """A version of the small questionnaire; each question is the same as before unless `lineage` says otherwise."""
    codes = ("T1.1.1", "T1.1.2", "T1.2.1", "T2.1.1")
    told = {code.replace("_", "."): {"lineage": row} for code, row in lineage.items()}
    same = {code: {"lineage": ("same", [code])} for code in codes} if follows else {}
    return make_instrument(version=str(number), follows=follows, asked=same | told)


def test_lineage_is_read_from_the_questionnaires(db):
    first = version(1)
    split, merged = ("split", ["T1.1.1"]), ("merged", ["T1.2.1", "T2.1.1"])
    second = version(2, follows="1", T1_1_1=split, T1_2_1=merged, T2_1_1=("new", []))
    third = version(3, follows="2", T1_1_2=("reworded", ["T1.1.2"]))

    assert lineage_of(third, first) == {
        "T1.1.1": Ancestors(("T1.1.1",), carried=False),
        "T1.1.2": Ancestors(("T1.1.2",), carried=True),
        "T1.2.1": Ancestors(("T1.2.1", "T2.1.1"), carried=False),
    }
    assert lineage_of(second, second)["T2.1.1"] == Ancestors(("T2.1.1",), carried=True)


# The page --------------------------------------------------------------------------------------------------

PAGE = "/en/profiles/germany/2025/changes/"


@pytest.fixture
def germany(db):
    """The profiles of two rounds, nothing of which is published yet."""
    instrument = make_instrument(slug="national", scope="national")
    place = make_country("DE")
    return make_profile(place, instrument, year=2021), make_profile(place, instrument, year=2025, number=2)


def both(germany, language="en", **later):
    publish_saying(
        germany[0], Says("No plan.", "potential", indicators=("T1.1.1",), key=1), language=language
    )
    publish_saying(germany[1], Says("A plan.", indicators=("T1.1.1",), key=2), language=language, **later)


def test_page_shows_both_wordings_with_their_links(client, germany):
    both(germany)

    page = client.get(PAGE).content.decode()

    assert "Newly developed" in page
    assert "An area with potential in 2021, and a well-developed area in 2025." in page
    assert '<a href="/en/profiles/germany/2021/#finding-1" hreflang="en">2021</a>' in page
    assert '<a href="/en/profiles/germany/2025/#finding-2" hreflang="en">2025</a>' in page
    assert (page.count("No plan."), page.count("A plan.")) == (1, 1)


def test_place_inside_a_country_has_the_page_too(client, db):
    place, instrument = make_place(), make_instrument()
    both((make_profile(place, instrument, year=2021), make_profile(place, instrument, year=2025, number=2)))

    assert "Newly developed" in client.get("/en/profiles/argentina/quilmes/2025/changes/").content.decode()


def test_first_round_unknown_places_and_what_is_not_published_are_not_found(client, germany):
    publish_saying(germany[0], Says("No plan."))
    assert [client.get(PAGE).status_code, client.get(PAGE.replace("2025", "2021")).status_code] == [404, 404]

    publish_saying(germany[1], Says("A plan."))
    assert [client.get(PAGE).status_code, client.get(PAGE.replace("germany", "x")).status_code] == [200, 404]

    Edition.objects.filter(profile=germany[0]).update(state="withdrawn")
    assert client.get(PAGE).status_code == 404


def test_other_language_is_announced_and_marked(client, germany):
    both(germany, language="fr")

    page = client.get(PAGE).content.decode()

    assert "You are reading the French editions." in page
    assert 'lang="fr" dir="ltr">A plan.' in page
    assert '<a href="/fr/profiles/germany/2025/#finding-2" hreflang="fr">2025</a>' in page
    assert "You are reading" not in client.get("/fr" + PAGE[3:]).content.decode()


def test_language_of_both_is_preferred_to_that_of_one(client, germany):
    both(germany, language="fr")
    publish_saying(germany[1], Says("In English."))

    context = client.get(PAGE).context

    assert (context["earlier"].language, context["later"].language) == ("fr", "fr")


def test_rounds_in_different_languages_are_compared_by_their_questions(client, germany):
    publish_saying(germany[0], Says("Kein Plan.", "potential", indicators=("T1.1.1",)), language="de")
    publish_saying(germany[1], Says("A plan.", indicators=("T1.1.1",)))

    page = client.get(PAGE).content.decode()

    assert "The two profiles aren’t published in one language." in page
    assert "Newly developed" in page
    assert 'lang="de" dir="ltr">Kein Plan.' in page


def test_edition_that_does_not_say_its_questions_says_so(client, germany):
    publish_saying(germany[0], Says("No plan.", "potential"))
    publish_saying(germany[1], Says("A plan.", indicators=("T1.1.1",)))

    page = client.get(PAGE).content.decode()

    assert "The edition of 2021 doesn’t say on which questions its findings rest." in page
    assert "Not comparable" in page


def test_same_words_are_shown_once(client, germany):
    says = Says("A plan.", indicators=("T1.1.1",))
    publish_saying(germany[0], says)
    publish_saying(germany[1], says)

    page = client.get(PAGE).content.decode()

    assert page.count("A plan.") == 1
    assert "Said in the same words in both profiles" in page


@pytest.mark.parametrize("amount", [1, 3])
def test_statements(client, germany, amount):
    says = [Says(f"Finding {number}.", indicators=(f"T1.1.{number}",)) for number in range(amount)]
    for profile in germany:
        publish_saying(profile, *says)
    client.get(PAGE)

    with counted() as statements:
        response = client.get(PAGE)

    assert (response.status_code, len(statements)) == (200, 5)


def test_profile_leads_to_what_changed(client, germany):
    both(germany)

    pages = [client.get(f"/en/profiles/germany/{year}/").content.decode() for year in (2021, 2025)]

    assert [PAGE in page for page in pages] == [False, True]

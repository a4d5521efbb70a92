"""No page, file, export or mail gives away what is kept back: every address is walked with random disclosures."""

import datetime
import io
import json
import os
import re
import zipfile

import pytest
from django.core import mail
from django.db import transaction
from django.urls import reverse
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from accounts.workflow import invite
from assessments.choices import Audience, Disclosure
from assessments.document import write_paper, write_workbook
from assessments.models import EvidenceFile, Message, ReviewQuery
from assessments.workflow import (
    SECTION,
    CitationDraft,
    VerdictDraft,
    add_remark,
    disclose_answer,
    disclose_section,
    disclose_source,
    hand_over,
    make_pack,
    pass_section,
    queue_reminders,
    record_verdicts,
    save_answers,
    set_due_dates,
)
from profiles import report
from profiles.models import Comment, CommentAnswer
from profiles.workflow import PROFILE, FindingDraft, publish, save_findings
from tests.architecture.test_access import TABLE, draft_talked_about, keywords, lines_of, routes
from tests.factories import files
from tests.factories.accounts import make_people
from tests.factories.assessments import (
    CAPACITY,
    DUE,
    draft,
    judge,
    keep_file,
    make_case,
    tell_source,
)
from tests.factories.instruments import make_instrument
from tests.factories.packs import bring_back, filled, given_out, section_of
from tests.factories.places import make_country, make_place
from tests.factories.profiles import (
    LANGUAGES,
    clear,
    consent,
    finish,
    introduce,
    make_standing_texts,
    profile_of,
    published,
)
from tests.replay import play
from tests.scenarios import TwoAssessments
from workflows.engine import TransitionRefused, perform

REASON = "The ministry asked for it."


def built(case):
    return report.build(profile_of(case), "en", published_date=DUE)


CODES = ("T1.1.1", "T1.1.2", "T1.2.1", "T2.1.1")
NUMBERS = (1, 2, 3, 4)
TOKEN = re.compile(r"x(?:answer|source)\d+x")


def of_answer(code):
    return f"xanswer{code[1:].replace('.', '')}x"


def of_source(number):
    return f"xsource{number}x"


def everything_said():
    """Two assessments. In the own one everything that is told has the token of its answer, or of its source.

    It was returned and approved, given out and brought back, drafted and published in the reviewers' own words, when
    no source was public; then it was taken back to drafting, with the statements as texts.
    """
    two = quilmes_and_bremen()
    own = two.own
    sources = [tell_with_token(own, number) for number in NUMBERS]
    for section in own.assessment.sections.in_order():
        tell(own, section, sources, "first")
    _pack, workbook = given_out(own)
    bring_back(
        own, filled(workbook, {code: {"statement": f"{of_answer(code)} filled in"} for code in CODES[:3]})
    )
    for section in own.assessment.sections.in_order():
        review(own, section, sources)
    for answer in own.assessment.answers.select_related("indicator", "part__section"):
        for audience in Audience.values:
            ask(own, answer, audience)
    add_remark(texts={"en": ("Name the article", "Please name the article.")}, by=own.reviewer)
    publish_in_own_words(own)
    draft_talked_about(own)
    for comment in Comment.objects.unanswered():
        CommentAnswer.objects.create(comment=comment, outcome="partly", body="In 2022.", by=own.reviewer)
    country = two.own.assessment.jurisdiction.country
    nation = make_instrument(slug="national", scope="national")
    published(make_case(names=" of the country", place=country, instrument=nation))
    take_back_with_statements(own)
    invite(email="new@example.org", name="New", language="en", by=own.coordinator)
    return two


def quilmes_and_bremen():
    """As `TwoAssessments.make`; T1.1.2 is asked because of what T1.1.1 says."""
    instrument = make_instrument(asked={"T1.1.2": {"show_if": ("T1.1.1", ["yes", "partly"])}})
    return TwoAssessments(
        own=make_case(place=make_place("Quilmes", make_country("AR")), instrument=instrument),
        other=make_case(
            place=make_place("Bremen", make_country("DE")), instrument=instrument, names=" of Bremen"
        ),
        stranger=make_people("Stranger")[0],
        superuser=make_people("Superuser", is_staff=True, is_superuser=True)[0],
    )


def tell_with_token(case, number):
    token = of_source(number)
    told = {"translated_title": f"{token} translated", "number": token, "url": f"https://example.org/{token}"}
    source = tell_source(case, f"{token} title", **told)
    keep_file(case, source, name=f"{token}.txt.pdf", content=files.pdf(titled(token), deterministic_id=True))
    disclose_source(source=source, value="basis", by=case.researcher)
    return source


def titled(token):
    def change(document):
        document.docinfo["/Title"] = token

    return change


def tell(case, section, sources, words):
    """Each answer cites two sources."""
    for part in section.parts.in_order():
        drafts = []
        for answer in part.answers.for_page():
            token = of_answer(answer.indicator.code)
            first = CODES.index(answer.indicator.code)
            cited = tuple(
                CitationDraft(
                    source.pk, f"{token} {of_source(number)}", f"{token} {of_source(number)} {words}"
                )
                for number, source in ((n + 1, sources[n]) for n in (first, (first + 1) % len(sources)))
            )
            drafts.append(draft(answer, f"{token} {words}", citations=tuple(sorted(cited))))
        save_answers(part=part, drafts=drafts, by=case.researcher)


def review(case, section, sources):
    """Returned once with remarks, answered anew, approved."""
    steps = ("submit", case.researcher), ("start review", case.reviewer)
    for step, person in steps:
        perform(SECTION, step, section, by=person, note=CAPACITY)
    current = case.assessment.answers.filter(part__section=section).select_related("indicator")
    drafts = [
        VerdictDraft(a.current_id, "change_needed", f"{of_answer(a.indicator.code)} remark") for a in current
    ]
    record_verdicts(section=section, drafts=drafts, by=case.reviewer)
    perform(SECTION, "return", section, by=case.reviewer, note="Again, please.")
    tell(case, section, sources, "second")
    for step, person in steps:
        perform(SECTION, step, section, by=person, note=CAPACITY)
    judge(case, section)
    perform(SECTION, "approve", section, by=case.reviewer)


def ask(case, answer, audience):
    """A query as it stands since the answers were collected."""
    section = answer.part.section
    query = ReviewQuery.objects.create(
        section=section, answer=answer, revision=answer.current, audience=audience, opened_by=case.reviewer
    )
    body = f"{of_answer(answer.indicator.code)} asked"
    Message.objects.create(query=query, body=body, language="en", by=case.reviewer)


def rewrite(case, words):
    """Each finding with `words(answer)`; where that is None it is left out."""
    profile = profile_of(case)
    for domain in profile.assessment.instrument.domains.in_order():
        drafts = []
        for finding in profile.findings.filter(domain=domain):
            text = words(finding.bases.get().revision.answer)
            drafts.append(FindingDraft(finding.pk, finding.kind, text is not None, text or "–"))
        save_findings(profile=profile, domain=domain, drafts=drafts, by=case.reviewer)
    return profile


def publish_as_it_is(case):
    profile = profile_of(case)
    clear(case, profile)
    consent(case, profile, LANGUAGES)
    profile = profile_of(case)
    return finish(publish(profile=profile, language="en", by=case.coordinator, note="In other words."))


def publish_in_own_words(case):
    make_standing_texts()
    profile = rewrite(case, lambda answer: f"Own words {answer.pk}.")
    introduce(case, profile)
    publish_as_it_is(case)


def take_back_with_statements(case):
    perform(PROFILE, "withdraw consent", profile_of(case), by=case.coordinator, note="Again.")
    rewrite(case, lambda answer: answer.current.statement)


@pytest.fixture
def scenario(db):
    return play(everything_said)


def paths(two):
    """Every address of the site that is asked with GET, for every object of the own assessment that it could name."""
    own = two.own.assessment
    for namespace, pattern in routes():
        if namespace == "admin":
            continue
        names = set(pattern.pattern.regex.groupindex)
        for variant in variants(pattern.name):
            known = keywords(two, pattern.name, variant)
            for more in objects(own, names, pattern.name):
                found = known | more
                yield reverse(pattern.name, kwargs={key: found[key] for key in names})


def variants(name):
    """As the table of accesses has them, such as the steps of a table."""
    lines = [line for group in TABLE for line in lines_of(group)]
    return sorted(
        {variant for each, variant, _method in lines if each == name and variant != "not handed on"}
    ) or [""]


def objects(assessment, names, name):
    places = [
        {
            "domain": answer.part.section.domain.slug,
            "number": answer.part.subcategory.number,
            "code": answer.indicator.code,
            "answer": answer.pk,
            "verdict": answer.revisions.get(verdicts__value="change_needed").verdicts.get().pk,
        }
        for answer in assessment.answers.select_related(
            "part__section__domain", "part__subcategory", "indicator"
        )
    ]
    if names & {"domain", "answer"}:
        return places if names & {"code", "answer", "number"} else places[::3]
    if "query" in names:
        queries = ReviewQuery.objects.filter(answer__assessment=assessment)
        return [{"query": pk} for pk in queries.values_list("pk", flat=True)]
    if "source" in names:
        return [{"source": pk} for pk in assessment.sources.values_list("pk", flat=True)]
    if name.startswith("evidence-"):
        return [{"file": pk} for pk in EvidenceFile.objects.values_list("pk", flat=True)]
    return [{}]


def tokens_in(response):
    """The tokens in a page or file, also inside packed ones, and in its headers."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b" ".join(archive.read(name) for name in archive.namelist())
    return set(TOKEN.findall(content.decode("utf-8", "replace") + str(response.headers)))


def found_by(client, addresses):
    found = set()
    for path in addresses:
        with transaction.atomic():
            found |= tokens_in(client.get(path))
            transaction.set_rollback(True)
    return found


def those(case, *values):
    """The tokens of what has one of these disclosures: of answers, and of sources."""
    answers = case.assessment.answers.filter(disclosure__in=values)
    sources = case.assessment.sources.filter(disclosure__in=values)
    return (
        {of_answer(code) for code in answers.values_list("indicator__code", flat=True)},
        {title.partition(" ")[0] for title in sources.values_list("title", flat=True)},
    )


def say_what_may_be_shown(case, answers, sources):
    for code, value in answers.items():
        try:
            disclose_answer(answer=case.answer(code), value=value, by=case.focal_point, reason=REASON)
        except TransitionRefused:
            assert code == "T1.1.2"  # it tells what T1.1.1 says
    for number, value in sources.items():
        source = case.assessment.sources.get(number=of_source(number))
        disclose_source(source=source, value=value, by=case.focal_point, reason=REASON)


def printed_sources(case):
    """The public sources of answers that aren't internal, as `tell` cites them."""
    _answers, public = those(case, "public")
    usable, _sources = those(case, "public", "basis")
    cited = {
        of_source(n + 1)
        for first, code in enumerate(CODES)
        if of_answer(code) in usable
        for n in (first, (first + 1) % len(NUMBERS))
    }
    return public & cited


ANY = st.sampled_from(Disclosure.values)
PHASES = (Phase.explicit, Phase.generate)
"""The tokens say what leaked; a smaller example would say no more, after minutes."""


def nothing_leaks(scenario, client_for, answers, sources):
    own = scenario.own
    say_what_may_be_shown(own, answers, sources)
    told, library = those(own, "public", "basis")
    addresses = sorted(set(paths(scenario)))

    assert found_by(client_for(own.observer), addresses) == told | library
    assert found_by(client_for(own.translator), addresses) == told | printed_sources(own)
    for person in (None, scenario.stranger, scenario.superuser, scenario.other.coordinator):
        assert found_by(client_for(person), addresses) == set()

    public, _sources = those(own, "public")
    texts = {"public": lambda answer: answer.current.statement, "internal": lambda answer: None}
    rewrite(own, lambda a: texts.get(a.disclosure, lambda answer: f"Own words {answer.pk}.")(a))
    edition = publish_as_it_is(own)

    assert set(TOKEN.findall(json.dumps(edition.snapshot))) == public | printed_sources(own)
    open_to_all = [reverse("home"), reverse("profile-list"), edition.profile.public_url, edition.pdf_url]
    assert found_by(client_for(), open_to_all) == public | printed_sources(own)


def test_whatever_is_kept_back_is_found_nowhere(scenario, client_for):
    answers = dict(zip(CODES, ("public", "basis", "internal", "public"), strict=True))
    sources = dict(zip(NUMBERS, ("internal", "public", "basis", "public"), strict=True))

    nothing_leaks(scenario, client_for, answers, sources)


@pytest.mark.slow
@settings(max_examples=40 if os.environ.get("NIGHTLY") else 10, phases=PHASES)
@given(
    answers=st.fixed_dictionaries(dict.fromkeys(CODES, ANY)),
    sources=st.fixed_dictionaries(dict.fromkeys(NUMBERS, ANY)),
)
def test_whatever_is_kept_back_is_found_nowhere_often(scenario, client_for, answers, sources):
    with transaction.atomic():
        nothing_leaks(scenario, client_for, answers, sources)
        transaction.set_rollback(True)


def all_internal(case):
    say_what_may_be_shown(case, dict.fromkeys(CODES, "internal"), dict.fromkeys(NUMBERS, "internal"))


EVERYTHING = {*map(of_answer, CODES), *map(of_source, NUMBERS)}
THEIRS = {of_answer("T1.1.1"), of_answer("T1.1.2"), of_source(1), of_source(2), of_source(3)}


@pytest.mark.parametrize(
    ("role", "found"),
    [
        ("contributor", THEIRS),
        ("reviewer", EVERYTHING),
        pytest.param("coordinator", EVERYTHING, marks=pytest.mark.slow),
        pytest.param("researcher", EVERYTHING, marks=pytest.mark.slow),
        pytest.param("focal_point", EVERYTHING, marks=pytest.mark.slow),
    ],
)
def test_those_who_work_on_it_find_all_of_it(scenario, client_for, role, found):
    own = scenario.own
    all_internal(own)

    assert found_by(client_for(own.in_role(role)), sorted(set(paths(scenario)))) == found


@pytest.mark.parametrize("write", [write_workbook, write_paper])
@pytest.mark.parametrize("value", ["internal", "basis"])
def test_packs_for_people_without_an_account_hold_nothing_internal(scenario, write, value):
    own = scenario.own
    say_what_may_be_shown(own, dict.fromkeys(CODES, value), dict.fromkeys(NUMBERS, value))

    pack, contents = make_pack(section=section_of(own), language="en", by=own.focal_point)
    with zipfile.ZipFile(io.BytesIO(write(contents, pack))) as archive:
        texts = b" ".join(archive.read(name) for name in archive.namelist()).decode("utf-8", "replace")

    everything = {*map(of_answer, CODES[:3]), *map(of_source, NUMBERS)}
    assert set(TOKEN.findall(texts)) == (everything if value == "basis" else set())


@pytest.mark.pdf
def test_pdf_tells_nothing_but_what_is_public(scenario):
    from pypdf import PdfReader  # noqa: PLC0415  only where PDFs are made

    own = scenario.own
    values = dict(zip(CODES, ("public", "basis", "internal", "basis"), strict=True))
    say_what_may_be_shown(
        own, values, dict(zip(NUMBERS, ("public", "basis", "internal", "public"), strict=True))
    )
    texts = {"public": lambda answer: answer.current.statement, "internal": lambda answer: None}
    rewrite(own, lambda a: texts.get(a.disclosure, lambda answer: f"Own words {answer.pk}.")(a))

    reader = PdfReader(io.BytesIO(report.render_pdf(built(own))))

    text = " ".join(page.extract_text() for page in reader.pages)
    attached = b" ".join(data for rows in reader.attachments.values() for data in rows).decode()
    expected = {of_answer("T1.1.1"), of_source(1), of_source(4)}
    assert set(TOKEN.findall(text)) == set(TOKEN.findall(attached)) == expected


def test_mails_tell_nothing_of_it(db, django_capture_on_commit_callbacks):
    case = make_case()
    source = tell_with_token(case, 1)
    for code in CODES:
        answer = case.answer(code)
        cited = (CitationDraft(source.pk, of_answer(code), of_source(1)),)
        drafts = [draft(answer, of_answer(code), citations=cited)]
        save_answers(part=answer.part, drafts=drafts, by=case.researcher)
    disclose_source(source=source, value="internal", by=case.researcher)
    part = case.part("2.1")

    with django_capture_on_commit_callbacks(execute=True):
        for section in case.assessment.sections.in_order():
            disclose_section(
                section=section, value="internal", by=case.researcher, reason=of_answer("T1.1.1")
            )
        pass_section(section=case.section(), holder="government", note="Yours.", by=case.researcher)
        set_due_dates(
            assessment=case.assessment,
            dates={case.section().pk: DUE.replace(year=2031)},
            reason="More time.",
            by=case.coordinator,
        )
        hand_over(
            assessment=case.assessment,
            parts=[part],
            email="a@example.org",
            name="A",
            language="en",
            by=case.focal_point,
        )
        perform(SECTION, "submit", case.section(2), by=case.researcher, note=CAPACITY)
        queue_reminders(datetime.datetime(2031, 6, 28, 12, tzinfo=datetime.UTC))

    assert mail.outbox
    texts = [f"{m.subject} {m.body} {m.alternatives}" for m in mail.outbox]
    assert set(TOKEN.findall(" ".join(texts))) == set()

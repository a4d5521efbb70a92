import pytest
from guardian.shortcuts import clear_ct_cache

from assessments.workflow import SECTION
from profiles.choices import EditionState, Inclusion, ProfileState
from profiles.models import Edition, Finding, FindingBasis
from profiles.workflow import EDITION, publish
from tests.factories.assessments import approve, make_case
from tests.factories.consultation import say
from tests.factories.profiles import (
    clear,
    consent,
    consented,
    consult,
    decide,
    drafted,
    finish,
    make_standing_texts,
    profile_of,
    published,
    written,
)
from tests.replay import play
from tests.statements import counted
from workflows.engine import perform

DESK = "/en/assessments/{pk}/profile/"
ROLES = ("coordinator", "researcher", "focal_point", "contributor", "reviewer", "translator", "observer")
SEES = {"coordinator", "researcher", "focal_point", "reviewer", "translator", "observer"}


def make_written():
    make_standing_texts()
    case = make_case()
    written(case)
    return case


@pytest.fixture
def case(db, request):
    """With a profile where a test asks for that."""
    return play(make_written if "profile" in request.fixturenames else make_case)


@pytest.fixture
def profile(case):
    """Ready for consultation: every finding decided, the introduction written."""
    return profile_of(case)


def desk(profile, path=""):
    return DESK.format(pk=profile.assessment_id) + path


def text_of(response):
    return " ".join(response.content.decode().split())


def steps_of(response):
    return [step.name for step in response.context["steps"]]


def form_of(profile, domain="domain-1", **changes):
    """The form of a domain's page as it stands, with `changes` by code of the indicator and field."""
    data = {}
    findings = profile.findings.filter(domain__slug=domain).in_order().prefetch_related("texts")
    for finding in findings:
        code = finding.bases.get().revision.answer.indicator.code
        included = {"included": "yes", "left_out": "no"}.get(finding.inclusion, "")
        row = {"body": finding.body_in("en"), "included": included, "kind": finding.kind} | changes.get(
            code, {}
        )
        data |= {f"finding-{finding.pk}-{name}": value for name, value in row.items()}
    return data


def finding_of(code):
    return Finding.objects.prefetch_related("texts").get(bases__revision__answer__indicator__code=code)


def reopen_and_change(case, number=1):
    """The answers of a section change after the profile was written, and are approved again."""
    section = case.section(number)
    perform(SECTION, "reopen", section, by=case.coordinator, note="A decree changes it.")
    approve(case, section, wording="In 2023, a decree changed {code}.")


# Who sees what ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["", "domains/domain-1/", "texts/introduction/en/", "preview/en/"])
def test_pages_are_seen_by_those_who_see_drafts(profile, case, client_for, path):
    codes = {role: client_for(case.in_role(role)).get(desk(profile, path)).status_code for role in ROLES}

    assert codes == {role: 200 if role in SEES else 404 for role in ROLES}
    assert client_for().get(desk(profile, path)).status_code == 302


def test_strangers_and_superusers_see_nothing(two, client_for):
    profile = written(two.own)

    for user in (two.stranger, two.superuser, two.other.reviewer):
        assert client_for(user).get(desk(profile)).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "domains/nothing/",
        "texts/introduction/xx/",
        "texts/nothing/en/",
        "preview/pt/",
        "do/nothing/",
        "do/answers-reopened/",
    ],
)
def test_what_does_not_exist_is_not_found(profile, case, client_for, path):
    assert client_for(case.reviewer).get(desk(profile, path)).status_code == 404


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("domains/domain-1/", {"reviewer"}),
        ("texts/introduction/en/", {"reviewer"}),
        ("consent/", {"coordinator", "focal_point"}),
        ("publish/", {"coordinator"}),
        ("do/open-consultation/", {"reviewer"}),
        ("do/withdraw-consent/", {"coordinator", "focal_point"}),
    ],
)
def test_posting_is_for_those_with_the_right(profile, case, client_for, path, allowed):
    codes = {role: client_for(case.in_role(role)).post(desk(profile, path)).status_code for role in ROLES}

    assert {role for role, code in codes.items() if code == 404} == set(ROLES) - SEES
    assert {role for role, code in codes.items() if code == 403} == SEES - allowed


@pytest.mark.parametrize("path", ["", "domains/domain-1/", "texts/introduction/en/", "preview/en/"])
def test_drafts_are_kept_by_no_cache(profile, case, client_for, path):
    assert "no-store" in client_for(case.reviewer).get(desk(profile, path))["Cache-Control"]


# Desk -------------------------------------------------------------------------------------------------


def test_desk_tells_what_is_missing_before_the_consultation(case, client_for):
    profile = drafted(case)

    response = client_for(case.reviewer).get(desk(profile))

    assert [str(problem) for problem in response.context["missing"]] == [
        "Domain 1: decide on each finding.",
        "Domain 2: decide on each finding.",
        "Write the introduction.",
    ]
    assert "To decide: 3" in text_of(response)


def test_desk_offers_the_steps_of_the_reader(profile, case, client_for):
    assert steps_of(client_for(case.reviewer).get(desk(profile))) == ["open consultation"]
    assert steps_of(client_for(case.coordinator).get(desk(profile))) == []

    clear(case, profile)

    assert steps_of(client_for(case.focal_point).get(desk(profile))) == ["record consent"]
    assert steps_of(client_for(case.coordinator).get(desk(profile))) == ["back to drafting", "record consent"]


def test_desk_tells_a_reviewer_who_edited_last_that_another_must_clear(profile, case, client_for):
    consult(case, profile)

    problems = [
        client_for(user).get(desk(profile)).context["missing"]
        for user in (case.reviewer, case.second_reviewer)
    ]

    assert [[str(problem) for problem in each] for each in problems] == [
        [
            "You edited this profile last, so another reviewer must clear it.",
            "You opened this consultation, so another reviewer must clear the profile.",
        ],
        [],
    ]


def test_desk_counts_findings_by_domain(case, client_for):
    profile = drafted(case, options={"T1.1.2": "no", "T1.2.1": "partly"})
    decide(case, profile)

    counts = [count for _domain, count in client_for(case.translator).get(desk(profile)).context["domains"]]

    assert [(c["developed"], c["potential"], c["undecided"], c["stale"]) for c in counts] == [
        (1, 2, 0, 0),
        (1, 0, 0, 0),
    ]


def test_desk_tells_the_history_newest_first(case, client_for):
    edition = published(case)
    perform(EDITION, "withdraw", edition, by=case.coordinator, note="A ministry asked for it.")

    history = client_for(case.coordinator).get(desk(edition.profile)).context["history"]

    assert [(line.subject, str(line.event.label)) for line in history] == [
        ("English, edition 1", "Withdraw the edition"),
        ("English, edition 1", "Made and checked"),
        ("English, edition 1", "Publish"),
        ("Profile", "Record the consent"),
        ("Profile", "Clear the profile"),
        ("Profile", "Open the consultation"),
    ]


@pytest.mark.parametrize("editions", [1, 3])
def test_desk_takes_fourteen_statements(case, client_for, editions, django_assert_num_queries):
    """One more in a process that was just started: it looks up of which table the right is, once and for all."""
    profile = consented(case)
    for _ in range(editions):
        finish(publish(profile=profile, language="en", by=case.coordinator, note="Corrected."))
    client = client_for(case.coordinator)

    clear_ct_cache()
    with django_assert_num_queries(15):
        client.get(desk(profile))
    with django_assert_num_queries(14):
        client.get(desk(profile))


def make_standing(state):
    """A profile in this state, commented on."""
    make_standing_texts()
    case = make_case()
    profile = written(case)
    if state == ProfileState.CONSULTATION:
        consult(case, profile)
        say(case, profile)
    elif state != ProfileState.DRAFTING:
        clear(case, profile)
    if state == ProfileState.CONSENTED:
        consent(case, profile)
    return case


@pytest.mark.parametrize("state", ProfileState)
def test_desk_takes_no_more_than_fifteen_statements_in_any_state(db, client_for, state):
    case, taken = make_standing(state), {}
    path = desk(profile_of(case))
    for role in ("coordinator", "reviewer", "focal_point"):
        client = client_for(case.in_role(role))
        clear_ct_cache()
        with counted() as sent:
            assert client.get(path).context["profile"].state == state
        taken[role] = len(sent)

    assert {role: number for role, number in taken.items() if number > 15} == {}


# Findings ---------------------------------------------------------------------------------------------


def test_findings_are_saved_as_typed(case, client_for):
    profile = drafted(case)
    changes = {
        "T1.1.1": {"included": "yes", "body": "In 2022, a new text."},
        "T1.1.2": {"included": "no", "reason": "Said twice."},
        "T1.2.1": {"kind": "potential"},
    }

    response = client_for(case.reviewer).post(desk(profile, "domains/domain-1/"), form_of(profile, **changes))

    assert response.status_code == 302
    assert [(f.inclusion, f.kind, f.body_in("en")) for f in map(finding_of, changes)] == [
        (Inclusion.INCLUDED, "developed", "In 2022, a new text."),
        (Inclusion.LEFT_OUT, "developed", "In 2022, the Secretariat answered T1.1.2."),
        (Inclusion.UNDECIDED, "potential", "In 2022, the Secretariat answered T1.2.1."),
    ]


def test_nothing_typed_is_lost_when_a_text_is_missing(case, client_for):
    profile = drafted(case)
    data = form_of(
        profile, **{"T1.1.1": {"included": "yes", "body": " "}, "T1.1.2": {"body": "Half a sentence"}}
    )

    response = client_for(case.reviewer).post(desk(profile, "domains/domain-1/"), data)

    assert response.status_code == 422
    assert "Write the text, or leave the finding out." in text_of(response)
    assert "Half a sentence" in text_of(response)
    assert finding_of("T1.1.2").body_in("en") == "In 2022, the Secretariat answered T1.1.2."


def test_nothing_typed_is_lost_when_the_consultation_opened_meanwhile(profile, case, client_for):
    data = form_of(profile, **{"T1.1.1": {"body": "Too late"}})
    consult(case, profile)

    response = client_for(case.reviewer).post(desk(profile, "domains/domain-1/"), data)

    assert response.status_code == 409
    assert "Too late" in text_of(response)
    assert "The profile can’t be edited now" in text_of(response)


@pytest.mark.parametrize(
    ("way", "order"),
    [
        ("up", ["T1.1.2", "T1.1.1", "T1.2.1"]),
        ("down", ["T1.1.1", "T1.2.1", "T1.1.2"]),
        ("out", ["T1.1.1", "T1.1.2", "T1.2.1"]),
    ],
)
def test_moving_saves_the_page_first(profile, case, client_for, way, order):
    finding = finding_of("T1.1.2")
    data = form_of(profile, **{"T1.2.1": {"body": "In 2022, typed before the move."}})

    client_for(case.reviewer).post(desk(profile, "domains/domain-1/"), data | {"move": f"{finding.pk}:{way}"})

    rows = profile.findings.filter(domain__slug="domain-1").in_order()
    assert list(rows.values_list("bases__revision__answer__indicator__code", flat=True)) == order
    assert finding_of("T1.2.1").body_in("en") == "In 2022, typed before the move."


def test_a_finding_of_an_either_answer_asks_for_a_decision(case, client_for):
    profile = drafted(case, options={"T1.1.2": "partly"})

    page = text_of(client_for(case.reviewer).get(desk(profile, "domains/domain-1/")))

    assert page.count("Needs a decision") == 1


def test_a_stale_finding_shows_the_answer_as_it_is_now(profile, case, client_for):
    reopen_and_change(case)
    client = client_for(case.reviewer)

    page = text_of(client.get(desk(profile, "domains/domain-1/")))
    compared = {code: {"compared": "on"} for code in ("T1.1.1", "T1.1.2")}
    client.post(desk(profile, "domains/domain-1/"), form_of(profile, **compared))

    assert page.count("The answer has changed") == 3
    assert "In <ins>2023</ins>, <ins>a decree changed</ins> T1.1.1." in page
    assert FindingBasis.objects.outdated().count() == 1


def test_a_finding_whose_answer_is_reopened_waits(profile, case, client_for):
    perform(SECTION, "reopen", case.section(1), by=case.coordinator, note="A decree changes it.")

    page = text_of(client_for(case.reviewer).get(desk(profile, "domains/domain-1/")))

    assert page.count("The answer behind this finding was reopened.") == 3
    assert "compared" not in page


def test_the_house_style_warns_and_never_blocks(profile, case, client_for):
    client = client_for(case.reviewer)
    data = form_of(profile, **{"T1.1.1": {"body": "Since 2020 it is the best."}})

    response = client.post(desk(profile, "domains/domain-1/"), data, follow=True)

    assert response.redirect_chain == [(desk(profile, "domains/domain-1/"), 302)]
    assert "“best” ranks; a profile describes." in text_of(response)


def test_who_opens_the_consultation_sees_what_will_be_read(profile, case, client_for):
    client = client_for(case.reviewer)
    data = form_of(profile, **{"T1.1.1": {"body": "Since 2020 it is the best."}})
    client.post(desk(profile, "domains/domain-1/"), data)

    page = text_of(client.get(desk(profile, "do/open-consultation/")))

    assert "What the government will read" in page
    assert "House style: 1 finding to look at" in page
    assert page.count("Not written") == 3


def test_the_government_reads_the_findings_and_can_change_none(profile, case, client_for):
    consult(case, profile)

    page = text_of(client_for(case.focal_point).get(desk(profile, "domains/domain-1/")))

    assert "In 2022, the Secretariat answered T1.1.1." in page
    assert "<textarea" not in page
    assert f"/en/assessments/{profile.assessment_id}/domain-1/1/#answer-" in page


@pytest.mark.parametrize("shape_is_larger", [False, True])
def test_domain_page_takes_twelve_statements(case, client_for, shape_is_larger, django_assert_num_queries):
    profile = drafted(case)
    client = client_for(case.reviewer)
    domain = "domain-1" if shape_is_larger else "domain-2"
    client.get(desk(profile))

    with django_assert_num_queries(12):
        response = client.get(desk(profile, f"domains/{domain}/"))

    assert len(response.context["forms"]) == (3 if shape_is_larger else 1)


# Texts and preview ------------------------------------------------------------------------------------


def test_a_text_is_written_and_taken_away(profile, case, client_for):
    client = client_for(case.reviewer)
    url = desk(profile, "texts/introduction/en/")

    client.post(url, {"body": "Un paragraphe.\n\nUn autre.", "seen": 1})
    written_ = profile.texts.get(language="en").body
    client.post(url, {"body": " ", "seen": 2})

    assert written_ == "Un paragraphe.\n\nUn autre."
    assert not profile.texts.filter(language="en").written().exists()


def test_a_text_typed_too_late_is_not_lost(profile, case, client_for):
    consult(case, profile)

    response = client_for(case.reviewer).post(
        desk(profile, "texts/introduction/en/"), {"body": "Too late", "seen": 1}
    )

    assert response.status_code == 409
    assert "Too late" in text_of(response)


def test_preview_says_what_an_edition_would_say(profile, case, client_for):
    client = client_for(case.focal_point)

    english, french = (text_of(client.get(desk(profile, f"preview/{code}/"))) for code in ("en", "fr"))

    assert "In 2022, the Secretariat answered T1.1.1." in english
    assert "The first paragraph." in english
    assert '<h1><bdi lang="fr" dir="ltr">Municipalité de Quilmes</bdi></h1>' in french
    assert "Pas encore rédigé dans cette langue." in french


# Steps, consent, publication --------------------------------------------------------------------------


def test_a_step_asks_and_then_moves(profile, case, client_for):
    client = client_for(case.reviewer)
    url = desk(profile, "do/open-consultation/")

    asked = text_of(client.get(url))
    response = client.post(url)
    profile.refresh_from_db()

    assert "The government reads the profile as it stands" in asked
    assert response["Location"] == desk(profile)
    assert profile.state == ProfileState.CONSULTATION


def test_a_refused_step_says_why(case, client_for):
    profile = drafted(case)

    response = client_for(case.reviewer).post(desk(profile, "do/open-consultation/"))

    assert response.status_code == 409
    assert "Domain 1: decide on each finding." in text_of(response)


def test_a_step_that_is_not_possible_now_says_so(profile, case, client_for):
    response = client_for(case.reviewer).get(desk(profile, "do/clear/"))

    assert response.status_code == 200
    assert "This step isn’t possible any more" in text_of(response)


CONSENT = {
    "name": "Martina Sosa",
    "capacity": "Mayor",
    "date": "2026-01-15",
    "letter": "MQ 12/2026",
    "languages": ["en", "fr"],
}


def test_consent_is_recorded_with_its_letter_and_languages(profile, case, client_for):
    clear(case, profile)

    response = client_for(case.focal_point).post(desk(profile, "consent/"), CONSENT)

    consent = profile.consents.get()
    assert response["Location"] == desk(profile)
    assert (consent.name, consent.capacity, str(consent.date), consent.letter) == tuple(CONSENT.values())[:4]
    assert sorted(consent.languages.values_list("language", flat=True)) == ["en", "fr"]


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ({"date": "2999-01-01"}, "The date can’t be in the future."),
        ({"languages": []}, "This field is required."),
        ({"languages": ["pt"]}, "Select a valid choice."),
        ({"letter": ""}, "This field is required."),
    ],
)
def test_faulty_consent_is_refused_and_kept(profile, case, client_for, fault, message):
    clear(case, profile)

    page = text_of(client_for(case.focal_point).post(desk(profile, "consent/"), CONSENT | fault))

    assert message in page
    assert 'value="Mayor"' in page
    assert not profile.consents.exists()


def test_consent_before_the_profile_is_cleared_is_explained(profile, case, client_for):
    client = client_for(case.focal_point)

    asked = client.get(desk(profile, "consent/"))
    posted = client.post(desk(profile, "consent/"), CONSENT)

    assert "A consent can be recorded while the profile is cleared." in text_of(asked)
    assert (asked.status_code, posted.status_code) == (200, 409)
    assert 'value="Mayor"' in text_of(posted)


def test_the_step_of_consent_leads_to_its_form(profile, case, client_for):
    response = client_for(case.focal_point).get(desk(profile, "do/record-consent/"))

    assert response["Location"] == desk(profile, "consent/")


def test_publishing_asks_for_an_edition(case, client_for):
    profile = consented(case)
    client = client_for(case.coordinator)

    response = client.post(desk(profile, "publish/"), {"language": "en"})

    assert response["Location"] == desk(profile)
    assert Edition.objects.get().state == EditionState.RENDERING
    assert client.get(desk(profile)).context["publish_form"] is None


@pytest.mark.parametrize(
    ("language", "status", "message"),
    [("fr", 409, "The consent doesn’t cover French."), ("xx", 422, "Select a valid choice.")],
)
def test_publishing_that_is_refused_says_why(case, client_for, language, status, message):
    profile = consented(case)

    response = client_for(case.coordinator).post(desk(profile, "publish/"), {"language": language})

    assert response.status_code == status
    assert message in text_of(response)
    assert not Edition.objects.exists()


def test_an_edition_in_the_making_has_nothing_new_until_it_is_made(case, client_for):
    edition = publish(profile=consented(case), language="en", by=case.coordinator)
    client = client_for(case.translator)
    url = f"/en/editions/{edition.pk}/progress/"

    first = client.get(url)
    waiting = client.get(f"{url}?seen=queued-0")
    finish(edition)
    made = client.get(f"{url}?seen=queued-0")

    assert "In the queue" in text_of(first)
    assert f"{url}?seen=queued-0" in first.content.decode()
    assert waiting.status_code == 204
    assert "Published on" in text_of(made)
    assert "hx-get" not in text_of(made)
    assert client_for(case.contributor).get(url).status_code == 404


def test_a_failed_edition_says_why_and_can_be_tried_again(case, client_for):
    edition = publish(profile=consented(case), language="en", by=case.coordinator)
    perform("edition", "fail", edition, by=None, note="No typeface has the character.")
    client = client_for(case.coordinator)

    page = text_of(client.get(desk(edition.profile)))
    client.post(f"/en/editions/{edition.pk}/do/try-again/")
    edition.refresh_from_db()

    assert "No typeface has the character." in page
    assert "Try again" in page
    assert edition.state == EditionState.RENDERING


def test_withdrawing_an_edition_needs_a_reason_and_the_right(case, client_for):
    edition = published(case)
    url = f"/en/editions/{edition.pk}/do/withdraw/"
    client = client_for(case.coordinator)

    without = client.post(url, {"note": ""})
    response = client.post(url, {"note": "A ministry asked for it."})
    edition.refresh_from_db()

    assert "This field is required." in text_of(without)
    assert response["Location"] == f"{desk(edition.profile)}#edition-{edition.pk}"
    assert edition.state == EditionState.WITHDRAWN
    assert client_for(case.reviewer).get(url).status_code == 403
    assert client_for(case.researcher).get(url).status_code == 403
    assert client_for(case.contributor).get(url).status_code == 404

"""Who gets what at every address of the site, on the own assessment and on one of other people.

The columns: nobody signed in; the seven roles of the assessment that the address is about; the seven roles of
another assessment, who all get the same ("=": each the same as its namesake); a stranger; a superuser without
a role. "in" is a redirect to the sign-in page. An address without a line fails.
"""

import re

import pytest
from django.db import transaction
from django.urls import URLPattern, get_resolver, reverse
from django.utils.http import int_to_base36

from accounts.emails import switch_off_url, token_for
from accounts.models import Invitation, User
from accounts.workflow import invite
from assessments.choices import Role
from assessments.models import Pack, PackReturn
from profiles.models import Edition, StandingText
from tests.factories.assessments import keep_file, make_case, tell_source
from tests.factories.instruments import make_instrument
from tests.factories.packs import bring_back, given_out
from tests.factories.profiles import published
from tests.replay import play
from tests.scenarios import TwoAssessments

#                                         nobody | coo res foc con rev tra obs | others | str sup
TABLE = {
    "for everybody": """
        healthz                     GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        readyz                      GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        palette                     GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        home                        GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        about                       GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        profile-list                GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        profile-public              GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        profile-pdf                 GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        profile-country             GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        profile-country-pdf         GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
    """,
    "accounts": """
        account_login               GET   200 | 302 302 302 302 302 302 302 | 302 | 302 302
        account_login               POST  200 | 302 302 302 302 302 302 302 | 302 | 302 302
        account_logout              GET   302 | 200 200 200 200 200 200 200 | 200 | 200 200
        account_logout              POST  302 | 302 302 302 302 302 302 302 | 302 | 302 302
        account_signup              GET   200 | 302 302 302 302 302 302 302 | 302 | 302 302
        account_signup              POST  200 | 302 302 302 302 302 302 302 | 302 | 302 302
        account_inactive            GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        account_change_password     GET   in  | 200 200 200 200 200 200 200 | 200 | 200 200
        account_change_password     POST  in  | 200 200 200 200 200 200 200 | 200 | 200 200
        account_reset_password      GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        account_reset_password      POST  200 | 200 200 200 200 200 200 200 | 200 | 200 200
        account_reset_password_done GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        account_reset_password_from_key \
                                    GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        account_reset_password_from_key_done \
                                    GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        account-mails               GET   in  | 200 200 200 200 200 200 200 | 200 | 200 200
        account-mails               POST  in  | 302 302 302 302 302 302 302 | 302 | 302 302
        reminders-off               GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        reminders-off               POST  200 | 200 200 200 200 200 200 200 | 200 | 200 200
        invitation-accept           GET   200 | 200 200 200 200 200 200 200 | 200 | 200 200
        invitation-accept           POST  200 | 200 200 200 200 200 200 200 | 200 | 200 200
    """,
    "work": """
        my-work                     GET   in  | 200 200 200 200 200 200 200 | 200 | 200 200
        place-new                   GET   in  | 200 403 403 403 403 403 403 | =   | 403 200
        place-new                   POST  in  | 200 403 403 403 403 403 403 | =   | 403 200
        assessment-new              GET   in  | 200 403 403 403 403 403 403 | =   | 403 200
        assessment-new              POST  in  | 200 403 403 403 403 403 403 | =   | 403 200
    """,
    "questionnaires": """
        instrument-list             GET   in  | 403 403 403 403 403 403 403 | 403 | 403 200
        instrument-import           GET   in  | 403 403 403 403 403 403 403 | 403 | 403 200
        instrument-import           POST  in  | 403 403 403 403 403 403 403 | 403 | 403 200
        instrument-load             GET   in  | 403 403 403 403 403 403 403 | 403 | 403 405
        instrument-load             POST  in  | 403 403 403 403 403 403 403 | 403 | 403 302
        instrument-detail           GET   in  | 403 403 403 403 403 403 403 | 403 | 403 200
        instrument-workbook         GET   in  | 403 403 403 403 403 403 403 | 403 | 403 200
        instrument-version          GET   in  | 403 403 403 403 403 403 403 | 403 | 403 200
        instrument-version          POST  in  | 403 403 403 403 403 403 403 | 403 | 403 200
        instrument-step[retire]     GET   in  | 403 403 403 403 403 403 403 | 403 | 403 200
        instrument-step[retire]     POST  in  | 403 403 403 403 403 403 403 | 403 | 403 200
        instrument-step[publish-from-file] \
                                    POST  in  | 403 403 403 403 403 403 403 | 403 | 403 404
        instrument-step[unknown]    GET   in  | 403 403 403 403 403 403 403 | 403 | 403 404
    """,
    "assessment": """
        assessment-detail           GET   in  | 200 200 200 200 200 404 200 | 404 | 404 404
        assessment-people           GET   in  | 200 200 200 403 200 404 200 | 404 | 404 404
        assessment-people           POST  in  | 200 403 403 403 403 404 403 | 404 | 404 404
        role-remove                 GET   in  | 200 403 403 403 403 404 403 | 404 | 404 404
        role-remove                 POST  in  | 302 403 403 403 403 404 403 | 404 | 404 404
        role-hand-on                GET   in  | 200 403 403 403 403 404 403 | 404 | 404 404
        role-hand-on                POST  in  | 200 403 403 403 403 404 403 | 404 | 404 404
        hand-over                   GET   in  | 200 403 200 403 403 404 403 | 404 | 404 404
        hand-over                   POST  in  | 200 403 200 403 403 404 403 | 404 | 404 404
        hand-over-more              GET   in  | 200 403 200 403 403 404 403 | 404 | 404 404
        hand-over-more              POST  in  | 200 403 200 403 403 404 403 | 404 | 404 404
        handover-detail             GET   in  | 200 403 200 200 403 404 403 | 404 | 404 404
        handover-take-back          GET   in  | 200 403 200 403 403 404 403 | 404 | 404 404
        handover-take-back          POST  in  | 302 403 302 403 403 404 403 | 404 | 404 404
        handover-step[hand-back]    GET   in  | 403 403 403 200 403 404 403 | 404 | 404 404
        handover-step[hand-back]    POST  in  | 403 403 403 409 403 404 403 | 404 | 404 404
        handover-step[send-back]    GET   in  | 200 403 200 403 403 404 403 | 404 | 404 404
        handover-step[send-back]    POST  in  | 200 403 200 403 403 404 403 | 404 | 404 404
        handover-step[unknown]      GET   in  | 404 403 404 404 403 404 403 | 404 | 404 404
        assessment-dates            GET   in  | 200 403 403 403 403 404 403 | 404 | 404 404
        assessment-dates            POST  in  | 200 403 403 403 403 404 403 | 404 | 404 404
        source-list                 GET   in  | 200 200 200 200 200 404 200 | 404 | 404 404
        source-new                  GET   in  | 403 200 200 200 403 404 403 | 404 | 404 404
        source-new                  POST  in  | 403 200 200 200 403 404 403 | 404 | 404 404
        source-detail               GET   in  | 200 200 200 200 200 404 200 | 404 | 404 404
        source-detail               POST  in  | 403 422 422 403 403 404 403 | 404 | 404 404
        source-detail[not handed on] GET  in  | 200 200 200 404 200 404 200 | 404 | 404 404
        source-edit                 GET   in  | 403 200 200 403 403 404 403 | 404 | 404 404
        source-edit                 POST  in  | 403 200 200 403 403 404 403 | 404 | 404 404
        evidence-file               GET   in  | 200 200 200 200 200 404 200 | 404 | 404 404
        evidence-file               POST  in  | 405 405 405 405 405 404 405 | 404 | 404 404
        evidence-file[not handed on] GET  in  | 200 200 200 404 200 404 200 | 404 | 404 404
        evidence-file-remove        GET   in  | 403 200 200 403 403 404 403 | 404 | 404 404
        evidence-file-remove        POST  in  | 403 409 409 403 403 404 403 | 404 | 404 404
        assessment-step[close]      GET   in  | 200 403 403 403 403 404 403 | 404 | 404 404
        assessment-step[close]      POST  in  | 200 403 403 403 403 404 403 | 404 | 404 404
        assessment-step[resume]     POST  in  | 404 404 404 404 404 404 404 | 404 | 404 404
        assessment-step[unknown]    GET   in  | 404 404 404 404 404 404 404 | 404 | 404 404
    """,
    "section": """
        part-answer                 GET   in  | 200 200 200 200 200 404 200 | 404 | 404 404
        part-answer                 POST  in  | 403 409 409 409 403 404 403 | 404 | 404 404
        part-answer[not handed on]  GET   in  | 200 200 200 404 200 404 200 | 404 | 404 404
        citation-new                GET   in  | 403 200 200 200 403 404 403 | 404 | 404 404
        citation-new                POST  in  | 403 422 422 422 403 404 403 | 404 | 404 404
        citation-new[not handed on] GET   in  | 403 200 200 404 403 404 403 | 404 | 404 404
        part-answer[not handed on]  POST  in  | 403 409 409 404 403 404 403 | 404 | 404 404
        answer-save                 POST  401 | 422 422 422 422 422 422 422 | 422 | 422 422
        answer-settle               POST  in  | 403 400 400 400 403 404 403 | 404 | 404 404
        answer-settle[not handed on] POST in  | 403 400 400 404 403 404 403 | 404 | 404 404
        answer-start                POST  in  | 403 409 409 409 403 404 403 | 404 | 404 404
        answer-start[not handed on] POST  in  | 403 409 409 404 403 404 403 | 404 | 404 404
        section-check               GET   in  | 200 200 200 200 200 404 200 | 404 | 404 404
        section-check[not handed on] GET  in  | 200 200 200 404 200 404 200 | 404 | 404 404
        section-packs               GET   in  | 200 200 200 403 403 404 403 | 404 | 404 404
        section-packs               POST  in  | 403 422 422 403 403 404 403 | 404 | 404 404
        section-packs[not handed on] GET  in  | 200 200 200 404 403 404 403 | 404 | 404 404
        pack-new                    GET   in  | 405 405 405 403 403 404 403 | 404 | 404 404
        pack-new                    POST  in  | 422 422 422 403 403 404 403 | 404 | 404 404
        pack-return                 GET   in  | 200 200 200 403 403 404 403 | 404 | 404 404
        pack-return                 POST  in  | 403 422 422 403 403 404 403 | 404 | 404 404
        section-pass                GET   in  | 403 200 200 403 403 404 403 | 404 | 404 404
        section-pass                POST  in  | 403 200 200 403 403 404 403 | 404 | 404 404
        section-review              GET   in  | 403 403 403 403 200 404 403 | 404 | 404 404
        section-review              POST  in  | 403 403 403 403 422 404 403 | 404 | 404 404
        section-step[submit]        GET   in  | 403 200 200 403 403 404 403 | 404 | 404 404
        section-step[submit]        POST  in  | 403 200 200 403 403 404 403 | 404 | 404 404
        section-step[approve]       GET   in  | 403 403 403 403 200 404 403 | 404 | 404 404
        section-step[reopen]        GET   in  | 200 403 403 403 403 404 403 | 404 | 404 404
        section-step[unknown]       GET   in  | 404 404 404 404 404 404 404 | 404 | 404 404
    """,
    "profile": """
        profile-desk                GET   in  | 200 404 200 404 200 200 404 | 404 | 404 404
        profile-domain              GET   in  | 200 404 200 404 200 200 404 | 404 | 404 404
        profile-domain              POST  in  | 403 404 403 404 422 403 404 | 404 | 404 404
        profile-text                GET   in  | 200 404 200 404 200 200 404 | 404 | 404 404
        profile-text                POST  in  | 403 404 403 404 409 403 404 | 404 | 404 404
        profile-preview             GET   in  | 200 404 200 404 200 200 404 | 404 | 404 404
        profile-consent             GET   in  | 200 404 200 404 403 403 404 | 404 | 404 404
        profile-consent             POST  in  | 200 404 200 404 403 403 404 | 404 | 404 404
        profile-publish             GET   in  | 405 404 403 404 403 403 404 | 404 | 404 404
        profile-publish             POST  in  | 422 404 403 404 403 403 404 | 404 | 404 404
        profile-step[clear]         GET   in  | 403 404 403 404 200 403 404 | 404 | 404 404
        profile-step[withdraw-consent] \
                                    GET   in  | 200 404 200 404 403 403 404 | 404 | 404 404
        profile-step[withdraw-consent] \
                                    POST  in  | 200 404 200 404 403 403 404 | 404 | 404 404
        profile-step[answers-reopened] \
                                    POST  in  | 404 404 404 404 404 404 404 | 404 | 404 404
        edition-step[withdraw]      GET   in  | 200 404 403 404 403 403 404 | 404 | 404 404
        edition-step[withdraw]      POST  in  | 200 404 403 404 403 403 404 | 404 | 404 404
        edition-step[finish]        POST  in  | 404 404 404 404 404 404 404 | 404 | 404 404
        edition-progress            GET   in  | 200 404 200 404 200 200 404 | 404 | 404 404
    """,
}

# In the administration a superuser gets these; everybody else is sent to its sign-in page.
ADMINISTRATION = {
    "index": 200,
    "login": 302,
    "logout": 405,
    "password_change": 200,
    "password_change_done": 200,
    "autocomplete": 403,
    "jsi18n": 200,
    "view_on_site": 404,
    "app_list": 200,
    # allauth's and Django's own tables, of which the site uses none
    "account_emailaddress_changelist": 200,
    "account_emailaddress_add": 200,
    "account_emailaddress_history": 302,
    "account_emailaddress_delete": 302,
    "account_emailaddress_change": 302,
    "auth_group_changelist": 200,
    "auth_group_add": 200,
    "auth_group_history": 302,
    "auth_group_delete": 302,
    "auth_group_change": 302,
    "accounts_user_changelist": 200,
    "accounts_user_add": 200,
    "accounts_user_history": 200,
    "accounts_user_delete": 200,
    "accounts_user_change": 200,
    "instruments_instrument_changelist": 200,
    "instruments_instrument_add": 403,
    "instruments_instrument_history": 200,
    "instruments_instrument_delete": 403,
    "instruments_instrument_change": 200,
    "instruments_indicator_changelist": 200,
    "instruments_indicator_add": 403,
    "instruments_indicator_history": 200,
    "instruments_indicator_delete": 403,
    "instruments_indicator_change": 200,
    "places_jurisdiction_changelist": 200,
    "places_jurisdiction_add": 200,
    "places_jurisdiction_history": 200,
    "places_jurisdiction_delete": 200,
    "places_jurisdiction_change": 200,
    "profiles_standingtext_changelist": 200,
    "profiles_standingtext_add": 200,
    "profiles_standingtext_history": 200,
    "profiles_standingtext_delete": 200,
    "profiles_standingtext_change": 200,
}
NOT_TO_SIGN_IN = {"login", "logout"}


# The scenario -----------------------------------------------------------------------------------------


def everything_published():
    """Both assessments of the scenario are published, and a third one of the whole of Argentina."""
    two = TwoAssessments.make()
    country = two.own.assessment.jurisdiction.country
    instrument = make_instrument(slug="national", scope="national")
    keep_file(two.own)  # of a source that the answers of every part will cite
    keep_file(two.own, tell_source(two.own, "Data on Migration", "dataset"))  # of one that none will
    _pack, workbook = given_out(two.own)
    bring_back(two.own, workbook)
    for case in (
        two.own,
        two.other,
        make_case(names=" of the country", place=country, instrument=instrument),
    ):
        published(case)
    invite(email="new@example.org", name="New", language="en", by=two.own.coordinator)
    return two


@pytest.fixture
def scenario(db):
    return play(everything_published)


def keywords(two, name, variant):
    """What each part of an address stands for: always something of the own assessment."""
    own = two.own.assessment
    edition = Edition.objects.get(profile__assessment=own)
    sources = own.sources.order_by("pk")
    source = sources.last() if variant == "not handed on" else sources.first()
    return {
        "pk": edition.pk if name.startswith("edition-") else own.pk,
        "role": own.roles.get(role="contributor" if name == "hand-over-more" else "observer").pk,
        "handover": own.roles.get(role="contributor").handovers.get().pk,
        "domain": "domain-2" if variant == "not handed on" else "domain-1",
        "number": 1,
        "code": "T2.1.1" if variant == "not handed on" else "T1.1.1",
        "source": source.pk,
        "pack": Pack.objects.get().pk,
        "returned": PackReturn.objects.get().pk,
        "answer": own.answers.get(indicator__code="T1.1.1").pk,
        "earlier": own.answers.get(indicator__code="T1.1.1").pk,
        "step": variant,
        "slug": own.instrument.slug,
        "version": own.instrument.version,
        "key": edition.profile.texts.get().key,
        "language": "en",
        "country": "argentina",
        "place": "quilmes",
        "year": 2022,
        "file": "argentina-2022-en" if name == "profile-country-pdf" else "quilmes-2022-en",
        "uidb36": int_to_base36(two.own.observer.pk),
        "token": token_for(Invitation.objects.get()),
    } | elsewhere(name, source)


def elsewhere(name, source):
    """What the same word stands for in other rooms."""
    if name.startswith("evidence-"):
        return {"file": source.files.get().pk}
    if name == "reminders-off":
        return {"token": switch_off_url(User.objects.get(name="Observer")).split("/")[-2]}
    return {"key": "set-password"} if name.startswith("account_") else {}


# The table --------------------------------------------------------------------------------------------


def lines_of(group):
    """(name, variant, method) → the cells, as they stand in the line."""
    lines = {}
    for line in TABLE[group].strip().splitlines():
        label, *cells = re.split(
            r"\s(?=GET|POST)|\s+\|?\s*", " ".join(line.split()).replace("not handed on", "not~handed~on")
        )
        name, _bracket, variant = label.partition("[")
        method, *statuses = [cell for cell in cells if cell]
        lines[name, variant.rstrip("]").replace("~", " "), method] = statuses
    return lines


def routes(patterns=None, namespace=""):
    """The names of all addresses, from the resolver itself."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLPattern):
            yield namespace, pattern
        else:
            yield from routes(pattern.url_patterns, pattern.namespace or namespace)


def path_of(two, name, variant):
    [pattern] = [pattern for _namespace, pattern in routes() if pattern.name == name]
    known = keywords(two, name, variant)
    return reverse(name, kwargs={key: known[key] for key in pattern.pattern.regex.groupindex})


def ask(client, method, path):
    """The status, or “in” for a redirect to the sign-in page; nothing of the request stays."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        response = client.generic(method, path)
        transaction.set_rollback(True)
    if response.streaming:
        list(response.streaming_content)  # the file is closed at its end
    client.cookies = cookies
    if response.status_code == 302 and response.url.startswith("/en/account/sign-in/?next="):
        return "in"
    return str(response.status_code)


def cells(answers, expected):
    """One line of answers in the order of the table; seven alike, or as their namesakes, make one cell."""
    nobody, own, others, rest = answers[0], answers[1:8], answers[8:15], answers[15:]
    alike = {others[0]} if len(set(others)) == 1 else set()
    if expected == "=" and others == own:
        alike = {"="}
    return [nobody, *own, alike.pop() if alike else "/".join(others), *rest]


@pytest.mark.parametrize("group", TABLE)
def test_everybody_gets_what_the_table_says(scenario, client_for, group):
    own, others = scenario.own.people, scenario.other.people
    people = [None, *own.values(), *others.values(), scenario.stranger, scenario.superuser]
    clients = [client_for(person) for person in people]
    expected = lines_of(group)

    found = {}
    for (name, variant, method), wanted in expected.items():
        path = path_of(scenario, name, variant)
        answers = [ask(client, method, path) for client in clients]
        found[name, variant, method] = cells(answers, wanted[8])

    assert shown(found) == shown(expected)


def shown(lines):
    """As text, so that a difference reads like the table."""
    return [f"{name}[{variant}] {method} {' '.join(row)}" for (name, variant, method), row in lines.items()]


def test_every_address_has_its_line():
    listed = {name for group in TABLE for name, _variant, _method in lines_of(group)}

    assert {pattern.name for namespace, pattern in routes() if namespace != "admin"} == listed


def test_columns_are_all_roles():
    assert len(Role.values) == 7
    assert {len(row) for group in TABLE for row in lines_of(group).values()} == {1 + 7 + 1 + 2}


# The administration -----------------------------------------------------------------------------------


def administration(two):
    """Each of its addresses that has a name, with things that exist."""
    objects = {
        "accounts_user": two.stranger.pk,
        "instruments_instrument": two.own.assessment.instrument_id,
        "instruments_indicator": two.own.answer().indicator_id,
        "places_jurisdiction": two.own.assessment.jurisdiction_id,
        "profiles_standingtext": StandingText.objects.first().pk,
    }
    for namespace, pattern in routes():
        if namespace == "admin" and pattern.name:
            found = {
                "object_id": objects.get(pattern.name.rpartition("_")[0], 0),
                "app_label": "accounts",
                "content_type_id": 1,
            }
            kwargs = {key: found[key] for key in pattern.pattern.regex.groupindex}
            if pattern.name == "view_on_site":
                kwargs["object_id"] = 1
            yield pattern.name, reverse(f"admin:{pattern.name}", kwargs=kwargs)


def test_superuser_gets_what_the_administration_says(scenario, client_for):
    client = client_for(scenario.superuser)

    found = {name: client.get(path).status_code for name, path in administration(scenario)}

    assert found == ADMINISTRATION


def test_everybody_else_is_sent_away_from_the_administration(scenario, client_for):
    clients = [client_for(person) for person in (None, *scenario.own.people.values(), scenario.stranger)]

    found = {
        (name, response.status_code, response.headers.get("Location", "").partition("?")[0])
        for name, path in administration(scenario)
        for client in clients
        for response in [client.get(path)]
    }

    open_ = {row for row in found if row[0] in NOT_TO_SIGN_IN}
    assert {row[1:] for row in found - open_} == {(302, "/en/admin/login/")}
    assert open_ == {
        ("login", 302, "/en/account/sign-in/"),  # the site’s own page, with its limits
        ("login", 403, ""),  # signed in, but no administrator
        ("logout", 302, "/en/admin/"),
    }


def test_unknown_page_of_the_administration_tells_nobody_that_it_is_unknown(scenario, client_for):
    path = "/en/admin/nothing/here/"

    found = [
        client_for(person).get(path).status_code
        for person in (None, scenario.own.coordinator, scenario.superuser)
    ]

    assert found == [302, 302, 404]

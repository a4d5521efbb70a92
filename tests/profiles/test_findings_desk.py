"""The pages on which findings are decided on, edited and arranged."""

import re

import pytest
from django.db import connection

from assessments.choices import Disclosure
from assessments.workflow import SECTION, disclose_answer, disclose_source
from profiles.choices import FindingKind, Inclusion
from profiles.house_style import warnings
from profiles.models import Finding, FindingBasis, FindingText
from profiles.workflow import FindingDraft, save_findings
from profiles.workflow.writing import keep_words
from tests.factories.assessments import approve, make_case
from tests.factories.desk import desk_form, desk_path, finding_of, order_of
from tests.factories.profiles import consult, drafted, profile_of, written
from tests.replay import play
from tests.statements import counted
from workflows.engine import perform

SAID = "In 2022, the Secretariat answered {}."


def make_drafted():
    case = make_case()
    drafted(case)
    return case


@pytest.fixture
def case(db):
    return play(make_drafted)


@pytest.fixture
def profile(case):
    return profile_of(case)


@pytest.fixture
def client(case, client_for):
    return client_for(case.reviewer)


def text_of(response):
    return " ".join(response.content.decode().split())


def write_meanwhile(case, code, body, included=None):
    """Another reviewer is quicker."""
    drafts = [FindingDraft(finding_of(code).pk, "developed", included, body)]
    domain = case.section(1).domain
    save_findings(profile=profile_of(case), domain=domain, drafts=drafts, by=case.second_reviewer)


def change_answers(case):
    section = case.section(1)
    perform(SECTION, "reopen", section, by=case.coordinator, note="A decree changes it.")
    approve(case, section, wording="In 2023, a decree changed {code}.")


def state_of(code):
    finding = finding_of(code)
    return finding.inclusion, finding.reason, finding.body_in("en")


# Beside each finding ----------------------------------------------------------------------------------


def test_answer_and_sources_stand_beside_the_finding(case, client):
    page = text_of(client.get(desk_path(case)))

    assert page.count("It rests on") == 3
    assert page.count("Question T1.1.1") == 1 or "T1.1.1" in page
    assert f'dir="ltr">{SAID.format("T1.1.1")}</p>' in page
    assert page.count(">Law on Migration</a>") == 3


@pytest.mark.parametrize(
    ("role", "sees"), [("reviewer", True), ("focal_point", False), ("translator", False), ("observer", False)]
)
def test_only_who_edits_gets_controls(case, client_for, role, sees):
    response = client_for(case.in_role(role)).get(desk_path(case))

    assert response.status_code == 200
    assert ("<textarea" in text_of(response), "findings.js" in text_of(response)) == (sees, sees)


def test_internal_sources_stay_with_those_who_work_on_the_assessment(case, client_for):
    source = case.assessment.sources.get()
    disclose_source(source=source, value=Disclosure.INTERNAL, reason="It names people.", by=case.coordinator)

    seen = {
        role: [
            len(basis.revision.citations.all())
            for form in client_for(case.in_role(role)).get(desk_path(case)).context["forms"]
            for basis in form.finding.bases.all()
        ]
        for role in ("reviewer", "observer", "translator")
    }

    assert seen == {"reviewer": [1, 1, 1], "observer": [0, 0, 0], "translator": [0, 0, 0]}


# Leaving out ------------------------------------------------------------------------------------------


def test_leaving_out_asks_for_a_reason(case, profile, client):
    data = desk_form(profile, **{"T1.1.1": {"included": "no", "body": "Typed."}})

    response = client.post(desk_path(case), data)

    assert response.status_code == 422
    assert "Reason for leaving it out: Say why it is left out." in text_of(response)
    assert "Typed." in text_of(response)
    assert state_of("T1.1.1") == (Inclusion.UNDECIDED, "", SAID.format("T1.1.1"))


def test_the_reason_is_kept_and_goes_when_the_finding_comes_back(case, profile, client):
    client.post(
        desk_path(case), desk_form(profile, **{"T1.1.1": {"included": "no", "reason": "Said twice."}})
    )
    assert state_of("T1.1.1")[:2] == (Inclusion.LEFT_OUT, "Said twice.")

    client.post(desk_path(case), desk_form(profile, **{"T1.1.1": {"included": "yes"}}))
    assert state_of("T1.1.1")[:2] == (Inclusion.INCLUDED, "")


def test_what_was_left_out_before_reasons_were_asked_for_stays_so(case, profile, client):
    Finding.objects.filter(pk=finding_of("T1.1.1").pk).update(inclusion=Inclusion.LEFT_OUT)

    response = client.post(desk_path(case), desk_form(profile))

    assert response.status_code == 302


# Two people at once -----------------------------------------------------------------------------------


def test_two_texts_of_one_finding_stand_side_by_side_and_the_rest_is_saved(case, profile, client):
    data = desk_form(profile, **{"T1.1.1": {"body": "My text."}, "T1.1.2": {"body": "Also mine."}})
    write_meanwhile(case, "T1.1.1", "Their text.")

    response = client.post(desk_path(case), data)

    page = text_of(response)
    assert response.status_code == 409
    assert "You and Second reviewer changed this text at the same time" in page
    assert "<del>Their</del> text." in page
    assert "<ins>My</ins> text." in page
    assert state_of("T1.1.1")[2] == "Their text."
    assert state_of("T1.1.2")[2] == "Also mine."


@pytest.mark.parametrize(("button", "kept"), [({}, "My text."), ({"theirs": True}, "Their text.")])
def test_saving_again_keeps_mine_or_theirs(case, profile, client, button, kept):
    data = desk_form(profile, **{"T1.1.1": {"body": "My text.", "included": "yes"}})
    write_meanwhile(case, "T1.1.1", "Their text.")
    response = client.post(desk_path(case), data)

    again = {}
    for form in response.context["forms"]:
        again |= {f"{form.prefix}-{name}": form[name].value() or "" for name in form.fields}
    pressed = {"theirs": finding_of("T1.1.1").pk} if button else {}
    assert client.post(desk_path(case), again | pressed).status_code == 302

    assert state_of("T1.1.1") == (Inclusion.INCLUDED, "", kept)


def test_what_was_not_touched_stays_as_someone_else_made_it(case, profile, client):
    data = desk_form(profile, **{"T1.1.2": {"body": "Mine."}})
    write_meanwhile(case, "T1.1.1", "Their text.", included=True)

    assert client.post(desk_path(case), data).status_code == 302

    assert state_of("T1.1.1") == (Inclusion.INCLUDED, "", "Their text.")
    assert state_of("T1.1.2")[2] == "Mine."


def test_line_breaks_of_browsers_change_nothing(case, profile, client):
    write_meanwhile(case, "T1.1.1", "One line.\nAnother line.")
    data = desk_form(profile, **{"T1.1.1": {"body": "One line.\r\nAnother line."}})

    client.post(desk_path(case), data)

    assert finding_of("T1.1.1").texts.get().revision == 2


@pytest.mark.parametrize("was", ["", "x", "1", "||||", "9" * 400, "-1|developed|yes|", "٣|developed||"])
def test_a_page_that_says_nonsense_of_what_it_showed_is_saved_all_the_same(case, profile, client, was):
    response = client.post(desk_path(case), desk_form(profile, **{"T1.1.1": {"body": "Mine.", "was": was}}))

    assert response.status_code == 302
    assert state_of("T1.1.1")[2] == "Mine."


def test_a_finding_that_the_page_did_not_have_stays_as_it_is(case, profile, client):
    data = desk_form(profile, **{"T1.1.2": {"body": "Mine."}})
    key = finding_of("T1.1.1").pk

    client.post(desk_path(case), {name: v for name, v in data.items() if f"finding-{key}-" not in name})

    assert state_of("T1.1.1")[2] == SAID.format("T1.1.1")
    assert state_of("T1.1.2")[2] == "Mine."


# Split, merge, order, earlier texts -------------------------------------------------------------------


@pytest.mark.parametrize("page", ["split", "merge", "history"])
def test_what_is_typed_is_saved_before_another_page_opens(case, profile, client, page):
    finding = finding_of("T1.1.1")
    data = desk_form(profile, **{"T1.1.1": {"body": "Typed in 2022. And more."}})

    response = client.post(desk_path(case), data | {"go": f"{finding.pk}:{page}"})

    assert response.url == desk_path(case, f"findings/{finding.pk}/{page}/")
    assert state_of("T1.1.1")[2] == "Typed in 2022. And more."
    assert "Typed in 2022." in re.sub("<[^>]*>", "", text_of(client.get(response.url)))


def test_a_finding_is_split_at_the_end_of_a_sentence(case, profile, client):
    write_meanwhile(case, "T1.1.1", "In 2020 one. In 2021 two.")
    path = desk_path(case, f"findings/{finding_of('T1.1.1').pk}/split/")

    form = client.get(path).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    response = client.post(path, sent)

    assert sent == {"first": "In 2020 one.", "second": "In 2021 two.", "seen": 2}
    assert response.url == desk_path(case, f"#finding-{finding_of('T1.1.1').pk}")
    assert order_of(profile)[:2] == ["In 2020 one.", "In 2021 two."]


def test_nothing_typed_is_lost_when_a_text_changed_before_the_split(case, client):
    path = desk_path(case, f"findings/{finding_of('T1.1.1').pk}/split/")
    write_meanwhile(case, "T1.1.1", "Their text.")

    response = client.post(path, {"first": "Half.", "second": "Other half.", "seen": 1})

    page = text_of(response)
    assert response.status_code == 409
    assert all(text in page for text in ("Half.", "Other half.", "Their text.", "Somebody has changed"))
    assert response.context["form"]["seen"].value() == "2" or response.context["form"]["seen"].value() == 2


def test_both_halves_are_asked_for(case, client):
    path = desk_path(case, f"findings/{finding_of('T1.1.1').pk}/split/")

    response = client.post(path, {"first": "Half.", "second": " ", "seen": 1})

    assert response.status_code == 422
    assert "Second finding: Write the text of both findings." in text_of(response)


def test_findings_are_chosen_and_merged(case, profile, client):
    first, other = finding_of("T1.1.1"), finding_of("T1.2.1")
    keys = [finding_of(code).pk for code in ("T1.1.2", "T1.2.1")]
    path = desk_path(case, f"findings/{first.pk}/merge/")

    choice = client.get(path)
    form = client.get(path, {"others": other.pk}).context["form"]
    response = client.post(path, {name: form[name].value() for name in form.fields})

    assert choice.context["choose"].fields["others"].choices == [
        (str(keys[0]), SAID.format("T1.1.2")),
        (str(keys[1]), SAID.format("T1.2.1")),
    ]
    assert response.status_code == 302
    assert state_of("T1.1.1")[2] == f"{SAID.format('T1.1.1')} {SAID.format('T1.2.1')}"
    assert Finding.objects.get(pk=other.pk).merged_into == first


@pytest.mark.parametrize("others", ["", "x", "0", "99999999999999999999"])
def test_a_choice_that_is_none_is_told(case, client, others):
    path = desk_path(case, f"findings/{finding_of('T1.1.1').pk}/merge/")

    assert client.get(path, {"others": others}).status_code == 422


def test_a_merge_that_came_too_late_shows_the_text_as_it_is(case, client):
    first, other = finding_of("T1.1.1"), finding_of("T1.1.2")
    write_meanwhile(case, "T1.1.2", "Their text.")

    response = client.post(
        desk_path(case, f"findings/{first.pk}/merge/"),
        {"body": "Typed together.", "seen": f"{first.pk}-1 {other.pk}-1"},
    )

    assert response.status_code == 409
    assert "Typed together." in text_of(response)
    assert "Their text." in text_of(response)
    assert response.context["form"]["seen"].value() == f"{first.pk}-1 {other.pk}-2"


def test_a_merged_text_is_asked_for(case, client):
    first, other = finding_of("T1.1.1"), finding_of("T1.1.2")
    path = desk_path(case, f"findings/{first.pk}/merge/")

    response = client.post(path, {"body": " ", "seen": f"{first.pk}-1 {other.pk}-1"})

    assert response.status_code == 422
    assert SAID.format("T1.1.2") in text_of(response)


def test_the_order_is_kept_when_a_finding_was_dragged(case, profile, client):
    keys = [finding_of(code).pk for code in ("T1.2.1", "T1.1.1", "T1.1.2")]

    response = client.post(
        desk_path(case, "order/"), {"kind": "developed", "order": ",".join(map(str, keys))}
    )

    assert response.status_code == 204
    assert order_of(profile) == [SAID.format(code) for code in ("T1.2.1", "T1.1.1", "T1.1.2")]


@pytest.mark.parametrize("order", ["", "x", "1,", "1,,2", "1 2", "-1", "1," * 4000 + "1", "9" * 40])
def test_nonsense_is_no_order(case, client, order):
    assert client.post(desk_path(case, "order/"), {"kind": "developed", "order": order}).status_code == 400


def test_an_order_that_comes_too_late_is_refused_in_words(db, client_for):
    case = make_case()
    profile = written(case)
    consult(case, profile)

    response = client_for(case.reviewer).post(desk_path(case, "order/"), {"kind": "developed", "order": "1"})

    assert response.status_code == 409
    assert response.json()["words"].startswith("The profile can’t be edited now")


def test_earlier_texts_are_told_and_one_is_put_back(case, client):
    write_meanwhile(case, "T1.1.1", "In 2022, the Ministry answered T1.1.1.")
    path = desk_path(case, f"findings/{finding_of('T1.1.1').pk}/")

    page = text_of(client.get(path + "history/"))
    asked = text_of(client.get(path + "restore/1/"))
    response = client.post(path + "restore/1/", {"seen": 2})

    assert "<ins>Ministry</ins>" in page
    assert "<del>Secretariat</del>" in page
    assert "From the approved answer" in page
    assert "<ins>Secretariat</ins>" in asked
    assert response.url == path + "history/"
    assert state_of("T1.1.1")[2] == SAID.format("T1.1.1")


def test_putting_back_does_not_replace_what_was_not_seen(case, client):
    write_meanwhile(case, "T1.1.1", "Their text.")
    path = desk_path(case, f"findings/{finding_of('T1.1.1').pk}/restore/1/")

    response = client.post(path, {"seen": 1})

    assert response.status_code == 409
    assert state_of("T1.1.1")[2] == "Their text."


@pytest.mark.parametrize("path", ["split/", "merge/", "restore/1/"])
def test_pages_of_a_finding_say_when_it_cannot_be_edited(db, client_for, path):
    case = make_case()
    profile = written(case)
    consult(case, profile)

    page = text_of(
        client_for(case.reviewer).get(desk_path(case, f"findings/{finding_of('T1.1.1').pk}/{path}"))
    )

    assert "The profile can’t be edited now." in page


def test_a_finding_is_found_in_its_own_domain_only(case, client):
    key = finding_of("T2.1.1").pk

    codes = [
        client.get(desk_path(case, f"findings/{key}/{path}")).status_code
        for path in ("split/", "merge/", "history/", "restore/1/", "restore/9/")
    ]

    assert codes == [404] * 5


# Stale ------------------------------------------------------------------------------------------------


def test_what_changed_in_the_answer_is_told_word_by_word(case, client):
    change_answers(case)

    page = text_of(client.get(desk_path(case)))

    assert page.count('<span class="status">The answer has changed</span>') == 3
    assert "In <del>2022</del>" in page
    assert "In <ins>2023</ins>" in page


def test_a_finding_is_stale_until_it_is_compared_or_edited(case, profile, client):
    change_answers(case)
    data = desk_form(profile, **{"T1.1.1": {"compared": "on"}, "T1.1.2": {"body": "In 2023, otherwise."}})

    client.post(desk_path(case), data)

    stale = FindingBasis.objects.outdated().values_list("revision__answer__indicator__code", flat=True)
    assert list(stale) == ["T1.2.1"]


def test_a_finding_that_became_stale_is_marked_for_its_editor_where_it_is_only_read(db, client_for):
    case = make_case()
    profile = written(case)
    consult(case, profile)
    FindingBasis.objects.get(
        revision__answer__indicator__code="T1.1.1"
    ).revision.answer.__class__.objects.filter(indicator__code="T1.1.1").update(approved=None)

    told = [
        text_of(client_for(person).get(desk_path(case))).count("The answer has changed")
        for person in (case.reviewer, case.focal_point)
    ]

    assert told == [1, 0]


def test_an_internal_finding_is_shown_to_no_translator(case, client_for):
    disclose_answer(
        answer=case.answer("T1.1.1"),
        value=Disclosure.INTERNAL,
        reason="It names people.",
        by=case.coordinator,
    )

    page = text_of(client_for(case.translator).get(desk_path(case)))

    assert SAID.format("T1.1.1") not in page
    assert SAID.format("T1.1.2") in page


# Finding one's way ------------------------------------------------------------------------------------


def test_tabs_show_what_waits_and_lead_to_the_next(case, profile, client):
    client.post(desk_path(case), desk_form(profile, **{"T1.1.2": {"included": "yes"}}))

    response = client.get(desk_path(case), {"show": "undecided"})

    assert [form.finding.pk for form in response.context["forms"]] == [
        finding_of(code).pk for code in ("T1.1.1", "T1.2.1")
    ]
    assert [(name, number) for name, _label, number in response.context["tabs"]] == [
        ("all", 3), ("undecided", 2), ("stale", 0), ("included", 1), ("left_out", 0),
    ]  # fmt: skip
    assert response.context["waiting"].finding == finding_of("T1.1.1")
    assert response.context["waiting"].next_undecided.finding == finding_of("T1.2.1")
    assert response.context["elsewhere"].slug == "domain-2"
    assert "Move up" not in text_of(response)


def test_an_unknown_tab_shows_all(case, client):
    assert len(client.get(desk_path(case), {"show": "nothing"}).context["forms"]) == 3


def test_the_house_style_leaves_other_scripts_alone():
    assert warnings("تعتمد البلدية سياسة شاملة للهجرة.", "ar") == []
    assert warnings("Em 2020, a Secretaria criou o plano.", "pt") == []


# How much it takes ------------------------------------------------------------------------------------


def crowd(case, number):
    """So many more findings of the first domain, written at once."""
    profile = profile_of(case)
    domain, revision = case.section(1).domain, case.answer("T1.1.1").current
    rows = Finding.objects.bulk_create(
        Finding(profile=profile, domain=domain, kind=FindingKind.POTENTIAL, position=place + 1)
        for place in range(number)
    )
    keep_words([FindingText(finding=row, language="en", body=f"In 2022, {row.pk}.") for row in rows], by=None)
    FindingBasis.objects.bulk_create(FindingBasis(finding=row, revision=revision) for row in rows)


@pytest.mark.parametrize("more", [0, 2, 297])
def test_the_desk_takes_the_same_few_statements_however_many_findings(case, client, more):
    crowd(case, more)
    client.get(desk_path(case))

    with counted() as sent:
        response = client.get(desk_path(case))

    assert len(response.context["forms"]) == 3 + more
    assert len(sent) == 12


def test_a_full_desk_is_saved(case, profile, client):
    crowd(case, 297)
    data = desk_form(profile)
    data = {name: "yes" if name.endswith("-included") else value for name, value in data.items()}

    assert client.post(desk_path(case), data).status_code == 302

    assert Finding.objects.filter(inclusion=Inclusion.INCLUDED, domain__number=1).count() == 300


def test_findings_are_found_by_their_index(case, profile):
    rows = profile.findings.filter(domain=case.section(1).domain, kind="developed").order_by("position", "pk")

    plan = rows.explain()

    assert re.search("finding_order", plan) or connection.vendor != "sqlite", plan


@pytest.mark.parametrize("more", [0, 2])
def test_pages_of_one_finding_take_few_statements(case, client, more):
    crowd(case, more)
    finding = finding_of("T1.1.2")
    taken = {}
    for path in ("split/", "merge/", "history/", "restore/1/"):
        client.get(desk_path(case, f"findings/{finding.pk}/{path}"))
        with counted() as sent:
            client.get(desk_path(case, f"findings/{finding.pk}/{path}"))
        taken[path] = len(sent)

    assert taken == {"split/": 8, "merge/": 10, "history/": 11, "restore/1/": 9}

"""Standard remarks: written in several languages by those who review or coordinate, and by nobody else."""

from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from assessments.models import StandardRemark
from assessments.workflow import add_remark, change_remark, offer_remark, remove_role, retire_remark
from assessments.workflow.remarks import digest_of, texts_of
from tests.factories.assessments import make_case
from tests.race import at_once, postgresql_only
from workflows.engine import TransitionRefused

LIST, NEW = "/en/remarks/", "/en/remarks/new/"
ENGLISH = {"en": ("Name the article", "Please name the article of the law.")}
SPANISH = {"es": ("Fecha", "Indique la fecha.")}
BOTH = ENGLISH | {"fr": ("Article", "Veuillez indiquer l’article.")}


def typed(texts, **fields):
    """What a browser sends."""
    sent = {}
    for code, (title, body) in texts.items():
        sent |= {f"title_{code}": title, f"body_{code}": body}
    return sent | fields


def stored():
    return [texts_of(remark) for remark in StandardRemark.objects.order_by("pk")]


def edit_path(remark, step="edit"):
    return f"/en/remarks/{remark.pk}/{step}/"


# Writing ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("texts", [ENGLISH, SPANISH, BOTH])
def test_remark_is_kept_in_its_languages(case, texts):
    remark = add_remark(texts=texts, by=case.reviewer)

    remark.refresh_from_db()
    assert texts_of(remark) == texts
    assert (remark.added_by, remark.retired) == (case.reviewer, False)


def test_other_language_stands_in_where_one_is_missing(case):
    remark = add_remark(texts=SPANISH, by=case.coordinator)

    with translation.override("fr"):
        shown = StandardRemark.objects.offered().get(pk=remark.pk)

        assert (shown.title, shown.body) == SPANISH["es"]


def test_same_remark_sent_twice_is_one(case):
    first, second = (add_remark(texts=BOTH, by=case.reviewer) for _twice in range(2))

    assert first == second
    assert stored() == [BOTH]


def test_same_words_of_another_person_or_once_retired_are_another_remark(case):
    first = add_remark(texts=BOTH, by=case.reviewer)
    add_remark(texts=BOTH, by=case.coordinator)
    retire_remark(remark=first, by=case.reviewer)
    add_remark(texts=BOTH, by=case.reviewer)

    assert stored() == [BOTH] * 3


def test_remark_is_changed_and_loses_what_was_emptied(case):
    remark = add_remark(texts=BOTH, by=case.reviewer)

    change_remark(remark=remark, texts=SPANISH, seen=digest_of(BOTH), by=case.coordinator)

    assert stored() == [SPANISH]
    remark.refresh_from_db()
    assert remark.title == "Fecha"


def test_remark_that_was_changed_meanwhile_is_not_written_over(case):
    remark = add_remark(texts=ENGLISH, by=case.reviewer)
    change_remark(remark=remark, texts=BOTH, seen=digest_of(ENGLISH), by=case.coordinator)

    with pytest.raises(TransitionRefused):
        change_remark(remark=remark, texts=SPANISH, seen=digest_of(ENGLISH), by=case.reviewer)
    change_remark(remark=remark, texts=BOTH, seen="", by=case.reviewer)  # which it says already

    assert stored() == [BOTH]


def test_remark_is_retired_and_offered_again(case):
    remark = add_remark(texts=ENGLISH, by=case.reviewer)

    states = []
    for step in (retire_remark, retire_remark, offer_remark, offer_remark):
        step(remark=remark, by=case.coordinator)
        states.append(list(StandardRemark.objects.offered()))

    assert states == [[], [], [remark], [remark]]


@pytest.mark.parametrize(
    "role", ["researcher", "focal_point", "contributor", "translator", "observer", "stranger", "superuser"]
)
def test_nobody_else_writes_any(two, role):
    remark = add_remark(texts=ENGLISH, by=two.own.reviewer)
    person = getattr(two, role) if role in ("stranger", "superuser") else two.own.in_role(role)

    for write in (
        partial(add_remark, texts=BOTH),
        partial(change_remark, remark=remark, texts=BOTH, seen=digest_of(ENGLISH)),
        partial(retire_remark, remark=remark),
        partial(offer_remark, remark=remark),
    ):
        with pytest.raises(PermissionDenied):
            write(by=person)

    assert stored() == [ENGLISH]
    assert StandardRemark.objects.offered().count() == 1


def test_right_goes_with_the_last_role(case):
    for assignment in case.assessment.roles.filter(user=case.reviewer):
        remove_role(assignment=assignment, by=case.coordinator)

    with pytest.raises(PermissionDenied):
        add_remark(texts=ENGLISH, by=case.reviewer)


def test_closed_account_writes_none(case):
    case.reviewer.is_active = False

    with pytest.raises(PermissionDenied):
        add_remark(texts=ENGLISH, by=case.reviewer)


# The list ---------------------------------------------------------------------------------------------


def test_list_tells_where_each_comes_from_and_in_which_language_it_is_shown(case, client_for):
    add_remark(texts=BOTH, by=case.reviewer)
    add_remark(texts=SPANISH, by=case.coordinator)
    retired = add_remark(texts={"en": ("An old one", "No longer used.")}, by=case.coordinator)
    retire_remark(remark=retired, by=case.reviewer)

    response = client_for(case.second_reviewer).get(LIST)

    rows = [
        (each.title, each.language, each.instead, each.languages, each.remark.added_by.name)
        for each in response.context["remarks"]
    ]
    assert rows == [
        ("Fecha", "es", "Spanish", ("Spanish",), "Coordinator"),
        ("Name the article", "en", "", ("English", "French"), "Reviewer"),
        ("An old one", "en", "", ("English",), "Coordinator"),
    ]
    html = response.content.decode()
    assert '<h2 lang="es" dir="auto">Fecha</h2>' in html
    assert "so you see it in Spanish" in html
    assert html.count("Offer it again") == 1
    assert html.count("No longer offer it") == 2


@pytest.mark.parametrize(
    ("language", "rows"),
    [
        ("en", [("Fecha", "Spanish"), ("Name the article", "")]),
        ("fr", [("Article", ""), ("Fecha", "espagnol")]),
        ("es", [("Fecha", ""), ("Name the article", "inglés")]),
    ],
)
def test_list_is_in_the_order_of_the_titles_that_it_shows(case, client_for, language, rows):
    add_remark(texts=BOTH, by=case.reviewer)
    add_remark(texts=SPANISH, by=case.coordinator)

    response = client_for(case.reviewer).get(f"/{language}/remarks/")

    shown = [(each.title, each.instead) for each in response.context["remarks"]]
    assert shown == rows


def test_remarks_of_one_assessments_reviewers_serve_those_of_another(two, client_for):
    add_remark(texts=ENGLISH, by=two.own.reviewer)

    html = client_for(two.other.coordinator).get(LIST).content.decode()

    assert "Name the article" in html


def test_markup_in_a_remark_is_text(case, client_for):
    add_remark(texts={"en": ("<script>a</script>", "<img src=x onerror=b>")}, by=case.reviewer)

    html = client_for(case.reviewer).get(LIST).content.decode()

    assert "<script>a" not in html
    assert "<img src=x" not in html
    assert "&lt;script&gt;a" in html


def test_empty_list_says_what_it_is_for(case, client_for):
    assert "No standard remarks yet" in client_for(case.reviewer).get(LIST).content.decode()


@pytest.mark.parametrize(
    ("role", "links"),
    [
        ("reviewer", True),
        ("coordinator", True),
        ("researcher", False),
        ("focal_point", False),
        ("contributor", False),
        ("translator", False),
        ("observer", False),
    ],
)
def test_my_work_leads_there_those_who_may_go(case, client_for, role, links):
    html = client_for(case.in_role(role)).get("/en/work/").content.decode()

    assert [f'href="{path}"' in html for path in (LIST, "/en/consistency/")] == [links] * 2


# The form ---------------------------------------------------------------------------------------------


def test_new_remark_is_written_in_all_languages_in_one_form(case, client_for):
    response = client_for(case.reviewer).post(NEW, typed(BOTH | SPANISH))

    assert response.url == f"{LIST}#remark-{StandardRemark.objects.get().pk}"
    assert stored() == [BOTH | SPANISH]


@pytest.mark.parametrize(
    ("language", "texts", "errors"),
    [
        ("en", {}, ["body_en", "title_en"]),
        ("en", SPANISH, ["body_en", "title_en"]),
        ("es", SPANISH, []),
        ("es", ENGLISH, ["body_es", "title_es"]),
        ("en", ENGLISH | {"fr": ("Article", "")}, ["body_fr"]),
        ("en", ENGLISH | {"fr": ("", "Veuillez.")}, ["title_fr"]),
        ("en", ENGLISH | {"fr": ("x" * 121, "Veuillez.")}, ["title_fr"]),
        ("en", ENGLISH | {"fr": ("  ", "\n")}, []),
    ],
)
def test_new_remark_needs_its_authors_language_and_titles_with_their_bodies(
    case, client_for, language, texts, errors
):
    response = client_for(case.reviewer).post(f"/{language}/remarks/new/", typed(texts))

    if errors:
        form = response.context["form"]
        assert sorted(form.errors) == errors
        assert response.status_code == 200
        kept = [(form[f"title_{code}"].value(), form[f"body_{code}"].value()) for code in texts]
        assert kept == list(texts.values())
    assert (response.status_code, len(stored())) == ((200, 0) if errors else (302, 1))


def test_own_language_comes_first(case, client_for):
    form = client_for(case.reviewer).get("/fr/remarks/new/").context["form"]

    assert list(form.fields) == [
        "seen",
        "title_fr",
        "body_fr",
        "title_en",
        "body_en",
        "title_es",
        "body_es",
    ]


def test_remark_of_another_language_is_edited_without_writing_ones_own(case, client_for):
    remark = add_remark(texts=SPANISH, by=case.coordinator)
    changed = {"es": ("Fecha", "Indique el año.")}

    response = client_for(case.reviewer).post(edit_path(remark), typed(changed, seen=digest_of(SPANISH)))

    assert response.status_code == 302
    assert stored() == [changed]


def test_remark_is_not_emptied(case, client_for):
    remark = add_remark(texts=SPANISH, by=case.coordinator)

    response = client_for(case.reviewer).post(edit_path(remark), {"seen": digest_of(SPANISH)})

    assert response.context["form"].errors == {"title_en": ["Write the remark in one language at least."]}
    assert stored() == [SPANISH]


def test_lost_race_shows_both_texts_and_saves_mine_when_sent_again(case, client_for):
    remark = add_remark(texts=ENGLISH, by=case.reviewer)
    client = client_for(case.reviewer)
    mine = typed(SPANISH, seen=client.get(edit_path(remark)).context["form"]["seen"].value())
    change_remark(remark=remark, texts=BOTH, seen=digest_of(ENGLISH), by=case.coordinator)

    response = client.post(edit_path(remark), mine)
    after_first = stored()
    form = response.context["form"]
    again = client.post(edit_path(remark), mine | {"seen": form["seen"].value()})

    html = response.content.decode()
    assert (response.status_code, again.status_code) == (409, 302)
    assert "Veuillez indiquer l’article." in html
    assert form["body_es"].value() == "Indique la fecha."
    assert (after_first, stored()) == ([BOTH], [SPANISH])


def test_buttons_retire_and_offer_again(case, client_for):
    remark = add_remark(texts=ENGLISH, by=case.reviewer)
    client = client_for(case.coordinator)

    found = []
    for step in ("retire", "retire", "offer", "offer"):
        response = client.post(edit_path(remark, step))
        remark.refresh_from_db()
        found.append((response.status_code, response.url, remark.retired))

    where = f"{LIST}#remark-{remark.pk}"
    assert found == [(302, where, True)] * 2 + [(302, where, False)] * 2


def test_remark_that_is_not_there_is_not_found(case, client_for):
    client = client_for(case.reviewer)

    assert [
        client.get("/en/remarks/9/edit/").status_code,
        client.post("/en/remarks/9/retire/").status_code,
    ] == [
        404,
        404,
    ]


@postgresql_only
@pytest.mark.django_db(transaction=True)
def test_double_click_at_once_is_one_remark():
    case = make_case()

    at_once(*(partial(add_remark, texts=BOTH, by=case.reviewer) for _twice in range(2)))

    assert stored() == [BOTH]

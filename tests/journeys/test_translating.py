"""A profile is translated into Arabic without scripts: by a translator, a tool, and a reviewer."""

import pytest
from playwright.sync_api import expect

from profiles.models import FindingText, ProfileText
from profiles.report import coverage
from profiles.workflow import add_language
from tests.factories.assessments import make_case
from tests.factories.profiles import introduce, make_standing_texts, profile_of, translate, written
from tests.journeys.browser import CHROMIUM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (scripts/system-libraries --tests)"),
]
FIELD = "text-introduction-body"
TEXT = "تحدد البلدية سياسة الهجرة."


@pytest.fixture
def case(turns):
    case = make_case()
    make_standing_texts()
    written(case)
    return case


def address(case, path=""):
    return f"assessments/{case.assessment.pk}/profile/{path}"


def stand(turns, case, language="ar"):
    with turns:
        [found] = [each for each in coverage(profile_of(case)) if each.language == language]
        return dict(found.told)


def test_profile_is_translated_into_arabic_without_scripts(case, turns, someone, tmp_path):
    translator = someone(case.translator, scripts=False).open(address(case, "translation/"))
    translator.choose(language="ar").press()
    translator.open(address(case, "translation/ar/"))
    fields = translator.page.locator("section.segment textarea")
    assert {field.get_attribute("dir") for field in fields.all()} == {"rtl"}
    translator.fill(**{FIELD: TEXT})
    translator.press("main form[method=post] .form-end .button")
    assert stand(turns, case)["draft"] == 1

    with translator.page.expect_download() as export:
        translator.page.get_by_role("link", name="Export for a translation tool (PO)").press("Enter")
    content = export.value.path().read_text(encoding="utf-8")
    file = tmp_path / "ar.po"
    file.write_text(
        content.replace('msgstr ""\n\n', f'msgstr "{TEXT}"\n\n').rstrip() + "\n", encoding="utf-8"
    )
    translator.open(address(case, "translation/ar/import/"))
    translator.page.set_input_files("[name=file]", file)
    translator.press("main form.block .form-end .button")
    assert translator.reads("Would change:")
    translator.press("main form[action$='/take/'] .button")

    reviewer = someone(case.reviewer, scripts=False).open(address(case, "translation/ar/"))
    reviewer.press("main button[name=then]")
    reviewer.press()
    found = stand(turns, case)
    assert found.get("reviewed", 0) > 1
    assert "draft" not in found


def test_pages_are_usable_by_everybody(case, turns, someone):
    with turns:
        profile = profile_of(case)
        for language in ("ar", "pt"):
            add_language(profile=profile, language=language, by=case.translator)
        translate(case, profile, "ar", reviewed=False)
        introduce(case, profile, "The first paragraph.\n\nThe law on refugees.")
    for width in (1280, 320):
        person = someone(case.reviewer, width=width)
        for path in ("", "texts/introduction/en/", "texts/introduction/en/history/?from=1&to=2", "translation/",
                     "translation/ar/", "translation/ar/review/", "translation/ar/names/",
                     "translation/pt/import/", "translation/pt/remove/"):  # fmt: skip
            person.open(address(case, path))
            person.look_closely()


def test_lost_race_is_settled_on_the_page(case, turns, someone):
    mine, theirs = someone(case.translator, scripts=False), someone(case.reviewer, scripts=False)
    for person in (mine, theirs):
        person.open(address(case, "translation/fr/?part=texts"))
    for person, text in ((theirs, "Leur texte."), (mine, "Mon texte.")):
        person.fill(**{FIELD: text})
        person.press("main form[method=post] .form-end .button")

    assert mine.reads("Someone else has translated the same text meanwhile")
    expect(mine.page.locator(f"[name={FIELD}]")).to_have_value("Mon texte.")
    mine.press("main form[method=post] .form-end .button")

    with turns:
        assert ProfileText.objects.get(language="fr").body == "Mon texte."
        assert not FindingText.objects.filter(language="fr").exists()
    mine.excuse("409")


def test_text_is_previewed_without_scripts(case, someone):
    reviewer = someone(case.reviewer, scripts=False).open(address(case, "texts/context/en/"))
    reviewer.fill(body="# Heading\n\n- one\n- two")
    reviewer.press("main button[name=preview]")

    expect(reviewer.page.get_by_role("heading", name="Heading", level=3)).to_be_visible()
    expect(reviewer.page.locator("[name=body]")).to_have_value("# Heading\n\n- one\n- two")
    reviewer.press("main .writing .form-end .button")
    assert reviewer.path == address(case)

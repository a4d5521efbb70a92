"""A workbook that was opened and stored by another program comes back right."""

import shutil
import subprocess

import pytest

from assessments.document.shape import in_cell
from tests.assessments.test_packs import changes
from tests.factories.packs import (
    answer_every_kind,
    bring_back,
    filled,
    given_out,
    make_pack_case,
    opened,
    say,
    sheets,
)
from tests.replay import play

SOFFICE = shutil.which("soffice")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice isn’t installed"),
]

SCRIPTS = "Été à Łódź. Миграция в городе. حق الوصول إلى الخدمات. 移民政策。 👩‍👩‍👧 🌍\n=1+1 _x0041_"


@pytest.fixture
def case(db):
    return play(make_pack_case)


@pytest.fixture
def through_libreoffice(tmp_path):
    """The workbook as LibreOffice stores it again."""

    def convert(data):
        given, out = tmp_path / "filled.xlsx", tmp_path / "out"
        given.write_bytes(data)
        profile = f"-env:UserInstallation=file://{tmp_path}/profile"
        command = [SOFFICE, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(out), str(given)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return (out / "filled.xlsx").read_bytes()

    return convert


def test_workbook_that_libreoffice_stored_changes_nothing(case, through_libreoffice):
    answer_every_kind(case)
    say(case, "T1.1.4", "=1+1", value="1250")
    _pack, workbook = given_out(case, language="fr")

    assert changes(bring_back(case, through_libreoffice(workbook))) == []


def test_workbook_that_was_filled_in_and_stored_by_libreoffice_comes_back_right(case, through_libreoffice):
    answer_every_kind(case)
    _pack, workbook = given_out(case)
    written = {
        "T1.1.1": {"answer": "Partly", "statement": in_cell(SCRIPTS)},
        "T1.1.2": {"answer": "Students; Refugees"},
        "T1.1.3": {"value": 2020},
        "T1.1.4": {"value": 12.5},
    }
    told = [{"code": "T1.1.4", "kind": "Policy or programme", "title": "计划"}]

    returned = bring_back(case, through_libreoffice(filled(workbook, written, told)))

    assert changes(returned) == [
        ("T1.1.1", "partly", "", SCRIPTS),
        ("T1.1.2", None, "students refugees", "The office serves two groups."),
        ("T1.1.3", None, "2020", ""),
        ("T1.1.4", None, "12.5", ""),
    ]
    citations = returned.changes.get(answer__indicator__code="T1.1.4").citations
    assert [(citing["kind"], citing["title"]) for citing in citations] == [("policy", "计划")]


def test_what_was_protected_stays_protected(case, through_libreoffice):
    _pack, workbook = given_out(case)

    kept = opened(through_libreoffice(workbook))

    answers, sources = sheets(kept)
    assert [sheet.protection.sheet for sheet in kept.worksheets] == [True, True, True, True]
    assert [answers[place].protection.locked for place in ("A2", "B2", "E2", "G2")] == [
        True,
        True,
        False,
        False,
    ]
    assert sources["C2"].protection.locked is False
    assert {rule.type for rule in answers.data_validations.dataValidation} >= {"list", "whole", "decimal"}

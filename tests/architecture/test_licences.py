"""What is installed to run the site: pinned exactly, and nothing under the AGPL."""

import re
from importlib.metadata import distribution
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PIN = re.compile(r"([a-z0-9-]+)==([0-9][0-9a-z.+]*)")
AGPL = re.compile(r"\bAGPL|Affero", re.IGNORECASE)
LICENCE_FIELDS = ("License", "License-Expression", "Classifier")


def lines(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned(name):
    assert [line for line in lines(name) if not PIN.fullmatch(line)] == []


def test_both_lists_pin_the_same_versions():
    assert set(lines("requirements.txt")) <= set(lines("requirements-dev.txt"))


def test_no_requirement_is_under_the_agpl():
    found = {}
    for line in lines("requirements.txt"):
        metadata = distribution(line.split("==")[0]).metadata
        stated = [value for field in LICENCE_FIELDS for value in metadata.get_all(field, [])]
        found[line] = [value for value in stated if AGPL.search(value.split("\n")[0])]

    assert {line: licences for line, licences in found.items() if licences} == {}


def test_pymupdf_stays_out():
    names = {PIN.fullmatch(line)[1] for line in lines("requirements-dev.txt")}

    assert names.isdisjoint({"pymupdf", "pymupdfb", "pymupdf-layout"})

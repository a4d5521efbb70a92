"""The docs speak of what is there: generated pages are up to date, paths and links lead somewhere."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
HOW_TO = sorted((DOCS / "how-to").glob("*.md"))
DECISIONS = sorted((DOCS / "adr").glob("*.md"))
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])

CODE = re.compile(r"`([^`\n]+)`")
FENCE = re.compile(r"^( *)```.*?^\1```", re.MULTILINE | re.DOTALL)
PATH = re.compile(r"[\w.-]+(?:/[\w.-]+)+/?|[\w.-]+\.(?:py|md|toml|txt|html|css|yaml)")
LINK = re.compile(r"\]\(([^)\s]+)\)")
PARTS = ["Status", "Context", "Decision", "Consequences"]

# Named for what they are in any room, not for where they are.
IN_EVERY_ROOM = {
    path.name
    for room in ("accounts", "assessments", "profiles", "instruments")
    for path in (ROOT / room).glob("*.py")
}


def shown(path):
    return path.relative_to(ROOT).as_posix()


def prose(path):
    return FENCE.sub("", path.read_text(encoding="utf-8"))


def paths_in(page):
    words = (word for word in CODE.findall(prose(page)) if PATH.fullmatch(word))
    return [word for word in words if word not in IN_EVERY_ROOM]


def links_in(page):
    targets = (target.partition("#")[0] for target in LINK.findall(prose(page)))
    return [target for target in targets if target and "://" not in target]


@pytest.mark.slow
def test_generated_pages_are_up_to_date():
    """In a process of its own: other tests add tables to the registry."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "mgi_portal.settings.test"}
    command = [sys.executable, "manage.py", "workflow_docs", "--check"]

    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("page", [*HOW_TO, DOCS / "architecture.md", DOCS / "testing.md"], ids=shown)
def test_every_path_named_exists(page):
    named = paths_in(page)

    assert named
    kept = [
        path for path in named if not path.startswith("var/")
    ]  # what runs leave there may not be there yet
    assert [path for path in kept if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_every_link_leads_somewhere(page):
    assert [link for link in links_in(page) if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", DECISIONS, ids=shown)
def test_every_decision_has_its_parts(page):
    assert re.findall(r"^## (.+)$", prose(page), re.MULTILINE) == PARTS


@pytest.mark.parametrize("page", DECISIONS, ids=shown)
def test_every_decision_has_its_number_and_a_date(page):
    text = prose(page)

    assert text.startswith(f"# {page.name[:4]} ")
    assert re.search(r"^## Status\n\n(?:Accepted|Superseded)\b.*\b20\d\d-\d\d-\d\d\b", text, re.MULTILINE)


def test_decisions_are_numbered_without_gaps():
    assert [page.name[:4] for page in DECISIONS] == [
        f"{number:04}" for number in range(1, len(DECISIONS) + 1)
    ]


def test_the_index_names_every_page():
    named = {(DOCS / link).resolve() for link in links_in(DOCS / "index.md")}
    pages = {page for page in DOCS.rglob("*.md") if page.name != "index.md"}

    assert pages - named == set()

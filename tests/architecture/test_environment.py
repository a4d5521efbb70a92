"""`.env.example` is the list of what the settings read: no name more, no name less."""

import ast
import re
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = ROOT / "mgi_portal" / "settings" / "base.py"
EXAMPLE = ROOT / ".env.example"
READ_BEFORE_THE_SETTINGS = {"DJANGO_SETTINGS_MODULE"}


def is_env(function):
    """`env(…)` or `env.bool(…)`."""
    owner = function.value if isinstance(function, ast.Attribute) else function
    return isinstance(owner, ast.Name) and owner.id == "env"


def names_read():
    calls = [
        node
        for node in ast.walk(ast.parse(SETTINGS.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    ]
    return {call.args[0].value for call in calls if is_env(call.func)}


def test_example_lists_exactly_what_the_settings_read():
    listed = re.findall(r"^([A-Z_]+)=", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE)

    assert sorted(listed) == sorted(names_read() | READ_BEFORE_THE_SETTINGS)


def test_each_name_in_the_example_is_explained():
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()

    unexplained = [line for above, line in pairwise(lines) if "=" in line and not above.startswith("#")]

    assert [line for line in unexplained if not line.startswith("#")] == []


def test_example_gives_no_secret():
    assert "\nSECRET_KEY=\n" in EXAMPLE.read_text(encoding="utf-8")

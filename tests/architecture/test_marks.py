"""Each text is marked for translation in a way that the collecting of texts sees."""

import ast
from pathlib import Path

from tests.architecture.test_sizes import ROOT

SKIPPED = {".venv", "var", "tests", "migrations"}
SEVERAL = ("ngettext", "pgettext", "npgettext")
"""The marks of which the first two arguments are texts."""


def marked(node):
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and (node.func.id == "_" or "gettext" in node.func.id)
    )


def texts_of(call):
    return call.args[: 2 if call.func.id.startswith(SEVERAL) else 1]


def faults(source):
    """What stands in this source that would never be translated."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            names = [(each.name, each.asname) for each in node.names if "gettext" in each.name]
            found += [other for name, other in names if other and (other != "_" or name.startswith("n"))]
        if isinstance(node, ast.JoinedStr):
            found += [ast.unparse(part) for part in ast.walk(node) if marked(part)]
        if (
            marked(node) and node.func.id != "gettext"
        ):  # what says it in full translates what stands elsewhere
            found += [ast.unparse(text) for text in texts_of(node) if not isinstance(text, ast.Constant)]
    return found


def test_each_text_is_collected():
    paths = [path for path in Path(ROOT).rglob("*.py") if not SKIPPED & {*path.relative_to(ROOT).parts}]
    found = {str(path.relative_to(ROOT)): faults(path.read_text()) for path in paths}

    assert {name: texts for name, texts in found.items() if texts} == {}


def test_faults_would_be_found():
    assert faults("from x import gettext_lazy as _lazy, ngettext as _") == ["_lazy", "_"]
    assert faults("f'{_(1)}.xlsx'") == ["_(1)"]
    assert faults("ngettext('One', many, 2)") == ["many"]
    assert faults("from x import gettext as _\n_('Text')") == []

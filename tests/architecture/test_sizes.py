"""The shape of the sources: how long a file or function may get, what a file may be called, what templates may hold."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = (
    "accounts",
    "api",
    "assessments",
    "audit",
    "instruments",
    "mgi_portal",
    "places",
    "portal",
    "profiles",
    "ui",
    "uploads",
    "workflows",
)

LINES_OF_MODULE = 300
LINES_OF_MODELS = 400
LINES_OF_FUNCTION = 40
LINES_OF_TEMPLATE = 120
FORBIDDEN_NAMES = {"utils", "helpers", "common", "services", "managers", "misc"}

MODULES = sorted(
    path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts
)
TEMPLATES = sorted(
    path
    for folder in (ROOT / "templates", *(ROOT / room for room in ROOMS))
    for path in folder.rglob("*")
    if path.suffix in {".html", ".txt", ".svg"} and "templates" in path.relative_to(ROOT).parts
)

BLOCKTRANSLATE = re.compile(r"{%\s*blocktrans(?:late)?\b(.*?)%}")
STYLE_ATTRIBUTE = re.compile(r"\sstyle\s*=")
INLINE_SCRIPT = re.compile(r"<script\b(?![^>]*\b(?:src\s*=|type=\"application/ld\+json\"))", re.IGNORECASE)
EVENT_ATTRIBUTE = re.compile(r"""\son[a-z]+\s*=\s*["']""", re.IGNORECASE)


def shown(path):
    return path.relative_to(ROOT).as_posix()


def length(path):
    return len(path.read_text(encoding="utf-8").splitlines())


def functions(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def goes_through_csp(template):
    """Pages do; mails and the PDF are read by programs that know no policy, and mails need inline styles."""
    place = template.relative_to(ROOT).as_posix()
    return not place.startswith(("templates/profiles/pdf/", "templates/emails/")) and "/email/" not in place


def test_there_are_modules_and_templates_to_look_at():
    assert len(MODULES) > 50
    assert len(TEMPLATES) > 10


def test_modules_are_short():
    limits = {path: LINES_OF_MODELS if path.name == "models.py" else LINES_OF_MODULE for path in MODULES}

    assert {shown(path): length(path) for path, limit in limits.items() if length(path) > limit} == {}


def test_functions_are_short():
    found = {
        f"{shown(path)}:{node.lineno} {node.name}": node.end_lineno - node.lineno + 1
        for path in MODULES
        for node in functions(path)
    }

    assert {name: lines for name, lines in found.items() if lines > LINES_OF_FUNCTION} == {}


def test_templates_are_short():
    assert {shown(path): length(path) for path in TEMPLATES if length(path) > LINES_OF_TEMPLATE} == {}


def test_no_module_has_a_name_that_says_nothing():
    assert [shown(path) for path in MODULES if FORBIDDEN_NAMES & {path.stem, *path.parent.parts}] == []


def test_translated_blocks_are_trimmed():
    untrimmed = [
        f"{shown(path)}: {match[0]}"
        for path in TEMPLATES
        for match in BLOCKTRANSLATE.finditer(path.read_text(encoding="utf-8"))
        if "trimmed" not in match[1].split()
    ]

    assert untrimmed == []


def test_pages_have_no_inline_style_or_script():
    inline = [
        f"{shown(path)}: {match[0].strip()}"
        for path in filter(goes_through_csp, TEMPLATES)
        for pattern in (STYLE_ATTRIBUTE, INLINE_SCRIPT, EVENT_ATTRIBUTE)
        for match in pattern.finditer(path.read_text(encoding="utf-8"))
    ]

    assert inline == []

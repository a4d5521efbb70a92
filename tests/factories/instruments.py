"""Small questionnaires of any shape, made from the same documents as the real ones."""

from instruments.rules import Parts, faults_of_questions
from instruments.schema import Document, DomainQuestions, DomainShape, Head, ScaleShape, TagShape
from instruments.workflow import load_instrument

TWO_DOMAINS = ((2, 1), (1,))
"""How many indicators each subcategory of each domain has."""

COLOURS = ("#9a2d5b", "#1f4e8c", "#0f6b63")
COLOURS_DARK = ("#f08bb4", "#8db8f2", "#5cc8bc")
OPTIONS = {
    # value, label, outcome, needs a statement, needs a source, chosen alone
    "presence": (
        ("yes", "Yes", "well_developed", True, True, False),
        ("partly", "Partly", "either", True, False, False),
        ("no", "No", "potential", True, False, False),
        ("unknown", "Not found", "nothing", False, False, False),
    ),
    "groups": (
        ("workers", "Workers", "nothing", False, False, False),
        ("students", "Students", "nothing", False, False, False),
        ("refugees", "Refugees", "nothing", False, False, False),
        ("nobody", "None of these", "nothing", False, False, True),
        ("unknown", "Not found", "nothing", False, False, True),
    ),
    "unanswered": (("unknown", "Not found", "nothing", False, False, False),),
}
SCALE_OF_KIND = {"choice": "presence", "multiple": "groups"}


def in_each_language(text):
    return {"en": text, "fr": f"{text} (fr)", "es": f"{text} (es)"}


def domain_rows(shape=TWO_DOMAINS, scope="local"):
    looks = {"national": "a country", "local": "a city"}
    return [
        {
            "number": number,
            "slug": f"domain-{number}",
            "colour": COLOURS[number % 3],
            "colour_dark": COLOURS_DARK[number % 3],
            "short_name": in_each_language(f"Domain {number}"),
            "long_name": in_each_language(f"The long name of domain {number}"),
            "description": {scope: in_each_language(f"What domain {number} looks at in {looks[scope]}.")},
        }
        for number, _ in enumerate(shape, start=1)
    ]


def scale_row(key="presence"):
    names = ("value", "label", "outcome", "needs_statement", "needs_source", "exclusive")
    options = [dict(zip(names, row, strict=True)) for row in OPTIONS[key]]
    return {"key": key, "options": [row | {"label": in_each_language(row["label"])} for row in options]}


def tag_row(key):
    framework, _, code = key.partition("-")
    return {"framework": framework, "code": code, "title": in_each_language(f"Title of {key}")}


def indicator_row(code, *, kind="choice", show_if=None, lineage=None, **fields):
    """One indicator. `show_if`: a code and values, as in `("T1.1.1", ["yes"])`; `lineage`: a relation and codes.

    Kinds that are chosen have a scale; others get one by `scale="unanswered"`.
    """
    row = {
        "code": code,
        "kind": kind,
        "scale": SCALE_OF_KIND.get(kind),
        "question": in_each_language(f"Question {code}?"),
        "guidance": in_each_language(f"Guidance {code}."),
    }
    if show_if:
        row["show_if"] = {"code": show_if[0], "options": show_if[1]}
    if lineage:
        row["lineage"] = {"relation": lineage[0], "from": lineage[1]}
    return row | fields


def question_rows(shape=TWO_DOMAINS, asked=None):
    special = asked or {}
    codes = [
        [
            [f"T{number}.{place}.{i}" for i in range(1, count + 1)]
            for place, count in enumerate(counts, start=1)
        ]
        for number, counts in enumerate(shape, start=1)
    ]
    return [
        {
            "domain": f"domain-{number}",
            "subcategories": [
                {
                    "title": in_each_language(f"Subcategory {number}.{place}"),
                    "indicators": [indicator_row(code, **special.get(code, {})) for code in page],
                }
                for place, page in enumerate(pages, start=1)
            ],
        }
        for number, pages in enumerate(codes, start=1)
    ]


def head_row(**head):
    """`slug`, `scope`, `version`, `follows` of a questionnaire, and what every one has."""
    texts = {"title": "Small questionnaire", "provenance": "Written for the tests."}
    names = {"slug": "small", "scope": "local", "version": "1"}
    return names | {field: in_each_language(text) for field, text in texts.items()} | head


def make_document(shape=TWO_DOMAINS, *, asked=None, **head):
    """The document of a questionnaire; `asked` says by code what is special about an indicator.

    As in `make_document(asked={"T1.1.2": {"kind": "year", "show_if": ("T1.1.1", ["yes"])}})`.
    """
    shown = Head.model_validate(head_row(**head))
    questions = [DomainQuestions.model_validate(row) for row in question_rows(shape, asked)]
    domains = [DomainShape.model_validate(row) for row in domain_rows(shape, shown.scope)]
    used = {row.scale for part in questions for page in part.subcategories for row in page.indicators}
    scales = [ScaleShape.model_validate(scale_row(key)) for key in OPTIONS if key in used | {"presence"}]
    parts = Parts(shown, domains, scales, questions)
    document = Document.of(shown, domains, scales, questions)
    assert list(faults_of_questions(parts, {tag.key for tag in tags_of(document)})) == []
    return document


def tags_of(document):
    """The tags that its indicators name, with titles."""
    keys = sorted({key for indicator in document.indicators() for key in indicator.tags})
    return [TagShape.model_validate(tag_row(key)) for key in keys]


def make_instrument(shape=TWO_DOMAINS, *, publish=True, asked=None, **head):
    document = make_document(shape, asked=asked, **head)
    return load_instrument(document=document, tags=tags_of(document), publish=publish)[0]

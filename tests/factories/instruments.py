"""Small questionnaires of any shape, made from the same documents as the real ones."""

from instruments.document import Document
from instruments.schema import DomainsFile, InstrumentFile
from instruments.workflow import load_instrument

TWO_DOMAINS = ((2, 1), (1,))
"""How many indicators each subcategory of each domain has."""

COLOURS = ("#9a2d5b", "#1f4e8c", "#0f6b63")
OPTIONS = (
    # value, label, outcome, needs a statement, needs a source
    ("yes", "Yes", "well_developed", True, True),
    ("partly", "Partly", "either", True, False),
    ("no", "No", "potential", True, False),
    ("unknown", "Not found", "nothing", False, False),
)


def in_each_language(text):
    return {"en": text, "fr": f"{text} (fr)", "es": f"{text} (es)"}


def domain_rows(shape=TWO_DOMAINS):
    return [
        {
            "number": number,
            "slug": f"domain-{number}",
            "colour": COLOURS[number % 3],
            "colour_dark": COLOURS[number % 3],
            "short_name": in_each_language(f"Domain {number}"),
            "long_name": in_each_language(f"The long name of domain {number}"),
            "description": {
                "national": in_each_language(f"What domain {number} looks at in a country."),
                "local": in_each_language(f"What domain {number} looks at in a city."),
            },
        }
        for number, _ in enumerate(shape, start=1)
    ]


def scale_row(key="presence"):
    names = ("value", "label", "outcome", "needs_statement", "needs_source")
    options = [dict(zip(names, row, strict=True)) for row in OPTIONS]
    return {"key": key, "options": [row | {"label": in_each_language(row["label"])} for row in options]}


def indicator_row(code, *, required=True):
    return {
        "code": code,
        "scale": "presence",
        "required": required,
        "question": in_each_language(f"Question {code}?"),
        "guidance": in_each_language(f"Guidance {code}."),
    }


def question_rows(shape=TWO_DOMAINS):
    return [
        {
            "domain": f"domain-{number}",
            "subcategories": [
                {
                    "title": in_each_language(f"Subcategory {number}.{place}"),
                    "indicators": [indicator_row(f"T{number}.{place}.{i}") for i in range(1, count + 1)],
                }
                for place, count in enumerate(counts, start=1)
            ],
        }
        for number, counts in enumerate(shape, start=1)
    ]


def instrument_rows(shape=TWO_DOMAINS, *, slug="small", scope="local", version="1"):
    """What a questionnaire's file says."""
    head = {
        "slug": slug,
        "scope": scope,
        "version": version,
        "title": in_each_language("Small questionnaire"),
        "provenance": in_each_language("Written for the tests."),
        "domains": "domains.yaml",
    }
    return {"instrument": head, "scales": [scale_row()], "questionnaire": question_rows(shape)}


def make_document(shape=TWO_DOMAINS, **head):
    domains = DomainsFile.model_validate({"domains": domain_rows(shape)}).domains
    return Document(InstrumentFile.model_validate(instrument_rows(shape, **head)), domains)


def make_instrument(shape=TWO_DOMAINS, *, publish=True, **head):
    return load_instrument(document=make_document(shape, **head), publish=publish)[0]

"""The documentation for people, made from the document for machines."""

import json
import re
from http import HTTPStatus

from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext
from django.views.generic import TemplateView

from api import report
from api.choices import MOST, PREFIX, VERSION
from api.report.samples import ASKED
from api.views.interface import document
from profiles.choices import StandingKey
from profiles.models import StandingText

KEY = re.compile(r"^(\s*)(&quot;[^&]+&quot;)(?=: )", re.MULTILINE)


class ApiDocs(TemplateView):
    """Addresses, parameters and examples, in the language of the page."""

    template_name = "api/api_docs.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            site_url=settings.SITE_URL,
            prefix=PREFIX,
            version=VERSION,
            most=MOST,
            endpoints=[endpoint(*row) for row in document()["paths"].items()],
            samples=report.samples(),
            tables=report.tables.ALL,
            example=coloured(problem()),
            rights=rights(),
            **kwargs,
        )


def endpoint(path, operations):
    told = operations["get"]
    path, title, text = path.removesuffix("/"), told["summary"], told["description"]
    return {
        "name": told["operationId"],
        "path": path,
        "title": gettext(title),
        "text": gettext(text),
        "parameters": [parameter(each) for each in told["parameters"]],
        "asked": example_path(path, told),
        "answer": coloured(told["responses"][200]["content"]["application/json"]["example"]),
    }


def example_path(path, told):
    """The path of an endpoint with something in it."""
    parts = {each["name"]: each["example"] for each in told["parameters"] if each["in"] == "path"}
    return f"{PREFIX}{path.format(**parts)}{ASKED.get(told['operationId'], '')}"


def parameter(told):
    choices, text = told["schema"].get("enum", []), told["description"]
    return {
        "name": told["name"],
        "text": gettext(text),
        "in_path": told["in"] == "path",
        "choices": choices,
        "example": "" if choices else told.get("example", ""),
    }


def coloured(data):
    """As JSON, with its keys marked so that a style sheet can tell them apart."""
    text = escape(json.dumps(data, ensure_ascii=False, indent=2))
    return mark_safe(KEY.sub(r'\1<span class="key">\2</span>', text))  # noqa: S308  escaped above


def problem():
    """What the page shows of an error."""
    status = HTTPStatus.BAD_REQUEST
    return {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": "These parameters can’t be taken: sort.",
        "errors": [{"parameter": "sort", "detail": "not known here"}],
    }


def rights():
    """The terms that new editions print, in the language of the page, else in English; None where there are none."""
    texts = StandingText.objects.filter(key=StandingKey.RIGHTS, language__in=[get_language(), "en"])
    found = {text.language: text for text in texts}
    return found.get(get_language()) or found.get("en")

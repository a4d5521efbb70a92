"""What a browser sends from the questionnaire page: the fields as they were shown, and what was typed into them."""

from django.http import QueryDict
from django.utils.http import urlencode

SHOWN = ("option_id", "value", "statement", "applies_to", "as_of_date")


def fields_of(answer, *, prefix="answer", **typed):
    """The fields of one question. `typed` stands over what the answer says; `None` leaves a field out."""
    current = answer.current
    said = {name: (getattr(current, name) if current else None) or "" for name in SHOWN}
    row = {"kind": answer.indicator.kind, "revision": answer.revision, "option": said.pop("option_id")} | said
    row |= {"values": row["value"].split()} if answer.indicator.kind == "multiple" else {}
    return {
        f"{prefix}-{answer.pk}-{name}": value for name, value in (row | typed).items() if value is not None
    }


def page_of(part, **typed):
    """The fields of a whole page; `typed` by the code of the question, with `_` for its points."""
    sent = {}
    for answer in part.answers.for_page():
        sent |= fields_of(answer, **typed.get(answer.indicator.code.replace(".", "_"), {}))
    return sent


def as_sent(fields):
    """As a form gets it."""
    return QueryDict(urlencode(fields, doseq=True))


def text_of(response):
    """The page on one line, so that line breaks of templates do not matter."""
    return " ".join(response.content.decode().split())

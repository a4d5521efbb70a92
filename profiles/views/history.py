"""What a page about the revisions of one text shows."""

import re

from django.core.paginator import Paginator

PER_PAGE = 20


def history_page(text, asked):
    """The revisions of the text, newest first, and the comparison that the address asks for."""
    revisions = text.revisions.select_related("by").order_by("-number")
    page = Paginator(revisions, PER_PAGE).get_page(asked.get("page"))
    before, after = number_of(asked.get("from")), number_of(asked.get("to"))
    wanted = {each.number: each for each in revisions.filter(number__in={before, after})} if after else {}
    return {
        "page_obj": page,
        "revision_now": text.revision,
        "before": wanted.get(before),
        "after": wanted.get(after),
        "restores": before == text.revision and after != text.revision,
    }


def number_of(value):
    """A number as addresses and forms give it; 0 for whatever else stands there."""
    given = str(value or "")
    return int(given) if re.fullmatch(r"[0-9]{1,9}", given) else 0

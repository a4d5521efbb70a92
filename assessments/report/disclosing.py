"""Where something is published already, which stays so whatever is said of it now."""

from typing import Any

from assessments.models import Answer, Source
from assessments.signals import asked_where_published


def editions_resting_on(
    *, answer: Answer | None = None, source: Source | None = None
) -> list[tuple[str, str]]:
    """The title and address of each published edition that rests on the answer, or names the source."""
    told: Any = asked_where_published.send(None, answer=answer, source=source)
    return [edition for _receiver, editions in told for edition in editions]

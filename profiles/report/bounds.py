"""What is too long for a PDF is refused before a worker spends minutes and gigabytes on it."""

import re
from collections.abc import Iterator

from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from profiles.snapshot import Snapshot
from ui.pdf import PdfFailed

LONGEST_WORD = 120
LONGEST_ADDRESS = 500
"""Signs without a blank: laying out a word takes time that grows with the square of its length."""

HEAVIEST = 600_000
"""Of an edition, in characters of plain prose; more than a hundred pages."""

LINE, MARK = 200, 50
"""What a line, and a sign of emphasis or of a link, cost beside their characters."""

WORD = re.compile(rf"[^\s/?&=._%#-]{{{LONGEST_WORD + 1}}}|\S{{{LONGEST_ADDRESS + 1}}}")
MARKS = re.compile(r"[*_\[<]")


def refuse_too_long(snapshot: Snapshot) -> None:
    """Raises `PdfFailed`, with the text to shorten, where the edition would take longer than a worker has."""
    with translation.override(snapshot.language):
        texts = list(_texts(snapshot))
    for name, text in texts:
        if WORD.search(text):
            told = {"name": _short(name), "most": LONGEST_WORD}
            problem = _(
                "“%(name)s” has a word of more than %(most)d signs. Put blanks into it, or take it out."
            )
            raise PdfFailed(problem % told)
    if sum(_weight(text) for _name, text in texts) > HEAVIEST:
        name, text = max(texts, key=lambda named: _weight(named[1]))
        problem = _(
            "The edition is too long for a PDF. Most of it is in “%(name)s”, which has %(count)d signs: shorten it."
        )
        raise PdfFailed(problem % {"name": _short(name), "count": len(text)})


def _short(name: str) -> str:
    return Truncator(" ".join(name.split())).chars(60)


def _weight(text: str) -> int:
    return len(text) + LINE * (text.count("\n") + 1) + MARK * len(MARKS.findall(text))


def _texts(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """Everything that is printed, and where people find it."""
    yield snapshot.title, f"{snapshot.title} {snapshot.country} {snapshot.instrument} {snapshot.footnote}"
    yield _("What has changed in this edition"), snapshot.note
    for part in (*snapshot.opening, *snapshot.closing):
        yield part.heading, part.body
    for paragraphs in snapshot.texts.values():
        yield from ((paragraph, paragraph) for paragraph in paragraphs)
    for domain in snapshot.domains:
        yield domain.short_name, f"{domain.short_name} {domain.long_name} {domain.description}"
        for finding in (*domain.developed, *domain.potential):
            yield domain.short_name, f"{finding.body} {' '.join(map(str, finding.sources))}"
    for group in snapshot.sources:
        yield from ((group.label, f"{line.title} {line.number}") for line in group.sources)
    for annex in snapshot.annex:
        for rows in annex.groups:
            yield from ((annex.short_name, question) for _code, question in rows.indicators)

"""A profile as a catalogue for translators' tools (gettext PO), and what one that comes back would change."""

import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles.choices import TextState
from profiles.models import FindingText, Profile, ProfileText
from profiles.report.translating import Segment, said, segments, with_targets
from uploads.catalogues import Catalogue, Message

CONTEXT = re.compile(r"([a-z]+-[a-z0-9]{1,20})@([1-9][0-9]{0,8})")
"""What a message is called: its segment, and the revision of the source that stands in the file."""


def as_po(profile: Profile, language: str) -> bytes:
    """All that is translated of the profile, with what it is in this language now.

    What is stale or nobody has reviewed is marked as fuzzy.
    """
    now = timezone.now()
    catalogue = Catalog(
        locale=language.replace("-", "_"),
        project=str(profile.assessment),
        version=str(profile.pk),
        header_comment=f"# {profile.assessment}",
        msgid_bugs_address=settings.DEFAULT_FROM_EMAIL,
        creation_date=now,
        revision_date=now,
        fuzzy=False,
    )
    for segment in with_targets(segments(profile, language)):
        message = catalogue.add(
            _lines(segment.source.body),
            _lines(segment.body),
            context=f"{segment.key}@{segment.source.revision}",
            flags=["fuzzy"] if segment.state in (TextState.STALE, TextState.DRAFT) else [],
            auto_comments=_comments(segment),
        )
        message.flags -= {"python-format", "python-brace-format"}  # a percent sign is one here
    file = io.BytesIO()
    write_po(file, catalogue, sort_output=False)
    return file.getvalue()


def _comments(segment: Segment) -> list[str]:
    about = [segment.title, _("State: %s") % segment.state.label]
    if segment.domain:
        about.insert(0, f"{segment.domain.number} {segment.domain.short_name}")
    return about


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


@dataclass(frozen=True)
class Change:
    """What a message would change. `revision` is that of the source which it translates."""

    segment: Segment
    body: str
    revision: int

    @property
    def outdated(self) -> bool:
        """The source has moved on since the file was made."""
        return bool(self.revision != self.segment.source.revision)

    @property
    def confirms(self) -> bool:
        """The words stay; they are said to translate the source as it reads now."""
        return self.body == self.segment.body


@dataclass
class Comparison:
    """What would be taken from a file, and what is left aside, with the reason."""

    changes: list[Change] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)
    same: int = 0


def compare(profile: Profile, language: str, catalogue: Catalogue, *, longest: dict[type, int]) -> Comparison:
    """What the catalogue would change; `longest` says how long a translation of each kind of text may be."""
    found = {segment.key: segment for segment in with_targets(segments(profile, language))}
    read = [(message, *_name_of(message.context)) for message in catalogue.messages]
    before = _said_before([(found[key], number) for _message, key, number in read if key in found])
    several = {key for key, times in Counter(key for _message, key, _number in read).items() if times > 1}
    twice = several | {_name_of(context)[0] for context in catalogue.twice}
    result = Comparison()
    for message, key, number in read:
        segment = found.get(key)
        reason = _reason_against(message, segment, number, before=before, longest=longest, twice=twice)
        if segment is None or reason:
            result.left.append((segment.title if segment else message.context[:80], reason))
            continue
        body = _in_place(message.target, segment)
        change = Change(segment, body, number)
        if body == segment.body and not (message.settled and _confirms(change)):
            result.same += 1
        elif body:
            result.changes.append(change)
    return result


def _name_of(context: str) -> tuple[str, int]:
    match = CONTEXT.fullmatch(context)
    return (match[1], int(match[2])) if match else ("", 0)


def _confirms(change: Change) -> bool:
    """Words that stay say something new only of a source that was newer than the one translated."""
    return change.segment.state == TextState.STALE and not change.outdated


def _in_place(target: str, segment: Segment) -> str:
    """The translation as it would be stored; tools write line ends in their own way, which is no change."""
    body = _lines(target).strip()
    return segment.body if body == _lines(segment.body) else body


def _reason_against(
    message: Message,
    segment: Segment | None,
    number: int,
    *,
    before: dict[tuple[type, int, int], str],
    longest: dict[type, int],
    twice: set[str],
) -> str:
    """Why a message isn't taken; empty where it may be."""
    if segment is None:
        return _("There is no such text in this profile, or it isn’t printed any more.")
    if segment.key in twice:
        return _("It stands in the file more than once.")
    kind = type(segment.source)
    source = before.get((kind, segment.source.pk, number))
    if source is None or source.split() != message.source.split():
        return _("The source text in the file isn’t the one of the profile.")
    if len(message.target) > longest[kind]:
        return _("The translation is longer than %d characters.") % longest[kind]
    if not message.settled and _in_place(message.target, segment) != segment.body:
        return _("It is marked as unfinished (fuzzy). Remove the mark to have it taken.")
    return ""


def _said_before(wanted: Sequence[tuple[Segment, int]]) -> dict[tuple[type, int, int], str]:
    """What the sources said in these revisions; two statements."""
    found: dict[tuple[type, int, int], str] = {}
    for model in (FindingText, ProfileText):
        chosen = [(each.source, number) for each, number in wanted if isinstance(each.source, model)]
        found |= {(model, text.pk, text.revision): text.body for text, _number in chosen}
        older = [(text.pk, number) for text, number in chosen if number != text.revision]
        found |= {(model, *key): body for key, body in said(model, older).items()}
    return found

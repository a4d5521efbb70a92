"""What is published already."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _

from assessments.models import Answer, Source
from profiles.choices import EditionState, Inclusion
from profiles.models import Edition, EditionEvent, Finding
from profiles.snapshot import Snapshot
from ui.languages import language_name


def editions_on(answer: Answer) -> list[tuple[str, str]]:
    """Title and address of each published edition with a finding that rests on the answer."""
    findings = list(
        Finding.objects.filter(bases__revision__answer=answer).distinct().prefetch_related("texts")
    )
    return [
        _title_and_address(edition)
        for edition in _published(answer.assessment_id)
        if any(_printed(finding, edition) for finding in findings)
    ]


def editions_naming(source: Source) -> list[tuple[str, str]]:
    """Title and address of each published edition that lists the source."""
    return [
        _title_and_address(edition)
        for edition in _published(source.assessment_id)
        if any(_lists(group, source) for group in edition.snapshot["sources"])
    ]


def _lists(group: dict[str, Any], source: Source) -> bool:
    told: dict[str, Any] = {"kind": source.kind, "title": source.title, "number": source.number}
    told |= {"year": source.year, "url": source.url}
    return any(told.items() <= line.items() for line in group["sources"])


def _published(assessment_id: int) -> QuerySet[Edition]:
    editions = Edition.objects.public().filter(profile__assessment=assessment_id)
    return editions.select_related("profile__assessment__jurisdiction__country").order_by("language", "pk")


def _printed(finding: Finding, edition: Edition) -> bool:
    """Whether the finding is in the edition: as it reads now, or edited since."""
    body = finding.body_in(edition.language)
    snapshot = Snapshot.from_json(edition.snapshot)
    texts = [line.body for domain in snapshot.domains for line in getattr(domain, finding.kind)]
    return finding.inclusion == Inclusion.INCLUDED or (bool(body) and body in texts)


def _title_and_address(edition: Edition) -> tuple[str, str]:
    named = {"language": language_name(edition.language).capitalize(), "number": edition.number}
    return _("%(language)s, edition %(number)d") % named, edition.profile.public_url


# What became of the editions ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """A line of the public change log: an edition appeared, or was withdrawn. `note` is in the edition’s language."""

    at: datetime.datetime
    edition: Edition
    appeared: bool
    note: str


def change_log(editions: Sequence[Edition]) -> list[Change]:
    """Newest first; what replaced another says what has changed. One statement, none where nothing was withdrawn."""
    ends = [(edition, withdrawal(edition)) for edition in _withdrawn(editions)]
    ended = [Change(event.at, edition, False, event.note) for edition, event in ends]
    appeared = [Change(each.published_at, each, True, each.note) for each in editions if each.published_at]
    return sorted([*ended, *appeared], key=lambda change: (change.at, change.edition.pk), reverse=True)


def withdrawals(editions: Sequence[Edition]) -> list[tuple[Edition, EditionEvent]]:
    """Of one profile, newest of each language first: the last step of each language that was withdrawn for good.

    One statement, none where nothing was withdrawn.
    """
    published = {edition.language for edition in editions if edition.state == EditionState.PUBLISHED}
    ended = reversed(_withdrawn(editions))
    last = {edition.language: edition for edition in ended if edition.language not in published}
    return [(edition, withdrawal(edition)) for edition in last.values()]


def withdrawal(edition: Edition) -> EditionEvent:
    """The step that ended a withdrawn edition: when, and why."""
    ends: Iterable[EditionEvent] = edition.events.all()
    return next(event for event in ends if event.target == EditionState.WITHDRAWN)


def _withdrawn(editions: Iterable[Edition]) -> list[Edition]:
    """Those that were withdrawn, with their steps; asked for once, whoever asks first."""
    withdrawn = [edition for edition in editions if edition.state == EditionState.WITHDRAWN]
    prefetch_related_objects(withdrawn, "events")
    return withdrawn

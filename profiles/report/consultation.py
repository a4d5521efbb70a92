"""What was said about a draft, and how far its consultation is."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from assessments.models import RoleAssignment
from assessments.permissions import Right, roles_with
from profiles.choices import ProfileState
from profiles.models import Comment, Profile, ProfileEvent
from profiles.snapshot import Snapshot

WHOLE = "profile"
"""Where something is said about the profile as a whole."""


def digest_of_content(snapshot: Snapshot) -> str:
    """The same for snapshots that say the same, whenever they were taken."""
    content = snapshot.to_json() | {"published_date": ""}
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def places_of(snapshot: Snapshot) -> list[str]:
    """Each place of the page about which something can be said: its texts, its findings, and the whole."""
    lines = [line for domain in snapshot.domains for line in (*domain.developed, *domain.potential)]
    texts = [*snapshot.opening, *snapshot.closing]
    return [*(text.key for text in texts), *(line.anchor for line in lines), WHOLE]


def place_of(comment: Comment) -> str:
    """Where on the page the comment stands."""
    return f"finding-{comment.finding_id}" if comment.finding_id else comment.key or WHOLE


def by_place(comments: Iterable[Comment]) -> dict[str, list[Comment]]:
    """The comments on each place of the page, in their order."""
    found: dict[str, list[Comment]] = {}
    for comment in comments:
        found.setdefault(place_of(comment), []).append(comment)
    return found


@dataclass(frozen=True)
class Consultation:
    """Where a profile stands between those who write it and those who say that it is ready."""

    comments: int
    waiting: int
    opened_by: str
    opened_at: datetime | None
    clearers: tuple[str, ...]  # who may clear the profile as it stands now


def consultation_of(profile: Any, events: Iterable[ProfileEvent]) -> Consultation:
    """The counts of its comments (by `with_comments`), and while it is in consultation who opened that and who may end it.

    `events` are all of the profile's.
    """
    opened: ProfileEvent | None = None
    clearers: list[str] = []
    if profile.state == ProfileState.CONSULTATION:
        openings = (event for event in events if event.name == "open consultation")
        opened = max(openings, key=lambda event: event.pk, default=None)
        clearers = _clearers(profile, opened)
    return Consultation(
        profile.comments_made,
        profile.comments_waiting,
        opened.by.name if opened is not None and opened.by is not None else "",
        opened.at if opened is not None else None,
        tuple(clearers),
    )


def _clearers(profile: Profile, opened: ProfileEvent | None) -> list[str]:
    """Those with the right who neither edited the profile last nor opened the consultation."""
    people = RoleAssignment.objects.filter(
        assessment=profile.assessment_id, role__in=roles_with(Right.EDIT_FINDINGS), user__is_active=True
    )
    hands = {profile.edited_by_id, opened.by_id if opened is not None else None} - {None}
    others = people.exclude(user__in=hands).order_by("user__name", "user")
    return list(others.values_list("user__name", flat=True).distinct())

"""The rounds of a place, as its page shows them."""

from dataclasses import dataclass
from itertools import groupby, pairwise

from django.db.models import prefetch_related_objects

from instruments.choices import Scope
from places.models import Jurisdiction
from portal.models import Publication
from portal.report.editions import page_of
from portal.version import kept
from profiles.choices import EditionState
from profiles.models import Edition, EditionEvent, Profile
from profiles.report import withdrawals

MOST_WITHDRAWN = 20


@dataclass(frozen=True)
class Reading:
    """One published edition, and where it is read: in its own language where the site has it."""

    edition: Edition
    url: str


@dataclass
class Round:
    """One profile of a place: where it is read, or that and why it was withdrawn."""

    profile: Profile
    readings: list[Reading]
    withdrawn: list[tuple[Edition, EditionEvent]]
    before: "Round | None" = None  # the published round before it, on the same level

    @property
    def year(self) -> int:
        return int(self.profile.assessment.year)

    @property
    def published(self) -> bool:
        return bool(self.readings)

    @property
    def changes_url(self) -> str:
        """Where it says what has changed since the round before; empty for the first."""
        return f"{self.profile.public_url}changes/" if self.before else ""


@dataclass(frozen=True)
class Gone:
    """A profile that was withdrawn, and the page that tells when and why."""

    name: str
    year: int
    url: str


@dataclass(frozen=True)
class Level:
    """The rounds of one place on one level, newest first."""

    place: Jurisdiction
    scope: str
    rounds: list[Round]

    @property
    def national(self) -> bool:
        return self.scope == Scope.NATIONAL


def levels_of(*places: Jurisdiction) -> list[Level]:
    """All rounds of these places by place and level, local before national; at most two statements."""
    told = Edition.objects.told().filter(profile__assessment__jurisdiction__in=places).for_page()
    withdrawn = [edition for edition in told if edition.state == EditionState.WITHDRAWN]
    prefetch_related_objects(withdrawn, "events")  # of all profiles at once, not of each
    by_profile: dict[int, list[Edition]] = {}
    for edition in told:
        by_profile.setdefault(edition.profile_id, []).append(edition)
    rounds = sorted((_round(editions) for editions in by_profile.values()), key=_in_order)
    groups = groupby(
        rounds, key=lambda one: (one.profile.assessment.scope, one.profile.assessment.jurisdiction_id)
    )
    return [_level(list(group)) for _key, group in groups]


def _in_order(one: Round) -> tuple[str, int, int, int]:
    assessment = one.profile.assessment
    return assessment.scope, assessment.jurisdiction_id, -assessment.round, -one.profile.pk


def _level(rounds: list[Round]) -> Level:
    published = [one for one in rounds if one.published]
    for later, earlier in pairwise(published):
        later.before = earlier
    assessment = rounds[0].profile.assessment
    return Level(assessment.jurisdiction, assessment.scope, rounds)


def _round(editions: list[Edition]) -> Round:
    published = [edition for edition in editions if edition.state == EditionState.PUBLISHED]
    return Round(
        profile=editions[0].profile,
        readings=[Reading(edition, page_of(edition)) for edition in published],
        withdrawn=withdrawals(editions),
    )


def places_shown(keys: list[int]) -> list[tuple[Jurisdiction, list[Publication]]]:
    """These places in this order, each with its published profiles, newest first; one statement."""
    rows = Publication.objects.filter(place__in=keys).select_related("place").order_by("-year", "-pk")
    found: dict[int, list[Publication]] = {key: [] for key in keys}
    for row in rows:
        found[row.place_id].append(row)
    return [(published[0].place, published) for published in found.values() if published]


def withdrawn_in(country: Jurisdiction) -> list[Gone]:
    """What was withdrawn in every language of places in the country, the newest years first."""

    def read() -> list[Gone]:
        gone = Profile.objects.withdrawn(Edition.objects).filter(assessment__jurisdiction__country=country)
        rows = gone.for_detail().order_by("-assessment__year", "-pk")[:MOST_WITHDRAWN]
        return [Gone(r.assessment.jurisdiction.name, r.assessment.year, r.public_url) for r in rows]

    return kept(f"withdrawn.{country.pk}", read)

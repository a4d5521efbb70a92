"""The demonstration: Quilmes in 2022 in three languages with an open second round, and two rounds of an invented country.

It is played from setting up to publication, through the same functions as the pages.
"""

import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from ruamel.yaml import YAML

from assessments import workflow as assessing
from assessments.models import Assessment
from places.models import Jurisdiction
from places.workflow import add_country, add_place
from profiles.demonstration import telling
from profiles.demonstration.cast import Cast, address_of, invite_cast, known_cast
from profiles.models import Profile

ROUND = datetime.timedelta(days=60)
DATA = Path(__file__).parents[1] / "data"


@transaction.atomic
def play(*, password: str) -> Cast:
    """Play the whole story once; when it was played before, only give its people this password.

    Needs the countries, the published questionnaires and the standing texts to be loaded.
    """
    known = known_cast(password)
    if known is not None:
        return known
    cast = invite_cast(password)
    played = [*_play_quilmes(cast), *_play_exemplia(cast)]
    for assessment in played:
        assessing.leave_untold(assessment)
    return cast


def _read(name: str) -> Any:
    return YAML(typ="safe").load(DATA / name)


def _play_quilmes(cast: Cast) -> list[Assessment]:
    """The round of 2022, published, and one that began lately and has something to do for everybody."""
    story, translated = _read("quilmes-2022.yaml"), _read("quilmes-2022.translations.yaml")
    story["capacity"] = "Focal point of the Municipality of Quilmes"
    story["translations"] = {
        language: {
            "introduction": translated["introduction"][language],
            "findings": {code: told[language] for code, told in translated["findings"].items()},
        }
        for language in translated["introduction"]
    }
    place = _find_place(story["jurisdiction"])
    first = _play_round(story, place, cast, due=datetime.date(2022, 11, 30))
    second = story["assessment"] | {"round": 2, "year": 2024, "data_cutoff_date": datetime.date(2024, 11, 30)}
    return [first, telling.set_up(second, place, cast, due=timezone.localdate() + ROUND)]


def _find_place(wanted: dict[str, Any]) -> Jurisdiction:
    country = Jurisdiction.objects.get(iso_code=wanted["country"])
    return country.places.filter(slug=wanted["slug"]).first() or add_place(
        kind=wanted["kind"],
        country=country,
        slug=wanted["slug"],
        names=wanted["name"],
        official_names=wanted["official_name"],
    )


def _play_exemplia(cast: Cast) -> list[Assessment]:
    """Two published rounds with the national questionnaire."""
    story = _read("exemplia.yaml")
    told = story["jurisdiction"]
    place = Jurisdiction.objects.filter(iso_code=told["iso_code"]).first() or add_country(
        iso_code=told["iso_code"],
        slug=told["slug"],
        names=told["name"],
        official_names=told["official_name"],
        footnotes=told["footnote"],
    )
    return [
        _play_round(_round_of(story, number), place, cast, due=datetime.date(year, 9, 30))
        for number, year in (("first", 2021), ("second", 2025))
    ]


def _round_of(story: dict[str, Any], number: str) -> dict[str, Any]:
    """What that round says: an answer that isn’t told anew is that of the first round."""
    answers = []
    for code, rounds in story["answers"].items():
        said = rounds.get(number, rounds.get("first"))
        if said is not None and (number in rounds or number == "second"):
            cited = [{"key": key, "locator": ""} for key in said.get("sources", ())]
            answers.append(said | {"code": code, "sources": cited})
    about = {"sources": story["sources"], "answers": answers, "capacity": "Focal point of Exemplia"}
    return story["rounds"][number] | about


def _play_round(story: dict[str, Any], place: Jurisdiction, cast: Cast, due: datetime.date) -> Assessment:
    assessment = telling.set_up(story["assessment"], place, cast, due=due)
    telling.answer(assessment, story, cast)
    telling.review(assessment, story, cast)
    telling.publish(Profile.objects.for_detail().get(assessment=assessment), story, cast)
    return assessment


__all__ = ["Cast", "address_of", "play"]

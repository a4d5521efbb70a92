"""All that is published as two tables, line by line: however many there are, only a few are held at a time.

The second line of each has the hashtags of the Humanitarian Exchange Language (HXL). No cell is one that a spreadsheet
would run as a formula.
"""

import csv
import datetime
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.utils.translation import gettext_noop as _

from api.querysets import findings_for_table, profiles_for_table
from api.report import addresses
from places.regions import region_of
from portal.models import Publication, PublishedFinding, PublishedTag
from profiles.models import Edition
from ui.spreadsheets import harmless

AT_ONCE = 500
Row = dict[str, Any]


@dataclass(frozen=True)
class Column:
    name: str
    hashtag: str
    kind: str  # as a Table Schema has it
    text: str


PROFILE = (
    Column("id", "#meta+id", "string", _("Identifier of the profile.")),
    Column("place", "#loc+id", "string", _("Identifier of the country or place.")),
    Column("place_name", "#loc+name+i_en", "string", _("Its name, in English where there is one.")),
    Column("kind", "#loc+type", "string", _("What kind of place it is.")),
    Column("country", "#country+id", "string", _("Identifier of the country.")),
    Column(
        "country_name",
        "#country+name+i_en",
        "string",
        _("Name of the country, in English where there is one."),
    ),
    Column("country_code", "#country+code+v_iso2", "string", _("ISO 3166-1 code of the country.")),
    Column(
        "region",
        "#region+code+v_m49",
        "string",
        _("Region of the world by its code of the United Nations (M49)."),
    ),
    Column("scope", "#meta+scope", "string", _("national or local: which questionnaire was answered.")),
    Column("year", "#date+year", "integer", _("Year that the profile names.")),
    Column("round", "#meta+round", "integer", _("1 for the first assessment of the place on this level.")),
    Column("instrument", "#meta+instrument", "string", _("Identifier of the questionnaire.")),
    Column(
        "languages",
        "#meta+languages+list",
        "string",
        _("Languages of the published editions, between blanks."),
    ),
    Column("published", "#date+published", "datetime", _("When the newest edition appeared.")),
    Column("page", "#meta+url", "string", _("The page for readers.")),
)
FINDING = (
    Column("id", "#meta+id", "string", _("Identifier of the finding in its edition.")),
    Column("profile", "#meta+profile+id", "string", _("Identifier of the profile.")),
    Column("edition", "#meta+edition+id", "string", _("Identifier of the edition.")),
    Column("place", "#loc+id", "string", _("Identifier of the country or place.")),
    Column("country_code", "#country+code+v_iso2", "string", _("ISO 3166-1 code of the country.")),
    Column("scope", "#meta+scope", "string", _("national or local: which questionnaire was answered.")),
    Column("year", "#date+year", "integer", _("Year that the profile names.")),
    Column("language", "#meta+language", "string", _("Language of the text.")),
    Column("domain", "#sector+id", "string", _("Identifier of the domain.")),
    Column("kind", "#description+type", "string", _("developed, or potential for further development.")),
    Column("text", "#description+text", "string", _("The finding, in Markdown.")),
    Column("tags", "#meta+tags+list", "string", _("What the questions behind it speak to, between blanks.")),
    Column("published", "#date+published", "datetime", _("When the edition appeared.")),
    Column("page", "#meta+url", "string", _("The finding on the page for readers.")),
)

ALL = {"profiles": PROFILE, "findings": FINDING}


def profiles() -> Iterator[bytes]:
    """One line for each published profile, as `PROFILE` says; two statements."""
    rows, languages = profiles_for_table(Publication.objects, Edition.objects)
    return _lines(PROFILE, _profiles(rows.iterator(AT_ONCE), languages.iterator(AT_ONCE)))


def findings() -> Iterator[bytes]:
    """One line for each finding of each published edition, as `FINDING` says; two statements."""
    rows, tags = findings_for_table(PublishedFinding.objects, PublishedTag.objects)
    return _lines(FINDING, _findings(rows.iterator(AT_ONCE), tags.iterator(AT_ONCE)))


def _lines(columns: tuple[Column, ...], rows: Iterable[tuple[Any, ...]]) -> Iterator[bytes]:
    head = [[column.name for column in columns], [column.hashtag for column in columns]]
    lines = io.StringIO(newline="")
    writer = csv.writer(lines)
    for number, row in enumerate(chain(head, ([harmless(_cell(cell)) for cell in row] for row in rows))):
        writer.writerow(row)
        if number % AT_ONCE == AT_ONCE - 1:
            yield _taken(lines)
    yield _taken(lines)


def _taken(lines: io.StringIO) -> bytes:
    text = lines.getvalue()
    lines.seek(0)
    lines.truncate()
    return text.encode()


def _cell(value: Any) -> str:
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return "" if value is None else str(value)


def _profiles(rows: Iterable[Row], languages: Iterable[tuple[int, str]]) -> Iterator[tuple[Any, ...]]:
    spoken = _beside(languages)
    for row in rows:
        place, country = row["address"], row["country_slug"]
        name = f"{place}/{row['year']}"
        yield (
            name, place, row["place_name"], row["kind"], country, row["country_name"], row["iso"],
            region_of(row["iso"]), row["scope"], row["year"], row["round"],
            f"{row['slug']}/{row['version']}", spoken(row["profile_id"]), row["published_at"],
            addresses.page(f"profiles/{name}/"),
        )  # fmt: skip


def _findings(rows: Iterable[Row], tags: Iterable[tuple[int, str]]) -> Iterator[tuple[Any, ...]]:
    tagged = _beside(tags)
    for row in rows:
        place, language = row["address"], row["language"]
        profile, name = f"{place}/{row['year']}", f"{language}-{row['edition_number']}"
        anchor = addresses.anchor_of(row["key"], row["number"])
        yield (
            f"{profile}/{name}#{anchor}", profile, f"{profile}/{name}", place, row["iso"], row["scope"],
            row["year"], language, row["domain"], row["kind"], row["body"], tagged(row["pk"]),
            row["published_at"], f"{addresses.page(f'profiles/{profile}/editions/{name}/', language)}#{anchor}",
        )  # fmt: skip


def _beside(pairs: Iterable[tuple[int, str]]) -> Callable[[int], str]:
    """What a second list says of a key, between blanks. Both are in the order of the keys, and each is read once."""
    waiting = iter(pairs)
    ahead: list[tuple[int, str]] = []

    def said(key: int) -> str:
        found = []
        for each in chain([ahead.pop()] if ahead else [], waiting):
            if each[0] > key:
                ahead.append(each)
                break
            if each[0] == key:
                found.append(each[1])
        return " ".join(found)

    return said

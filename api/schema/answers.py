"""What is answered. Everything here is read from published editions and the shelves; the descriptions are the contract."""

import datetime

from pydantic import BaseModel, ConfigDict, Field

from instruments.choices import Scope
from places.choices import Kind
from profiles.choices import FileFormat, FindingKind
from profiles.snapshot import Snapshot

Texts = dict[str, str]
"""The same text by language code; languages in which it isn’t known are left out."""


class Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class Fault(Answer):
    parameter: str = Field(description="The parameter that can't be taken as it is.")
    detail: str = Field(description="What is wrong with it, in English.")


class Problem(Answer):
    """An error as RFC 9457 has it."""

    type: str = Field(description="Always about:blank: the status says what kind of error it is.")
    title: str = Field(description="The name of the status.")
    status: int = Field(description="The HTTP status once more.")
    detail: str = Field(description="What is wrong and what to do, in English.")
    errors: list[Fault] = Field([], description="One entry for each parameter that can't be taken.")


class Links(Answer):
    next: str | None = Field(description="Address of the page after this one; null on the last.")
    previous: str | None = Field(description="Address of the page before this one; null on the first.")


class Region(Answer):
    code: str = Field(description="Code of the United Nations (M49).")
    name: Texts = Field(description="Name by language code (Unicode CLDR).")


class PlaceNamed(Answer):
    """A country, or a place with an authority of its own inside one; no more than what names it."""

    id: str = Field(description="Stable identifier, as in the addresses of the site.")
    kind: Kind
    iso_code: str | None = Field(description="ISO 3166 code; null where the place has none.")
    name: Texts = Field(description="Name by language code.")
    footnote: Texts = Field(description="A reservation to be printed wherever the name is; mostly empty.")


class Place(PlaceNamed):
    official_name: Texts = Field(description="Official name by language code.")


class PlaceOfList(Place):
    country: Place | None = Field(description="The country it lies in; null for a country.")
    region: Region | None = Field(
        description="The region of the world; null where the list of regions has none."
    )
    profiles: list[str] = Field(description="Identifiers of its published profiles, newest year first.")


class PlacePage(Links):
    items: list[PlaceOfList]


class File(Answer):
    """One file of an edition. Its bytes never change."""

    format: FileFormat
    media_type: str
    bytes: int
    pages: int | None = Field(description="Of a PDF; null for other formats.")
    sha256: str = Field(description="SHA-256 of the bytes, hexadecimal.")
    url: str = Field(description="Permanent address of the file.")


class EditionOfList(Answer):
    id: str = Field(
        description="Stable identifier: the profile, the language and the number in that language."
    )
    profile: str = Field(description="Identifier of the profile.")
    language: str
    number: int = Field(description="Counted in each language of the profile, from 1.")
    state: str = Field(description="“published”, or “replaced” by a later edition.")
    published_at: datetime.datetime
    page: str = Field(description="Permanent address of the page for readers.")
    url: str = Field(description="Address of the whole edition as JSON.")
    files: list[File]


class ProfileOfList(Answer):
    """What was published about one place, one level and one year."""

    id: str = Field(description="Stable identifier: the place and the year.")
    place: Place
    country: Place = Field(description="The country of the place; the place itself where it is one.")
    region: Region | None
    scope: Scope = Field(description="Which questionnaire was answered.")
    year: int
    round: int = Field(description="1 for the first assessment of the place on this level.")
    instrument: str = Field(description="Identifier of the questionnaire.")
    published_at: datetime.datetime = Field(description="When its newest edition appeared.")
    page: str = Field(description="Address of the page for readers.")
    url: str = Field(description="Address of the profile as JSON.")
    editions: list[EditionOfList] = Field(description="The newest published edition of each language.")


class ProfilePage(Links):
    items: list[ProfileOfList]


class Profile(ProfileOfList):
    earlier_editions: list[EditionOfList] = Field(description="Editions that later ones have replaced.")


class Edition(EditionOfList):
    citation: str = Field(description="The suggested citation, in the language of the edition.")
    snapshot: Snapshot = Field(description="All that the edition says, as it was frozen when it was made.")


class Finding(Answer):
    """One finding, in the words of one edition. Not a score: findings are examples and are not counted."""

    id: str = Field(description="Stable identifier: the edition and the finding in it.")
    profile: str = Field(description="Identifier of the profile.")
    edition: str = Field(description="Identifier of the edition.")
    place: PlaceNamed
    country: PlaceNamed
    scope: Scope
    year: int
    language: str = Field(description="Language of the text.")
    domain: str = Field(description="Identifier of the domain.")
    kind: FindingKind
    text: str = Field(description="The finding, in Markdown.")
    tags: list[str] = Field(description="What the questions behind it speak to.")
    published_at: datetime.datetime
    page: str = Field(description="Address of the finding on the page for readers.")


class FindingPage(Links):
    items: list[Finding]


class Index(Answer):
    version: str
    documentation: str = Field(description="The documentation for people.")
    openapi: str = Field(description="This interface, described for machines.")
    datapackage: str = Field(description="The same data as tables.")
    lists: dict[str, str] = Field(description="Address of each list.")

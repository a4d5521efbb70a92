"""Questionnaires that were published, and what findings are arranged by."""

import datetime

from pydantic import Field

from api.schema.answers import Answer, Texts
from instruments.choices import IndicatorKind, InstrumentState, Relation, Scope, TagFramework


class Domain(Answer):
    id: str = Field(description="Stable identifier, the same in every questionnaire that has the domain.")
    number: int
    short_name: Texts
    long_name: Texts
    description: dict[Scope, Texts] = Field(
        description="What the domain looks at, by scope and language code."
    )


class DomainList(Answer):
    items: list[Domain]


class Tag(Answer):
    id: str = Field(description="Stable identifier, such as gcm-15.")
    framework: TagFramework = Field(
        description="gcm: objective of the Global Compact for Migration; sdg: target of the Sustainable Development Goals."
    )
    code: str
    title: Texts


class TagList(Answer):
    items: list[Tag]


class InstrumentOfList(Answer):
    id: str = Field(description="Stable identifier: short name and version.")
    slug: str
    version: str
    scope: Scope
    state: InstrumentState = Field(description="“published”, or “retired”: no new assessment uses it.")
    title: Texts
    provenance: Texts = Field(description="Where the wording comes from.")
    languages: list[str] = Field(description="Languages that the questions are in.")
    published_at: datetime.datetime
    follows: str | None = Field(description="Identifier of the version before.")
    url: str


class InstrumentList(Answer):
    items: list[InstrumentOfList]


class Option(Answer):
    value: str
    label: Texts


class AskedIf(Answer):
    code: str = Field(description="The question on whose answer it depends.")
    options: list[str] = Field(description="It is asked where one of these was chosen.")


class Lineage(Answer):
    relation: Relation = Field(description="How the question came from those of the version before.")
    before: list[str] = Field(description="Codes of these questions.")


class QuestionAsked(Answer):
    code: str = Field(description="Stable code of the question.")
    kind: IndicatorKind
    question: Texts
    options: list[Option]
    asked_if: AskedIf | None
    tags: list[str]
    lineage: Lineage


class Subcategory(Answer):
    number: str
    title: Texts
    questions: list[QuestionAsked]


class DomainAsked(Answer):
    id: str
    number: int
    short_name: Texts
    long_name: Texts
    description: Texts
    subcategories: list[Subcategory]


class Instrument(InstrumentOfList):
    domains: list[DomainAsked]

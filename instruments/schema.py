"""The shape of a questionnaire file.

A file is YAML 1.2. It names a second file for its domains, so that a national and a local questionnaire
share names and colours and each take their own description.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from instruments.choices import Outcome, Scope

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$", max_length=60)]
Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Translated(Shape):
    """The same text in each language that questionnaires are kept in."""

    en: Text
    fr: Text
    es: Text


class DomainShape(Shape):
    number: int = Field(ge=1, le=99)
    slug: Slug
    colour: Colour
    colour_dark: Colour
    short_name: Translated
    long_name: Translated
    description: dict[Scope, Translated]


class DomainsFile(Shape):
    domains: list[DomainShape] = Field(min_length=1)


class OptionShape(Shape):
    value: Slug
    label: Translated
    outcome: Outcome
    needs_statement: bool = False
    needs_source: bool = False


class ScaleShape(Shape):
    key: Slug
    options: list[OptionShape] = Field(min_length=2)


class IndicatorShape(Shape):
    code: Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9A-Z.]*$", max_length=20)]
    scale: Slug
    required: bool = True
    question: Translated
    guidance: Translated


class SubcategoryShape(Shape):
    title: Translated
    indicators: list[IndicatorShape] = Field(min_length=1)


class DomainQuestions(Shape):
    domain: Slug
    subcategories: list[SubcategoryShape] = Field(min_length=1)


class Head(Shape):
    slug: Slug
    scope: Scope
    version: Text
    title: Translated
    provenance: Translated
    domains: Text


class InstrumentFile(Shape):
    instrument: Head
    scales: list[ScaleShape] = Field(min_length=1)
    questionnaire: list[DomainQuestions] = Field(min_length=1)

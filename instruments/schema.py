"""The shape of a questionnaire, and of the files that hold one.

A file is YAML 1.2. It names a second file for its domains, so that a national and a local questionnaire
share names and colours and each take their own description, and may name a third one for its tags.
"""

import hashlib
import re
from collections.abc import Iterator
from typing import Annotated

from django.utils.translation import gettext as _
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from instruments.choices import EvidenceRule, IndicatorKind, Outcome, Relation, Scope, TagFramework
from ui.colours import DARK, LEAST, PAPER, contrast

UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
"""Characters that a workbook can't hold; a tab and a line feed it can."""


def _printable(text: str) -> str:
    if found := UNPRINTABLE.search(text):
        raise ValueError(_("the character U+{code:04X} can’t be kept").format(code=ord(found[0])))
    if "${" in text:
        raise ValueError(_("“${” can’t be kept: in workbooks of forms it begins a reference"))
    return text


def _sorted(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(values)))


Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000),
    AfterValidator(_printable),
]
SLUG = r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$"
Slug = Annotated[str, StringConstraints(pattern=SLUG, max_length=60)]
Key = Annotated[str, StringConstraints(pattern=SLUG, max_length=40)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9A-Z.]*$", max_length=20)]
VERSION = r"^[0-9A-Za-z]+(?:[.-][0-9A-Za-z]+)*$"
Version = Annotated[str, StringConstraints(pattern=VERSION, max_length=20)]
COLOUR = StringConstraints(pattern=r"^#[0-9a-f]{6}$")
Keys = Annotated[tuple[Key, ...], AfterValidator(_sorted)]
Codes = Annotated[tuple[Code, ...], AfterValidator(_sorted)]
Tags = Annotated[tuple[str, ...], AfterValidator(_sorted)]
LANGUAGES = ("en", "fr", "es")


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Translated(Shape):
    """The same text in each language that questionnaires are kept in."""

    en: Text
    fr: Text
    es: Text


def _at_most(length: int) -> AfterValidator:
    def check(text: Translated) -> Translated:
        for language, words in text.model_dump().items():
            if len(words) > length:
                reason = _("{language} has {count} characters; at most {length} are kept")
                raise ValueError(reason.format(language=language, count=len(words), length=length))
        return text

    return AfterValidator(check)


Name = Annotated[Translated, _at_most(80)]
Label = Annotated[Translated, _at_most(120)]
Title = Annotated[Translated, _at_most(200)]


def _legible_on(ground: str) -> AfterValidator:
    def check(colour: str) -> str:
        if (ratio := contrast(colour, ground)) < LEAST:
            reason = _("its contrast on {ground} is {ratio:.1f} to 1; text needs {least} to 1")
            raise ValueError(reason.format(ground=ground, ratio=ratio, least=LEAST))
        return colour

    return AfterValidator(check)


class DomainShape(Shape):
    number: int = Field(ge=1, le=99)
    slug: Slug
    colour: Annotated[str, COLOUR, _legible_on(PAPER)]
    colour_dark: Annotated[str, COLOUR, _legible_on(DARK)]
    short_name: Name
    long_name: Title
    description: dict[Scope, Translated]


class DomainsFile(Shape):
    domains: list[DomainShape] = Field(min_length=1)


class TagShape(Shape):
    framework: TagFramework
    code: Annotated[str, StringConstraints(pattern=r"^[0-9]+(?:\.[0-9a-z]+)?$", max_length=10)]
    title: Title

    @property
    def key(self) -> str:
        return f"{self.framework}-{self.code}"


class TagsFile(Shape):
    tags: list[TagShape] = Field(min_length=1)


class OptionShape(Shape):
    value: Key
    label: Label
    outcome: Outcome
    needs_statement: bool = False
    needs_source: bool = False
    exclusive: bool = False


class ScaleShape(Shape):
    key: Key
    options: list[OptionShape] = Field(min_length=1)


class ShowIf(Shape):
    """Asked only where the indicator `code` is answered with one of the options."""

    code: Code
    options: Keys = Field(min_length=1)


class Lineage(Shape):
    """How the indicator came from those of the version that its file follows."""

    relation: Relation = Relation.NEW
    codes: Codes = Field(default=(), alias="from")


class IndicatorShape(Shape):
    code: Code
    kind: IndicatorKind = IndicatorKind.CHOICE
    scale: Key | None = None
    required: bool = True
    evidence: EvidenceRule = EvidenceRule.BY_OPTION
    show_if: ShowIf | None = None
    tags: Tags = ()
    lineage: Lineage = Lineage()
    question: Translated
    guidance: Translated


class SubcategoryShape(Shape):
    title: Label
    indicators: list[IndicatorShape] = Field(min_length=1)


class DomainQuestions(Shape):
    domain: Slug
    subcategories: list[SubcategoryShape] = Field(min_length=1)


class Head(Shape):
    slug: Slug
    scope: Scope
    version: Version
    title: Title
    provenance: Translated
    follows: Version | None = None


class FileHead(Head):
    domains: Text
    tags: Text | None = None


class InstrumentFile(Shape):
    instrument: FileHead
    scales: list[ScaleShape] = Field(min_length=1)
    questionnaire: list[DomainQuestions] = Field(min_length=1)


class Document(Shape):
    """A questionnaire that was found to be in order, wherever it was read.

    Its domains and their questions stand in the order of the domains' numbers, and each domain has the
    description of the questionnaire's scope alone. Two documents that say the same are equal.
    """

    head: Head
    domains: list[DomainShape]
    scales: list[ScaleShape]
    questionnaire: list[DomainQuestions]

    @classmethod
    def of(
        cls,
        head: Head,
        domains: list[DomainShape],
        scales: list[ScaleShape],
        questionnaire: list[DomainQuestions],
    ) -> "Document":
        """The document of these parts, which must be in order; they may stand in any order of domains."""
        number = {domain.slug: domain.number for domain in domains}
        return cls(
            head=Head.model_validate(head.model_dump(include=set(Head.model_fields))),
            domains=[_in_scope(domain, head.scope) for domain in sorted(domains, key=lambda d: d.number)],
            scales=scales,
            questionnaire=sorted(questionnaire, key=lambda part: number[part.domain]),
        )

    @property
    def digest(self) -> str:
        """SHA-256 of the content, whatever the layout of its file."""
        return hashlib.sha256(self.model_dump_json(exclude_defaults=True).encode()).hexdigest()

    def indicators(self) -> Iterator[IndicatorShape]:
        """All of them, in the order of the questionnaire."""
        for part in self.questionnaire:
            for subcategory in part.subcategories:
                yield from subcategory.indicators


def _in_scope(domain: DomainShape, scope: Scope) -> DomainShape:
    return domain.model_copy(update={"description": {scope: domain.description[scope]}})

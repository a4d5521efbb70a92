"""What may be asked of each list: the parameters, and what may stand in them. Nothing else is taken."""

import re
from typing import Annotated, Any

from django.utils.translation import gettext_noop as _
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from api.choices import AT_FIRST, MOST
from instruments.choices import Scope
from places.choices import Kind
from profiles.choices import FindingKind


def _plain_number(value: Any) -> Any:
    """Digits and nothing else: no sign, no point, no blank."""
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{1,4}", value):
        raise ValueError("must be a whole number written in digits")
    return value


Number = Annotated[int, BeforeValidator(_plain_number)]
Year = Annotated[Number, Field(ge=1900, le=2999)]
OneScope = Annotated[Scope, WithJsonSchema({"type": "string", "enum": Scope.values})]
OneKind = Annotated[Kind, WithJsonSchema({"type": "string", "enum": Kind.values})]
OneFindingKind = Annotated[FindingKind, WithJsonSchema({"type": "string", "enum": FindingKind.values})]
Words = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]+$", min_length=1, max_length=120)]
SLUG = r"^[a-z0-9][a-z0-9_-]*$"


REGION = Field(
    None,
    pattern=r"^[0-9]{3}$",
    description=_(
        "Region of the world by its code of the United Nations (M49), such as 019 for the Americas."
    ),
    examples=["019"],
)
COUNTRY = Field(
    None,
    pattern=SLUG,
    max_length=80,
    description=_("Country by its identifier; also finds the places inside it."),
    examples=["argentina"],
)
SCOPE = Field(
    None, description=_("Whether the national or the local questionnaire was answered."), examples=["local"]
)
YEAR = Field(None, description=_("Year that the profile names."), examples=[2022])


def _as_parameters(schema: dict[str, Any]) -> None:
    """What a document tells of them: a parameter is given or left out, never null, and has one example."""
    for told in schema.get("properties", {}).values():
        told.update(next(iter(told.pop("anyOf", [])), {}))
        if "examples" in told:
            [told["example"]] = told.pop("examples")


class Question(BaseModel):
    """No parameter at all."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra=_as_parameters)


class ListQuestion(Question):
    limit: Number = Field(
        AT_FIRST,
        ge=1,
        le=MOST,
        description=_("How many entries a page has, at most 100."),
        examples=[20],
    )
    cursor: str | None = Field(
        None,
        min_length=1,
        max_length=300,
        pattern=r"^[A-Za-z0-9_-]+$",
        description=_(
            "Where in the list the page begins. Taken from the links “next” and “previous”; never made up."
        ),
    )


class PlaceQuestion(ListQuestion):
    region: str | None = REGION
    country: str | None = COUNTRY
    kind: OneKind | None = Field(None, description=_("What kind of place it is."), examples=["municipality"])


class ProfileQuestion(PlaceQuestion):
    scope: OneScope | None = SCOPE
    year: Year | None = YEAR
    language: str | None = Field(
        None,
        pattern=r"^[a-z]{2,3}(-[a-z0-9]{2,8})*$",
        max_length=10,
        description=_("Code of a language in which there is a published edition, such as es."),
        examples=["es"],
    )
    q: Words | None = Field(
        None,
        description=_(
            "Words that must all occur, whatever their accents; in the names of the place and its country."
        ),
        examples=["quilmes"],
    )


class FindingQuestion(ListQuestion):
    domain: str | None = Field(
        None,
        pattern=SLUG,
        max_length=80,
        description=_("Domain by its identifier, as in the list of domains."),
        examples=["migrants-rights"],
    )
    kind: OneFindingKind | None = Field(
        None,
        description=_("A well-developed area, or an area with potential for further development."),
        examples=["developed"],
    )
    region: str | None = REGION
    country: str | None = COUNTRY
    scope: OneScope | None = SCOPE
    year: Year | None = YEAR
    tag: str | None = Field(
        None,
        pattern=r"^[a-z]+-[0-9a-z.]+$",
        max_length=25,
        description=_(
            "What the finding speaks to, as in the list of tags: an objective of the Global Compact, a target of the Sustainable Development Goals."
        ),
        examples=["gcm-15"],
    )
    language: str | None = Field(
        None,
        pattern=r"^[a-z]{2,3}(-[a-z0-9]{2,8})*$",
        max_length=10,
        description=_(
            "Code of the language of the text. Without it, a finding comes once for each language it is published in."
        ),
        examples=["es"],
    )
    q: Words | None = Field(
        None,
        description=_(
            "Words that must all occur, whatever their accents, or longer ones that begin so; in the text or the names of the place."
        ),
        examples=["services"],
    )

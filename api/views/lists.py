"""The addresses of the interface, each one read away from its answer, as its documents tell of them."""

from typing import Annotated

from django.conf import settings
from django.utils.translation import gettext_noop as _
from ninja import Path, Router

from api import report
from api.choices import VERSION
from api.report import addresses, examples
from api.schema import answers, questions
from api.schema.questions import SLUG, Question
from api.views.answering import READ, Asked, found, turned

router = Router()

PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
HEADERS = {
    "ETag": {"schema": {"type": "string"}, "description": "Changes when what is published changes."},
    "Access-Control-Allow-Origin": {"schema": {"type": "string"}, "description": "Always *."},
}


def address(path, name, example, title, text):
    """A read that the documents tell of, with an answer as an example."""
    responses = {
        200: {
            "description": title,
            "headers": HEADERS,
            "content": {"application/json": {"example": example.model_dump(mode="json")}},
        },
        304: {"description": "Nothing has changed since the ETag that was sent."},
        400: {"description": "A parameter can’t be taken; the problem names it.", "content": PROBLEM},
    }
    if "{" in path:
        gone = "There is no such thing, or it isn’t published (any more)."
        responses[404] = {"description": gone, "content": PROBLEM}
    return router.api_operation(
        READ,
        path,
        operation_id=name,
        url_name=f"api-{name}",
        response=type(example),
        summary=title,
        description=text,
        openapi_extra={"responses": responses},
    )


def part(text, example, pattern=SLUG):
    """A part of an address that varies."""
    return Annotated[str, Path(description=text, example=example, pattern=pattern)]


Country = part(_("The country, as in the identifier."), "argentina")
Place = part(_("The place inside the country, as in the identifier."), "quilmes")
Year = Annotated[int, Path(description=_("The year that the profile names."), example=2022, ge=1)]
EditionName = part(
    _("The language and the number of the edition: en-1."), "en-1", r"^[A-Za-z0-9-]+-[0-9]{1,9}$"
)
Slug = part(_("Short name of the questionnaire."), "mgi-local")
Version = part(_("Version of the questionnaire."), "1", r"^[A-Za-z0-9._-]+$")

PROFILE = _(
    "One profile: its place, its editions with files, sizes and checksums, and the addresses of its pages."
)
ONE_EDITION = _(
    "All that one edition says: texts, findings, sources and questions, as they were frozen when it was made. Nothing in it ever changes."
)


@router.api_operation(READ, "/", url_name="api-start", include_in_schema=False)
@address(
    "",
    "index",
    examples.INDEX,
    _("Where everything is"),
    _("The version of the interface and the addresses of its lists."),
)
def index(request, asked: Asked[Question]):
    lists = ("profiles", "findings", "places", "domains", "tags", "instruments")
    return answers.Index(
        version=VERSION,
        documentation=addresses.docs(),
        openapi=addresses.api("openapi.json"),
        datapackage=f"{settings.SITE_URL}/data/datapackage.json",
        lists={name: addresses.api(name) for name in lists},
    )


@address(
    "/profiles", "profiles", examples.PROFILES, _("Profiles"), _("The published profiles, newest first.")
)
def profiles(request, asked: Asked[questions.ProfileQuestion]):
    return turned(request, report.profiles.profiles(asked), report.profiles.line)


@address(
    "/profiles/{slug:country}/{int:year}",
    "profile-of-country",
    examples.NATIONAL,
    _("Profile of a country"),
    PROFILE,
)
def profile_of_country(request, country: Country, year: Year, asked: Asked[Question]):
    return found(report.profiles.profile(country, "", year))


@address(
    "/profiles/{slug:country}/{slug:place}/{int:year}",
    "profile-of-place",
    examples.PROFILE,
    _("Profile of a place in a country"),
    PROFILE,
)
def profile_of_place(request, country: Country, place: Place, year: Year, asked: Asked[Question]):
    return found(report.profiles.profile(country, place, year))


@address(
    "/editions/{slug:country}/{int:year}/{slug:edition}",
    "edition-of-country",
    examples.NATIONAL_EDITION,
    _("Edition of a country’s profile"),
    ONE_EDITION,
)
def edition_of_country(request, country: Country, year: Year, edition: EditionName, asked: Asked[Question]):
    return found(report.profiles.edition(country, "", year, edition))


@address(
    "/editions/{slug:country}/{slug:place}/{int:year}/{slug:edition}",
    "edition-of-place",
    examples.EDITION,
    _("Edition of a place’s profile"),
    ONE_EDITION,
)
def edition_of_place(
    request, *, country: Country, place: Place, year: Year, edition: EditionName, asked: Asked[Question]
):
    return found(report.profiles.edition(country, place, year, edition))


@address(
    "/findings",
    "findings",
    examples.FINDINGS,
    _("Findings"),
    _("The findings of all published editions, newest edition first, and each edition in its own order."),
)
def findings(request, asked: Asked[questions.FindingQuestion]):
    return turned(request, report.findings.findings(asked), report.findings.line)


@address(
    "/places",
    "places",
    examples.PLACES,
    _("Places"),
    _("Countries and places that have a published profile, in the order of the alphabet."),
)
def places(request, asked: Asked[questions.PlaceQuestion]):
    return turned(request, report.places.places(asked), report.places.line)


@address(
    "/domains",
    "domains",
    examples.DOMAINS,
    _("Domains"),
    _("What the findings are arranged by, with names and descriptions in the languages of the site."),
)
def domains(request, asked: Asked[Question]):
    return {"items": report.questionnaires.domains()}


@address(
    "/tags",
    "tags",
    examples.TAGS,
    _("Tags"),
    _("Objectives and targets of other frameworks that questions speak to."),
)
def tags(request, asked: Asked[Question]):
    return {"items": report.questionnaires.tags()}


@address(
    "/instruments",
    "instruments",
    examples.INSTRUMENTS,
    _("Questionnaires"),
    _("Every version that was published, newest first."),
)
def instruments(request, asked: Asked[Question]):
    return {"items": report.questionnaires.instruments()}


@address(
    "/instruments/{slug:slug}/{version}",
    "instrument",
    examples.INSTRUMENT,
    _("One questionnaire"),
    _(
        "Its domains, subcategories and questions, with their codes, their options and where each question comes from."
    ),
)
def instrument(request, slug: Slug, version: Version, asked: Asked[Question]):
    return found(report.questionnaires.instrument(slug, version))

"""The addresses of the interface, as its documents tell of them: the machine’s in English, the page in its language."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _
from pydantic import BaseModel

from api.report import examples
from api.schema import answers, questionnaires, questions


@dataclass(frozen=True)
class Part:
    """A part of an address that varies."""

    name: str
    text: str
    example: str
    pattern: str = questions.SLUG
    number: bool = False


@dataclass(frozen=True)
class Endpoint:
    """`example` is an answer; `asking` a question that has one."""

    name: str
    path: str
    title: str
    text: str
    answer: type[BaseModel]
    example: BaseModel
    question: type[questions.Question] = questions.Question
    parts: tuple[Part, ...] = ()
    asking: str = ""

    @property
    def example_path(self) -> str:
        return self.path.format(**{part.name: part.example for part in self.parts}) + self.asking


COUNTRY = Part("country", _("The country, as in the identifier."), "argentina")
PLACE = Part("place", _("The place inside the country, as in the identifier."), "quilmes")
YEAR = Part("year", _("The year that the profile names."), "2022", number=True)
EDITION = Part(
    "edition", _("The language and the number of the edition: en-1."), "en-1", r"^[A-Za-z0-9-]+-[0-9]+$"
)
SLUG = Part("slug", _("Short name of the questionnaire."), "mgi-local")
VERSION = Part("version", _("Version of the questionnaire."), "1", r"^[A-Za-z0-9._-]+$")

PROFILE = _(
    "One profile: its place, its editions with files, sizes and checksums, and the addresses of its pages."
)
ONE_EDITION = _(
    "All that one edition says: texts, findings, sources and questions, as they were frozen when it was made. Nothing in it ever changes."
)

ENDPOINTS = (
    Endpoint(
        "index",
        "",
        _("Where everything is"),
        _("The version of the interface and the addresses of its lists."),
        answers.Index,
        examples.INDEX,
    ),
    Endpoint(
        "profiles",
        "/profiles",
        _("Profiles"),
        _("The published profiles, newest first."),
        answers.ProfilePage,
        examples.PROFILES,
        questions.ProfileQuestion,
        asking="?country=argentina&limit=20",
    ),
    Endpoint(
        "profile-of-country",
        "/profiles/{country}/{year}",
        _("Profile of a country"),
        PROFILE,
        answers.Profile,
        examples.NATIONAL,
        parts=(COUNTRY, YEAR),
    ),
    Endpoint(
        "profile-of-place",
        "/profiles/{country}/{place}/{year}",
        _("Profile of a place in a country"),
        PROFILE,
        answers.Profile,
        examples.PROFILE,
        parts=(COUNTRY, PLACE, YEAR),
    ),
    Endpoint(
        "edition-of-country",
        "/editions/{country}/{year}/{edition}",
        _("Edition of a country’s profile"),
        ONE_EDITION,
        answers.Edition,
        examples.NATIONAL_EDITION,
        parts=(COUNTRY, YEAR, EDITION),
    ),
    Endpoint(
        "edition-of-place",
        "/editions/{country}/{place}/{year}/{edition}",
        _("Edition of a place’s profile"),
        ONE_EDITION,
        answers.Edition,
        examples.EDITION,
        parts=(COUNTRY, PLACE, YEAR, EDITION),
    ),
    Endpoint(
        "findings",
        "/findings",
        _("Findings"),
        _("The findings of all published editions, newest edition first, and each edition in its own order."),
        answers.FindingPage,
        examples.FINDINGS,
        questions.FindingQuestion,
        asking="?language=en&domain=migrants-rights",
    ),
    Endpoint(
        "places",
        "/places",
        _("Places"),
        _("Countries and places that have a published profile, in the order of the alphabet."),
        answers.PlacePage,
        examples.PLACES,
        questions.PlaceQuestion,
        asking="?region=019",
    ),
    Endpoint(
        "domains",
        "/domains",
        _("Domains"),
        _("What the findings are arranged by, with names and descriptions in the languages of the site."),
        questionnaires.DomainList,
        examples.DOMAINS,
    ),
    Endpoint(
        "tags",
        "/tags",
        _("Tags"),
        _("Objectives and targets of other frameworks that questions speak to."),
        questionnaires.TagList,
        examples.TAGS,
    ),
    Endpoint(
        "instruments",
        "/instruments",
        _("Questionnaires"),
        _("Every version that was published, newest first."),
        questionnaires.InstrumentList,
        examples.INSTRUMENTS,
    ),
    Endpoint(
        "instrument",
        "/instruments/{slug}/{version}",
        _("One questionnaire"),
        _(
            "Its domains, subcategories and questions, with their codes, their options and where each question comes from."
        ),
        questionnaires.Instrument,
        examples.INSTRUMENT,
        parts=(SLUG, VERSION),
    ),
)

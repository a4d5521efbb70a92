"""What the documents show as answers: of Quilmes, and of an invented country. Shortened, never counted."""

import datetime
from typing import Any

from api.schema import answers, questionnaires
from instruments.choices import IndicatorKind, Relation, Scope, TagFramework
from profiles.choices import FindingKind
from profiles.snapshot import (
    AnnexDomain,
    AnnexGroup,
    DomainPart,
    FindingLine,
    Snapshot,
    SourceGroup,
    SourceLine,
)

SITE = "https://mgi.example.org"
API = f"{SITE}/api/v1"
APPEARED = datetime.datetime(2026, 3, 2, 9, 30, tzinfo=datetime.UTC)
DIGEST = "3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b8550"
TEXT = "Migrants use the health centres of the municipality on the same terms as everybody else."
AMERICAS = answers.Region(code="019", name={"en": "Americas", "fr": "Amériques", "es": "América"})


def _place(
    name: str, kind: str, title: dict[str, str], official: dict[str, str], iso: str | None
) -> answers.Place:
    told: dict[str, Any] = {"id": name, "kind": kind, "iso_code": iso}
    return answers.Place(**told, name=title, official_name=official, footnote={})


ARGENTINA = _place(
    "argentina",
    "country",
    {"en": "Argentina", "fr": "Argentine", "es": "Argentina"},
    {"en": "Argentine Republic", "es": "República Argentina"},
    "AR",
)
QUILMES = _place(
    "argentina/quilmes",
    "municipality",
    {"en": "Quilmes"},
    {"en": "Municipality of Quilmes", "fr": "Municipalité de Quilmes", "es": "Municipio de Quilmes"},
    None,
)
EXEMPLIA = _place("exemplia", "country", {"en": "Exemplia"}, {"en": "Republic of Exemplia"}, None)


def _edition(profile: str, file: str) -> dict[str, Any]:
    name = f"{profile}/en-1"
    page = f"{SITE}/en/profiles/{profile}/editions/en-1/"
    files = {"format": "csv", "media_type": "text/csv", "bytes": 12418, "pages": None, "sha256": DIGEST}
    return {
        "id": name,
        "profile": profile,
        "language": "en",
        "number": 1,
        "state": "published",
        "published_at": APPEARED,
        "page": page,
        "url": f"{API}/editions/{name}",
        "files": [files | {"url": f"{page}{file}-en-1.csv"}],
    }


def _profile(place: answers.Place, country: answers.Place, year: int, file: str) -> dict[str, Any]:
    name, local = f"{place.id}/{year}", place is not country
    return {
        "id": name,
        "place": place,
        "country": country,
        "region": AMERICAS if country is ARGENTINA else None,
        "scope": "local" if local else "national",
        "year": year,
        "round": 1,
        "instrument": "mgi-local/1" if local else "mgi-national/1",
        "published_at": APPEARED,
        "page": f"{SITE}/en/profiles/{name}/",
        "url": f"{API}/profiles/{name}",
        "editions": [_edition(name, file)],
    }


def _snapshot(place: answers.Place, country: answers.Place, year: int) -> Snapshot:
    law = SourceLine(
        1, "law", "Ordinance 12.345 on health centres", "12.345", 2019, "https://example.org/12345", ""
    )
    finding = FindingLine(12, TEXT, (1,), ("L1.1.1",), ("gcm-15", "sdg-3.8"))
    looks_at = "What a local authority does so that migrants can use services."
    about = (
        "migrants-rights",
        "Migrants’ rights",
        "Adherence to international standards and fulfilment of migrants’ rights",
    )
    return Snapshot(
        format=3,
        language="en",
        number=1,
        note="",
        title=place.official_name["en"],
        name=place.name["en"],
        kind=place.kind.value.capitalize(),
        country=country.name["en"],
        scope="national" if place is country else "local",
        year=year,
        round=1,
        instrument="Migration Governance Indicators",
        data_cutoff_date=f"{year}-11-30",
        published_date="2026-03-02",
        address=f"{place.id}/{year}",
        footnote="",
        written={"introduction": "This profile describes what is in place."},
        texts={"rights": ("The text of this profile may be quoted with the suggested citation.",)},
        domains=(DomainPart(1, *about, looks_at, "#9a2d5b", "#f08db4", (finding,), ()),),
        sources=(SourceGroup("law", "Legislation", (law,)),),
        annex=(
            AnnexDomain(
                1, about[1], (AnnexGroup("1.1", "Services", (("L1.1.1", "Who may use health services?"),)),)
            ),
        ),
    )


LOCAL, COUNTRYWIDE = (
    _profile(QUILMES, ARGENTINA, 2022, "quilmes-2022"),
    _profile(EXEMPLIA, EXEMPLIA, 2025, "exemplia-2025"),
)
PROFILES = answers.ProfilePage(
    items=[answers.ProfileOfList(**LOCAL)],
    next=f"{API}/profiles?country=argentina&cursor=WyJuIl0&limit=20",
    previous=None,
)
PROFILE = answers.Profile(**LOCAL, earlier_editions=[])
NATIONAL = answers.Profile(**COUNTRYWIDE, earlier_editions=[])
CITED = "Migration Governance Indicators (2026). {title}: profile {year}. {page}"
EDITION = answers.Edition(
    **LOCAL["editions"][0],
    citation=CITED.format(title="Municipality of Quilmes (Argentina)", year=2022, page=LOCAL["page"]),
    snapshot=_snapshot(QUILMES, ARGENTINA, 2022),
)
NATIONAL_EDITION = answers.Edition(
    **COUNTRYWIDE["editions"][0],
    citation=CITED.format(title="Republic of Exemplia", year=2025, page=COUNTRYWIDE["page"]),
    snapshot=_snapshot(EXEMPLIA, EXEMPLIA, 2025),
)
FINDING = answers.Finding(
    id="argentina/quilmes/2022/en-1#finding-12",
    profile="argentina/quilmes/2022",
    edition="argentina/quilmes/2022/en-1",
    place=answers.PlaceNamed(**QUILMES.model_dump(exclude={"official_name"})),
    country=answers.PlaceNamed(**ARGENTINA.model_dump(exclude={"official_name"})),
    scope=Scope.LOCAL,
    year=2022,
    language="en",
    domain="migrants-rights",
    kind=FindingKind.DEVELOPED,
    text=TEXT,
    tags=["gcm-15", "sdg-3.8"],
    published_at=APPEARED,
    page=f"{EDITION.page}#finding-12",
)
FINDINGS = answers.FindingPage(items=[FINDING], next=None, previous=None)
PLACES = answers.PlacePage(
    items=[
        answers.PlaceOfList(
            **QUILMES.model_dump(), country=ARGENTINA, region=AMERICAS, profiles=["argentina/quilmes/2022"]
        )
    ],
    next=None,
    previous=None,
)
NAMES: dict[str, Any] = {
    "short_name": {"en": "Migrants’ rights", "fr": "Droits des migrants", "es": "Derechos de los migrantes"},
    "long_name": {"en": "Adherence to international standards and fulfilment of migrants’ rights"},
}
LOOKS_AT = {"en": "What an authority does so that migrants can use services."}
DOMAINS = questionnaires.DomainList(
    items=[
        questionnaires.Domain(id="migrants-rights", number=1, **NAMES, description={Scope.LOCAL: LOOKS_AT})
    ]
)
TAGS = questionnaires.TagList(
    items=[
        questionnaires.Tag(
            id="gcm-15",
            framework=TagFramework.GCM,
            code="15",
            title={"en": "Access to basic services", "fr": "Accès aux services de base"},
        )
    ]
)
HEAD: dict[str, Any] = {
    "id": "mgi-local/1",
    "slug": "mgi-local",
    "version": "1",
    "scope": "local",
    "state": "published",
    "title": {"en": "Migration Governance Indicators, local"},
    "provenance": {"en": "Written for this site."},
    "languages": ["en", "fr", "es"],
    "published_at": APPEARED,
    "follows": None,
    "url": f"{API}/instruments/mgi-local/1",
}
INSTRUMENTS = questionnaires.InstrumentList(items=[questionnaires.InstrumentOfList(**HEAD)])
ASKED = questionnaires.QuestionAsked(
    code="L1.1.1",
    kind=IndicatorKind.CHOICE,
    question={"en": "Who may use health services?"},
    options=[questionnaires.Option(value="all", label={"en": "Everybody"})],
    asked_if=None,
    tags=["gcm-15", "sdg-3.8"],
    lineage=questionnaires.Lineage(relation=Relation.NEW, before=[]),
)
INSTRUMENT = questionnaires.Instrument(
    **HEAD,
    domains=[
        questionnaires.DomainAsked(
            id="migrants-rights",
            number=1,
            **NAMES,
            description=LOOKS_AT,
            subcategories=[
                questionnaires.Subcategory(number="1.1", title={"en": "Services"}, questions=[ASKED])
            ],
        )
    ],
)
INDEX = answers.Index(
    version="1.0.0",
    documentation=f"{SITE}/en/open-data/api/",
    openapi=f"{API}/openapi.json",
    datapackage=f"{SITE}/data/datapackage.json",
    lists={
        name: f"{API}/{name}" for name in ("profiles", "findings", "places", "domains", "tags", "instruments")
    },
)

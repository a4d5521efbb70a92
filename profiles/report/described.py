"""What an edition says of itself to programs: search engines, catalogues of data, and where its address is shared."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from profiles.choices import FileFormat
from profiles.document.wording import address_of, title_in_words
from profiles.models import Edition, EditionFile
from profiles.snapshot import Snapshot

DATA = (FileFormat.CSV, FileFormat.JSON)


def description(snapshot: Snapshot) -> str:
    """What the edition is about, in one sentence of the language of the moment."""
    return described(snapshot.title, snapshot.name, snapshot.country, snapshot.year)


def described(title: str, name: str, country: str, year: int) -> str:
    """The same where only these are at hand: full and short name of the place, the country, which may be the place."""
    names = {"place": title, "country": country, "year": year}
    if name == country:
        return (
            _(
                "%(place)s, %(year)s: examples of well-developed areas of migration governance, and areas with "
                "potential for further development."
            )
            % names
        )
    return (
        _(
            "%(place)s (%(country)s), %(year)s: examples of well-developed areas of migration governance, and areas "
            "with potential for further development."
        )
        % names
    )


def linked_data(edition: Edition, snapshot: Snapshot, published: Iterable[Edition]) -> dict[str, Any]:
    """The edition as a report and as a set of data, in the words of schema.org. `published` has all its languages."""
    address = f"{settings.SITE_URL}{edition.permanent_url}"
    said, files = _said(edition, snapshot), edition.files_in_order
    report = said | {
        "@type": "Report",
        "@id": f"{address}#report",
        "author": said["publisher"],
        "encoding": [_file(file) for file in files if file.format not in DATA],
        "workTranslation": [_translation(each) for each in published if each.language != edition.language],
    }
    if edition.picture is not None:
        report["image"] = f"{settings.SITE_URL}{edition.picture.kept_url}"
    data = said | {
        "@type": "Dataset",
        "@id": f"{address}#data",
        "creator": said["publisher"],
        "temporalCoverage": f"../{snapshot.data_cutoff_date}",
        "isBasedOn": {"@id": report["@id"]},
        "distribution": [_file(file, "DataDownload") for file in files if file.format in DATA],
    }
    return {"@context": "https://schema.org", "@graph": [report, data]}


def _said(edition: Edition, snapshot: Snapshot) -> dict[str, Any]:
    """What the report and its data have in common."""
    with translation.override(snapshot.language):
        title, about, site = title_in_words(snapshot), description(snapshot), str(settings.SITE_NAME)
    home = f"{settings.SITE_URL}/"
    return {
        "name": title,
        "description": about,
        "url": address_of(snapshot),
        "inLanguage": snapshot.language,
        "datePublished": snapshot.published_date,
        "version": str(edition.number),
        "isAccessibleForFree": True,
        "publisher": {"@type": "Organization", "name": site, "url": home},
        "spatialCoverage": _place(snapshot),
        "isPartOf": {"@type": "CreativeWorkSeries", "name": site, "url": home},
    }


def _translation(edition: Edition) -> dict[str, str]:
    address = f"{settings.SITE_URL}{edition.permanent_url}#report"
    return {"@type": "Report", "@id": address, "inLanguage": edition.language}


def _place(snapshot: Snapshot) -> dict[str, Any]:
    if snapshot.name == snapshot.country:
        return {"@type": "Country", "name": snapshot.name}
    within = {"@type": "Country", "name": snapshot.country}
    return {"@type": "AdministrativeArea", "name": snapshot.title, "containedInPlace": within}


def _file(file: EditionFile, kind: str = "MediaObject") -> dict[str, Any]:
    return {
        "@type": kind,
        "contentUrl": f"{settings.SITE_URL}{file.permanent_url}",
        "encodingFormat": FileFormat(file.format).media_type,
        "contentSize": f"{file.bytes} B",
        "sha256": file.sha256,
    }

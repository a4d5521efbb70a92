"""The reference of an edition for programs that keep references."""

import codecs

import latexcodec  # noqa: F401  it teaches `codecs` what LaTeX writes
import rispy
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from pybtex.database import BibliographyData, Entry, Person
from pybtex.database.output.bibtex import Writer

from profiles.document.wording import address_of, title_in_words
from profiles.snapshot import Snapshot

SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", '"': '{"}',
    "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
}  # fmt: skip


def as_bibtex(snapshot: Snapshot) -> bytes:
    """One entry of BibTeX. Latin letters with accents are written as LaTeX does; other scripts stay UTF-8."""
    told = _reference(snapshot)
    entry = Entry("techreport", [(name, _latex(text)) for name, text in told.items()])
    entry.fields["title"] = f"{{{entry.fields['title']}}}"  # nobody changes its capitals
    entry.fields["url"] = address_of(snapshot)
    author = Person()
    author.last_names = [f"{{{entry.fields['institution']}}}"]
    entry.persons["author"] = [author]
    data = BibliographyData({_key(snapshot): entry})
    return str(_Encoded().to_string(data)).encode()


def as_ris(snapshot: Snapshot) -> bytes:
    """The same as RIS, UTF-8."""
    told = _reference(snapshot)
    reference = {
        "type_of_reference": "RPRT",
        "authors": [told["institution"]],
        "title": told["title"],
        "year": told["year"],
        "date": f"{snapshot.published:%Y/%m/%d}/",
        "publisher": told["institution"],
        "edition": told["number"],
        "language": snapshot.language,
        "urls": [address_of(snapshot)],
        "id": _key(snapshot),
    }
    return str(rispy.dumps([reference])).encode()


class _Encoded(Writer):
    """Writes values that are LaTeX already."""

    def _encode(self, text: str) -> str:
        return text


def _reference(snapshot: Snapshot) -> dict[str, str]:
    with translation.override(snapshot.language):
        return {
            "title": " ".join(title_in_words(snapshot).split()),
            "institution": str(settings.SITE_NAME),
            "year": str(snapshot.published.year),
            "month": str(snapshot.published.month),
            "number": _("edition %(number)s") % {"number": max(snapshot.number, 1)},
            "language": snapshot.language,
        }


def _key(snapshot: Snapshot) -> str:
    """`quilmes-2022-en-1`: as the files of the edition are called."""
    *_country, place, year = snapshot.address.split("/")
    return f"{place}-{year}-{snapshot.language}-{max(snapshot.number, 1)}"


def _latex(text: str) -> str:
    return "".join(SPECIAL.get(sign) or _sign(sign) for sign in text)


def _sign(sign: str) -> str:
    if sign.isascii():
        return sign
    written = str(codecs.encode(sign, "ulatex+ascii", "keep"))
    return f"{{{written}}}" if written.startswith("\\") else written

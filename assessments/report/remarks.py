"""Standard remarks, in the language of the page or in the one that stands in for it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language

from assessments.models import StandardRemark
from ui.languages import language_name


@dataclass(frozen=True)
class Told:
    """`instead` names the language that stands in for the reader’s; `languages` all in which it is written."""

    remark: StandardRemark
    title: str
    body: str
    language: str
    instead: str
    languages: tuple[str, ...]


def remarks_in_words(remarks: Iterable[StandardRemark]) -> list[Told]:
    return [_told(remark) for remark in remarks]


def _told(remark: StandardRemark) -> Told:
    written = [code for code in _in_turn() if getattr(remark, f"title_{code}")]
    code = (written or _in_turn())[0]
    return Told(
        remark=remark,
        title=getattr(remark, f"title_{code}") or "",
        body=getattr(remark, f"body_{code}") or "",
        language=code,
        instead="" if code == _own() else language_name(code),
        languages=tuple(language_name(each) for each in written),
    )


def _in_turn() -> list[str]:
    """The reader’s language where remarks are kept in it, then those that stand in for it."""
    standing_in = settings.MODELTRANSLATION_FALLBACK_LANGUAGES
    return sorted(standing_in, key=lambda code: code != _own())


def _own() -> str:
    return get_language() or settings.LANGUAGE_CODE

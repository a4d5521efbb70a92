"""From a profile to what an edition says."""

import datetime
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.utils import translation

from assessments.choices import Disclosure, SourceKind
from assessments.models import Answer, Source
from instruments.models import Domain, Indicator
from places.choices import Kind
from profiles.choices import FindingKind, TextKey
from profiles.models import Finding, FindingBasis, NameTranslation, Profile, StandingText
from profiles.querysets import NAMES_IN, has_own_names
from profiles.snapshot import (
    FORMAT,
    AnnexDomain,
    AnnexGroup,
    DomainPart,
    FindingLine,
    Snapshot,
    SourceGroup,
    SourceLine,
)


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text in which an empty line starts a new one."""
    return tuple(part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip())


def build(
    profile: Profile, language: str, *, published_date: datetime.date, number: int = 0, note: str = ""
) -> Snapshot:
    """What an edition of this profile in this language says now; the number of statements is fixed.

    `number` and `note` are those of the edition; a preview has none.
    """
    with translation.override(language):
        return _build(profile, language, published_date, number, note)


def says_otherwise(snapshot: dict[str, Any], profile: Profile) -> bool:
    """Whether an edition of the profile would say something else now than this snapshot does."""
    asked_for = datetime.date.fromisoformat(snapshot["published_date"])
    told = {
        "number": snapshot.get("number", 0),
        "note": snapshot.get("note", ""),
    }  # the first format had none
    now = build(profile, snapshot["language"], published_date=asked_for, **told).to_json()
    return bool(json.loads(json.dumps(now)) != snapshot)


def _build(
    profile: Profile, language: str, published_date: datetime.date, number: int, note: str
) -> Snapshot:
    assessment = profile.assessment
    place = assessment.jurisdiction
    texts = {text.key: text.body for text in profile.texts.filter(language=language).written()}
    standing = StandingText.objects.printed(language)
    sources, say = _numbered_sources(profile), _namer(language)
    return Snapshot(
        format=FORMAT,
        language=language,
        number=number,
        note=note,
        title=say(place.official_name),
        name=say(place.name),
        kind=_kind(place.kind, language, say),
        country=say((place.country or place).name),
        scope=assessment.scope,
        year=assessment.year,
        round=assessment.round,
        instrument=say(assessment.instrument.title),
        data_cutoff_date=assessment.data_cutoff_date.isoformat(),
        published_date=published_date.isoformat(),
        address=f"{place.address}/{assessment.year}",
        footnote=say(place.footnote or ""),
        written={key: texts[key] for key in TextKey.values if key in texts},
        texts={text.key: paragraphs(text.body) for text in standing},
        domains=_domains(profile, language, {source.pk: mark for mark, source in sources}, say),
        sources=_sources(sources),
        annex=_annex(assessment.instrument_id) if has_own_names(language) else (),
    )


def _namer(language: str) -> Callable[[str], str]:
    """Names as this language says them, where the site itself doesn't: English ones stay until they are translated."""
    if has_own_names(language):
        return str
    known = NameTranslation.objects.bodies(language)
    return lambda name: known.get(name, name)


def _kind(kind: str, language: str, say: Callable[[str], str]) -> str:
    with translation.override(language if has_own_names(language) else NAMES_IN):
        return say(str(Kind(kind).label))


def _domains(
    profile: Profile, language: str, marks: dict[int, int], say: Callable[[str], str]
) -> tuple[DomainPart, ...]:
    findings: dict[tuple[int, str], list[FindingLine]] = {}
    printed = profile.findings.included().usable(FindingBasis.objects)
    rests = _traces_of(printed, marks)
    for finding in printed.in_order().prefetch_related("texts"):
        trace = rests.get(finding.pk, Trace())
        line = FindingLine(
            finding.pk,
            finding.body_in(language),
            tuple(sorted(trace.marks)),
            tuple(trace.indicators),
            tuple(trace.tags),
        )
        findings.setdefault((finding.domain_id, finding.kind), []).append(line)
    return tuple(
        DomainPart(
            number=domain.number,
            slug=domain.slug,
            short_name=say(domain.short_name),
            long_name=say(domain.long_name),
            description=say(domain.description),
            colour=domain.colour,
            colour_dark=domain.colour_dark,
            developed=tuple(findings.get((domain.pk, FindingKind.DEVELOPED), ())),
            potential=tuple(findings.get((domain.pk, FindingKind.POTENTIAL), ())),
        )
        for domain in Domain.objects.filter(instrument=profile.assessment.instrument_id).in_order()
    )


@dataclass
class Trace:
    """What a finding rests on: numbers of sources, and codes of indicators and their tags, each once and in order."""

    marks: set[int] = field(default_factory=set)
    indicators: dict[str, None] = field(default_factory=dict)
    tags: dict[str, None] = field(default_factory=dict)


def _traces_of(findings: QuerySet[Finding], marks: dict[int, int]) -> dict[int, Trace]:
    """By the key of each finding; `marks` are the numbers of the sources that are printed, by their keys."""
    found: dict[int, Trace] = {}
    for finding, code, tag, framework, number, source in FindingBasis.objects.filter(
        finding__in=findings
    ).traces():
        trace = found.setdefault(finding, Trace())
        trace.indicators[code] = None
        if tag is not None:
            trace.tags[f"{framework}-{number}"] = None
        if source in marks:
            trace.marks.add(marks[source])
    return found


def cited_sources(profile: Profile) -> QuerySet[Source]:
    """The public ones among the sources of the answers on which the findings in the profile rest."""
    findings = Finding.objects.filter(profile=profile).included().usable(FindingBasis.objects)
    answers = Answer.objects.filter(pk__in=findings.values("bases__revision__answer"))
    public = Source.objects.filter(disclosure=Disclosure.PUBLIC)
    return public.filter(citations__revision__approved_of__in=answers).distinct().in_order()


def _numbered_sources(profile: Profile) -> list[tuple[int, Source]]:
    """The sources in the order in which they are printed, by kind, numbered from 1."""
    order = list(SourceKind)
    sources = sorted(cited_sources(profile), key=lambda source: order.index(SourceKind(source.kind)))
    return list(enumerate(sources, start=1))


def _sources(sources: list[tuple[int, Source]]) -> tuple[SourceGroup, ...]:
    return tuple(
        SourceGroup(
            kind=kind,
            label=str(SourceKind(kind).label),
            sources=tuple(_line(source, mark) for mark, source in group),
        )
        for kind, group in groupby(sources, key=lambda numbered: numbered[1].kind)
    )


def _line(source: Source, mark: int) -> SourceLine:
    return SourceLine(mark, source.kind, source.title, source.number, source.year, source.url, "")


def _annex(instrument_id: int) -> tuple[AnnexDomain, ...]:
    indicators = (
        Indicator.objects.filter(instrument=instrument_id).in_order().select_related("subcategory__domain")
    )
    return tuple(
        AnnexDomain(
            number=domain.number,
            short_name=domain.short_name,
            groups=tuple(
                AnnexGroup(
                    number=f"{domain.number}.{subcategory.number}",
                    title=subcategory.title,
                    indicators=tuple((indicator.code, indicator.question) for indicator in rows),
                )
                for subcategory, rows in groupby(of_domain, key=lambda indicator: indicator.subcategory)
            ),
        )
        for domain, of_domain in groupby(indicators, key=lambda indicator: indicator.subcategory.domain)
    )

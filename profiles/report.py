"""From a profile to what an edition says, and from that to its PDF."""

import datetime
import json
import re
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from assessments.choices import SourceKind
from assessments.models import Answer, Source
from instruments.models import Domain, Indicator
from places.choices import Kind
from profiles.choices import FindingKind, TextKey
from profiles.models import Finding, Profile, StandingText
from profiles.snapshot import AnnexDomain, AnnexGroup, DomainPart, Snapshot, SourceGroup, SourceLine
from ui import pdf
from ui.wheel import wheel_segments

TEMPLATE = "profiles/pdf/profile.html"


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text in which an empty line starts a new one."""
    return tuple(part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip())


def build(profile: Profile, language: str, *, published_date: datetime.date) -> Snapshot:
    """What an edition of this profile in this language says now; the number of statements is fixed."""
    with translation.override(language):
        return _build(profile, language, published_date)


def _build(profile: Profile, language: str, published_date: datetime.date) -> Snapshot:
    assessment = profile.assessment
    place = assessment.jurisdiction
    texts = {text.key: text.body for text in profile.texts.filter(language=language)}
    standing = StandingText.objects.filter(language=language).order_by("key")
    return Snapshot(
        language=language,
        title=place.official_name,
        name=place.name,
        kind=str(Kind(place.kind).label),
        country=(place.country or place).name,
        scope=assessment.scope,
        year=assessment.year,
        round=assessment.round,
        instrument=assessment.instrument.title,
        data_cutoff_date=assessment.data_cutoff_date.isoformat(),
        published_date=published_date.isoformat(),
        address=f"{place.address}/{assessment.year}",
        footnote=place.footnote or "",
        introduction=paragraphs(texts.get(TextKey.INTRODUCTION, "")),
        texts={text.key: paragraphs(text.body) for text in standing},
        domains=_domains(profile, language),
        sources=_sources(profile),
        annex=_annex(assessment.instrument_id),
    )


def _domains(profile: Profile, language: str) -> tuple[DomainPart, ...]:
    findings: dict[tuple[int, str], list[str]] = {}
    for finding in profile.findings.included().in_order().prefetch_related("texts"):
        findings.setdefault((finding.domain_id, finding.kind), []).append(finding.body_in(language))
    return tuple(
        DomainPart(
            number=domain.number,
            slug=domain.slug,
            short_name=domain.short_name,
            long_name=domain.long_name,
            description=domain.description,
            colour=domain.colour,
            colour_dark=domain.colour_dark,
            developed=tuple(findings.get((domain.pk, FindingKind.DEVELOPED), ())),
            potential=tuple(findings.get((domain.pk, FindingKind.POTENTIAL), ())),
        )
        for domain in Domain.objects.filter(instrument=profile.assessment.instrument_id).in_order()
    )


def cited_sources(profile: Profile) -> QuerySet[Source]:
    """The sources of the answers on which the findings in the profile rest."""
    answers = Answer.objects.filter(
        pk__in=Finding.objects.filter(profile=profile).included().values("bases__revision__answer")
    )
    return Source.objects.filter(citations__revision__approved_of__in=answers).distinct().in_order()


def _sources(profile: Profile) -> tuple[SourceGroup, ...]:
    order = list(SourceKind)
    sources = sorted(cited_sources(profile), key=lambda source: order.index(SourceKind(source.kind)))
    return tuple(
        SourceGroup(
            kind=kind,
            label=str(SourceKind(kind).label),
            sources=tuple(SourceLine(s.kind, s.title, s.number, s.year, s.url) for s in group),
        )
        for kind, group in groupby(sources, key=lambda source: source.kind)
    )


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


def citation(snapshot: Snapshot) -> str:
    """How the edition asks to be cited, in its own language."""
    with translation.override(snapshot.language):
        year = (parse_date(snapshot.published_date) or datetime.date.min).year
        names = {
            "publisher": settings.SITE_NAME,
            "published": year,
            "title": snapshot.title,
            "country": snapshot.country,
            "year": snapshot.year,
            "url": f"{settings.SITE_URL}/{snapshot.language}/profiles/{snapshot.address}/",
        }
        if snapshot.name == snapshot.country:
            return _("%(publisher)s (%(published)d). %(title)s: profile %(year)d. %(url)s") % names
        return _("%(publisher)s (%(published)d). %(title)s (%(country)s): profile %(year)d. %(url)s") % names


def pdf_context(snapshot: Snapshot) -> dict[str, Any]:
    """What the PDF's templates are given."""
    return {
        "snapshot": snapshot,
        "segments": wheel_segments(snapshot.domains),
        "citation": citation(snapshot),
        "publisher": settings.SITE_NAME,
    }


def render_pdf(snapshot: Snapshot) -> bytes:
    """The accessible PDF of an edition, with its data attached. Raises `ui.pdf.PdfFailed`; takes seconds."""
    data = json.dumps(snapshot.to_json(), ensure_ascii=False, indent=1).encode()
    attachment = pdf.Attachment("profile.json", data, "The same content as data (JSON)")
    return pdf.render(TEMPLATE, pdf_context(snapshot), language=snapshot.language, attachments=[attachment])

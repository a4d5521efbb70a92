"""Profiles and editions, made through the workflow's own functions; only the PDF of an edition may be a blank page."""

import datetime
import io

import pikepdf

from profiles import tasks
from profiles.choices import StandingKey, TextKey
from profiles.document import files_of
from profiles.models import Edition, FindingText, Profile
from profiles.snapshot import Snapshot
from profiles.workflow import (
    PROFILE,
    FindingDraft,
    TranslationDraft,
    load_standing_texts,
    publish,
    record_consent,
    review_translations,
    save_findings,
    save_translations,
    write_text,
)
from tests.factories.assessments import approve_all
from workflows.engine import perform

LANGUAGES = ("en", "fr", "es")
INTRODUCTION = "The first paragraph.\n\nThe second paragraph."


def make_standing_texts():
    texts = {key: {language: f"{key.value} ({language})" for language in LANGUAGES} for key in StandingKey}
    load_standing_texts(texts=texts)


def drafted(case, **how):
    """The profile of an assessment whose answers are all approved, with undecided draft findings."""
    approve_all(case, **how)
    return profile_of(case)


def profile_of(case):
    return Profile.objects.for_detail().get(assessment=case.assessment)


def finding_drafts(findings, *, included=True, compared=False, language="en"):
    return [FindingDraft(f.pk, f.kind, included, f.body_in(language), compared) for f in findings]


def decide(case, profile, *, by=None, included=True, compared=False):
    """Put every finding into the profile, with the text it has."""
    for domain in profile.assessment.instrument.domains.in_order():
        findings = profile.findings.filter(domain=domain).prefetch_related("texts").in_order()
        drafts = finding_drafts(findings, included=included, compared=compared, language=profile.language)
        save_findings(profile=profile, domain=domain, drafts=drafts, by=by or case.reviewer)


def written(case, **how):
    """A profile that is ready for consultation; the first reviewer edited it last."""
    profile = drafted(case, **how)
    decide(case, profile)
    introduce(case, profile)
    return profile_of(case)


def introduce(case, profile, body=INTRODUCTION):
    write_text(profile=profile, key=TextKey.INTRODUCTION, body=body, by=case.reviewer)


def sources_of(profile):
    """What is translated: the texts of the profile and of its included findings, in its own language."""
    texts = FindingText.objects.filter(finding__in=profile.findings.included(), language=profile.language)
    return [*texts.order_by("pk"), *profile.texts.filter(language=profile.language).order_by("pk")]


def translate(case, profile, language, *, by=None, reviewed=True):
    """Every text in another language, `Text (fr)`; reviewed by the reviewer unless that isn’t wanted."""
    sources = sources_of(profile)
    drafts = [TranslationDraft(s, f"{s.body} ({language})", s.revision) for s in sources]
    translator = by or case.translator
    save_translations(profile=profile, language=language, drafts=drafts, by=translator)
    if reviewed:
        review_translations(profile=profile, language=language, sources=sources, by=case.reviewer)


def consult(case, profile):
    perform(PROFILE, "open consultation", profile, by=case.reviewer)


def clear(case, profile):
    consult(case, profile)
    perform(PROFILE, "clear", profile, by=case.second_reviewer)


def consent(case, profile, languages=("en",)):
    return record_consent(
        profile=profile,
        name="Martina Sosa",
        capacity="Mayor",
        date=datetime.date(2026, 1, 15),
        letter="MQ 12/2026",
        languages=languages,
        by=case.focal_point,
    )


def consented(case, languages=("en",), **how):
    """A profile that may be published in these languages."""
    make_standing_texts()
    profile = written(case, **how)
    clear(case, profile)
    consent(case, profile, languages)
    return profile_of(case)


def blank_pdf(pages=1):
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def store(edition, pdf=None):
    """The files of an edition, with a blank page for a PDF."""
    others = files_of(Snapshot.from_json(edition.snapshot))
    tasks.editions._store(edition, pdf or blank_pdf(), others)


def finish(edition, pdf=None):
    """What the worker does at the end."""
    store(edition, pdf)
    perform("edition", "finish", edition, by=None)
    return Edition.objects.get(pk=edition.pk)


def published(case, language="en", **how):
    """The published edition of a profile, and all that came before it."""
    profile = consented(case, languages=LANGUAGES, **how)
    return finish(publish(profile=profile, language=language, by=case.coordinator))

"""What must hold before a profile moves or an edition appears."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.choices import AssessmentState
from profiles.choices import ProfileState, StandingKey, TextKey
from profiles.models import (
    ConsentLanguage,
    Edition,
    FindingBasis,
    FindingText,
    Profile,
    ProfileText,
    StandingText,
)
from ui.languages import language_name
from workflows.problems import Problem


def _desk(profile: Profile, slug: str) -> str:
    return reverse("profile-domain", args=[profile.assessment_id, slug])


def answers_approved(profile: Profile, by: Any) -> Iterator[Problem]:
    """A profile goes on only while all answers of its assessment are approved."""
    if profile.assessment.state not in (AssessmentState.APPROVED, AssessmentState.CLOSED):
        yield Problem(_("Some answers were reopened: wait until all are approved again."))


def undecided_findings(profile: Profile, by: Any) -> Iterator[Problem]:
    """In every domain each finding is in the profile or left out."""
    waiting = (
        profile.findings.undecided()
        .order_by("domain__number")
        .values_list("domain__slug", flat=True)
        .distinct()
    )
    names = dict(profile.assessment.instrument.domains.values_list("slug", "short_name"))
    for slug in waiting:
        yield Problem(_("%s: decide on each finding.") % names[slug], _desk(profile, slug))


def stale_findings(profile: Profile, by: Any) -> Iterator[Problem]:
    """No finding in the profile rests on an answer that has changed since."""
    findings = profile.findings.included().stale(FindingBasis.objects)
    for finding in findings.in_order().select_related("domain"):
        text = _("%s: the answer behind a finding has changed; compare the two.") % finding.domain.short_name
        yield Problem(text, f"{_desk(profile, finding.domain.slug)}#finding-{finding.pk}")


def own_edit(profile: Profile, by: Any) -> Iterator[Problem]:
    """Who wrote last doesn't clear: a second pair of eyes does."""
    if by is not None and profile.edited_by_id == by.pk:
        yield Problem(_("You edited this profile last, so another reviewer must clear it."))


def missing_introduction(profile: Profile, by: Any) -> Iterator[Problem]:
    """The profile has its introduction in the language in which it is written."""
    if not profile.texts.filter(key=TextKey.INTRODUCTION, language=profile.language).exists():
        url = reverse("profile-text", args=[profile.assessment_id, TextKey.INTRODUCTION, profile.language])
        yield Problem(_("Write the introduction."), url)


def missing_consent(profile: Profile, by: Any) -> Iterator[Problem]:
    """A consent with its names and languages stands behind the state."""
    if not profile.consents.filter(ended_at=None).exists():
        url = reverse("profile-consent", args=[profile.assessment_id])
        yield Problem(_("Say who consents, in what capacity and for which languages."), url)


def _missing_texts(profile: Profile, language: str) -> Iterator[Problem]:
    name = language_name(language)
    texts = ProfileText.objects.filter(profile=profile, language=language)
    if not texts.filter(key=TextKey.INTRODUCTION).exists():
        url = reverse("profile-text", args=[profile.assessment_id, TextKey.INTRODUCTION, language])
        yield Problem(_("There is no introduction in %s.") % name, url)
    findings = profile.findings.included()
    written = FindingText.objects.filter(finding__in=findings, language=language).exclude(body="")
    missing = findings.count() - written.count()
    if missing:
        yield Problem(
            _("Findings without a text in %(language)s: %(count)d.") % {"language": name, "count": missing}
        )
    standing = set(StandingText.objects.filter(language=language).values_list("key", flat=True))
    for key in StandingKey:
        if key not in standing:
            yield Problem(
                _("A standing text is missing in %(language)s: %(text)s.")
                % {"language": name, "text": key.label}
            )


def unpublishable(edition: Edition, by: Any) -> Iterator[Problem]:
    """Consent covers the language, all texts are there in it, and nothing is stale."""
    profile, language = edition.profile, edition.language
    if profile.state != ProfileState.CONSENTED:
        yield Problem(_("The consent isn’t recorded yet."), profile.get_absolute_url())
    elif not ConsentLanguage.objects.filter(
        consent__profile=profile, consent__ended_at=None, language=language
    ).exists():
        yield Problem(
            _("The consent doesn’t cover %s.") % language_name(language), profile.get_absolute_url()
        )
    yield from answers_approved(profile, by)
    yield from stale_findings(profile, by)
    yield from _missing_texts(profile, language)

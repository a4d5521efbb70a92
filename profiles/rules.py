"""What must hold before a profile moves or an edition appears."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.choices import AssessmentState
from profiles.choices import ProfileState, StandingKey, TextKey, TextState
from profiles.models import (
    ConsentLanguage,
    Edition,
    FindingBasis,
    FindingText,
    NameTranslation,
    Profile,
    ProfileText,
    StandingText,
)
from profiles.querysets import has_own_names, names_in
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
    undecided = profile.findings.undecided().values("domain")
    for domain in profile.assessment.instrument.domains.filter(pk__in=undecided).order_by("number"):
        yield Problem(_("%s: decide on each finding.") % domain.short_name, _desk(profile, domain.slug))


def unfit_findings(profile: Profile, by: Any) -> Iterator[Problem]:
    """No finding in the profile rests on an answer that has changed since, or that is internal."""
    included: Any = profile.findings.included()
    unfit = included.unfit(FindingBasis.objects).in_order().select_related("domain")
    stale = _("%s: the answer behind a finding has changed; compare the two.")
    internal = _("%s: a finding rests on an answer that is internal; leave it out.")
    told = [(stale, finding) for finding in unfit if finding.outdated]
    told += [(internal, finding) for finding in unfit if finding.internal]
    for text, finding in told:
        place = f"{_desk(profile, finding.domain.slug)}#finding-{finding.pk}"
        yield Problem(text % finding.domain.short_name, place)


def own_edit(profile: Profile, by: Any) -> Iterator[Problem]:
    """Who wrote last doesn't clear: a second pair of eyes does."""
    if by is not None and profile.edited_by_id == by.pk:
        yield Problem(_("You edited this profile last, so another reviewer must clear it."))


def missing_introduction(profile: Profile, by: Any) -> Iterator[Problem]:
    """The profile has its introduction in the language in which it is written."""
    texts = profile.texts.filter(key=TextKey.INTRODUCTION, language=profile.language)
    if not texts.written().exists():
        url = reverse("profile-text", args=[profile.assessment_id, TextKey.INTRODUCTION, profile.language])
        yield Problem(_("Write the introduction."), url)


def unanswered_comments(profile: Profile, by: Any) -> Iterator[Problem]:
    """Whoever was consulted gets an answer to each comment."""
    if number := profile.comments.unanswered().count():
        yield Problem(
            ngettext("%d comment waits for an answer.", "%d comments wait for an answer.", number) % number,
            reverse("profile-comments", args=[profile.assessment_id]) + "?state=waiting",
        )


def own_opening(profile: Profile, by: Any) -> Iterator[Problem]:
    """Two people say that a profile is ready: who opened the consultation, and another one who clears."""
    openings = (event for event in profile.events.all() if event.name == "open consultation")
    opened = max(openings, key=lambda event: event.pk, default=None)
    if by is not None and opened is not None and opened.by_id == by.pk:
        yield Problem(_("You opened this consultation, so another reviewer must clear the profile."))


def missing_consent(profile: Profile, by: Any) -> Iterator[Problem]:
    """A consent with its names and languages stands behind the state."""
    if not profile.consents.filter(ended_at=None).exists():
        url = reverse("profile-consent", args=[profile.assessment_id])
        yield Problem(_("Say who consents, in what capacity and for which languages."), url)


def _missing_texts(profile: Profile, language: str) -> Iterator[Problem]:
    name = language_name(language)
    if language == profile.language:
        yield from _unwritten(profile)
    else:
        yield from _untranslated(profile, language)
    yield from _unnamed(profile, language)
    standing = set(StandingText.objects.printed(language).values_list("key", flat=True))
    for key in StandingKey:
        if key not in standing:
            said = _("A standing text is missing in %(language)s: %(text)s. The site’s staff can write it.")
            yield Problem(said % {"language": name, "text": key.label})


def _unwritten(profile: Profile) -> Iterator[Problem]:
    """In the profile’s own language nothing is translated, but something may not be written yet."""
    yield from missing_introduction(profile, None)
    included = profile.findings.included()
    texts = FindingText.objects.filter(finding__in=included, language=profile.language).written()
    if missing := included.count() - texts.count():
        yield Problem(
            _("Findings without a text in %(language)s: %(count)d.")
            % {"language": language_name(profile.language), "count": missing}
        )


def _untranslated(profile: Profile, language: str) -> Iterator[Problem]:
    """Every text that an edition prints is translated as it reads now, and reviewed."""
    name = language_name(language)
    for texts, address in translated_texts(profile, language):
        told = texts.coverage(language)
        for state, message in UNREADY.items():
            if number := told.get(state):
                yield Problem(message % {"language": name, "count": number}, address)


def _unnamed(profile: Profile, language: str) -> Iterator[Problem]:
    """An edition in a language that the site lacks prints no English names, and none that nobody has reviewed."""
    url = reverse("translation-names", args=[profile.assessment_id, language])
    told = states_of_names(profile, language)
    for state, message in UNREADY_NAMES.items():
        if number := told[state]:
            yield Problem(message % {"language": language_name(language), "count": number}, url)


def states_of_names(profile: Profile, language: str) -> Counter[TextState]:
    """How many of the names that an edition prints are in which state in this language; two statements.

    None are counted in a language in which the site itself says them.
    """
    if has_own_names(language):
        return Counter()
    rows = NameTranslation.objects.written(language).values_list("source", "reviewed_at")
    known = {source: TextState.REVIEWED if at else TextState.DRAFT for source, at in rows}
    return Counter(known.get(name.source, TextState.UNTRANSLATED) for name in names_in(profile))


UNREADY_NAMES = {
    TextState.UNTRANSLATED: gettext_lazy("Names not translated into %(language)s: %(count)d."),
    TextState.DRAFT: gettext_lazy("Names translated into %(language)s and not reviewed: %(count)d."),
}

UNREADY = {
    TextState.UNTRANSLATED: gettext_lazy("Not translated into %(language)s: %(count)d."),
    TextState.STALE: gettext_lazy("Changed since they were translated into %(language)s: %(count)d."),
    TextState.DRAFT: gettext_lazy("Translated into %(language)s and not reviewed: %(count)d."),
}


def translated_texts(profile: Profile, language: str) -> Iterator[tuple[Any, str]]:
    """The texts of an edition in the profile’s own language, and where they are translated into this one."""
    desk = reverse("translation-desk", args=[profile.assessment_id, language])
    for texts, part in zip(sources_of(profile), ("findings", "texts"), strict=True):
        yield texts, f"{desk}?part={part}"


def sources_of(profile: Profile) -> tuple[Any, Any]:
    """What is translated: the findings and the texts of the profile, in its own language."""
    findings = profile.findings.included().usable(FindingBasis.objects)
    return (
        FindingText.objects.filter(language=profile.language, finding__in=findings).written(),
        ProfileText.objects.filter(language=profile.language, profile=profile).written(),
    )


def unexplained(edition: Edition, by: Any) -> Iterator[Problem]:
    """An edition that replaces a published one tells its readers what has changed."""
    earlier = Edition.objects.public().filter(profile=edition.profile_id, language=edition.language)
    if not edition.note.strip() and earlier.exists():
        yield Problem(_("Say what has changed since the edition that is published now."))


def too_early(edition: Edition, by: Any) -> Iterator[Problem]:
    """What waits for a moment doesn’t appear before it."""
    if edition.appears_at is not None and edition.appears_at > timezone.now():
        yield Problem(_("It appears later, at the time that was set."))


def uncovered(edition: Edition, by: Any) -> Iterator[Problem]:
    """A consent in force covers the language, and the answers stand as they were approved."""
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


def unpublishable(edition: Edition, by: Any) -> Iterator[Problem]:
    """Consent covers the language, all texts are there in it, and nothing is stale or rests on what is internal."""
    profile = edition.profile
    yield from uncovered(edition, by)
    yield from unfit_findings(profile, by)
    yield from _missing_texts(profile, edition.language)

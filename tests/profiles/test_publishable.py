"""An edition in a language can be published exactly when nothing in it is missing, stale or unreviewed and a consent
in force covers it: held against a second reckoning over the bare rows, after whatever people did."""

import contextlib

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.workflow import SECTION
from profiles.choices import StandingKey
from profiles.models import (
    Consent,
    Finding,
    FindingText,
    NameTranslation,
    Profile,
    ProfileText,
    StandingText,
)
from profiles.querysets import names_in
from profiles.workflow import (
    PROFILE,
    FindingDraft,
    NameDraft,
    TranslationDraft,
    add_language,
    publish,
    review_names,
    review_translations,
    save_findings,
    save_names,
    save_translations,
    write_standing_text,
    write_text,
)
from tests.factories.accounts import make_people
from tests.factories.assessments import approve, make_case
from tests.factories.instruments import make_instrument
from tests.factories.profiles import LANGUAGES, consent, consented, profile_of, sources_of
from tests.replay import play
from workflows.engine import TransitionRefused, perform

SITE = ("en", "fr", "es")
TRIED = ("en", "fr", "pt")
REFUSED = (TransitionRefused, PermissionDenied, ValidationError)


def scene():
    """A profile that is consented to in all its languages; translations, and the names in Portuguese, are open."""
    case = make_case(instrument=make_instrument(((1,), (1,))))
    consented(case, languages=LANGUAGES)
    add_language(profile=profile_of(case), language="pt", by=case.translator)
    keeper = make_people("Keeper")[0]
    type(keeper).objects.filter(pk=keeper.pk).update(is_superuser=True)
    return case


# The second reckoning -------------------------------------------------------------------------------


def may_be_published(profile_id, language):
    """From the rows alone, in plain words; nothing of the project's rules is asked."""
    profile = Profile.objects.select_related("assessment").get(pk=profile_id)
    own = profile.assessment.working_language
    return (
        profile.state == "consented"
        and profile.assessment.state in ("approved", "closed")
        and covered(profile, language)
        and all(whole(finding) for finding in printed(profile))
        and (written(profile, own) if language == own else translated(profile, own, language))
        and standing(language)
        and (language in SITE or named(profile, language))
    )


def covered(profile, language):
    consents = [each for each in Consent.objects.filter(profile=profile) if each.ended_at is None]
    return any(language == row.language for each in consents for row in each.languages.all())


def printed(profile):
    return [f for f in Finding.objects.filter(profile=profile) if f.inclusion == "included"]


def whole(finding):
    answers = [(basis.revision_id, basis.revision.answer) for basis in finding.bases.all()]
    return all(answer.approved_id == pk and answer.disclosure != "internal" for pk, answer in answers)


def written(profile, own):
    texts = [
        text for text in ProfileText.objects.filter(profile=profile) if text.language == own and text.body
    ]
    said = {text.finding_id for text in FindingText.objects.all() if text.language == own and text.body}
    return any(text.key == "introduction" for text in texts) and all(f.pk in said for f in printed(profile))


def translated(profile, own, language):
    wanted = {finding.pk for finding in printed(profile)}
    findings = {(t.finding_id, t.language): t for t in FindingText.objects.all() if t.finding_id in wanted}
    texts = {(t.key, t.language): t for t in ProfileText.objects.filter(profile=profile)}
    rows = findings | texts
    return all(
        right(source, rows.get((key, language)))
        for (key, spoken), source in rows.items()
        if spoken == own and source.body
    )


def right(source, there):
    return (
        there is not None
        and bool(there.body)
        and there.source_revision == source.revision
        and there.reviewed_by_id is not None
        and there.reviewed_by_id != there.written_by_id
    )


def standing(language):
    found = {text.key for text in StandingText.objects.all() if text.language == language and text.body}
    return found == set(StandingKey.values)


def named(profile, language):
    found = {
        row.source
        for row in NameTranslation.objects.all()
        if row.language == language and row.body and row.reviewed_by_id not in (None, row.written_by_id)
    }
    return {name.source for name in names_in(profile)} <= found


# What people do -------------------------------------------------------------------------------------

which = st.integers(0, 5)
tongue = st.sampled_from(("fr", "pt"))
STEPS = st.one_of(
    st.tuples(st.just("edit"), which, st.booleans()),
    st.tuples(st.just("introduce"), st.sampled_from(["One.", "Two.", ""])),
    st.tuples(st.just("translate"), tongue, which, st.sampled_from(["A", "B", ""])),
    st.tuples(st.just("translate all"), tongue, st.booleans()),
    st.tuples(st.just("review all"), tongue, st.booleans()),
    st.tuples(st.just("name"), st.booleans()),
    st.tuples(st.just("review names"), st.booleans()),
    st.tuples(st.just("carry"), tongue, st.booleans()),
    st.tuples(st.just("reopen"), st.integers(1, 2)),
    st.tuples(st.just("approve again"), st.integers(1, 2), st.booleans()),
    st.tuples(st.just("go on"), st.sampled_from([("en",), ("en", "fr"), ("fr", "pt"), ("en", "fr", "pt")])),
    st.tuples(st.just("withdraw")),
)


class Doings:
    """Each step through the workflow's own functions; one that is refused changes nothing."""

    def __init__(self, case):
        self.case = case

    @property
    def profile(self):
        return profile_of(self.case)

    def do(self, name, *how):
        with contextlib.suppress(*REFUSED), transaction.atomic():
            getattr(self, name.replace(" ", "_"))(*how)

    def edit(self, number, included):
        perform(PROFILE, "withdraw consent", self.profile, by=self.case.focal_point, note="To edit")
        found = list(self.profile.findings.in_order().select_related("domain").prefetch_related("texts"))
        finding = found[number % len(found)]
        draft = FindingDraft(finding.pk, finding.kind, included, f"{finding.body_in('en')}.", compared=True)
        save_findings(profile=self.profile, domain=finding.domain, drafts=[draft], by=self.case.reviewer)

    def introduce(self, body):
        write_text(profile=self.profile, key="introduction", body=body, by=self.case.reviewer)

    def translate(self, language, number, body):
        sources = sources_of(self.profile)
        source = sources[number % len(sources)]
        draft = TranslationDraft(source, body, source.revision)
        save_translations(profile=self.profile, language=language, drafts=[draft], by=self.case.translator)

    def translate_all(self, language, by_reviewer):
        by = self.case.reviewer if by_reviewer else self.case.translator
        drafts = [TranslationDraft(s, f"{s.body} ({language})", s.revision) for s in sources_of(self.profile)]
        save_translations(profile=self.profile, language=language, drafts=drafts, by=by)

    def review_all(self, language, by_reviewer):
        by = self.case.reviewer if by_reviewer else self.case.translator
        review_translations(profile=self.profile, language=language, sources=sources_of(self.profile), by=by)

    def name(self, every):
        names = names_in(self.profile)
        drafts = [NameDraft(name.source, f"{name.source} (pt)") for name in (names if every else names[:-1])]
        save_names(profile=self.profile, language="pt", drafts=drafts, by=self.case.translator)

    def review_names(self, by_reviewer):
        by = self.case.reviewer if by_reviewer else self.case.translator
        seen = NameTranslation.objects.bodies("pt")
        review_names(profile=self.profile, language="pt", seen=seen, by=by)

    def carry(self, language, whole):
        keeper = type(self.case.reviewer).objects.get(is_superuser=True)
        for key in StandingKey:
            text = StandingText.objects.filter(key=key, language=language).first()
            body = "Standing." if whole or key != StandingKey.METHOD else ""
            seen = text.revision if text else 0
            write_standing_text(key=key, language=language, body=body, by=keeper, seen=seen)

    def reopen(self, number):
        perform(SECTION, "reopen", self.case.section(number), by=self.case.coordinator, note="A new law")

    def approve_again(self, number, changed):
        wording = {"wording": "Since 2010, {code} is in force."} if changed else {}
        approve(self.case, self.case.section(number), **wording)

    def go_on(self, languages):
        """Whatever is left until the consent: the findings are compared, consulted on and cleared."""
        for finding in self.profile.findings.included().select_related("domain").prefetch_related("texts"):
            body = finding.body_in("en")
            draft = FindingDraft(finding.pk, finding.kind, True, body, compared=True)
            save_findings(profile=self.profile, domain=finding.domain, drafts=[draft], by=self.case.reviewer)
        perform(PROFILE, "open consultation", self.profile, by=self.case.reviewer)
        perform(PROFILE, "clear", self.profile, by=self.case.second_reviewer)
        consent(self.case, self.profile, languages)

    def withdraw(self):
        perform(PROFILE, "withdraw consent", self.profile, by=self.case.focal_point, note="Not any more")


def published(case, language):
    """Whether publishing is taken; nothing of it stays."""
    try:
        with transaction.atomic():
            publish(profile=profile_of(case), language=language, by=case.coordinator)
            transaction.set_rollback(True)
    except TransitionRefused:
        return False
    return True


def check(case):
    profile = profile_of(case)
    found = {language: published(case, language) for language in TRIED}
    assert found == {language: may_be_published(profile.pk, language) for language in TRIED}
    return found


READY = [
    ("carry", "pt", True),
    ("translate all", "fr", False),
    ("review all", "fr", True),
    ("translate all", "pt", True),
    ("review all", "pt", False),
    ("name", True),
    ("review names", True),
    ("withdraw",),
    ("go on", ("en", "fr", "pt")),
]


@pytest.fixture
def scenery(db):
    return play(scene)


@settings(max_examples=30)
@given(steps=st.lists(STEPS, max_size=10), ready=st.booleans())
def test_published_exactly_when_nothing_is_missing_stale_or_unreviewed_and_a_consent_covers_it(
    scenery, steps, ready
):
    with transaction.atomic():
        doings = Doings(scenery)
        for step in [*(READY if ready else ()), *steps]:
            doings.do(*step)
        check(scenery)
        transaction.set_rollback(True)


def after(case, *steps):
    for step in steps:
        Doings(case).do(*step)
    return [language for language, possible in check(case).items() if possible]


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        ([], ["en"]),
        (READY, ["en", "fr", "pt"]),
        ([*READY, ("translate", "fr", 0, "B")], ["en", "pt"]),
        ([*READY, ("translate", "fr", 0, "B"), ("review all", "fr", True)], ["en", "fr", "pt"]),
        ([*READY, ("translate", "pt", 1, "")], ["en", "fr"]),
        ([*READY, ("carry", "fr", False)], ["en", "pt"]),
        ([*READY, ("withdraw",)], []),
        ([*READY, ("withdraw",), ("go on", ("en", "fr"))], ["en", "fr"]),
        ([*READY, ("edit", 0, True), ("go on", ("en", "fr", "pt"))], ["en"]),
        ([*READY, ("edit", 0, False), ("go on", ("en", "fr", "pt"))], ["en", "fr", "pt"]),
        ([*READY, ("withdraw",), ("introduce", "Two."), ("go on", ("en", "fr", "pt"))], ["en"]),
        ([*READY, ("reopen", 1)], []),
        (
            [*READY, ("reopen", 1), ("approve again", 1, True), ("go on", ("en", "fr", "pt"))],
            ["en", "fr", "pt"],
        ),
        ([*READY[:5], *READY[6:]], ["en", "fr"]),
        ([*READY[:6], *READY[7:]], ["en", "fr"]),
    ],
)
def test_second_reckoning_knows_both_outcomes(scenery, steps, found):
    assert after(scenery, *steps) == found

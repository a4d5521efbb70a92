"""One round of one place, from setting up to publication, by the people who would do it.

Every step goes through the same functions as the pages: nothing is written past them.
"""

import datetime
from typing import Any

from django.utils import timezone

from assessments import workflow as assessing
from assessments.choices import Role, VerdictValue
from assessments.models import AnswerRevision, Assessment, Part, Section
from instruments.models import Domain, Instrument
from places.models import Jurisdiction
from profiles import workflow as publishing
from profiles.choices import FindingKind, TextKey
from profiles.demonstration.cast import PEOPLE, Cast
from profiles.models import FindingText, Profile, ProfileText, Written
from workflows.engine import perform

Story = dict[str, Any]
"""A round as its file tells it: `assessment`, `sources`, `answers`, texts by key, and more where it has them."""


def set_up(wanted: Story, place: Jurisdiction, cast: Cast, due: datetime.date) -> Assessment:
    """The assessment with everybody in their part, collecting answers."""
    instrument = Instrument.objects.published().get(slug=wanted["instrument"], version=wanted["version"])
    assessment = assessing.set_up_assessment(
        jurisdiction=place,
        instrument=instrument,
        round=wanted["round"],
        year=wanted["year"],
        working_language=wanted["working_language"],
        data_cutoff_date=wanted["data_cutoff_date"],
        by=cast.coordinator,
    )
    roles = {part: Role(part) for part in PEOPLE if part not in ("coordinator", "second_reviewer")}
    for part, role in (roles | {"second_reviewer": Role.REVIEWER}).items():
        parts = assessment.sections.in_order()[0].parts.in_order()[:1] if role == Role.CONTRIBUTOR else ()
        assessing.assign_role(
            assessment=assessment, user=cast.people[part], role=role, parts=parts, by=cast.coordinator
        )
    dates = dict.fromkeys(assessment.sections.values_list("pk", flat=True), due)
    assessing.set_due_dates(assessment=assessment, dates=dates, by=cast.coordinator)
    perform(assessing.ASSESSMENT, "launch", assessment, by=cast.coordinator)
    return assessment


# Answers ------------------------------------------------------------------------------------------------


def answer(assessment: Assessment, story: Story, cast: Cast) -> None:
    """Each section is answered and submitted; a statement to be corrected says first what was wrong."""
    sources = {
        row["key"]: assessing.add_source(
            assessment=assessment, by=cast.researcher, **{key: row[key] for key in row if key != "key"}
        )
        for row in story["sources"]
    }
    said = {row["code"]: row for row in story["answers"]}
    if first := story.get("correction"):
        said[first["code"]] = said[first["code"]] | {"statement": first["first_statement"]}
    for section in assessment.sections.in_order():
        for part in section.parts.in_order():
            _answer_part(part, said, sources, cast.researcher)
        perform(assessing.SECTION, "submit", section, by=cast.focal_point, note=story["capacity"])


def _answer_part(part: Part, said: Story, sources: Story, by: Any) -> None:
    """What is asked and the story says nothing about is “no information found”."""
    answers = [answer for answer in part.answers.for_page() if answer.indicator.code in said]
    drafts = [_draft(answer, said[answer.indicator.code], sources) for answer in answers]
    assessing.save_answers(part=part, drafts=drafts, by=by)
    silent = [answer for answer in part.answers.for_page() if answer.asked and _unsettled(answer)]
    assessing.save_answers(part=part, drafts=[_draft(a, _not_found(a), sources) for a in silent], by=by)


def _unsettled(answer: Any) -> bool:
    """Nothing is said, or what the round before said waits to be confirmed."""
    return not answer.given or answer.current.via == "carried"


def _not_found(answer: Any) -> Story:
    return {"value" if answer.indicator.kind == "multiple" else "option": "not_found"}


def _draft(answer: Any, row: Story, sources: Story) -> assessing.AnswerDraft:
    scale = answer.indicator.scale
    options = {option.value: option.pk for option in scale.options.all()} if scale else {}
    cited = (assessing.CitationDraft(sources[c["key"]].pk, c["locator"]) for c in row.get("sources", ()))
    return assessing.AnswerDraft(
        answer_id=answer.pk,
        revision=answer.revision,
        option_id=options[row["option"]] if "option" in row else None,
        statement=row.get("statement", ""),
        citations=tuple(cited),
        value=row.get("value", ""),
        confirm=True,
    )


# Review -------------------------------------------------------------------------------------------------


def review(assessment: Assessment, story: Story, cast: Cast) -> None:
    """Every section is approved; one with a correction is returned first, mended and submitted again."""
    correction = story.get("correction", {"code": ""})
    for section in assessment.sections.in_order():
        perform(assessing.SECTION, "start review", section, by=cast.reviewer)
        returned = section.parts.filter(answers__indicator__code=correction["code"]).first()
        if returned is not None:
            _judge(section, cast.reviewer, correction)
            perform(assessing.SECTION, "return", section, by=cast.reviewer, note=correction["section_note"])
            _correct(returned, correction["code"], story, cast.researcher)
            perform(assessing.SECTION, "submit", section, by=cast.focal_point, note=story["capacity"])
            perform(assessing.SECTION, "start review", section, by=cast.reviewer)
        _judge(section, cast.reviewer)
        perform(assessing.SECTION, "approve", section, by=cast.reviewer)


def _judge(section: Section, by: Any, correction: Story | None = None) -> None:
    current = AnswerRevision.objects.filter(current_of__part__section=section).exclude(option=None, value="")
    assessing.record_verdicts(
        section=section,
        drafts=[
            assessing.VerdictDraft(pk, VerdictValue.CHANGE_NEEDED, correction["remark"])
            if correction and code == correction["code"]
            else assessing.VerdictDraft(pk, VerdictValue.ACCEPTED)
            for pk, code in current.values_list("pk", "answer__indicator__code")
        ],
        by=by,
    )


def _correct(part: Any, code: str, story: Story, by: Any) -> None:
    answer = part.answers.for_page().get(indicator__code=code)
    statement = next(row["statement"] for row in story["answers"] if row["code"] == code)
    citations = tuple(assessing.CitationDraft(c.source_id, c.locator) for c in answer.current.citations.all())
    draft = assessing.AnswerDraft(answer.pk, answer.revision, answer.current.option_id, statement, citations)
    assessing.save_answers(part=part, drafts=[draft], by=by)


# The profile --------------------------------------------------------------------------------------------


def publish(profile: Profile, story: Story, cast: Cast) -> None:
    """Every finding is in it; it is translated, consulted on, consented to, and published in each language."""
    _write(profile, story, cast)
    languages = [profile.language, *story.get("translations", {})]
    for language in languages[1:]:
        _translate(profile, language, story["translations"][language], cast)
    perform(publishing.PROFILE, "open consultation", profile, by=cast.reviewer)
    perform(publishing.PROFILE, "clear", profile, by=cast.second_reviewer)
    publishing.record_consent(
        profile=profile,
        name=cast.focal_point.name,
        capacity=story["capacity"],
        date=timezone.localdate(),
        letter="Demonstration record",
        languages=languages,
        by=cast.focal_point,
    )
    for language in languages:
        publishing.publish(profile=profile, language=language, by=cast.coordinator)


def _write(profile: Profile, story: Story, cast: Cast) -> None:
    for domain in Domain.objects.filter(instrument=profile.assessment.instrument_id).in_order():
        findings = profile.findings.filter(domain=domain).prefetch_related("texts")
        drafts = [
            publishing.FindingDraft(
                finding.pk, FindingKind(finding.kind), True, finding.body_in(profile.language)
            )
            for finding in findings.in_order()
        ]
        publishing.save_findings(profile=profile, domain=domain, drafts=drafts, by=cast.reviewer)
    for key in TextKey.values:
        if body := _body(story.get(key, "")):
            publishing.write_text(profile=profile, key=key, body=body, by=cast.reviewer)


def _body(told: Any) -> str:
    return told if isinstance(told, str) else "\n\n".join(told)


def _translate(profile: Profile, language: str, told: Story, cast: Cast) -> None:
    """The translator writes, a reviewer reads."""
    sources: list[Written] = []
    drafts = []
    findings = FindingText.objects.filter(finding__profile=profile, language=profile.language)
    for text in findings.prefetch_related("finding__bases__revision__answer__indicator").order_by("pk"):
        code = text.finding.bases.all()[0].revision.answer.indicator.code
        sources.append(text)
        drafts.append(publishing.TranslationDraft(text, told["findings"][code], text.revision))
    for written in ProfileText.objects.filter(profile=profile, language=profile.language).order_by("pk"):
        sources.append(written)
        drafts.append(publishing.TranslationDraft(written, _body(told[written.key]), written.revision))
    publishing.save_translations(profile=profile, language=language, drafts=drafts, by=cast.translator)
    publishing.review_translations(profile=profile, language=language, sources=sources, by=cast.reviewer)

"""Assessments with all their people, and each step of their story, played through the workflow's own functions."""

import datetime
from dataclasses import dataclass

from accounts.models import User
from assessments.choices import Role, SectionState, VerdictValue
from assessments.models import Assessment, Section
from assessments.workflow import (
    ASSESSMENT,
    SECTION,
    AnswerDraft,
    CitationDraft,
    VerdictDraft,
    add_file,
    add_source,
    assign_role,
    record_verdicts,
    remove_role,
    save_answers,
    set_due_dates,
    set_up_assessment,
)
from tests.factories import files
from tests.factories.accounts import allow_setting_up, make_people
from tests.factories.instruments import make_instrument
from tests.factories.places import make_place
from workflows.engine import perform

CAPACITY = "Secretariat of Social Development"
DUE = datetime.date(2030, 6, 30)


@dataclass(frozen=True)
class Case:
    """One assessment and a person for each role in it; the contributor answers the first part."""

    assessment: Assessment
    coordinator: User
    researcher: User
    focal_point: User
    contributor: User
    reviewer: User
    translator: User
    observer: User
    second_reviewer: User

    def in_role(self, role):
        return getattr(self, role)

    @property
    def people(self):
        """Each role's person."""
        return {role: self.in_role(role) for role in Role.values}

    def section(self, number=1):
        return Section.objects.select_related("assessment", "domain").get(
            assessment=self.assessment, domain__number=number
        )

    def part(self, number="1.1"):
        domain, subcategory = number.split(".")
        return (
            self.section(domain)
            .parts.select_related("section__assessment")
            .get(subcategory__number=subcategory)
        )

    def answer(self, code="T1.1.1"):
        return self.assessment.answers.select_related("current__option", "part").get(indicator__code=code)


def set_up(*, place=None, instrument=None, by=None, year=2022, round=1, working_language="en"):  # noqa: A002
    coordinator = by or make_people("Cora")[0]
    allow_setting_up(coordinator)
    return set_up_assessment(
        jurisdiction=place or make_place(),
        instrument=instrument or make_instrument(),
        round=round,
        year=year,
        working_language=working_language,
        data_cutoff_date=datetime.date(year, 11, 30),
        by=User.objects.get(pk=coordinator.pk),
    )


def cast(assessment, coordinator, names=""):
    """Name a person for each role of the assessment; `names` tells people of several assessments apart."""
    roles = [role for role in Role.values if role != Role.COORDINATOR]
    titles = [f"{role.replace('_', ' ').capitalize()}{names}" for role in (*roles, "second_reviewer")]
    people = dict(zip((*roles, "second_reviewer"), make_people(*titles), strict=True))
    first_part = assessment.sections.in_order()[0].parts.in_order()[:1]
    for name, user in people.items():
        role = Role.REVIEWER if name == "second_reviewer" else Role(name)
        parts = first_part if role == Role.CONTRIBUTOR else ()
        assign_role(assessment=assessment, user=user, role=role, parts=parts, by=coordinator)
    return Case(assessment=assessment, coordinator=coordinator, **people)


def make_case(*, names="", launched=True, **options):
    """An assessment with its people, ready to be answered."""
    coordinator = make_people(f"Coordinator{names}")[0]
    case = cast(set_up(by=coordinator, **options), coordinator, names)
    if launched:
        launch(case)
    return case


def launch(case):
    dates = dict.fromkeys(case.assessment.sections.values_list("pk", flat=True), DUE)
    set_due_dates(assessment=case.assessment, dates=dates, by=case.coordinator)
    perform(ASSESSMENT, "launch", case.assessment, by=case.coordinator)


def tell_source(case, title="Law on Migration", kind="law", **fields):
    return add_source(assessment=case.assessment, by=case.researcher, kind=kind, title=title, **fields)


def keep_file(case, source=None, *, by=None, **file):
    """A file of a source, as `files.upload` makes it."""
    return add_file(source=source or tell_source(case), upload=files.upload(**file), by=by or case.researcher)


def option_of(answer, value):
    return answer.indicator.scale.options.get(value=value)


def draft(answer, statement="", *, option="yes", sources=(), revision=None, citations=None):
    """What a person types for one answer, from the revision that the page showed."""
    return AnswerDraft(
        answer_id=answer.pk,
        revision=answer.revision if revision is None else revision,
        option_id=option_of(answer, option).pk if option else None,
        statement=statement,
        citations=citations or tuple(CitationDraft(source.pk) for source in sources),
    )


def answer_part(case, part, *, options=None, by=None, wording="In 2022, the Secretariat answered {code}."):
    """Answer each question of a part: with `options[code]`, or “yes” and a source."""
    source = case.assessment.sources.first() or tell_source(case)
    drafts = []
    for answer in part.answers.for_page():
        code = answer.indicator.code
        option = (options or {}).get(code, "yes")
        statement = "" if option == "unknown" else wording.format(code=code)
        drafts.append(draft(answer, statement, option=option, sources=[source] if option == "yes" else ()))
    return save_answers(part=part, drafts=drafts, by=by or case.researcher)


def answer_before(case, person, part, **how):
    """Answer a part as the researcher that this reviewer was before: nobody can be both."""
    for role, next_role in ((Role.REVIEWER, Role.RESEARCHER), (Role.RESEARCHER, Role.REVIEWER)):
        remove_role(assignment=case.assessment.roles.get(user=person, role=role), by=case.coordinator)
        assign_role(assessment=case.assessment, user=person, role=next_role, by=case.coordinator)
        if next_role == Role.RESEARCHER:
            answer_part(case, part, by=person, **how)


def answer_section(case, section, **how):
    for part in section.parts.in_order():
        answer_part(case, part, **how)


def submit(case, section, **how):
    answer_section(case, section, **how)
    perform(SECTION, "submit", section, by=case.researcher, note=CAPACITY)


def start_review(case, section, **how):
    submit(case, section, **how)
    perform(SECTION, "start review", section, by=case.reviewer)


def make_in_review():
    """An assessment with its first section in its first review."""
    case = make_case()
    start_review(case, case.section(1))
    return case


def judge(case, section, *, change=(), by=None):
    """Accept every answer, but for the codes in `change`."""
    answers = case.assessment.answers.filter(part__section=section).answered().select_related("indicator")
    drafts = [
        VerdictDraft(answer.current_id, VerdictValue.CHANGE_NEEDED, f"Say more in {answer.indicator.code}.")
        if answer.indicator.code in change
        else VerdictDraft(answer.current_id, VerdictValue.ACCEPTED)
        for answer in answers
    ]
    record_verdicts(section=section, drafts=drafts, by=by or case.reviewer)


def approve(case, section, **how):
    """Take a section to approved from wherever it is."""
    section.refresh_from_db()
    if section.state in (SectionState.OPEN, SectionState.RETURNED):
        start_review(case, section, **how)
    judge(case, section)
    perform(SECTION, "approve", section, by=case.reviewer)


def approve_all(case, **how):
    """Answer and approve everything; draft findings are made of it."""
    for section in case.assessment.sections.in_order():
        approve(case, section, **how)
    case.assessment.refresh_from_db()

from typing import cast

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from assessments import rules
from assessments.choices import AssessmentState, SectionState
from assessments.models import Answer, Assessment, AssessmentEvent, Section, SectionEvent, Verdict
from assessments.permissions import Right
from assessments.signals import assessment_approved, section_reopened
from assessments.workflow.carrying import carry_forward
from workflows.engine import Transition, Workflow, perform


def _carry_forward(assessment: Assessment, event: AssessmentEvent) -> None:
    carry_forward(assessment=assessment, by=cast(User, event.by))


def _send_verdicts(section: Section, event: SectionEvent) -> None:
    Verdict.objects.private().on_current(section).update(sent_at=timezone.now())


def _pin_answers(section: Section, event: SectionEvent) -> None:
    Answer.objects.filter(part__section=section).answered().update(approved=F("current"))


def _unpin_answers(section: Section, event: SectionEvent) -> None:
    Answer.objects.filter(part__section=section).update(approved=None)


def _lock_assessment(section: Section) -> Assessment:
    """Sections that move at the same moment must see each other: the second waits here for the first."""
    section.assessment = Assessment.objects.select_for_update().get(pk=section.assessment_id)
    return section.assessment


def _approve_assessment(section: Section, event: SectionEvent) -> None:
    assessment = _lock_assessment(section)
    if not assessment.sections.unapproved().exists():
        perform(ASSESSMENT, "all approved", assessment, by=None)
        assessment_approved.send(Section, assessment=assessment, by=event.by)


def _resume_assessment(section: Section, event: SectionEvent) -> None:
    assessment = _lock_assessment(section)
    if assessment.state != AssessmentState.COLLECTING:
        perform(ASSESSMENT, "resume", assessment, by=None)
    section_reopened.send(Section, section=section, by=event.by)


ASSESSMENT = Workflow(
    name="assessment",
    model=Assessment,
    event=AssessmentEvent,
    transitions=(
        Transition(
            "launch",
            _("Launch the assessment"),
            (AssessmentState.SET_UP,),
            AssessmentState.COLLECTING,
            Right.MANAGE,
            conditions=(rules.missing_roles, rules.missing_due_dates),
            effects=(_carry_forward,),
            confirm=_("From then on the people named can answer the questionnaire."),
        ),
        Transition(
            "all approved",
            _("All sections approved"),
            (AssessmentState.COLLECTING,),
            AssessmentState.APPROVED,
            permission=None,
        ),
        Transition(
            "resume",
            _("Answers collected again"),
            (AssessmentState.APPROVED,),
            AssessmentState.COLLECTING,
            permission=None,
        ),
        Transition(
            "close",
            _("Close the assessment"),
            (AssessmentState.APPROVED,),
            AssessmentState.CLOSED,
            Right.MANAGE,
            note_label=_("Reason"),
            confirm=_("No answer can be reopened after that. What is published stays."),
        ),
        Transition(
            "cancel",
            _("Cancel the assessment"),
            (AssessmentState.SET_UP, AssessmentState.COLLECTING),
            AssessmentState.CANCELLED,
            Right.MANAGE,
            note_label=_("Reason"),
            confirm=_("Nobody can go on answering. The answers given so far are kept."),
        ),
    ),
)

SECTION = Workflow(
    name="section",
    model=Section,
    event=SectionEvent,
    permission_object=lambda section: section.assessment,
    transitions=(
        Transition(
            "submit",
            _("Submit for review"),
            (SectionState.OPEN, SectionState.RETURNED),
            SectionState.SUBMITTED,
            Right.SUBMIT,
            conditions=(rules.assessment_running, rules.incomplete_answers, rules.unchanged_answers),
            note_label=_("In what capacity you submit: your function and institution"),
            confirm=_("While a section is with the reviewer, its answers can’t be changed."),
        ),
        Transition(
            "recall",
            _("Take the submission back"),
            (SectionState.SUBMITTED,),
            SectionState.OPEN,
            Right.SUBMIT,
            conditions=(rules.assessment_running,),
            confirm=_("The answers can be changed again until the section is submitted anew."),
        ),
        Transition(
            "start review",
            _("Start the review"),
            (SectionState.SUBMITTED,),
            SectionState.IN_REVIEW,
            Right.REVIEW,
            conditions=(rules.assessment_running, rules.own_work),
            confirm=_("The submission can’t be taken back after that."),
        ),
        Transition(
            "return",
            _("Return with remarks"),
            (SectionState.IN_REVIEW,),
            SectionState.RETURNED,
            Right.REVIEW,
            conditions=(rules.assessment_running, rules.own_work, rules.nothing_to_change),
            effects=(_send_verdicts,),
            note_label=_("Note to those who answer"),
            confirm=_("Your verdicts and remarks become visible to the people who answer."),
        ),
        Transition(
            "approve",
            _("Approve the section"),
            (SectionState.IN_REVIEW,),
            SectionState.APPROVED,
            Right.REVIEW,
            conditions=(rules.assessment_running, rules.own_work, rules.unaccepted_answers),
            effects=(_send_verdicts, _pin_answers, _approve_assessment),
            confirm=_(
                "The answers are fixed as they stand. After the last section, draft findings are made."
            ),
        ),
        Transition(
            "reopen",
            _("Reopen the section"),
            (SectionState.APPROVED,),
            SectionState.RETURNED,
            Right.REOPEN,
            conditions=(rules.assessment_reopenable,),
            effects=(_unpin_answers, _resume_assessment),
            note_label=_("Reason"),
            confirm=_("The answers can be changed again. Findings that rest on them must be looked at anew."),
        ),
    ),
)
